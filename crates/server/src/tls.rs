//! TLS without anything in front: certificate and key from files, which are read again when they change.

use rustls::ServerConfig;
use rustls::crypto::ring::default_provider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, SystemTime};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, mpsc};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls;
use tokio_rustls::server::TlsStream;

/// How long a handshake may take: whoever connects and says nothing takes up a place for no longer.
const HANDSHAKE: Duration = Duration::from_secs(10);
/// Handshakes at the same time.
const AT_ONCE: usize = 256;
/// How often the files are looked at.
const LOOK_EVERY: Duration = Duration::from_secs(30);

/// Certificate or key cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{} cannot be used: {why}", path.display())]
pub struct BadCertificate {
    /// The file.
    pub path: PathBuf,
    /// Why.
    pub why: String,
}

/// The files, and what was read from them.
#[derive(Debug)]
pub struct Certificate {
    certificate: PathBuf,
    key: PathBuf,
    held: RwLock<Arc<CertifiedKey>>,
}

impl Certificate {
    /// Reads them.
    pub fn read(certificate: &Path, key: &Path) -> Result<Arc<Self>, BadCertificate> {
        let held = RwLock::new(read(certificate, key)?);
        Ok(Arc::new(Self { certificate: certificate.to_owned(), key: key.to_owned(), held }))
    }

    /// Reads them again. When they cannot be used, the ones of before go on being served.
    pub fn read_again(&self) -> Result<(), BadCertificate> {
        let fresh = read(&self.certificate, &self.key)?;
        *self.held.write().unwrap_or_else(PoisonError::into_inner) = fresh;
        Ok(())
    }

    fn changed_at(&self) -> Option<(SystemTime, SystemTime)> {
        let at = |path: &Path| std::fs::metadata(path).and_then(|data| data.modified()).ok();
        Some((at(&self.certificate)?, at(&self.key)?))
    }

    /// Reads them again whenever they change, or `asked` says so.
    pub async fn follow(self: Arc<Self>, mut asked: mpsc::Receiver<()>) {
        let mut known = self.changed_at();
        let mut turn = tokio::time::interval(LOOK_EVERY);
        let mut asks = true;
        loop {
            let now = tokio::select! {
                _ = turn.tick() => false,
                ask = asked.recv(), if asks => { asks = ask.is_some(); asks }
            };
            let there = self.changed_at();
            if !now && (there == known || there.is_none()) {
                continue;
            }
            known = there;
            match self.read_again() {
                Ok(()) => tracing::info!("certificate and key were read again"),
                Err(error) => tracing::error!(%error, "the certificate of before goes on being served"),
            }
        }
    }
}

fn read(certificate: &Path, key: &Path) -> Result<Arc<CertifiedKey>, BadCertificate> {
    let bad = |path: &Path| {
        let path = path.to_owned();
        move |why: String| BadCertificate { path, why }
    };
    let chain: Vec<CertificateDer<'static>> = CertificateDer::pem_file_iter(certificate)
        .and_then(Iterator::collect)
        .map_err(|error| error.to_string())
        .map_err(bad(certificate))?;
    if chain.is_empty() {
        return Err(bad(certificate)("it holds no certificate".to_owned()));
    }
    let private = PrivateKeyDer::from_pem_file(key).map_err(|error| error.to_string()).map_err(bad(key))?;
    CertifiedKey::from_der(chain, private, &default_provider())
        .map(Arc::new)
        .map_err(|error| error.to_string())
        .map_err(bad(key))
}

impl ResolvesServerCert for Certificate {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.held.read().unwrap_or_else(PoisonError::into_inner)))
    }
}

/// A listener that answers in TLS. Handshakes go on beside each other, so that a slow one holds nobody up.
pub struct TlsListener {
    address: std::io::Result<SocketAddr>,
    ready: mpsc::Receiver<(TlsStream<TcpStream>, SocketAddr)>,
}

impl TlsListener {
    /// Takes a listener over. Fails only when the cryptography is not as this build expects.
    pub fn new(listener: TcpListener, certificate: Arc<Certificate>) -> Result<Self, rustls::Error> {
        let mut config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_cert_resolver(certificate);
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        let address = listener.local_addr();
        let (done, ready) = mpsc::channel(AT_ONCE);
        tokio::spawn(accept(listener, TlsAcceptor::from(Arc::new(config)), done));
        Ok(Self { address, ready })
    }
}

async fn accept(
    listener: TcpListener,
    acceptor: TlsAcceptor,
    done: mpsc::Sender<(TlsStream<TcpStream>, SocketAddr)>,
) {
    let places = Arc::new(Semaphore::new(AT_ONCE));
    loop {
        let Ok(place) = Arc::clone(&places).acquire_owned().await else { return };
        let (stream, peer) = tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    // Too many open files, most likely: others must end first.
                    tracing::warn!(%error, "no connection could be taken");
                    tokio::time::sleep(Duration::from_millis(200)).await;
                    continue;
                }
            },
            () = done.closed() => return,
        };
        let (acceptor, done) = (acceptor.clone(), done.clone());
        tokio::spawn(async move {
            let shaken = tokio::time::timeout(HANDSHAKE, acceptor.accept(stream)).await;
            drop(place);
            if let Ok(Ok(stream)) = shaken {
                // Nobody takes it: the server is stopping.
                let _stopping = done.send((stream, peer)).await;
            }
        });
    }
}

impl axum::serve::Listener for TlsListener {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        match self.ready.recv().await {
            Some(ready) => ready,
            None => std::future::pending().await,
        }
    }

    fn local_addr(&self) -> std::io::Result<SocketAddr> {
        match &self.address {
            Ok(address) => Ok(*address),
            Err(error) => Err(std::io::Error::new(error.kind(), error.to_string())),
        }
    }
}
