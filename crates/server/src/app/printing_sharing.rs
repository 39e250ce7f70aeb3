//! The annex that directors sign: one version of the information-sharing protocol in words, with its hash.

use super::families::names_of;
use super::printing;
use super::session::Signed;
use super::sharing::{self, Look};
use crate::problem::Problem;
use crate::state::App;
use crate::words::{Lang, Words};
use domain::ids::{OrganisationId, WorkerId};
use domain::organisation::Role;
use domain::programme::sharing::SharingState;
use domain::time::Millis;
use policy::engine::{BesideRow, Condition, FamilyRow, Matrix, ReferralRow, RowSide, STATEMENTS};
use print::{AnnexDoc, AnnexRole, AnnexRow, Digits};
use std::collections::BTreeMap;

/// Names of organisations: Khmer, Latin.
type Names = BTreeMap<OrganisationId, (String, String)>;

/// The annex as PDF.
pub async fn annex(
    app: &App,
    signed: &Signed,
    hash: &str,
    (lang, khmer_digits): (Lang, bool),
) -> Result<Vec<u8>, Problem> {
    let look = sharing::look(app, signed, hash).await?;
    let names: Names = app
        .store
        .organisations()
        .await?
        .into_iter()
        .map(|one| (one.org, (one.name_km, one.name_en)))
        .collect();
    let own = names.get(&signed.session.org).cloned().unwrap_or_default();
    let paper = match lang {
        Lang::Km => print::Lang::Km,
        Lang::En => print::Lang::En,
    };
    let digits = if khmer_digits { Digits::Khmer } else { Digits::Latin };
    let writer = Writer { words: &app.words, lang, paper, digits, names: &names };
    let doc = AnnexDoc {
        lang: paper,
        digits,
        organisation: writer.pick(&own.0, &own.1),
        printed_on: signed.about.at.day().to_string(),
        version: writer.with("sharing-version", look.number),
        state: writer.state(signed, &look),
        reason: look.version.as_ref().map(|one| one.proposed.reason.clone()).unwrap_or_default(),
        hash: hash.to_owned(),
        roles: writer.roles(&look.matrix),
        always: STATEMENTS.iter().map(|code| writer.say(&format!("sharing-must-{code}"))).collect(),
        signatures: names.values().map(|(km, latin)| writer.pick(km, latin)).collect(),
        matrix: look.matrix.canonical().map_err(Problem::broken)?,
    };
    printing::set(move || print::annex_pdf(&doc)).await
}

struct Writer<'a> {
    words: &'a Words,
    lang: Lang,
    paper: print::Lang,
    digits: Digits,
    names: &'a Names,
}

impl Writer<'_> {
    fn pick(&self, km: &str, latin: &str) -> String {
        let (first, second) = match self.lang {
            Lang::Km => (km, latin),
            Lang::En => (latin, km),
        };
        if first.is_empty() { second } else { first }.to_owned()
    }
    fn say(&self, key: &str) -> String {
        self.words.say(self.lang, key, None)
    }
    fn with(&self, key: &str, number: u32) -> String {
        let mut args = fluent_bundle::FluentArgs::new();
        args.set("number", number.to_string());
        self.words.say(self.lang, key, Some(&args))
    }
    fn join(&self, parts: impl Iterator<Item = String>) -> String {
        parts.collect::<Vec<_>>().join(", ")
    }

    /// Who proposed, who decided, when.
    fn state(&self, signed: &Signed, look: &Look) -> String {
        let Some(version) = &look.version else { return self.say("sharing-state-shipped") };
        let who = |worker: WorkerId, at: Millis| {
            let (km, latin) = names_of(signed, worker);
            let day = print::dates::day(&at.day().to_string(), self.paper, self.digits);
            format!("{}, {day}", self.pick(&km, &latin))
        };
        let (code, decided) = match &version.state {
            SharingState::Waiting => ("waiting", None),
            SharingState::Approved { by, .. } => ("approved", Some(by)),
            SharingState::Refused { by, .. } => ("refused", Some(by)),
            SharingState::Withdrawn { by } => ("withdrawn", Some(by)),
        };
        let decided = decided.map(|by| who(by.author, by.at));
        let proposed = who(version.by.author, version.by.at);
        let state = self.say(&format!("sharing-state-{code}"));
        std::iter::once(state).chain([proposed]).chain(decided).collect::<Vec<_>>().join(" · ")
    }

    fn roles(&self, matrix: &Matrix) -> Vec<AnnexRole> {
        let of = |role: Role| {
            let families = matrix.families.iter().filter(|row| row.role == role).map(|row| self.family(row));
            let beside =
                matrix.beside_families.iter().filter(|row| row.role == role).map(|row| self.beside(row));
            let referrals =
                matrix.service_referrals.iter().filter(|row| row.role == role).map(|row| self.referral(row));
            AnnexRole {
                name: self.say(&format!("sharing-role-{}", role.code())),
                rows: families.chain(referrals).chain(beside).collect(),
            }
        };
        Role::ALL.into_iter().map(of).filter(|role| !role.rows.is_empty()).collect()
    }

    fn family(&self, row: &FamilyRow) -> AnnexRow {
        let mut standing = self.say(&format!("sharing-standing-{}", row.relation.code()));
        if let Ok(id) = row.organisation.parse::<OrganisationId>() {
            let name = self.names.get(&id).map(|(km, latin)| self.pick(km, latin)).unwrap_or_default();
            standing = format!("{standing} ({name})");
        }
        match row.condition {
            Some(Condition::TakesOnHerself) => {
                standing = format!("{standing}: {}", self.say("sharing-condition-takes_on_herself"));
            }
            None => {}
        }
        let acts = row.acts.iter().map(|act| self.say(&format!("sharing-act-{act}")));
        let gives = row.commands.iter().map(|sort| self.say(&format!("sharing-give-{sort}")));
        AnnexRow {
            standing,
            reads: self
                .join(row.sections.iter().map(|one| self.say(&format!("sharing-read-{}", one.code())))),
            does: self.join(gives.chain(acts)),
            lists: self.join(row.lists.iter().map(|list| self.say(&format!("sharing-list-{list}")))),
            because: self.pick(&row.because_km, &row.because),
        }
    }

    fn referral(&self, row: &ReferralRow) -> AnnexRow {
        let side = match row.side {
            RowSide::Lead => "lead",
            RowSide::Specialist => "specialist",
            RowSide::Supervisor => "supervisor",
            RowSide::Colleague => "anyone",
            RowSide::Receiver => "receiver",
        };
        AnnexRow {
            standing: format!(
                "{} · {}",
                self.say("sharing-referrals"),
                self.say(&format!("sharing-standing-{side}"))
            ),
            reads: self.say("sharing-read-referral"),
            does: self.join(row.commands.iter().map(|sort| self.say(&format!("sharing-give-{sort}")))),
            lists: String::new(),
            because: self.pick(&row.because_km, &row.because),
        }
    }

    fn beside(&self, row: &BesideRow) -> AnnexRow {
        let reads = row.acts.iter().any(|act| act == "read");
        let acts = row.acts.iter().filter(|act| *act != "read");
        let acts = acts.map(|act| self.say(&format!("sharing-act-{act}")));
        let gives = row.commands.iter().map(|sort| self.say(&format!("sharing-give-{sort}")));
        AnnexRow {
            standing: self.say(&format!("sharing-standing-{}", row.on.code())),
            reads: if reads { self.say(&format!("sharing-read-{}", row.on.code())) } else { String::new() },
            does: self.join(gives.chain(acts)),
            lists: String::new(),
            because: self.pick(&row.because_km, &row.because),
        }
    }
}
