//! What lies where in a document.

use super::{Choice, Instrument, Item, Kind, Level, Options, Section};

impl Instrument {
    /// All items, nested ones after what holds them, in display order, each with its section.
    pub fn items(&self) -> impl Iterator<Item = (&Section, &Item)> {
        self.sections.iter().flat_map(|section| {
            let mut found = Vec::new();
            gather(&section.items, &mut found);
            found.into_iter().map(move |item| (section, item))
        })
    }

    /// The item with this code, wherever it lies.
    pub fn item(&self, code: &str) -> Option<&Item> {
        self.items().map(|(_, item)| item).find(|item| item.code == code)
    }

    /// What an item offers, its own or a list of the document; none for an item that offers nothing.
    pub fn options<'a>(&'a self, kind: &'a Kind) -> Option<Options<'a>> {
        let (Kind::Choice { options, .. } | Kind::Several { options, .. } | Kind::Ranking { options, .. }) =
            kind
        else {
            return None;
        };
        Some(Options { options: self.listed(options, kind.list()), filter: kind.filter() })
    }

    fn listed<'a>(&'a self, own: &'a [Choice], list: Option<&str>) -> &'a [Choice] {
        match list {
            Some(name) => self.lists.get(name).map_or(&[], Vec::as_slice),
            None => own,
        }
    }
}

fn gather<'a>(items: &'a [Item], found: &mut Vec<&'a Item>) {
    for item in items {
        found.push(item);
        gather(item.inner(), found);
    }
}

impl Kind {
    /// The list of the document that holds the options.
    pub fn list(&self) -> Option<&str> {
        let (Kind::Choice { list, .. } | Kind::Several { list, .. } | Kind::Ranking { list, .. }) = self
        else {
            return None;
        };
        list.as_deref()
    }

    /// The expression that says which options are offered.
    pub fn filter(&self) -> Option<&str> {
        let (Kind::Choice { filter, .. } | Kind::Several { filter, .. }) = self else { return None };
        filter.as_deref()
    }

    /// Whether an answer consists of rows: in an expression, of nodes instead of a value.
    pub fn has_rows(&self) -> bool {
        matches!(self, Kind::List { .. } | Kind::Scale { .. } | Kind::Repeat { .. })
    }
}

impl Item {
    /// The level with this mark, when this is a level item that has it.
    pub fn level(&self, value: u8) -> Option<&Level> {
        self.levels().iter().find(|level| level.value == value)
    }

    /// The levels, best first; none when this is another kind of item.
    pub fn levels(&self) -> &[Level] {
        if let Kind::Level { levels, .. } = &self.answer { levels } else { &[] }
    }

    /// The items of a group or a repeat; none of another kind of item.
    pub fn inner(&self) -> &[Item] {
        if let Kind::Group { items } | Kind::Repeat { items, .. } = &self.answer { items } else { &[] }
    }

    /// Whether it is answered at all: notes and calculations are not, nor groups.
    pub fn is_asked(&self) -> bool {
        !matches!(self.answer, Kind::Note {} | Kind::Calculated { .. } | Kind::Group { .. })
    }
}
