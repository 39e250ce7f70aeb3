//! Expressions of cells: read, checked against the names of the form, and written with the document's codes.

use super::dialect::Field;
use super::faults::{Findings, Place, nearest};
use super::messages::FaultKind;
use super::reasons;
use super::survey::{Survey, placeholders, yes_no};
use domain::instrument::expr::{Expr, names, warnings};
use std::collections::{BTreeMap, BTreeSet};

/// Something that must be reckoned before something else.
#[derive(Debug, Clone, Copy)]
pub(super) struct Edge<'b> {
    pub from: usize,
    pub to: usize,
    /// The cell; none for what lies in a group and needs it.
    pub at: Option<Place<'b>>,
}

/// What is known of the expressions of a form.
#[derive(Debug, Default)]
pub(super) struct Expressions<'b> {
    pub edges: Vec<Edge<'b>>,
    /// Scores and bandings, which expressions may name too.
    pub results: BTreeSet<String>,
    /// Lists that expressions look into.
    pub instances: BTreeSet<String>,
    /// Where the expressions of a code stand: for what is found wrong with the whole document.
    pub cells: BTreeMap<(String, Field), Place<'b>>,
}

/// One expression and where it stands.
#[derive(Clone, Copy)]
pub(super) struct Source<'b> {
    pub node: usize,
    pub field: Field,
    pub at: Place<'b>,
    pub text: &'b str,
}

/// How an expression is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose<'l> {
    /// Decides or gives something, before the answer of its question is there.
    Before,
    /// Looks at the answer or begins a record: no order follows from it.
    After,
    /// Which options of a list are offered.
    Filter(&'l BTreeSet<String>, &'l str),
}

impl<'b> Expressions<'b> {
    /// Reads an expression; none when it cannot be used.
    pub fn read(
        &mut self,
        source: Source<'b>,
        purpose: Purpose<'_>,
        survey: &Survey<'b>,
        found: &mut Findings,
    ) -> Option<String> {
        let text = straight(source, found);
        // In these columns, yes and no are expressions too, as they are for pyxform.
        let text = match yes_no(&text) {
            Some(yes) if text.chars().all(char::is_alphabetic) => format!("{yes}()"),
            Some(_) | None => text,
        };
        let expr = match Expr::parse(&text) {
            Ok(expr) => expr,
            Err(error) => {
                let (why, what) = reasons::of_error(&error.kind);
                let at = error.at.saturating_add(1).to_string();
                let details = [("at", at.as_str()), ("why", why), ("what", &what)];
                found.error(source.at, FaultKind::ExpressionUnreadable, &details);
                return None;
            }
        };
        for warning in warnings(&expr) {
            let (why, at) = (reasons::of_warning(warning.kind), warning.at.saturating_add(1).to_string());
            found.warn(source.at, FaultKind::ExpressionDiffers, &[("at", &at), ("why", why)]);
        }
        let code = survey.nodes.get(source.node).map(|node| node.code.clone()).unwrap_or_default();
        self.cells.insert((code, source.field), source.at);
        self.names(&expr, &text, (source, purpose, survey), found)
    }

