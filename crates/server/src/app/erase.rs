//! Erasing a family: two people, a reason, a certificate. Whoever looks after the accounts carries it out; she
//! cannot read the file. Whoever approves it can, and so knows what is being destroyed.

use super::session::Signed;
use super::team::decide;
use crate::problem::{Code, Problem};
use crate::state::App;
use domain::entry::{Section, StreamKind};
use domain::ids::StreamId;
use policy::{Act, Protected, Question, Resource};
use store::{Certificate, Erase, Erased};

/// Why a family may be erased. Words only: a sentence could name somebody, and this goes into the log.
pub const REASONS: [&str; 4] = ["family_asked", "court_order", "opened_by_mistake", "kept_long_enough"];

/// Destroys the family's key.
pub async fn erase(
    app: &App,
    by: &Signed,
    approver: &Signed,
    id: StreamId,
    reason: &str,
) -> Result<(Erased, Certificate), Problem> {
    if !REASONS.contains(&reason) {
        return Err(Problem::new(Code::BadValue).at("reason"));
    }
    if by.session.worker == approver.session.worker {
        return Err(Problem::new(Code::NotAllowed).because("the same person"));
    }
    decide(by, Act::ManageWorkers)?;
    let info = app.store.stream_info(id, by.about.at).await?;
    let info = info.filter(|info| info.kind == StreamKind::Family);
    let info = info.filter(|info| info.org == by.session.org).ok_or(Problem::new(Code::NotFound))?;
    // Whoever leads the work alone must not be able to make it unseen: the approval is a supervisor's.
    decide(approver, Act::SeeTeam)?;
    let facts = info.facts();
    let may_read = Question::casework(Act::Read(Section::Legal), Resource::Family(&facts));
    if !approver.asker.decide(&may_read).allow {
        return Err(Problem::new(Code::NotAllowed).because("whoever approves must be let to read the file"));
    }
    let ask = Erase {
        stream: id,
        actor: by.actor(),
        approved_by: approver.session.worker,
        reason: reason.to_owned(),
        at: by.about.at,
        request_id: by.about.id.to_string(),
    };
    Ok(app.store.erase(&ask).await?)
}
