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
    /// Stable word: `family.read`, `signin`, `export` …
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
}

/// A row of the audit log as read back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditRow {
    /// Place in the organisation's chain.
    pub seq: u64,
    /// The event.
    pub event: AuditEvent,
}
