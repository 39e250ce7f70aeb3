//! What surrounds every request: an id, the language, who is signed in, the guard against forged writes,
//! the log line, the counters, and turning problems into words.

use super::at_once::UnderWay;
use super::extract::Circumstances;
use super::metrics::Labels;
use super::openrosa;
use crate::app::session::{self, Signed};
use crate::network::{self, Peer};
use crate::problem::{Code, Problem};
use crate::state::App;
use crate::words::Lang;
use axum::extract::{ConnectInfo, MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

/// The header that our own page sends with every write. A form on another site cannot.
pub const OUR_HEADER: &str = "x-kinkeeper";
const LANGUAGE_HEADER: &str = "x-language";
/// The header in which a page says whose store lies open on the phone.
const ACCOUNT_HEADER: &str = "x-account";
const REQUEST_ID: &str = "x-request-id";

/// The middleware.
pub async fn around(State(app): State<App>, mut request: Request, next: Next) -> Response {
    #[allow(clippy::disallowed_methods, reason = "latency is measured, not decided upon")]
    let started = tokio::time::Instant::now();
    let method = request.method().clone();
    // The template, never the path: a path holds ids, and what people type.
    let route: Arc<str> =
        request.extensions().get::<MatchedPath>().map_or("(none)", |matched| matched.as_str()).into();
    let lang = language(request.headers());
    let id: Arc<str> = match app.new_id() {
        Ok(id) => id.to_string().into(),
        Err(_) => "-".into(),
    };
    let peer = peer(&app, &request);
    let circumstances = Circumstances {
        id: Arc::clone(&id),
        at: app.now(),
        lang,
        peer,
        marks: session::marks(request.headers()),
    };
    request.extensions_mut().insert(circumstances.clone());
    let longest = Duration::from_secs(u64::from(app.config.request_seconds));
    let mut response = match enter(&app, &mut request, &circumstances).await {
        // What a request has handed to the store goes on there; only its answer is given up.
        Ok(_under_way) => match tokio::time::timeout(longest, next.run(request)).await {
            Ok(response) => response,
            Err(_) => Problem::new(Code::Busy).after(5).because("it took too long").into_response(),
        },
        Err(problem) => problem.into_response(),
    };
    let problem = response.extensions_mut().remove::<Problem>().or_else(|| bare(&response));
    let code = problem.as_ref().map_or("-", |problem| problem.code.name());
    let cause = problem.as_ref().and_then(|problem| problem.cause.clone());
    if let Some(problem) = problem {
        let allow = response.headers().get(header::ALLOW).cloned();
        let details = problem.details(&app.words, lang, &id);
        response = if route.starts_with(openrosa::BELOW) {
            details.into_openrosa(lang)
        } else {
            details.into_response(lang)
        };
        if let Some(allow) = allow {
            response.headers_mut().insert(header::ALLOW, allow);
        }
    }
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    let status = response.status().as_u16();
    let took = started.elapsed();
    let ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    app.metrics.request(Labels::new(&method, &route, status), took);
    if response.status().is_server_error() {
        tracing::error!(request = %id, %method, %route, status, ms, problem = code, cause, "request failed");
    } else {
        tracing::info!(request = %id, %method, %route, status, ms, problem = code, cause, "request");
    }
    response
}

/// Who is it, and may a write come from there?
async fn enter(app: &App, request: &mut Request, about: &Circumstances) -> Result<Option<UnderWay>, Problem> {
    if !request.uri().path().starts_with("/api/") {
        return Ok(None);
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS) {
        from_our_page(app, request.headers())?;
    }
    if let Some(token) = session::token(request.headers())
        && let Some(signed) = session::resume(app, &token, about).await?
        && is_hers(&signed, request.headers())
    {
        let under_way = app.at_once.begin(signed.session.token_hash, app.config.requests_at_once)?;
        request.extensions_mut().insert(signed);
        return Ok(Some(under_way));
    }
    Ok(None)
}

/// A phone that people share has one session and a store for each of them. What comes from one's store is not taken, and
/// what belongs to one is not given, on the session of whoever signed in last: then nobody is signed in.
fn is_hers(signed: &Signed, headers: &HeaderMap) -> bool {
    let Some(named) = headers.get(ACCOUNT_HEADER) else { return true };
    let known = signed.colleague();
    known.is_some_and(|known| named.as_bytes().eq_ignore_ascii_case(known.row.account.as_bytes()))
}

/// A write must carry our header and, when the browser names an origin, come from ours.
fn from_our_page(app: &App, headers: &HeaderMap) -> Result<(), Problem> {
    let wrong = || Err(Problem::new(Code::WrongOrigin));
    if headers.get(OUR_HEADER).is_none_or(|value| value != "1") {
        return wrong();
    }
    if headers.get("sec-fetch-site").is_some_and(|site| site != "same-origin" && site != "none") {
        return wrong();
    }
    let Some(origin) = headers.get(header::ORIGIN) else { return Ok(()) };
    let Ok(origin) = origin.to_str() else { return wrong() };
    let ours = match &app.config.public_origin {
        Some(ours) => origin == ours,
        None => {
            let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
            origin.split_once("://").is_some_and(|(_, rest)| !host.is_empty() && rest == host)
        }
    };
    if ours { Ok(()) } else { wrong() }
}

/// The language the page asks for, else the browser's, else Khmer.
fn language(headers: &HeaderMap) -> Lang {
    let header = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    header(LANGUAGE_HEADER)
        .and_then(Lang::parse)
        .or_else(|| header(header::ACCEPT_LANGUAGE.as_str()).and_then(Lang::from_header))
        .unwrap_or_default()
}

fn peer(app: &App, request: &Request) -> Option<IpAddr> {
    let connected = request.extensions().get::<ConnectInfo<Peer>>().map(|info| info.0.0.ip());
    network::client(connected, request.headers(), app.config.behind_proxy, &app.config.proxies)
}

/// Answers that the framework gave without a problem of ours.
fn bare(response: &Response) -> Option<Problem> {
    let code = match response.status() {
        status if status.is_success() || status.is_redirection() || status.is_informational() => return None,
        StatusCode::NOT_FOUND => Code::NotFound,
        StatusCode::METHOD_NOT_ALLOWED => Code::MethodNotAllowed,
        StatusCode::UNSUPPORTED_MEDIA_TYPE => Code::WrongContentType,
        StatusCode::PAYLOAD_TOO_LARGE => Code::TooLarge,
        status if status.is_client_error() => Code::BadValue,
        _ => Code::Broken,
    };
    Some(Problem::new(code))
}
