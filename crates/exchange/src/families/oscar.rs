//! Reads a workbook with the column headings of OSCaR's onboarding workbook (sheets `users`, `families` and
//! `clients`) into the same plan. Every client becomes a person: of the family whose id the client's row
//! names, or of a family of their own. Columns that have no field here are kept, with their headings, in the
//! family's import note, so that nothing is lost on the way.

use super::book::{Sheet, Value};
use super::cells::{Cells, LONG, SHORT};
use super::choices::choose;
use super::columns::Table;
use super::messages::Code;
use super::plan::{FamilyRow, FileStatus, IdPoor, PersonRow, ReferralPart, Relation, RelationshipRow, Sex};
use super::problem::{Findings, Place};
use super::rows::{folded, referral_source};
use super::{ImportContext, Sorted, values};
use crate::gazetteer::PlaceNamed;
use crate::text::{bare, is_khmer};
use domain::time::Birth;
use std::collections::HashMap;

/// Headings of the sheet `families` that have a place in the plan, bare of case and punctuation, with our key.
const FAMILY_HEADINGS: &[(&str, &str)] = &[
    ("familyid", "family_id"),
    ("familystatus", "status"),
    ("provincecity", "province"),
    ("districtkhan", "district"),
    ("communesangkat", "commune"),
    ("house", "house"),
    ("street", "street"),
    ("village", "village"),
];

/// The same for the sheet `clients`, with the headings of a later version of the workbook.
const CLIENT_HEADINGS: &[(&str, &str)] = &[
    ("givennameenglish", "given_latin"),
    ("familynameenglish", "family_latin"),
    ("givennamekhmer", "given_km"),
    ("familynamekhmer", "family_km"),
    ("gender", "sex"),
    ("dateofbirth", "birth"),
    ("referralcategory", "source"),
    ("referralsourcecategory", "source"),
    ("initialreferraldate", "referred_on"),
    ("dateofreferral", "referred_on"),
    ("relevantreferralinformationnotes", "reason"),
    ("primarycarername", "carer"),
    ("primarycarerphonenumber", "carer_phone"),
    ("currentprovince", "province"),
    ("addressdistrictkhan", "district"),
    ("addresscommunesangkat", "commune"),
    ("addresshouse", "house"),
    ("addressstreet", "street"),
    ("addressvillage", "village"),
    ("schoolname", "school_name"),
    ("schoolgrade", "grade"),
    ("istheclientratedforidpoor", "idpoor"),
    ("familyid", "family_id"),
    ("caseworkerid", "worker"),
    ("ngoexiteddate", "exited_on"),
];

/// Our keys of the columns of which each client needs one.
const NAMES: &[&str] = &["given_km", "given_latin", "family_km", "family_latin"];

fn key_of(headings: &[(&'static str, &'static str)], heading: &str) -> Option<&'static str> {
    let wanted = bare(heading);
    headings.iter().find(|(known, _)| *known == wanted).map(|(_, key)| *key)
}

/// A sheet with the columns that have no place in the plan.
struct Source {
    table: Table,
    homeless: Vec<(u32, String)>,
}

impl Source {
    fn find(
        sheet: Sheet,
        headings: &'static [(&'static str, &'static str)],
        needed: &[(&[&str], &str)],
        found: &mut Findings,
    ) -> Option<Self> {
        let (table, homeless) = Table::find_with(sheet, found, &|text| key_of(headings, text))?;
        for (keys, heading) in needed {
            table.need(keys, heading, found);
        }
        for (index, heading) in &homeless {
            if table.rows.iter().any(|row| row.get(*index).is_some()) {
                let column = Some((*index, heading.as_str()));
                let place = Place { sheet: Some(&table.sheet), column, ..Place::default() };
                found.warn(place, Code::ColumnKept, &[]);
            }
        }
        Some(Self { table, homeless })
    }

    /// The lines of the import note that keep what this row says in columns without a place.
    fn keep(&self, row: usize, note: &mut Note) {
        let Some(row) = self.table.rows.get(row) else { return };
        for (index, heading) in &self.homeless {
            match row.get(*index) {
                Some(Value::Error(_)) | None => {}
                Some(value) => note.line(heading, &value.shown()),
            }
        }
    }
}

/// An import note that grows line by line.
#[derive(Default)]
struct Note(Vec<String>);

impl Note {
    fn line(&mut self, heading: &str, content: &str) {
        self.0.push(format!("{}: {content}", heading.replace('*', "").trim()));
    }
    fn add_to(self, note: &mut Option<String>) {
        if self.0.is_empty() {
            return;
        }
        let lines = self.0.join("\n");
        *note = Some(note.take().map_or(lines.clone(), |before| format!("{before}\n{lines}")));
    }
}

