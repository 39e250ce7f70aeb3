//! Families that other organisations hand over: what was proposed, and taking them on or not. Proposing and taking
//! back are ordinary entries of the family's own workers; answering is decided here, for it is done by somebody who
//! may not write in the file yet.

use super::families::reader;
use super::session::Signed;
use super::team::decide;
use super::written::{Written, write};
use crate::problem::{Code, Problem};
use crate::state::App;
use domain::entry::{Action, Entry};
use domain::family::summary::CardPerson;
use domain::family::transfer::{Accepted, Proposed, TransferRecord};
use domain::family::{Family, FamilyAction};
use domain::ids::{OrganisationId, StreamId, TransferId, WorkerId};
use domain::stream::{AnyStream, Stream};
use policy::{Act, acts};
use std::sync::Arc;
use store::reads::StreamInfo;
use store::{Denied, Gate};

/// Longest reason, in characters.
const LONGEST_REASON: usize = 2_000;

/// A family that waits for an answer.
#[derive(Debug, Clone)]
pub struct Waiting {
    /// The family.
    pub family: StreamId,
    /// Which hand-over.
    pub transfer: TransferId,
    /// Who hands it over.
    pub from: OrganisationId,
    /// The village.
    pub village: String,
    /// The people, children that the work is about first.
    pub people: Vec<CardPerson>,
    /// What was proposed.
    pub proposed: Proposed,
}

/// The families that wait for the organisation's answer. Each is a reading of that family's file: of what was
/// written for whoever decides, and of who the family is.
pub async fn waiting(app: &App, signed: &Signed) -> Result<Vec<Waiting>, Problem> {
    decide(signed, Act::ReceiveFamilies)?;
    let mut all = Vec::new();
    for id in app.store.handed_to(signed.session.org).await? {
        let Some((info, family)) = read(app, signed, id).await? else { continue };
        let Some(open) = ours(&family.state, signed) else { continue };
        let summary = family.state.summary(&signed.directory.protocol);
        all.push(Waiting {
            family: id,
            transfer: open.id,
            from: info.org,
            village: summary.village,
            people: summary.people,
            proposed: open.proposed.clone(),
        });
    }
    app.store.audit(vec![signed.showed("transfers.read", all.iter().map(|one| one.family))]).await?;
    all.sort_by(|one, other| one.proposed.on.cmp(&other.proposed.on).then(one.family.cmp(&other.family)));
    Ok(all)
}

/// The open hand-over of a family to whoever asks.
fn ours<'a>(family: &'a Family, signed: &Signed) -> Option<&'a TransferRecord> {
    family.open_transfer().filter(|open| open.proposed.to == signed.session.org)
}

/// A family's file, if she may read who the family is (the consent to a hand-over opens that).
async fn read(
    app: &App,
    signed: &Signed,
    id: StreamId,
) -> Result<Option<(StreamInfo, Stream<Family>)>, Problem> {
    let Some(info) = app.store.stream_info(id, signed.about.at).await? else { return Ok(None) };
    let Ok(authorized) =
        signed.asker.authorize::<StreamInfo, acts::ReadFile>(info.clone(), policy::Purpose::Casework)
    else {
        return Ok(None);
    };
    let mut reader = reader(signed, "transfer");
    reader.basis = "receive_families".to_owned();
    // The whole file is folded (the proposal rests on a consent that she may not read); what is given out is the
    // proposal, which was written for her, and who the family is.
    let state = app.store.family_read(&reader, &authorized).await?;
    Ok(state.and_then(|state| state.family().cloned()).map(|family| (info, family)))
}

/// An answer to a hand-over.
pub enum Answer {
    /// Taken on; `lead` answers for the family.
    TakeOn {
        /// Who.
        lead: WorkerId,
    },
    /// Not taken on.
    Decline {
        /// Why.
        reason: String,
    },
}

/// Takes a family on, or does not.
pub async fn answer(
    app: &App,
    signed: &Signed,
    family: StreamId,
    transfer: TransferId,
    answer: Answer,
) -> Result<(), Problem> {
    decide(signed, Act::ReceiveFamilies)?;
    let Some((info, file)) = read(app, signed, family).await? else {
        return Err(Problem::new(Code::NotFound));
    };
    if !file.state.transfers.iter().any(|one| one.id == transfer && one.proposed.to == signed.session.org) {
        return Err(Problem::new(Code::NotFound));
    }
    let action = match answer {
        Answer::Decline { reason } => {
            let reason = reason.trim();
            if reason.is_empty() || reason.chars().count() > LONGEST_REASON {
                return Err(Problem::new(Code::BadValue).at("reason"));
            }
            FamilyAction::TransferDeclined { transfer, reason: reason.to_owned() }
        }
        Answer::TakeOn { lead } => {
            let colleague = signed.directory.get(lead).filter(|one| one.row.org == signed.session.org);
            if colleague.is_none_or(|one| !one.row.active) || info.access.excluded.contains(&lead) {
                return Err(Problem::new(Code::BadValue).at("lead"));
            }
            let today = signed.about.at.day();
            // As the fold asks again when it is placed.
            if ours(&file.state, signed).is_some() && !file.state.agreed_to_move(signed.session.org, today) {
                return Err(Problem::new(Code::ConsentNeeded));
            }
            let keeps = signed.directory.protocol.hand_over.as_ref();
            let accepted = Accepted {
                from: info.org,
                lead,
                kept: keeps.map(|rule| rule.keeps.clone()).unwrap_or_default(),
                kept_until: keeps.map_or(today, |rule| today.plus_months(i32::from(rule.keeps_months))),
            };
            FamilyAction::TransferAccepted { transfer, accepted }
        }
    };
    let gate = Arc::new(Receiving { org: signed.session.org });
    write(app, signed, &info, Written { action, gate, rejected: Code::TransferDecided, urgent: true }).await
}

/// Under the stream's lock once more: it is still being handed over to her organisation, and she is not kept out of it.
struct Receiving {
    org: OrganisationId,
}

impl Gate for Receiving {
    fn allow(&self, info: &StreamInfo, state: &AnyStream, entry: &Entry) -> Result<(), Denied> {
        let to = state.family().and_then(|family| {
            let mut all = family.state.transfers.iter();
            all.find(|one| one.id.to_string() == thing(entry)).map(|one| one.proposed.to)
        });
        if to == Some(self.org) && !info.access.excluded.contains(&entry.author) {
            Ok(())
        } else {
            Err(Denied {
                code: "not_handed_over".to_owned(),
                reason: "it is not handed over to her".to_owned(),
            })
        }
    }
}

fn thing(entry: &Entry) -> String {
    match &entry.action {
        Action::Family(action) => action.thing(),
        Action::Organisation(_)
        | Action::Village(_)
        | Action::Programme(_)
        | Action::Provider(_)
        | Action::ServiceReferral(_)
        | Action::Place(_)
        | Action::Staff(_) => String::new(),
    }
}
