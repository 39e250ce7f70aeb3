//! One record as a tree that expressions walk, and everything that is reckoned on it.

use super::super::expr::{self, DateTime, Expr, NodeId, Tree, Value};
use super::compile::{Compiled, Def, What};
use super::{Context, Evaluation, ItemPlace, OfferedOptions, Reckoned, judge, reckon, value};
use crate::instrument::{Answer, Answers, Item, Kind};

/// Of an item or a section, the one place of it in this record; of what lies in a repeat, one of its places.
pub(super) struct Cell<'a> {
    pub(super) def: usize,
    /// Its own node, or for what consists of rows the node that it lies in.
    pub(super) node: NodeId,
    /// The node is its own and holds its value.
    pub(super) leaf: bool,
    /// Where its answer lies.
    pub(super) answers: &'a Answers,
    /// The instance of the innermost repeat.
    pub(super) row: Option<&'a str>,
    parent: Option<usize>,
    pub(super) hidden: bool,
}

pub(super) struct World<'c, 'a> {
    pub(super) compiled: &'c Compiled<'c>,
    pub(super) answers: &'a Answers,
    pub(super) context: &'a Context,
    pub(super) tree: Tree,
    pub(super) cells: Vec<Cell<'a>>,
    /// By definition, in display order.
    of: Vec<Vec<usize>>,
    pub(super) out: Evaluation,
    /// None for a day that no calendar has, which no record carries.
    now: Option<DateTime>,
}

/// The root of every record.
const ROOT: &str = "data";

impl<'c, 'a> World<'c, 'a> {
    pub(super) fn new(compiled: &'c Compiled<'c>, answers: &'a Answers, context: &'a Context) -> Self {
        let of = vec![Vec::new(); compiled.defs.len()];
        let (tree, cells, out) = (Tree::new(ROOT), Vec::new(), Evaluation::default());
        let now = judge::moment(context);
        let mut world = Self { compiled, answers, context, tree, cells, of, out, now };
        let root = world.tree.root();
        for (at, def) in compiled.defs.iter().enumerate() {
            match &def.what {
                What::Section(section) => {
                    let node = if section.loose { root } else { world.tree.add(root, &section.code) };
                    let place = Within { answers, row: None, parent: None, node };
                    let cell = world.cell(at, &place, node, false);
                    world.below(at, &Within { parent: Some(cell), ..place });
                }
                What::Score(_) | What::Banding(..) => {
                    let node = world.tree.add(root, def.what.code());
                    let place = Within { answers, row: None, parent: None, node: root };
                    world.cell(at, &place, node, true);
                }
                What::Item(..) => {}
            }
        }
        world
    }

    /// What lies directly in a section, a group or a repeat.
    fn below(&mut self, parent: usize, place: &Within<'a>) {
        let compiled = self.compiled;
        let children = compiled.children.get(parent).map_or(&[][..], Vec::as_slice);
        for at in children {
            if let Some(What::Item(_, item)) = compiled.defs.get(*at).map(|def| &def.what) {
                self.place(*at, item, place);
            }
        }
    }