/// Reads the families.
pub(super) fn read(sorted: Sorted, ctx: &ImportContext<'_>, found: &mut Findings) -> Vec<FamilyRow> {
    if let Some(users) = &sorted.users {
        let rows = users.rows.len().saturating_sub(1).to_string();
        let place = Place { sheet: Some(&users.name), ..Place::default() };
        found.warn(place, Code::SheetNotImported, &[("count", &rows)]);
    }
    if let Some(relationships) = &sorted.relationships {
        let place = Place { sheet: Some(&relationships.name), ..Place::default() };
        found.warn(place, Code::SheetUnknown, &[]);
    }
    let family_needs: &[(&[&str], &str)] = &[(&["family_id"], "Family ID")];
    let client_needs: &[(&[&str], &str)] = &[(&["sex"], "Gender"), (NAMES, "Given Name (Khmer)")];
    let families =
        sorted.families.and_then(|sheet| Source::find(sheet, FAMILY_HEADINGS, family_needs, found));
    let clients = sorted.clients.and_then(|sheet| Source::find(sheet, CLIENT_HEADINGS, client_needs, found));
    let mut import = Import { ctx, found, families: Vec::new(), by_id: HashMap::new() };
    if let Some(source) = &families {
        import.read_families(source);
    }
    if let Some(source) = &clients {
        import.read_clients(source);
        if source.table.rows.is_empty() {
            let place = Place { sheet: Some(&source.table.sheet), ..Place::default() };
            import.found.problem(place, Code::SheetEmpty, &[]);
        }
    }
    let Import { families: made, found, .. } = import;
    if let Some(source) = &families {
        // Only now is it known which families got their village from a client's address.
        for (row, family) in source.table.rows.iter().zip(&made) {
            if family.people.is_empty() {
                found.warn(source.table.place(row, "family_id"), Code::FamilyWithoutPeople, &[]);
            }
            let place = source.table.place(row, "village");
            if family.village.is_empty() && place.value.is_none() {
                found.problem(place, Code::Required, &[]);
            }
        }
    }
    made
}

struct Import<'c, 'f> {
    ctx: &'c ImportContext<'c>,
    found: &'f mut Findings,
    families: Vec<FamilyRow>,
    /// Folded family id to its place in `families` and its row.
    by_id: HashMap<String, (usize, u32)>,
}

impl Import<'_, '_> {
    fn cells<'a>(&'a mut self, table: &'a Table, row: &'a super::book::Row) -> Cells<'a> {
        Cells { table, row, found: &mut *self.found, today: self.ctx.today }
    }

    fn read_families(&mut self, source: &Source) {
        for (index, row) in source.table.rows.iter().enumerate() {
            let ctx = self.ctx;
            let mut cells = self.cells(&source.table, row);
            cells.require("family_id");
            let code = cells.code("family_id").unwrap_or_default();
            let mut note = Note::default();
            let status = understood(&mut cells, "status", &mut note, status);
            let village = village(&mut cells, ctx).unwrap_or_default();
            let address = address(&mut cells);
            let mut family = blank(&cells, code.clone());
            source.keep(index, &mut note);
            note.add_to(&mut family.import_note);
            let first = self.by_id.get(&folded(&code)).map(|(_, row)| row.to_string());
            if let Some(first) = first.filter(|_| !code.is_empty()) {
                let place = source.table.place(row, "family_id");
                self.found.problem(place, Code::DuplicateFamily, &[("row", &first)]);
            } else {
                self.by_id.insert(folded(&code), (self.families.len(), row.number));
            }
            self.families.push(FamilyRow { village, address, status, ..family });
        }
    }

    fn read_clients(&mut self, source: &Source) {
        for (index, row) in source.table.rows.iter().enumerate() {
            let ctx = self.ctx;
            let by_id = self.by_id.clone();
            let mut cells = self.cells(&source.table, row);
            let (client, mut note) = client(&mut cells, ctx);
            let at = match cells.code("family_id") {
                Some(id) => match by_id.get(&folded(&id)) {
                    Some((at, _)) => Some(*at),
                    None => {
                        cells.problem("family_id", Code::FamilyNotFound, &[("family", &id)]);
                        continue;
                    }
                },
                None => None,
            };
            // With a family that has its village already, an address on the client's row is only a note.
            let settled = at.and_then(|at| self.families.get(at)).is_some_and(|f| !f.village.is_empty());
            let mut cells = self.cells(&source.table, row);
            let (village, address) = if settled {
                keep_address(&mut cells, &mut note);
                (None, None)
            } else {
                if at.is_none() {
                    cells.require("village");
                }
                (village(&mut cells, ctx), address(&mut cells))
            };
            let new = blank(&cells, client.person.code.clone());
            let at = at.unwrap_or_else(|| {
                self.families.push(new);
                self.families.len() - 1
            });
            source.keep(index, &mut note);
            let Some(family) = self.families.get_mut(at) else { continue };
            if family.village.is_empty() {
                family.village = village.unwrap_or_default();
                family.address = family.address.take().or(address);
            }
            let carer_is_new = join(family, client, note);
            if carer_is_new {
                self.found.warn(source.table.place(row, "carer"), Code::CarerMadePerson, &[]);
            }
        }
    }
}

