//! The sharing protocol: a matrix that a social worker can read, and its compilation to Cedar permits.

use super::LoadError;
use super::referral_row::ReferralRow;
use crate::commands::Command;
use crate::request::Purpose;
use crate::scope::List;
use domain::entry::Section;
use domain::ids::OrganisationId;
use domain::organisation::Role;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// The network's information-sharing protocol.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Matrix {
    /// Its stable name.
    pub name: String,
    /// Raised with every change that is published.
    pub version: u32,
    /// Its title in English.
    pub title_en: String,
    /// Its title in Khmer.
    pub title_km: String,
    /// Who may see and do what with a family's file.
    pub families: Vec<FamilyRow>,
    /// Who may do what beside that.
    pub beside_families: Vec<BesideRow>,
    /// Who may do what with referrals to services.
    pub service_referrals: Vec<ReferralRow>,
}

/// One row: who, standing how to a family, may see and do what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FamilyRow {
    /// Its stable name: the id of the policy that is made of it.
    pub id: String,
    /// Whose workers: `own` (the organisation that holds the file), `any`, or an organisation's id.
    pub organisation: String,
    /// Working as what.
    pub role: Role,
    /// What she is to the family.
    pub relation: RowRelation,
    /// Only under these circumstances.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<Condition>,
    /// What for.
    pub purpose: String,
    /// Sections that she may read.
    pub sections: Vec<Section>,
    /// Sorts of commands that she may give.
    pub commands: Vec<String>,
    /// `print`, `see_readers`, `see_access` …
    pub acts: Vec<String>,
    /// Lists in which the family is shown: `mine`, `team`, `organisation`, `device`.
    pub lists: Vec<String>,
    /// Why, for whoever reads the protocol.
    pub because: String,
    /// Why, in Khmer.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub because_km: String,
}

/// One row about what is no family.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BesideRow {
    /// Its stable name.
    pub id: String,
    /// Working as what.
    pub role: Role,
    /// With what.
    pub on: On,
    /// `read`, `see_team` …
    pub acts: Vec<String>,
    /// Sorts of commands that she may give.
    pub commands: Vec<String>,
    /// Why.
    pub because: String,
    /// Why, in Khmer.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub because_km: String,
}

/// What a row is about that is about no family.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum On {
    /// Her own organisation.
    Organisation,
    /// Any village.
    Village,
    /// The programme.
    Programme,
    /// Any provider of the service directory.
    Provider,
    /// A village, group or facility, as her organisation assesses it.
    Place,
    /// The work of somebody who reports to her.
    Staff,
    /// Her own work, as those above her assess it.
    Oneself,
}

/// What somebody is to a family, as a row says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RowRelation {
    /// Answers for the case.
    Lead,
    /// Visits beside the lead.
    Specialist,
    /// Somebody on the team reports to her.
    Supervisor,
    /// Nothing in particular.
    Anyone,
    /// The family shares with her organisation.
    Shared,
    /// She opened it in an emergency.
    BreakGlass,
    /// She was asked for advice.
    Consulted,
    /// Her organisation works on the file too, and named her.
    Partner,
    /// Somebody whom her organisation named reports to her.
    PartnerSupervisor,
}

impl On {
    /// Everything that is no family.
    pub const ALL: [On; 7] = [
        Self::Organisation,
        Self::Village,
        Self::Programme,
        Self::Provider,
        Self::Place,
        Self::Staff,
        Self::Oneself,
    ];
    /// The stable name.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Organisation => "organisation",
            Self::Village => "village",
            Self::Programme => "programme",
            Self::Provider => "provider",
            Self::Place => "place",
            Self::Staff => "staff",
            Self::Oneself => "oneself",
        }
    }
}

