//! Answers that a form asks for in several rows: orders, amounts of money, days that are only partly known, further
//! photographs, signatures.

use super::Part;
use super::rows::{Form, Role, Row, What, both};
use super::words;
use domain::instrument::{Currency, Item};

/// An order of all options is one question. Where some will do it is one question for each place: who is asked for an
/// order by a form always gives one of everything, and would name what nobody named.
pub(super) fn ranking<'a>(
    form: &Form<'a>,
    item: &'a Item,
    mut main: Row<'a>,
    (list, at_least, at_most): (String, u16, u16),
) -> Vec<Row<'a>> {
    let all = form.lists.iter().find(|own| own.name == list).map_or(0, |list| list.options.len());
    let Some(places) = placed(all, at_least, at_most) else {
        main.what = What::Rank(list);
        return vec![main];
    };
    let (label, hint) = (main.label.take(), main.hint.take());
    let (required, relevant) = (main.required.take(), main.relevant.clone());
    (main.constraint, main.message) = (None, None);
    let mut rows = Vec::new();
    let mut before: Vec<String> = Vec::new();
    for place in 1..=places {
        let name = form.names.get(Part::Placed(place), &item.code).to_owned();
        let mut row = Row::new(&name, What::One(list.clone()), Role::Part(Part::Placed(place), &item.code));
        let frame = format!("{place}. {{}}");
        row.label = label.as_ref().map(|label| label.each(|text| frame.replace("{}", text)));
        row.hint.clone_from(&hint.clone().filter(|_| place == 1));
        row.relevant = match before.last() {
            Some(last) => Some(format!("${{{last}}} != ''")),
            None => relevant.clone(),
        };
        if place == 1 || place <= at_least {
            row.required.clone_from(&required);
        }
        let others: Vec<String> = before.iter().map(|other| format!(". != ${{{other}}}")).collect();
        if !others.is_empty() {
            row.constrain(others.join(" and "), form.added(words::TWICE));
        }
        rows.push(row);
        before.push(name);
    }
    let parts: Vec<String> = before.iter().map(|name| format!("${{{name}}}")).collect();
    main.calculation = Some(format!("normalize-space(concat({}))", parts.join(", ' ', ")));
    (main.what, main.role) = (What::Calculate, Role::Derived);
    main.appearance = None;
    rows.push(main);
    rows
}

/// How many places of an order are asked for one by one; none where all options are put into an order.
pub(crate) fn placed(all: usize, at_least: u16, at_most: u16) -> Option<u16> {
    let all = u16::try_from(all).unwrap_or(u16::MAX);
    let most = if at_most == 0 { all } else { at_most.min(all) };
    (at_least < all || most < all).then_some(most)
}

/// An amount in each kind of money, and both together in riel.
pub(super) fn money<'a>(
    form: &Form<'a>,
    item: &'a Item,
    mut main: Row<'a>,
    currencies: &[Currency],
) -> Vec<Row<'a>> {
    let code = item.code.as_str();
    let rate = form.instrument.riel_per_dollar;
    let all = [
        (Currency::Riel, Part::Riel, What::Integer, words::RIEL),
        (Currency::Dollar, Part::Dollars, What::Decimal, words::DOLLARS),
    ];
    // A document that names none means both.
    let offered = |currency: &Currency| currencies.is_empty() || currencies.contains(currency);
    let all: Vec<_> = all.into_iter().filter(|(currency, ..)| offered(currency)).collect();
    let label = main.label.take();
    let (required, hint) = (main.required.take(), main.hint.take());
    let (constraint, message) = (main.constraint.take(), main.message.take());
    let mut rows = Vec::new();
    for (currency, part, what, frame) in &all {
        let name = form.names.get(*part, code);
        let mut row = Row::new(name, what.clone(), Role::Part(*part, code));
        row.label = label.as_ref().map(|label| label.within(*frame));
        row.hint.clone_from(&hint);
        row.relevant.clone_from(&main.relevant);
        // One of both will do.
        let other = all.iter().find(|(other, ..)| other != currency).map(|(_, part, ..)| *part);
        row.required = match (required.as_deref(), other) {
            (Some(required), Some(other)) => {
                let blank = format!("${{{}}} = ''", form.names.get(other, code));
                if required == "yes" { Some(blank) } else { both(Some(required.to_owned()), Some(blank)) }
            }
            (required, _) => required.map(str::to_owned),
        };
        // What is asked of the sum can be said here only where there is no other amount.
        if other.is_none() && matches!(currency, Currency::Riel) {
            row.constraint.clone_from(&constraint);
            row.message.clone_from(&message);
        }
        row.constrain(". >= 0".to_owned(), form.framed(words::AT_LEAST, "0"));
        if matches!(currency, Currency::Dollar) {
            row.constrain(". = round(., 2)".to_owned(), form.framed(words::DECIMALS, "2"));
        }
        rows.push(row);
    }
    let offered = |part: Part| all.iter().any(|(_, own, ..)| *own == part);
    let riel = format!("${{{}}}", form.names.get(Part::Riel, code));
    let dollars = format!("${{{}}}", form.names.get(Part::Dollars, code));
    // In cents first: a rate times a fraction is a little less than the whole that it should be.
    let exchanged = format!("int(round(coalesce({dollars}, 0) * 100) * {rate} div 100)");
    main.calculation = Some(match (offered(Part::Riel), offered(Part::Dollars), rate) {
        (true, false, _) => riel,
        (false, true, 0) => dollars,
        (true, true, 0) => format!("if({riel} != '', {riel}, {dollars})"),
        (false, true, _) => format!("if({dollars} = '', '', {exchanged})"),
        (true, true, _) => {
            format!("if(concat({riel}, {dollars}) = '', '', coalesce({riel}, 0) + {exchanged})")
        }
        (false, false, _) => "''".to_owned(),
    });
    main.appearance = None;
    rows.push(main);
    rows
}

