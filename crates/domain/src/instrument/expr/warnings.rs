//! Where JavaRosa (ODK Collect, KoboCollect) and ODK Web Forms or Enketo are known to disagree, or where one of
//! them lacks what is used, so that the author of a form can avoid it.
//!
//! From the sources of JavaRosa and of `@getodk/xpath` 0.11, November 2026. `int()` is not among them: all cut
//! towards zero.

use super::Expr;
use super::ast::{Axis, Kind, Node, Op, Start, Step, Visit, walk};
use super::functions::{Elsewhere, Function, OfDate, OfNodes, OfNumber, OfText, OfTruth};
use super::{dates, pattern::Pattern};

/// Something in an expression that is not the same everywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Warning {
    /// What.
    pub kind: WarningKind,
    /// Characters before it.
    pub at: u32,
}

/// What is not the same everywhere. Each has a message, keyed by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WarningKind {
    /// A position in a predicate after more than one step, or of `${name}`: JavaRosa and XPath count within each
    /// parent, Web Forms counts over everything found.
    Position,
    /// A pattern without `^` and `$`: JavaRosa wants the whole text to match, the others any part of it.
    PatternAnchors,
    /// `round()`: of -2.5, JavaRosa makes -2 and Web Forms -3.
    RoundHalf,
    /// A date in quotes is compared or counted with: JavaRosa needs `date('...')`.
    QuotedDate,
    /// A number is added to a day, or a day is made a number: Web Forms counts from midnight UTC, JavaRosa whole
    /// days, and `date()` of a fraction keeps the time only in Web Forms.
    DayArithmetic,
    /// `sum()`, `min()` and `max()`: JavaRosa leaves out blank answers, the others give NaN. Of nothing at all,
    /// `sum()` is NaN in Web Forms and 0 elsewhere.
    BlankNumbers,
    /// `substring-after()` with a mark of more than one character is wrong in Web Forms (version 0.11).
    LongMark,
    /// `selected()` with a number as the choice: JavaRosa refuses it.
    NumberChoice,
    /// `boolean-from-string('TRUE')` is true only in JavaRosa.
    TrueInCapitals,
    /// `checklist()` and `weighted-checklist()` with a limit of -1: only some take it as no limit in all places.
    ChecklistLimit,
    /// `indexed-repeat()`: an index of 0 or less is 1 in JavaRosa, and finds nothing in the others.
    RepeatIndex,
    /// `format-date()` of a number of days: a blank in Web Forms.
    NumberAsDate,
    /// `decimal-time()` and time zones of times without a date.
    TimeZone,
    /// A step on an axis that the ODK specification does not have: JavaRosa refuses it.
    Axis,
    /// A union, or steps after parentheses: JavaRosa refuses it.
    Filter,
    /// A function that JavaRosa, and the ODK specification, do not have.
    NotInJavaRosa,
    /// A function that gives nothing here, though ODK has it.
    NotHere,
    /// `once()` keeps what the answer holds; engines differ in when they calculate it again.
    Once,
}

/// What the author should be told of. Empty for most expressions.
pub fn warnings(expr: &Expr) -> Vec<Warning> {
    let mut found = Vec::new();
    walk(&expr.root, false, &mut |visit, _| match visit {
        Visit::Node(node) => of_node(node, &mut |kind, at| found.push(Warning { kind, at })),
        Visit::Step(step) => {
            if !matches!(step.axis, Axis::Child | Axis::Parent | Axis::Itself) && !step.is_any_depth() {
                found.push(Warning { kind: WarningKind::Axis, at: step.at.0 });
            }
        }
    });
    found
}

fn of_node(node: &Node, warn: &mut dyn FnMut(WarningKind, u32)) {
    match &node.kind {
        Kind::Chain(first, rest) => {
            let ops: Vec<Op> = rest.iter().map(|(op, _)| *op).collect();
            let all = || std::iter::once(&**first).chain(rest.iter().map(|(_, each)| each));
            let counts = |op: &Op| matches!(op, Op::Add | Op::Subtract | Op::Multiply | Op::Div | Op::Mod);
            let compares = |op: &Op| matches!(op, Op::Lt | Op::Le | Op::Gt | Op::Ge);
            if ops.iter().any(|op| counts(op) || compares(op)) {
                all().filter(|each| is_date(each)).for_each(|each| warn(WarningKind::QuotedDate, each.at));
            }
            let has_number = all().any(|each| matches!(each.kind, Kind::Number(_)));
            if ops.iter().any(counts) && has_number {
                all().filter(|each| is_day(each)).for_each(|each| warn(WarningKind::DayArithmetic, each.at));
            }
        }
        Kind::Union(_) => warn(WarningKind::Filter, node.at),
        Kind::Matches(_, pattern) => of_pattern(pattern, node.at, warn),
        Kind::Call(function, arguments) => of_call(*function, arguments, node.at, warn),
        Kind::Path(path) => {
            match &path.start {
                Start::Question { predicates, .. } => of_positions(predicates, warn),
                Start::Filter(inner, predicates) => {
                    of_positions(predicates, warn);
                    if !matches!(inner.kind, Kind::Call(..)) {
                        warn(WarningKind::Filter, inner.at);
                    }
                }
                Start::Root | Start::Here => {}
            }
            // From the root, the first two steps have one parent each.
            let steps = path.steps.iter().skip(if path.start == Start::Root { 2 } else { 1 });
            steps.for_each(|step: &Step| of_positions(&step.predicates, warn));
        }
        Kind::Number(_) | Kind::Text(_) | Kind::Negate(..) => {}
    }
}

