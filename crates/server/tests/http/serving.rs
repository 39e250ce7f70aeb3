use crate::harness::*;
use kinkeeper_server::network::Peer;
use kinkeeper_server::serve_on;
use kinkeeper_server::tls::{Certificate, TlsListener};
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::{TlsConnector, rustls};

#[tokio::test]
async fn it_serves_until_it_is_told_to_stop() {
    let world = World::new().await;
    let sophea = world.sign_in("sophea").await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let serving = tokio::spawn(serve_on(listener, world.app.clone(), async {
        stopped.await.ok();
    }));
    let ask = |path: &str, connection: &str| {
        format!(
            "GET {path} HTTP/1.1\r\nhost: localhost\r\ncookie: {}\r\nconnection: {connection}\r\n\r\n",
            sophea.cookie
        )
    };
    let mut plain = TcpStream::connect(address).await.unwrap();
    plain.write_all(ask("/healthz", "close").as_bytes()).await.unwrap();
    let mut answer = String::new();
    plain.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200") && answer.ends_with("ok\n"), "{answer}");
    stop.send(()).unwrap();
    let ended = tokio::time::timeout(Duration::from_secs(5), serving).await.unwrap().unwrap();
    ended.unwrap();
    assert!(TcpStream::connect(address).await.is_err(), "nobody listens any more");
    assert!(world.app.store.ping().await.is_err(), "the store is closed");
}

/// A certificate and its key, in files.
fn certificate(dir: &std::path::Path) -> rcgen::CertifiedKey<rcgen::KeyPair> {
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    std::fs::write(dir.join("cert.pem"), made.cert.pem()).unwrap();
    std::fs::write(dir.join("key.pem"), made.signing_key.serialize_pem()).unwrap();
    made
}

/// A client that believes one certificate.
fn believing(certificate: &rcgen::Certificate) -> TlsConnector {
    let mut roots = rustls::RootCertStore::empty();
    roots.add(certificate.der().clone()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    TlsConnector::from(Arc::new(config))
}

async fn ask(connector: &TlsConnector, address: std::net::SocketAddr) -> std::io::Result<String> {
    let tcp = TcpStream::connect(address).await?;
    let mut stream = connector.connect("localhost".try_into().unwrap(), tcp).await?;
    stream.write_all(b"GET /healthz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n").await?;
    let mut answer = Vec::new();
    // Whether the other side says goodbye in TLS is its own affair.
    let _goodbye = stream.read_to_end(&mut answer).await;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

#[tokio::test]
async fn it_speaks_tls_and_reads_a_new_certificate() {
    let dir = tempfile::tempdir().unwrap();
    let first = certificate(dir.path());
    let (cert, key) = (dir.path().join("cert.pem"), dir.path().join("key.pem"));
    let world = World::with(|config| {
        (config.tls_cert, config.tls_key) = (Some(cert.clone()), Some(key.clone()));
    })
    .await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let held = Certificate::read(&cert, &key).unwrap();
    let tls = TlsListener::new(listener, Arc::clone(&held)).unwrap();
    let service = kinkeeper_server::router(world.app.clone()).into_make_service_with_connect_info::<Peer>();
    let serving = tokio::spawn(async move { axum::serve(tls, service).await });
    // Somebody who connects and says nothing holds nobody up.
    let _silent = TcpStream::connect(address).await.unwrap();
    let answer = ask(&believing(&first.cert), address).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert!(answer.contains("strict-transport-security: max-age=63072000"), "{answer}");
    let second = certificate(dir.path());
    assert!(ask(&believing(&second.cert), address).await.is_err(), "the old one is still served");
    held.read_again().unwrap();
    assert!(ask(&believing(&second.cert), address).await.unwrap().starts_with("HTTP/1.1 200"));
    assert!(ask(&believing(&first.cert), address).await.is_err());
    // What cannot be used changes nothing.
    std::fs::write(&key, "no key").unwrap();
    assert!(held.read_again().is_err());
    assert!(ask(&believing(&second.cert), address).await.is_ok());
    serving.abort();
}

#[tokio::test]
async fn it_does_not_start_with_a_key_that_does_not_fit() {
    let dir = tempfile::tempdir().unwrap();
    certificate(dir.path());
    let cert = dir.path().join("other.pem");
    std::fs::rename(dir.path().join("cert.pem"), &cert).unwrap();
    certificate(dir.path());
    let key = dir.path().join("key.pem");
    assert!(Certificate::read(&cert, &key).is_err(), "the key of another certificate");
    assert!(Certificate::read(&key, &key).is_err(), "no certificate");
    assert!(Certificate::read(&cert, &dir.path().join("none.pem")).is_err());
}

#[tokio::test]
async fn whoever_comes_at_the_same_time_waits_for_one_reading_of_the_directory() {
    let world = World::new().await;
    let directory = || {
        let app = world.app.clone();
        tokio::spawn(async move { app.directory.get(&app).await.unwrap() })
    };
    world.app.directory.forget();
    let asked: Vec<_> = (0..50).map(|_| directory()).collect();
    let mut all = Vec::new();
    for one in asked {
        all.push(one.await.unwrap());
    }
    assert!(all.iter().all(|one| Arc::ptr_eq(one, &all[0])));
    // Read anew, it mostly says the same: whoever was made ready to ask stays so.
    world.wait(10);
    assert!(Arc::ptr_eq(&directory().await.unwrap(), &all[0]));
    let admin = world.sign_in("admin").await;
    let form = serde_json::json!({ "account": "new.one", "name_km": "ថ្មី", "name_latin": "New",
                                   "role": "village_social_worker", "supervisor": null });
    admin.post("/api/v1/workers", &form).await.ok();
    let later = directory().await.unwrap();
    assert!(!Arc::ptr_eq(&later, &all[0]));
    assert_eq!(later.working().len(), all[0].working().len() + 1);
}
