//! `/openrosa/…`: the door for form-filling apps such as ODK Collect and KoboCollect
//! ([OpenRosa](https://docs.getodk.org/openrosa/) 1.0). They have no session: each request carries an account name and the
//! key of [`crate::app::collecting`] (HTTP Basic). Nothing here is reached with a cookie, so no page can forge it.

use super::at_once::UnderWay;
use super::endpoint::{Audits, Content, Decides, Endpoint};
use super::extract::{Circumstances, ToolVersion};
use crate::app::collecting::{self, Beside, Offered, Sent};
use crate::app::session::Signed;
use crate::problem::{Code, Problem};
use crate::state::App;
use axum::extract::{DefaultBodyLimit, FromRequestParts, Multipart, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use base64::Engine as _;
use exchange::openrosa::{self, ListedForm, form_list, manifest};
use md5::{Digest, Md5};

/// Where it is, below the server's address.
pub const BELOW: &str = "/openrosa";
/// Most bytes of one request; an app sends more in several, each with the form.
const MOST: usize = 20 * 1024 * 1024;

/// Somebody whose app showed her key, and the place that this request takes among those that she has under way.
struct Collecting(Signed, UnderWay);

impl FromRequestParts<App> for Collecting {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let about = Circumstances::from_request_parts(parts, app).await?;
        let wrong = || Problem::new(Code::CollectKeyWrong);
        let given = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let (scheme, encoded) = given.and_then(|given| given.split_once(' ')).ok_or_else(wrong)?;
        let decoded =
            base64::engine::general_purpose::STANDARD.decode(encoded.trim()).map_err(|_| wrong())?;
        let text = String::from_utf8(decoded).map_err(|_| wrong())?;
        let (account, key) = text.split_once(':').ok_or_else(wrong)?;
        if !scheme.eq_ignore_ascii_case("basic") {
            return Err(wrong());
        }
        let signed = collecting::signed_by_key(app, &about, account, key).await?;
        let under_way = app.at_once.begin(signed.session.token_hash, app.config.requests_at_once)?;
        Ok(Self(signed, under_way))
    }
}

/// Their entries in the register.
pub fn endpoints() -> Vec<Endpoint> {
    let form = Audits::Nothing("says nothing about anybody");
    let key = Decides::Policy("a collect key in place of a session");
    let problems = &[Code::CollectKeyWrong];
    vec![
        Endpoint {
            method: "GET",
            path: "/openrosa/formList",
            summary: "The forms that an app may download: of every tool about a family the version for new records.",
            query: &[],
            takes: Content::Nothing,
            gives: Content::Text,
            decides: key,
            audits: form,
            problems,
            route: get(list),
        },
        Endpoint {
            method: "GET",
            path: "/openrosa/forms/{code}/{version}",
            summary: "A form as XML.",
            query: &[],
            takes: Content::Nothing,
            gives: Content::Text,
            decides: key,
            audits: form,
            problems,
            route: get(one),
        },
        Endpoint {
            method: "GET",
            path: "/openrosa/forms/{code}/{version}/manifest",
            summary: "The files that belong to a form: none.",
            query: &[],
            takes: Content::Nothing,
            gives: Content::Text,
            decides: key,
            audits: form,
            problems,
            route: get(files),
        },
        Endpoint {
            method: "HEAD",
            path: "/openrosa/submission",
            summary: "Before an app sends: whether it may, and how much at once.",
            query: &[],
            takes: Content::Nothing,
            gives: Content::Nothing,
            decides: key,
            audits: Audits::Nothing("nothing was sent"),
            problems,
            route: axum::routing::head(may_send),
        },
        Endpoint {
            method: "POST",
            path: "/openrosa/submission",
            summary: "Takes a filled form, with files beside it (multipart). It goes into the file that it names, or waits \
                      for somebody to look at it; one that comes again changes nothing.",
            query: &[],
            takes: Content::Multipart,
            gives: Content::Text,
            decides: Decides::Policy(
                "give family.assessment_completed (into a file); a collect key (to wait)",
            ),
            audits: Audits::Row("form.received (and the ledger, when it goes into a file)"),
            problems: &[
                Code::CollectKeyWrong,
                Code::FormUnreadable,
                Code::FormUnknown,
                Code::FormDecided,
                Code::NotFound,
            ],
            route: post(take).layer(DefaultBodyLimit::max(MOST)),
        },
    ]
}

