//! What must hold whatever the sharing protocol says: its tests. They are put to the very policies that would be in
//! force, by asking, so that neither a row nor a forbid that was weakened can get around them.

use super::Engine;
use super::grid::{Cell, Day, Standing, What, cells};
use crate::commands::Command;
use crate::request::{Act, Purpose};
use domain::entry::Section;
use domain::organisation::Role;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The stable names of all statements, in the order in which they are told.
pub const STATEMENTS: [&str; 16] = [
    OUTSIDERS,
    RELATIVES,
    SEALED,
    FOUR_EYES,
    PURPOSE,
    GONE,
    SYSTEM_ROLES,
    EMERGENCY_READS,
    ACROSS_READS,
    PARTNERS_BOUNDED,
    BLIND_WRITERS,
    LEADS_WORK,
    EMERGENCIES_REVIEWED,
    READING_WATCHED,
    WORKERS_MANAGED,
    CAN_BE_CHANGED,
];

const OUTSIDERS: &str = "outsiders";
const RELATIVES: &str = "relatives";
const SEALED: &str = "sealed";
const FOUR_EYES: &str = "four_eyes";
const PURPOSE: &str = "purpose";
const GONE: &str = "gone";
const SYSTEM_ROLES: &str = "system_roles";
const EMERGENCY_READS: &str = "emergency_reads";
const ACROSS_READS: &str = "across_reads";
const PARTNERS_BOUNDED: &str = "partners_bounded";
const BLIND_WRITERS: &str = "blind_writers";
const LEADS_WORK: &str = "leads_work";
const EMERGENCIES_REVIEWED: &str = "emergencies_reviewed";
const READING_WATCHED: &str = "reading_watched";
const WORKERS_MANAGED: &str = "workers_managed";
const CAN_BE_CHANGED: &str = "can_be_changed";

/// A statement that does not hold, with one case of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// Which statement.
    pub statement: &'static str,
    /// What is granted that must not be; absent when something is missing.
    pub example: Option<Cell>,
}

/// The statements that do not hold.
pub fn broken(engine: &Arc<Engine>) -> Vec<Broken> {
    let organisations = engine.named_organisations_or_any();
    let on = |day, purposes: &[Purpose]| {
        organisations.iter().flat_map(|org| cells(engine, *org, day, purposes)).collect::<BTreeSet<Cell>>()
    };
    let casework = [Purpose::Casework];
    let plain = on(Day::Ordinary, &Purpose::ALL);
    let excluded = on(Day::Excluded, &casework);
    let sealed = on(Day::Sealed, &casework);
    let asked = on(Day::AskedByHerself, &casework);
    let gone = on(Day::Locked, &casework).into_iter().chain(on(Day::Left, &casework)).collect();
    let mut found = Vec::new();
    let mut never = |statement, cells: &BTreeSet<Cell>, is: &dyn Fn(&Cell) -> bool| {
        if let Some(cell) = cells.iter().find(|cell| is(cell)) {
            found.push(Broken { statement, example: Some(*cell) });
        }
    };
    never(OUTSIDERS, &plain, &|cell| cell.standing == Standing::Outside);
    never(RELATIVES, &excluded, &is_family);
    never(SEALED, &sealed, &|cell| matches!(cell.what, What::Read(_)) && is_family(cell));
    never(FOUR_EYES, &asked, &|cell| {
        cell.what == What::Act(Act::JudgeReading.code())
            || [Command::Sign, Command::Approve].iter().any(|sort| gives(cell, *sort))
    });
    never(PURPOSE, &plain, &|cell| is_family(cell) && cell.purpose != Purpose::Casework);
    never(GONE, &gone, &|_| true);
    never(SYSTEM_ROLES, &plain, &|cell| {
        is_family(cell) && matches!(cell.role, Role::Administrator | Role::MeOfficer)
    });
    never(EMERGENCY_READS, &plain, &|cell| {
        cell.standing == Standing::BreakGlass && !matches!(cell.what, What::Read(_))
    });
    never(ACROSS_READS, &plain, &|cell| {
        matches!(cell.standing, Standing::Shared | Standing::Consulted)
            && !matches!(cell.what, What::Read(_) | What::List(_))
            // Who was asked for advice gives it.
            && !(cell.standing == Standing::Consulted && cell.what == What::Act(Act::Advise.code()))
    });
    never(PARTNERS_BOUNDED, &plain, &|cell| match cell.standing {
        // Closing, handing over, consent, who else works on it: that stays with whoever leads.
        Standing::Partner => {
            !matches!(cell.what, What::Read(_) | What::List(_)) && !gives(cell, Command::Visit)
        }
        Standing::PartnerSupervisor => !matches!(cell.what, What::Read(_) | What::List(_)),
        Standing::Lead
        | Standing::Specialist
        | Standing::Supervisor
        | Standing::Colleague
        | Standing::Shared
        | Standing::BreakGlass
        | Standing::Consulted
        | Standing::Receiver
        | Standing::Outside
        | Standing::Organisation
        | Standing::Village
        | Standing::Programme
        | Standing::Provider
        | Standing::Place
        | Standing::Staff
        | Standing::Oneself => false,
    });
    never(BLIND_WRITERS, &plain, &|cell| {
        // Who receives a referral reads the packet that came with it, and nothing of the file.
        let reads = if cell.standing == Standing::Receiver {
            What::Act("read_referral")
        } else {
            What::Read(Section::Identity.code())
        };
        is_family(cell)
            && !matches!(cell.what, What::Read(_) | What::Act("read_referral"))
            && !plain.contains(&Cell { what: reads, ..*cell })
    });
    let does = |act: Act<'static>| move |cell: &Cell| cell.what == What::Act(act.code());
    let mut must = |statement, holds: bool| {
        if !holds {
            found.push(Broken { statement, example: None });
        }
    };
    must(LEADS_WORK, plain.iter().any(|cell| cell.standing == Standing::Lead && gives(cell, Command::Care)));
    let emergencies =
        plain.iter().any(|cell| cell.standing == Standing::BreakGlass || does(Act::OpenInEmergency)(cell));
    must(EMERGENCIES_REVIEWED, !emergencies || plain.iter().any(does(Act::ReviewEmergency)));
    let watched = [Act::WatchOver, Act::JudgeReading].into_iter().all(|act| plain.iter().any(does(act)));
    must(READING_WATCHED, watched);
    must(WORKERS_MANAGED, plain.iter().any(does(Act::ManageWorkers)));
    let given = |sort| plain.iter().any(|cell| gives(cell, sort));
    must(CAN_BE_CHANGED, given(Command::Propose) && given(Command::Approve));
    found.sort_by_key(|one| STATEMENTS.iter().position(|known| *known == one.statement));
    found
}

fn is_family(cell: &Cell) -> bool {
    Standing::FAMILY.contains(&cell.standing)
}

fn gives(cell: &Cell, sort: Command) -> bool {
    matches!(cell.what, What::Give(code) | What::GiveTakingOn(code) if code == sort.code())
}
