//! Everybody who walks through the routes: people who work elsewhere, who no longer work with the family, who must be
//! kept from it, and who are hardly anybody at all. None of them may read the planted family.

use super::planting::{FORMER, THIRD};
use crate::harness::*;
use domain::entry::Action;
use domain::ids::{DeviceId, OrganisationId, StreamId};
use domain::organisation::{OrganisationAction, Role, Worker};
use kinkeeper_server::app::passphrase::{self, Chosen};

/// Somebody, signed in as far as she is.
pub struct Persona<'a> {
    /// What she is to the planted family.
    pub name: &'static str,
    pub person: Person<'a>,
    pub org: OrganisationId,
    pub who: u128,
    /// She is let to look for families of her own organisation in an emergency, and to open them.
    pub emergencies: bool,
    /// Her organisation knows the family, and she may be told that there is one like it.
    pub hinted: bool,
    /// A packet about the family was sent to her.
    pub receives: bool,
}

impl Persona<'_> {
    /// Her device has her own number.
    pub fn device(&self) -> DeviceId {
        DeviceId::from_u128(self.who)
    }
}

/// Who exists beside the harness's people: account, id, role, supervisor, organisation, area.
const MORE: [(&str, u128, Role, Option<u128>, OrganisationId); 22] = [
    ("faraway", 30, Role::VillageSocialWorker, Some(9), OURS),
    ("beside", 31, Role::Specialist, Some(9), OURS),
    ("keptmanager", 32, Role::ProgrammeManager, None, OURS),
    ("relative", 33, Role::SeniorSocialWorker, Some(1), OURS),
    ("helper", 34, Role::SeniorSocialWorker, None, OURS),
    ("halfway", 35, Role::VillageSocialWorker, Some(2), OURS),
    ("gone", 36, Role::VillageSocialWorker, Some(2), OURS),
    ("c.manager", 43, Role::ProgrammeManager, None, THIRD),
    ("c.senior", 41, Role::SeniorSocialWorker, Some(43), THIRD),
    ("c.village", 40, Role::VillageSocialWorker, Some(41), THIRD),
    ("c.specialist", 42, Role::Specialist, Some(41), THIRD),
    ("c.numbers", 44, Role::MeOfficer, None, THIRD),
    ("c.admin", 45, Role::Administrator, None, THIRD),
    ("c.officer", 46, Role::DataProtectionOfficer, None, THIRD),
    ("b.village", 50, Role::VillageSocialWorker, Some(8), THEIRS),
    ("b.admin", 51, Role::Administrator, None, THEIRS),
    ("b.numbers", 52, Role::MeOfficer, None, THEIRS),
    ("b.officer", 53, Role::DataProtectionOfficer, None, THEIRS),
    ("d.senior", 61, Role::SeniorSocialWorker, None, FORMER),
    ("d.lead", 60, Role::VillageSocialWorker, Some(61), FORMER),
    ("d.admin", 62, Role::Administrator, None, FORMER),
    ("d.specialist", 63, Role::Specialist, Some(61), FORMER),
];

/// The entry that makes, or changes, one of them.
fn set(
    world: &World,
    (account, id, role, supervisor, org): &(&str, u128, Role, Option<u128>, OrganisationId),
    active: bool,
) -> domain::entry::Entry {
    let worker = Worker {
        id: worker(*id),
        account: (*account).into(),
        name_km: format!("{account} ខ្មែរ"),
        name_latin: account.to_uppercase(),
        role: *role,
        supervisor: supervisor.map(crate::harness::worker),
        areas: vec!["0204".parse().unwrap(), "0801".parse().unwrap()],
        phone: String::new(),
        active,
    };
    let action = Action::Organisation(OrganisationAction::WorkerSet { worker });
    world.entry(StreamId::from_uuid(org.uuid()), crate::harness::worker(6), 6, action)
}

