//! Expressions of a document as a form says them.
//!
//! A form differs from a record in three ways. Its names are others. A picture's node holds the name of a file where
//! the record's expressions read `yes`. And a repeat shows a first, blank row that nobody added: it is no row.

use super::{ExportError, Names, Part};
use domain::instrument::expr::{Expr, to_xpath};
use domain::instrument::{Instrument, Item, Kind};
use std::collections::{BTreeMap, BTreeSet};

/// What must be known of items to rewrite what names them.
pub(crate) struct Logic<'a> {
    items: BTreeMap<&'a str, &'a Item>,
    /// Codes of what lies in a repeat.
    repeated: BTreeSet<&'a str>,
}

/// Put before a written reference while an expression is printed: it keeps `current()/` away, which belongs to paths.
const MARK: &str = "/\u{1}";

impl<'a> Logic<'a> {
    pub(crate) fn new(instrument: &'a Instrument) -> Self {
        let (mut items, mut repeated) = (BTreeMap::new(), BTreeSet::new());
        for (_, item) in instrument.items() {
            items.entry(item.code.as_str()).or_insert(item);
        }
        for section in &instrument.sections {
            inside(&section.items, false, &mut repeated);
        }
        Self { items, repeated }
    }

    pub(crate) fn item(&self, code: &str) -> Option<&'a Item> {
        self.items.get(code).copied()
    }

    /// Whether there may be several of it.
    pub(crate) fn is_repeated(&self, code: &str) -> bool {
        self.repeated.contains(code)
    }

    /// The expression with the names of the form, as an XLSForm cell holds it.
    pub(crate) fn renamed(&self, names: &Names, code: &str, text: &str) -> Result<String, ExportError> {
        let expr =
            Expr::parse(text).map_err(|error| ExportError::Expression { code: code.to_owned(), error })?;
        for name in domain::instrument::expr::names(&expr).questions {
            if names.meant(&name).is_none() {
                return Err(ExportError::NamesNothing { code: code.to_owned(), name });
            }
        }
        // `indexed-repeat()` counts rows itself, and wants the repeat as it is.
        let plain = text.contains("indexed-repeat");
        let path = |name: &str| format!("{MARK}{}", self.reference(names, name, plain));
        let within = Expr::parse(&self.rows_within(names, &expr.to_string())).ok().filter(|_| !plain);
        Ok(summed(&to_xpath(&within.unwrap_or(expr), &path).replace(MARK, "")))
    }

    /// Lists within a repeat are named by a step (`${meal}/guest`), and show a blank first row as well.
    fn rows_within(&self, names: &Names, text: &str) -> String {
        let mut out = String::new();
        let (mut quote, mut word) = (None, String::new());
        let mut before = ' ';
        for (c, next) in text.chars().zip(text.chars().skip(1).chain([' '])) {
            let named = c.is_alphanumeric() || "_-.".contains(c);
            if quote.is_none() && named {
                if word.is_empty() {
                    before = out.chars().last().unwrap_or(' ');
                }
                word.push(c);
                let ends = !(next.is_alphanumeric() || "_-.".contains(next));
                if ends {
                    out.push_str(&word);
                    // Not a question by name, a function or an axis.
                    if before != '{' && !"(:".contains(next) && self.is_list_within(&word) {
                        let item = self.items.get(word.as_str());
                        let filled = item.and_then(|item| filled(names, item));
                        out.extend(filled.map(|filled| format!("[{filled}]")));
                    }
                    word.clear();
                }
            } else {
                out.push(c);
            }
            quote = quoted(quote, c);
        }
        out
    }

    /// Whether a step of this name leads to rows within a row.
    fn is_list_within(&self, code: &str) -> bool {
        let field = |item: &&Item| matches!(&item.answer, Kind::List { row, .. } if row.iter().any(|field| field.code == code));
        self.is_repeated(code) && !self.items.values().any(field)
    }

    /// Whether the answer is a file.
    pub(crate) fn is_file(&self, item: &Item) -> bool {
        matches!(item.answer, Kind::Drawing { .. } | Kind::Photo { .. } | Kind::Audio {} | Kind::Signature {})
    }

    /// How the form says `${code}`.
    pub(crate) fn reference(&self, names: &Names, code: &str, plain: bool) -> String {
        let name = names.meant(code).unwrap_or(code);
        let own = format!("${{{name}}}");
        let Some(item) = self.items.get(code) else { return own };
        match &item.answer {
            Kind::Drawing { .. } | Kind::Photo { .. } | Kind::Audio {} => {
                format!("if({own} != '', 'yes', '')")
            }
            Kind::Signature {} => {
                let thumb = names.get(Part::Thumb, code);
                format!("if({own} != '' or ${{{thumb}}} = 'yes', 'yes', '')")
            }
            Kind::List { .. } | Kind::Scale { .. } | Kind::Repeat { .. } if !plain => {
                format!("{own}{}", filled(names, item).map(|f| format!("[{f}]")).unwrap_or_default())
            }
            Kind::List { .. }
            | Kind::Scale { .. }
            | Kind::Repeat { .. }
            | Kind::Level { .. }
            | Kind::Text { .. }
            | Kind::Choice { .. }
            | Kind::Several { .. }
            | Kind::Ranking { .. }
            | Kind::YesNoUnknown { .. }
            | Kind::Acknowledge {}
            | Kind::Number { .. }
            | Kind::Money { .. }
            | Kind::Date { .. }
            | Kind::Time {}
            | Kind::Moment {}
            | Kind::Place { .. }
            | Kind::Note {}
            | Kind::Calculated { .. }
            | Kind::Group { .. } => own,
        }
    }

    /// True when something was answered to an item, wherever that is read.
    pub(crate) fn given(&self, names: &Names, item: &Item) -> String {
        let reference = self.reference(names, &item.code, false);
        let rows = matches!(item.answer, Kind::List { .. } | Kind::Scale { .. } | Kind::Repeat { .. });
        if rows { format!("count({reference}) > 0") } else { format!("{reference} != ''") }
    }
}

