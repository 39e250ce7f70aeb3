//! The rows of one item.

use super::fields;
use super::rows::{Form, Role, Row, What, both};
use super::words;
use super::{Part, rows, several};
use domain::instrument::{Banding, Instrument, Item, Kind, Options, PlaceKind, YesNo};

/// Every row that an item needs, its own among them.
pub(super) fn rows<'a>(form: &mut Form<'a>, item: &'a Item) -> Vec<Row<'a>> {
    let code = item.code.as_str();
    let mut relevant = form.expr(code, item.relevant.as_deref());
    let mut found = Vec::new();
    if item.na_allowed {
        let name = form.names.get(Part::Na, code).to_owned();
        let title = form.words(&item.title, "").within(words::NOT_APPLICABLE);
        let asked = form.yes_no();
        let row = Row::new(&name, asked, Role::Part(Part::Na, code)).labelled(title);
        found.push(row.when(relevant.clone()));
        let why = form.names.get(Part::NaReason, code).to_owned();
        let label = form.added(words::WHY_NOT);
        let mut row = Row::new(&why, What::Text, Role::Part(Part::NaReason, code)).labelled(label);
        row.relevant = Some(format!("${{{name}}} = 'yes'"));
        row.required = Some("yes".to_owned());
        found.push(row);
        relevant = both(relevant, Some(format!("${{{name}}} != 'yes'")));
    }
    if let Some(caution) = &item.caution {
        let name = form.names.get(Part::Caution, code).to_owned();
        let label = form.words(caution, &format!("item.{code}.caution"));
        found.push(Row::new(&name, What::Note, Role::Derived).labelled(label).when(relevant.clone()));
    }
    if let (true, Some(guidance)) = (is_heading(item), &item.guidance) {
        // Converters show no hint above a group.
        let name = form.names.get(Part::Hint, code).to_owned();
        let label = form.words(guidance, &format!("item.{code}.guidance"));
        found.push(Row::new(&name, What::Note, Role::Derived).labelled(label).when(relevant.clone()));
    }
    let asked = relevant.clone();
    found.extend(own(form, item, relevant));
    if item.evidence {
        let label = form.words(&item.title, "").within(words::EVIDENCE);
        let name = form.names.get(Part::Evidence, code).to_owned();
        let mut row = Row::new(&name, What::Text, Role::Part(Part::Evidence, code)).labelled(label);
        let given = Some(form.logic.given(&form.names, item));
        row.relevant = if form.logic.is_file(item) { both(asked, given) } else { given };
        row.required = Some("yes".to_owned());
        row.appearance = Some("multiline".to_owned());
        found.push(row);
    }
    found
}

/// The row that is the item, and those that belong to its answer.
fn own<'a>(form: &mut Form<'a>, item: &'a Item, relevant: Option<String>) -> Vec<Row<'a>> {
    let code = item.code.as_str();
    let mut main = main(form, item);
    main.relevant = relevant;
    let name = main.name.clone();
    match &item.answer {
        Kind::Level { levels, reason_required, .. } => {
            main.what = What::One(fields::levels(form, item, levels));
            let mut reason = reason(form, item);
            reason.required = reason_required.then(|| "yes".to_owned());
            reason.relevant = Some(format!("${{{name}}} != ''"));
            vec![main, reason]
        }
        Kind::Choice { filter, reason_when, .. } => {
            main.what = What::One(options(form, item));
            main.filter = form.expr(code, filter.as_deref());
            with_reason(form, item, main, reason_when.iter().map(String::as_str))
        }
        Kind::YesNoUnknown { reason_when } => {
            main.what = form.yes_no_unknown();
            with_reason(form, item, main, reason_when.iter().map(yes_no))
        }
        Kind::Several { at_least, filter, .. } => {
            main.what = What::Many(options(form, item));
            main.filter = form.expr(code, filter.as_deref());
            limit(form, &mut main, *at_least);
            vec![main]
        }
        Kind::Ranking { at_least, at_most, .. } => {
            let list = options(form, item);
            several::ranking(form, item, main, (list, *at_least, *at_most))
        }
        Kind::Number { decimals, min, max, .. } => {
            main.what = if *decimals > 0 { What::Decimal } else { What::Integer };
            for (bound, sign, frame) in [(min, ">=", words::AT_LEAST), (max, "<=", words::AT_MOST)] {
                if let Some(bound) = bound {
                    let number = pointed(*bound, *decimals);
                    let message = form.framed(frame, &number);
                    main.constrain(format!(". {sign} {number}"), message);
                }
            }
            if *decimals > 0 {
                let message = form.framed(words::DECIMALS, &decimals.to_string());
                main.constrain(format!(". = round(., {decimals})"), message);
            }
            vec![main]
        }
        Kind::Money { currencies } => several::money(form, item, main, currencies),
        Kind::Date { estimate, not_after_today } => {
            several::date(form, item, main, (*estimate, *not_after_today))
        }
        Kind::Photo { at_most } if *at_most != 1 => {
            let more = several::more_photos(form, item, &main);
            vec![main, more]
        }
        Kind::Signature {} => several::signature(form, item, main),
        Kind::Group { items } => {
            let children: Vec<_> = items.iter().flat_map(|item| rows(form, item)).collect();
            main.children = children;
            vec![main]
        }
        Kind::Repeat { items, count, .. } => {
            main.count = form.expr(code, count.as_deref());
            let id = fields::row_id(form, code);
            let children: Vec<_> = items.iter().flat_map(|item| rows(form, item)).collect();
            main.children = std::iter::once(id).chain(children).collect();
            vec![main]
        }
        Kind::List { row, .. } => {
            main.children = fields::list(form, item, row);
            vec![main]
        }
        Kind::Scale { about, .. } => {
            main.children = fields::scale(form, item, about.as_deref());
            vec![main]
        }
        Kind::Calculated { expr, shown } => {
            main.calculation = form.expr(code, Some(expr));
            if *shown {
                (main.what, main.read_only) = (What::Text, true);
            }
            vec![main]
        }
        Kind::Text { .. }
        | Kind::Acknowledge {}
        | Kind::Time {}
        | Kind::Moment {}
        | Kind::Drawing { .. }
        | Kind::Photo { .. }
        | Kind::Audio {}
        | Kind::Place { .. }
        | Kind::Note {} => vec![main],
    }
}

