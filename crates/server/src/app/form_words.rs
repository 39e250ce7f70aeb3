//! What a form that came says, line by line, for whoever must decide where it belongs.

use domain::instrument::{Answer, Answers, Instrument, Item, Kind, Text, YesNo};

/// A question and what was answered.
pub struct Line {
    /// The question, after those of the group around it.
    pub title: Text,
    /// The answer in either language.
    pub answer: Text,
}

/// All that was answered, in the order of the tool.
pub fn told(tool: &Instrument, answers: &Answers) -> Vec<Line> {
    let mut lines = Vec::new();
    for section in &tool.sections {
        for item in &section.items {
            tell(tool, item, answers, &mut lines);
        }
    }
    lines
}

fn tell(tool: &Instrument, item: &Item, answers: &Answers, lines: &mut Vec<Line>) {
    if let Some(answer) = answers.get(&item.code) {
        match answer {
            Answer::Repeat { rows } => {
                for row in rows {
                    for inner in item.inner() {
                        tell(tool, inner, &row.answers, lines);
                    }
                }
            }
            Answer::List { rows } => {
                for row in rows {
                    let fields: Vec<&str> = row.fields.values().map(String::as_str).collect();
                    lines.push(Line { title: item.title.clone(), answer: same(&fields.join(" · ")) });
                }
            }
            Answer::Level { .. }
            | Answer::Scale { .. }
            | Answer::Text { .. }
            | Answer::Choice { .. }
            | Answer::Several { .. }
            | Answer::YesNo { .. }
            | Answer::Ranking { .. }
            | Answer::Money { .. }
            | Answer::When { .. }
            | Answer::Drawing { .. }
            | Answer::Files { .. }
            | Answer::Signature { .. }
            | Answer::Place { .. }
            | Answer::Acknowledged {}
            | Answer::Override { .. }
            | Answer::Evidence { .. }
            | Answer::Number { .. }
            | Answer::NotApplicable { .. } => {
                lines.push(Line { title: item.title.clone(), answer: said(tool, item, answer) });
            }
        }
        return;
    }
    for inner in item.inner() {
        tell(tool, inner, answers, lines);
    }
}

fn same(text: &str) -> Text {
    Text { en: text.to_owned(), km: text.to_owned() }
}

fn both(en: &str, km: &str) -> Text {
    Text { en: en.to_owned(), km: km.to_owned() }
}

/// The labels of options, in the order in which they were answered.
fn labels(tool: &Instrument, item: &Item, codes: &[String]) -> Text {
    let offered = tool.options(&item.answer).map(|offered| offered.options).unwrap_or_default();
    let label = |code: &String| {
        let known = offered.iter().find(|choice| choice.code == *code);
        known.map_or_else(|| same(code), |choice| choice.label.clone())
    };
    let all: Vec<Text> = codes.iter().map(label).collect();
    let joined = |pick: fn(&Text) -> &str| all.iter().map(pick).collect::<Vec<_>>().join(", ");
    Text { en: joined(|text| text.en.as_str()), km: joined(|text| text.km.as_str()) }
}

fn with(text: Text, reason: &str) -> Text {
    if reason.is_empty() {
        return text;
    }
    Text { en: format!("{} — {reason}", text.en), km: format!("{} — {reason}", text.km) }
}

fn said(tool: &Instrument, item: &Item, answer: &Answer) -> Text {
    match answer {
        Answer::Level { value, reason } => {
            let level = item.levels().iter().find(|level| level.value == *value);
            with(level.map_or_else(|| same(&value.to_string()), |level| level.label.clone()), reason)
        }
        Answer::Text { text } | Answer::Evidence { text } => same(text),
        Answer::Choice { option, reason } => with(labels(tool, item, std::slice::from_ref(option)), reason),
        Answer::Several { options } => labels(tool, item, options),
        Answer::Ranking { order } => labels(tool, item, order),
        Answer::YesNo { value, reason } => {
            let word = match value {
                YesNo::Yes => both("yes", "បាទ/ចាស"),
                YesNo::No => both("no", "ទេ"),
                YesNo::Unknown => both("not known", "មិនដឹង"),
            };
            with(word, reason)
        }
        Answer::Scale { ratings } => {
            let all: Vec<String> = ratings.iter().map(|rating| rating.score.to_string()).collect();
            same(&all.join(", "))
        }
        Answer::Money { riel, cents } => {
            let riel = riel.map(|riel| format!("{riel} ៛"));
            let dollars = cents.map(|cents| format!("{}.{:02} $", cents / 100, cents % 100));
            same(&[riel, dollars].into_iter().flatten().collect::<Vec<_>>().join(" + "))
        }
        Answer::When { value, .. } | Answer::Place { value } => same(value),
        Answer::Files { files } => same(&files.join(", ")),
        Answer::Signature { who, .. } => same(who),
        Answer::Acknowledged {} => same("✓"),
        Answer::Override { band, reason } => with(same(band), reason),
        Answer::Number { value } => same(&number(item, *value)),
        Answer::NotApplicable { reason } => with(both("does not apply", "មិនពាក់ព័ន្ធ"), reason),
        Answer::Drawing { .. } => same("✎"),
        // Told row by row.
        Answer::List { .. } | Answer::Repeat { .. } => same(""),
    }
}

/// A number with its point.
fn number(item: &Item, value: i64) -> String {
    let Kind::Number { decimals, .. } = &item.answer else { return value.to_string() };
    let places = usize::from(*decimals);
    if places == 0 {
        return value.to_string();
    }
    let digits = format!("{:0>width$}", value.unsigned_abs(), width = places + 1);
    let (whole, rest) = digits.split_at(digits.len() - places);
    format!("{}{whole}.{rest}", if value < 0 { "-" } else { "" })
}
