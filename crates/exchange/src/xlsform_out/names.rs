//! What everything is called in a form: names that XML allows, each only once.

use super::rows::voiced;
use super::several::placed;
use domain::instrument::{Instrument, Item, Kind};
use std::collections::{BTreeMap, BTreeSet};

/// What of an item (or a section, a score …) a row of the form holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Part {
    /// The item itself.
    Item,
    /// A section's group.
    Section,
    /// How to go about a section.
    Guidance,
    /// A score.
    Score,
    /// The band that holds in the end.
    Banding,
    /// The band that score and rules say, where a flag may force another.
    Reckoned,
    /// The band that somebody set.
    Set,
    /// Why.
    SetReason,
    /// A flag.
    Flag,
    /// A gate.
    Gate,
    /// A list of options of the document.
    Options,
    /// Why a level or an option.
    Reason,
    /// Does not apply.
    Na,
    /// Why not.
    NaReason,
    /// What was seen or heard.
    Evidence,
    /// Riel.
    Riel,
    /// Dollars.
    Dollars,
    /// Guessed.
    About,
    /// Who signed.
    Who,
    /// A thumb on paper instead.
    Thumb,
    /// The id of a row.
    RowId,
    /// The line by which other rows name this one.
    Pick,
    /// A warning beside the item.
    Caution,
    /// One place of an order, from 1.
    Placed(u16),
    /// How to go about an item that is a heading.
    Hint,
    /// Further photographs.
    More,
    /// One of them.
    MoreFile,
}

/// Names of the form by part and code.
#[derive(Debug, Default)]
pub(crate) struct Names {
    by_code: BTreeMap<(Part, String), String>,
    taken: BTreeSet<String>,
}

/// Names that the form or a converter uses itself.
const RESERVED: [&str; 6] = ["data", "meta", "instanceid", "instancename", "audit", "about_tool"];

impl Names {
    pub(crate) fn new(instrument: &Instrument) -> Self {
        let mut new = Self::default();
        new.taken.extend(RESERVED.map(str::to_owned));
        // Names within rows are read by path and are the same in many lists: what is read by name keeps clear of them.
        for (_, item) in instrument.items() {
            if let Kind::List { row, .. } = &item.answer {
                new.taken.extend(row.iter().map(|f| f.code.to_lowercase()));
            } else if let Kind::Scale { .. } = &item.answer {
                new.taken.extend(voiced::FIELDS.map(str::to_owned));
            }
        }
        for (_, item) in instrument.items() {
            new.put(Part::Item, &item.code, "");
        }
        instrument.scores.iter().for_each(|score| new.put(Part::Score, &score.code, ""));
        instrument.bandings.iter().for_each(|banding| new.put(Part::Banding, &banding.code, ""));
        instrument.sections.iter().for_each(|section| new.put(Part::Section, &section.code, ""));
        instrument.flags.iter().for_each(|flag| new.put(Part::Flag, &flag.code, "flag_"));
        instrument.gates.iter().for_each(|gate| new.put(Part::Gate, &gate.code, "gate_"));
        for (_, item) in instrument.items() {
            for (part, suffix) in parts(item) {
                new.beside(*part, Part::Item, &item.code, suffix);
            }
            if let Kind::Ranking { at_least, at_most, .. } = &item.answer {
                let all = instrument.options(&item.answer).map_or(0, |found| found.options.len());
                for place in 1..=placed(all, *at_least, *at_most).unwrap_or_default() {
                    new.beside(Part::Placed(place), Part::Item, &item.code, &place.to_string());
                }
            }
        }
        for section in &instrument.sections {
            new.beside(Part::Guidance, Part::Section, &section.code, "guidance");
        }
        for banding in &instrument.bandings {
            new.beside(Part::Reckoned, Part::Banding, &banding.code, "reckoned");
            new.beside(Part::Set, Part::Banding, &banding.code, "set");
            new.beside(Part::SetReason, Part::Banding, &banding.code, "set_reason");
        }
        for name in instrument.lists.keys() {
            // Lists of options have a namespace of their own, which they share with items that bring their options.
            let clash = instrument.items().any(|(_, item)| item.code == *name);
            let base = if clash { format!("list_{name}") } else { name.clone() };
            new.by_code.insert((Part::Options, name.clone()), sanitized(&base));
        }
        new
    }

    /// The name; empty for what the form does not have.
    pub(crate) fn get(&self, part: Part, code: &str) -> &str {
        self.by_code.get(&(part, code.to_owned())).map_or("", String::as_str)
    }

    /// What an expression means by `${code}`, as the evaluator reads it.
    pub(crate) fn meant(&self, code: &str) -> Option<&str> {
        let found = |part| self.by_code.get(&(part, code.to_owned()));
        found(Part::Item).or_else(|| found(Part::Score)).or_else(|| found(Part::Banding)).map(String::as_str)
    }

    /// Names that differ from the code that they stand for, with it.
    pub(crate) fn changed(&self) -> impl Iterator<Item = (Part, &str, &str)> {
        let own = |part: &Part| {
            matches!(part, Part::Item | Part::Section | Part::Score | Part::Banding | Part::Options)
        };
        let all = self.by_code.iter().map(|((part, code), name)| (*part, code.as_str(), name.as_str()));
        all.filter(move |(part, code, name)| own(part) && code != name)
    }

    fn put(&mut self, part: Part, code: &str, before: &str) {
        // Of two with one code the first is meant.
        if !self.by_code.contains_key(&(part, code.to_owned())) {
            let name = self.free(&sanitized(&format!("{before}{code}")));
            self.by_code.insert((part, code.to_owned()), name);
        }
    }

    fn beside(&mut self, part: Part, of: Part, code: &str, suffix: &str) {
        let base = self.get(of, code).to_owned();
        if !self.by_code.contains_key(&(part, code.to_owned())) {
            let name = self.free(&format!("{base}_{suffix}"));
            self.by_code.insert((part, code.to_owned()), name);
        }
    }

    /// This name, or it with the first number that makes it new. Capitals do not make a name new: converters warn.
    fn free(&mut self, wanted: &str) -> String {
        let mut name = wanted.to_owned();
        let mut count = 2u32;
        while !self.taken.insert(name.to_lowercase()) {
            name = format!("{wanted}_{count}");
            count = count.saturating_add(1);
        }
        name
    }
}

/// What rows an item of this kind may need beside its own.
fn parts(item: &Item) -> &'static [(Part, &'static str)] {
    const EVERY: [(Part, &str); 15] = [
        (Part::Hint, "guidance"),
        (Part::Na, "na"),
        (Part::NaReason, "na_reason"),
        (Part::Reason, "reason"),
        (Part::Evidence, "evidence"),
        (Part::Riel, "riel"),
        (Part::Dollars, "dollars"),
        (Part::About, "about"),
        (Part::Who, "who"),
        (Part::Thumb, "thumb"),
        (Part::RowId, "id"),
        (Part::Pick, "pick"),
        (Part::Caution, "caution"),
        (Part::More, "more"),
        (Part::MoreFile, "more_file"),
    ];
    if item.code.is_empty() { &[] } else { &EVERY }
}

/// A name that XML allows and that nobody takes for a number: a letter is put before what does not begin with one,
/// and what is none of letters, digits and `_-.` becomes `_`.
pub(crate) fn sanitized(code: &str) -> String {
    let mut name: String =
        code.chars().map(|c| if c.is_ascii_alphanumeric() || "_-.".contains(c) { c } else { '_' }).collect();
    if !name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') {
        name.insert_str(0, "q_");
    }
    name
}
