//! From rows to a document.

use super::choices::Lists;
use super::dialect::Field;
use super::expressions::{Expressions, Purpose, Source};
use super::faults::Findings;
use super::kinkeeper::Overlay;
use super::messages::FaultKind;
use super::survey::{Node, Survey, yes_no};
use super::table::{Languages, Side, Table, Words};
use super::types::Type;
use domain::instrument::{Constraint, Item, Kind, Section, Text, Tone};
use std::collections::{BTreeMap, BTreeSet};

/// Other languages: language, then path, then text.
pub(super) type Translations = BTreeMap<String, BTreeMap<String, String>>;

/// What rows are compiled with.
pub(super) struct Compiler<'b, 'f> {
    pub table: &'b Table<'b>,
    pub survey: &'f Survey<'b>,
    pub lists: &'f mut Lists,
    pub languages: &'f mut Languages,
    pub overlay: &'f mut Overlay<'b>,
    pub found: &'f mut Findings,
    pub expressions: Expressions<'b>,
    pub translations: Translations,
    /// Lists whose names of options were looked at.
    pub spaced: BTreeSet<String>,
    /// The sheet of options and its column of names.
    pub choices_name: Option<&'b str>,
    pub name_column: Option<(u32, &'b str)>,
}

impl<'b> Compiler<'b, '_> {
    /// Every row as an item, what it holds left out.
    pub fn items(&mut self) -> Vec<Item> {
        let survey = self.survey;
        survey.nodes.iter().enumerate().map(|(at, node)| self.item(at, node)).collect()
    }

    fn item(&mut self, at: usize, node: &Node<'b>) -> Item {
        if node.what == Type::Other {
            return self.other(at, node);
        }
        if !node.section && self.overlay.is_whole(&node.name) {
            return self.whole(node);
        }
        if node.section && self.overlay.is_whole_section(&node.code) {
            return bare(node.code.clone(), Kind::Group { items: Vec::new() });
        }
        let path = if node.section { "section" } else { "item" };
        let label = self.words(node, Field::Label);
        let mut guidance = self.words(node, Field::Hint);
        guidance.append(self.words(node, Field::GuidanceHint));
        self.label(node, &label, &guidance);
        self.translate(&format!("{path}.{}.title", node.code), &label);
        self.translate(&format!("{path}.{}.guidance", node.code), &guidance);
        self.media(node);
        let relevant = self.expression(at, node, Field::Relevant, Purpose::Before);
        let (required, required_when) = self.required(at, node);
        let constraint = self.constraint(at, node);
        let read_only = self.read_only(at, node);
        let appearance = self.appearance(node);
        self.trigger(node);
        if node.what != Type::Repeat
            && let Some(text) = self.table.text(node.row, Field::RepeatCount)
        {
            self.found.keep(self.table.place(node.row, Field::RepeatCount), FaultKind::CountUnused, text);
        }
        if node.what.list().is_none() && !matches!(node.what, Type::Elsewhere(_)) {
            self.unused_filter(node);
        }
        let prefill = self.prefill(at, node);
        let answer = self.kind(at, node);
        let answer = self.calculated(at, node, answer);
        let title = if node.what == Type::Today && label.is_empty() {
            Text {
                en: "Day of the record".to_owned(), km: "ថ្ងៃនៃកំណត់ត្រា".to_owned()
            }
        } else {
            label.text
        };
        let item = Item {
            title,
            guidance: (!guidance.is_empty()).then_some(guidance.text),
            required,
            required_when,
            relevant,
            constraint,
            prefill,
            read_only,
            appearance,
            ..bare(node.code.clone(), answer)
        };
        if node.section { item } else { self.overlay.item(&node.name, item, self.found) }
    }

    /// An item of which our own sheet says everything.
    fn whole(&mut self, node: &Node<'b>) -> Item {
        let answer = if node.what == Type::Group {
            Kind::Group { items: Vec::new() }
        } else if node.what == Type::Repeat {
            Kind::Repeat { items: Vec::new(), count: None, at_least: 0, at_most: 0 }
        } else {
            Kind::Note {}
        };
        let item = self.overlay.item(&node.name, bare(node.code.clone(), answer), self.found);
        // Whoever changed the words on the survey must know that they are not taken from there.
        for (place, said, side) in self.table.labels(node.row, self.languages) {
            if said != if side == Side::Khmer { &item.title.km } else { &item.title.en } {
                self.found.warn(place, FaultKind::WordsElsewhere, &[("name", &node.name)]);
            }
        }
        item
    }

    /// The question that `or_other` adds.
    fn other(&mut self, at: usize, node: &Node<'b>) -> Item {
        let of = at.checked_sub(1).and_then(|at| self.survey.nodes.get(at));
        let relevant = of.map(|of| format!("selected(${{{}}}, 'other')", of.code));
        let answer = self.kind(at, node);
        let title = Text {
            en: "Specify other.".to_owned(), km: "សូមបញ្ជាក់ចម្លើយផ្សេង។".to_owned()
        };
        let item = Item { title, relevant, ..bare(node.code.clone(), answer) };
        self.overlay.item(&node.name, item, self.found)
    }

