//! What handlers take: the request's circumstances, who is signed in, and bodies and queries whose every
//! fault becomes a problem.

use crate::app::device_keys::Signing;
use crate::app::session::Signed;
use crate::problem::{Code, Problem};
use crate::words::Lang;
use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use domain::time::Millis;
use domain::wire;
use serde::de::DeserializeOwned;
use std::net::IpAddr;
use std::sync::Arc;
use store::devices::DeviceState;

/// Largest body of an ordinary request, in bytes.
pub const SMALL: usize = 64 * 1024;
/// Largest push, in bytes after decompression.
pub const PUSH: usize = 2 * 1024 * 1024;
/// Largest part of a photograph.
pub const PART: usize = 64 * 1024;
/// Largest workbook.
pub const IMPORT: usize = 20 * 1024 * 1024;

/// The circumstances of a request.
#[derive(Debug, Clone)]
pub struct Circumstances {
    /// The request's id: in the log, in the audit log, and in problems.
    pub id: Arc<str>,
    /// The server's clock when it came in.
    pub at: Millis,
    /// The language of the answer.
    pub lang: Lang,
    /// From where it came, as far as that is known.
    pub peer: Option<IpAddr>,
    /// What the device says it is known by: marks of accounts that have signed in on it.
    pub marks: Arc<[String]>,
}

impl<S: Send + Sync> FromRequestParts<S> for Circumstances {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        parts.extensions.get::<Self>().cloned().ok_or_else(|| Problem::broken("no circumstances"))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Signed {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let LastWords(signed) = LastWords::from_request_parts(parts, &()).await?;
        leaving(&signed)?;
        Ok(signed)
    }
}

/// A phone that is to be emptied does nothing any more but send what it has.
fn leaving(signed: &Signed) -> Result<(), Problem> {
    match signed.session.on.state {
        DeviceState::Open => Ok(()),
        DeviceState::Locked => Err(Problem::new(Code::NotSignedIn)),
        DeviceState::Wiping | DeviceState::Wiped => Err(Problem::new(Code::DeviceWiped)),
    }
}

/// Somebody who is signed in, on a phone that may be about to be emptied: to send what lies on it.
#[derive(Debug, Clone)]
pub struct LastWords(pub Signed);

impl<S: Send + Sync> FromRequestParts<S> for LastWords {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let signed = parts.extensions.get::<Signed>().ok_or(Problem::new(Code::NotSignedIn))?;
        if signed.step().is_some() { Err(signed.unfinished()) } else { Ok(Self(signed.clone())) }
    }
}

/// Somebody who is signed in, or has begun to: for the few endpoints with which a sign-in is finished.
#[derive(Debug, Clone)]
pub struct Begun(pub Signed);

impl<S: Send + Sync> FromRequestParts<S> for Begun {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let signed = parts.extensions.get::<Signed>().cloned().ok_or(Problem::new(Code::NotSignedIn))?;
        leaving(&signed)?;
        Ok(Self(signed))
    }
}

/// A JSON body.
#[derive(Debug, Clone)]
pub struct Body<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Problem;
    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        expect_type(&request, &["application/json"])?;
        let bytes = whole(request, state).await?;
        serde_json::from_slice(&bytes).map(Self).map_err(|error| unreadable(&error))
    }
}

/// A JSON body, and the signature of a phone that may have come with it.
#[derive(Debug, Clone)]
pub struct Signable<T> {
    /// The body.
    pub body: T,
    /// To check against a key.
    pub by: Signing,
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Signable<T> {
    type Rejection = Problem;
    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let (bytes, by) = signable(request, state, JSON).await?;
        let body = serde_json::from_slice(&bytes).map_err(|error| unreadable(&error))?;
        Ok(Self { body, by })
    }
}

async fn signable<S: Send + Sync>(
    request: Request,
    state: &S,
    kind: &str,
) -> Result<(Bytes, Signing), Problem> {
    expect_type(&request, &[kind])?;
    let method = request.method().as_str().to_owned();
    let path = request.uri().path_and_query().map(|path| path.as_str().to_owned()).unwrap_or_default();
    let header = request.headers().get(wire::SIGNATURE);
    let header = header.and_then(|value| value.to_str().ok()).map(str::to_owned);
    let bytes = whole(request, state).await?;
    let by = Signing::of(&method, &path, &bytes, header.as_deref());
    Ok((bytes, by))
}

/// A JSON body that a phone which has a key for whoever is signed in must have signed with it.
#[derive(Debug, Clone)]
pub struct FromDevice<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for FromDevice<T> {
    type Rejection = Problem;
    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let bytes = from_device(request, state, JSON).await?;
        serde_json::from_slice(&bytes).map(Self).map_err(|error| unreadable(&error))
    }
}

/// A part of a photograph, signed as [`FromDevice`].
#[derive(Debug, Clone)]
pub struct Part(pub Vec<u8>);

impl<S: Send + Sync> FromRequest<S> for Part {
    type Rejection = Problem;
    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        from_device(request, state, BYTES).await.map(|bytes| Self(bytes.into()))
    }
}

const JSON: &str = "application/json";
const BYTES: &str = "application/octet-stream";

/// What a phone sends, after its signature was looked at where it has a key.
async fn from_device<S: Send + Sync>(request: Request, state: &S, kind: &str) -> Result<Bytes, Problem> {
    let signed = request.extensions().get::<Signed>();
    let key = signed.and_then(|signed| signed.session.on.public_key.clone());
    let (bytes, by) = signable(request, state, kind).await?;
    if key.is_some_and(|key| !by.is_by(&key)) {
        return Err(Problem::new(Code::DeviceUnsigned));
    }
    Ok(bytes)
}

