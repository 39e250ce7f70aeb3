//! What the answers amount to, reckoned in the form itself: scores, bands, flags and gates. Nobody sees it; the data
//! carry it.

use super::Part;
use super::items;
use super::rows::{Form, Row};
use domain::instrument::{Band, Banding, Item, Kind, Score, ScoreMethod, ToolGate, Weight};

/// The rows of everything that is reckoned, and of the bands that somebody may set.
pub(super) fn rows<'a>(form: &mut Form<'a>) -> Vec<Row<'a>> {
    let instrument = form.instrument;
    let mut rows = Vec::new();
    for score in &instrument.scores {
        if let Some(calculation) = score_of(form, score) {
            rows.push(Row::reckoned(form.names.get(Part::Score, &score.code), calculation));
        }
    }
    for banding in &instrument.bandings {
        rows.extend(band_of(form, banding));
    }
    for flag in &instrument.flags {
        if let Some(when) = form.expr(&flag.code, Some(&flag.when)) {
            let name = form.names.get(Part::Flag, &flag.code);
            rows.push(Row::reckoned(name, format!("if({when}, 'yes', 'no')")));
        }
    }
    for gate in &instrument.gates {
        rows.extend(gate_of(form, gate));
    }
    rows
}

/// One item of a score, as an expression reads it.
struct Read {
    /// `${name}`, or what a picture is read as.
    written: String,
    /// There may be several.
    many: bool,
    /// Only its numbers count.
    mixed: bool,
}

/// How an item is read; none when it holds no value.
fn read(form: &Form<'_>, code: &str) -> Option<Read> {
    let written = form.logic.reference(&form.names, code, false);
    let many = form.logic.is_repeated(code);
    let Some(item) = form.logic.item(code) else {
        return form.names.meant(code).map(|_| Read { written, many: false, mixed: false });
    };
    let mixed = match &item.answer {
        Kind::List { .. } | Kind::Scale { .. } | Kind::Group { .. } | Kind::Repeat { .. } => return None,
        Kind::Level { .. } | Kind::Number { .. } | Kind::Money { .. } => false,
        Kind::Text { .. }
        | Kind::Choice { .. }
        | Kind::Several { .. }
        | Kind::Ranking { .. }
        | Kind::YesNoUnknown { .. }
        | Kind::Acknowledge {}
        | Kind::Date { .. }
        | Kind::Time {}
        | Kind::Moment {}
        | Kind::Drawing { .. }
        | Kind::Photo { .. }
        | Kind::Audio {}
        | Kind::Signature {}
        | Kind::Place { .. }
        | Kind::Note {}
        | Kind::Calculated { .. } => true,
    };
    // In a repeat the file of a picture is read where each is looked at.
    let written = if many { format!("${{{}}}", form.names.meant(code).unwrap_or(code)) } else { written };
    Some(Read { written, many, mixed })
}

/// The sum of no nodes is 0; ODK Web Forms gives nothing, so it is not asked.
fn sum(nodes: &str) -> String {
    format!("if(count({nodes}) > 0, sum({nodes}), 0)")
}

impl Read {
    /// Its number, where blank is 0.
    fn number(&self) -> String {
        let written = &self.written;
        match (self.many, self.mixed) {
            (false, false) => format!("coalesce({written}, 0)"),
            (false, true) => format!("if(number({written}) = number({written}), number({written}), 0)"),
            (true, false) => sum(&format!("{written}[. != '']")),
            (true, true) => sum(&format!("{written}[number(.) = number(.)]")),
        }
    }

    /// How many of it have a number.
    fn numbers(&self) -> String {
        let written = &self.written;
        match (self.many, self.mixed) {
            (false, false) => format!("if({written} != '', 1, 0)"),
            (false, true) => format!("if(number({written}) = number({written}), 1, 0)"),
            (true, false) => format!("count({written}[. != ''])"),
            (true, true) => format!("count({written}[number(.) = number(.)])"),
        }
    }

