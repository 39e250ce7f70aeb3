//! What an answer to a row looks like, and what a new record begins with.

use super::compile::Compiler;
use super::dialect::Field;
use super::expressions::{Purpose, Source, literal};
use super::faults::{Place, nearest};
use super::messages::FaultKind;
use super::parameters::decimal;
use super::survey::Node;
use super::types::Type;
use domain::instrument::{Canvas, Choice, Fact, Kind, PlaceKind, Prefill, Text};

/// The option that `or_other` adds.
const OTHER: &str = "other";

impl<'b> Compiler<'b, '_> {
    /// What an answer looks like. Options stay in their lists for now.
    pub(super) fn kind(&mut self, at: usize, node: &Node<'b>) -> Kind {
        if !matches!(node.what, Type::Range | Type::Text | Type::Other) {
            self.parameters(node);
        }
        let appearance = self.table.text(node.row, Field::Appearance).unwrap_or_default();
        let has = |word: &str| appearance.split_whitespace().any(|known| known == word);
        let number = |decimals: u8| Kind::Number { decimals, min: None, max: None, unit: None };
        match &node.what {
            Type::Text => {
                let rows = self.parameters(node).into_iter().find(|(key, _)| key == "rows");
                if let Some((_, value)) = rows.as_ref().filter(|(_, value)| value.parse::<u16>().is_err()) {
                    let place = self.table.place(node.row, Field::Parameters);
                    self.found.error(place, FaultKind::ParameterBad, &[("name", "rows"), ("value", value)]);
                }
                Kind::Text { long: has("multiline") || has("textarea") || rows.is_some() }
            }
            Type::Other => Kind::Text { long: false },
            Type::Barcode => {
                let place = self.table.place(node.row, Field::Type);
                self.found.keep(place, FaultKind::BarcodeText, node.said);
                Kind::Text { long: false }
            }
            Type::Elsewhere(from) => {
                let place = self.table.place(node.row, Field::Type);
                let kind = if from.contains("${") { FaultKind::ListOfAnswers } else { FaultKind::ListOfFile };
                if self.found.tolerant {
                    self.found.keep(place, kind, from);
                } else {
                    self.found.error(place, kind, &[("value", from)]);
                }
                self.unused_filter(node);
                Kind::Text { long: false }
            }
            Type::Integer => number(0),
            Type::Decimal => number(6),
            Type::Range => self.range(node),
            Type::Date => Kind::Date { estimate: has("month-year") || has("year"), not_after_today: false },
            Type::Today => Kind::Date { estimate: false, not_after_today: false },
            Type::Time => Kind::Time {},
            Type::Moment => Kind::Moment {},
            Type::Note => Kind::Note {},
            Type::Unanswered => {
                let place = self.table.place(node.row, Field::Type);
                self.found.keep(place, FaultKind::TypeKept, node.said);
                Kind::Note {}
            }
            Type::Acknowledge => Kind::Acknowledge {},
            Type::Point => Kind::Place { what: PlaceKind::Point },
            Type::Trace => Kind::Place { what: PlaceKind::Trace },
            Type::Shape => Kind::Place { what: PlaceKind::Shape },
            Type::Image if has("signature") => Kind::Signature {},
            Type::Image if has("draw") => Kind::Drawing { canvas: Canvas::Blank },
            Type::Image => Kind::Photo { at_most: 1 },
            Type::Audio => Kind::Audio {},
            Type::One(list, other) => {
                let filter = self.list(at, node, (list, *other));
                let (options, reason_when) = (Vec::new(), Vec::new());
                Kind::Choice { options, list: Some(list.clone()), filter, reason_when }
            }
            Type::Several(list, other) => {
                let filter = self.list(at, node, (list, *other));
                self.spaces(list);
                Kind::Several { options: Vec::new(), at_least: 0, list: Some(list.clone()), filter }
            }
            Type::Rank(list) => {
                if let Some(filter) = self.list(at, node, (list, false)) {
                    let place = self.table.place(node.row, Field::ChoiceFilter);
                    self.found.keep(place, FaultKind::FilterWithoutList, &filter);
                }
                self.spaces(list);
                Kind::Ranking { options: Vec::new(), list: Some(list.clone()), at_least: 0, at_most: 0 }
            }
            Type::Calculate | Type::Hidden | Type::Clock | Type::Unasked | Type::Data => {
                Kind::Calculated { expr: self.hidden(at, node), shown: false }
            }
            Type::Group | Type::EndGroup => Kind::Group { items: Vec::new() },
            Type::Repeat | Type::EndRepeat => {
                let count = self.expression(at, node, Field::RepeatCount, Purpose::Before);
                Kind::Repeat { items: Vec::new(), count, at_least: 0, at_most: 0 }
            }
        }
    }

    /// A filter beside a question that offers nothing.
    pub(super) fn unused_filter(&mut self, node: &Node<'b>) {
        if let Some(text) = self.table.text(node.row, Field::ChoiceFilter) {
            let place = self.table.place(node.row, Field::ChoiceFilter);
            self.found.keep(place, FaultKind::FilterWithoutList, text);
        }
    }

    /// The list of a question must be there. Gives its filter.
    fn list(&mut self, at: usize, node: &Node<'b>, (list, other): (&str, bool)) -> Option<String> {
        let place = self.table.place(node.row, Field::Type);
        if !self.lists.present {
            self.found.error(place, FaultKind::ChoicesMissing, &[]);
            return None;
        }
        let Some(known) = self.lists.by_name.get_mut(list) else {
            let similar = nearest(list, self.lists.by_name.keys().map(String::as_str)).unwrap_or_default();
            self.found.error(place, FaultKind::ListUnknown, &[("list", list), ("similar", similar)]);
            return None;
        };
        if other {
            let next = self.survey.nodes.get(at + 1).map(|node| node.code.as_str()).unwrap_or_default();
            self.found.warn(place, FaultKind::OrOtherAdded, &[("code", next)]);
            if !known.has(OTHER) {
                let label = Text { en: "Other".to_owned(), km: "ផ្សេងទៀត".to_owned() };
                known.options.push(Choice {
                    code: OTHER.to_owned(),
                    label,
                    attributes: Default::default(),
                    picture: None,
                });
            }
        }
        let text = self.table.text(node.row, Field::ChoiceFilter)?;
        let place = self.table.place(node.row, Field::ChoiceFilter);
        if other {
            self.found.error(place, FaultKind::OrOtherFilter, &[]);
            return None;
        }
        let attributes = self.lists.attributes.clone();
        let source = Source { node: at, field: Field::ChoiceFilter, at: place, text };
        self.expressions.read(source, Purpose::Filter(&attributes, list), self.survey, self.found)
    }

    /// Where several can be chosen, names of options must have no spaces.
    fn spaces(&mut self, list: &str) {
        let Some(known) = self.lists.by_name.get(list) else { return };
        if !self.spaced.insert(list.to_owned()) {
            return;
        }
        for (row, name) in &known.spaced {
            let column = self.name_column.map(|(index, header)| (Some(index), header));
            let at = Place { sheet: self.choices_name, row: Some(*row), column };
            self.found.error(at, FaultKind::ChoiceSpaces, &[("name", name)]);
        }
    }

    /// The expression of what is not shown.
    fn hidden(&mut self, at: usize, node: &Node<'b>) -> String {
        let default = self.table.text(node.row, Field::Default);
        if node.what == Type::Clock {
            return "now()".to_owned();
        }
        if matches!(node.what, Type::Unasked | Type::Data) {
            return "''".to_owned();
        }
        if node.what == Type::Hidden && self.table.cell(node.row, Field::Calculation).is_none() {
            self.found.keep(self.table.place(node.row, Field::Type), FaultKind::HiddenKept, node.said);
        }
        if self.table.cell(node.row, Field::Calculation).is_some() {
            if let Some(default) = default {
                self.found.keep(self.table.place(node.row, Field::Default), FaultKind::DefaultKept, default);
            }
            let read = self.expression(at, node, Field::Calculation, Purpose::Before);
            return read.unwrap_or_else(|| "''".to_owned());
        }
        match default {
            Some(text) if is_dynamic(text, &node.what) => {
                let read = self.expression(at, node, Field::Default, Purpose::Before);
                read.unwrap_or_else(|| "''".to_owned())
            }
            Some(text) if node.what == Type::Hidden => literal(text),
            None if node.what == Type::Hidden => "''".to_owned(),
            Some(_) | None => {
                let place = self.table.place(node.row, Field::Calculation);
                self.found.error(place, FaultKind::CalculationMissing, &[]);
                "''".to_owned()
            }
        }
    }

    /// What a new record begins with.
    pub(super) fn prefill(&mut self, at: usize, node: &Node<'b>) -> Option<Prefill> {
        if node.what == Type::Today {
            return Some(Prefill::File { fact: Fact::Today });
        }
        let hidden = matches!(node.what, Type::Calculate | Type::Hidden | Type::Other);
        let text = self.table.text(node.row, Field::Default).filter(|_| !hidden)?;
        let place = self.table.place(node.row, Field::Default);
        let takes = !matches!(
            node.what,
            Type::Note
                | Type::Image
                | Type::Audio
                | Type::Unanswered
                | Type::Group
                | Type::Repeat
                | Type::Clock
                | Type::Unasked
        );
        let calculated = self.table.cell(node.row, Field::Calculation).is_some();
        if !takes || calculated || node.repeat.is_some() {
            // Records begin with answers outside of repeats: rows are not there yet.
            if text.contains("${") && takes {
                self.expression(at, node, Field::Default, Purpose::After);
            }
            self.found.keep(place, FaultKind::DefaultKept, text);
            return None;
        }
        if is_dynamic(text, &node.what) {
            let is_text = node.what == Type::Text && !text.contains("${");
            if is_text && domain::instrument::expr::Expr::parse(text).is_err() {
                self.found.warn(place, FaultKind::DefaultText, &[]);
                return Some(Prefill::Reckoned { expr: literal(text) });
            }
            let expr = self.expression(at, node, Field::Default, Purpose::After)?;
            return Some(Prefill::Reckoned { expr });
        }
        if !self.fits(node, text) {
            self.found.warn(place, FaultKind::DefaultNotFitting, &[("value", text)]);
        }
        Some(Prefill::Reckoned { expr: literal(text) })
    }

    /// Whether a text can be an answer, as far as can be told from it alone.
    fn fits(&self, node: &Node<'b>, text: &str) -> bool {
        let known = |list: &str, code: &str| self.lists.by_name.get(list).is_none_or(|list| list.has(code));
        let is_day = |text: &str| {
            let parts: Vec<usize> =
                text.split('-').map(|part| part.parse::<u32>().map_or(0, |_| part.len())).collect();
            parts == [4, 2, 2]
        };
        match &node.what {
            Type::Integer => text.parse::<i64>().is_ok(),
            Type::Decimal | Type::Range => decimal(text.trim_start_matches('+')).is_some(),
            Type::One(list, _) => known(list, text),
            Type::Several(list, _) | Type::Rank(list) => {
                text.split_whitespace().all(|code| known(list, code))
            }
            Type::Date => is_day(text),
            Type::Moment => text.get(..10).is_some_and(is_day),
            Type::Acknowledge => text == "OK",
            Type::Time => text.contains(':'),
            Type::Text
            | Type::Note
            | Type::Calculate
            | Type::Hidden
            | Type::Point
            | Type::Trace
            | Type::Shape
            | Type::Image
            | Type::Audio
            | Type::Barcode
            | Type::Unanswered
            | Type::Elsewhere(_)
            | Type::Group
            | Type::Repeat
            | Type::EndGroup
            | Type::EndRepeat
            | Type::Today
            | Type::Clock
            | Type::Unasked
            | Type::Data
            | Type::Other => true,
        }
    }
}

/// Whether a starting value is an expression: it names a question, calls a function, or reckons with numbers.
fn is_dynamic(text: &str, what: &Type) -> bool {
    let calls = text.char_indices().any(|(at, c)| {
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        c == '(' && before.is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
    });
    let counts = matches!(what, Type::Integer | Type::Decimal | Type::Range | Type::Calculate)
        && text.parse::<f64>().is_err()
        && (text.contains(['+', '*', '-']) || text.contains(" div ") || text.contains(" mod "));
    text.contains("${") || calls || counts
}
