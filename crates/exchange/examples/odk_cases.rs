//! Cases for another engine, one JSON object a line: a tool's form, answers as that form's data, and what the evaluator
//! says of them. Seeded: `cases <folder> <how many of each> <seed> <today>`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    clippy::too_many_arguments,
    clippy::cast_possible_wrap,
    reason = "a tool for developers that may stop"
)]

use domain::instrument::*;
use kinkeeper_exchange::{openrosa, xlsform_out};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::{env, fs, path::Path};

/// SplitMix64: enough for picking answers, and the same everywhere.
struct Dice(u64);
impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }
    fn below(&mut self, n: usize) -> usize {
        if n == 0 { 0 } else { (self.next() % n as u64) as usize }
    }
    fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }
    fn pick<'t, T>(&mut self, all: &'t [T]) -> Option<&'t T> {
        all.get(self.below(all.len()))
    }
    fn between(&mut self, low: i64, high: i64) -> i64 {
        low + self.below((high - low + 1).max(1) as usize) as i64
    }
    fn words(&mut self) -> String {
        (*self.pick(&["rice", "ផ្ទះ & <b>", "She said \"yes\"", "a b", "យាយ"]).unwrap()).to_owned()
    }
    fn day(&mut self) -> String {
        format!("202{}-{:02}-{:02}", self.between(5, 7), self.between(1, 12), self.between(1, 28))
    }
}

struct Maker<'i> {
    tool: &'i Instrument,
    dice: Dice,
    ids: usize,
    /// Chance of a blank: one in so many.
    blank: usize,
}

