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
    let mut all = Vec::new();
    for kind in [StreamKind::Place, StreamKind::Staff] {
        let found = app.store.streams_of(kind).await?.into_iter();
        all.extend(found.filter(|info| info.org == signed.session.org && may_read(signed, info)));
    }
    Ok(all.into_iter().map(|info| info.id).collect())
}
