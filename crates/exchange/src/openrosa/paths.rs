//! Where in a form everything stands, and how one place names another.

use crate::xlsform_out::rows::{Form, Role, Row, What};
use domain::instrument::expr::{Expr, to_xpath};
use std::collections::BTreeMap;

/// The root of every form's data.
pub(super) const ROOT: &str = "data";

/// Where something stands.
#[derive(Debug, Clone, Default)]
pub(super) struct Place {
    /// Names from below the root.
    pub(super) steps: Vec<String>,
    /// How many steps lead to each repeat around it, the outermost first.
    repeats: Vec<usize>,
}

impl Place {
    /// What lies in it.
    pub(super) fn below(&self, row: &Row<'_>, parent_repeats: bool) -> Place {
        let mut place = self.clone();
        if parent_repeats {
            place.repeats.push(place.steps.len());
        }
        place.steps.push(row.name.clone());
        place
    }

    /// From the root.
    pub(super) fn path(&self) -> String {
        let mut path = format!("/{ROOT}");
        for step in &self.steps {
            path.push('/');
            path.push_str(step);
        }
        path
    }
}

/// Places by the names that expressions use.
pub(super) struct Paths {
    by_name: BTreeMap<String, Place>,
}

impl Paths {
    pub(super) fn new(form: &Form<'_>) -> Self {
        let mut new = Self { by_name: BTreeMap::new() };
        new.gather(&form.rows, &Place::default(), false);
        new
    }

    fn gather(&mut self, rows: &[Row<'_>], parent: &Place, repeats: bool) {
        for row in rows {
            let place = parent.below(row, repeats);
            self.gather(&row.children, &place, row.what == What::Repeat);
            // Fields of rows are named by path only, and share their names.
            if !matches!(row.role, Role::Field(_)) {
                self.by_name.insert(row.name.clone(), place);
            }
        }
    }

    /// How the node at `from` names another: within one repeat by the way through it, so that each row sees its own;
    /// otherwise from the root.
    fn seen(&self, from: &Place, name: &str) -> String {
        self.by_name.get(name).map_or_else(|| name.to_owned(), |to| self.way(from, to))
    }

    fn way(&self, from: &Place, to: &Place) -> String {
        let around = |place: &Place, length: usize| place.repeats.contains(&length);
        let shared = from.repeats.iter().rev().copied().find(|length| {
            around(to, *length) && from.steps.iter().take(*length).eq(to.steps.iter().take(*length))
        });
        let Some(length) = shared else { return to.path() };
        let up = from.steps.len().saturating_sub(length);
        let mut path = vec![".."; up];
        path.extend(to.steps.iter().skip(length).map(String::as_str));
        path.join("/")
    }

    /// An expression of the form with paths for names.
    pub(super) fn xpath(&self, from: &Place, expr: &str) -> String {
        match Expr::parse(expr) {
            Ok(parsed) => to_xpath(&parsed, &|name| self.seen(from, name)),
            Err(_) => expr.to_owned(),
        }
    }

    /// The repeat in which something lies, as it is seen from a place, and its name there.
    pub(super) fn row_of(&self, from: &Place, name: &str) -> Option<(String, String)> {
        let place = self.by_name.get(name)?;
        let (last, before) = place.steps.split_last()?;
        let length = before.len();
        if from.repeats.contains(&length) && from.steps.iter().take(length).eq(before) {
            let up = from.steps.len().saturating_add(1).saturating_sub(length);
            let mut path = vec![".."; up];
            path.extend(before.last().map(String::as_str));
            return Some((path.join("/"), last.clone()));
        }
        let around = place.repeats.split_last().map(|(_, around)| around.to_vec()).unwrap_or_default();
        let repeat = Place { steps: before.to_vec(), repeats: around };
        Some((self.way(from, &repeat), last.clone()))
    }

    /// Words in pieces: those that are said, and between them the paths of what is told.
    pub(super) fn pieces(&self, from: &Place, words: &str) -> Vec<Piece> {
        let mut pieces = Vec::new();
        let mut parts = words.split("${");
        pieces.push(Piece::Words(parts.next().unwrap_or_default().to_owned()));
        for part in parts {
            match part.split_once('}') {
                Some((name, rest)) => {
                    pieces.push(Piece::Told(self.seen(from, name.trim())));
                    pieces.push(Piece::Words(rest.to_owned()));
                }
                None => pieces.push(Piece::Words(format!("${{{part}"))),
            }
        }
        pieces
    }
}

/// A piece of a text.
pub(super) enum Piece {
    Words(String),
    Told(String),
}
