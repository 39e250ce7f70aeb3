//! From the values as given to the values as printed: days written out, digits in the wanted script.

use crate::dates::{day, in_digits};
use crate::model::{CasePlanDoc, ClosingDoc, ConsentDoc, Digits, Lang};

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
