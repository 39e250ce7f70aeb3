//! The tools that a device knows: of each a card, and the whole document of those that it has at hand.
//!
//! A phone carries the cards of all tools that come with the program; documents are fetched when one is needed and
//! kept by the shell, so that first load stays small. Of the network's own tools the programme's ledger holds the cards.

use super::{Instrument, Schedule, Subject, Text, library::CARDS};
use crate::programme::tools::Tools;
use crate::sorted::Put;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What is known of a version of a tool without its document.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(deny_unknown_fields)]
pub struct ToolCard {
    /// The tool's code.
    pub code: String,
    /// The version.
    pub version: u16,
    /// What people call it.
    pub title: Text,
    /// Whom a record is about.
    pub subject: Subject,
    /// When it is done.
    pub schedule: Schedule,
}

impl ToolCard {
    /// The card of a document.
    pub fn of(tool: &Instrument) -> Self {
        Self {
            code: tool.code.clone(),
            version: tool.version,
            title: tool.title.clone(),
            subject: tool.subject,
            schedule: tool.schedule.clone(),
        }
    }
}

/// The tools that a device knows.
#[derive(Debug, Clone)]
pub struct Shelf {
    cards: Vec<ToolCard>,
    /// What the network published itself, and what is out of use.
    network: Tools,
    documents: BTreeMap<String, BTreeMap<u16, Arc<Instrument>>>,
}

impl Default for Shelf {
    fn default() -> Self {
        Self::shipped()
    }
}

impl Shelf {
    /// The cards of all tools that come with the program, and the documents that are part of it.
    pub fn shipped() -> Self {
        let mut shelf = Self {
            cards: crate::read::text(CARDS).unwrap_or_default(),
            network: Tools::default(),
            documents: BTreeMap::new(),
        };
        for tool in super::pinned() {
            shelf.put(tool.clone());
        }
        shelf
    }

    /// All tools that come with the program, whole.
    pub fn whole() -> Self {
        let mut shelf = Self::shipped();
        for tool in super::library() {
            shelf.put(tool.clone());
        }
        shelf
    }

    /// What the network published itself, and what is out of use, as its ledger says now.
    pub fn of_network(&mut self, tools: &Tools) {
        self.network = tools.clone();
    }

    /// Puts a document on the shelf. One that is there already stays: a version is never changed.
    pub fn put(&mut self, tool: Instrument) {
        let (code, version) = (tool.code.clone(), tool.version);
        if !self.cards.iter().any(|card| card.code == code && card.version == version)
            && self.network.find(&code, version).is_none()
        {
            self.cards.push(ToolCard::of(&tool));
        }
        self.documents.entry(code).or_default().entry(version).or_insert_with(|| Arc::new(tool));
    }

    /// Puts a document on the shelf as it was fetched. Of a tool of the network's it is taken only when it is the very one
    /// that was published. Whether it was.
    pub fn take(&mut self, document: &str) -> bool {
        let Ok(tool) = crate::read::text::<Instrument>(document) else { return false };
        let published = self.network.find(&tool.code, tool.version);
        let is_it = published.is_none_or(|one| one.tool.hash == super::document_hash(document));
        if is_it {
            self.put(tool);
        }
        is_it
    }

    /// One version of a tool, when its document is at hand.
    pub fn find(&self, code: &str, version: u16) -> Option<&Instrument> {
        self.documents.get(code)?.get(&version).map(Arc::as_ref)
    }

    /// Every version that is known, those out of use included.
    fn known(&self) -> impl Iterator<Item = &ToolCard> {
        self.cards.iter().chain(self.network.published.iter().map(|one| &one.tool.card))
    }

    /// The card of one version.
    pub fn card(&self, code: &str, version: u16) -> Option<&ToolCard> {
        self.known().find(|card| card.code == code && card.version == version)
    }

    /// The versions that the network published and that are in use: a phone keeps their documents.
    pub fn published(&self) -> impl Iterator<Item = &ToolCard> {
        let in_use = |card: &&ToolCard| !self.network.is_retired(&card.code, card.version);
        self.network.published.iter().map(|one| &one.tool.card).filter(in_use)
    }

    /// The card of the newest version of a tool that is in use: the one for a new record.
    pub fn latest(&self, code: &str) -> Option<&ToolCard> {
        self.known()
            .filter(|card| card.code == code && !self.network.is_retired(code, card.version))
            .max_by_key(|card| card.version)
    }

    /// The newest version's document, when it is at hand.
    pub fn newest(&self, code: &str) -> Option<&Instrument> {
        self.find(code, self.latest(code)?.version)
    }

    /// The newest card of every tool, in the order of the library.
    pub fn newest_cards(&self) -> Vec<&ToolCard> {
        let newest = |card: &&ToolCard| self.latest(&card.code).is_some_and(|l| l.version == card.version);
        let mut found: Vec<&ToolCard> = self.known().filter(newest).collect();
        let place = |code: &str| self.known().position(|card| card.code == code);
        found.put_by_key(|card| place(&card.code));
        found
    }
}
