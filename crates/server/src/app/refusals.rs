//! What a sender is told of an entry that was refused. Of a family that she may not open, and of what was told about
//! one, she learns nothing: not that it is there, nor whose it is, nor why it is closed to her. The audit log keeps
//! the true reason.

use super::assessed;
use super::families::may_open;
use super::services::{OTHER_PEOPLE, may_read};
use super::session::Signed;
use crate::problem::Problem;
use crate::state::App;
use domain::entry::{Action, Entry, StreamKind};
use domain::ids::StreamId;
use domain::service_referral::ServiceReferralAction;

/// The finer reason for whatever does not exist for her.
pub const UNKNOWN: &str = "no_such_family";

/// The finer reason for what came from a phone that is to be emptied.
pub const DEVICE_WIPED: &str = "device_wiped";

/// What an entry is about, as far as a refusal could give it away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct About {
    stream: StreamId,
    /// The family that a packet tells of: it leaves before its own stream is there.
    family: Option<StreamId>,
}

impl About {
    /// What an entry is about.
    pub const fn of(entry: &Entry) -> Self {
        let family = match &entry.action {
            Action::ServiceReferral(ServiceReferralAction::Sent { packet }) => Some(packet.family),
            Action::ServiceReferral(_)
            | Action::Family(_)
            | Action::Organisation(_)
            | Action::Village(_)
            | Action::Programme(_)
            | Action::Provider(_)
            | Action::Place(_)
            | Action::Staff(_) => None,
        };
        Self { stream: entry.stream, family }
    }
}

/// Whether a reason says nothing of what is there: it is the entry's own, or comes after the policies said yes.
pub fn is_harmless(reason: &str) -> bool {
    let of_the_entry =
        ["malformed", "too_large", "newer_version", "not_the_author", "fault", "account_taken"];
    let after_a_yes = [
        "no_consent",
        "not_in_the_file",
        OTHER_PEOPLE,
        "unknown_provider",
        "gates_left_out",
        "unknown_instrument",
        "incomplete",
        "another_subject",
        "waits_for_refused",
        DEVICE_WIPED,
    ];
    of_the_entry.contains(&reason) || after_a_yes.contains(&reason)
}

/// Whether somebody may be told why an entry was refused.
pub async fn may_tell(app: &App, signed: &Signed, about: About) -> Result<bool, Problem> {
    let there = app.store.stream_info(about.stream, signed.about.at).await?.is_some();
    match about.family {
        Some(family) if !there => knows(app, signed, family).await,
        Some(_) | None => knows(app, signed, about.stream).await,
    }
}

/// Whether a stream exists for somebody. One that was erased does for those who wrote in it.
pub async fn knows(app: &App, signed: &Signed, stream: StreamId) -> Result<bool, Problem> {
    let Some(info) = app.store.stream_info(stream, signed.about.at).await? else {
        return Ok(app.store.wrote_in(stream, signed.session.worker).await?);
    };
    Ok(match info.kind {
        StreamKind::Family => may_open(signed, &info),
        StreamKind::ServiceReferral => {
            let referral = app.store.referral(stream, signed.about.at).await?;
            referral.is_some_and(|referral| may_read(signed, &referral))
        }
        StreamKind::Place | StreamKind::Staff => assessed::may_read(signed, &info),
        // Nobody's secret.
        StreamKind::Organisation | StreamKind::Village | StreamKind::Programme | StreamKind::Provider => true,
    })
}
