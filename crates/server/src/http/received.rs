//! `GET` and `POST /api/v1/received/{token}`: a referral for a receiver without an account.

use super::endpoint::{Audits, Content, Decides, Endpoint, shape};
use super::extract::{Body, Circumstances, PathId};
use crate::app::received::{self, Given, Received};
use crate::problem::{Code, Problem};
use crate::state::App;
use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::routing::{MethodRouter, get};
use domain::ids::EntryId;
use domain::instrument::{Choice, Text};
use domain::service_referral::{Packet, ServiceReferralAction, Turn};
use domain::taxonomy::Taxonomy;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The header with the code: an address would end up in logs and histories.
const CODE: &str = "x-receiver-code";

/// One command with the id that the page made for it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct OneAnswer {
    /// A UUID; a resend carries the same.
    #[schema(value_type = String)]
    id: EntryId,
    /// A command of `domain`: `seen`, `accepted`, `declined`, `under_way`, `completed`, `failed`, `feedback_given`.
    #[schema(value_type = Object)]
    action: ServiceReferralAction,
}

/// An answer.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ReceiverAnswer {
    /// The code.
    code: String,
    /// At most three.
    answers: Vec<OneAnswer>,
}

/// What a receiver sees: the packet and the referral's own history.
#[derive(Serialize, ToSchema)]
struct ReceivedReferral {
    /// Everything that was sent.
    #[schema(value_type = Option<Object>)]
    packet: Option<Box<Packet>>,
    /// `sent`, `seen`, `accepted`, `declined`, `under_way`, `completed`, `failed`.
    state: String,
    /// What happened, oldest first.
    #[schema(value_type = Vec<Object>)]
    turns: Vec<Line>,
    /// What the service is called.
    #[schema(value_type = Object)]
    service: Text,
    /// Where the family lives, in words.
    #[schema(value_type = Object)]
    place: Text,
    /// Reasons for saying no.
    #[schema(value_type = Vec<Object>)]
    decline_reasons: Vec<Choice>,
    /// What may come of it.
    #[schema(value_type = Vec<Object>)]
    results: Vec<Choice>,
    /// Until when the link is good, in milliseconds since 1970.
    expires: i64,
    /// Commands that could not take effect, by the code of the reason.
    refused: Vec<String>,
}

#[derive(Serialize)]
struct Line {
    at: i64,
    what: String,
    said_by: String,
    words: String,
}

impl From<&Turn> for Line {
    fn from(turn: &Turn) -> Self {
        Self {
            at: turn.by.at.0,
            what: turn.what.clone(),
            said_by: turn.said_by.clone(),
            words: turn.words.clone(),
        }
    }
}

/// Their entries in the register.
pub fn endpoints() -> Vec<Endpoint> {
    let one = |method, summary, takes, audits, route: MethodRouter<App>| Endpoint {
        method,
        path: "/api/v1/received/{token}",
        summary,
        query: &[],
        takes,
        gives: Content::Json(shape::<ReceivedReferral>),
        decides: Decides::Open("link and code, with a limit on guesses; only that referral"),
        audits,
        problems: &[Code::WrongReceiverCode, Code::LinkEnded, Code::LinkEndedKept],
        route,
    };
    vec![
        one(
            "GET",
            "A referral for a receiver without an account; the code comes in the header x-receiver-code.",
            Content::Nothing,
            Audits::Row("service_referral.read_by_link"),
            get(read),
        ),
        one(
            "POST",
            "The receiver's answer. A resend changes nothing.",
            Content::Json(shape::<ReceiverAnswer>),
            Audits::Row("service_referral.read_by_link, and the ledger"),
            axum::routing::post(answer),
        ),
    ]
}

async fn read(
    State(app): State<App>,
    about: Circumstances,
    PathId(token): PathId<String>,
    headers: HeaderMap,
) -> Result<Json<ReceivedReferral>, Problem> {
    let code = headers.get(CODE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let received = received::open(&app, &about, &token, code).await?;
    shown(&app, received).await
}

async fn answer(
    State(app): State<App>,
    about: Circumstances,
    PathId(token): PathId<String>,
    Body(body): Body<ReceiverAnswer>,
) -> Result<Json<ReceivedReferral>, Problem> {
    let given = body.answers.into_iter().map(|one| Given { id: one.id, action: one.action }).collect();
    let received = received::answer(&app, &about, (&token, &body.code), given).await?;
    shown(&app, received).await
}

async fn shown(app: &App, received: Received) -> Result<Json<ReceivedReferral>, Problem> {
    let Received { referral, link, refused } = received;
    let protocol = &app.directory.get(app).await?.protocol;
    let gazetteer = app.gazetteer.get(app).await?;
    let empty = || Text { en: String::new(), km: String::new() };
    let packet = referral.packet.as_ref();
    Ok(Json(ReceivedReferral {
        state: referral.state.code().to_owned(),
        turns: referral.turns.iter().map(Line::from).collect(),
        service: packet.map_or_else(empty, |packet| Taxonomy::shipped().label(&packet.to.code)),
        place: packet.map_or_else(empty, |packet| Text {
            en: gazetteer.index.path_en(&packet.village),
            km: gazetteer.index.path_km(&packet.village),
        }),
        decline_reasons: protocol.directory.decline_reasons.clone(),
        results: protocol.directory.results.clone(),
        expires: link.expires.0,
        refused: refused.into_iter().map(str::to_owned).collect(),
        packet: referral.packet,
    }))
}
