//! The sheet `settings`: one row that says what the form is called.

use super::book::{Cell, Row, Sheet};
use super::dialect::language_name;
use super::faults::{Findings, Place, letter, nearest};
use super::messages::FaultKind;
use super::table::{Languages, Side};
use domain::instrument::{Subject, Text};

/// What the sheet says.
#[derive(Debug, Default)]
pub(super) struct Settings {
    pub title: Text,
    pub id: Option<String>,
    pub default_language: Option<String>,
    pub subject: Option<Subject>,
}

/// What becomes of a setting.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Use {
    Title,
    Id,
    DefaultLanguage,
    Subject,
    /// Has no effect on the document.
    Nothing,
    Kept,
}

const KNOWN: &[(&str, Use)] = &[
    ("form_title", Use::Title),
    ("set_form_title", Use::Title),
    ("title", Use::Title),
    ("form_id", Use::Id),
    ("set_form_id", Use::Id),
    ("id_string", Use::Id),
    ("default_language", Use::DefaultLanguage),
    ("kinkeeper_subject", Use::Subject),
    ("clean_text_values", Use::Nothing),
    ("allow_choice_duplicates", Use::Nothing),
    ("version", Use::Kept),
    ("style", Use::Kept),
    ("instance_name", Use::Kept),
    ("public_key", Use::Kept),
    ("submission_url", Use::Kept),
    ("auto_send", Use::Kept),
    ("auto_delete", Use::Kept),
    ("name", Use::Kept),
    ("namespaces", Use::Kept),
    ("prefix", Use::Kept),
    ("delimiter", Use::Kept),
    ("client_editable", Use::Kept),
    ("add_none_option", Use::Kept),
    ("instance_xmlns", Use::Kept),
    ("omit_instanceid", Use::Kept),
    ("sms_keyword", Use::Kept),
    ("sms_separator", Use::Kept),
    ("sms_allow_media", Use::Kept),
    ("sms_date_format", Use::Kept),
    ("sms_datetime_format", Use::Kept),
    ("sms_response", Use::Kept),
];

/// Subjects, as they are written.
const SUBJECTS: &[(&str, Subject)] = &[
    ("child", Subject::Child),
    ("family", Subject::Family),
    ("carer", Subject::Carer),
    ("network", Subject::Network),
    ("village", Subject::Village),
    ("group", Subject::Group),
    ("facility", Subject::Facility),
    ("worker", Subject::Worker),
];

/// Reads the sheet.
pub(super) fn read(sheet: Option<&Sheet>, found: &mut Findings) -> Settings {
    let mut settings = Settings::default();
    let Some(sheet) = sheet else {
        found.warn(Place::sheet("settings"), FaultKind::TitleMissing, &[]);
        return settings;
    };
    if let Some(second) = sheet.rows.get(1) {
        let at = Place { sheet: Some(&sheet.name), row: Some(second.number), column: None };
        found.warn(at, FaultKind::SettingsRows, &[]);
    }
    let mut titles: Vec<(Option<String>, &str, Place<'_>)> = Vec::new();
    let mut seen: Vec<(String, u32)> = Vec::new();
    for (index, heading) in &sheet.headings.cells {
        let (plain, language) = split(&heading.text);
        let at = |row: &Row| Place {
            sheet: Some(sheet.name.as_str()),
            row: Some(row.number),
            column: Some((Some(*index), heading.text.as_str())),
        };
        let whole = heading.text.split_whitespace().collect::<Vec<_>>().join("_").to_lowercase();
        if let Some((_, first)) = seen.iter().find(|(known, _)| *known == whole) {
            found.error(at(&sheet.headings), FaultKind::ColumnTwice, &[("first", &letter(*first))]);
            continue;
        }
        seen.push((whole, *index));
        let cell = sheet.rows.first().and_then(|row| row.cells.get(index).map(|cell| (at(row), cell)));
        let known = KNOWN.iter().find(|(name, _)| *name == plain).map(|(_, what)| *what);
        let what = match known {
            Some(what) => what,
            None if plain.starts_with("kinkeeper_") || plain.starts_with("attribute::") => Use::Kept,
            None => {
                let similar = nearest(&plain, KNOWN.iter().map(|(name, _)| *name)).unwrap_or_default();
                found.strict(at(&sheet.headings), FaultKind::ColumnUnknown, &[("similar", similar)]);
                continue;
            }
        };
        let Some((place, cell)) = cell else { continue };
        if what == Use::Title {
            titles.push((language, &cell.text, place));
        } else {
            take(&mut settings, what, (cell, place), found);
        }
    }
    title(&mut settings, &titles, found);
    if titles.is_empty() {
        found.warn(Place::sheet(&sheet.name), FaultKind::TitleMissing, &[]);
    }
    settings
}

fn take(settings: &mut Settings, what: Use, (cell, place): (&Cell, Place<'_>), found: &mut Findings) {
    match what {
        Use::Id => settings.id = Some(cell.text.clone()),
        Use::DefaultLanguage => settings.default_language = Some(cell.text.clone()),
        Use::Subject => {
            let wanted = cell.text.to_lowercase();
            settings.subject = SUBJECTS.iter().find(|(name, _)| *name == wanted).map(|(_, subject)| *subject);
            if settings.subject.is_none() {
                let choices: Vec<&str> = SUBJECTS.iter().map(|(name, _)| *name).collect();
                let details = [("value", cell.text.as_str()), ("choices", &choices.join(", "))];
                found.error(place, FaultKind::SettingBad, &details);
            }
        }
        Use::Kept => found.keep(place, FaultKind::SettingKept, &cell.text),
        Use::Title | Use::Nothing => {}
    }
}

/// A title belongs to the language that its heading names, or in whose letters it is written.
fn title(settings: &mut Settings, titles: &[(Option<String>, &str, Place<'_>)], found: &mut Findings) {
    let mut languages = Languages::new(None, None);
    for (language, text, place) in titles {
        let is_khmer = text.chars().any(|c| matches!(c, '\u{1780}'..='\u{17b3}'));
        let by_script = if is_khmer { Side::Khmer } else { Side::English };
        match language.as_deref().map_or(by_script, |name| languages.side(name)) {
            Side::English => settings.title.en = (*text).to_owned(),
            Side::Khmer => settings.title.km = (*text).to_owned(),
            Side::Other(_) => found.keep(*place, FaultKind::SettingKept, text),
        }
    }
}

/// A heading without its language.
fn split(text: &str) -> (String, Option<String>) {
    let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join("_").to_lowercase();
    match text.split_once("::") {
        Some((name, language)) if plain(name) != "attribute" => (plain(name), language_name(language)),
        Some(_) | None => (plain(text), None),
    }
}

/// A code made of what the form calls itself: small letters, digits, `-`, `_` and `.`.
pub(super) fn code_of(text: &str) -> String {
    let mut code = String::new();
    for c in text.trim().chars().take(80) {
        if c.is_alphanumeric() || matches!(c, '_' | '.') {
            code.extend(c.to_lowercase());
        } else if !code.is_empty() && !code.ends_with('-') {
            code.push('-');
        }
    }
    code.trim_end_matches(['-', '.']).to_owned()
}