impl Maker<'_> {
    fn items(&mut self, items: &[Item], answers: &mut Answers) {
        for item in items {
            if let Kind::Group { items } = &item.answer {
                self.items(items, answers);
            }
            if self.dice.one_in(self.blank) {
                continue;
            }
            if item.na_allowed && self.dice.one_in(5) {
                answers.insert(item.code.clone(), Answer::NotApplicable { reason: self.dice.words() });
                continue;
            }
            let Some(answer) = self.answer(item, answers) else { continue };
            answers.insert(item.code.clone(), answer);
            if item.evidence && !self.dice.one_in(4) {
                let text = self.dice.words();
                answers.insert(format!("{}.evidence", item.code), Answer::Evidence { text });
            }
        }
    }

    fn reason(&mut self) -> String {
        if self.dice.one_in(4) { String::new() } else { self.dice.words() }
    }

    fn number(&mut self, min: Option<i64>, max: Option<i64>) -> i64 {
        let low = min.unwrap_or(0);
        let high = max.unwrap_or(low + 12).min(low + 2000);
        match self.dice.below(8) {
            0 => low,
            1 => high,
            2 => low - 1,
            3 => max.map_or(high, |max| max + 1),
            4 | 5 => self.dice.between(low, (low + 12).min(high)),
            _ => self.dice.between(low, high),
        }
    }

    fn id(&mut self) -> String {
        self.ids += 1;
        format!("r{}", self.ids)
    }

    fn answer(&mut self, item: &Item, beside: &Answers) -> Option<Answer> {
        let options: Vec<String> = self
            .tool
            .options(&item.answer)
            .map_or(Vec::new(), |o| o.options.iter().map(|o| o.code.clone()).collect());
        Some(match &item.answer {
            Kind::Level { levels, .. } => {
                Answer::Level { value: self.dice.pick(levels)?.value, reason: self.reason() }
            }
            Kind::Choice { reason_when, .. } => {
                let option = self.dice.pick(&options)?.clone();
                let reason = if reason_when.contains(&option) { self.reason() } else { String::new() };
                Answer::Choice { option, reason }
            }
            Kind::YesNoUnknown { reason_when } => {
                let value = *self.dice.pick(&[YesNo::Yes, YesNo::No, YesNo::Unknown])?;
                let reason = if reason_when.contains(&value) { self.reason() } else { String::new() };
                Answer::YesNo { value, reason }
            }
            Kind::Several { .. } | Kind::Ranking { .. } => {
                let whole = matches!(&item.answer, Kind::Ranking { at_least, .. } if usize::from(*at_least) >= options.len());
                let all = whole || self.dice.one_in(4);
                let some: Vec<String> = options.into_iter().filter(|_| all || self.dice.one_in(3)).collect();
                if some.is_empty() {
                    return None;
                }
                if matches!(item.answer, Kind::Ranking { .. }) {
                    let Kind::Ranking { at_most, .. } = &item.answer else { return None };
                    let most = if *at_most == 0 { some.len() } else { usize::from(*at_most) };
                    Answer::Ranking { order: some.into_iter().rev().take(most).collect() }
                } else {
                    Answer::Several { options: some }
                }
            }
            Kind::Text { .. } => Answer::Text { text: self.dice.words() },
            Kind::Acknowledge {} => Answer::Acknowledged {},
            Kind::Number { min, max, .. } => Answer::Number { value: self.number(*min, *max) },
            Kind::Money { currencies } => {
                let mut amount = |c: Currency, most: i64| {
                    (currencies.contains(&c) && !self.dice.one_in(3)).then(|| self.dice.between(0, most))
                };
                let (riel, cents) = (amount(Currency::Riel, 900_000), amount(Currency::Dollar, 50_000));
                if riel.is_none() && cents.is_none() {
                    return None;
                }
                Answer::Money { riel, cents }
            }
            Kind::Date { estimate, .. } => {
                let day = self.dice.day();
                let length = if *estimate { *self.dice.pick(&[4, 7, 10])? } else { 10 };
                Answer::When { value: day[..length].to_owned(), about: *estimate && self.dice.one_in(2) }
            }
            Kind::Time {} => Answer::When { value: format!("{:02}:30", self.dice.below(24)), about: false },
            Kind::Moment {} => Answer::When { value: format!("{}T09:15", self.dice.day()), about: false },
            Kind::Drawing { .. } => {
                let stroke = Stroke { colour: 0, width: 10, points: vec![0, 0, 10, 10] };
                Answer::Drawing { strokes: vec![stroke], marks: Vec::new() }
            }
            Kind::Photo { at_most } => {
                let most = if *at_most == 0 { 3 } else { usize::from(*at_most) };
                let files = (0..1 + self.dice.below(most)).map(|at| format!("photo{at}.jpg")).collect();
                Answer::Files { files }
            }
            Kind::Audio {} => Answer::Files { files: vec!["sound.m4a".into()] },
            Kind::Signature {} => {
                let thumb = self.dice.one_in(3);
                let strokes = if thumb { Vec::new() } else { vec![vec![0, 0, 5, 5]] };
                Answer::Signature { who: self.dice.words(), thumb, strokes }
            }
            Kind::Place { what } => Answer::Place {
                value: match what {
                    PlaceKind::Village => "12040101".into(),
                    PlaceKind::Point => "13.1 103.2 0.0 5.0".into(),
                    PlaceKind::Trace => "13.1 103.2 0.0 5.0;13.2 103.3 0.0 5.0".into(),
                    PlaceKind::Shape => {
                        "13.1 103.2 0.0 5.0;13.2 103.3 0.0 5.0;13.1 103.4 0.0 5.0;13.1 103.2 0.0 5.0".into()
                    }
                },
            },
            Kind::List { row: fields, at_most, .. } => {
                let most = at_most.map_or(3, |most| usize::from(most).min(3));
                let mut rows: Vec<Row> = Vec::new();
                for _ in 0..1 + self.dice.below(most) {
                    let mut held = BTreeMap::new();
                    for field in fields {
                        if !field.required && self.dice.one_in(3) {
                            continue;
                        }
                        let own = (item.code.as_str(), rows.as_slice());
                        let value = self.field(field, beside, own);
                        value.map(|value| held.insert(field.code.clone(), value));
                    }
                    if held.is_empty() {
                        continue;
                    }
                    rows.push(Row { id: self.id(), fields: held });
                }
                if rows.is_empty() {
                    return None;
                }
                Answer::List { rows }
            }
            Kind::Scale { about, .. } => {
                let voices = if item.asked_of.is_empty() {
                    vec![Voice::Child, Voice::Caregiver, Voice::Network, Voice::Worker, Voice::Supervisor]
                } else {
                    item.asked_of.clone()
                };
                let mut ratings = Vec::new();
                for _ in 0..1 + self.dice.below(3) {
                    let about = about
                        .as_ref()
                        .filter(|_| self.dice.one_in(2))
                        .and_then(|l| self.row(l, beside, ("", &[])));
                    ratings.push(Rating {
                        rater: *self.dice.pick(&voices)?,
                        who: self.dice.words(),
                        score: self.dice.below(11) as u8,
                        reason: self.reason(),
                        one_higher: self.reason(),
                        about,
                    });
                }
                Answer::Scale { ratings }
            }
            Kind::Repeat { items, count, .. } => {
                let mut rows = Vec::new();
                for _ in 0..if count.is_some() { 2 } else { 1 + self.dice.below(2) } {
                    let mut answers = Answers::new();
                    self.items(items, &mut answers);
                    if count.is_some() || !answers.is_empty() {
                        rows.push(Instance { id: self.id(), answers });
                    }
                }
                if rows.is_empty() {
                    return None;
                }
                Answer::Repeat { rows }
            }
            Kind::Note {} | Kind::Calculated { .. } | Kind::Group { .. } => return None,
        })
    }

    fn row(&mut self, list: &str, beside: &Answers, (own, rows): (&str, &[Row])) -> Option<String> {
        let rows = if own == list {
            rows
        } else if let Some(Answer::List { rows }) = beside.get(list) {
            rows
        } else {
            return None;
        };
        self.dice.pick(rows).map(|row| row.id.clone())
    }

    fn field(&mut self, field: &Field, beside: &Answers, own: (&str, &[Row])) -> Option<String> {
        Some(match &field.holds {
            FieldKind::Text {} | FieldKind::LongText {} | FieldKind::Person {} => self.dice.words(),
            FieldKind::Date { .. } => self.dice.day(),
            FieldKind::Link { to } => self.row(to, beside, own)?,
            FieldKind::Choice { options } => self.dice.pick(options)?.code.clone(),
            FieldKind::Number { min, max } => self.number(*min, *max).to_string(),
            FieldKind::Riel {} => self.dice.between(0, 100_000).to_string(),
            FieldKind::YesNoUnknown {} => (*self.dice.pick(&["yes", "no", "unknown"])?).to_owned(),
            FieldKind::Scale {} => self.dice.below(11).to_string(),
        })
    }
}

