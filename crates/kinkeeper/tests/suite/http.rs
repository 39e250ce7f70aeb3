//! A small HTTP client for tests and measurements: one connection that stays open, one request after the other,
//! no more than the border needs. Blocking, so that a thread is a client.

use std::io::{BufRead, BufReader, Error, ErrorKind, Read, Result, Write};
use std::net::TcpStream;
use std::time::Duration;

/// A connection, with the session's cookie once somebody has signed in.
pub struct Client {
    connection: BufReader<TcpStream>,
    address: String,
    /// `name=value` of the session.
    pub cookie: String,
    request: Vec<u8>,
}

/// An answer.
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// What `Set-Cookie` says, up to the first `;`.
    pub cookie: Option<String>,
    /// Seconds after which to come again, when it says so.
    #[allow(dead_code, reason = "the measurements heed it")]
    pub again: Option<u64>,
    /// The body.
    pub body: Vec<u8>,
}

fn odd(what: &str) -> Error {
    Error::new(ErrorKind::InvalidData, what)
}

impl Client {
    /// Connects; nobody is signed in.
    pub fn connect(address: &str) -> Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_secs(60)))?;
        let connection = BufReader::with_capacity(64 * 1024, stream);
        Ok(Self { connection, address: address.to_owned(), cookie: String::new(), request: Vec::new() })
    }

    /// A new connection of the same person.
    pub fn again(&self, address: &str) -> Result<Self> {
        let mut other = Self::connect(address)?;
        other.cookie.clone_from(&self.cookie);
        Ok(other)
    }

    /// GETs.
    pub fn get(&mut self, path: &str) -> Result<Answer> {
        self.send("GET", path, "application/json", &[])
    }

    /// POSTs JSON.
    pub fn post(&mut self, path: &str, body: &[u8]) -> Result<Answer> {
        self.send("POST", path, "application/json", body)
    }

    /// Sends as our own page does, and waits for the answer.
    pub fn send(&mut self, method: &str, path: &str, kind: &str, body: &[u8]) -> Result<Answer> {
        self.hand_over(method, path, kind, body)?;
        self.answer()
    }

    /// Sends without waiting.
    pub fn hand_over(&mut self, method: &str, path: &str, kind: &str, body: &[u8]) -> Result<()> {
        self.request.clear();
        write!(
            self.request,
            "{method} {path} HTTP/1.1\r\nhost: {}\r\nx-kinkeeper: 1\r\naccept-language: en\r\n",
            self.address
        )?;
        if !self.cookie.is_empty() {
            write!(self.request, "cookie: {}\r\n", self.cookie)?;
        }
        if method != "GET" {
            write!(self.request, "content-type: {kind}\r\ncontent-length: {}\r\n", body.len())?;
        }
        self.request.extend_from_slice(b"\r\n");
        self.request.extend_from_slice(body);
        self.connection.get_mut().write_all(&self.request)
    }

    /// Waits for the answer to what was handed over.
    pub fn answer(&mut self) -> Result<Answer> {
        let first = self.line()?;
        let status =
            first.split(' ').nth(1).and_then(|code| code.parse().ok()).ok_or_else(|| odd("no status"))?;
        let (mut length, mut cookie, mut again) = (0_u64, None, None);
        loop {
            let line = self.line()?;
            let Some((name, value)) = line.split_once(':') else { break };
            let value = value.trim();
            match name.to_ascii_lowercase().as_str() {
                "content-length" => length = value.parse().map_err(|_| odd("no length"))?,
                "set-cookie" if value.starts_with("kinkeeper_session=") => {
                    cookie = value.split(';').next().map(str::to_owned);
                }
                "retry-after" => again = value.parse().ok(),
                "transfer-encoding" => return Err(odd("an answer in pieces")),
                _ => {}
            }
        }
        let mut body = Vec::new();
        let read = (&mut self.connection).take(length).read_to_end(&mut body)?;
        if u64::try_from(read).ok() != Some(length) {
            return Err(Error::from(ErrorKind::UnexpectedEof));
        }
        Ok(Answer { status, cookie, again, body })
    }

    /// A line of the head without its end; empty at the end of the head.
    fn line(&mut self) -> Result<String> {
        let mut line = String::new();
        if self.connection.read_line(&mut line)? == 0 {
            return Err(Error::from(ErrorKind::UnexpectedEof));
        }
        Ok(line.trim_end().to_owned())
    }

    /// Signs in and keeps the session. The answer says who it is.
    pub fn sign_in(&mut self, account: &str, passphrase: &str, device: &str) -> Result<Answer> {
        let body = serde_json::json!({
            "account": account, "passphrase": passphrase, "device": device, "device_name": "client",
        });
        let answer = self.post("/api/v1/sign-in", body.to_string().as_bytes())?;
        self.keep(&answer);
        Ok(answer)
    }

    /// Chooses her own passphrase instead of a first one, and keeps the session that this opens.
    pub fn choose(&mut self, first: &str, own: &str) -> Result<Answer> {
        let body = serde_json::json!({ "old": first, "new": own });
        let answer = self.post("/api/v1/passphrase", body.to_string().as_bytes())?;
        self.keep(&answer);
        Ok(answer)
    }

    fn keep(&mut self, answer: &Answer) {
        if let Some(cookie) = &answer.cookie {
            self.cookie.clone_from(cookie);
        }
    }
}
