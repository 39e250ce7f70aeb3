//! The app's core, on the phone. It holds what the worker may see, folds it with the same code as the server,
//! keeps what is not sent yet, and draws view models for the shell. It asks for effects (storage, network);
//! the shell carries them out and reports back. No clock, storage or network in here: the simulator drives the
//! same code.

mod core;
mod effect;
mod event;
mod file;
mod journal;
mod lease;
mod outbox;
mod places;
mod sync;
mod ts;
pub mod view;
mod viewed;

pub use crate::core::Core;
pub use effect::{Effect, Method, Write};
pub use event::{Command, Event, ServiceForm, Wanted};
pub use file::Held;
pub use lease::Lease;
pub use outbox::{Queued, Status};

/// How everything that comes from outside is read.
pub(crate) use domain::read::text as read;

use argon2::{Algorithm, Argon2, Params, Version};
use wasm_bindgen::prelude::wasm_bindgen;

/// Locking drops everything that the core holds; freed memory would still hold it.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static MEMORY: zeroizing_alloc::ZeroAlloc<std::alloc::System> =
    zeroizing_alloc::ZeroAlloc(std::alloc::System);

/// Memory for turning a passphrase into the vault's key, in KiB: OWASP's least for Argon2id with two passes,
/// so that a phone of 2 GB unlocks within a second or two.
const KEY_MEMORY_KIB: u32 = 19 * 1024;

/// The key that wraps a vault's master key: 32 bytes, by Argon2id. Empty when the salt is too short.
#[wasm_bindgen]
pub fn derive_key(passphrase: &str, salt: &[u8]) -> Vec<u8> {
    let mut key = vec![0; 32];
    let made = Params::new(KEY_MEMORY_KIB, 2, 1, Some(32))
        .map(|params| Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
        .and_then(|argon| argon.hash_password_into(passphrase.trim().as_bytes(), salt, &mut key));
    if made.is_ok() { key } else { Vec::new() }
}

/// What answers amount to by a document that no file needs to know: for trying a tool that is being written, and for
/// comparing this build with others. JSON in, an [`domain::instrument::Evaluation`] as JSON out; empty when the document
/// or the answers cannot be read. `today`: the day of the record, `2026-11-28`.
#[wasm_bindgen]
pub fn trial(document: &str, answers: &str, age: Option<i32>, today: &str) -> String {
    let tool = read::<domain::instrument::Instrument>(document);
    let answers = read::<domain::instrument::Answers>(answers);
    let (Ok(tool), Ok(answers)) = (tool, answers) else { return String::new() };
    let context = domain::instrument::Context {
        subject_age_years: age,
        today: today.parse().ok(),
        ..domain::instrument::Context::default()
    };
    domain::write::text(&domain::instrument::evaluate(&tool, &answers, &context))
}

/// [`Core`] as the shell sees it: text in, text out, one call for each thing that happens or is shown.
#[wasm_bindgen]
pub struct App(Core);

#[wasm_bindgen]
impl App {
    /// A core that holds nothing yet. `entropy`: 32 random bytes; ids come from it.
    #[wasm_bindgen(constructor)]
    pub fn new(entropy: &[u8]) -> App {
        App(Core::new(entropy))
    }

    /// Puts one stored record back, before `"unlocked"`.
    pub fn load(&mut self, table: &str, key: &str, value: &str) {
        self.0.load(table, key, value);
    }

    /// Something happened: an [`Event`] as JSON. Answers with effects as JSON.
    pub fn handle(&mut self, event: &str, now_ms: f64) -> String {
        let effects = match read(event) {
            Ok(event) => self.0.handle(event, millis(now_ms)),
            // A mistake of the shell, never of the person: named in the console, nothing is lost.
            Err(error) => vec![Effect::fault(error)],
        };
        domain::write::text(&effects)
    }

    /// What a screen shows: a [`view::Route`] as JSON in, a [`view::View`] as JSON out.
    pub fn view(&self, route: &str, now_ms: f64) -> String {
        let view = match read::<view::Route>(route) {
            Ok(route) => self.0.view(&route, millis(now_ms)),
            Err(_) => view::View::Gone,
        };
        domain::write::text(&view)
    }

    /// A fresh id for a thing that a form is about to make.
    pub fn new_id(&mut self, now_ms: f64) -> String {
        self.0.new_id(millis(now_ms)).to_string()
    }

    /// A kept draft, as the form last left it.
    pub fn draft(&self, key: &str) -> Option<String> {
        self.0.draft(key).map(str::to_owned)
    }
}

fn millis(now_ms: f64) -> domain::time::Millis {
    // A browser's clock is a whole number far below 2^53.
    #[allow(clippy::cast_possible_truncation, reason = "JavaScript hands numbers over as floats")]
    domain::time::Millis(now_ms as i64)
}