/// What the evaluator says, by names of the form; of what lies in repeats once for each instance.
struct Expect<'i> {
    tool: &'i Instrument,
    names: xlsform_out::FormNames,
    out: BTreeMap<String, Vec<Value>>,
    found: Evaluation,
}

impl Expect<'_> {
    fn items(&mut self, items: &[Item], answers: &Answers, (row, lies): (Option<&str>, bool)) {
        for item in items {
            let gone = self.found.hidden.iter().any(|p| p.code == item.code && p.row.as_deref() == row);
            let hidden = lies || gone;
            let answer = answers.get(&item.code);
            let na = matches!(answer, Some(Answer::NotApplicable { .. }));
            let name = self.names.items[&item.code].clone();
            let problems: BTreeSet<ProblemKind> = self
                .found
                .problems
                .iter()
                .filter(|p| {
                    p.item.as_deref() == Some(item.code.as_str())
                        && p.instance.as_deref() == row
                        && p.row.is_none()
                })
                .map(|p| p.kind)
                .collect();
            let mut said = json!({ "relevant": !hidden && !na });
            if !hidden && !na {
                use ProblemKind as P;
                let broken = [
                    P::NotAccepted,
                    P::OutOfRange,
                    P::TooFew,
                    P::TooMany,
                    P::FutureDate,
                    P::BadDate,
                    P::BadPlace,
                ];
                let is_broken = broken.iter().any(|kind| problems.contains(kind));
                let single = !matches!(
                    item.answer,
                    Kind::List { .. }
                        | Kind::Scale { .. }
                        | Kind::Repeat { .. }
                        | Kind::Group { .. }
                        | Kind::Money { .. }
                        | Kind::Note {}
                        | Kind::Calculated { .. }
                        | Kind::Ranking { .. }
                );
                // Of an answer that lacks something else it is not said whether it is accepted.
                if single && answer.is_some() && (is_broken || problems.is_empty()) {
                    said["valid"] = json!(!is_broken);
                }
                if single && answer.is_none() {
                    said["required"] = json!(problems.contains(&P::MissingAnswer));
                }
                if let Kind::Calculated { .. } = item.answer {
                    let at = self
                        .found
                        .values
                        .iter()
                        .find(|v| v.at.code == item.code && v.at.row.as_deref() == row);
                    said["value"] = json!(at.map_or("", |v| v.value.as_str()));
                }
            }
            let _ = self.tool;
            self.out.entry(name).or_default().push(said);
            if let Kind::Group { items } = &item.answer {
                self.items(items, answers, (row, hidden || na));
            }
            if let (Kind::Repeat { items, .. }, Some(Answer::Repeat { rows })) = (&item.answer, answer) {
                for instance in rows {
                    self.items(items, &instance.answers, (Some(&instance.id), hidden));
                }
            }
        }
    }
}

