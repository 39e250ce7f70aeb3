//! From the values as given to the values as printed: days written out, digits in the wanted script.

use serde_json::Value;

use crate::dates::{day, in_digits};
use crate::model::{
    AccessDoc, AnnexDoc, CasePlanDoc, ClosingDoc, ConsentDoc, Digits, ErasureDoc, Lang, ReadersDoc,
};

struct Hand(Lang, Digits);

impl Hand {
    fn day(&self, text: &mut String) {
        *text = day(text, self.0, self.1);
    }

    /// An empty day is no day: the templates then leave a line for the pen.
    fn maybe_day(&self, text: &mut Option<String>) {
        *text = text.take().filter(|t| !t.trim().is_empty()).map(|t| day(&t, self.0, self.1));
    }
}

pub fn plan(doc: &CasePlanDoc) -> CasePlanDoc {
    let hand = Hand(doc.lang, doc.digits);
    let mut view = doc.clone();
    hand.day(&mut view.printed_on);
    hand.maybe_day(&mut view.agreed_on);
    hand.maybe_day(&mut view.next_review);
    for person in &mut view.people {
        person.age_text = in_digits(&person.age_text, doc.digits);
    }
    for action in view.goals.iter_mut().flat_map(|goal| &mut goal.actions) {
        hand.day(&mut action.by);
    }
    view
}

pub fn consent(doc: &ConsentDoc) -> ConsentDoc {
    let hand = Hand(doc.lang, doc.digits);
    let mut view = doc.clone();
    hand.day(&mut view.printed_on);
    hand.maybe_day(&mut view.given_on);
    hand.maybe_day(&mut view.until);
    view.withdraw_how = view.withdraw_how.filter(|text| !text.trim().is_empty());
    view
}

pub fn closing(doc: &ClosingDoc) -> ClosingDoc {
    let hand = Hand(doc.lang, doc.digits);
    let mut view = doc.clone();
    hand.day(&mut view.printed_on);
    hand.maybe_day(&mut view.opened_on);
    hand.maybe_day(&mut view.closed_on);
    hand.maybe_day(&mut view.follow_up_on);
    view
}

pub fn readers(doc: &ReadersDoc) -> ReadersDoc {
    let hand = Hand(doc.lang, doc.digits);
    let mut view = doc.clone();
    hand.day(&mut view.printed_on);
    for day in &mut view.days {
        hand.day(&mut day.day);
        for line in &mut day.lines {
            line.when = in_digits(&line.when, doc.digits);
        }
    }
    view
}

pub fn access(doc: &AccessDoc) -> AccessDoc {
    let hand = Hand(doc.lang, doc.digits);
    let mut view = doc.clone();
    hand.day(&mut view.printed_on);
    for line in view.groups.iter_mut().flat_map(|group| &mut group.lines) {
        hand.maybe_day(&mut line.until);
    }
    view
}

pub fn erasure(doc: &ErasureDoc) -> ErasureDoc {
    let hand = Hand(doc.lang, doc.digits);
    let mut view = doc.clone();
    hand.day(&mut view.printed_on);
    hand.day(&mut view.erased_on);
    view.entries = in_digits(&view.entries, doc.digits);
    view
}

pub fn annex(doc: &AnnexDoc) -> AnnexDoc {
    let hand = Hand(doc.lang, doc.digits);
    let mut view = doc.clone();
    hand.day(&mut view.printed_on);
    view.version = in_digits(&view.version, doc.digits);
    view.state = in_digits(&view.state, doc.digits);
    // In groups that two people can compare aloud, as on the screen.
    let groups = doc.hash.as_bytes().chunks(8).map(|group| String::from_utf8_lossy(group).into_owned());
    view.hash = groups.collect::<Vec<_>>().join(" ");
    // It is in the attachment, for computers.
    view.matrix.clear();
    view
}

/// Lets over-long Latin words and numbers wrap, in every text of `value`. Khmer needs no help: Typst
/// finds its words without spaces. Only the printed copy is changed, never the attached one.
pub fn soften(value: &mut Value) {
    match value {
        Value::String(text) => *text = wrappable(text),
        Value::Array(items) => items.iter_mut().for_each(soften),
        Value::Object(fields) => fields.values_mut().for_each(soften),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// The longest word that fits the narrowest column of our papers.
const LONGEST_WORD: usize = 20;
/// How far apart the break opportunities of a longer word are.
const BREAK_EVERY: usize = 10;

fn wrappable(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut word = Vec::new();
    for c in text.chars() {
        if runs_on(c) {
            word.push(c);
        } else {
            put_word(&mut out, &mut word);
            out.push(c);
        }
    }
    put_word(&mut out, &mut word);
    out
}

fn put_word(out: &mut String, word: &mut Vec<char>) {
    let long = word.len() > LONGEST_WORD;
    for (at, c) in word.drain(..).enumerate() {
        if long && at > 0 && at % BREAK_EVERY == 0 && !is_accent(c) {
            out.push('\u{200B}');
        }
        out.push(c);
    }
}

/// Characters between which no line may break by itself: Latin, its accents, punctuation, digits.
fn runs_on(c: char) -> bool {
    c.is_ascii_graphic()
        || matches!(c, '\u{A1}'..='\u{24F}' | '\u{17E0}'..='\u{17E9}' | '\u{1E00}'..='\u{1EFF}')
        || is_accent(c)
}

fn is_accent(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36F}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_over_long_words_get_break_opportunities() {
        let khmer = "ជួយគ្នារៀបចំផ្ទះឱ្យបានស្អាតនិងមានសុវត្ថិភាព https://a.kh";
        assert_eq!(wrappable(khmer), khmer);
        assert_eq!(wrappable("x".repeat(20).as_str()), "x".repeat(20));
        let broken = wrappable("y".repeat(25).as_str());
        assert_eq!(broken, "yyyyyyyyyy\u{200B}yyyyyyyyyy\u{200B}yyyyy");
    }

    #[test]
    fn an_accent_stays_with_its_letter() {
        let word = "e\u{301}".repeat(15);
        assert!(!wrappable(&("a".to_owned() + &word)).contains("\u{200B}\u{301}"));
    }

    #[test]
    fn an_empty_day_leaves_a_line_for_the_pen() {
        let doc = CasePlanDoc { agreed_on: Some("  ".to_owned()), ..CasePlanDoc::default() };
        assert_eq!(plan(&doc).agreed_on, None);
    }
}
