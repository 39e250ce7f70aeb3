use crate::harness::*;
use kinkeeper_server::serve_on;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

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
