//! Looks through the audit log for reading that is worth a look, so that the desk is ready when somebody opens it.

use crate::app::unusual::look_through_all;
use crate::state::App;
use std::time::Duration;

/// How often.
const EVERY: Duration = Duration::from_secs(900);

/// Looks until the task is dropped. What fails is tried again at the next turn.
pub async fn keep(app: App) {
    let mut turn = tokio::time::interval(EVERY);
    loop {
        turn.tick().await;
        match look_through_all(&app).await {
            Ok(organisations) => tracing::debug!(organisations, "looked through the audit log"),
            Err(problem) => {
                tracing::warn!(code = problem.code.name(), cause = ?problem.cause, "the audit log waits to be looked through");
            }
        }
    }
}