    fn words(&mut self, node: &Node<'b>, field: Field) -> Words<'b> {
        self.table.words(node.row, field, self.languages, self.found)
    }

    fn translate(&mut self, path: &str, words: &Words<'b>) {
        for (language, text) in &words.others {
            let Some(language) = self.languages.others.get(*language) else { continue };
            self.translations.entry(language.clone()).or_default().insert(path.to_owned(), text.clone());
        }
    }

    /// What is asked must be said in some language.
    fn label(&mut self, node: &Node<'b>, label: &Words<'b>, guidance: &Words<'b>) {
        let silent = matches!(
            node.what,
            Type::Calculate | Type::Hidden | Type::Today | Type::Clock | Type::Unasked | Type::Data
        );
        if !label.is_empty() || silent {
            return;
        }
        let place = self.table.place(node.row, Field::Label);
        let details = [("name", node.name.as_str())];
        let appearance = self.table.text(node.row, Field::Appearance).unwrap_or_default();
        let shows = !guidance.is_empty()
            || self.table.filled(node.row, Field::Media).next().is_some()
            || appearance.contains("label");
        if node.what.is_container() || shows {
            self.found.warn(place, FaultKind::LabelBlank, &details);
        } else {
            self.found.error(place, FaultKind::LabelMissing, &details);
        }
    }

    fn media(&mut self, node: &Node<'b>) {
        for (place, _, cell) in self.table.filled(node.row, Field::Media) {
            self.found.keep(place, FaultKind::MediaKept, &cell.text);
        }
    }

    /// Reads the expression of a cell.
    pub fn expression(
        &mut self,
        at: usize,
        node: &Node<'b>,
        field: Field,
        purpose: Purpose<'_>,
    ) -> Option<String> {
        let text = self.table.text(node.row, field)?;
        let source = Source { node: at, field, at: self.table.place(node.row, field), text };
        self.expressions.read(source, purpose, self.survey, self.found)
    }

    /// Whether a row is never answered by somebody.
    fn is_unanswered(node: &Node<'_>) -> bool {
        node.what.is_container()
            || matches!(
                node.what,
                Type::Note
                    | Type::Unanswered
                    | Type::Calculate
                    | Type::Hidden
                    | Type::Today
                    | Type::Clock
                    | Type::Unasked
                    | Type::Data
            )
    }

    fn required(&mut self, at: usize, node: &Node<'b>) -> (bool, Option<String>) {
        let messages = self.words(node, Field::RequiredMessage);
        let place = self.table.place(node.row, Field::Required);
        let text = self.table.text(node.row, Field::Required);
        if let Some(first) = messages.first {
            let kind = if text.is_some() { FaultKind::MessageKept } else { FaultKind::MessageAlone };
            let said = if messages.text.en.is_empty() { &messages.text.km } else { &messages.text.en };
            self.found.keep(first, kind, said);
        }
        let Some(text) = text else { return (false, None) };
        match yes_no(text) {
            Some(false) => (false, None),
            _ if Self::is_unanswered(node) => {
                self.found.keep(place, FaultKind::RequiredKept, node.said);
                (false, None)
            }
            Some(true) => (true, None),
            None => (false, self.expression(at, node, Field::Required, Purpose::After)),
        }
    }

    fn constraint(&mut self, at: usize, node: &Node<'b>) -> Option<Constraint> {
        let message = self.words(node, Field::ConstraintMessage);
        let Some(text) = self.table.text(node.row, Field::Constraint) else {
            if let Some(first) = message.first {
                let said = if message.text.en.is_empty() { &message.text.km } else { &message.text.en };
                self.found.keep(first, FaultKind::MessageAlone, said);
            }
            return None;
        };
        if Self::is_unanswered(node) {
            self.found.keep(self.table.place(node.row, Field::Constraint), FaultKind::ConstraintKept, text);
            return None;
        }
        self.translate(&format!("item.{}.constraint", node.code), &message);
        let when = self.expression(at, node, Field::Constraint, Purpose::After)?;
        let message = if message.is_empty() {
            Text {
                en: "This answer is not possible here.".to_owned(),
                km: "ចម្លើយនេះមិនអាចប្រើនៅទីនេះបានទេ។".to_owned(),
            }
        } else {
            message.text
        };
        Some(Constraint { when, message })
    }

    fn read_only(&mut self, at: usize, node: &Node<'b>) -> bool {
        let text = self.table.text(node.row, Field::ReadOnly);
        if node.what == Type::Today {
            return true;
        }
        match text.map(|text| (text, yes_no(text))) {
            None | Some((_, Some(false))) => false,
            Some((_, Some(true))) => !Self::is_unanswered(node),
            Some((text, None)) => {
                self.expression(at, node, Field::ReadOnly, Purpose::After);
                self.found.keep(self.table.place(node.row, Field::ReadOnly), FaultKind::ReadOnlyKept, text);
                false
            }
        }
    }

    fn appearance(&mut self, node: &Node<'b>) -> Option<String> {
        if node.what == Type::Today {
            return Some("hidden".to_owned());
        }
        let text = self.table.text(node.row, Field::Appearance)?;
        if node.section {
            self.found.keep(self.table.place(node.row, Field::Appearance), FaultKind::AppearanceKept, text);
            return None;
        }
        Some(text.to_owned())
    }

    /// What calculates only when another answer changes.
    fn trigger(&mut self, node: &Node<'b>) {
        let Some(text) = self.table.text(node.row, Field::Trigger) else { return };
        let place = self.table.place(node.row, Field::Trigger);
        for name in super::survey::placeholders(text) {
            if !self.survey.by_name.contains_key(name) {
                let known = self.survey.by_name.keys().map(String::as_str);
                let similar = super::faults::nearest(name, known).unwrap_or_default();
                self.found.error(place, FaultKind::ReferenceUnknown, &[("name", name), ("similar", similar)]);
            }
        }
        self.found.keep(place, FaultKind::TriggerKept, text);
    }

    /// A question of another type that is calculated.
    fn calculated(&mut self, at: usize, node: &Node<'b>, answer: Kind) -> Kind {
        let hidden = matches!(node.what, Type::Calculate | Type::Hidden);
        let Some(text) = self.table.text(node.row, Field::Calculation).filter(|_| !hidden) else {
            return answer;
        };
        let place = self.table.place(node.row, Field::Calculation);
        if node.what.is_container() {
            self.found.keep(place, FaultKind::CalculationUnused, text);
            return answer;
        }
        let Some(expr) = self.expression(at, node, Field::Calculation, Purpose::Before) else {
            return answer;
        };
        if !matches!(node.what, Type::Note | Type::Text) {
            self.found.keep(place, FaultKind::CalculationShown, node.said);
        }
        Kind::Calculated { expr, shown: true }
    }
}

/// An item that says nothing but what an answer looks like.
fn bare(code: String, answer: Kind) -> Item {
    Item {
        code,
        title: Text::default(),
        guidance: None,
        caution: None,
        required: false,
        na_allowed: false,
        asked_of: Vec::new(),
        required_when: None,
        relevant: None,
        constraint: None,
        prefill: None,
        read_only: false,
        evidence: false,
        picture: None,
        appearance: None,
        answer,
    }
}

/// Puts items into what holds them, and what lies at the top into sections.
pub(super) fn sections(
    survey: &Survey<'_>,
    items: Vec<Item>,
    title: &Text,
    (overlay, found): (&mut Overlay<'_>, &mut Findings),
) -> Vec<Section> {
    let mut items: Vec<Option<Item>> = items.into_iter().map(Some).collect();
    let mut inner: Vec<Vec<Item>> = items.iter().map(|_| Vec::new()).collect();
    // What lies in something comes after it: from the end, everything is whole before it is put away.
    let mut top: Vec<(usize, Item, Vec<Item>)> = Vec::new();
    for (at, node) in survey.nodes.iter().enumerate().rev() {
        let Some(mut item) = items.get_mut(at).and_then(Option::take) else { continue };
        let mut held = inner.get_mut(at).map(std::mem::take).unwrap_or_default();
        held.reverse();
        if node.what.is_container() && held.is_empty() {
            // Told before; a document has no empty groups.
            continue;
        }
        if !node.section
            && let Kind::Group { items } | Kind::Repeat { items, .. } = &mut item.answer
        {
            *items = std::mem::take(&mut held);
        }
        match node.parent.and_then(|parent| inner.get_mut(parent)) {
            Some(parent) => parent.push(item),
            None => top.push((at, item, held)),
        }
    }
    let taken: BTreeSet<&str> =
        survey.nodes.iter().filter(|node| node.section).map(|node| node.code.as_str()).collect();
    let mut sections: Vec<Section> = Vec::new();
    let mut part = 0;
    for (at, item, held) in top.into_iter().rev() {
        let Some(node) = survey.nodes.get(at) else { continue };
        if node.section {
            sections.push(Section {
                code: item.code,
                title: item.title,
                guidance: item.guidance,
                tone: Tone::Neutral,
                relevant: item.relevant,
                discipline: None,
                loose: false,
                items: held,
            });
            continue;
        }
        if let Some(last) = sections.last_mut().filter(|last| last.loose) {
            last.items.push(item);
            continue;
        }
        part += 1;
        while taken.contains(format!("part_{part}").as_str()) {
            part += 1;
        }
        let or = |text: &str, other: &str| if text.is_empty() { other.to_owned() } else { text.to_owned() };
        sections.push(Section {
            code: overlay.loose_code(&format!("part_{part}")),
            title: Text { en: or(&title.en, "Questions"), km: or(&title.km, "សំណួរ") },
            guidance: None,
            tone: Tone::Neutral,
            relevant: None,
            discipline: None,
            loose: true,
            items: vec![item],
        });
    }
    sections
        .into_iter()
        .map(|section| {
            let code = section.code.clone();
            overlay.section(&code, section, found)
        })
        .collect()
}