/// Whether it is a date in quotes.
fn is_date(node: &Node) -> bool {
    matches!(&node.kind, Kind::Text(text) if dates::parse(text, 0).is_some())
}

/// Whether it is a function that gives a day or a moment.
fn is_day(node: &Node) -> bool {
    matches!(
        node.kind,
        Kind::Call(Function::OfDate(OfDate::Today | OfDate::Now | OfDate::Date | OfDate::DateTime), _)
    )
}

/// Whether it can only be a number.
fn is_number(node: &Node) -> bool {
    match &node.kind {
        Kind::Number(_) | Kind::Negate(..) | Kind::Call(Function::OfNumber(_), _) => true,
        Kind::Chain(_, rest) => rest.iter().any(|(op, _)| op.level() >= Op::Add.level()),
        Kind::Text(_) | Kind::Union(_) | Kind::Matches(..) | Kind::Path(_) | Kind::Call(..) => false,
    }
}

fn of_positions(predicates: &[Node], warn: &mut dyn FnMut(WarningKind, u32)) {
    for predicate in predicates {
        let mut counts = is_number(predicate);
        walk(predicate, false, &mut |visit, inside| match visit {
            Visit::Node(Node { kind: Kind::Call(Function::OfNodes(function), arguments), .. }) => {
                let counted = matches!(function, OfNodes::Position | OfNodes::Last) && arguments.is_empty();
                counts |= counted && !inside;
            }
            Visit::Node(_) | Visit::Step(_) => {}
        });
        if counts {
            warn(WarningKind::Position, predicate.at);
        }
    }
}

fn of_pattern(pattern: &Pattern, at: u32, warn: &mut dyn FnMut(WarningKind, u32)) {
    let text = pattern.text();
    // An alternative outside of a group frees one of its sides from its anchor.
    let ends = text.starts_with('^') && text.ends_with('$') && !text.ends_with("\\$");
    let grouped = text.starts_with("^(") && text.ends_with(")$");
    if !ends || (text.contains('|') && !grouped) {
        warn(WarningKind::PatternAnchors, at);
    }
}

fn of_call(function: Function, arguments: &[Node], at: u32, warn: &mut dyn FnMut(WarningKind, u32)) {
    let first_is = |test: fn(&Node) -> bool| arguments.first().is_some_and(test);
    let literal = |place: usize| match arguments.get(place).map(|node| &node.kind) {
        Some(Kind::Text(text)) => Some(text.as_str()),
        Some(_) | None => None,
    };
    let is_minus = |node: &Node| matches!(node.kind, Kind::Negate(..));
    let kind = match function {
        Function::OfNumber(OfNumber::Round) => Some(WarningKind::RoundHalf),
        Function::OfNumber(OfNumber::Sum | OfNumber::Min | OfNumber::Max) => Some(WarningKind::BlankNumbers),
        Function::OfNumber(OfNumber::Number | OfNumber::Int) if first_is(is_day) => {
            Some(WarningKind::DayArithmetic)
        }
        Function::OfNumber(OfNumber::Floor | OfNumber::Ceiling) => Some(WarningKind::NotInJavaRosa),
        Function::OfText(OfText::SubstringAfter)
            if literal(1).is_none_or(|mark| mark.chars().count() > 1) =>
        {
            Some(WarningKind::LongMark)
        }
        Function::OfText(OfText::Substring) => Some(WarningKind::NotInJavaRosa),
        Function::OfText(OfText::Once) => Some(WarningKind::Once),
        Function::OfTruth(OfTruth::Regex) => Some(WarningKind::PatternAnchors),
        Function::OfTruth(OfTruth::Selected) if arguments.get(1).is_some_and(is_number) => {
            Some(WarningKind::NumberChoice)
        }
        Function::OfTruth(OfTruth::BooleanFromString) => Some(WarningKind::TrueInCapitals),
        Function::OfTruth(OfTruth::Checklist | OfTruth::WeightedChecklist)
            if arguments.iter().take(2).any(is_minus) =>
        {
            Some(WarningKind::ChecklistLimit)
        }
        Function::OfTruth(OfTruth::Geofence) => Some(WarningKind::NotInJavaRosa),
        Function::OfNodes(OfNodes::IndexedRepeat) => Some(WarningKind::RepeatIndex),
        Function::OfNodes(OfNodes::Last | OfNodes::Name | OfNodes::LocalName | OfNodes::NamespaceUri) => {
            Some(WarningKind::NotInJavaRosa)
        }
        Function::OfDate(OfDate::Date | OfDate::DateTime) if first_is(is_number) => {
            Some(WarningKind::DayArithmetic)
        }
        Function::OfDate(OfDate::FormatDate | OfDate::FormatDateTime) if first_is(is_number) => {
            Some(WarningKind::NumberAsDate)
        }
        Function::OfDate(OfDate::DecimalTime) => Some(WarningKind::TimeZone),
        Function::OfDate(OfDate::DecimalDate) => Some(WarningKind::NotInJavaRosa),
        Function::Elsewhere(
            Elsewhere::Uuid | Elsewhere::Random | Elsewhere::Digest | Elsewhere::Pulldata,
        ) => Some(WarningKind::NotHere),
        Function::OfNodes(_)
        | Function::OfText(_)
        | Function::OfNumber(_)
        | Function::OfTruth(_)
        | Function::OfDate(_) => None,
    };
    if let Some(kind) = kind {
        warn(kind, at);
    }
}
