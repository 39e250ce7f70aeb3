//! The whole role matrix as a golden file, and properties over every request that can be made.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    clippy::cast_possible_wrap,
    reason = "a test that cannot go on fails"
)]

use domain::entry::Section;
use domain::family::FamilyAction;
use domain::ids::{OrganisationId, WorkerId};
use domain::organisation::OrganisationAction;
use domain::programme::ProgrammeAction;
use domain::village::VillageAction;
use kinkeeper_policy::{
    Act, Command, Context, FamilyTies, ListScope, Principal, Purpose, Reason, Relation, Request, Resource,
    Role, Wanted, authorize, command, decide, list_scope, readable_sections, relation_to, sync_scope,
};
use proptest::prelude::*;
use std::fmt::Write as _;

const OURS: OrganisationId = OrganisationId::from_u128(1);
const OTHER: OrganisationId = OrganisationId::from_u128(2);
const ME: WorkerId = WorkerId::from_u128(10);

fn principal(role: Role) -> Principal {
    Principal { worker: ME, organisation: OURS, roles: vec![role] }
}

fn ask<'a>(principal: &'a Principal, act: Act<'a>, resource: Resource) -> Request<'a> {
    Request { principal, act, resource, purpose: Purpose::Casework, context: Context::default() }
}

fn family(relation: Relation) -> Resource {
    Resource::Family { relation }
}

fn mark(yes: bool) -> &'static str {
    if yes { "yes" } else { "·" }
}

fn table(out: &mut String, title: &str, rows: &[(String, Vec<bool>)], columns: &[&str]) {
    writeln!(out, "\n## {title}").unwrap();
    let width = rows.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    write!(out, "{:width$}", "").unwrap();
    for column in columns {
        write!(out, "  {column}").unwrap();
    }
    out.push('\n');
    for (name, cells) in rows {
        write!(out, "{name:width$}").unwrap();
        for (cell, column) in cells.iter().zip(columns) {
            write!(out, "  {:w$}", mark(*cell), w = column.len()).unwrap();
        }
        while out.ends_with(' ') {
            out.pop();
        }
        out.push('\n');
    }
}

#[test]
fn the_role_matrix_is_as_agreed() {
    let mut out =
        String::from("# Who may do what. Changed only on purpose: read every line of a difference.\n");
    let relations: Vec<_> = Relation::ALL.iter().map(|r| r.code()).collect();
    for role in Role::ALL {
        let who = principal(role);
        let allowed = |act: Act<'_>, relation| decide(&ask(&who, act, family(relation))).allow;
        let mut rows: Vec<(String, Vec<bool>)> = Section::ALL
            .iter()
            .map(|section| {
                let cells = Relation::ALL.iter().map(|r| allowed(Act::Read(*section), *r)).collect();
                (format!("read {}", section.code()), cells)
            })
            .collect();
        for act in [Act::Print, Act::SeeReaders] {
            rows.push((act.code().to_owned(), Relation::ALL.iter().map(|r| allowed(act, *r)).collect()));
        }
        for (name, _) in FamilyAction::NAMES {
            let cells = Relation::ALL.iter().map(|r| allowed(Act::Give(name), *r)).collect();
            rows.push((format!("give {name}"), cells));
        }
        table(&mut out, &format!("{}: a family", role.code()), &rows, &relations);
    }
    let roles: Vec<_> = Role::ALL.iter().map(|role| role.code()).collect();
    let mut rows = Vec::new();
    let mut row = |name: String, act: Act<'_>, resource: Resource| {
        let cells =
            Role::ALL.iter().map(|role| decide(&ask(&principal(*role), act, resource)).allow).collect();
        rows.push((name, cells));
    };
    let ours = Resource::Organisation { organisation: OURS };
    for act in Act::GENERAL {
        row(act.code().to_owned(), act, ours);
    }
    row("read own organisation".into(), Act::Read(Section::Identity), ours);
    row(
        "read another organisation".into(),
        Act::Read(Section::Identity),
        Resource::Organisation { organisation: OTHER },
    );
    row("read a village".into(), Act::Read(Section::Identity), Resource::Village);
    row("read the programme".into(), Act::Read(Section::Identity), Resource::Programme);
    for name in OrganisationAction::NAMES {
        row(format!("give {name}"), Act::Give(name), ours);
    }
    for name in VillageAction::NAMES {
        row(format!("give {name}"), Act::Give(name), Resource::Village);
    }
    for name in ProgrammeAction::NAMES {
        row(format!("give {name}"), Act::Give(name), Resource::Programme);
    }
    table(&mut out, "beside families", &rows, &roles);
    let mut rows = Vec::new();
    for (name, wanted) in
        [("mine", Wanted::Mine), ("team", Wanted::Team), ("organisation", Wanted::Organisation)]
    {
        let cells: Vec<_> =
            Role::ALL.iter().map(|role| scope_name(list_scope(&principal(*role), wanted))).collect();
        rows.push((name, cells));
    }
    rows.push(("sync", Role::ALL.iter().map(|role| scope_name(sync_scope(&principal(*role)))).collect()));
    writeln!(out, "\n## lists: what is shown when that is asked for").unwrap();
    for (name, cells) in rows {
        for (role, scope) in roles.iter().zip(cells) {
            writeln!(out, "{name:12}  {role:21}  {scope}").unwrap();
        }
    }
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("role_matrix", out);
    });
}

