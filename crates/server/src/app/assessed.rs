//! Files of what is assessed and is no family: who may read them, and which of them a phone gets.

use super::session::Signed;
use crate::problem::Problem;
use crate::state::App;
use domain::assessed::worker_of;
use domain::entry::{Section, StreamKind};
use domain::ids::StreamId;
use policy::{Act, Question, Resource};
use store::reads::StreamInfo;

/// What a decision about such a file is about.
pub fn resource(info: &StreamInfo) -> Resource<'static> {
    if info.kind == StreamKind::Staff {
        Resource::Staff { organisation: info.org, worker: worker_of(info.id) }
    } else {
        Resource::Place(info.org)
    }
}

/// Whether somebody may read it.
pub fn may_read(signed: &Signed, info: &StreamInfo) -> bool {
    let question = Question::casework(Act::Read(Section::Identity), resource(info));
    signed.asker.decide(&question).allow
}

/// The files that she takes along: those of her organisation that she may read.
pub async fn held(app: &App, signed: &Signed) -> Result<Vec<StreamId>, Problem> {
    let organisation = signed.session.org;
    let hers = |info: &StreamInfo| info.org == organisation;
    let mut all = Vec::new();
    // Places are alike to the policies: asked once, however many there are. Thousands of phones ask at the same time.
    let place = Question::casework(Act::Read(Section::Identity), Resource::Place(organisation));
    if signed.asker.decide(&place).allow {
        all.extend(app.store.streams_of(StreamKind::Place).await?.into_iter().filter(hers));
    }
    let staff = app.store.streams_of(StreamKind::Staff).await?.into_iter();
    all.extend(staff.filter(|info| hers(info) && may_read(signed, info)));
    Ok(all.into_iter().map(|info| info.id).collect())
}
