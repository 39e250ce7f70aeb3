//! A document made ready for judging many records: its expressions read, and put into the order in which they
//! can be reckoned.

use super::super::expr::{Expr, Instances, ParseError, Tree, names};
use super::super::{
    Banding, Flag, Instrument, Item, Kind, NextStep, Prefill, Score, ScoreMethod, Section, ToolGate,
};
use super::{Evaluation, world};
use crate::instrument::{Answers, Choice};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Where an expression stands.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, told::Told)]
#[serde(rename_all = "snake_case")]
pub enum ExprPlace {
    /// When an item or a section is asked.
    Relevant,
    /// When an answer is required.
    Required,
    /// What an answer must satisfy.
    Constraint,
    /// What is reckoned.
    Calculation,
    /// How often a repeat is filled.
    Count,
    /// Which options are offered.
    Filter,
    /// A score.
    Score,
    /// A band.
    Band,
    /// A red flag.
    Flag,
    /// A gate.
    Gate,
    /// A proposed step.
    Step,
    /// What a new record begins with.
    Prefill,
}

/// What is wrong with an expression, and where.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ExprFault {
    /// It cannot be read.
    #[error("{code}, {place:?}: {error}")]
    Unreadable {
        /// Code of the item, section, score, banding, flag, gate or step.
        code: String,
        /// Which of its expressions.
        place: ExprPlace,
        /// Why not.
        error: ParseError,
    },
    /// It names something that the document does not have.
    #[error("{code}, {place:?}: there is no {name}")]
    NamesNothing {
        /// As above.
        code: String,
        /// As above.
        place: ExprPlace,
        /// The name.
        name: String,
    },
    /// It depends on itself, by way of others.
    #[error("{code}: depends on itself")]
    Cycle {
        /// One of those in the circle.
        code: String,
    },
}

