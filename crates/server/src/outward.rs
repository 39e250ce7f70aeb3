//! Asking another server: only the identity providers that the operator configured. No redirects are followed, an
//! answer is small and comes soon, and the clear is spoken with this machine only.

use bytes::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper_util::rt::TokioIo;
use openidconnect::{HttpRequest, HttpResponse};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, RootCertStore, crypto::ring::default_provider};

/// Longest answer, in bytes.
const LARGEST: usize = 512 * 1024;
/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(15);

/// The other server did not answer as it should.
#[derive(Debug, thiserror::Error)]
pub enum OutwardError {
    /// The address is not one that is asked.
    #[error("the address is not one that is asked")]
    Address,
    /// No connection.
    #[error("no connection: {0}")]
    Connection(String),
    /// It took too long.
    #[error("it took too long")]
    Late,
}

fn connection(error: impl std::fmt::Display) -> OutwardError {
    OutwardError::Connection(error.to_string())
}

/// Asks.
pub async fn fetch(request: HttpRequest) -> Result<HttpResponse, OutwardError> {
    tokio::time::timeout(PATIENCE, ask(request)).await.map_err(|_| OutwardError::Late)?
}

async fn ask(request: HttpRequest) -> Result<HttpResponse, OutwardError> {
    let (mut parts, body) = request.into_parts();
    let host = parts.uri.host().ok_or(OutwardError::Address)?.to_owned();
    let secure = parts.uri.scheme_str() == Some("https");
    let local = ["localhost", "127.0.0.1", "[::1]"].contains(&host.as_str());
    if !secure && !local {
        return Err(OutwardError::Address);
    }
    let port = parts.uri.port_u16().unwrap_or(if secure { 443 } else { 80 });
    let authority = parts.uri.authority().ok_or(OutwardError::Address)?.as_str();
    let named = authority.rsplit('@').next().unwrap_or_default().parse().map_err(connection)?;
    parts.headers.insert(axum::http::header::HOST, named);
    let path = parts.uri.path_and_query().map_or("/", |path| path.as_str()).to_owned();
    parts.uri = path.parse().map_err(connection)?;
    let request = axum::http::Request::from_parts(parts, Full::new(Bytes::from(body)));
    let tcp = TcpStream::connect((host.trim_matches(['[', ']']), port)).await.map_err(connection)?;
    if secure {
        let name = ServerName::try_from(host).map_err(connection)?;
        let stream = connector()?.connect(name, tcp).await.map_err(connection)?;
        exchange(TokioIo::new(stream), request).await
    } else {
        exchange(TokioIo::new(tcp), request).await
    }
}

fn connector() -> Result<TlsConnector, OutwardError> {
    let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    let config = ClientConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(connection)?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(TlsConnector::from(Arc::new(config)))
}

async fn exchange<S>(
    stream: S,
    request: axum::http::Request<Full<Bytes>>,
) -> Result<HttpResponse, OutwardError>
where
    S: hyper::rt::Read + hyper::rt::Write + Unpin + Send + 'static,
{
    let (mut sender, driver) = hyper::client::conn::http1::handshake(stream).await.map_err(connection)?;
    let driving = tokio::spawn(driver);
    let answered = async {
        let (parts, body) = sender.send_request(request).await.map_err(connection)?.into_parts();
        let bytes = Limited::new(body, LARGEST).collect().await.map_err(connection)?.to_bytes();
        Ok(HttpResponse::from_parts(parts, bytes.to_vec()))
    };
    let answer = answered.await;
    driving.abort();
    answer
}