impl RowRelation {
    /// The stable name, as rows write it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Lead => "lead",
            Self::Specialist => "specialist",
            Self::Supervisor => "supervisor",
            Self::Anyone => "anyone",
            Self::Shared => "shared",
            Self::BreakGlass => "break_glass",
            Self::Consulted => "consulted",
            Self::Partner => "partner",
            Self::PartnerSupervisor => "partner_supervisor",
        }
    }
    /// Whether it opens files of other organisations: only what is recorded and ends.
    const fn is_across(self) -> bool {
        match self {
            Self::Lead | Self::Specialist | Self::Supervisor | Self::Anyone => false,
            Self::Shared | Self::BreakGlass | Self::Consulted | Self::Partner | Self::PartnerSupervisor => {
                true
            }
        }
    }
    /// The relation as Cedar. Each excludes the stronger ones: what somebody is to a family is one thing.
    pub(super) const fn cedar(self) -> Option<&'static str> {
        Some(match self {
            Self::Lead => "resource.family.leads.contains(principal)",
            Self::Specialist => {
                "resource.family.specialists.contains(principal) && !resource.family.leads.contains(principal)"
            }
            Self::Supervisor => {
                "(resource.family.leads.containsAny(principal.supervisees) || \
                 resource.family.specialists.containsAny(principal.supervisees)) && \
                 !resource.family.leads.contains(principal) && !resource.family.specialists.contains(principal)"
            }
            Self::Anyone => return None,
            Self::Shared => {
                "resource.family.shares.contains({ organisation: principal.organisation, purpose: context.purpose, \
                 section: resource.name })"
            }
            Self::BreakGlass => "principal.break_glass.contains(resource.family)",
            Self::Consulted => "principal.consulted.contains(resource.family)",
            // What the family agreed to bounds both; the forbid "no-consent" looks at the section.
            Self::Partner => {
                "resource.family.partners.contains(principal) && resource.family.shares.contains({ organisation: \
                 principal.organisation, purpose: \"joint_case\", section: \"identity\" })"
            }
            Self::PartnerSupervisor => {
                "resource.family.partners.containsAny(principal.supervisees) && \
                 !resource.family.partners.contains(principal) && resource.family.shares.contains({ organisation: \
                 principal.organisation, purpose: \"joint_case\", section: \"identity\" })"
            }
        })
    }
}

/// Circumstances of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// She assigns herself, and nobody answers for the case yet.
    TakesOnHerself,
}

impl Condition {
    const fn cedar(self) -> &'static str {
        match self {
            Self::TakesOnHerself => "context.assigns_herself && context.has_no_lead",
        }
    }
}

/// The action that stands for a list.
pub(super) const fn list_action(list: List) -> &'static str {
    match list {
        List::Mine => "list_mine",
        List::Team => "list_team",
        List::Organisation => "list",
        List::Device => "keep_on_device",
    }
}

/// Acts of a row that concern a file as a whole.
const WHOLE: [&str; 7] =
    ["print", "see_readers", "see_access", "review_emergency", "answer_elsewhere", "consult", "advise"];
/// Acts of a row about an organisation.
const GENERAL: [&str; 14] = [
    "open_in_emergency",
    "receive_families",
    "see_team",
    "read_numbers",
    "manage_workers",
    "import_families",
    "ask_for_duplicates",
    "ask_elsewhere",
    "see_tray",
    "see_team_tray",
    "manage_devices",
    "manage_team_devices",
    "watch_over",
    "judge_reading",
];

impl Matrix {
    /// Reads a matrix and checks that every word in it is known.
    pub fn read(json: &str) -> Result<Self, LoadError> {
        let matrix: Self =
            serde_json::from_str(json).map_err(|error| LoadError::Matrix(error.to_string()))?;
        matrix.check()?;
        Ok(matrix)
    }

    /// The matrix in its one canonical form: fields in their order, no space between.
    pub fn canonical(&self) -> Result<String, LoadError> {
        serde_json::to_string(self).map_err(|error| LoadError::Matrix(error.to_string()))
    }

    /// SHA-256 of the canonical form, in hexadecimal: what directors sign.
    pub fn hash(&self) -> Result<String, LoadError> {
        let mut hasher = Sha256::new();
        hasher.update(b"kinkeeper:sharing-protocol:1:");
        hasher.update(self.canonical()?.as_bytes());
        Ok(hex::encode(hasher.finalize()))
    }

