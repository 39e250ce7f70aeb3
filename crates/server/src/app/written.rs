//! Entries in a family's file that the server makes for somebody, after its own decision: emergencies, advice, hand-overs,
//! joint cases. No device sends them.

use super::session::Signed;
use crate::problem::{Code, Problem};
use crate::state::App;
use domain::entry::{ACTION_VERSION, Action, Base, Entry, Outcome, StreamKind};
use domain::family::FamilyAction;
use domain::ids::EntryId;
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
    let entry = Entry {
        id: EntryId::from_uuid(app.new_id()?),
        stream: info.id,
        author: signed.session.worker,
        device: signed.session.device,
        made_at: signed.about.at,
        base: Base { seen: info.head, after: None },
        v: ACTION_VERSION,
        action: Action::Family(written.action),
    };
    let request = Append {
        entries: vec![entry],
        actor: signed.actor(),
        at: signed.about.at,
        request_id: signed.about.id.to_string(),
        gate: written.gate,
        atomic: true,
        on_behalf: false,
    };
    let receipts = app.store.append(request).await?;
    match receipts.into_iter().next().map(|receipt| receipt.verdict) {
        Some(Verdict::Placed { outcome: Outcome::Applied | Outcome::Merged, .. }) => {
            app.events.tell(info.id, StreamKind::Family, signed.session.device, written.urgent);
            Ok(())
        }
        Some(Verdict::Placed { outcome: Outcome::Rejected { .. }, .. }) => {
            Err(Problem::new(written.rejected))
        }
        Some(Verdict::Refused { .. }) => Err(Problem::new(Code::NotFound)),
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
