//! The demonstration: an invented network in real villages, as alive as on an ordinary working day.
//!
//! [`network`] is a pure function of the day: the same day gives the same bytes. Worklists are alive relative to
//! it: some visits are due today, some overdue, a few conflicts and a refused entry wait for somebody.

mod arc;
mod case;
pub mod cast;
mod checks;
mod directory;
mod folk;
mod services;
mod stories;
mod tale;
mod themes;
mod trays;
mod words;

use crate::builders::{Hand, Ids, Script};
use crate::dice::Dice;
use arc::Arc;
use case::Case;
pub use cast::{Agency, Cast, Member};
use domain::entry::{Entry, StreamKind};
use domain::ids::{EntryId, OrganisationId, StreamId};
use domain::organisation::OrganisationAction;
use domain::place::{Place, PlaceCode};
use domain::programme::ProgrammeAction;
use domain::protocol::{Protocol, Risk};
use domain::time::Day;
use domain::village::{Contact, VillageAction};
use folk::Folk;
use tale::Tale;
use themes::Theme;

/// The pass phrase of every worker of the demonstration.
pub const PASSPHRASE: &str = "rice river lotus home";

/// One stream of the demonstration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ledger {
    /// Its id.
    pub stream: StreamId,
    /// Its kind.
    pub kind: StreamKind,
    /// Whose it is.
    pub organisation: OrganisationId,
    /// Its entries; the first has `seq` 1.
    pub entries: Vec<Entry>,
}

/// The whole network.
#[derive(Debug, Clone)]
pub struct Demo {
    /// One stream per organisation, with its workers.
    pub organisations: Vec<Ledger>,
    /// The workers, a supervisor before those whom she supervises.
    pub workers: Vec<Member>,
    /// Villages and whom to turn to there.
    pub villages: Vec<Ledger>,
    /// The programme with its protocol.
    pub programme: Ledger,
    /// The families.
    pub families: Vec<Ledger>,
    /// The service directory, one stream a provider.
    pub providers: Vec<Ledger>,
    /// Referrals to services.
    pub referrals: Vec<Ledger>,
    /// Every province, and every place above the villages.
    pub places: Vec<Place>,
    /// Entries that are meant not to be applied plainly, with the code of their outcome.
    pub exceptions: Vec<(EntryId, &'static str)>,
}

impl Demo {
    /// The worker who signs in with this name.
    pub fn worker(&self, account: &str) -> Option<&Member> {
        self.workers.iter().find(|member| member.account() == account)
    }
    /// Every stream: the programme, organisations, villages, providers, families, referrals to services.
    pub fn ledgers(&self) -> impl Iterator<Item = &Ledger> {
        std::iter::once(&self.programme)
            .chain(&self.organisations)
            .chain(&self.villages)
            .chain(&self.providers)
            .chain(&self.families)
            .chain(&self.referrals)
    }
}

/// What a group of families is like: who works with them, who decides, in which villages, on which courses.
struct Caseload {
    lead: &'static str,
    senior: &'static str,
    villages: &'static [&'static str],
    arcs: &'static [(Arc, usize)],
}

const DAVY: &[&str] = &["02080102", "02080103", "02080106", "02080201"];
const CHANNARY: &[&str] = &["02020102", "02020104", "02020301"];
const SIEM_REAP: &[&str] = &["17070203", "17070206", "17070204", "17110302"];
const CAPITAL: &[&str] = &["12050701", "12050703", "12140202", "08080105", "08080102", "08090303"];
const COAST: &[&str] = &["18020402", "18020702"];