fn case(tool: &Instrument, answers: &Answers, today: &str, which: &str) -> Value {
    let context = Context { today: today.parse().ok(), ..Context::default() };
    // What is hidden is left out, as of a completed record: the evaluator counts the rows of hidden lists.
    // An engine takes only what it offers.
    let mut offered = answers.clone();
    for OfferedOptions { at, options } in evaluate(tool, answers, &context).offered {
        match offered.get_mut(&at.code) {
            Some(Answer::Choice { option, .. }) if !options.contains(option) => {
                offered.remove(&at.code);
            }
            Some(Answer::Several { options: chosen }) => {
                chosen.retain(|option| options.contains(option));
                if chosen.is_empty() {
                    offered.remove(&at.code);
                }
            }
            _ => {}
        }
    }
    let answers = &offered;
    let raw = evaluate(tool, answers, &context);
    let mut kept = answers.clone();
    let mut found = raw.clone();
    for _ in 0..6 {
        kept = asked(tool, &kept, &found.hidden);
        found = evaluate(tool, &kept, &context);
    }
    let hidden_rows = raw.scores != found.scores
        || raw.flags != found.flags
        || raw.gates != found.gates
        || raw.hidden != found.hidden;
    let (shown, answers) = (answers, &kept);
    let names = xlsform_out::form_names(tool);
    let mut expect = Expect { tool, names, out: BTreeMap::new(), found };
    for section in &tool.sections {
        let hidden = expect.found.hidden.iter().any(|p| p.code == section.code && p.row.is_none());
        if !section.loose {
            let name = expect.names.sections[&section.code].clone();
            expect.out.entry(name).or_default().push(json!({ "relevant": !hidden }));
        }
        expect.items(&section.items, answers, (None, hidden));
    }
    let Expect { names, mut out, found, .. } = expect;
    let mut put =
        |name: &str, value: Value| out.entry(name.to_owned()).or_default().push(json!({ "value": value }));
    for score in &found.scores {
        put(&names.scores[&score.code], json!(score.thousandths.map(|t| t as f64 / 1000.0)));
    }
    for band in &found.bands {
        put(&names.bandings[&band.banding], json!(band.band.clone().unwrap_or_default()));
    }
    for flag in &tool.flags {
        put(&names.flags[&flag.code], json!(if found.flags.contains(&flag.code) { "yes" } else { "no" }));
    }
    for gate in &found.gates {
        put(&names.gates[&gate.code], json!(gate.state));
    }
    let instance = openrosa::to_instance(tool, shown, "uuid:11111111-2222-4333-8444-555555555555");
    json!({ "tool": format!("{}.v{}", tool.code, tool.version), "case": which, "instance": instance, "expect": out, "unreckoned": found.unreckoned, "hidden_rows": hidden_rows, "answers": answers, "given": shown })
}

/// The documents as they are written. (`library()` reads them by another road, which a defect of today shortens.)
fn tools() -> Vec<Instrument> {
    library()
        .iter()
        .map(|tool| {
            let path = format!("instruments/{}.v{}.json", tool.code, tool.version);
            parse(&fs::read_to_string(path).unwrap()).unwrap()
        })
        .chain([serde_json::from_str(include_str!("../tests/fixtures/every-kind.v3.json")).unwrap()])
        .collect()
}

fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let folder = Path::new(&arguments[0]);
    let (count, seed): (usize, u64) = (arguments[1].parse().unwrap(), arguments[2].parse().unwrap());
    let today = &arguments[3];
    fs::create_dir_all(folder).unwrap();
    let mut lines = String::new();
    for (at, tool) in tools().iter().enumerate() {
        let name = format!("{}.v{}", tool.code, tool.version);
        fs::write(folder.join(format!("{name}.xml")), openrosa::form_xml(tool).unwrap()).unwrap();
        let example = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../instruments/examples"))
            .join(format!("{name}.json"));
        if let Ok(text) = fs::read_to_string(example) {
            let example: Value = serde_json::from_str(&text).unwrap();
            let answers: Answers = serde_json::from_value(example["answers"].clone()).unwrap();
            lines += &format!("{}\n", case(tool, &answers, today, "example"));
        }
        // Nobody has written anything yet: of each repeat there is a blank first row.
        let mut fresh = case(tool, &Answers::new(), today, "fresh");
        fresh["instance"] = Value::Null;
        lines += &format!("{fresh}\n");
        for n in 0..count {
            let dice = Dice(seed ^ ((at as u64) << 32) ^ n as u64);
            let mut maker = Maker { tool, dice, ids: 0, blank: [2, 4, 8, 30][n % 4] };
            let mut answers = Answers::new();
            for section in &tool.sections {
                maker.items(&section.items, &mut answers);
            }
            for banding in tool.bandings.iter().filter(|b| b.may_override) {
                if maker.dice.one_in(4) {
                    let band = maker.dice.pick(&banding.bands).unwrap().code.clone();
                    answers.insert(banding.code.clone(), Answer::Override { band, reason: "seen".into() });
                }
            }
            lines += &format!("{}\n", case(tool, &answers, today, &n.to_string()));
        }
    }
    fs::write(folder.join("cases.jsonl"), lines).unwrap();
}