/// What a client's row says.
struct Client {
    person: PersonRow,
    carer: Option<PersonRow>,
    referral: ReferralPart,
    worker: Option<String>,
    id_poor: Option<IdPoor>,
    closed: bool,
}

fn client(cells: &mut Cells<'_>, ctx: &ImportContext<'_>) -> (Client, Note) {
    let mut note = Note::default();
    // Khmer order in both scripts: family name first.
    let mut name = |family: &str, given: &str| {
        let parts: Vec<String> =
            [family, given].into_iter().filter_map(|key| cells.text(key, SHORT)).collect();
        (!parts.is_empty()).then(|| parts.join(" "))
    };
    let (name_km, name_latin) = (name("family_km", "given_km"), name("family_latin", "given_latin"));
    if name_km.is_none()
        && name_latin.is_none()
        && let Some(key) = NAMES.iter().find(|key| cells.table.column(key).is_some())
    {
        cells.problem(key, Code::NameMissing, &[]);
    }
    let birth: Option<Birth> = cells.birth("birth");
    let sex = understood(cells, "sex", &mut note, choose::<Sex>).unwrap_or(Sex::Unknown);
    let code = format!("client-{}", cells.row.number);
    let person = PersonRow {
        name_km,
        name_latin,
        sex,
        birth,
        school_name: cells.text("school_name", SHORT),
        grade: cells.text("grade", SHORT),
        is_child_of_concern: birth.is_none_or(|birth| birth.age_on(ctx.today) < 18),
        ..nobody(cells, code)
    };
    let referral = ReferralPart {
        source: cells.text("source", SHORT).map(referral_source),
        reason: cells.text("reason", LONG),
        on: cells.day("referred_on"),
    };
    let known_worker = |name: &str| (ctx.workers)(name).then(|| name.to_owned());
    let worker = understood(cells, "worker", &mut note, known_worker);
    let id_poor = understood(cells, "idpoor", &mut note, choose::<IdPoor>);
    let exited = cells.day("exited_on");
    if let (Some(day), Some((_, heading))) = (exited, cells.table.column("exited_on")) {
        note.line(heading, &day.to_string());
    }
    let carer = carer(cells, &mut note);
    (Client { person, carer, referral, worker, id_poor, closed: exited.is_some() }, note)
}

/// The carer whom a client's row names.
fn carer(cells: &mut Cells<'_>, note: &mut Note) -> Option<PersonRow> {
    let phones = understood(cells, "carer_phone", note, |text| {
        values::phones(&Value::Text(text.to_owned()))
            .or_else(|| values::phones(&Value::Number(text.parse().ok()?)))
            .map(|read| read.value)
    });
    let Some(name) = cells.text("carer", SHORT) else {
        if let (Some(phones), Some((_, heading))) = (phones, cells.table.column("carer_phone")) {
            note.line(heading, &phones.join(", "));
        }
        return None;
    };
    let (name_km, name_latin) =
        if name.chars().any(is_khmer) { (Some(name), None) } else { (None, Some(name)) };
    let code = format!("carer-{}", cells.row.number);
    let phones = phones.unwrap_or_default();
    Some(PersonRow { name_km, name_latin, phones, is_caregiver: true, ..nobody(cells, code) })
}