    /// How many of it are answered.
    fn answered(&self) -> String {
        let written = &self.written;
        if self.many { format!("count({written}[. != ''])") } else { format!("if({written} != '', 1, 0)") }
    }

    /// How many of it are answered with one of these.
    fn with(&self, of: &[String]) -> String {
        let here = if self.many { "." } else { self.written.as_str() };
        let cases: Vec<String> = of.iter().map(|code| format!("selected({here}, '{code}')")).collect();
        let cases = if cases.is_empty() { "false()".to_owned() } else { cases.join(" or ") };
        if self.many { format!("count({}[{cases}])", self.written) } else { format!("if({cases}, 1, 0)") }
    }
}

/// How many of the items that a score counts are answered; none when it counts none.
fn answered(form: &Form<'_>, method: &ScoreMethod) -> Option<String> {
    let all: Vec<String> = match method {
        ScoreMethod::Sum { items } => reads(form, items).iter().map(Read::numbers).collect(),
        ScoreMethod::Count { items, .. } => reads(form, items).iter().map(Read::answered).collect(),
        ScoreMethod::Weighted { weights } => weights
            .iter()
            .filter_map(|weight| {
                let read = read(form, &weight.item)?;
                Some(if weight.of.is_some() { read.answered() } else { read.numbers() })
            })
            .collect(),
        ScoreMethod::Rule { .. } => Vec::new(),
    };
    (!all.is_empty()).then(|| all.join(" + "))
}

fn reads(form: &Form<'_>, items: &[String]) -> Vec<Read> {
    items.iter().filter_map(|code| read(form, code)).collect()
}

fn score_of(form: &mut Form<'_>, score: &Score) -> Option<String> {
    let terms: Vec<String> = match &score.method {
        ScoreMethod::Rule { expr } => {
            let expr = form.expr(&score.code, Some(expr))?;
            // Thousandths are kept. What already says how it is rounded says no more than they.
            let long = expr.contains(" div ") && !expr.contains("round(");
            return Some(if long {
                format!("if(number({expr}) = number({expr}), round(number({expr}), 3), '')")
            } else {
                format!("number({expr})")
            });
        }
        ScoreMethod::Sum { items } => reads(form, items).iter().map(Read::number).collect(),
        ScoreMethod::Count { items, of } => reads(form, items).iter().map(|read| read.with(of)).collect(),
        ScoreMethod::Weighted { weights } => {
            weights.iter().filter_map(|weight| weighted(form, weight)).collect()
        }
    };
    // Nothing answered is no number, not zero.
    let answered = answered(form, &score.method)?;
    Some(format!("if({answered} = 0, '', {})", terms.join(" + ")))
}

fn weighted(form: &Form<'_>, weight: &Weight) -> Option<String> {
    let read = read(form, &weight.item)?;
    let times = items::pointed(i64::from(weight.thousandths), 3);
    let what = match &weight.of {
        Some(of) => read.with(std::slice::from_ref(of)),
        None => read.number(),
    };
    Some(format!("{what} * {times}"))
}