const fn scope_name(scope: ListScope) -> &'static str {
    match scope {
        ListScope::Assigned { .. } => "assigned",
        ListScope::Team { .. } => "team",
        ListScope::Organisation { .. } => "organisation",
        ListScope::Nothing => "nothing",
    }
}

#[test]
fn every_command_of_the_domain_is_sorted() {
    let names = FamilyAction::NAMES.iter().map(|(name, _)| *name);
    let others = [OrganisationAction::NAMES, VillageAction::NAMES, ProgrammeAction::NAMES].concat();
    for name in names.chain(others) {
        assert!(command(name).is_some(), "{name} is not sorted");
    }
    assert_eq!(command("family.no_such_thing"), None);
    assert_eq!(command("nonsense"), None);
    assert_eq!(command("family.review_signed"), Some(Command::Sign));
}

#[test]
fn nobody_signs_what_she_asked_for() {
    for role in Role::ALL {
        for relation in Relation::ALL {
            let who = principal(role);
            let mut request = ask(&who, Act::Give("family.review_signed"), family(relation));
            request.context.asked_by = Some(ME);
            assert!(!decide(&request).allow, "{role:?} {relation:?}");
        }
    }
    let senior = principal(Role::SeniorSocialWorker);
    let mut request = ask(&senior, Act::Give("family.review_signed"), family(Relation::Supervisor));
    request.context.asked_by = Some(WorkerId::from_u128(11));
    assert!(decide(&request).allow);
}

#[test]
fn whoever_opens_a_family_may_take_it_on_and_nobody_else() {
    let who = principal(Role::VillageSocialWorker);
    let mut request = ask(&who, Act::Give("family.worker_assigned"), family(Relation::Lead));
    request.context = Context { asked_by: None, assigns_herself: true, has_no_lead: true };
    assert!(decide(&request).allow);
    request.context.has_no_lead = false;
    assert!(!decide(&request).allow);
    request.context = Context { asked_by: None, assigns_herself: false, has_no_lead: true };
    assert!(!decide(&request).allow);
}