    /// What an expression names must be there.
    fn names(
        &mut self,
        expr: &Expr,
        text: &str,
        (source, purpose, survey): (Source<'b>, Purpose<'_>, &Survey<'b>),
        found: &mut Findings,
    ) -> Option<String> {
        let named = names(expr);
        self.instances.extend(named.instances.iter().cloned());
        let mut codes: BTreeMap<&str, &str> = BTreeMap::new();
        let mut sound = true;
        let written: BTreeSet<&str> =
            named.questions.iter().map(String::as_str).chain(placeholders(text)).collect();
        for name in written {
            match resolve(name, source.node, survey) {
                Resolved::One(node) => {
                    let code = survey.nodes.get(node).map_or(name, |node| node.code.as_str());
                    codes.insert(name, code);
                    self.edge(source, node, (purpose, survey), found);
                }
                Resolved::None if self.results.contains(name) => {}
                Resolved::None => {
                    let similar =
                        nearest(name, survey.by_name.keys().map(String::as_str)).unwrap_or_default();
                    let details = [("name", name), ("similar", similar)];
                    found.error(source.at, FaultKind::ReferenceUnknown, &details);
                    sound = false;
                }
                Resolved::Several(rows) => {
                    let details = [("name", name), ("rows", rows.as_str())];
                    found.error(source.at, FaultKind::ReferenceAmbiguous, &details);
                    sound = false;
                }
            }
        }
        let is_path = text.contains(['/', '[']);
        for name in &named.paths {
            if let Purpose::Filter(attributes, list) = purpose {
                if !attributes.contains(name) && !matches!(name.as_str(), "name" | "label") && !is_path {
                    let details = [("name", name.as_str()), ("list", list)];
                    found.warn(source.at, FaultKind::FilterColumn, &details);
                }
            } else if !is_path {
                found.warn(source.at, FaultKind::BareName, &[("name", name)]);
            }
            // A path needs what it ends at, as far as that can be told; never itself.
            for node in survey.by_name.get(name).into_iter().flatten() {
                let needed = purpose != Purpose::After && *node != source.node;
                if needed && survey.nodes.get(*node).is_some_and(|node| !node.section) {
                    self.edges.push(Edge { from: source.node, to: *node, at: Some(source.at) });
                }
            }
        }
        sound.then(|| with_codes(text, &codes))
    }

    fn edge(
        &mut self,
        source: Source<'b>,
        to: usize,
        (purpose, survey): (Purpose<'_>, &Survey<'b>),
        found: &mut Findings,
    ) {
        if purpose == Purpose::After {
            return;
        }
        if to != source.node {
            self.edges.push(Edge { from: source.node, to, at: Some(source.at) });
        } else if survey.nodes.get(to).is_some_and(|node| node.repeat.is_some()) {
            found.warn(source.at, FaultKind::NamesItself, &[]);
        } else {
            let name = survey.nodes.get(to).map_or("", |node| node.name.as_str());
            found.error(source.at, FaultKind::Circle, &[("through", name)]);
        }
    }
}

enum Resolved {
    None,
    One(usize),
    Several(String),
}

/// Which row a name means: the only one of that name, or the only one in the innermost repeat around the place that
/// has any.
fn resolve(name: &str, from: usize, survey: &Survey<'_>) -> Resolved {
    let all: Vec<usize> = survey.by_name.get(name).into_iter().flatten().copied().collect();
    let all: Vec<usize> =
        all.into_iter().filter(|at| survey.nodes.get(*at).is_some_and(|node| !node.section)).collect();
    match all.as_slice() {
        [] => return Resolved::None,
        [one] => return Resolved::One(*one),
        _ => {}
    }
    let mut scope = survey.nodes.get(from).and_then(|node| node.repeat);
    while let Some(repeat) = scope {
        let within: Vec<usize> = all
            .iter()
            .copied()
            .filter(|at| survey.nodes.get(*at).is_some_and(|node| node.repeat == Some(repeat)))
            .collect();
        match within.as_slice() {
            [] => {}
            [one] => return Resolved::One(*one),
            _ => break,
        }
        scope = survey.nodes.get(repeat).and_then(|node| node.repeat);
    }
    let rows: Vec<String> =
        all.iter().filter_map(|at| survey.nodes.get(*at)).map(|node| node.row.number.to_string()).collect();
    Resolved::Several(rows.join(", "))
}

/// The text with `${name}` written as `${code}`.
fn with_codes(text: &str, codes: &BTreeMap<&str, &str>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${") {
        out.push_str(before);
        out.push_str("${");
        let Some((name, tail)) = after.split_once('}') else {
            rest = after;
            continue;
        };
        out.push_str(codes.get(name.trim()).copied().unwrap_or(name));
        out.push('}');
        rest = tail;
    }
    out.push_str(rest);
    out
}

/// An expression with straight quotes and ordinary blanks.
fn straight(source: Source<'_>, found: &mut Findings) -> String {
    let curly = |c: char| matches!(c, '\u{2018}' | '\u{2019}' | '\u{201c}' | '\u{201d}');
    if !source.text.contains(curly) {
        return source.text.to_owned();
    }
    found.warn(source.at, FaultKind::SmartQuotes, &[]);
    let straight = |c: char| match c {
        '\u{2018}' | '\u{2019}' => '\'',
        '\u{201c}' | '\u{201d}' => '"',
        other => other,
    };
    source.text.chars().map(straight).collect()
}

/// A text as an expression that gives it. XPath 1.0 has no escapes within quotes.
pub(super) fn literal(text: &str) -> String {
    if !text.contains('\'') {
        return format!("'{text}'");
    }
    if !text.contains('"') {
        return format!("\"{text}\"");
    }
    let parts: Vec<String> = text.split('\'').map(|part| format!("'{part}'")).collect();
    format!("concat({})", parts.join(", \"'\", "))
}
