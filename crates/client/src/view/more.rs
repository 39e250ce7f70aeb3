//! Everything else: who is signed in, what is unsent, what could not take effect, what must be decided.

use super::conflict::RefusedLine;
use super::today::SyncLine;
use super::{CardView, Name};
use crate::core::Core;
use domain::instrument::Text;
use domain::organisation::Role;
use domain::time::Millis;
use serde::Serialize;
use tsify::Tsify;

/// The "more" screen.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct MoreView {
    /// Who is signed in.
    pub me: Option<MeLine>,
    /// Sending.
    pub sync: SyncLine,
    /// Entries that wait to be sent.
    pub unsent: Vec<UnsentLine>,
    /// Entries that the server put in its tray.
    pub refused: Vec<RefusedLine>,
    /// Families with fields that have more than one value, or with entries that could not take effect.
    pub deciding: Vec<Deciding>,
    /// Families on this device.
    pub families: u32,
    /// Villages on this device.
    pub villages: u32,
}

/// Who is signed in.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct MeLine {
    /// Name.
    pub name: Name,
    /// Account.
    pub account: String,
    /// Role.
    pub role: Role,
    /// Organisation.
    pub organisation: Name,
    /// Where she works.
    pub areas: Vec<Text>,
    /// The demonstration network.
    pub demo: bool,
}

/// An entry that waits to be sent.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct UnsentLine {
    /// Its id.
    pub entry: String,
    /// The family's name.
    pub label: Name,
    /// The command; words under `event-…`.
    pub what: String,
    /// When it was made.
    pub at: Millis,
    /// The server has it; its copy has not come back yet.
    pub sent: bool,
}

/// A family with something to decide.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct Deciding {
    /// The family.
    pub card: CardView,
    /// How many fields have more than one value.
    pub conflicts: u32,
    /// Entries that could not take effect.
    pub refused: Vec<RefusedLine>,
}

impl Core {
    pub(crate) fn more(&self, now: Millis) -> MoreView {
        let me = self.me.as_ref().map(|me| MeLine {
            name: Name::new(&me.name_km, &me.name_latin),
            account: me.account.clone(),
            role: me.role,
            organisation: Name::new(&me.org_name_km, &me.org_name_latin),
            areas: me.areas.iter().map(|code| self.place_line(code.as_str())).collect(),
            demo: me.demo,
        });
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let label = |id| self.summary(id).map(|s| super::lists::label(&s.people)).unwrap_or_default();
        let unsent = self
            .outbox
            .all()
            .iter()
            .filter(|q| !matches!(q.status, crate::outbox::Status::Refused { .. }))
            .map(|q| UnsentLine {
                entry: q.entry.id.to_string(),
                label: label(q.entry.stream),
                what: q.entry.action.name().to_owned(),
                at: q.entry.made_at,
                sent: q.status == crate::outbox::Status::Sent,
            })
            .collect();
        let refused = self.outbox.refused().map(|q| self.tray_line(q)).collect();
        let deciding = self
            .kept()
            .into_iter()
            .filter(|(_, summary)| summary.conflicts > 0 || summary.refused > 0)
            .map(|(id, summary)| Deciding {
                card: self.card(id, &summary, now),
                conflicts: summary.conflicts,
                refused: self.refused_lines(id),
            })
            .collect();
        MoreView {
            me,
            sync: self.sync_line(now),
            unsent,
            refused,
            deciding,
            families: count(self.kept().len()),
            villages: self.places.index.as_ref().map_or(0, |index| count(index.len())),
        }
    }
}
