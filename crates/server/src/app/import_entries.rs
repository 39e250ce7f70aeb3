//! From the plan of a workbook to the entries of the families' ledgers. Pure: the same plan gives the same
//! entries, with the same ids.

use super::import::derived;
use domain::entry::{ACTION_VERSION, Action, Base, Entry};
use domain::family::people::{
    CareKind, Caring, FamilyField, HealthField, IdPoor, Known, NewPerson, PaperField, Parentage, PersonField,
    Schooling, StatedRelation, UnionFacts, UnionKind, UnionState,
};
use domain::family::referral::{Referral, Screening};
use domain::family::{FamilyAction, TeamRole};
use domain::ids::{DeviceId, EntryId, ImportId, PersonId, RelationId, StreamId, UnionId, WorkerId};
use domain::kinship::{Quality, Sex, Step};
use domain::place::PlaceCode;
use domain::protocol::{Protocol, Risk, respond_by};
use domain::time::{Day, Millis};
use exchange::families as x;
use std::collections::HashMap;

/// On whose behalf, and under what.
pub struct Making<'a> {
    /// The import.
    pub import: ImportId,
    /// Who imports.
    pub author: WorkerId,
    /// On which device.
    pub device: DeviceId,
    /// When.
    pub at: Millis,
    /// Workers by account name.
    pub accounts: &'a HashMap<String, WorkerId>,
    /// For the response clock.
    pub protocol: &'a Protocol,
}

/// What a plan becomes.
pub struct Made {
    /// The new families.
    pub families: Vec<StreamId>,
    /// All their entries, family by family, in order.
    pub entries: Vec<Entry>,
}

/// The entries of a plan.
pub fn entries(plan: &x::ImportPlan, making: &Making<'_>) -> Made {
    let mut made = Made { families: Vec::new(), entries: Vec::new() };
    for row in &plan.families {
        // The reader has checked the code; a row without one would belong nowhere.
        let Ok(village) = row.village.parse::<PlaceCode>() else { continue };
        let mut file = File::new(row, making);
        file.family(row, village);
        made.families.push(file.stream);
        made.entries.extend(file.entries);
    }
    made
}

struct File<'a> {
    making: &'a Making<'a>,
    stream: StreamId,
    people: HashMap<&'a str, (PersonId, Sex)>,
    entries: Vec<Entry>,
}

impl<'a> File<'a> {
    fn new(row: &'a x::FamilyRow, making: &'a Making<'a>) -> Self {
        let import = making.import.to_string();
        let person = |code: &str| PersonId::from_uuid(derived(&["person", &import, &row.code, code]));
        Self {
            making,
            stream: StreamId::from_uuid(derived(&["family", &import, &row.code])),
            people: row.people.iter().map(|p| (p.code.as_str(), (person(&p.code), p.sex))).collect(),
            entries: Vec::new(),
        }
    }

    fn id(&self, what: &str) -> uuid::Uuid {
        derived(&[what, &self.stream.to_string(), &self.entries.len().to_string()])
    }

    fn add(&mut self, action: FamilyAction) {
        let after = self.entries.last().map(|entry| entry.id);
        self.entries.push(Entry {
            id: EntryId::from_uuid(self.id("entry")),
            stream: self.stream,
            author: self.making.author,
            device: self.making.device,
            made_at: self.making.at,
            base: Base { seen: 0, after },
            v: ACTION_VERSION,
            action: Action::Family(action),
        });
    }

    fn family(&mut self, row: &'a x::FamilyRow, village: PlaceCode) {
        self.add(FamilyAction::Opened { village, import: Some(self.making.import) });
        for person in &row.people {
            self.person(person);
        }
        for relationship in &row.relationships {
            self.relationship(relationship);
        }
        self.carers(row);
        self.facts(row);
        if let Some(worker) = row.worker.as_ref().and_then(|account| self.making.accounts.get(account)) {
            self.add(FamilyAction::WorkerAssigned { worker: *worker, role: TeamRole::Lead });
        }
        self.referral(row);
    }