/// The band that score and rules say; with a flag that forces, or where somebody may set another, two rows.
fn band_of<'a>(form: &mut Form<'a>, banding: &'a Banding) -> Vec<Row<'a>> {
    let code = banding.code.as_str();
    let mut reckoned = "''".to_owned();
    for band in banding.bands.iter().rev() {
        let Some(fits) = fits(form, banding, band) else { return Vec::new() };
        reckoned = format!("if({fits}, '{}', {reckoned})", band.code);
    }
    if let Some(enough) = enough(form, banding) {
        reckoned = format!("if({enough}, {reckoned}, '')");
    }
    let own = form.names.get(Part::Banding, code).to_owned();
    let instrument = form.instrument;
    let forcing = instrument.flags.iter().filter(|flag| flag.banding.as_deref() == Some(code));
    let forcing: Vec<_> = forcing.filter(|flag| flag.forces.is_some()).collect();
    if forcing.is_empty() && !banding.may_override {
        return vec![Row::reckoned(&own, reckoned)];
    }
    let first = form.names.get(Part::Reckoned, code).to_owned();
    let mut rows = vec![Row::reckoned(&first, reckoned)];
    // The most serious of both: what is forced or reckoned, the last band first.
    let mut last = "''".to_owned();
    for band in &banding.bands {
        let mut cases = vec![format!("${{{first}}} = '{}'", band.code)];
        for flag in forcing.iter().filter(|flag| flag.forces.as_deref() == Some(band.code.as_str())) {
            let Some(when) = form.expr(&flag.code, Some(&flag.when)) else { return Vec::new() };
            cases.push(format!("boolean({when})"));
        }
        last = format!("if({}, '{}', {last})", cases.join(" or "), band.code);
    }
    if banding.may_override {
        let (set, why) = (form.names.get(Part::Set, code), form.names.get(Part::SetReason, code));
        last = format!("if(${{{set}}} != '' and ${{{why}}} != '', ${{{set}}}, {last})");
        rows.extend(items::set(form, banding));
    }
    rows.push(Row::reckoned(&own, last));
    rows
}

/// Whether enough is answered; none when nothing asks for that.
fn enough(form: &Form<'_>, banding: &Banding) -> Option<String> {
    let code = banding.score.as_ref()?;
    let score = form.instrument.scores.iter().find(|score| score.code == *code);
    match (score, banding.needs_answered) {
        (None, _) => Some("false()".to_owned()),
        (Some(_), 0) => None,
        (Some(score), needs) => {
            Some(answered(form, &score.method).map_or("false()".to_owned(), |n| format!("{n} >= {needs}")))
        }
    }
}

fn fits(form: &mut Form<'_>, banding: &Banding, band: &Band) -> Option<String> {
    let mut all = Vec::new();
    if let Some(score) = &banding.score {
        let score = format!("${{{}}}", form.names.get(Part::Score, score));
        let bounds = [(band.from, ">="), (band.to, "<=")];
        let bounds =
            bounds.into_iter().filter_map(|(bound, sign)| bound.map(|b| format!("{score} {sign} {b}")));
        all.push(format!("{score} != ''"));
        all.extend(bounds);
    }
    if let Some(when) = &band.when {
        all.push(format!("boolean({})", form.expr(&banding.code, Some(when))?));
    }
    Some(if all.is_empty() { "true()".to_owned() } else { all.join(" and ") })
}

fn gate_of<'a>(form: &mut Form<'a>, gate: &'a ToolGate) -> Option<Row<'a>> {
    let when = form.expr(&gate.code, Some(&gate.when))?;
    let mut calculation = format!("if({when}, 'holds', 'fails')");
    let lacking: Vec<String> = gate.needs.iter().map(|code| lacking(form, code)).collect();
    if !lacking.is_empty() {
        calculation = format!("if({}, 'unknown', {calculation})", lacking.join(" or "));
    }
    Some(Row::reckoned(form.names.get(Part::Gate, &gate.code), calculation))
}

/// True when an item is not answered.
fn lacking(form: &Form<'_>, code: &str) -> String {
    let Some(item) = form.logic.item(code) else {
        return form.names.meant(code).map_or("true()".to_owned(), |name| format!("${{{name}}} = ''"));
    };
    if form.logic.is_repeated(code) {
        let own = format!("${{{}}}", form.names.get(Part::Item, code));
        return format!("count({own}) = 0 or count({own}[. = '']) > 0");
    }
    let lacks = format!("not({})", form.logic.given(&form.names, item));
    if applies(item) {
        lacks
    } else {
        let na = form.names.get(Part::Na, code);
        format!("({lacks} and ${{{na}}} != 'yes')")
    }
}

/// Whether it always applies.
fn applies(item: &Item) -> bool {
    !item.na_allowed
}
