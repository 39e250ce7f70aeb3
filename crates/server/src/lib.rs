//! The server: the application's use cases (`app`), the border (`http`), synchronisation (`sync`) and what goes
//! on beside requests (`jobs`). [`serve`] runs it; [`router`] is the same as a service, for tests.

pub mod app;
pub mod config;
pub mod effects;
pub mod http;
pub mod jobs;
pub mod network;
pub mod outward;
pub mod problem;
mod state;
pub mod sync;
pub mod tls;
pub mod words;

pub use config::Config;
pub use effects::{Clock, Entropy, SystemClock, SystemEntropy};
pub use http::demo::DEMO_PASSPHRASE;
pub use http::router;
pub use state::App;

use std::future::{Future, IntoFuture};
use std::net::SocketAddr;
use std::sync::Arc;
use store::Store;

/// Why the server could not start or go on.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// A setting cannot be served with.
    #[error(transparent)]
    Setting(#[from] config::BadSetting),
    /// The address could not be listened on.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// Why not.
        source: std::io::Error,
    },
    /// Certificate or key cannot be served with.
    #[error(transparent)]
    Certificate(#[from] tls::BadCertificate),
    /// TLS cannot be spoken.
    #[error("TLS cannot be spoken: {0}")]
    Tls(String),
    /// Serving ended with a failure.
    #[error("serving failed: {0}")]
    Serve(std::io::Error),
}

/// Serves until `shutdown` is ready; then takes no new connections, finishes what is under way (ten seconds at
/// most: an open stream of events never finishes by itself) and closes the store.
pub async fn serve(
    config: Config,
    store: Store,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<(), ServeError> {
    config.check()?;
    let address = config.bind;
    let listener = tokio::net::TcpListener::bind(address)
        .await
        .map_err(|source| ServeError::Listen { address, source })?;
    serve_on(listener, App::new(config, store), shutdown).await
}

/// [`serve`] on a listener that is there already, for tests that need a free port.
pub async fn serve_on(
    listener: tokio::net::TcpListener,
    app: App,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<(), ServeError> {
    let sweeping = tokio::spawn(jobs::sweep::sweep(app.clone()));
    let signing = tokio::spawn(jobs::checkpoint::keep(app.clone()));
    let comparing = tokio::spawn(jobs::alike::keep(app.clone()));
    let matching = tokio::spawn(jobs::elsewhere::keep(app.clone()));
    let watching = tokio::spawn(jobs::unusual::keep(app.clone()));
    let (stopping, stopped) = tokio::sync::oneshot::channel();
    let shutdown = async move {
        shutdown.await;
        tracing::info!("shutting down");
        let _listener_gone = stopping.send(());
    };
    let late = async {
        // An error means that the serving side is gone, which ends the waiting too.
        let _asked = stopped.await;
        tokio::time::sleep(LONGEST_GOODBYE).await;
    };
    let service = router(app.clone()).into_make_service_with_connect_info::<network::Peer>();
    let ended = match app.config.tls_files() {
        Some((certificate, key)) => {
            let certificate = tls::Certificate::read(certificate, key)?;
            let following = tokio::spawn(Arc::clone(&certificate).follow(hang_ups()));
            let listener = tls::TlsListener::new(listener, certificate)
                .map_err(|error| ServeError::Tls(error.to_string()))?;
            let serving = axum::serve(listener, service).with_graceful_shutdown(shutdown);
            let ended = tokio::select! {
                ended = serving.into_future() => ended.map_err(ServeError::Serve),
                () = late => Ok(()),
            };
            following.abort();
            ended
        }
        None => {
            let serving = axum::serve(listener, service).with_graceful_shutdown(shutdown);
            tokio::select! {
                ended = serving.into_future() => ended.map_err(ServeError::Serve),
                () = late => Ok(()),
            }
        }
    };
    sweeping.abort();
    signing.abort();
    comparing.abort();
    matching.abort();
    watching.abort();
    // What was written since the last one is signed before the doors close.
    jobs::checkpoint::once(&app).await;
    app.store.close().await;
    ended
}

/// Says when the operator asks (SIGHUP) to read the certificate again.
fn hang_ups() -> tokio::sync::mpsc::Receiver<()> {
    let (asked, ask) = tokio::sync::mpsc::channel(1);
    match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::hangup()) {
        Ok(mut signal) => {
            tokio::spawn(async move {
                while signal.recv().await.is_some() {
                    if asked.send(()).await.is_err() {
                        return;
                    }
                }
            });
        }
        Err(error) => tracing::warn!(%error, "a change of the certificate is seen by its files only"),
    }
    ask
}

/// How long requests under way are waited for.
const LONGEST_GOODBYE: std::time::Duration = std::time::Duration::from_secs(10);