    fn facts(&mut self, row: &x::FamilyRow) {
        let mut changes = Vec::new();
        if !row.phones.is_empty() {
            changes.push(FamilyField::Phone(row.phones.join(", ")));
        }
        let closed = matches!(row.status, Some(x::FileStatus::Closed))
            .then(|| "Status in the workbook: closed / ស្ថានភាពក្នុងសៀវភៅ Excel៖ បានបិទ".to_owned());
        let notes: Vec<String> =
            [closed, row.notes.clone(), row.import_note.clone()].into_iter().flatten().collect();
        if !notes.is_empty() {
            changes.push(FamilyField::ImportNote(notes.join("\n")));
        }
        if !changes.is_empty() {
            self.add(FamilyAction::FamilySet { changes });
        }
        if let Some(address) = &row.address {
            self.add(FamilyAction::AddressSet { address: address.clone() });
        }
        if row.id_poor.is_some() || row.id_poor_card.is_some() {
            let level = match row.id_poor {
                Some(x::IdPoor::NoCard) => "none",
                Some(x::IdPoor::Level1) => "level_1",
                Some(x::IdPoor::Level2) => "level_2",
                Some(x::IdPoor::AtRisk) => "at_risk",
                Some(x::IdPoor::Unknown) | None => "unknown",
            };
            let card = row.id_poor_card.clone().unwrap_or_default();
            let card = IdPoor { level: level.to_owned(), card, until: None };
            self.add(FamilyAction::PapersSet { person: None, changes: vec![PaperField::IdPoor(card)] });
        }
    }

    fn person(&mut self, row: &x::PersonRow) {
        let Some((id, _)) = self.people.get(row.code.as_str()).copied() else { return };
        self.add(FamilyAction::PersonAdded {
            person: NewPerson {
                id,
                name_km: row.name_km.clone().unwrap_or_default(),
                name_latin: row.name_latin.clone().unwrap_or_default(),
                sex: row.sex,
                birth: row.birth,
                in_focus: row.is_child_of_concern,
            },
        });
        let mut changes = Vec::new();
        if !row.phones.is_empty() {
            changes.push(PersonField::Phone(row.phones.join(", ")));
        }
        match row.deceased {
            // A death whose day nobody knows is dated as late as it can have been.
            Some(x::Deceased::Yes(when)) => {
                let today = self.making.at.day();
                changes.push(PersonField::DiedOn(Some(when.map_or(today, |when| when.latest().min(today)))));
            }
            Some(x::Deceased::No) | None => {}
        }
        if let Some(school) = schooling(row) {
            changes.push(PersonField::School(school));
        }
        if !changes.is_empty() {
            self.add(FamilyAction::PersonSet { person: id, changes });
        }
        match &row.disability {
            Some(x::Disability::Yes(described)) => {
                let note =
                    described.clone().unwrap_or_else(|| "Lives with a disability / មានពិការភាព".to_owned());
                self.add(FamilyAction::HealthSet { person: id, changes: vec![HealthField::Note(note)] });
            }
            Some(x::Disability::No) => {
                let changes = vec![HealthField::Difficulties(Vec::new())];
                self.add(FamilyAction::HealthSet { person: id, changes });
            }
            None => {}
        }
        let known = |held: bool| if held { Known::Yes } else { Known::No };
        let mut papers = Vec::new();
        papers.extend(row.has_birth_certificate.map(|held| PaperField::BirthCertificate(known(held))));
        papers.extend(row.has_family_book.map(|held| PaperField::FamilyBook(known(held))));
        if !papers.is_empty() {
            self.add(FamilyAction::PapersSet { person: Some(id), changes: papers });
        }
    }

