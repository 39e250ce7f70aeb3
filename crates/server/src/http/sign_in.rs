//! `POST /api/v1/sign-in` and `POST /api/v1/sign-out`.

use super::endpoint::{Audits, Content, Decides, Endpoint, shape};
use super::extract::{Begun, Body, Circumstances, Signable};
use super::me;
use crate::app::guesses;
use crate::app::session::{self, Signed};
use crate::app::sign_in::{self, On, Opened};
use crate::problem::{Code, Problem};
use crate::state::App;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use domain::wire::SignIn;
use serde::Deserialize;
use utoipa::ToSchema;

/// Its entry in the register.
pub fn sign_in_endpoint() -> Endpoint {
    Endpoint {
        method: "POST",
        path: "/api/v1/sign-in",
        summary: "Signs in and sets the session cookie.",
        query: &[],
        takes: Content::Domain("wire::SignIn"),
        gives: Content::Domain("wire::Me"),
        decides: Decides::Open("nobody is signed in yet"),
        audits: Audits::Row("sign_in"),
        problems: &[
            Code::SignInFailed,
            Code::FirstPassphraseUsed,
            Code::TooManyAttempts,
            Code::NotSignedIn,
            Code::DeviceUnsigned,
            Code::DeviceLocked,
            Code::DeviceWiped,
        ],
        route: post(sign_in),
    }
}

async fn sign_in(
    State(app): State<App>,
    about: Circumstances,
    Signable { body, by }: Signable<SignIn>,
) -> Result<Response, Problem> {
    let on = On::told(body.device, body.device_name, body.device_key.as_deref(), &by)?;
    let ask = sign_in::SignIn { account: body.account, passphrase: body.passphrase, on };
    let opened = sign_in::with_passphrase(&app, ask, &about).await?;
    welcome(&app, &opened).await
}

/// The answer to whatever opens a session: who it is, with the cookies.
pub async fn welcome(app: &App, opened: &Opened) -> Result<Response, Problem> {
    let me = me::of(app, &opened.signed).await?;
    with_cookies(app, Some(opened), axum::Json(me).into_response()).await
}

/// Adds to an answer the cookie of a session that was opened, and the mark by which the device is known.
pub async fn with_cookies(
    app: &App,
    opened: Option<&Opened>,
    mut response: Response,
) -> Result<Response, Problem> {
    let Some(opened) = opened else { return Ok(response) };
    let signed = &opened.signed;
    let mut cookies = vec![session::cookie(app, Some(&opened.token))];
    // A device is known once a sign-in on it was finished.
    if let (None, Some(colleague)) = (signed.step(), signed.colleague()) {
        let account = &colleague.row.account;
        let marks = guesses::marks_with(app, account, signed.session.device, &signed.about).await?;
        cookies.push(session::known_cookie(app, &marks));
    }
    for cookie in cookies {
        let value = HeaderValue::from_str(&cookie).map_err(Problem::broken)?;
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    Ok(response)
}

/// Her present passphrase.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ProveAgain {
    passphrase: String,
}

/// Its entry in the register.
pub fn prove_again_endpoint() -> Endpoint {
    Endpoint {
        method: "POST",
        path: "/api/v1/sign-in/again",
        summary: "Proves oneself once more in a session, before changing how one signs in.",
        query: &[],
        takes: Content::Json(shape::<ProveAgain>),
        gives: Content::Nothing,
        decides: Decides::SignedIn,
        audits: Audits::Row("sign_in.proved_again"),
        problems: &[Code::WrongPassphrase, Code::TooManyAttempts],
        route: post(prove_again),
    }
}

async fn prove_again(
    State(app): State<App>,
    signed: Signed,
    Body(body): Body<ProveAgain>,
) -> Result<StatusCode, Problem> {
    sign_in::prove_again(&app, &signed, body.passphrase).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Its entry in the register.
pub fn sign_out_endpoint() -> Endpoint {
    Endpoint {
        method: "POST",
        path: "/api/v1/sign-out",
        summary: "Ends the session.",
        query: &[],
        takes: Content::Nothing,
        gives: Content::Nothing,
        decides: Decides::Begun,
        audits: Audits::Row("sign_out"),
        problems: &[],
        route: post(sign_out),
    }
}

async fn sign_out(State(app): State<App>, Begun(signed): Begun) -> Result<Response, Problem> {
    session::sign_out(&app, &signed).await?;
    let cookie = session::cookie(&app, None);
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie)]).into_response())
}
