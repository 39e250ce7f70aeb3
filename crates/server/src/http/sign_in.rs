//! `POST /api/v1/sign-in` and `POST /api/v1/sign-out`.

use super::endpoint::{Audits, Content, Decides, Endpoint};
use super::extract::{Body, Circumstances};
use super::me;
use crate::app::session::{self, Signed};
use crate::problem::{Code, Problem};
use crate::state::App;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use domain::wire::SignIn;

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
        problems: &[Code::SignInFailed, Code::TooManyAttempts],
        route: post(sign_in),
    }
}

async fn sign_in(
    State(app): State<App>,
    about: Circumstances,
    Body(body): Body<SignIn>,
) -> Result<Response, Problem> {
    let ask = session::SignIn { account: body.account, passphrase: body.passphrase, device: body.device };
    let opened = session::sign_in(&app, ask, &about).await?;
    let cookie = session::cookie(&app, Some(&opened.token));
    let me = me::of(&app, &opened.signed).await?;
    Ok(([(header::SET_COOKIE, cookie)], axum::Json(me)).into_response())
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
        decides: Decides::SignedIn,
        audits: Audits::Row("sign_out"),
        problems: &[],
        route: post(sign_out),
    }
}

async fn sign_out(State(app): State<App>, signed: Signed) -> Result<Response, Problem> {
    session::sign_out(&app, &signed).await?;
    let cookie = session::cookie(&app, None);
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie)]).into_response())
}