const XML: &str = "text/xml; charset=utf-8";

fn answer(status: StatusCode, body: String) -> Response {
    let headers = [
        (header::CONTENT_TYPE, XML),
        (header::CACHE_CONTROL, "no-store"),
        (header::HeaderName::from_static("x-openrosa-version"), "1.0"),
    ];
    (status, headers, body).into_response()
}

/// The server's own address, as the app knows it.
fn origin(app: &App, headers: &HeaderMap) -> String {
    if let Some(origin) = &app.config.public_origin {
        return origin.trim_end_matches('/').to_owned();
    }
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("127.0.0.1");
    let scheme = if app.config.tls_cert.is_some() { "https" } else { "http" };
    format!("{scheme}://{host}")
}

async fn list(
    State(app): State<App>,
    Collecting(signed, _under_way): Collecting,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let origin = origin(&app, &headers);
    let listed = |form: Offered| {
        let url = format!("{origin}{BELOW}/forms/{}/{}", form.code, form.version);
        // Which digest it is, the protocol says; it only tells an app that a form has changed.
        let hash = format!("md5:{}", hex::encode(Md5::digest(form.xml.as_bytes())));
        ListedForm {
            name: format!("{} · {}", form.title.km, form.title.en),
            form_id: form.code,
            version: form.version.to_string(),
            hash,
            manifest_url: Some(format!("{url}/manifest")),
            download_url: url,
        }
    };
    let forms: Vec<ListedForm> = collecting::forms(&signed).await?.into_iter().map(listed).collect();
    Ok(answer(StatusCode::OK, form_list(&forms)))
}

async fn one(
    Collecting(signed, _under_way): Collecting,
    ToolVersion(code, version): ToolVersion,
) -> Result<Response, Problem> {
    Ok(answer(StatusCode::OK, collecting::form(&signed, &code, version)?))
}

async fn files(
    Collecting(signed, _under_way): Collecting,
    ToolVersion(code, version): ToolVersion,
) -> Result<Response, Problem> {
    collecting::form(&signed, &code, version)?;
    Ok(answer(StatusCode::OK, manifest(&[])))
}

async fn may_send(
    State(app): State<App>,
    Collecting(_, _): Collecting,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let headers = [
        (header::LOCATION, format!("{}{BELOW}/submission", origin(&app, &headers))),
        (header::HeaderName::from_static("x-openrosa-version"), "1.0".to_owned()),
        (header::HeaderName::from_static("x-openrosa-accept-content-length"), MOST.to_string()),
    ];
    Ok((StatusCode::NO_CONTENT, headers).into_response())
}

async fn take(
    State(app): State<App>,
    Collecting(signed, _under_way): Collecting,
    mut parts: Multipart,
) -> Result<Response, Problem> {
    let mut xml = None;
    let mut files = Vec::new();
    while let Some(part) = parts.next_field().await.map_err(unreadable)? {
        let name = part.name().unwrap_or_default().to_owned();
        let file_name = part.file_name().map(str::to_owned);
        let bytes = part.bytes().await.map_err(unreadable)?;
        match (name.as_str(), file_name) {
            ("xml_submission_file", _) => xml = Some(bytes),
            // Whether more of it follows in another request: each is taken for what it brings.
            ("*isIncomplete*", _) | (_, None) => {}
            (_, Some(file_name)) => files.push(Beside { name: file_name, bytes }),
        }
    }
    let xml = xml.ok_or(Problem::new(Code::FormUnreadable).at("xml_submission_file"))?;
    let sent = collecting::take(&app, &signed, &xml, files).await?;
    let (status, key) = match sent {
        Sent::Placed(_) => (StatusCode::CREATED, "form-sent-placed"),
        Sent::Waits => (StatusCode::CREATED, "form-sent-waits"),
        Sent::Discarded => (StatusCode::CREATED, "form-sent-discarded"),
    };
    let message = app.words.say(signed.about.lang, key, None);
    Ok(answer(status, openrosa::response(&message, "submit_success")))
}

fn unreadable(error: axum::extract::multipart::MultipartError) -> Problem {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        Problem::new(Code::TooLarge)
    } else {
        Problem::new(Code::FormUnreadable).because(error)
    }
}