    fn place(&mut self, at: usize, item: &Item, place: &Within<'a>) {
        let answer = place.answers.get(&item.code);
        match &item.answer {
            Kind::Group { .. } => {
                let node = self.tree.add(place.node, &item.code);
                let cell = self.cell(at, place, node, false);
                self.below(at, &Within { node, parent: Some(cell), ..*place });
            }
            Kind::Repeat { .. } => {
                let cell = self.cell(at, place, place.node, false);
                let Some(Answer::Repeat { rows }) = answer else { return };
                for row in rows {
                    let node = self.tree.add_repeat(place.node, &item.code);
                    let (answers, row) = (&row.answers, Some(row.id.as_str()));
                    self.below(at, &Within { answers, row, parent: Some(cell), node });
                }
            }
            Kind::List { row: fields, .. } => {
                self.cell(at, place, place.node, false);
                let Some(Answer::List { rows }) = answer else { return };
                for row in rows {
                    let node = self.tree.add_repeat(place.node, &item.code);
                    for field in fields {
                        let written = row.fields.get(&field.code).map_or("", String::as_str);
                        self.leaf(node, &field.code, written);
                    }
                }
            }
            Kind::Scale { .. } => {
                self.cell(at, place, place.node, false);
                let Some(Answer::Scale { ratings }) = answer else { return };
                for rating in ratings {
                    let node = self.tree.add_repeat(place.node, &item.code);
                    self.leaf(node, "rater", judge::voice(rating.rater));
                    self.leaf(node, "who", &rating.who);
                    self.leaf(node, "score", &rating.score.to_string());
                    self.leaf(node, "about", rating.about.as_deref().unwrap_or_default());
                }
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
            | Kind::Signature {}
            | Kind::Place { .. }
            | Kind::Note {}
            | Kind::Calculated { .. } => {
                let text = answer.map(|answer| value::text(self.compiled.instrument, item, answer));
                let node = self.leaf(place.node, &item.code, text.as_deref().unwrap_or_default());
                self.cell(at, place, node, true);
            }
        }
    }

    fn leaf(&mut self, parent: NodeId, name: &str, value: &str) -> NodeId {
        let node = self.tree.add(parent, name);
        if !value.is_empty() {
            self.tree.set_value(node, value);
        }
        node
    }

    fn cell(&mut self, def: usize, place: &Within<'a>, node: NodeId, leaf: bool) -> usize {
        let at = self.cells.len();
        let (answers, row, parent) = (place.answers, place.row, place.parent);
        self.cells.push(Cell { def, node, leaf, answers, row, parent, hidden: false });
        if let Some(cells) = self.of.get_mut(def) {
            cells.push(at);
        }
        at
    }

    /// What an expression gives once everything else is reckoned.
    pub(super) fn reckoned(mut self, expr: &Expr) -> Option<String> {
        self.all();
        let root = self.tree.root();
        self.text("", Some(expr), root)
    }

    fn all(&mut self) {
        let compiled = self.compiled;
        for at in &compiled.order {
            let cells = self.of.get(*at).cloned().unwrap_or_default();
            for cell in cells {
                self.reckon(*at, cell);
            }
        }
    }

    /// Reckons and judges everything.
    pub(super) fn judged(mut self) -> Evaluation {
        self.all();
        judge::judge(&mut self);
        reckon::conclude(&mut self);
        self.out.complete = self.out.problems.is_empty();
        self.out
    }

    fn reckon(&mut self, at: usize, cell: usize) {
        let compiled = self.compiled;
        let Some(def) = compiled.defs.get(at) else { return };
        let Some((node, leaf, parent)) = self.cells.get(cell).map(|c| (c.node, c.leaf, c.parent)) else {
            return;
        };
        let lies_hidden =
            parent.and_then(|parent| self.cells.get(parent)).is_some_and(|parent| parent.hidden);
        let hidden = lies_hidden || self.truth(def.what.code(), def.relevant.as_ref(), node) == Some(false);
        if let Some(cell) = self.cells.get_mut(cell) {
            cell.hidden = hidden;
        }
        if hidden {
            self.hide(def, leaf, node);
        }
        match &def.what {
            What::Item(_, item) if !hidden && matches!(item.answer, Kind::Calculated { .. }) => {
                let text = self.text(&item.code, def.calculation.as_ref(), node).unwrap_or_default();
                self.tree.set_value(node, &text);
            }
            What::Score(score) => reckon::score(self, score, def.calculation.as_ref(), node),
            What::Banding(banding, rules) => reckon::banding(self, banding, rules, node),
            What::Item(..) | What::Section(_) => {}
        }
    }

    /// What is not asked has no value and no rows, whatever was answered before.
    fn hide(&mut self, def: &Def<'_>, leaf: bool, node: NodeId) {
        if leaf {
            self.tree.set_value(node, "");
        }
        if let What::Item(_, item) = &def.what
            && item.answer.has_rows()
        {
            let rows: Vec<NodeId> =
                self.tree.children(node).filter(|row| self.tree.name(*row) == item.code).collect();
            rows.into_iter().for_each(|row| self.tree.detach(row));
        }
    }

    /// Whether an expression is true; none when there is none or when it gives nothing.
    pub(super) fn truth(&mut self, code: &str, expr: Option<&Expr>, node: NodeId) -> Option<bool> {
        self.read(code, expr, node, |value, _| value.to_bool())
    }

    pub(super) fn text(&mut self, code: &str, expr: Option<&Expr>, node: NodeId) -> Option<String> {
        self.read(code, expr, node, |value, world| value.to_answer(world).into_owned())
    }

    pub(super) fn number(&mut self, code: &str, expr: Option<&Expr>, node: NodeId) -> Option<f64> {
        self.read(code, expr, node, |value, world| value.to_number(world))
    }

    fn read<R>(
        &mut self,
        code: &str,
        expr: Option<&Expr>,
        node: NodeId,
        take: impl FnOnce(&Value<'_>, &expr::World<'_>) -> R,
    ) -> Option<R> {
        let expr = expr?;
        let khmer = self.context.khmer;
        let compiled = self.compiled;
        let choice_name = |question: &str, option: &str| compiled.label(question, option, khmer);
        if let Some(now) = self.now {
            let world = expr::World {
                tree: &self.tree,
                instances: if khmer { &compiled.in_khmer } else { &compiled.english },
                today: now.date(),
                now,
                choice_name: &choice_name,
            };
            if let Ok(value) = expr::evaluate(expr, &world, node) {
                return Some(take(&value, &world));
            }
        }
        // Nothing is concluded from what cannot be reckoned; screens and reports say so.
        if !self.out.unreckoned.iter().any(|known| known == code) {
            self.out.unreckoned.push(code.to_owned());
        }
        None
    }

    /// The cells of what has this code.
    pub(super) fn cells_of(&self, code: &str) -> Vec<usize> {
        let at = self.compiled.by_code.get(code);
        at.and_then(|at| self.of.get(*at)).cloned().unwrap_or_default()
    }

    /// What is hidden, reckoned and offered, as screens need it.
    pub(super) fn tell(&mut self, cell: usize) {
        let Some(here) = self.cells.get(cell) else { return };
        let (node, hidden) = (here.node, here.hidden);
        let Some(def) = self.compiled.defs.get(here.def) else { return };
        let at = ItemPlace { code: def.what.code().to_owned(), row: here.row.map(str::to_owned) };
        let lies_hidden = here.parent.and_then(|p| self.cells.get(p)).is_some_and(|parent| parent.hidden);
        if hidden {
            // Of what lies in something hidden nothing needs to be said.
            if !lies_hidden {
                self.out.hidden.push(at);
            }
            return;
        }
        let What::Item(_, item) = &def.what else { return };
        if matches!(item.answer, Kind::Calculated { .. }) {
            let value = self.tree.value(node).to_owned();
            self.out.values.push(Reckoned { at, value });
        } else if def.filter.is_some() {
            let options = self.offered(&item.code, def.filter.as_ref(), node).unwrap_or_default();
            self.out.offered.push(OfferedOptions { at, options });
        }
    }

    /// The options that a filter leaves.
    fn offered(&mut self, code: &str, filter: Option<&Expr>, node: NodeId) -> Option<Vec<String>> {
        self.read(code, filter, node, |value, world| {
            let Value::Nodes(nodes) = value else { return Vec::new() };
            nodes.iter().map(|node| world.text(*node).into_owned()).collect()
        })
    }
}

/// Where something is put.
#[derive(Clone, Copy)]
struct Within<'a> {
    answers: &'a Answers,
    row: Option<&'a str>,
    parent: Option<usize>,
    node: NodeId,
}