/// Everybody begins to work.
pub async fn hired(world: &World) {
    for org in [OURS, THEIRS, THIRD, FORMER] {
        let mut entries = Vec::new();
        if org == THIRD || org == FORMER {
            let named = OrganisationAction::Named {
                name_km: "អង្គការមួយទៀត".into(),
                name_latin: "Another".into(),
            };
            entries.push(world.entry(
                StreamId::from_uuid(org.uuid()),
                worker(6),
                6,
                Action::Organisation(named),
            ));
        }
        entries.extend(MORE.iter().filter(|one| one.4 == org).map(|one| set(world, one, true)));
        world.append(org, entries).await;
    }
    for (account, id, ..) in MORE {
        let chosen = if account == "halfway" { Chosen::ForHer } else { Chosen::Herself };
        passphrase::set(&world.app, worker(id), PASSPHRASE.into(), chosen).await.unwrap();
    }
    world.app.directory.forget();
}

/// Somebody's account is closed; what she holds of a session stays in her hand.
pub async fn leaves(world: &World, account: &str) {
    let one = MORE.iter().find(|one| one.0 == account).unwrap();
    world.append(one.4, vec![set(world, one, false)]).await;
    world.app.directory.forget();
}

pub async fn signed_in<'a>(world: &'a World, account: &str) -> Person<'a> {
    let more = MORE.iter().find(|one| one.0 == account).map(|one| one.1);
    let id = more.or_else(|| PEOPLE.iter().find(|one| one.0 == account).map(|one| one.1)).unwrap();
    let answer = world.attempt(account, PASSPHRASE, id).await;
    answer.ok();
    world.person(&answer)
}

/// All who walk. The family's own people sign in by themselves when it is planted.
pub async fn all(world: &World) -> Vec<Persona<'_>> {
    let somebody = [
        ("a village worker of another team", "faraway"),
        ("a village worker of the same team", "bopha"),
        ("a specialist who does not visit", "beside"),
        ("a consultant whose time is over", "vanna"),
        ("a supervisor of another team", "lonely"),
        ("a supervisor whose emergency is over", "helper"),
        ("the M&E officer", "numbers"),
        ("the administrator", "admin"),
        ("a manager who is kept out", "keptmanager"),
        ("an own relative who was on the team", "relative"),
        ("a worker who has begun to sign in", "halfway"),
        ("a worker whose account was closed", "gone"),
        ("a village worker elsewhere, who asked about the child", "c.village"),
        ("a supervisor elsewhere", "c.senior"),
        ("a specialist elsewhere", "c.specialist"),
        ("a manager elsewhere", "c.manager"),
        ("an M&E officer elsewhere", "c.numbers"),
        ("an administrator elsewhere", "c.admin"),
        ("a data-protection officer elsewhere", "c.officer"),
        ("the receiver of a packet", "stranger"),
        ("a colleague of the receiver", "b.village"),
        ("the receiver's administrator", "b.admin"),
        ("the former lead, after the hand-over", "d.lead"),
        ("the former specialist, after the hand-over", "d.specialist"),
    ];
    let mut all = Vec::new();
    for (name, account) in somebody {
        let more = MORE.iter().map(|one| (one.0, one.1, one.2, one.4));
        let known = PEOPLE.iter().map(|one| (one.0, one.1, one.2, one.4));
        let (_, who, role, org) = more.chain(known).find(|one| one.0 == account).unwrap();
        let kept_out = ["keptmanager", "relative"].contains(&account);
        let ours = org == OURS && !kept_out;
        let works = [Role::VillageSocialWorker, Role::SeniorSocialWorker, Role::Specialist].contains(&role);
        all.push(Persona {
            name,
            person: signed_in(world, account).await,
            org,
            who,
            emergencies: ours && role == Role::SeniorSocialWorker,
            hinted: ours && works,
            receives: account == "stranger",
        });
    }
    // The lead herself, with what is left of a session that she has ended.
    let ended = world.sign_in_on("sophea", 300).await;
    ended.post("/api/v1/sign-out", &serde_json::json!({})).await;
    let nobody = Person { world, cookie: String::new() };
    for (name, person, who) in [("the lead after signing out", ended, 3), ("nobody", nobody, 99)] {
        all.push(Persona {
            name,
            person,
            org: OURS,
            who,
            emergencies: false,
            hinted: false,
            receives: false,
        });
    }
    all
}