/// A file as the whole body.
#[derive(Debug, Clone)]
pub struct Workbook(pub Bytes);

/// What a workbook may call itself.
const WORKBOOK_TYPES: [&str; 2] =
    ["application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "application/octet-stream"];

impl<S: Send + Sync> FromRequest<S> for Workbook {
    type Rejection = Problem;
    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        expect_type(&request, &WORKBOOK_TYPES)?;
        if !request.headers().get(FILE_NAME).is_none_or(|name| is_workbook_name(name.as_bytes())) {
            return Err(Problem::new(Code::ImportUnreadable).at("name"));
        }
        // Whether the content is a workbook, the reader says, with words for whoever may import.
        whole(request, state).await.map(Self)
    }
}

/// The header with the name of a file, percent-encoded.
pub const FILE_NAME: &str = "x-file-name";

/// A plain name that ends as a workbook's does. Nothing is stored under it: it is a check that the person chose the
/// file that she meant.
fn is_workbook_name(name: &[u8]) -> bool {
    let Ok(name) = std::str::from_utf8(name).map(str::to_ascii_lowercase) else { return false };
    let plain = name.chars().all(|c| c.is_ascii_graphic() && c != '/' && c != '\\');
    let hidden = ["%2f", "%5c", "%00"].iter().any(|path| name.contains(path));
    plain && !hidden && name.len() <= 1_024 && name.len() > 5 && name.ends_with(".xlsx")
}

/// A query string.
#[derive(Debug, Clone)]
pub struct Query<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        // The parser's message may repeat the value; a problem must not.
        axum::extract::Query::try_from_uri(&parts.uri)
            .map(|axum::extract::Query(query)| Self(query))
            .map_err(|_| Problem::new(Code::BadValue).at("query"))
    }
}

/// One id in the path. Anything that is not an id names nothing: it answers as an unknown record does.
#[derive(Debug, Clone, Copy)]
pub struct PathId<T>(pub T);

impl<S: Send + Sync, T: std::str::FromStr + Send> FromRequestParts<S> for PathId<T> {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let axum::extract::Path(text) = axum::extract::Path::<String>::from_request_parts(parts, state)
            .await
            .map_err(|_| Problem::new(Code::NotFound))?;
        text.parse().map(Self).map_err(|_| Problem::new(Code::NotFound))
    }
}

/// Two ids in the path.
#[derive(Debug, Clone, Copy)]
pub struct PathIds<A, B>(pub A, pub B);

impl<S, A, B> FromRequestParts<S> for PathIds<A, B>
where
    S: Send + Sync,
    A: std::str::FromStr + Send,
    B: std::str::FromStr + Send,
{
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let path = axum::extract::Path::<(String, String)>::from_request_parts(parts, state).await;
        let axum::extract::Path((a, b)) = path.map_err(|_| Problem::new(Code::NotFound))?;
        let both = a.parse().ok().zip(b.parse().ok());
        both.map(|(a, b)| Self(a, b)).ok_or(Problem::new(Code::NotFound))
    }
}

/// The same, and the number of a part.
#[derive(Debug, Clone, Copy)]
pub struct PathPart<A, B>(pub A, pub B, pub u32);

impl<S, A, B> FromRequestParts<S> for PathPart<A, B>
where
    S: Send + Sync,
    A: std::str::FromStr + Send,
    B: std::str::FromStr + Send,
{
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let path = axum::extract::Path::<(String, String, u32)>::from_request_parts(parts, state).await;
        let axum::extract::Path((a, b, part)) = path.map_err(|_| Problem::new(Code::NotFound))?;
        let both = a.parse().ok().zip(b.parse().ok());
        both.map(|(a, b)| Self(a, b, part)).ok_or(Problem::new(Code::NotFound))
    }
}

/// A tool's code and a version in the path.
#[derive(Debug, Clone)]
pub struct ToolVersion(pub String, pub u16);

impl<S: Send + Sync> FromRequestParts<S> for ToolVersion {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let path = axum::extract::Path::<(String, u16)>::from_request_parts(parts, state).await;
        let axum::extract::Path((code, version)) = path.map_err(|_| Problem::new(Code::NotFound))?;
        let known = domain::programme::tools::is_code(&code);
        if known { Ok(Self(code, version)) } else { Err(Problem::new(Code::NotFound)) }
    }
}

fn expect_type(request: &Request, wanted: &[&str]) -> Result<(), Problem> {
    let given = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let plain = given.and_then(|given| given.split(';').next()).map(str::trim).unwrap_or_default();
    if wanted.iter().any(|wanted| wanted.eq_ignore_ascii_case(plain)) {
        Ok(())
    } else {
        Err(Problem::new(Code::WrongContentType))
    }
}

async fn whole<S: Send + Sync>(request: Request, state: &S) -> Result<Bytes, Problem> {
    Bytes::from_request(request, state).await.map_err(|rejection| {
        if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
            Problem::new(Code::TooLarge)
        } else {
            // A body that was cut off, or that is not compressed as it says.
            Problem::new(Code::BadJson).because("body could not be read")
        }
    })
}

/// A JSON mistake as a problem: where it is, never what stands there.
fn unreadable(error: &serde_json::Error) -> Problem {
    let place = format!("line {} column {}", error.line(), error.column());
    match error.classify() {
        serde_json::error::Category::Data => {
            let code = if error.to_string().starts_with("unknown field") {
                Code::UnknownField
            } else {
                Code::BadValue
            };
            Problem::new(code).at(&place)
        }
        serde_json::error::Category::Io
        | serde_json::error::Category::Syntax
        | serde_json::error::Category::Eof => Problem::new(Code::BadJson).at(&place),
    }
}
