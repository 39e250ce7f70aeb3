//! The words and the sign of one person, before she has a place.

use super::drawing::{Label, Rect, Shape, Symbol};
use super::layout::FONT;
use super::text::{longest_word, width, wrap};
use super::{GenoPerson, GenogramInput};
use crate::khmer::{Lang, digits::to_khmer_digits};
use crate::kinship::Sex;

/// Height of one line of words: Khmer stacks above and below.
pub(super) const fn line_height(lang: Lang) -> f32 {
    match lang {
        Lang::Km => FONT * 1.75,
        Lang::En => FONT * 1.35,
    }
}

/// A number in the digits of the language.
pub(super) fn number(n: i32, lang: Lang) -> String {
    match lang {
        Lang::Km => to_khmer_digits(&n.to_string()),
        Lang::En => n.to_string(),
    }
}

/// The words and the sign of one person; `column` is how wide her words may be.
pub(super) fn symbol(person: &GenoPerson, input: &GenogramInput, lang: Lang, column: f32) -> Symbol {
    let (first, second) = match lang {
        Lang::Km => (&person.name_km, &person.name_latin),
        Lang::En => (&person.name_latin, &person.name_km),
    };
    let named = [first, second].into_iter().map(|n| n.trim()).find(|n| !n.is_empty());
    let name = named.unwrap_or(match (person.unborn, lang) {
        (true, _) => "",
        (false, Lang::Km) => "មិនស្គាល់ឈ្មោះ",
        (false, Lang::En) => "name not known",
    });
    let shape = match (person.unborn, person.sex) {
        (true, _) => Shape::Triangle,
        (false, Sex::Male) => Shape::Square,
        (false, Sex::Female) => Shape::Circle,
        (false, Sex::Unknown) => Shape::Diamond,
    };
    let until = person.died_on.or(input.on).filter(|_| !person.dead || person.died_on.is_some());
    let age = person.birth.zip(until).filter(|_| !person.unborn).map(|(birth, on)| {
        let about = if birth.is_estimated() { "~" } else { "" };
        format!("{about}{}", number(birth.age_on(on), lang))
    });
    let fits = matches!(shape, Shape::Square | Shape::Circle) && !person.dead;
    let mut extra: Vec<String> = Vec::new();
    if let Some(age) = age.as_ref().filter(|_| !fits) {
        extra.push(match lang {
            Lang::Km => format!("អាយុ {age}"),
            Lang::En => format!("age {age}"),
        });
    }
    let note = person.note.as_ref().map(|(km, en)| match lang {
        Lang::Km => km.as_str(),
        Lang::En => en.as_str(),
    });
    extra.extend(note.filter(|note| !note.trim().is_empty()).map(str::to_owned));
    // Words stay whole unless they are long; Khmer, written without spaces, sooner breaks between clusters.
    let unbroken = |text: &str| {
        let longest = longest_word(text, FONT);
        if text.is_ascii() { longest.min(130.0) } else { Some(longest).filter(|w| *w <= 68.0).unwrap_or(0.0) }
    };
    let texts = || std::iter::once(name).chain(extra.iter().map(String::as_str));
    let max = texts().map(unbroken).fold(column, f32::max);
    let spoken = spoken(person, name, age.as_deref(), lang);
    let name = wrap(name, FONT, max);
    let extra: Vec<String> = extra.iter().flat_map(|text| wrap(text, FONT, max)).collect();
    let w = name.iter().chain(&extra).map(|line| width(line, FONT)).fold(0.0, f32::max);
    let h = line_height(lang) * (name.len() + extra.len()) as f32;
    let inside = match (shape, age) {
        (Shape::Diamond, _) => "?".to_owned(),
        (_, Some(age)) if fits => age,
        (_, _) => String::new(),
    };
    Symbol {
        id: person.id,
        shape,
        x: 0.0,
        y: 0.0,
        focus: person.focus,
        carer: person.carer,
        dead: person.dead,
        inside,
        label: Label { rect: Rect { x: 0.0, y: 0.0, w, h }, name, extra },
        spoken,
    }
}

/// "Sok Sophea, girl or woman, 11, cares for a child".
fn spoken(person: &GenoPerson, name: &str, age: Option<&str>, lang: Lang) -> String {
    let pick = |km: &'static str, en: &'static str| match lang {
        Lang::Km => km,
        Lang::En => en,
    };
    let mut parts = vec![name.to_owned()];
    parts.push(match (person.unborn, person.sex) {
        (true, _) => pick("ទារកក្នុងផ្ទៃ", "not yet born").to_owned(),
        (false, Sex::Female) => pick("ស្រី", "female").to_owned(),
        (false, Sex::Male) => pick("ប្រុស", "male").to_owned(),
        (false, Sex::Unknown) => pick("មិនដឹងភេទ", "sex not known").to_owned(),
    });
    parts.extend(age.map(|age| match lang {
        Lang::Km => format!("អាយុ {age} ឆ្នាំ"),
        Lang::En => format!("age {age}"),
    }));
    parts.extend(person.dead.then(|| pick("បានទទួលមរណភាព", "has died").to_owned()));
    parts.extend(person.carer.then(|| pick("អ្នកថែទាំ", "carer").to_owned()));
    parts.retain(|part| !part.is_empty());
    parts.join(", ")
}