#[test]
fn the_chain_of_supervisors_is_followed_to_its_end_and_not_in_circles() {
    let worker = WorkerId::from_u128(20);
    let between = WorkerId::from_u128(21);
    let ties = FamilyTies { organisation: OURS, lead: Some(worker), specialists: vec![], opened_by: None };
    let senior = principal(Role::SeniorSocialWorker);
    let chain = |at: WorkerId| match at {
        at if at == worker => Some(between),
        at if at == between => Some(ME),
        _ => None,
    };
    assert_eq!(relation_to(&senior, &ties, chain), Relation::Supervisor);
    let ring = |at: WorkerId| if at == worker { Some(between) } else { Some(worker) };
    assert_eq!(relation_to(&senior, &ties, ring), Relation::Colleague);
    let itself = |at: WorkerId| Some(at);
    assert_eq!(relation_to(&senior, &ties, itself), Relation::Colleague);
    let elsewhere = FamilyTies { organisation: OTHER, ..ties };
    assert_eq!(relation_to(&senior, &elsewhere, chain), Relation::Outside);
}

#[test]
fn the_opener_stands_in_for_the_lead_until_there_is_one() {
    let who = principal(Role::VillageSocialWorker);
    let nobody = |_: WorkerId| None;
    let mut ties = FamilyTies { organisation: OURS, lead: None, specialists: vec![], opened_by: Some(ME) };
    assert_eq!(relation_to(&who, &ties, nobody), Relation::Lead);
    ties.lead = Some(WorkerId::from_u128(30));
    assert_eq!(relation_to(&who, &ties, nobody), Relation::Colleague);
}

#[test]
fn a_refusal_says_why_and_whom_to_ask() {
    let who = principal(Role::VillageSocialWorker);
    let request = ask(&who, Act::Read(Section::Identity), family(Relation::Colleague));
    let refused = authorize(&request, ()).unwrap_err();
    assert_eq!(refused.reasons, [Reason::NotYourFamily]);
    assert!(refused.whom_to_ask.is_some());
}

fn roles() -> impl Strategy<Value = Vec<Role>> {
    prop::collection::vec(prop::sample::select(Role::ALL.to_vec()), 0..4)
}

fn acts() -> impl Strategy<Value = Act<'static>> {
    let names: Vec<&'static str> = FamilyAction::NAMES.iter().map(|(name, _)| *name).collect();
    prop_oneof![
        prop::sample::select(Section::ALL.to_vec()).prop_map(Act::Read),
        prop::sample::select(names).prop_map(Act::Give),
        "[a-z._]{0,20}".prop_map(|name| Act::Give(Box::leak(name.into_boxed_str()))),
        prop::sample::select(Act::GENERAL.to_vec()),
        Just(Act::Print),
        Just(Act::SeeReaders),
    ]
}