/// The sum of no nodes is 0, as in XPath; ODK Web Forms gives nothing, so it is not asked.
fn summed(text: &str) -> String {
    const SUM: &str = "sum(";
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = call(rest, SUM) {
        let (before, from) = rest.split_at(at);
        let Some(length) = from.strip_prefix(SUM).and_then(closing) else { break };
        let inner = from.get(SUM.len()..SUM.len().saturating_add(length)).unwrap_or_default();
        out.push_str(before);
        out.push_str(&format!("if(count({inner}) > 0, sum({inner}), 0)"));
        rest = from.get(SUM.len().saturating_add(length).saturating_add(1)..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

/// Where a function is called, outside of texts.
fn call(text: &str, name: &str) -> Option<usize> {
    let (mut quote, mut last) = (None, ' ');
    for (at, c) in text.char_indices() {
        let named = last.is_alphanumeric() || "-_.:".contains(last);
        if quote.is_none() && !named && text.get(at..).is_some_and(|rest| rest.starts_with(name)) {
            return Some(at);
        }
        quote = quoted(quote, c);
        last = c;
    }
    None
}

/// How far it is to the parenthesis that closes one that is open.
fn closing(text: &str) -> Option<usize> {
    let (mut quote, mut depth) = (None, 1u32);
    for (at, c) in text.char_indices() {
        quote = quoted(quote, c);
        match c {
            '(' if quote.is_none() => depth = depth.saturating_add(1),
            ')' if quote.is_none() => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return Some(at);
        }
    }
    None
}

/// The quotation that is open after a character.
fn quoted(open: Option<char>, c: char) -> Option<char> {
    match open {
        Some(quote) if quote == c => None,
        None if c == '\'' || c == '"' => Some(c),
        open => open,
    }
}

fn inside<'a>(items: &'a [Item], within: bool, repeated: &mut BTreeSet<&'a str>) {
    for item in items {
        if within {
            repeated.insert(&item.code);
        }
        inside(item.inner(), within || matches!(item.answer, Kind::Repeat { .. }), repeated);
    }
}

/// True of a row in which something is written; none where every row counts.
pub(crate) fn filled(names: &Names, item: &Item) -> Option<String> {
    let paths: Vec<String> = if let Kind::List { row, .. } = &item.answer {
        row.iter().map(|field| field.code.clone()).collect()
    } else if let Kind::Scale { .. } = &item.answer {
        vec![super::rows::voiced::SCORE.to_owned()]
    } else if let Kind::Repeat { items, count: None, .. } = &item.answer {
        let (mut paths, mut rows) = (Vec::new(), Vec::new());
        leaves(names, items, "", (&mut paths, &mut rows));
        let all: Vec<String> = some(&paths).into_iter().chain(rows).collect();
        return (!all.is_empty()).then(|| all.join(" or "));
    } else {
        // A counted repeat has as many rows as were counted; nothing else has rows.
        return None;
    };
    some(&paths)
}

/// True when one of these is not blank; none of no paths.
pub(crate) fn some(paths: &[String]) -> Option<String> {
    match paths {
        [] => None,
        [one] => Some(format!("{one} != ''")),
        many => Some(format!("concat({}) != ''", many.join(", "))),
    }
}

/// Where in a row something is answered, and what is true when a list in it has rows.
fn leaves(names: &Names, items: &[Item], before: &str, found: (&mut Vec<String>, &mut Vec<String>)) {
    let (paths, rows) = found;
    for item in items {
        let name = format!("{before}{}", names.get(Part::Item, &item.code));
        match &item.answer {
            Kind::Group { items } => leaves(names, items, &format!("{name}/"), (paths, rows)),
            Kind::Note {} | Kind::Calculated { .. } => {}
            Kind::List { .. } | Kind::Scale { .. } | Kind::Repeat { .. } => {
                rows.extend(filled(names, item).map(|filled| format!("count({name}[{filled}]) > 0")));
            }
            Kind::Signature {} => {
                paths.push(format!("{before}{}", names.get(Part::Who, &item.code)));
                paths.push(name);
            }
            Kind::Level { .. }
            | Kind::Text { .. }
            | Kind::Choice { .. }
            | Kind::Several { .. }
            | Kind::Ranking { .. }
            | Kind::YesNoUnknown { .. }
            | Kind::Acknowledge {}
            | Kind::Number { .. }
            | Kind::Money { .. }
            | Kind::Date { .. }
            | Kind::Time {}
            | Kind::Moment {}
            | Kind::Drawing { .. }
            | Kind::Photo { .. }
            | Kind::Audio {}
            | Kind::Place { .. } => paths.push(name),
        }
    }
}
