//! The rows within a repeat: fields of a list, and the numbers that people give.

use super::logic::some;
use super::rows::{Form, Role, Row, What, voiced};
use super::{Part, words};
use domain::instrument::{Choice, Field, FieldKind, Item, Kind, Level, Text, Voice};
use std::collections::BTreeMap;

/// The list that holds the levels of an item: by mark, each with its word and how one recognises it.
pub(super) fn levels<'a>(form: &mut Form<'a>, item: &'a Item, levels: &'a [Level]) -> String {
    let options: Vec<Choice> = levels
        .iter()
        .map(|level| Choice {
            code: level.value.to_string(),
            label: Text {
                en: marked(level.value, &level.label.en, &level.description.en),
                km: marked(level.value, &level.label.km, &level.description.km),
            },
            attributes: BTreeMap::new(),
            picture: None,
        })
        .collect();
    let name = form.names.get(Part::Item, &item.code).to_owned();
    form.offer(&name, &options, &format!("item.{}.level", item.code))
}

fn marked(mark: u8, label: &str, description: &str) -> String {
    if description.is_empty() { format!("{mark} {label}") } else { format!("{mark} {label}: {description}") }
}

/// What names a row through time: made once, on the device.
pub(super) fn row_id<'a>(form: &Form<'a>, code: &'a str) -> Row<'a> {
    let mut row = Row::new(form.names.get(Part::RowId, code), What::Calculate, Role::Part(Part::RowId, code));
    row.calculation = Some("once(uuid())".to_owned());
    row
}

/// The fields of a list's row.
pub(super) fn list<'a>(form: &mut Form<'a>, item: &'a Item, fields: &'a [Field]) -> Vec<Row<'a>> {
    let code = item.code.as_str();
    let mut rows = vec![row_id(form, code)];
    if linked(form, code)
        && let Some(first) = spoken(fields)
    {
        let name = form.names.get(Part::Pick, code);
        let mut row = Row::new(name, What::Calculate, Role::Part(Part::Pick, code));
        row.calculation = Some(format!("concat(position(..), '. ', ../{})", first.code));
        rows.push(row);
    }
    let always = matches!(item.answer, Kind::List { at_least: 1.., .. }) && item.required;
    for field in fields {
        let label = form.words(&field.label, &format!("item.{code}.{}", field.code));
        let mut row = Row::new(&field.code, What::Text, Role::Field(&field.code)).labelled(label);
        let help = field.help.as_ref();
        row.hint = help.map(|help| form.words(help, &format!("item.{code}.{}.help", field.code)));
        if field.required {
            // A form shows a first row that nobody added: only what is written in calls for the rest.
            let others = fields.iter().filter(|other| other.code != field.code);
            let others: Vec<String> = others.map(|other| format!("../{}", other.code)).collect();
            row.required = if always { Some("yes".to_owned()) } else { some(&others) };
        }
        holds(form, item, field, &mut row);
        rows.push(row);
    }
    rows
}

fn holds<'a>(form: &mut Form<'a>, item: &'a Item, field: &'a Field, row: &mut Row<'a>) {
    match &field.holds {
        FieldKind::Text {} | FieldKind::Person {} => {}
        FieldKind::LongText {} => row.appearance = Some("multiline".to_owned()),
        FieldKind::Date { not_after_today } => {
            row.what = What::Date;
            if *not_after_today {
                row.constrain(". <= today()".to_owned(), form.added(words::NOT_FUTURE));
            }
        }
        FieldKind::Link { to } => row.what = picked(form, to),
        FieldKind::Choice { options } => {
            let name = format!("{}__{}", form.names.get(Part::Item, &item.code), field.code);
            let path = format!("item.{}.{}", item.code, field.code);
            row.what = What::One(form.offer(&name, options, &path));
        }
        FieldKind::Number { min, max } => {
            row.what = What::Integer;
            for (bound, sign, frame) in [(min, ">=", words::AT_LEAST), (max, "<=", words::AT_MOST)] {
                if let Some(bound) = bound {
                    row.constrain(format!(". {sign} {bound}"), form.framed(frame, &bound.to_string()));
                }
            }
        }
        FieldKind::Riel {} => {
            row.what = What::Integer;
            row.constrain(". >= 0".to_owned(), form.framed(words::AT_LEAST, "0"));
        }
        FieldKind::YesNoUnknown {} => row.what = form.yes_no_unknown(),
        FieldKind::Scale {} => {
            row.what = What::Integer;
            row.constrain(". >= 0 and . <= 10".to_owned(), form.added(words::SCORE));
        }
    }
}

