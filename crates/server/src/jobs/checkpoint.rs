//! Signs what has been written, every five minutes and at the end.

use crate::state::App;
use std::time::Duration;

/// How often.
const EVERY: Duration = Duration::from_secs(300);

/// Makes a checkpoint now, if anything has changed since the last, and brings the index of lists up to date. What
/// fails is tried again at the next turn.
pub async fn once(app: &App) {
    if let Err(error) = app.store.index_shown().await {
        tracing::warn!(%error, "the index of who was shown where is behind");
    }
    match app.store.checkpoint(app.now()).await {
        Ok(_) => tracing::debug!("checkpoint"),
        Err(error) => tracing::error!(%error, "no checkpoint could be made"),
    }
}

/// Makes them until the task is dropped.
pub async fn keep(app: App) {
    let mut turn = tokio::time::interval(EVERY);
    loop {
        turn.tick().await;
        once(&app).await;
    }
}
