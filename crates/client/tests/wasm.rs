//! The client build folds as the server does: the same generated histories are given to the core as it is
//! compiled for the phone (WASM, run by Node) and to the core compiled for this machine, and everything that a
//! family's page shows must be the same text.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    clippy::cast_possible_wrap,
    reason = "a test that cannot go on fails"
)]

use domain::entry::{Content, Entry, Placed};
use domain::stream::AnyStream;
use domain::time::Millis;
use domain::wire::PulledEntry;
use kinkeeper_client::App;
use serde_json::json;
use std::path::{Path, PathBuf};
use std::process::Command;
use testkit::history::History;

/// Histories compared; each has several devices, conflicts, refusals and resends.
const HISTORIES: u64 = 40;
const NOW: Millis = Millis(1_795_000_000_000);

fn web() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../web")
}

fn pulled(seq: u64, entry: &Entry) -> PulledEntry {
    let action = serde_json::to_value(&entry.action).unwrap();
    PulledEntry { seq, head: entry.head(), v: entry.v, action: Some(action) }
}

/// A stored stream and the screens that it leads to, one line of JSON each.
fn case(seed: u64) -> serde_json::Value {
    let entries = History::random(seed).all();
    let stream = entries.first().unwrap().stream;
    let stored: Vec<PulledEntry> = entries.iter().zip(1..).map(|(entry, seq)| pulled(seq, entry)).collect();
    let stored = json!({ "kind": "family", "entries": stored }).to_string();
    let route = json!({ "family": { "family": stream } }).to_string();
    let mut app = App::new(&[7; 32]);
    app.load("streams", &stream.to_string(), &stored);
    app.handle("\"unlocked\"", NOW.0 as f64);
    let view = app.view(&route, NOW.0 as f64);
    assert!(view.contains("\"view\":\"family\""), "history {seed} shows no family: {view}");
    json!({ "seed": seed, "stream": stream, "stored": stored, "route": route, "now": NOW.0, "view": view })
}

#[test]
fn the_client_build_folds_as_the_server_does() {
    let wasm = web().join("src/gen/kinkeeper_client_bg.wasm");
    assert!(wasm.exists(), "the core is not built for the browser: run `cargo xtask wasm` first");
    let cases: Vec<_> = (0..HISTORIES).map(case).collect();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("cases.json");
    std::fs::write(&file, serde_json::to_string(&cases).unwrap()).unwrap();
    let done = Command::new("node").arg(web().join("e2e/fold.mjs")).arg(&wasm).arg(&file).output().unwrap();
    let said = String::from_utf8_lossy(&done.stdout);
    assert!(done.status.success(), "{said}{}", String::from_utf8_lossy(&done.stderr));
    assert!(said.contains(&format!("{HISTORIES} histories, the same")), "{said}");
}

#[test]
fn the_core_shows_what_the_server_would_fold() {
    for seed in 0..HISTORIES {
        let entries = History::random(seed).all();
        let server = AnyStream::replay(
            domain::entry::StreamKind::Family,
            entries.iter().cloned().zip(1..).map(|(entry, seq)| entry.placed(seq)),
        );
        // As the core reads it: through JSON, entry by entry.
        let phone = AnyStream::replay(
            domain::entry::StreamKind::Family,
            entries.iter().zip(1..).map(|(entry, seq)| {
                let text = serde_json::to_string(&pulled(seq, entry)).unwrap();
                let back: PulledEntry = serde_json::from_str(&text).unwrap();
                let action = domain::entry::Action::from_value(back.v, back.action.unwrap()).unwrap();
                Placed { seq: back.seq, head: back.head, content: Content::Open(action) }
            }),
        );
        assert_eq!(server, phone, "history {seed}");
    }
}
