//! Compares families that arrived, away from the requests that brought them.

use crate::app::alike::compare_waiting;
use crate::state::App;
use std::time::Duration;

/// How often.
const EVERY: Duration = Duration::from_secs(5);

/// Compares until the task is dropped. What fails is tried again at the next turn.
pub async fn keep(app: App) {
    let mut turn = tokio::time::interval(EVERY);
    loop {
        turn.tick().await;
        match compare_waiting(&app).await {
            Ok(0) => {}
            Ok(compared) => tracing::debug!(compared, "families that arrived"),
            Err(problem) => {
                tracing::warn!(code = problem.code.name(), cause = ?problem.cause, "families wait to be compared");
            }
        }
    }
}
