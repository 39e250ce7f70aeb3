//! `POST /api/v1/sync/push` and `POST /api/v1/sync/pull`.

use super::endpoint::{Audits, Content, Decides, Endpoint};
use super::extract::{self, FromDevice, LastWords};
use crate::app::push::{self, Answer, Sent};
use crate::app::session::Signed;
use crate::app::views;
use crate::problem::{Code, Problem};
use crate::state::App;
use crate::sync::pull;
use axum::Json;
use axum::extract::{DefaultBodyLimit, State};
use axum::routing::post;
use domain::ids::{DeviceId, EntryId, StreamId};
use domain::planted::planted;
use domain::time::Millis;
use domain::wire;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// [`wire::Push`], with entries that may turn out to be unreadable one by one.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Push {
    capability: u32,
    entries: Vec<Box<RawValue>>,
    #[serde(default)]
    views: Vec<wire::Viewed>,
}

/// [`wire::Receipt`] and, for a refusal, the finer reason.
#[derive(Debug, Serialize)]
struct Receipt {
    #[serde(flatten)]
    receipt: wire::Receipt,
    /// A stable word.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

/// [`wire::Pushed`].
#[derive(Debug, Serialize)]
struct Pushed {
    receipts: Vec<Receipt>,
}

/// Its entry in the register.
pub fn push_endpoint() -> Endpoint {
    Endpoint {
        method: "POST",
        path: "/api/v1/sync/push",
        summary: "Takes a device's outbox, in order, and which files were opened on it; a resend changes nothing. One \
                  receipt an entry.",
        query: &[],
        takes: Content::Domain("wire::Push"),
        gives: Content::Domain("wire::Pushed"),
        decides: Decides::Policy("give (each entry, under its stream's lock)"),
        audits: Audits::Ledger,
        problems: &[Code::PleaseUpdate, Code::DeviceUnsigned],
        route: post(push_entries).layer(DefaultBodyLimit::max(extract::PUSH)),
    }
}

async fn push_entries(
    State(app): State<App>,
    LastWords(signed): LastWords,
    FromDevice(body): FromDevice<Push>,
) -> Result<Json<Pushed>, Problem> {
    pull::check_capability(body.capability)?;
    let mut sent = Vec::with_capacity(body.entries.len());
    for entry in &body.entries {
        sent.push(read(entry).ok_or_else(|| Problem::new(Code::BadValue).at("entries"))?);
    }
    let receipts = push::push(&app, &signed, sent).await?.into_iter().map(receipt).collect();
    // Entries come first: what is not written down of readings now, the device tells again.
    views::take(&app, &signed, &body.views).await?;
    Ok(Json(Pushed { receipts }))
}

/// Reads everything but the action. Fields that nobody knows make the entry unreadable, not the push: it is
/// kept whole, with an action that no vocabulary has.
fn read(raw: &RawValue) -> Option<Sent> {
    #[derive(Deserialize)]
    struct Least {
        id: EntryId,
        stream: StreamId,
        author: domain::ids::WorkerId,
        device: DeviceId,
        #[serde(default)]
        made_at: Millis,
    }
    if let Ok(sent) = serde_json::from_str::<Sent>(raw.get()) {
        return Some(sent);
    }
    let least: Least = serde_json::from_str(raw.get()).ok()?;
    Some(Sent {
        id: least.id,
        stream: least.stream,
        author: least.author,
        device: least.device,
        made_at: least.made_at,
        base: domain::entry::Base::default(),
        v: 1,
        action: raw.to_owned(),
    })
}

fn receipt(receipt: push::Receipt) -> Receipt {
    let mut reason = None;
    let verdict = match receipt.answer {
        Answer::Placed { seq, outcome } => wire::Verdict::Placed { seq, result: outcome },
        Answer::AlreadyThere { seq } => wire::Verdict::AlreadyThere { seq },
        Answer::Kept { .. } if planted("a refusal sounds like a yes") => {
            wire::Verdict::AlreadyThere { seq: 1 }
        }
        Answer::Kept { code, reason: why } => {
            reason = Some(why);
            wire::Verdict::Refused { code: code.name().to_owned() }
        }
        Answer::NotTaken { code } => wire::Verdict::Refused { code: code.name().to_owned() },
    };
    Receipt { receipt: wire::Receipt { id: receipt.id, verdict }, reason }
}

/// Its entry in the register.
pub fn pull_endpoint() -> Endpoint {
    Endpoint {
        method: "POST",
        path: "/api/v1/sync/pull",
        summary: "Gives what is new in the streams that the worker may hold, and names those to forget.",
        query: &[],
        takes: Content::Domain("wire::Pull"),
        gives: Content::Domain("wire::Pulled"),
        decides: Decides::Policy("read (scope of the list; each section)"),
        audits: Audits::Row("family.read (by the store, in the same transaction)"),
        problems: &[Code::PleaseUpdate, Code::DeviceUnsigned],
        route: post(pull_entries).layer(DefaultBodyLimit::max(extract::PUSH)),
    }
}

async fn pull_entries(
    State(app): State<App>,
    signed: Signed,
    FromDevice(body): FromDevice<wire::Pull>,
) -> Result<Json<pull::Answer>, Problem> {
    pull::pull(&app, &signed, body).await.map(Json)
}
