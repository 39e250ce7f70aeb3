//! Matches questions to other organisations, away from the requests that asked them.

use crate::app::elsewhere::match_waiting;
use crate::state::App;
use std::time::Duration;

/// How often.
const EVERY: Duration = Duration::from_secs(10);

/// Matches until the task is dropped. What fails is tried again at the next turn.
pub async fn keep(app: App) {
    let mut turn = tokio::time::interval(EVERY);
    loop {
        turn.tick().await;
        match match_waiting(&app).await {
            Ok(0) => {}
            Ok(matched) => tracing::debug!(matched, "questions to other organisations"),
            Err(problem) => {
                tracing::warn!(code = problem.code.name(), cause = ?problem.cause, "questions wait");
            }
        }
    }
}
