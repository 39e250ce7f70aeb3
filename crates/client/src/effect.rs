//! What the core asks the shell to do.

use crate::view::Msg;
use serde::{Deserialize, Serialize};
use tsify::Tsify;

/// One thing for the shell to do, in order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Tsify)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum Effect {
    /// Write to the vault, all in one transaction, before anything that follows.
    Store {
        /// What.
        writes: Vec<Write>,
    },
    /// Ask the server; answer with `{on:"http"}`.
    Http {
        /// Number for the answer.
        id: u32,
        /// GET or POST.
        method: Method,
        /// Path and query, beginning with `/api/`.
        path: String,
        /// JSON body.
        body: Option<String>,
    },
    /// Send `{on:"tick"}` after so many milliseconds.
    Wake {
        /// How long.
        after_ms: u32,
    },
    /// Something was done: say so, and offer to undo it while it is unsent.
    Done {
        /// What to say.
        message: Msg,
        /// Entries that can still be taken back.
        undo: Vec<String>,
    },
    /// A command could not be carried out; nothing was recorded, the form keeps what was typed.
    Refused {
        /// Why.
        message: Msg,
    },
    /// The session has ended on the server; what is unsent stays here. She should sign in again.
    SignIn,
    /// The server no longer speaks this build's language: offer the update.
    Update,
    /// A mistake in the program: for the console, without personal data.
    Fault {
        /// What.
        text: String,
    },
}

impl Effect {
    pub(crate) fn fault(error: domain::read::Bad) -> Self {
        Self::Fault { text: format!("event not understood: {error}") }
    }
}

/// GET or POST.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Tsify)]
#[serde(rename_all = "UPPERCASE")]
pub enum Method {
    /// Reads.
    Get,
    /// Writes.
    Post,
}

/// One record of the vault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Tsify)]
pub struct Write {
    /// `meta`, `streams`, `outbox`, `drafts` or `refs`.
    pub table: String,
    /// An id or a fixed word; never a name.
    pub key: String,
    /// The value as text; absent to delete.
    pub value: Option<String>,
}

impl Write {
    pub(crate) fn put<T: Serialize>(table: &str, key: impl ToString, value: &T) -> Self {
        let value = Some(domain::write::text(value));
        Self { table: table.to_owned(), key: key.to_string(), value }
    }
    pub(crate) fn remove(table: &str, key: impl ToString) -> Self {
        Self { table: table.to_owned(), key: key.to_string(), value: None }
    }
}
