//! Answers as the data of a form.

use super::paths::ROOT;
use super::xml::Out;
use crate::xlsform_out::rows::{Form, Role, Row, What, voiced};
use crate::xlsform_out::words::voice;
use crate::xlsform_out::{Part, pointed, spoken, yes_no};
use domain::instrument::{Answer, Answers, FieldKind, Instrument, Item, Kind, Rating, Row as Line};

/// The answers of a record as a filled form, under the name that is given (`uuid:…`).
///
/// What a form has no place for is left out: lines of drawings and signatures (a file's name stands for them), lists
/// and choices answered with nothing, seconds, and answers to what the document does not ask.
pub fn to_instance(instrument: &Instrument, answers: &Answers, instance_id: &str) -> String {
    let form = Form::new(instrument);
    let mut out = Out::document();
    let version = instrument.version.to_string();
    let attributes = [
        ("xmlns:orx", "http://openrosa.org/xforms"),
        ("id", instrument.code.as_str()),
        ("version", &version),
    ];
    out.open(ROOT, &attributes);
    let writer = Writer { form: &form, record: answers };
    writer.rows(&form.rows, Here::Answers(answers, ""), &mut out);
    out.open("meta", &[]);
    out.leaf("instanceID", instance_id);
    out.close("meta");
    out.close(ROOT);
    out.text
}

struct Writer<'f> {
    form: &'f Form<'f>,
    record: &'f Answers,
}