    fn relationship(&mut self, row: &x::RelationshipRow) {
        let (Some((person, sex)), Some((to, _))) =
            (self.people.get(row.person.as_str()).copied(), self.people.get(row.to.as_str()).copied())
        else {
            return;
        };
        let from = row.since.map(x::When::earliest);
        let until = row.until.map(x::When::latest);
        let parent = |quality| {
            let from = if quality == Quality::Birth { None } else { from };
            FamilyAction::ParentageSet {
                parentage: Parentage { child: to, parent: person, quality, from, until },
            }
        };
        let path = |path| FamilyAction::RelationStated {
            relation: RelationId::from_uuid(self.id("relation")),
            stated: StatedRelation { from: to, to: person, path },
        };
        let action = match row.relation {
            x::Relation::ParentOf => parent(Quality::Birth),
            x::Relation::StepParentOf => parent(Quality::Step),
            x::Relation::FosterParentOf => parent(Quality::Foster),
            x::Relation::AdoptiveParentOf => parent(Quality::Adoptive),
            x::Relation::PartnerOf => {
                let (kind, state) = union(row.state);
                FamilyAction::UnionSet {
                    union: UnionId::from_uuid(self.id("union")),
                    facts: UnionFacts { a: person, b: to, kind, state, from, until },
                }
            }
            x::Relation::SiblingOf => path(vec![Step::sibling(sex, None)]),
            // Through which parent, the workbook does not say.
            x::Relation::GrandparentOf => path(vec![Step::parent(Sex::Unknown), Step::parent(sex)]),
            x::Relation::AuntOrUncleOf => path(vec![Step::parent(Sex::Unknown), Step::sibling(sex, None)]),
            // Said again by `carers`, where the kind of care is worked out.
            x::Relation::CarerOf => return,
        };
        self.add(action);
    }

    /// Who cares for whom: as stated, and else whoever the workbook marks as a caregiver for every child that
    /// the work is about.
    fn carers(&mut self, row: &x::FamilyRow) {
        let stated: Vec<&x::RelationshipRow> =
            row.relationships.iter().filter(|r| r.relation == x::Relation::CarerOf).collect();
        let mut pairs: Vec<(&str, &str, Option<Day>, Option<Day>)> = stated
            .iter()
            .map(|r| {
                let (from, until) = (r.since.map(x::When::earliest), r.until.map(x::When::latest));
                (r.to.as_str(), r.person.as_str(), from, until)
            })
            .collect();
        for carer in row.people.iter().filter(|p| p.is_caregiver) {
            if stated.iter().any(|r| r.person == carer.code) {
                continue;
            }
            let children = row.people.iter().filter(|p| p.is_child_of_concern && p.code != carer.code);
            pairs.extend(children.map(|child| (child.code.as_str(), carer.code.as_str(), None, None)));
        }
        let mut first_for: Vec<&str> = Vec::new();
        for (child_code, carer_code, from, until) in pairs {
            let (Some((child, _)), Some((caregiver, _))) =
                (self.people.get(child_code).copied(), self.people.get(carer_code).copied())
            else {
                continue;
            };
            let main = until.is_none() && !first_for.contains(&child_code);
            if main {
                first_for.push(child_code);
            }
            let kind = care_kind(row, child_code, carer_code);
            self.add(FamilyAction::CaregiverSet {
                caring: Caring { child, caregiver, kind, main, from, until },
            });
        }
    }