/// 117 families; with the three told at length, 120.
const CASELOADS: &[Caseload] = &[
    Caseload {
        lead: "davy",
        senior: "sophea",
        villages: DAVY,
        arcs: &[
            (Arc::AcceptedWithin, 1),
            (Arc::Assessing, 2),
            (Arc::PlanAgreed, 1),
            (Arc::Visited, 4),
            (Arc::Overdue, 2),
            (Arc::Returned, 1),
        ],
    },
    Caseload {
        lead: "channary",
        senior: "sophea",
        villages: CHANNARY,
        arcs: &[
            (Arc::AcceptedOver, 1),
            (Arc::Assessing, 2),
            (Arc::PlanAgreed, 1),
            (Arc::Visited, 6),
            (Arc::Overdue, 2),
            (Arc::ReviewWaiting, 2),
            (Arc::Closed(0), 1),
            (Arc::Closed(1), 1),
            (Arc::Closed(2), 1),
            (Arc::Reopened, 1),
        ],
    },
    Caseload {
        lead: "sophea",
        senior: "bopha",
        villages: &["02050402"],
        arcs: &[(Arc::InDanger, 2), (Arc::Closed(4), 1)],
    },
    Caseload {
        lead: "sophea",
        senior: "sophea",
        villages: &["02080103", "02080106", "02020102"],
        arcs: &[(Arc::Referred, 5), (Arc::Declined, 3), (Arc::PassedOn, 2)],
    },
    Caseload {
        lead: "ratanak",
        senior: "sokha",
        villages: SIEM_REAP,
        arcs: &[
            (Arc::AcceptedWithin, 1),
            (Arc::AcceptedOver, 1),
            (Arc::Assessing, 3),
            (Arc::PlanAgreed, 1),
            (Arc::Visited, 7),
            (Arc::Overdue, 2),
            (Arc::ReviewWaiting, 1),
            (Arc::Returned, 1),
            (Arc::Closed(3), 1),
            (Arc::Closed(5), 1),
            (Arc::Closed(6), 1),
            (Arc::Closed(7), 1),
            (Arc::Closed(8), 1),
            (Arc::Reopened, 1),
        ],
    },
    Caseload {
        lead: "sokha",
        senior: "sokha",
        villages: SIEM_REAP,
        arcs: &[
            (Arc::Visited, 2),
            (Arc::InDanger, 1),
            (Arc::Closed(9), 1),
            (Arc::Referred, 3),
            (Arc::Declined, 1),
            (Arc::PassedOn, 1),
        ],
    },
    Caseload {
        lead: "kosal",
        senior: "maly",
        villages: CAPITAL,
        arcs: &[
            (Arc::AcceptedWithin, 1),
            (Arc::AcceptedOver, 1),
            (Arc::Assessing, 2),
            (Arc::PlanAgreed, 2),
            (Arc::Visited, 6),
            (Arc::Overdue, 2),
            (Arc::ReviewWaiting, 1),
            (Arc::Returned, 1),
            (Arc::Closed(10), 1),
            (Arc::Closed(11), 1),
            (Arc::Closed(12), 1),
            (Arc::Closed(0), 1),
        ],
    },
    Caseload {
        lead: "maly",
        senior: "maly",
        villages: CAPITAL,
        arcs: &[
            (Arc::Visited, 2),
            (Arc::InDanger, 1),
            (Arc::Referred, 3),
            (Arc::Declined, 2),
            (Arc::PassedOn, 1),
        ],
    },
    Caseload {
        lead: "nimol",
        senior: "nimol",
        villages: COAST,
        arcs: &[
            (Arc::AcceptedWithin, 1),
            (Arc::Assessing, 2),
            (Arc::PlanAgreed, 1),
            (Arc::Declined, 1),
            (Arc::Overdue, 1),
            (Arc::Referred, 3),
            (Arc::PassedOn, 1),
            (Arc::Visited, 4),
        ],
    },
];

/// Makes the whole network as it stands on a day. Nothing in it is later than noon of that day.
pub fn network(today: Day) -> Demo {
    let mut ids = Ids::seeded(0x6b69_6e6b);
    ids.set_now(today.plus_days(-600).noon());
    let cast = Cast::assemble(&mut ids);
    let protocol = Protocol::shipped();
    let villages = cast::villages();
    let mut families = Vec::new();
    let mut exceptions = Vec::new();
    families.extend(stories::all(today, &cast, protocol));
    let mut seed = 1_000;
    for load in CASELOADS {
        for (arc, count) in load.arcs {
            for _ in 0..*count {
                seed += 1;
                families.extend(family(seed, (today, &cast, protocol, &villages), load, *arc));
            }
        }
    }
    trays::fill(&cast, &mut families, &mut exceptions);
    let (directory, providers) = services::directory(today, &cast);
    let mut village_ledgers = village_streams(today, &cast, &villages);
    services::meetings(today, &cast, &mut village_ledgers, &providers);
    let referrals = services::referrals((today, protocol), &cast, &mut families, &providers);
    Demo {
        organisations: organisations(today, &cast),
        villages: village_ledgers,
        providers: directory,
        referrals,
        programme: programme(today, &cast, protocol),
        workers: cast.members,
        families,
        places: cast::places(),
        exceptions,
    }
}

/// Which hardship goes with which course: endings that tell of something particular have their own.
fn theme(arc: Arc, dice: &mut Dice) -> &'static Theme {
    let code = match arc {
        Arc::Closed(1) => "debt",
        Arc::Closed(2) => "orphans",
        Arc::Closed(3) => "migration",
        Arc::Closed(4) => "illness",
        Arc::Closed(5) => "work",
        Arc::Closed(7 | 12) => "food",
        Arc::Closed(6 | 9) => "step",
        Arc::Closed(8) => "prison",
        Arc::Closed(10) => "widow",
        Arc::Closed(11) => "disability",
        Arc::InDanger => "violence",
        Arc::Referred
        | Arc::Declined
        | Arc::PassedOn
        | Arc::AcceptedWithin
        | Arc::AcceptedOver
        | Arc::Assessing
        | Arc::PlanAgreed
        | Arc::Visited
        | Arc::Overdue
        | Arc::ReviewWaiting
        | Arc::Returned
        | Arc::Closed(_)
        | Arc::Reopened => "",
    };
    let fixed = themes::ALL.iter().find(|theme| theme.code == code).copied();
    fixed.or_else(|| dice.one(&themes::ALL).copied()).unwrap_or(themes::ALL[0])
}