/// The item's own row, before its kind adds to it.
fn main<'a>(form: &mut Form<'a>, item: &'a Item) -> Row<'a> {
    let code = item.code.as_str();
    let (what, appearance) = plain(&item.answer);
    let role = match &item.answer {
        Kind::List { .. } | Kind::Scale { .. } | Kind::Repeat { .. } => Role::Rows(item),
        Kind::Group { .. } => Role::Heading,
        Kind::Note {} | Kind::Calculated { .. } | Kind::Money { .. } => Role::Derived,
        Kind::Level { .. }
        | Kind::Text { .. }
        | Kind::Choice { .. }
        | Kind::Several { .. }
        | Kind::Ranking { .. }
        | Kind::YesNoUnknown { .. }
        | Kind::Acknowledge {}
        | Kind::Number { .. }
        | Kind::Date { .. }
        | Kind::Time {}
        | Kind::Moment {}
        | Kind::Drawing { .. }
        | Kind::Photo { .. }
        | Kind::Audio {}
        | Kind::Signature {}
        | Kind::Place { .. } => Role::Part(Part::Item, code),
    };
    let mut row = Row::new(form.names.get(Part::Item, code), what, role);
    row.label = Some(form.words(&item.title, &format!("item.{code}.title")));
    let guidance = item.guidance.as_ref().filter(|_| !is_heading(item));
    row.hint = guidance.map(|text| form.words(text, &format!("item.{code}.guidance")));
    // A heading is not answered: nothing can be required of it.
    if item.is_asked() && !matches!(row.role, Role::Rows(_)) {
        row.required = match item.required {
            true => Some("yes".to_owned()),
            false => form.expr(code, item.required_when.as_deref()),
        };
        let constraint = item.constraint.as_ref();
        row.constraint = form.expr(code, constraint.map(|constraint| constraint.when.as_str()));
        let message =
            |c: &domain::instrument::Constraint| form.words(&c.message, &format!("item.{code}.constraint"));
        row.message = constraint.map(message);
    }
    // What a record would begin with from the file or an earlier one is blank in a form: there it has to be written.
    row.read_only = item.read_only && item.prefill.is_none();
    row.appearance = item.appearance.clone().or(appearance.map(str::to_owned));
    if let Kind::Place { what: PlaceKind::Village } = &item.answer {
        row.constrain("regex(., '^[0-9]{1,8}$')".to_owned(), form.added(words::VILLAGE));
    }
    row
}

/// Whether its row is a heading above others.
fn is_heading(item: &Item) -> bool {
    matches!(plain(&item.answer).0, What::Group | What::Repeat)
}

