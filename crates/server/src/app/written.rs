//! Entries that the server makes for somebody, after its own decision: in a family's file emergencies, advice, hand-overs,
//! joint cases; in the programme what is published and decided. No device sends them.

use super::session::Signed;
use super::sharing::{PROGRAMME, ledgered};
use crate::problem::{Code, Problem};
use crate::state::App;
use domain::entry::{ACTION_VERSION, Action, Base, Entry, Outcome, Rejection, StreamKind};
use domain::family::FamilyAction;
use domain::ids::{EntryId, StreamId};
use domain::programme::ProgrammeAction;
use std::sync::Arc;
use store::reads::StreamInfo;
use store::{Append, Gate, Verdict};

/// An entry that the server makes for somebody.
pub(super) struct Written {
    /// What it says.
    pub action: FamilyAction,
    /// Asked under the stream's lock.
    pub gate: Arc<dyn Gate>,
    /// What it is when the fold does not take it.
    pub rejected: Code,
    /// Those who answer for the family are to be told at once.
    pub urgent: bool,
}

/// Writes one entry that the server makes for her.
pub(super) async fn write(
    app: &App,
    signed: &Signed,
    info: &StreamInfo,
    written: Written,
) -> Result<(), Problem> {
    match append(app, signed, (info.id, info.head), Action::Family(written.action), written.gate).await? {
        Said::Placed => {
            app.events.tell(info.id, StreamKind::Family, signed.session.device, written.urgent);
            Ok(())
        }
        Said::Rejected(_) => Err(Problem::new(written.rejected)),
        Said::Refused(_) => Err(Problem::new(Code::NotFound)),
    }
}

/// Writes one entry of the programme that the server makes for her, and lets what it changes take effect. Whoever is in
/// the middle of a request ends it with what she began with; the next one asks anew.
pub(super) async fn programme(
    app: &App,
    signed: &Signed,
    action: ProgrammeAction,
    gate: Arc<dyn Gate>,
) -> Result<Said, Problem> {
    let (info, _) = ledgered(app).await?;
    let at = info.map_or((PROGRAMME, 0), |info| (info.id, info.head));
    let said = append(app, signed, at, Action::Programme(action), gate).await;
    app.directory.forget();
    if matches!(said, Ok(Said::Placed)) {
        app.events.tell(at.0, StreamKind::Programme, signed.session.device, false);
    }
    said
}

/// What became of an entry of the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Said {
    /// It is in the ledger and took effect.
    Placed,
    /// The fold did not take it.
    Rejected(Rejection),
    /// The policy does not grant it, with this code.
    Refused(String),
}

/// `seen`: the highest place of the stream that was seen.
async fn append(
    app: &App,
    signed: &Signed,
    (stream, seen): (StreamId, u64),
    action: Action,
    gate: Arc<dyn Gate>,
) -> Result<Said, Problem> {
    let entry = Entry {
        id: EntryId::from_uuid(app.new_id()?),
        stream,
        author: signed.session.worker,
        device: signed.session.device,
        made_at: signed.about.at,
        base: Base { seen, after: None },
        v: ACTION_VERSION,
        action,
    };
    let request = Append {
        entries: vec![entry],
        actor: signed.actor(),
        at: signed.about.at,
        request_id: signed.about.id.to_string(),
        gate,
        atomic: true,
        on_behalf: false,
    };
    let receipts = app.store.append(request).await?;
    match receipts.into_iter().next().map(|receipt| receipt.verdict) {
        Some(Verdict::Placed { outcome: Outcome::Applied | Outcome::Merged, .. }) => Ok(Said::Placed),
        Some(Verdict::Placed { outcome: Outcome::Rejected { reason }, .. }) => Ok(Said::Rejected(reason)),
        Some(Verdict::Refused { code, .. }) => Ok(Said::Refused(code)),
        Some(
            Verdict::AlreadyThere { .. }
            | Verdict::Placed {
                outcome:
                    Outcome::Duplicate | Outcome::Conflicting { .. } | Outcome::Waiting { .. } | Outcome::Sealed,
                ..
            },
        )
        | None => Err(Problem::broken("an entry of the server was not placed")),
    }
}
