//! Removes sessions and sign-in attempts that have run out.

use crate::state::App;
use std::time::Duration;

/// How often.
const EVERY: Duration = Duration::from_secs(600);

/// Sweeps until the task is dropped. A sweep that fails is tried again at the next turn.
pub async fn sweep(app: App) {
    let mut turn = tokio::time::interval(EVERY);
    loop {
        turn.tick().await;
        match app.store.sweep(app.now()).await {
            Ok(removed) => tracing::debug!(removed, "swept"),
            Err(error) => tracing::warn!(%error, "sweep failed"),
        }
    }
}