proptest! {
    #[test]
    fn nobody_outside_the_organisation_does_anything_with_a_family(
        roles in roles(), act in acts(), purpose in prop::sample::select(Purpose::ALL.to_vec()),
        herself: bool, no_lead: bool,
    ) {
        let who = Principal { worker: ME, organisation: OURS, roles };
        // Whatever she is said to be to a family of another organisation, she is outside of it.
        let ties = FamilyTies {
            organisation: OTHER, lead: Some(ME), specialists: vec![ME], opened_by: Some(ME),
        };
        let relation = relation_to(&who, &ties, |_| Some(ME));
        prop_assert_eq!(relation, Relation::Outside);
        let context = Context { asked_by: None, assigns_herself: herself, has_no_lead: no_lead };
        let request = Request { principal: &who, act, resource: family(relation), purpose, context };
        prop_assert!(!decide(&request).allow);
        prop_assert!(readable_sections(&request).is_empty());
        prop_assert!(authorize(&request, 7).is_err());
        let theirs = Resource::Organisation { organisation: OTHER };
        let elsewhere = Request { resource: theirs, ..request };
        prop_assert!(!decide(&elsewhere).allow);
    }

    #[test]
    fn who_has_no_role_may_nothing(
        act in acts(), relation in prop::sample::select(Relation::ALL.to_vec()),
        purpose in prop::sample::select(Purpose::ALL.to_vec()),
    ) {
        let who = Principal { worker: ME, organisation: OURS, roles: vec![] };
        for resource in [
            family(relation), Resource::Organisation { organisation: OURS }, Resource::Village, Resource::Programme,
        ] {
            let request = Request { principal: &who, act, resource, purpose, context: Context::default() };
            prop_assert!(!decide(&request).allow);
        }
        prop_assert_eq!(list_scope(&who, Wanted::Organisation), ListScope::Nothing);
        prop_assert_eq!(sync_scope(&who), ListScope::Nothing);
    }

    #[test]
    fn administrators_and_me_officers_read_no_family(
        relation in prop::sample::select(Relation::ALL.to_vec()),
        section in prop::sample::select(Section::ALL.to_vec()),
        role in prop::sample::select(vec![Role::Administrator, Role::MeOfficer]),
        purpose in prop::sample::select(Purpose::ALL.to_vec()),
    ) {
        let who = principal(role);
        let request = Request {
            principal: &who, act: Act::Read(section), resource: family(relation), purpose,
            context: Context::default(),
        };
        prop_assert!(!decide(&request).allow);
    }

    #[test]
    fn a_family_is_read_for_casework_only(
        roles in roles(), section in prop::sample::select(Section::ALL.to_vec()),
        relation in prop::sample::select(Relation::ALL.to_vec()),
        purpose in prop::sample::select(vec![Purpose::Measurement, Purpose::Administration]),
    ) {
        let who = Principal { worker: ME, organisation: OURS, roles };
        let request = Request {
            principal: &who, act: Act::Read(section), resource: family(relation), purpose,
            context: Context::default(),
        };
        prop_assert!(!decide(&request).allow);
    }

    #[test]
    fn a_yes_names_the_role_that_grants_it_and_a_no_grants_nothing(
        roles in roles(), act in acts(), relation in prop::sample::select(Relation::ALL.to_vec()),
    ) {
        let who = Principal { worker: ME, organisation: OURS, roles: roles.clone() };
        let decision = decide(&ask(&who, act, family(relation)));
        let granted: Vec<_> = decision.reasons.iter().filter_map(|reason| {
            if let Reason::Granted { role, .. } = reason { Some(*role) } else { None }
        }).collect();
        prop_assert_eq!(decision.allow, !granted.is_empty());
        prop_assert!(granted.iter().all(|role| roles.contains(role)));
        prop_assert_eq!(decision.allow, decision.whom_to_ask.is_none());
    }

    /// What a list shows can be opened, and what cannot be opened is in no list.
    #[test]
    fn lists_and_point_decisions_agree(
        role in prop::sample::select(Role::ALL.to_vec()),
        wanted in prop::sample::select(vec![Wanted::Mine, Wanted::Team, Wanted::Organisation]),
        lead in 8_u128..14, specialist in 8_u128..14, supervisors in prop::collection::vec(8_u128..14, 6),
    ) {
        let who = principal(role);
        let worker = WorkerId::from_u128;
        let above = |at: WorkerId| {
            (8..14).zip(&supervisors).find(|(n, _)| worker(*n) == at).map(|(_, above)| worker(*above))
        };
        let ties = FamilyTies {
            organisation: OURS, lead: Some(worker(lead)), specialists: vec![worker(specialist)], opened_by: None,
        };
        let relation = relation_to(&who, &ties, above);
        let listed = match list_scope(&who, wanted) {
            ListScope::Assigned { worker } => ties.lead == Some(worker) || ties.specialists.contains(&worker),
            ListScope::Team { .. } => matches!(
                relation, Relation::Lead | Relation::Specialist | Relation::Supervisor
            ),
            ListScope::Organisation { organisation } => organisation == OURS,
            ListScope::Nothing => false,
        };
        let opens = decide(&ask(&who, Act::Read(Section::Identity), family(relation))).allow;
        if listed {
            prop_assert!(opens, "{:?} {:?}", role, relation);
        }
        if wanted == Wanted::Organisation && opens {
            prop_assert!(listed, "{:?} {:?}", role, relation);
        }
    }
}