/// A day, or where only its month or year may be known, words with a pattern.
pub(super) fn date<'a>(
    form: &mut Form<'a>,
    item: &'a Item,
    mut main: Row<'a>,
    (estimate, past): (bool, bool),
) -> Vec<Row<'a>> {
    if !estimate {
        if past {
            main.constrain(". <= today()".to_owned(), form.added(words::NOT_FUTURE));
        }
        return vec![main];
    }
    // No date of a form can be a month or a year only.
    main.what = What::Text;
    main.hint = Some(match main.hint.take() {
        Some(hint) => hint.beside("\n", &form.added(words::PARTIAL)),
        None => form.added(words::PARTIAL),
    });
    let pattern = "regex(., '^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$')";
    main.constrain(pattern.to_owned(), form.added(words::PARTIAL));
    if past {
        let first = "substring(concat(., '-01-01'), 1, 10)";
        main.constrain(format!("date({first}) <= today()"), form.added(words::NOT_FUTURE));
    }
    let label = form.words(&item.title, "").within(words::GUESSED);
    let asked = form.yes_no();
    let name = form.names.get(Part::About, &item.code);
    let mut about = Row::new(name, asked, Role::Part(Part::About, &item.code)).labelled(label);
    about.relevant = Some(format!("${{{}}} != ''", main.name));
    vec![main, about]
}

/// A form's picture is one: further ones are rows.
pub(super) fn more_photos<'a>(form: &Form<'a>, item: &'a Item, main: &Row<'a>) -> Row<'a> {
    let label = form.words(&item.title, "").within(words::MORE);
    let name = form.names.get(Part::More, &item.code);
    let mut more = Row::new(name, What::Repeat, Role::More(item)).labelled(label.clone());
    // ODK Web Forms keeps the file of what is no longer asked.
    more.relevant = both(main.relevant.clone(), Some(format!("${{{}}} != ''", main.name)));
    let file = form.names.get(Part::MoreFile, &item.code);
    more.children = vec![Row::new(file, What::Image, Role::Part(Part::MoreFile, &item.code)).labelled(label)];
    more
}

/// Who signed, and a thumb on paper instead.
pub(super) fn signature<'a>(form: &mut Form<'a>, item: &'a Item, mut main: Row<'a>) -> Vec<Row<'a>> {
    let code = item.code.as_str();
    let title = form.words(&item.title, "");
    let thumb = form.names.get(Part::Thumb, code).to_owned();
    let asked = form.yes_no();
    let mut thumb_row = Row::new(&thumb, asked, Role::Part(Part::Thumb, code));
    thumb_row.label = Some(title.within(words::THUMB));
    thumb_row.relevant.clone_from(&main.relevant);
    let signed = format!("${{{}}} != '' or ${{{thumb}}} = 'yes'", main.name);
    if let Some(required) = main.required.take() {
        let unless = format!("${{{thumb}}} != 'yes'");
        main.required = if required == "yes" { Some(unless) } else { both(Some(required), Some(unless)) };
    }
    let name = form.names.get(Part::Who, code);
    let mut who = Row::new(name, What::Text, Role::Part(Part::Who, code));
    who.label = Some(title.within(words::WHO_SIGNS));
    who.relevant = both(main.relevant.clone(), Some(signed));
    who.required = Some("yes".to_owned());
    vec![thumb_row, main, who]
}
