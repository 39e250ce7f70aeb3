//! Removes sessions that have run out, guesses that count no more, questions that nobody can answer any more and links
//! that ran out long ago.

use crate::app::guesses::MONTH_MS;
use crate::state::App;
use domain::time::Millis;
use std::time::Duration;

/// How often.
const EVERY: Duration = Duration::from_secs(600);

/// Sweeps until the task is dropped. A sweep that fails is tried again at the next turn.
pub async fn sweep(app: App) {
    let mut turn = tokio::time::interval(EVERY);
    loop {
        turn.tick().await;
        let now = app.now();
        match app.store.sweep(app.config.holding(now), Millis(now.0 - MONTH_MS)).await {
            Ok(removed) => tracing::debug!(removed, "swept"),
            Err(error) => tracing::warn!(%error, "sweep failed"),
        }
        if let Err(error) = app.store.elsewhere_sweep(now).await {
            tracing::warn!(%error, "questions that have run out are still there");
        }
        // For a month whoever holds an old link is told that it has run out.
        if let Err(error) = app.store.links_sweep(Millis(now.0 - MONTH_MS)).await {
            tracing::warn!(%error, "links that have run out are still there");
        }
    }
}
