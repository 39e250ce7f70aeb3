//! What a device gets: new entries of the streams that its worker may see, and which streams to forget.

use crate::app::assessed;
use crate::app::families::reader;
use crate::app::services;
use crate::app::session::Signed;
use crate::problem::{Code, Problem};
use crate::state::App;
use domain::entry::{Head, StreamKind};
use domain::ids::StreamId;
use domain::place::PlaceCode;
use domain::protocol::devices::LEASE_DAYS;
use domain::time::Millis;
use domain::wire::{CAPABILITY, KNOWS_ASSESSED, Pull};
use serde::Serialize;
use serde_json::value::RawValue;
use store::reads::{Pulled, ReadStream};

/// Least and most bytes of content that an answer is filled with.
const BUDGET: std::ops::RangeInclusive<u32> = 16 * 1024..=4 * 1024 * 1024;
/// Most streams that a device may say it holds.
const MOST_KNOWN: usize = 20_000;

/// One entry as pulled: [`domain::wire::PulledEntry`], with the action as the bytes that are stored.
#[derive(Debug, Serialize)]
pub struct Entry {
    seq: u64,
    #[serde(flatten)]
    head: Head,
    v: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    action: Option<Box<RawValue>>,
}

/// One stream as pulled: [`domain::wire::PulledStream`].
#[derive(Debug, Serialize)]
pub struct Stream {
    id: StreamId,
    kind: StreamKind,
    open: u8,
    entries: Vec<Entry>,
}

/// The answer: [`domain::wire::Pulled`].
#[derive(Debug, Serialize)]
pub struct Answer {
    streams: Vec<Stream>,
    forget: Vec<StreamId>,
    more: bool,
    #[serde(skip_serializing_if = "String::is_empty")]
    life: String,
    server_time: Millis,
    #[serde(skip_serializing_if = "Option::is_none")]
    lease_days: Option<u16>,
}

impl Answer {
    /// The answer with these streams.
    pub fn new(pulled: Pulled, life: String, at: Millis, lease_days: u16) -> Self {
        Self {
            streams: pulled.streams.into_iter().map(Stream::from).collect(),
            forget: pulled.forget,
            more: pulled.more,
            life,
            server_time: at,
            lease_days: Some(lease_days),
        }
    }
    /// The answer with one stream.
    pub fn one(stream: ReadStream, at: Millis) -> Self {
        Self {
            streams: vec![stream.into()],
            forget: Vec::new(),
            more: false,
            life: String::new(),
            server_time: at,
            lease_days: None,
        }
    }
}

impl From<ReadStream> for Stream {
    fn from(read: ReadStream) -> Self {
        let entries = read
            .entries
            .into_iter()
            .map(|entry| Entry { seq: entry.seq, head: entry.head, v: entry.v, action: entry.payload })
            .collect();
        Self { id: read.info.id, kind: read.info.kind, open: read.open, entries }
    }
}

/// Refuses, politely, a device that asks for more than this server speaks.
pub fn check_capability(capability: u32) -> Result<(), Problem> {
    if (1..=CAPABILITY).contains(&capability) { Ok(()) } else { Err(Problem::new(Code::PleaseUpdate)) }
}

/// Answers a pull.
pub async fn pull(app: &App, signed: &Signed, ask: Pull) -> Result<Answer, Problem> {
    check_capability(ask.capability)?;
    if ask.known.len() > MOST_KNOWN || ask.open.len() > MOST_KNOWN {
        return Err(Problem::new(Code::BadValue).at("known"));
    }
    let _turn = app.to_pull.take(signed.session.token_hash, false).await?;
    if ask.unsent == Some(0) {
        let (worker, device) = (signed.session.worker, signed.session.device);
        app.store.device_sent_all(signed.session.on.sent_at, worker, device, signed.about.at).await?;
    }
    let mut also = beside_families(app, signed).await?;
    if ask.capability >= KNOWS_ASSESSED {
        also.extend(assessed::held(app, signed).await?);
    }
    let referrals = services::held(app, signed).await?;
    also.extend(&referrals);
    let ask = store::reads::Pull {
        scope: crate::app::lists::scope(app, signed, policy::List::Device),
        also,
        known: ask.known,
        open: ask.open,
        budget_bytes: usize::try_from(ask.budget.clamp(*BUDGET.start(), *BUDGET.end())).unwrap_or(16 * 1024),
    };
    let mut reader = reader(signed, "sync");
    reader.readable = services::readable_too(reader.readable, referrals);
    let pulled = app.store.pull(&reader, ask).await?;
    let days = signed.directory.protocol.devices.lease_days.clamp(*LEASE_DAYS.start(), *LEASE_DAYS.end());
    Ok(Answer::new(pulled, app.store.life().await?, signed.about.at, days))
}

/// What every worker takes along: her organisation, the programme, the villages of her area, and the services
/// that are there or work there. Who has no area takes the whole directory.
async fn beside_families(app: &App, signed: &Signed) -> Result<Vec<StreamId>, Problem> {
    let mut streams = vec![StreamId::from_uuid(signed.session.org.uuid())];
    streams.extend(app.store.streams_of(StreamKind::Programme).await?.into_iter().map(|info| info.id));
    let areas = crate::app::places::areas_of(signed);
    if !areas.is_empty() {
        let inside = |code: &str| {
            code.parse::<PlaceCode>().is_ok_and(|code| areas.iter().any(|area| area.contains(&code)))
        };
        let villages = app.store.villages().await?.into_iter();
        streams.extend(villages.filter(|row| inside(&row.village)).map(|row| row.stream));
    }
    let useful = |covers: &[String]| {
        areas.is_empty()
            || covers.iter().any(|code| {
                areas
                    .iter()
                    .any(|area| code.starts_with(area.as_str()) || area.as_str().starts_with(code.as_str()))
            })
    };
    let providers = app.store.providers().await?.into_iter();
    streams.extend(providers.filter(|row| useful(&row.covers)).map(|row| row.stream));
    Ok(streams)
}
