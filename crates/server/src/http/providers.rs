//! `/api/v1/providers`: signing in through an organisation's identity provider.

use super::endpoint::{Audits, Content, Decides, Endpoint, shape};
use super::extract::{Body, Circumstances, PathId, Query, Signable};
use super::sign_in::with_cookies;
use crate::app::providers;
use crate::app::session::{self, Signed};
use crate::app::sign_in::On;
use crate::problem::{Code, Problem};
use crate::state::App;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use domain::ids::{DeviceId, WorkerId};
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;
use utoipa::ToSchema;

/// The cookie by which somebody who was away is known again. `Lax`: the provider's page sends her back.
const AWAY_COOKIE: &str = "kinkeeper_away";
const AWAY_SECONDS: u64 = 15 * 60;

/// A provider, as the sign-in page offers it.
#[derive(Serialize, ToSchema)]
struct ProviderItem {
    provider: String,
    name: String,
}

/// All of them.
#[derive(Serialize, ToSchema)]
struct ProviderList {
    providers: Vec<ProviderItem>,
}

/// Through which, and on what device.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct GoToProvider {
    provider: String,
    #[schema(value_type = String)]
    device: DeviceId,
    #[serde(default)]
    device_name: String,
    /// The public half of the device's key for her, as when signing in with a passphrase.
    #[serde(default)]
    device_key: Option<String>,
}

/// Where to go.
#[derive(Serialize, ToSchema)]
struct ProviderAddress {
    address: String,
}

/// Under which name a worker is known at a provider.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct InviteToProvider {
    provider: String,
    /// Her user name there, or her verified e-mail address.
    name: String,
}

/// What a provider sends back.
#[derive(Deserialize)]
struct Back {
    state: Option<String>,
    code: Option<String>,
}

/// Their entries in the register.
pub fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint {
            method: "GET",
            path: "/api/v1/providers",
            summary: "Identity providers through which one can sign in.",
            query: &[],
            takes: Content::Nothing,
            gives: Content::Json(shape::<ProviderList>),
            decides: Decides::Open("the sign-in page shows them"),
            audits: Audits::Nothing("settings of the operator, no person"),
            problems: &[],
            route: get(list),
        },
        Endpoint {
            method: "POST",
            path: "/api/v1/providers/begin",
            summary: "Begins to sign in through a provider: where to go.",
            query: &[],
            takes: Content::Json(shape::<GoToProvider>),
            gives: Content::Json(shape::<ProviderAddress>),
            decides: Decides::Open("nobody is signed in yet"),
            audits: Audits::Nothing("nobody is named"),
            problems: &[Code::NotFound, Code::ProviderFailed, Code::DeviceUnsigned],
            route: post(begin),
        },
        Endpoint {
            method: "GET",
            path: "/api/v1/providers/callback",
            summary: "Back from a provider: signs in and leads to the page.",
            query: &["state", "code"],
            takes: Content::Nothing,
            gives: Content::Address,
            decides: Decides::Open("nobody is signed in yet; the state and a cookie say who began"),
            audits: Audits::Row("sign_in"),
            problems: &[],
            route: get(callback),
        },
        Endpoint {
            method: "POST",
            path: "/api/v1/workers/{id}/provider-invitation",
            summary: "Invites a worker to sign in through a provider.",
            query: &[],
            takes: Content::Json(shape::<InviteToProvider>),
            gives: Content::Nothing,
            decides: Decides::Policy("manage_workers"),
            audits: Audits::Row("providers.invited"),
            problems: &[Code::NotAllowed, Code::ProviderFailed],
            route: post(invite),
        },
    ]
}

async fn list(State(app): State<App>) -> Json<ProviderList> {
    let item = |provider: &crate::config::Provider| ProviderItem {
        provider: provider.id.clone(),
        name: provider.name.clone(),
    };
    Json(ProviderList { providers: app.config.providers.iter().map(item).collect() })
}

fn away_cookie(app: &App, state: &str, seconds: u64) -> Result<HeaderValue, Problem> {
    let secure = if app.config.is_local() { "" } else { "; Secure" };
    let path = "/api/v1/providers/callback";
    let text =
        format!("{AWAY_COOKIE}={state}; Path={path}; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}");
    HeaderValue::from_str(&text).map_err(Problem::broken)
}

async fn begin(
    State(app): State<App>,
    about: Circumstances,
    Signable { body, by }: Signable<GoToProvider>,
) -> Result<Response, Problem> {
    let on = On::told(body.device, body.device_name, body.device_key.as_deref(), &by)?;
    let (address, state) = providers::begin(&app, &body.provider, on, &about).await?;
    let cookie = away_cookie(&app, &state, AWAY_SECONDS)?;
    Ok(([(header::SET_COOKIE, cookie)], Json(ProviderAddress { address })).into_response())
}

/// Whatever goes wrong here is told on our own page: this answer is shown by a browser that comes from elsewhere.
async fn callback(
    State(app): State<App>,
    about: Circumstances,
    headers: HeaderMap,
    Query(back): Query<Back>,
) -> Result<Response, Problem> {
    let began = session::cookie_of(&headers, AWAY_COOKIE).unwrap_or_default();
    let opened = match (back.state, back.code) {
        // Only whoever began may finish: a link with somebody else's code signs nobody in.
        (Some(state), Some(code)) if !state.is_empty() && state.as_bytes().ct_eq(began.as_bytes()).into() => {
            providers::finish(&app, &state, code, &about).await
        }
        _ => Err(Problem::new(Code::ProviderFailed)),
    };
    let gone = away_cookie(&app, "", 0)?;
    let mut response = match &opened {
        Ok(opened) => with_cookies(&app, Some(opened), Redirect::to("/?arrived=1").into_response()).await?,
        Err(problem) => {
            tracing::warn!(request = %about.id, problem = problem.code.name(), cause = problem.cause, "provider");
            app.metrics.sign_in("failed");
            Redirect::to("/?arrived=0").into_response()
        }
    };
    response.headers_mut().append(header::SET_COOKIE, gone);
    Ok(response)
}

async fn invite(
    State(app): State<App>,
    signed: Signed,
    PathId(id): PathId<WorkerId>,
    Body(body): Body<InviteToProvider>,
) -> Result<StatusCode, Problem> {
    providers::invite(&app, &signed, id, &body.provider, &body.name).await?;
    Ok(StatusCode::NO_CONTENT)
}
