//! `/api/v1/passkeys` and `/api/v1/sign-in/passkey`.

use super::endpoint::{Audits, Content, Decides, Endpoint, shape};
use super::extract::{Begun, Body, Circumstances, Signable};
use super::factors::PasskeyItem;
use super::sign_in::{welcome, with_cookies};
use crate::app::passkeys;
use crate::app::session::Signed;
use crate::app::sign_in::On;
use crate::problem::{Code, Problem};
use crate::state::App;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use domain::ids::DeviceId;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

/// What the browser needs for a ceremony.
#[derive(Serialize, ToSchema)]
struct Ceremony {
    /// To finish it with; good for five minutes and once.
    ceremony: String,
    /// `publicKey` as in the WebAuthn standard, bytes as base64url.
    #[schema(value_type = Object)]
    options: Value,
}

impl From<passkeys::Begun> for Ceremony {
    fn from(begun: passkeys::Begun) -> Self {
        Self { ceremony: begun.ceremony, options: begun.options }
    }
}

/// What the browser answered when it made one.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewPasskey {
    ceremony: String,
    /// What she calls it.
    name: String,
    #[schema(value_type = Object)]
    credential: Value,
}

/// What the browser answered when it used one.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct EnterByPasskey {
    ceremony: String,
    #[schema(value_type = Object)]
    credential: Value,
    #[schema(value_type = String)]
    device: DeviceId,
    #[serde(default)]
    device_name: String,
    /// The public half of the device's key for her, as when signing in with a passphrase.
    #[serde(default)]
    device_key: Option<String>,
}

/// Which, and what to call it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RenamePasskey {
    passkey: String,
    name: String,
}

/// Which.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RemovePasskey {
    passkey: String,
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
            gives: Content::Json(shape::<Ceremony>),
            route: post(begin_entering),
            ..post_of(
                "/api/v1/sign-in/passkey/begin",
                "Begins to sign in with a passkey.",
                Decides::Open("nobody is signed in yet"),
                Audits::Nothing("a challenge: nobody is named"),
                &[Code::NoPasskeysHere],
            )
        },
        Endpoint {
            takes: Content::Json(shape::<EnterByPasskey>),
            gives: Content::Domain("wire::Me"),
            route: post(enter),
            ..post_of(
                "/api/v1/sign-in/passkey",
                "Signs in with a passkey and sets the session cookie.",
                Decides::Open("nobody is signed in yet"),
                Audits::Row("sign_in"),
                &[
                    Code::PasskeyFailed,
                    Code::NoPasskeysHere,
                    Code::NotSignedIn,
                    Code::SignInFailed,
                    Code::DeviceUnsigned,
                    Code::DeviceLocked,
                    Code::DeviceWiped,
                ],
            )
        },
        Endpoint {
            gives: Content::Json(shape::<Ceremony>),
            route: post(begin_adding),
            ..post_of(
                "/api/v1/passkeys/begin",
                "Begins to set up a passkey.",
                Decides::Begun,
                Audits::Nothing("a challenge: nothing is changed"),
                &[Code::NoPasskeysHere, Code::ProveAgain, Code::SignInUnfinished, Code::BadValue],
            )
        },
        Endpoint {
            takes: Content::Json(shape::<NewPasskey>),
            gives: Content::Json(shape::<PasskeyItem>),
            route: post(add),
            ..post_of(
                "/api/v1/passkeys",
                "Sets up a passkey; when a sign-in waited for it, it goes on.",
                Decides::Begun,
                Audits::Row("passkeys.added"),
                &[
                    Code::PasskeyFailed,
                    Code::NoPasskeysHere,
                    Code::ProveAgain,
                    Code::SignInUnfinished,
                    Code::AccountTaken,
                ],
            )
        },
        Endpoint {
            takes: Content::Json(shape::<RenamePasskey>),
            route: post(rename),
            ..post_of(
                "/api/v1/passkeys/rename",
                "Calls a passkey by another name.",
                Decides::SignedIn,
                Audits::Row("passkeys.renamed"),
                &[Code::NotFound],
            )
        },
        Endpoint {
            takes: Content::Json(shape::<RemovePasskey>),
            route: post(remove),
            ..post_of(
                "/api/v1/passkeys/remove",
                "Removes a passkey.",
                Decides::SignedIn,
                Audits::Row("passkeys.removed"),
                &[Code::NotFound, Code::ProveAgain, Code::LastFactor],
            )
        },
    ]
}

async fn begin_entering(State(app): State<App>, about: Circumstances) -> Result<Json<Ceremony>, Problem> {
    Ok(Json(passkeys::begin_entering(&app, &about)?.into()))
}

async fn enter(
    State(app): State<App>,
    about: Circumstances,
    Signable { body, by }: Signable<EnterByPasskey>,
) -> Result<Response, Problem> {
    let on = On::told(body.device, body.device_name, body.device_key.as_deref(), &by)?;
    let opened = passkeys::enter(&app, &body.ceremony, body.credential, on, &about).await?;
    welcome(&app, &opened).await
}

async fn begin_adding(State(app): State<App>, Begun(signed): Begun) -> Result<Json<Ceremony>, Problem> {
    Ok(Json(passkeys::begin_adding(&app, &signed).await?.into()))
}

async fn add(
    State(app): State<App>,
    Begun(signed): Begun,
    Body(body): Body<NewPasskey>,
) -> Result<Response, Problem> {
    let (row, opened) = passkeys::add(&app, &signed, &body.ceremony, &body.name, body.credential).await?;
    with_cookies(&app, opened.as_ref(), Json(PasskeyItem::from(row)).into_response()).await
}

fn id(text: &str) -> Result<Vec<u8>, Problem> {
    hex::decode(text).map_err(|_| Problem::new(Code::NotFound))
}

async fn rename(
    State(app): State<App>,
    signed: Signed,
    Body(body): Body<RenamePasskey>,
) -> Result<StatusCode, Problem> {
    passkeys::rename(&app, &signed, &id(&body.passkey)?, &body.name).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn remove(
    State(app): State<App>,
    signed: Signed,
    Body(body): Body<RemovePasskey>,
) -> Result<StatusCode, Problem> {
    passkeys::remove(&app, &signed, &id(&body.passkey)?).await?;
    Ok(StatusCode::NO_CONTENT)
}
