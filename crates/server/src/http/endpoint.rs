//! The register of endpoints. Every route is declared here with the policy decision it rests on, the audit
//! row it leaves and the problems it can answer with; a golden file lists them all, so that an endpoint
//! without a decision or an audit row is a change that somebody reads.

use crate::problem::Code;
use crate::state::App;
use axum::routing::MethodRouter;

/// The policy decision that an endpoint rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decides {
    /// A decision of the `policy` crate, by its act.
    Policy(&'static str),
    /// Only that somebody is signed in: it is about herself.
    Herself,
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

/// One route.
pub struct Endpoint {
    /// `GET`, `POST` …
    pub method: &'static str,
    /// The template, such as `/api/v1/families/{id}`.
    pub path: &'static str,
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
    /// Its line in the golden file.
    pub fn line(&self) -> String {
        let decides = match self.decides {
            Decides::Policy(act) => format!("policy {act}"),
            Decides::Herself => "herself".to_owned(),
            Decides::Open(why) => format!("OPEN ({why})"),
        };
        let audits = match self.audits {
            Audits::Row(action) => format!("row {action}"),
            Audits::Ledger => "ledger".to_owned(),
            Audits::Nothing(why) => format!("NOTHING ({why})"),
        };
        let problems: Vec<_> = self.problems.iter().map(|code| code.name()).collect();
        format!("{} {}\n    decides: {decides}\n    audits: {audits}\n    problems: {}\n", self.method, self.path, problems.join(", "))
    }
}
