//! The tray, imports and the audit log: types.

use crate::ledger::Actor;
use domain::entry::Section;
use domain::ids::{DeviceId, EntryId, ImportId, OrganisationId, StreamId, WorkerId};
use domain::time::Millis;

/// Something that was sent and could not be placed: kept for its author and her supervisor, never dropped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrayRow {
    /// The entry.
    pub id: EntryId,
    /// Organisation of the session that sent it.
    pub org: OrganisationId,
    /// Stream it was meant for.
    pub stream: StreamId,
    /// Who sent it.
    pub author: WorkerId,
    /// From which device.
    pub device: DeviceId,
    /// The device's clock.
    pub made_at: Millis,
    /// When the server refused it.
    pub refused_at: Millis,
    /// Stable problem code.
    pub code: String,
    /// Words for people who look after the system.
    pub reason: String,
    /// The entry's JSON as sent; `None` in lists.
    pub entry: Option<Vec<u8>>,
    /// Its place, if a resend was let in later.
    pub placed_seq: Option<u64>,
}

/// Something unreadable (a newer vocabulary, a malformed action) to keep in the tray.
#[derive(Debug, Clone)]
pub struct TrayPut {
    /// The entry's id as far as it could be read.
    pub id: EntryId,
    /// The stream as far as it could be read.
    pub stream: StreamId,
    /// When made, as far as it could be read.
    pub made_at: Millis,
    /// Who sent it.
    pub actor: Actor,
    /// The server's clock.
    pub at: Millis,
    /// For the audit log.
    pub request_id: String,
    /// Stable problem code, for example `newer_version`, `malformed`.
    pub code: String,
    /// Words for people who look after the system.
    pub reason: String,
    /// The bytes as sent.
    pub entry: Vec<u8>,
}

/// Whose tray to list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TrayScope {
    /// What this worker sent.
    Author(WorkerId),
    /// What this supervisor's chain of workers sent, and she herself.
    Team(WorkerId),
    /// The whole organisation.
    Organisation(OrganisationId),
}

/// One import of a workbook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportRow {
    /// Which.
    pub id: ImportId,
    /// Organisation.
    pub org: OrganisationId,
    /// Who.
    pub by: WorkerId,
    /// When.
    pub at: Millis,
    /// The families it made.
    pub families: Vec<StreamId>,
    /// When it was rolled back, if it was.
    pub rolled_back: Option<Millis>,
}

/// A row to write to the audit log. No names, no content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEvent {
    /// When, by the server's clock.
    pub at: Millis,
    /// Who. The row joins the chain of `actor.org`.
    pub actor: Actor,
    /// Stable word: `family.read`, `sign_in`, `caseload.read` …
    pub action: String,
    /// Which stream, if one.
    pub stream: Option<StreamId>,
    /// Which sections.
    pub sections: Vec<Section>,
    /// Why.
    pub purpose: String,
    /// `allow` or `deny`.
    pub allowed: bool,
    /// Stable word for what came of it.
    pub outcome: String,
    /// For finding the request in the log.
    pub request_id: String,
    /// On what ground it was allowed or refused: stable words of the policy. May be empty.
    pub basis: String,
    /// When it happened by the clock of the device, if the server heard of it later.
    pub made_at: Option<Millis>,
    /// The families that a list, a search or an overview showed.
    pub shown: Vec<StreamId>,
    /// For an entry that was placed: where it stands. This is how the audit log covers the ledger.
    pub mark: Option<LedgerMark>,
}

/// An end of a stream, as the audit log remembers it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LedgerMark {
    /// Place of the stream's last entry.
    pub seq: u64,
    /// Its hash.
    pub hash: [u8; 32],
}

impl AuditEvent {
    /// A row about something allowed that names nothing yet.
    pub fn new(at: Millis, actor: Actor, action: &str, request_id: &str) -> Self {
        Self {
            at,
            actor,
            action: action.to_owned(),
            stream: None,
            sections: Vec::new(),
            purpose: String::new(),
            allowed: true,
            outcome: String::new(),
            request_id: request_id.to_owned(),
            basis: String::new(),
            made_at: None,
            shown: Vec::new(),
            mark: None,
        }
    }

    /// The same with the families that were shown, each once.
    #[must_use]
    pub fn showing(mut self, streams: impl IntoIterator<Item = StreamId>) -> Self {
        self.shown = streams.into_iter().collect();
        self.shown.sort_unstable();
        self.shown.dedup();
        self
    }
}

/// An opening of a family's file on a device that held it, as the device tells later.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DeviceView {
    /// Which family.
    pub stream: StreamId,
    /// When, by the device's clock.
    pub made_at: Millis,
}

/// A row of the audit log as read back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditRow {
    /// Place in the organisation's chain.
    pub seq: u64,
    /// The event.
    pub event: AuditEvent,
}
