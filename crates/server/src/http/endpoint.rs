//! The register of endpoints. Every route is declared here with the policy decision it rests on, the audit
//! row it leaves and the problems it can answer with; a golden file lists them all, so that an endpoint
//! without a decision or an audit row is a change that somebody reads. The OpenAPI document is made from the
//! same register, so the two cannot differ.

use crate::problem::Code;
use crate::state::App;
use axum::routing::MethodRouter;
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

/// The policy decision that an endpoint rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decides {
    /// A decision of the `policy` crate, by its act.
    Policy(&'static str),
    /// Only that somebody is signed in: it is about herself, or known to everybody who is.
    SignedIn,
    /// Only that somebody has begun to sign in: it is how she finishes.
    Begun,
    /// Nothing: it is open to everybody, and this is why.
    Open(&'static str),
}

/// The audit row that an endpoint leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audits {
    /// A row with this action, written before the answer is given.
    Row(&'static str),
    /// The ledger itself is the record.
    Ledger,
    /// Nothing, and this is why.
    Nothing(&'static str),
}

/// The shape of a JSON body.
pub struct Shape {
    /// Its name.
    pub name: String,
    /// Itself.
    pub schema: RefOr<Schema>,
    /// What it refers to.
    pub parts: Vec<(String, RefOr<Schema>)>,
}

/// The shape of a type.
pub fn shape<T: ToSchema>() -> Shape {
    let mut parts = Vec::new();
    T::schemas(&mut parts);
    Shape { name: T::name().into_owned(), schema: <T as PartialSchema>::schema(), parts }
}

/// What a body holds.
#[derive(Clone, Copy)]
pub enum Content {
    /// Nothing.
    Nothing,
    /// JSON of a shape of the server's own.
    Json(fn() -> Shape),
    /// JSON of a type of `domain`, which the client shares.
    Domain(&'static str),
    /// An XLSX workbook.
    Workbook,
    /// A PDF.
    Pdf,
    /// A JPEG.
    Photo,
    /// Files and fields, as a form of a page sends them.
    Multipart,
    /// Bytes.
    Bytes,
    /// Server-sent events.
    Events,
    /// Text.
    Text,
    /// Numbers for Prometheus.
    Numbers,
    /// Nothing here: the address to go to.
    Address,
}

/// One route.
pub struct Endpoint {
    /// `GET`, `POST` …
    pub method: &'static str,
    /// The template, such as `/api/v1/families/{id}`.
    pub path: &'static str,
    /// What it is for, in a sentence.
    pub summary: &'static str,
    /// Names of its query parameters.
    pub query: &'static [&'static str],
    /// What it takes.
    pub takes: Content,
    /// What it gives.
    pub gives: Content,
    /// On what decision it rests.
    pub decides: Decides,
    /// What it leaves in the audit log.
    pub audits: Audits,
    /// What it can answer beside success, and beside what every endpoint can answer.
    pub problems: &'static [Code],
    /// The handler.
    pub route: MethodRouter<App>,
}

impl Endpoint {
    /// Every problem that it can answer with, those that are common to all included.
    pub fn all_problems(&self) -> Vec<Code> {
        let mut codes = vec![Code::Busy, Code::Broken];
        match self.decides {
            Decides::Open(_) => {}
            Decides::Begun => codes.push(Code::NotSignedIn),
            Decides::Policy(_) | Decides::SignedIn => {
                codes.extend([Code::NotSignedIn, Code::SignInUnfinished]);
            }
        }
        match self.takes {
            Content::Nothing => {}
            Content::Json(_) | Content::Domain(_) => {
                codes.extend([
                    Code::WrongContentType,
                    Code::BadJson,
                    Code::UnknownField,
                    Code::BadValue,
                    Code::TooLarge,
                ]);
            }
            Content::Multipart => codes.push(Code::TooLarge),
            Content::Workbook
            | Content::Pdf
            | Content::Photo
            | Content::Bytes
            | Content::Events
            | Content::Text
            | Content::Numbers
            | Content::Address => {
                codes.extend([Code::WrongContentType, Code::TooLarge]);
            }
        }
        if !matches!(self.method, "GET" | "HEAD") {
            codes.push(Code::DiskFull);
            // The door for form-filling apps takes no cookie: there is nothing to forge.
            codes.extend(self.path.starts_with("/api/").then_some(Code::WrongOrigin));
        }
        if !self.query.is_empty() {
            codes.push(Code::BadValue);
        }
        if self.path.contains('{') {
            codes.push(Code::NotFound);
        }
        codes.extend(self.problems);
        codes.sort();
        codes.dedup();
        codes
    }

    /// Its lines in the golden file.
    pub fn lines(&self) -> String {
        let decides = match self.decides {
            Decides::Policy(act) => format!("policy: {act}"),
            Decides::SignedIn => "signed in".to_owned(),
            Decides::Begun => "has begun to sign in".to_owned(),
            Decides::Open(why) => format!("OPEN ({why})"),
        };
        let audits = match self.audits {
            Audits::Row(action) => format!("row: {action}"),
            Audits::Ledger => "the ledger".to_owned(),
            Audits::Nothing(why) => format!("NOTHING ({why})"),
        };
        let problems: Vec<_> = self.all_problems().into_iter().map(Code::name).collect();
        format!(
            "{} {}\n    decides  {decides}\n    audits   {audits}\n    problems {}\n",
            self.method,
            self.path,
            problems.join(" ")
        )
    }
}