    fn check(&self) -> Result<(), LoadError> {
        let mut ids = BTreeSet::new();
        let every = self.families.iter().map(|row| &row.id);
        let every = every.chain(self.beside_families.iter().map(|row| &row.id));
        let every = every.chain(self.service_referrals.iter().map(|row| &row.id));
        for id in every {
            let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "._-".contains(c);
            if id.is_empty() || !id.chars().all(plain) {
                return Err(LoadError::Row { row: id.clone(), what: "its name is not plain" });
            }
            if !ids.insert(id) {
                return Err(LoadError::Row { row: id.clone(), what: NAMED_TWICE });
            }
        }
        self.families.iter().try_for_each(FamilyRow::check)?;
        self.beside_families.iter().try_for_each(BesideRow::check)?;
        self.service_referrals.iter().try_for_each(ReferralRow::check)
    }

    /// The whole matrix as Cedar permits, one per row, in its order.
    pub fn to_cedar(&self) -> String {
        let mut out = String::new();
        self.families.iter().for_each(|row| row.cedar(&mut out));
        self.beside_families.iter().for_each(|row| row.cedar(&mut out));
        self.service_referrals.iter().for_each(|row| row.cedar(&mut out));
        out
    }
}

const PRINTS_BLIND: &str = "a paper shows identity and narrative: who prints reads both";
const LISTS_BLIND: &str = "a list shows who the people are: it needs the identity";
const NOTHING: &str = "it grants nothing";
const WRITES_ACROSS: &str = "a consent or a grant opens a file for reading; only the partners of a joint case write, and only what is done on visits";
const SERVER_ONLY: &str = "what the server writes itself is given by no row";
const NAMED_TWICE: &str = "its name is there twice";
const OPENS_ACROSS: &str =
    "files of other organisations open through a consent or a grant, and through nothing else";

/// What is wrong with a row as a stable word. What a person cannot do on the screen has no word of its own.
pub(super) fn fault_code(what: &str) -> &'static str {
    match what {
        PRINTS_BLIND => "prints_blind",
        LISTS_BLIND => "lists_blind",
        NOTHING => "grants_nothing",
        WRITES_ACROSS => "writes_across",
        NAMED_TWICE => "named_twice",
        OPENS_ACROSS => "opens_across",
        _ => "not_known",
    }
}

fn known_sort(code: &str) -> bool {
    Command::ALL.iter().any(|sort| sort.code() == code)
}

impl FamilyRow {
    fn check(&self) -> Result<(), LoadError> {
        let bad = |what| Err(LoadError::Row { row: self.id.clone(), what });
        let named = self.organisation.parse::<OrganisationId>().is_ok();
        if !named && self.organisation != "own" && self.organisation != "any" {
            return bad("its organisation is neither own, any nor an id");
        }
        if self.relation.is_across() == (self.organisation == "own") {
            return bad(OPENS_ACROSS);
        }
        if !Purpose::ALL.iter().any(|purpose| purpose.code() == self.purpose) {
            return bad("its purpose is unknown");
        }
        if !self.commands.iter().all(|sort| known_sort(sort)) {
            return bad("one of its commands is unknown");
        }
        if self.commands.iter().any(|sort| sort == Command::Emergency.code()) {
            return bad(SERVER_ONLY);
        }
        if !self.acts.iter().all(|act| WHOLE.contains(&act.as_str())) {
            return bad("one of its acts is unknown");
        }
        if !self.lists.iter().all(|list| List::ALL.iter().any(|known| known.code() == list)) {
            return bad("one of its lists is unknown");
        }
        let reads = |section| self.sections.contains(&section);
        let prints = self.acts.iter().any(|act| act == "print");
        if prints && !(reads(Section::Identity) && reads(Section::Narrative)) {
            return bad(PRINTS_BLIND);
        }
        if (!self.lists.is_empty() || !self.acts.is_empty()) && !reads(Section::Identity) {
            return bad(LISTS_BLIND);
        }
        if self.sections.is_empty() && self.commands.is_empty() {
            return bad(NOTHING);
        }
        let works = |sort: &String| sort == "visit" && self.relation == RowRelation::Partner;
        let advises = |act: &String| act == "advise" && self.relation == RowRelation::Consulted;
        if self.relation.is_across() && !(self.commands.iter().all(works) && self.acts.iter().all(advises)) {
            return bad(WRITES_ACROSS);
        }
        Ok(())
    }

