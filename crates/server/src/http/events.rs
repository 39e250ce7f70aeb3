//! `GET /api/v1/sync/events`: "something for you", as server-sent events without content.

use super::endpoint::{Audits, Content, Decides, Endpoint};
use crate::app::session::Signed;
use crate::jobs::events::next_for;
use crate::state::App;
use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::routing::get;
use futures_util::stream::{Stream, unfold};
use std::convert::Infallible;
use std::time::Duration;

/// Its entry in the register.
pub fn endpoint() -> Endpoint {
    Endpoint {
        method: "GET",
        path: "/api/v1/sync/events",
        summary: "Events `hello`, `something`, `danger` and `rights`, without content: it is worth pulling; and `device`: it is worth asking \
                  whether this device is locked or to be emptied.",
        query: &[],
        takes: Content::Nothing,
        gives: Content::Events,
        decides: Decides::Policy("read (relation to the family, for each event)"),
        audits: Audits::Nothing("no content"),
        problems: &[],
        route: get(events),
    }
}

async fn events(
    State(app): State<App>,
    signed: Signed,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let listener = app.events.listen();
    let state = (app, signed, listener, true);
    let stream = unfold(state, async |(app, mut signed, mut listener, first)| {
        let name = if first { "hello" } else { next_for(&app, &mut signed, &mut listener).await?.code() };
        // A browser hands on an event only when it has data.
        Some((Ok(Event::default().event(name).data("1")), (app, signed, listener, false)))
    });
    Sse::new(stream).keep_alive(KeepAlive::new().interval(Duration::from_secs(25)))
}
