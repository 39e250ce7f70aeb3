//! The web client: from the binary, or from a directory while it is being worked on. Files whose names hold a
//! hash may be kept for ever; the page and the service worker are asked for anew each time.

use crate::problem::{Code, Problem};
use crate::state::App;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::path::Path;

mod embedded {
    include!(concat!(env!("OUT_DIR"), "/web.rs"));
}

struct Asset {
    plain: Bytes,
    brotli: Option<Bytes>,
    kind: &'static str,
    tag: HeaderValue,
    forever: bool,
}

/// All files of the web client, in memory.
#[derive(Default)]
pub struct Web(HashMap<String, Asset>);

impl Web {
    /// The files of a directory, or those in the binary.
    pub fn load(dir: Option<&Path>) -> Self {
        let files = match dir {
            Some(dir) => {
                let mut files = Vec::new();
                if let Err(error) = read(dir, dir, &mut files) {
                    tracing::warn!(%error, "the web client could not be read");
                }
                files
            }
            None => embedded::FILES
                .iter()
                .map(|(name, bytes)| ((*name).to_owned(), Bytes::from_static(bytes)))
                .collect(),
        };
        Self::new(files)
    }

    fn new(files: Vec<(String, Bytes)>) -> Self {
        let mut packed: HashMap<String, Bytes> = HashMap::new();
        let mut plain = Vec::new();
        for (name, bytes) in files {
            match name.strip_suffix(".br") {
                Some(of) => {
                    packed.insert(of.to_owned(), bytes);
                }
                None if name.ends_with(".gz") => {}
                None => plain.push((name, bytes)),
            }
        }
        let assets = plain.into_iter().map(|(name, plain)| {
            let tag = format!("\"{}\"", hex::encode(Sha256::digest(&plain).get(..12).unwrap_or_default()));
            let asset = Asset {
                brotli: packed.remove(&name),
                kind: kind(&name),
                tag: HeaderValue::from_str(&tag).unwrap_or(HeaderValue::from_static("\"\"")),
                forever: is_hashed(&name),
                plain,
            };
            (name, asset)
        });
        Self(assets.collect())
    }

    fn find(&self, path: &str) -> Option<&Asset> {
        let name = path.trim_start_matches('/');
        if let Some(asset) = self.0.get(name).filter(|_| !name.is_empty()) {
            return Some(asset);
        }
        // The page finds its own way: every address without a file name is the page.
        let last = name.rsplit('/').next().unwrap_or_default();
        if last.contains('.') { None } else { self.0.get("index.html") }
    }
}

fn read(root: &Path, dir: &Path, files: &mut Vec<(String, Bytes)>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(dir)? {
        let path = entry?.path();
        if path.is_dir() {
            read(root, &path, files)?;
        } else if let Ok(name) = path.strip_prefix(root) {
            files.push((name.to_string_lossy().replace('\\', "/"), std::fs::read(&path)?.into()));
        }
    }
    Ok(())
}

/// Whether a name holds a hash, as `app-B1x9_aQz.js` or `core.3f2a9c1d.wasm` do.
fn is_hashed(name: &str) -> bool {
    let file = name.rsplit('/').next().unwrap_or_default();
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    stem.rsplit(['-', '.']).next().filter(|part| *part != stem).is_some_and(|part| {
        part.len() >= 8
            && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
            && part.chars().any(|c| c.is_ascii_digit() || c.is_ascii_uppercase())
    })
}

fn kind(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" | "ftl" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// Everything that is no endpoint.
pub async fn serve(State(app): State<App>, method: Method, uri: Uri, headers: HeaderMap) -> Response {
    let path = uri.path();
    if path.starts_with("/api/") || !matches!(method, Method::GET | Method::HEAD) {
        return Problem::new(Code::NotFound).into_response();
    }
    let Some(asset) = app.web.find(path) else { return Problem::new(Code::NotFound).into_response() };
    let accepts = |name: header::HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let brotli = asset
        .brotli
        .as_ref()
        .filter(|_| accepts(header::ACCEPT_ENCODING).is_some_and(|list| list.contains("br")));
    let caching = if asset.forever { "public, max-age=31536000, immutable" } else { "no-cache" };
    let same = accepts(header::IF_NONE_MATCH)
        .is_some_and(|known| known.trim_start_matches("W/").as_bytes() == asset.tag.as_bytes());
    let mut response = if same {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        brotli.unwrap_or(&asset.plain).clone().into_response()
    };
    let to = response.headers_mut();
    to.insert(header::CONTENT_TYPE, HeaderValue::from_static(asset.kind));
    to.insert(header::CACHE_CONTROL, HeaderValue::from_static(caching));
    to.insert(header::ETAG, asset.tag.clone());
    to.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if brotli.is_some() && !same {
        to.insert(header::CONTENT_ENCODING, HeaderValue::from_static("br"));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn web() -> Web {
        let file = |name: &str, text: &'static str| (name.to_owned(), Bytes::from_static(text.as_bytes()));
        Web::new(vec![
            file("index.html", "<!doctype html>"),
            file("assets/app-B1x9_aQz.js", "1"),
            file("assets/app-B1x9_aQz.js.br", "packed"),
            file("sw.js", "2"),
        ])
    }

    #[test]
    fn an_address_without_a_file_name_is_the_page() {
        let web = web();
        assert!(web.find("/").is_some());
        assert!(web.find("/families/today").is_some());
        assert!(web.find("/assets/missing.js").is_none());
        assert!(web.find("/../../etc/passwd.txt").is_none());
    }

    #[test]
    fn only_hashed_names_are_kept_for_ever() {
        let web = web();
        assert!(web.find("/assets/app-B1x9_aQz.js").unwrap().forever);
        assert!(web.find("/assets/app-B1x9_aQz.js").unwrap().brotli.is_some());
        for name in ["index.html", "sw.js", "service-worker.js", "NotoSansKhmer-Regular.woff2"] {
            assert!(!is_hashed(name) || name.starts_with("Noto"), "{name}");
        }
        assert!(!web.find("/sw.js").unwrap().forever);
    }
}