/// What the rows at some place are filled from.
#[derive(Clone, Copy)]
enum Here<'h> {
    /// Answers, and the id of the instance that they are of.
    Answers(&'h Answers, &'h str),
    /// A row of a list at a position from 1, and the answers beside that list.
    Line(&'h Item, (&'h Line, usize), &'h Answers),
    /// What somebody says on a scale, and the answers beside it.
    Rating(&'h Item, &'h Rating, &'h Answers),
    /// A photograph.
    File(&'h str),
}

impl Writer<'_> {
    fn rows(&self, rows: &[Row<'_>], here: Here<'_>, out: &mut Out) {
        for row in rows {
            match (&row.role, row.what == What::Group) {
                (Role::Heading, _) => {
                    out.open(&row.name, &[]);
                    self.rows(&row.children, here, out);
                    out.close(&row.name);
                }
                (Role::Rows(item), _) => self.repeat(row, item, here, out),
                (Role::More(item), _) => {
                    let Here::Answers(answers, _) = here else { continue };
                    let Some(Answer::Files { files }) = answers.get(&item.code) else { continue };
                    for file in files.iter().skip(1) {
                        self.once(row, Here::File(file), out);
                    }
                }
                (Role::Part(part, code), _) => {
                    out.leaf(&row.name, &self.part((*part, code), row, here).unwrap_or_default());
                }
                (Role::Field(code), _) => {
                    out.leaf(&row.name, &self.field(code, here).unwrap_or_default());
                }
                (Role::Derived, _) => out.empty(&row.name, &[]),
            }
        }
    }

    fn once(&self, row: &Row<'_>, here: Here<'_>, out: &mut Out) {
        out.open(&row.name, &[]);
        self.rows(&row.children, here, out);
        out.close(&row.name);
    }

    fn repeat(&self, row: &Row<'_>, item: &Item, here: Here<'_>, out: &mut Out) {
        let Here::Answers(answers, _) = here else { return };
        match answers.get(&item.code) {
            Some(Answer::List { rows }) => {
                for (position, line) in (1..).zip(rows) {
                    self.once(row, Here::Line(item, (line, position), answers), out);
                }
            }
            Some(Answer::Scale { ratings }) => {
                for rating in ratings {
                    self.once(row, Here::Rating(item, rating, answers), out);
                }
            }
            Some(Answer::Repeat { rows }) => {
                for instance in rows {
                    self.once(row, Here::Answers(&instance.answers, &instance.id), out);
                }
            }
            Some(_) | None => {}
        }
    }

    /// A part of an answer, as the form holds it.
    fn part(&self, (part, code): (Part, &str), row: &Row<'_>, here: Here<'_>) -> Option<String> {
        let answers = match here {
            Here::Answers(_, id) if part == Part::RowId => return Some(id.to_owned()),
            Here::Answers(answers, _) => answers,
            Here::Line(item, (line, position), _) => {
                return if part == Part::RowId {
                    Some(line.id.clone())
                } else {
                    picked(item, line, position).filter(|_| part == Part::Pick)
                };
            }
            Here::Rating(..) => return None,
            Here::File(file) => return Some(file.to_owned()),
        };
        let answer =
            if part == Part::Evidence { answers.get(&format!("{code}.evidence")) } else { answers.get(code) };
        let told = |is: bool| is.then(|| "yes".to_owned());
        match (part, answer?) {
            (Part::Item, answer) => self.whole(code, answer, row),
            (
                Part::Reason,
                Answer::Level { reason, .. } | Answer::Choice { reason, .. } | Answer::YesNo { reason, .. },
            )
            | (Part::NaReason, Answer::NotApplicable { reason })
            | (Part::SetReason, Answer::Override { reason, .. }) => Some(reason.clone()),
            (Part::Na, Answer::NotApplicable { .. }) => told(true),
            (Part::Evidence, Answer::Evidence { text }) => Some(text.clone()),
            (Part::Riel, Answer::Money { riel, .. }) => riel.map(|riel| riel.to_string()),
            (Part::Dollars, Answer::Money { cents, .. }) => cents.map(|cents| pointed(cents, 2)),
            (Part::Placed(place), Answer::Ranking { order }) => {
                order.get(usize::from(place).saturating_sub(1)).cloned()
            }
            (Part::About, Answer::When { about, .. }) => told(*about),
            (Part::Who, Answer::Signature { who, .. }) => Some(who.clone()),
            (Part::Thumb, Answer::Signature { thumb, .. }) => told(*thumb),
            (Part::Set, Answer::Override { band, .. }) => Some(band.clone()),
            (_, _) => None,
        }
    }

    /// An answer that one node holds.
    fn whole(&self, code: &str, answer: &Answer, row: &Row<'_>) -> Option<String> {
        let item = self.form.logic.item(code)?;
        let file = |is: bool| is.then(|| format!("{}.png", row.name));
        match answer {
            Answer::Level { value, .. } => Some(value.to_string()),
            Answer::Text { text } => Some(text.clone()),
            Answer::Choice { option, .. } => Some(option.clone()),
            Answer::Several { options } => Some(options.join(" ")),
            Answer::Ranking { order } => Some(order.join(" ")),
            Answer::YesNo { value, .. } => Some(yes_no(value).to_owned()),
            Answer::Number { value } => {
                let Kind::Number { decimals, .. } = &item.answer else { return None };
                Some(pointed(*value, *decimals))
            }
            // With the zone of the country: clients read a time without one as they please.
            Answer::When { value, .. } => {
                let timed = matches!(item.answer, Kind::Time {} | Kind::Moment {});
                Some(if timed { format!("{value}:00.000+07:00") } else { value.clone() })
            }
            Answer::Place { value } => Some(value.clone()),
            Answer::Acknowledged {} => Some("OK".to_owned()),
            Answer::Files { files } => files.first().cloned(),
            Answer::Drawing { strokes, marks } => file(!strokes.is_empty() || !marks.is_empty()),
            Answer::Signature { strokes, .. } => file(!strokes.is_empty()),
            Answer::Money { .. }
            | Answer::List { .. }
            | Answer::Scale { .. }
            | Answer::Repeat { .. }
            | Answer::Override { .. }
            | Answer::Evidence { .. }
            | Answer::NotApplicable { .. } => None,
        }
    }

    fn field(&self, code: &str, here: Here<'_>) -> Option<String> {
        match here {
            Here::Line(item, (line, _), beside) => {
                let value = line.fields.get(code)?;
                let Kind::List { row, .. } = &item.answer else { return None };
                match row.iter().find(|field| field.code == code).map(|field| &field.holds) {
                    Some(FieldKind::Link { to }) => Some(self.linked(to, value, beside)),
                    _ => Some(value.clone()),
                }
            }
            Here::Rating(item, rating, beside) => match code {
                voiced::RATER => Some(voice(rating.rater).0.to_owned()),
                voiced::WHO => Some(rating.who.clone()),
                voiced::SCORE => Some(rating.score.to_string()),
                voiced::REASON => Some(rating.reason.clone()),
                voiced::ONE_HIGHER => Some(rating.one_higher.clone()),
                voiced::ABOUT => {
                    let Kind::Scale { about: Some(list), .. } = &item.answer else { return None };
                    rating.about.as_ref().map(|id| self.linked(list, id, beside))
                }
                _ => None,
            },
            Here::Answers(..) | Here::File(_) => None,
        }
    }

    /// The line by which the form names a row of another list; the id itself when that row is not there.
    fn linked(&self, list: &str, id: &str, beside: &Answers) -> String {
        let found = [beside, self.record].into_iter().find_map(|answers| answers.get(list));
        let (Some(Answer::List { rows }), Some(item)) = (found, self.form.logic.item(list)) else {
            return id.to_owned();
        };
        let line = (1..).zip(rows).find(|(_, line)| line.id == id);
        line.and_then(|(position, line)| picked(item, line, position)).unwrap_or_else(|| id.to_owned())
    }
}

/// The line by which the form names a row.
fn picked(item: &Item, line: &Line, position: usize) -> Option<String> {
    let Kind::List { row, .. } = &item.answer else { return None };
    let words = line.fields.get(&spoken(row)?.code).map(String::as_str).unwrap_or_default();
    Some(format!("{position}. {words}"))
}