/// What a kind is where nothing more needs to be said of it.
fn plain(kind: &Kind) -> (What, Option<&'static str>) {
    match kind {
        Kind::Text { long: true } => (What::Text, Some("multiline")),
        Kind::Time {} => (What::Time, None),
        Kind::Moment {} => (What::Moment, None),
        Kind::Date { .. } => (What::Date, None),
        Kind::Note {} => (What::Note, None),
        Kind::Acknowledge {} => (What::Acknowledge, None),
        Kind::Photo { .. } => (What::Image, None),
        Kind::Drawing { .. } => (What::Image, Some("draw")),
        Kind::Signature {} => (What::Image, Some("signature")),
        Kind::Audio {} => (What::Audio, None),
        Kind::Place { what: PlaceKind::Village } => (What::Text, None),
        Kind::Place { what: PlaceKind::Point } => (What::Point, None),
        Kind::Place { what: PlaceKind::Trace } => (What::Trace, None),
        Kind::Place { what: PlaceKind::Shape } => (What::Shape, None),
        Kind::Calculated { .. } | Kind::Money { .. } => (What::Calculate, None),
        Kind::Group { .. } => (What::Group, None),
        Kind::Repeat { .. } | Kind::List { .. } | Kind::Scale { .. } => (What::Repeat, None),
        Kind::Number { .. } => (What::Integer, None),
        Kind::Text { long: false }
        | Kind::Level { .. }
        | Kind::Choice { .. }
        | Kind::Several { .. }
        | Kind::Ranking { .. }
        | Kind::YesNoUnknown { .. } => (What::Text, None),
    }
}

pub(crate) fn yes_no(value: &YesNo) -> &'static str {
    match value {
        YesNo::Yes => "yes",
        YesNo::No => "no",
        YesNo::Unknown => "unknown",
    }
}

/// The list that holds what an item offers.
fn options<'a>(form: &mut Form<'a>, item: &'a Item) -> String {
    let instrument: &'a Instrument = form.instrument;
    let all = instrument.options(&item.answer).map_or(&[][..], |Options { options, .. }| options);
    let shared = item.answer.list();
    let (name, path) = match shared {
        Some(list) => (form.names.get(Part::Options, list).to_owned(), format!("list.{list}")),
        None => (form.names.get(Part::Item, &item.code).to_owned(), format!("item.{}.option", item.code)),
    };
    form.offer(&name, all, &path)
}

fn reason<'a>(form: &Form<'a>, item: &'a Item) -> Row<'a> {
    let label = form.words(&item.title, "").within(words::REASON);
    let name = form.names.get(Part::Reason, &item.code);
    let mut row = Row::new(name, What::Text, Role::Part(Part::Reason, &item.code)).labelled(label);
    row.appearance = Some("multiline".to_owned());
    row
}

fn with_reason<'a, 't>(
    form: &Form<'a>,
    item: &'a Item,
    main: Row<'a>,
    when: impl Iterator<Item = &'t str>,
) -> Vec<Row<'a>> {
    let cases: Vec<String> = when.map(|code| format!("${{{}}} = '{code}'", main.name)).collect();
    if cases.is_empty() {
        return vec![main];
    }
    let mut row = reason(form, item);
    row.relevant = Some(cases.join(" or "));
    row.required = Some("yes".to_owned());
    vec![main, row]
}

/// At least so many are chosen.
fn limit<'a>(form: &Form<'a>, row: &mut Row<'a>, least: u16) {
    if least > 0 {
        let message = form.framed(words::AT_LEAST, &least.to_string());
        row.constrain(format!("count-selected(.) >= {least}"), message);
    }
}

/// A whole number with its point put back: 365 with one decimal is `36.5`.
pub(crate) fn pointed(value: i64, decimals: u8) -> String {
    if decimals == 0 {
        return value.to_string();
    }
    let digits = usize::from(decimals);
    let plain = format!("{:0>width$}", value.unsigned_abs(), width = digits.saturating_add(1));
    let (whole, part) = plain.split_at(plain.len().saturating_sub(digits));
    let sign = if value < 0 { "-" } else { "" };
    let part = part.trim_end_matches('0');
    if part.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{part}") }
}

/// What somebody may set for a banding, and why.
pub(super) fn set<'a>(form: &mut Form<'a>, banding: &'a Banding) -> Vec<Row<'a>> {
    let code = banding.code.as_str();
    let title = form.words(&banding.title, "");
    let own = form.names.get(Part::Set, code).to_owned();
    let bands: Vec<domain::instrument::Choice> = banding
        .bands
        .iter()
        .map(|band| domain::instrument::Choice {
            code: band.code.clone(),
            label: band.label.clone(),
            attributes: std::collections::BTreeMap::new(),
            picture: None,
        })
        .collect();
    let list = form.offer(&own, &bands, &format!("banding.{code}"));
    let row = Row::new(&own, What::One(list), Role::Part(Part::Set, code));
    let why = Row::new(form.names.get(Part::SetReason, code), What::Text, Role::Part(Part::SetReason, code));
    let mut why = why.labelled(title.within(words::WHY_SET)).when(Some(format!("${{{own}}} != ''")));
    why.required = Some("yes".to_owned());
    vec![row.labelled(title.within(words::SET)), why]
}

impl<'a> rows::Form<'a> {
    /// A text that the form adds, with a number in it.
    pub(super) fn framed(&self, frame: [&str; 2], number: &str) -> words::Words {
        let [en, km] = words::framed(frame, number);
        self.added([en.as_str(), km.as_str()])
    }
}