/// One of the rows of another list; words where that list has nothing by which its rows could be named.
fn picked(form: &Form<'_>, list: &str) -> What {
    let fields = form.logic.item(list).map(|item| &item.answer);
    match fields {
        Some(Kind::List { row, .. }) if spoken(row).is_some() => {
            What::OneRow(form.names.get(Part::Pick, list).to_owned())
        }
        _ => What::Text,
    }
}

/// The field by which people know a row: the first words in it, or what there is.
pub(crate) fn spoken(fields: &[Field]) -> Option<&Field> {
    let words = |field: &&Field| {
        matches!(field.holds, FieldKind::Text {} | FieldKind::LongText {} | FieldKind::Person {})
    };
    fields.iter().find(words).or_else(|| fields.first())
}

/// Whether rows elsewhere name rows of this list.
fn linked(form: &Form<'_>, code: &str) -> bool {
    let links = |field: &Field| matches!(&field.holds, FieldKind::Link { to } if to == code);
    form.instrument.items().any(|(_, item)| {
        if let Kind::Scale { about, .. } = &item.answer {
            return about.as_deref() == Some(code);
        }
        if let Kind::List { row, .. } = &item.answer { row.iter().any(links) } else { false }
    })
}

/// What one person says on a scale from 0 to 10.
pub(super) fn scale<'a>(form: &mut Form<'a>, item: &'a Item, about: Option<&str>) -> Vec<Row<'a>> {
    let Kind::Scale { low, high, reason_required, one_higher_required, .. } = &item.answer else {
        return Vec::new();
    };
    let asked: Vec<Voice> =
        if item.asked_of.is_empty() { words::VOICES.to_vec() } else { item.asked_of.clone() };
    let voices: Vec<(&str, [&str; 2])> = asked.into_iter().map(words::voice).collect();
    let list = format!("{}__{}", form.names.get(Part::Item, &item.code), voiced::RATER);
    let rater = form.offer_added(&list, &voices);
    let field = |name: &'static str, what: What, label: words::Words| {
        Row::new(name, what, Role::Field(name)).labelled(label)
    };
    let begun = Some(format!("../{} != ''", voiced::SCORE));
    let mut rows = vec![
        field(voiced::RATER, rater, form.added(words::RATER)),
        field(voiced::WHO, What::Text, form.added(words::WHO)),
        field(voiced::SCORE, What::Integer, form.added(words::SCORE)),
        field(voiced::REASON, What::Text, form.added(words::WHY_SCORE)),
        field(voiced::ONE_HIGHER, What::Text, form.added(words::ONE_HIGHER)),
    ];
    for row in &mut rows {
        match row.name.as_str() {
            voiced::SCORE => {
                let ends = |low: &str, high: &str| {
                    words::BETWEEN.map(|frame| frame.replace("{low}", low).replace("{high}", high))
                };
                let ([en, _], [_, km]) = (ends(&low.en, &high.en), ends(&low.km, &high.km));
                row.hint = Some(form.added([en.as_str(), km.as_str()]));
                row.required = some(&[format!("../{}", voiced::WHO), format!("../{}", voiced::RATER)]);
                row.constrain(". >= 0 and . <= 10".to_owned(), form.added(words::SCORE));
            }
            voiced::REASON => row.required = begun.clone().filter(|_| *reason_required),
            voiced::ONE_HIGHER => {
                let below = format!("../{0} != '' and ../{0} < 10", voiced::SCORE);
                row.required = Some(below).filter(|_| *one_higher_required);
            }
            _ => row.required.clone_from(&begun),
        }
    }
    if let Some(list) = about {
        rows.push(field(voiced::ABOUT, picked(form, list), form.added(words::ABOUT_ROW)));
    }
    rows
}