fn family(seed: u64, world: (Day, &Cast, &Protocol, &[Place]), load: &Caseload, arc: Arc) -> Option<Ledger> {
    let (today, cast, protocol, villages) = world;
    let (lead, senior) = (cast.find(load.lead)?, cast.find(load.senior)?);
    let mut dice = Dice::seeded(seed);
    let theme = theme(arc, &mut dice);
    let village: PlaceCode = dice.text(load.villages).parse().ok()?;
    let folk = Folk::invent(theme.shape, &mut dice, today);
    let mut case = Case {
        tale: Tale::new(seed, today, cast, protocol),
        lead,
        senior,
        theme,
        folk,
        village_km: cast::village_name(villages, &village),
        village,
        risk: Risk::Medium,
        plan: Vec::new(),
    };
    arc::tell(&mut case, arc);
    Some(ledger(case.tale.script, StreamKind::Family, lead.organisation))
}

fn ledger(script: Script, kind: StreamKind, organisation: OrganisationId) -> Ledger {
    Ledger { stream: script.stream, kind, organisation, entries: script.into_entries() }
}

/// The administrator writes down organisations and programme.
fn administrator(cast: &Cast) -> Option<Hand> {
    cast.find("pisey").map(Member::hand)
}

fn organisations(today: Day, cast: &Cast) -> Vec<Ledger> {
    let Some(hand) = administrator(cast) else { return Vec::new() };
    let mut ledgers = Vec::new();
    for (seed, agency) in (1..).zip(&cast.agencies) {
        let mut script = Script::of(StreamId::from_uuid(agency.id.uuid()), Ids::seeded(seed));
        script.on(today.plus_days(-560));
        let (name_km, name_latin) = (agency.name_km.to_owned(), agency.name_latin.to_owned());
        script.say(hand, OrganisationAction::Named { name_km, name_latin });
        for member in cast.members.iter().filter(|member| member.organisation == agency.id) {
            script.say(hand, OrganisationAction::WorkerSet { worker: member.worker.clone() });
        }
        ledgers.push(ledger(script, StreamKind::Organisation, agency.id));
    }
    ledgers
}

fn programme(today: Day, cast: &Cast, protocol: &Protocol) -> Ledger {
    let mut script = Script::seeded(40);
    script.on(today.plus_days(-555));
    if let Some(hand) = administrator(cast) {
        script.say(hand, ProgrammeAction::ProtocolSet { protocol: Box::new(protocol.clone()) });
    }
    let organisation = cast.agencies.first().map_or(OrganisationId::from_u128(0), |agency| agency.id);
    ledger(script, StreamKind::Programme, organisation)
}

fn village_streams(today: Day, cast: &Cast, villages: &[Place]) -> Vec<Ledger> {
    let mut ledgers = Vec::new();
    for (seed, village) in (50_u64..).zip(villages) {
        let covers = |member: &&Member| {
            member.worker.role == domain::organisation::Role::SeniorSocialWorker
                && member.worker.areas.iter().any(|area| area.contains(&village.code))
        };
        let Some(member) = cast.members.iter().find(covers) else { continue };
        let (mut dice, hand) = (Dice::seeded(seed), member.hand());
        let mut script = Script::seeded(seed);
        script.on(today.plus_days(-540));
        script.say(hand, VillageAction::Opened { code: village.code.clone() });
        for kind in ["village_chief", "ccwc", "school", "health_centre"] {
            let family = crate::names::family(&mut dice);
            let sex = if kind == "ccwc" { domain::kinship::Sex::Female } else { domain::kinship::Sex::Male };
            let name = crate::names::common(&mut dice, family, sex, &[]).km();
            let phone = format!("0{} 555 {}", dice.between(69, 98), dice.between(200, 999));
            script.say(
                hand,
                VillageAction::ContactSet { contact: Contact { kind: kind.to_owned(), name, phone } },
            );
        }
        if let Some((well, worries)) = dice.one(&words::VILLAGE_NOTES) {
            let on = today.plus_days(-dice.between(20, 300));
            script.on(on);
            let (works_well, worries) = ((*well).to_owned(), (*worries).to_owned());
            script.say(hand, VillageAction::NoteAdded { on, works_well, worries });
        }
        ledgers.push(ledger(script, StreamKind::Village, member.organisation));
    }
    ledgers
}

#[cfg(test)]
mod tests;
