//! `/api/v1/second-factors`, `/api/v1/totp` and `/api/v1/sign-in/code`.

use super::endpoint::{Audits, Content, Decides, Endpoint, shape};
use super::extract::{Begun, Body};
use super::sign_in::{welcome, with_cookies};
use crate::app::factors;
use crate::app::session::Signed;
use crate::problem::{Code, Problem};
use crate::state::App;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde::{Deserialize, Serialize};
use store::factors::PasskeyRow;
use utoipa::ToSchema;

/// A passkey.
#[derive(Serialize, ToSchema)]
pub struct PasskeyItem {
    /// To name it by.
    passkey: String,
    name: String,
    /// In milliseconds.
    added_at: i64,
    used_at: Option<i64>,
}

impl From<PasskeyRow> for PasskeyItem {
    fn from(row: PasskeyRow) -> Self {
        Self {
            passkey: hex::encode(row.id),
            name: row.name,
            added_at: row.added_at.0,
            used_at: row.used_at.map(|at| at.0),
        }
    }
}

/// What somebody has beside her passphrase.
#[derive(Serialize, ToSchema)]
struct SecondFactors {
    /// Her role asks for one.
    required: bool,
    /// She proved who she is a moment ago, and may change how she signs in.
    fresh: bool,
    /// Passkeys can be used at this address.
    passkeys_possible: bool,
    passkeys: Vec<PasskeyItem>,
    /// Since when an app is set up, in milliseconds.
    app_since: Option<i64>,
    /// Written-down codes that are not used yet.
    codes_left: u32,
}

/// What an app needs to make codes.
#[derive(Serialize, ToSchema)]
struct AppSecret {
    /// In base32, to be typed.
    secret: String,
    /// The `otpauth:` address that the picture holds.
    address: String,
    /// Width and height of the picture, in squares.
    size: usize,
    /// The picture as an SVG path.
    path: String,
}

/// A code.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CodeGiven {
    code: String,
}

/// The codes to be written down; they are told this once.
#[derive(Serialize, ToSchema)]
struct WrittenCodes {
    codes: Vec<String>,
}

/// Their entries in the register.
pub fn endpoints() -> Vec<Endpoint> {
    let post_of = |path, summary, decides, audits, problems| Endpoint {
        method: "POST",
        path,
        summary,
        query: &[],
        takes: Content::Nothing,
        gives: Content::Nothing,
        decides,
        audits,
        problems,
        route: axum::routing::MethodRouter::new(),
    };
    vec![
        Endpoint {
            method: "GET",
            gives: Content::Json(shape::<SecondFactors>),
            route: get(all),
            ..post_of(
                "/api/v1/second-factors",
                "What one has beside one's passphrase.",
                Decides::Begun,
                Audits::Nothing("it is about herself"),
                &[Code::SignInUnfinished],
            )
        },
        Endpoint {
            takes: Content::Json(shape::<CodeGiven>),
            gives: Content::Domain("wire::Me"),
            route: post(enter),
            ..post_of(
                "/api/v1/sign-in/code",
                "Finishes a sign-in with a code from an app, or a written-down one.",
                Decides::Begun,
                Audits::Row("sign_in"),
                &[Code::WrongCode, Code::TooManyAttempts, Code::AppState],
            )
        },
        Endpoint {
            gives: Content::Json(shape::<AppSecret>),
            route: post(begin),
            ..post_of(
                "/api/v1/totp/begin",
                "Begins to set up an app with codes.",
                Decides::Begun,
                Audits::Row("totp.begun"),
                &[Code::ProveAgain, Code::SignInUnfinished, Code::AppState],
            )
        },
        Endpoint {
            takes: Content::Json(shape::<CodeGiven>),
            gives: Content::Json(shape::<WrittenCodes>),
            route: post(confirm),
            ..post_of(
                "/api/v1/totp/confirm",
                "A first code of the app: from now on its codes are taken.",
                Decides::Begun,
                Audits::Row("totp.added"),
                &[
                    Code::ProveAgain,
                    Code::SignInUnfinished,
                    Code::AppState,
                    Code::WrongCode,
                    Code::TooManyAttempts,
                ],
            )
        },
        Endpoint {
            route: post(remove),
            ..post_of(
                "/api/v1/totp/remove",
                "Removes the app.",
                Decides::SignedIn,
                Audits::Row("totp.removed"),
                &[Code::ProveAgain, Code::LastFactor],
            )
        },
        Endpoint {
            gives: Content::Json(shape::<WrittenCodes>),
            route: post(new_codes),
            ..post_of(
                "/api/v1/recovery-codes",
                "New codes to be written down; those of before are worth nothing any more.",
                Decides::SignedIn,
                Audits::Row("recovery_codes.made"),
                &[Code::ProveAgain, Code::AppState],
            )
        },
    ]
}

async fn all(State(app): State<App>, Begun(signed): Begun) -> Result<Json<SecondFactors>, Problem> {
    let found = factors::of(&app, &signed).await?;
    Ok(Json(SecondFactors {
        required: found.required,
        fresh: factors::may_enrol(&app, &signed).is_ok(),
        passkeys_possible: app.passkeys.possible(),
        passkeys: found.passkeys.into_iter().map(PasskeyItem::from).collect(),
        app_since: found.app.map(|row| row.added_at.0),
        codes_left: found.counts.codes,
    }))
}

async fn enter(
    State(app): State<App>,
    Begun(signed): Begun,
    Body(body): Body<CodeGiven>,
) -> Result<Response, Problem> {
    let opened = factors::enter(&app, &signed, &body.code).await?;
    welcome(&app, &opened).await
}

async fn begin(State(app): State<App>, Begun(signed): Begun) -> Result<Json<AppSecret>, Problem> {
    let shared = factors::begin_app(&app, &signed).await?;
    Ok(Json(AppSecret {
        secret: shared.secret,
        address: shared.address,
        size: shared.picture.size,
        path: shared.picture.path,
    }))
}

async fn confirm(
    State(app): State<App>,
    Begun(signed): Begun,
    Body(body): Body<CodeGiven>,
) -> Result<Response, Problem> {
    let (codes, opened) = factors::confirm_app(&app, &signed, &body.code).await?;
    with_cookies(&app, opened.as_ref(), Json(WrittenCodes { codes }).into_response()).await
}

async fn remove(State(app): State<App>, signed: Signed) -> Result<StatusCode, Problem> {
    factors::remove_app(&app, &signed).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn new_codes(State(app): State<App>, signed: Signed) -> Result<Json<WrittenCodes>, Problem> {
    Ok(Json(WrittenCodes { codes: factors::new_codes(&app, &signed).await? }))
}