/// A document ready for judging.
pub struct Compiled<'a> {
    pub(super) instrument: &'a Instrument,
    pub(super) defs: Vec<Def<'a>>,
    /// Positions in `defs`, what is needed first before what needs it.
    pub(super) order: Vec<usize>,
    pub(super) by_code: BTreeMap<&'a str, usize>,
    /// What lies directly in each, in display order.
    pub(super) children: Vec<Vec<usize>>,
    pub(super) flags: Vec<(&'a Flag, Option<Expr>)>,
    pub(super) gates: Vec<(&'a ToolGate, Option<Expr>)>,
    pub(super) steps: Vec<(&'a NextStep, Option<Expr>)>,
    /// Lists of options that expressions look into, in English and in Khmer.
    pub(super) english: Instances,
    pub(super) in_khmer: Instances,
    faults: Vec<ExprFault>,
}

/// Something that is asked or reckoned.
pub(super) struct Def<'a> {
    pub(super) what: What<'a>,
    /// What it lies in.
    pub(super) parent: Option<usize>,
    pub(super) relevant: Option<Expr>,
    pub(super) required: Option<Expr>,
    pub(super) constraint: Option<Expr>,
    pub(super) calculation: Option<Expr>,
    pub(super) filter: Option<Expr>,
}

#[derive(Clone)]
pub(super) enum What<'a> {
    Section(&'a Section),
    Item(&'a Section, &'a Item),
    Score(&'a Score),
    Banding(&'a Banding, Vec<Option<Expr>>),
}

impl<'a> What<'a> {
    pub(super) fn code(&self) -> &'a str {
        match self {
            Self::Section(section) => &section.code,
            Self::Item(_, item) => &item.code,
            Self::Score(score) => &score.code,
            Self::Banding(banding, _) => &banding.code,
        }
    }
}

impl<'a> Compiled<'a> {
    /// Reads every expression of a document. What cannot be read is left aside and named by [`Self::faults`]:
    /// nothing is concluded from it.
    pub fn new(instrument: &'a Instrument) -> Self {
        let mut new = Self {
            instrument,
            defs: Vec::new(),
            order: Vec::new(),
            by_code: BTreeMap::new(),
            children: Vec::new(),
            flags: Vec::new(),
            gates: Vec::new(),
            steps: Vec::new(),
            english: Instances::new(),
            in_khmer: Instances::new(),
            faults: Vec::new(),
        };
        for section in &instrument.sections {
            let relevant = new.read(&section.code, ExprPlace::Relevant, section.relevant.as_deref());
            let parent = new.define(Def { relevant, ..Def::of(What::Section(section), None) });
            new.items(section, &section.items, parent);
        }
        for score in &instrument.scores {
            let rule =
                if let ScoreMethod::Rule { expr } = &score.method { Some(expr.as_str()) } else { None };
            let calculation = new.read(&score.code, ExprPlace::Score, rule);
            new.define(Def { calculation, ..Def::of(What::Score(score), None) });
        }
        for banding in &instrument.bandings {
            let mut rules = Vec::new();
            for band in &banding.bands {
                rules.push(new.read(&banding.code, ExprPlace::Band, band.when.as_deref()));
            }
            new.define(Def::of(What::Banding(banding, rules), None));
        }
        for flag in &instrument.flags {
            let when = new.read(&flag.code, ExprPlace::Flag, Some(&flag.when));
            new.flags.push((flag, when));
        }
        for gate in &instrument.gates {
            let when = new.read(&gate.code, ExprPlace::Gate, Some(&gate.when));
            new.gates.push((gate, when));
        }
        for step in &instrument.next_steps {
            let when = new.read(&step.code, ExprPlace::Step, Some(&step.when));
            new.steps.push((step, when));
        }
        new.names();
        new.sort();
        new
    }

    /// What is wrong with the document's expressions.
    pub fn faults(&self) -> &[ExprFault] {
        &self.faults
    }

    /// Judges a record.
    pub fn evaluate(&self, answers: &Answers, context: &super::Context) -> Evaluation {
        world::World::new(self, answers, context).judged()
    }

    /// What an expression gives for these answers, as text; none when it cannot be read or reckoned.
    pub fn reckon(&self, answers: &Answers, context: &super::Context, text: &str) -> Option<String> {
        let expr = Expr::parse(text).ok()?;
        world::World::new(self, answers, context).reckoned(&expr)
    }

    fn define(&mut self, def: Def<'a>) -> usize {
        let at = self.defs.len();
        // Of two with one code the first is meant; `check` names the other. Sections are headings: nothing is said of
        // them, and older documents have items of the same code.
        if !matches!(def.what, What::Section(_)) {
            self.by_code.entry(def.what.code()).or_insert(at);
        }
        if let Some(parent) = def.parent.and_then(|parent| self.children.get_mut(parent)) {
            parent.push(at);
        }
        self.children.push(Vec::new());
        self.defs.push(def);
        at
    }

    fn items(&mut self, section: &'a Section, items: &'a [Item], parent: usize) {
        for item in items {
            let code = &item.code;
            let mut def = Def::of(What::Item(section, item), Some(parent));
            def.relevant = self.read(code, ExprPlace::Relevant, item.relevant.as_deref());
            def.required = self.read(code, ExprPlace::Required, item.required_when.as_deref());
            let constraint = item.constraint.as_ref().map(|constraint| constraint.when.as_str());
            def.constraint = self.read(code, ExprPlace::Constraint, constraint);
            if let Some(Prefill::Reckoned { expr }) = &item.prefill {
                self.read(code, ExprPlace::Prefill, Some(expr));
            }
            if let Kind::Calculated { expr, .. } = &item.answer {
                def.calculation = self.read(code, ExprPlace::Calculation, Some(expr));
            }
            if let Kind::Repeat { count, .. } = &item.answer {
                def.calculation = self.read(code, ExprPlace::Count, count.as_deref());
            }
            if let Some(filter) = self.instrument.options(&item.answer).and_then(|options| options.filter) {
                let path = format!("instance('{}')/root/item[{filter}]/name", list_name(item));
                def.filter = self.read(code, ExprPlace::Filter, Some(&path));
                self.list(item);
            }
            let at = self.define(def);
            self.items(section, item.inner(), at);
        }
    }

    /// Reads one expression; what cannot be read is a fault.
    fn read(&mut self, code: &str, place: ExprPlace, text: Option<&str>) -> Option<Expr> {
        match Expr::parse(text?) {
            Ok(expr) => {
                for id in names(&expr).instances {
                    if let Some(options) = self.instrument.lists.get(id.as_str()) {
                        self.look_into(&id, options);
                    }
                }
                Some(expr)
            }
            Err(error) => {
                self.faults.push(ExprFault::Unreadable { code: code.to_owned(), place, error });
                None
            }
        }
    }

    /// What people read of an option; its code when it has no name in that language.
    pub(super) fn label(&self, question: &str, option: &str, khmer: bool) -> Option<String> {
        let What::Item(_, item) = &self.defs.get(*self.by_code.get(question)?)?.what else { return None };
        let options = self.instrument.options(&item.answer)?.options;
        let label = &options.iter().find(|o| o.code == option)?.label;
        Some(if khmer { label.km.clone() } else { label.en.clone() })
    }

    fn list(&mut self, item: &'a Item) {
        let Some(options) = self.instrument.options(&item.answer) else { return };
        self.look_into(list_name(item), options.options);
    }

    fn look_into(&mut self, id: &str, options: &[Choice]) {
        if self.english.instance(id).is_none() {
            self.english.insert(id, as_instance(options, false));
            self.in_khmer.insert(id, as_instance(options, true));
        }
    }

    /// Names that lead nowhere are faults.
    fn names(&mut self) {
        let mut faults = Vec::new();
        let mut look = |code: &str, place: ExprPlace, expr: &Option<Expr>| {
            let Some(expr) = expr else { return };
            for name in names(expr).questions {
                if !self.by_code.contains_key(name.as_str()) {
                    faults.push(ExprFault::NamesNothing { code: code.to_owned(), place, name });
                }
            }
        };
        for def in &self.defs {
            let code = def.what.code();
            look(code, ExprPlace::Relevant, &def.relevant);
            look(code, ExprPlace::Required, &def.required);
            look(code, ExprPlace::Constraint, &def.constraint);
            look(code, ExprPlace::Filter, &def.filter);
            let place = match &def.what {
                What::Score(_) => ExprPlace::Score,
                What::Item(_, item) if !item.inner().is_empty() => ExprPlace::Count,
                What::Item(..) | What::Section(_) | What::Banding(..) => ExprPlace::Calculation,
            };
            look(code, place, &def.calculation);
            if let What::Banding(_, rules) = &def.what {
                rules.iter().for_each(|rule| look(code, ExprPlace::Band, rule));
            }
        }
        self.flags.iter().for_each(|(flag, expr)| look(&flag.code, ExprPlace::Flag, expr));
        self.gates.iter().for_each(|(gate, expr)| look(&gate.code, ExprPlace::Gate, expr));
        self.steps.iter().for_each(|(step, expr)| look(&step.code, ExprPlace::Step, expr));
        self.faults.extend(faults);
    }

    /// What each needs, as positions.
    fn needs(&self, at: usize) -> BTreeSet<usize> {
        let mut found = BTreeSet::new();
        let Some(def) = self.defs.get(at) else { return found };
        let mut name = |name: &str| found.extend(self.by_code.get(name));
        let mut look = |expr: &Option<Expr>| {
            let Some(expr) = expr else { return };
            let found = names(expr);
            found.questions.iter().chain(&found.paths).for_each(|n| name(n));
        };
        look(&def.relevant);
        look(&def.calculation);
        look(&def.filter);
        if let What::Banding(banding, rules) = &def.what {
            rules.iter().for_each(&mut look);
            for (flag, expr) in &self.flags {
                if flag.banding.as_deref() == Some(banding.code.as_str()) {
                    look(expr);
                }
            }
            banding.score.iter().for_each(|score| name(score));
        }
        if let What::Score(score) = &def.what {
            match &score.method {
                ScoreMethod::Sum { items } | ScoreMethod::Count { items, .. } => {
                    items.iter().for_each(|i| name(i))
                }
                ScoreMethod::Weighted { weights } => weights.iter().for_each(|w| name(&w.item)),
                ScoreMethod::Rule { .. } => {}
            }
        }
        found.extend(def.parent);
        // A path such as `../name` may end in the name of the very item: that is no circle.
        found.remove(&at);
        found
    }

    /// Puts what is needed before what needs it. Circles are faults; their members stand as in the document.
    fn sort(&mut self) {
        let needs: Vec<BTreeSet<usize>> = (0..self.defs.len()).map(|at| self.needs(at)).collect();
        let mut marks = vec![Mark::New; needs.len()];
        let mut order = Vec::new();
        let mut circles = BTreeSet::new();
        for start in 0..needs.len() {
            // Without recursion: a form of thousands of rows may lean one on another.
            let mut stack = vec![(start, false)];
            while let Some((at, done)) = stack.pop() {
                let Some(mark) = marks.get_mut(at) else { continue };
                match (done, *mark) {
                    (true, _) => {
                        *mark = Mark::Done;
                        order.push(at);
                    }
                    (false, Mark::New) => {
                        *mark = Mark::Open;
                        stack.push((at, true));
                        for need in needs.get(at).into_iter().flatten() {
                            match marks.get(*need) {
                                Some(Mark::New) => stack.push((*need, false)),
                                Some(Mark::Open) => {
                                    circles.insert(*need);
                                }
                                Some(Mark::Done) | None => {}
                            }
                        }
                    }
                    (false, Mark::Open | Mark::Done) => {}
                }
            }
        }
        for at in circles {
            // A group leans on nothing that lies in it, but the other way round: told once, at what is named.
            let code = self.defs.get(at).map(|def| def.what.code().to_owned()).unwrap_or_default();
            self.faults.push(ExprFault::Cycle { code });
        }
        self.order = order;
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    New,
    Open,
    Done,
}

impl<'a> Def<'a> {
    fn of(what: What<'a>, parent: Option<usize>) -> Self {
        Self {
            what,
            parent,
            relevant: None,
            required: None,
            constraint: None,
            calculation: None,
            filter: None,
        }
    }
}

/// Under which name an item's options are looked into.
fn list_name(item: &Item) -> &str {
    item.answer.list().unwrap_or(&item.code)
}

/// A list of options as a secondary instance: `root/item/{name,label,…}`.
fn as_instance(options: &[Choice], khmer: bool) -> Tree {
    let mut tree = Tree::new("root");
    let root = tree.root();
    for option in options {
        let item = tree.add(root, "item");
        let mut leaf = |name: &str, value: &str| {
            let node = tree.add(item, name);
            tree.set_value(node, value);
        };
        leaf("name", &option.code);
        leaf("label", if khmer { &option.label.km } else { &option.label.en });
        for (name, value) in &option.attributes {
            leaf(name, value);
        }
    }
    tree
}
