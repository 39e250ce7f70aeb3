//! Files that were opened on a device from its own copy, without the server. The device tells of them when it
//! sends its outbox, and they are written down beside all other readings.

use super::families;
use super::session::Signed;
use crate::problem::{Code, Problem};
use crate::state::App;
use domain::entry::StreamKind;
use domain::wire::Viewed;
use policy::{Protected, Purpose, Relation};
use std::collections::BTreeSet;
use store::records::{AuditEvent, DeviceView};

/// Most openings in one push; a device sends the rest with the next.
pub const MOST: usize = 1_000;

/// Writes openings down. What a device tells of a family that it cannot have held is written down as refused.
pub async fn take(app: &App, signed: &Signed, views: &[Viewed]) -> Result<(), Problem> {
    if views.len() > MOST {
        return Err(Problem::new(Code::TooLarge).at("views"));
    }
    let told: BTreeSet<(i64, _)> = views.iter().map(|view| (view.at.0, view.family)).collect();
    let mut rows = Vec::with_capacity(told.len());
    for (at, family) in told {
        let view = DeviceView { stream: family, made_at: domain::time::Millis(at) };
        let info = app.store.stream_info(family, signed.about.at).await?;
        let info = info.filter(|info| info.kind == StreamKind::Family);
        let relation = info.as_ref().map(|info| families::relation(signed, info));
        let known = relation.is_some_and(|relation| relation != Relation::Outside);
        let readable = |info: &store::reads::StreamInfo| {
            signed.asker.readable_sections(&info.facts(), Purpose::Casework)
        };
        let sections = info.as_ref().map(readable).unwrap_or_default();
        let event = AuditEvent {
            stream: Some(family),
            sections,
            purpose: "offline".to_owned(),
            allowed: known,
            outcome: if known { "read" } else { "not_held" }.to_owned(),
            basis: relation.map_or_else(String::new, |relation| format!("held.{}", relation.code())),
            made_at: Some(view.made_at),
            ..signed.event("family.viewed", true)
        };
        rows.push((view, event));
    }
    app.store.device_views(signed.session.worker, &rows).await?;
    Ok(())
}