    fn cedar(&self, out: &mut String) {
        let mut names: Vec<String> = Vec::new();
        if !self.sections.is_empty() {
            names.push("read".to_owned());
        }
        let lists = List::ALL.into_iter().filter(|list| self.lists.iter().any(|code| code == list.code()));
        names.extend(lists.map(|list| list_action(list).to_owned()));
        names.extend(self.acts.iter().cloned());
        names.extend(self.commands.iter().map(|sort| format!("give_{sort}")));
        let sections: Vec<String> =
            self.sections.iter().map(|section| format!("\"{}\"", section.code())).collect();
        let mut whens = vec![format!("context.purpose == \"{}\"", self.purpose)];
        match self.organisation.as_str() {
            "own" => whens.push("resource.family.organisation == principal.organisation".to_owned()),
            "any" => {}
            id => whens.push(format!("principal.organisation == Organisation::\"{id}\"")),
        }
        whens.extend(self.relation.cedar().map(str::to_owned));
        whens.extend(self.condition.map(|condition| condition.cedar().to_owned()));
        if !sections.is_empty() {
            let sections = sections.join(", ");
            whens.push(format!("action != Action::\"read\" || [{sections}].contains(resource.name)"));
        }
        Permit { id: &self.id, role: self.role, names, kind: "Section", whens }.write(out);
    }
}

/// One row as Cedar.
pub(super) struct Permit<'a> {
    pub(super) id: &'a str,
    pub(super) role: Role,
    /// Its actions.
    pub(super) names: Vec<String>,
    /// The type of what it is about.
    pub(super) kind: &'a str,
    pub(super) whens: Vec<String>,
}

impl Permit<'_> {
    pub(super) fn write(&self, out: &mut String) {
        let role = self.role.code();
        let names: Vec<String> = self.names.iter().map(|name| format!("Action::\"{name}\"")).collect();
        // Writing to a `String` does not fail.
        let _ = write!(
            out,
            "@id(\"{}\")\n@reason(\"granted\")\n@role(\"{role}\")\npermit (\n  principal in Role::\"{role}\",\n  \
             action in [{}],\n  resource is {}\n)",
            self.id,
            names.join(", "),
            self.kind
        );
        for when in &self.whens {
            let _ = write!(out, "\nwhen {{ {when} }}");
        }
        out.push_str(";\n\n");
    }
}

impl BesideRow {
    fn check(&self) -> Result<(), LoadError> {
        let bad = |what| Err(LoadError::Row { row: self.id.clone(), what });
        let sorts: &[&str] = match self.on {
            On::Organisation => &["organise"],
            On::Village => &["community"],
            On::Programme => &["govern", "propose", "approve"],
            On::Provider => &["directory"],
            On::Place => &["survey"],
            On::Staff => &["appraise"],
            // Nobody assesses her own work.
            On::Oneself => &[],
        };
        if !self.commands.iter().all(|sort| sorts.contains(&sort.as_str())) {
            return bad("one of its commands is unknown");
        }
        let known = |act: &String| match self.on {
            On::Organisation => act == "read" || GENERAL.contains(&act.as_str()),
            On::Village | On::Programme | On::Provider | On::Place | On::Staff | On::Oneself => act == "read",
        };
        if !self.acts.iter().all(known) {
            return bad("one of its acts is unknown");
        }
        if self.acts.is_empty() && self.commands.is_empty() {
            return bad(NOTHING);
        }
        Ok(())
    }

    fn cedar(&self, out: &mut String) {
        let (kind, whens) = match self.on {
            On::Organisation => ("Organisation", vec!["resource == principal.organisation"]),
            On::Village => ("Village", Vec::new()),
            On::Programme => ("Programme", Vec::new()),
            On::Provider => ("Provider", Vec::new()),
            On::Place => ("Place", vec!["resource.organisation == principal.organisation"]),
            On::Staff => (
                "Staff",
                vec![
                    "resource.organisation == principal.organisation",
                    "principal.supervisees.contains(resource.worker)",
                ],
            ),
            On::Oneself => ("Staff", vec!["resource.worker == principal"]),
        };
        let whens = whens.into_iter().map(str::to_owned).collect();
        let act = |act: &String| {
            if act == "read" { format!("read_{}", kind.to_lowercase()) } else { act.clone() }
        };
        let give = self.commands.iter().map(|sort| format!("give_{sort}"));
        let names: Vec<String> = self.acts.iter().map(act).chain(give).collect();
        Permit { id: &self.id, role: self.role, names, kind, whens }.write(out);
    }
}