    fn referral(&mut self, row: &x::FamilyRow) {
        // A closed case comes in as a file without a running clock; its note says that it was closed.
        if matches!(row.status, Some(x::FileStatus::Closed)) {
            return;
        }
        let received_at = row.referral.on.map_or(self.making.at, Day::noon);
        let risk = row.risk.unwrap_or(Risk::Medium);
        let (source, referrer) = match &row.referral.source {
            Some(x::ReferralSource::Known(source)) => (known_source(*source), String::new()),
            Some(x::ReferralSource::Other(words)) => ("other", words.clone()),
            None => ("other", String::new()),
        };
        let story = row
            .referral
            .reason
            .clone()
            .unwrap_or_else(|| "Brought in from a workbook / បាននាំចូលពីសៀវភៅ Excel".to_owned());
        let people = row.people.iter().filter(|p| p.is_child_of_concern);
        let people = people.filter_map(|p| self.people.get(p.code.as_str()).map(|(id, _)| *id)).collect();
        self.add(FamilyAction::ReferralReceived {
            referral: Referral {
                source: source.to_owned(),
                referrer,
                referrer_phone: String::new(),
                reasons: Vec::new(),
                story,
                urgency: risk,
                people,
                family_knows: None,
                received_at,
            },
        });
        match row.status {
            Some(x::FileStatus::Accepted | x::FileStatus::Active) => {
                // The clock starts with the import: nobody could have answered here before.
                let respond_by = respond_by(self.making.protocol, self.making.at, risk);
                self.add(FamilyAction::ReferralScreened {
                    screening: Screening::Accept { risk, respond_by, note: String::new() },
                });
            }
            Some(x::FileStatus::Referred | x::FileStatus::Closed) | None => {}
        }
    }
}

fn schooling(row: &x::PersonRow) -> Option<Schooling> {
    let state = match row.school? {
        x::SchoolState::Attending => "attending",
        x::SchoolState::Irregular => "irregular",
        x::SchoolState::DroppedOut => "dropped_out",
        x::SchoolState::Never => "never",
        x::SchoolState::TooYoung => "too_young",
        x::SchoolState::Finished => "finished",
        x::SchoolState::Unknown => return None,
    };
    let digits: String = row.grade.iter().flat_map(|g| g.chars()).filter(char::is_ascii_digit).collect();
    Some(Schooling {
        state: state.to_owned(),
        school: row.school_name.clone().unwrap_or_default(),
        grade: digits.parse().unwrap_or(0),
    })
}

const fn union(state: Option<x::UnionState>) -> (UnionKind, UnionState) {
    match state {
        Some(x::UnionState::Married) | None => (UnionKind::Married, UnionState::Together),
        Some(x::UnionState::LivingTogether) => (UnionKind::Cohabiting, UnionState::Together),
        Some(x::UnionState::Separated) => (UnionKind::Married, UnionState::Separated),
        Some(x::UnionState::Divorced) => (UnionKind::Married, UnionState::Divorced),
        Some(x::UnionState::Widowed) => (UnionKind::Married, UnionState::Widowed),
    }
}

/// The kind of care, as far as the workbook's relationships tell it.
fn care_kind(row: &x::FamilyRow, child: &str, carer: &str) -> CareKind {
    let between = |r: &&x::RelationshipRow| {
        (r.person == carer && r.to == child) || (r.person == child && r.to == carer)
    };
    let mut kind = CareKind::Informal;
    for relationship in row.relationships.iter().filter(between) {
        match relationship.relation {
            x::Relation::ParentOf | x::Relation::StepParentOf | x::Relation::AdoptiveParentOf => {
                return CareKind::Parental;
            }
            x::Relation::FosterParentOf => return CareKind::Foster,
            x::Relation::GrandparentOf | x::Relation::AuntOrUncleOf | x::Relation::SiblingOf => {
                kind = CareKind::Kinship;
            }
            x::Relation::PartnerOf | x::Relation::CarerOf => {}
        }
    }
    kind
}

/// The referrer's code in the protocol's list.
const fn known_source(source: x::KnownSource) -> &'static str {
    match source {
        x::KnownSource::VillageChief => "village_chief",
        x::KnownSource::Ccwc => "ccwc",
        x::KnownSource::School => "school",
        x::KnownSource::HealthCentre => "health_centre",
        x::KnownSource::Family => "self",
        x::KnownSource::Neighbour => "neighbour",
        x::KnownSource::Ngo => "ngo",
        x::KnownSource::Dosvy => "dosvy",
        x::KnownSource::Outreach => "outreach",
    }
}