/// Puts a client's row into a family; whether the carer became a new person of it.
fn join(family: &mut FamilyRow, client: Client, mut note: Note) -> bool {
    let Client { person, carer, referral, worker, id_poor, closed } = client;
    // What several clients of one family say of the family: the first counts, what differs is kept.
    let before = &mut family.referral;
    if before.on.is_none() && before.reason.is_none() && before.source.is_none() {
        *before = referral;
    } else if *before != referral {
        let source = referral.source.as_ref().map(|source| match source {
            super::ReferralSource::Known(known) => known.code().to_owned(),
            super::ReferralSource::Other(text) => text.clone(),
        });
        let parts = [source, referral.on.map(|on| on.to_string()), referral.reason];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        if !parts.is_empty() {
            note.line("Referral", &parts.join("; "));
        }
    }
    if let (Some(before), Some(other)) = (&family.worker, &worker)
        && before != other
    {
        note.line("Case Worker ID", other);
    }
    family.worker = family.worker.take().or(worker);
    if let (Some(before), Some(other)) = (family.id_poor, id_poor)
        && before != other
    {
        note.line("IDPoor", other.code());
    }
    family.id_poor = family.id_poor.or(id_poor);
    if closed && family.at == person.at {
        family.status = Some(FileStatus::Closed);
    }
    let mut is_new = false;
    if let Some(carer) = carer {
        let same = |known: &PersonRow| {
            let name =
                |person: &PersonRow| person.name_km.as_deref().or(person.name_latin.as_deref()).map(bare);
            known.name_km.as_deref().map(bare) == name(&carer)
                || known.name_latin.as_deref().map(bare) == name(&carer)
        };
        let (at, to) = (person.at.clone(), person.code.clone());
        let known = family.people.iter_mut().find(|known| same(known));
        let code = match known {
            Some(known) => {
                known.is_caregiver = true;
                for phone in carer.phones {
                    if !known.phones.contains(&phone) {
                        known.phones.push(phone);
                    }
                }
                known.code.clone()
            }
            None => {
                is_new = true;
                let code = carer.code.clone();
                family.people.push(carer);
                code
            }
        };
        let relation = Relation::CarerOf;
        let (since, until, state) = (None, None, None);
        family.relationships.push(RelationshipRow { at, person: code, relation, to, since, until, state });
    }
    if !note.0.is_empty() {
        let name = person.name_latin.as_ref().or(person.name_km.as_ref());
        note.0.insert(0, format!("{} ({})", name.map_or("", String::as_str), person.code));
    }
    note.add_to(&mut family.import_note);
    family.people.push(person);
    is_new
}

/// A person of whom nothing is known yet.
fn nobody(cells: &Cells<'_>, code: String) -> PersonRow {
    PersonRow {
        at: cells.at(),
        code,
        name_km: None,
        name_latin: None,
        sex: Sex::Unknown,
        birth: None,
        deceased: None,
        disability: None,
        school: None,
        school_name: None,
        grade: None,
        has_birth_certificate: None,
        has_family_book: None,
        phones: Vec::new(),
        is_child_of_concern: false,
        is_caregiver: false,
    }
}

/// A family of which nothing is known yet.
fn blank(cells: &Cells<'_>, code: String) -> FamilyRow {
    FamilyRow {
        at: cells.at(),
        code,
        village: String::new(),
        address: None,
        phones: Vec::new(),
        id_poor: None,
        id_poor_card: None,
        risk: None,
        status: None,
        referral: ReferralPart::default(),
        worker: None,
        notes: None,
        import_note: None,
        people: Vec::new(),
        relationships: Vec::new(),
    }
}

/// Reads a value that another system wrote by its own rules: what is not understood is kept in the note.
fn understood<T>(
    cells: &mut Cells<'_>,
    key: &str,
    note: &mut Note,
    read: impl Fn(&str) -> Option<T>,
) -> Option<T> {
    let text = cells.value(key)?.shown();
    let made = read(&text);
    if made.is_none() {
        let heading = cells.table.column(key).map_or(key, |(_, heading)| heading);
        note.line(heading, &text);
        cells.warn(key, Code::ValueKept, &[]);
    }
    made
}

fn status(text: &str) -> Option<FileStatus> {
    choose(text)
}

/// House and street in one line.
fn address(cells: &mut Cells<'_>) -> Option<String> {
    let parts: Vec<String> =
        ["house", "street"].into_iter().filter_map(|key| cells.text(key, SHORT)).collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// Keeps an address in the note.
fn keep_address(cells: &mut Cells<'_>, note: &mut Note) {
    for key in ["province", "district", "commune", "village", "house", "street"] {
        if let (Some(text), Some((_, heading))) = (cells.text(key, SHORT), cells.table.column(key)) {
            note.line(heading, &text);
        }
    }
}

/// The village of a row: its code where a code is written, else by the names.
fn village(cells: &mut Cells<'_>, ctx: &ImportContext<'_>) -> Option<String> {
    let value = cells.value("village")?;
    if let Some(read) = values::village(value) {
        if !(ctx.known_villages)(&read.value) {
            cells.problem("village", Code::VillageUnknown, &[("village", &read.value)]);
            return None;
        }
        if let Some(code) = read.remark {
            cells.warn("village", code, &[("village", &read.value)]);
        }
        return Some(read.value);
    }
    let mut name = |key: &str| cells.text(key, SHORT).unwrap_or_default();
    let place = PlaceNamed {
        province: name("province"),
        district: name("district"),
        commune: name("commune"),
        village: name("village"),
    };
    let mut codes = (ctx.villages_named)(&place);
    match codes.len() {
        0 => {
            cells.problem("village", Code::VillageNotFound, &[]);
            None
        }
        1 => codes.pop(),
        many => {
            cells.problem("village", Code::VillageAmbiguous, &[("count", &many.to_string())]);
            None
        }
    }
}
