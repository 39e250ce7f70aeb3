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

use domain::assessed::AssessedAction;
use domain::entry::Section;
use domain::family::FamilyAction;
use domain::ids::{OrganisationId, StreamId, WorkerId};
use domain::organisation::OrganisationAction;
use domain::programme::ProgrammeAction;
use domain::provider::ProviderAction;
use domain::service_referral::ServiceReferralAction;
use domain::village::VillageAction;
use kinkeeper_policy::{
    Act, Asker, Command, Context, Engine, FamilyFacts, FamilyTies, Grant, GrantKind, JOINT, List, Principal,
    Purpose, Question, Reason, Relation, Resource, Role, Share, Side, command, relation_of, relation_to,
    rights,
};
use proptest::prelude::*;
use std::fmt::Write as _;
use std::sync::{Arc, LazyLock};

const OURS: OrganisationId = OrganisationId::from_u128(1);
const OTHER: OrganisationId = OrganisationId::from_u128(2);
const ME: WorkerId = WorkerId::from_u128(10);
const BELOW: WorkerId = WorkerId::from_u128(11);
const SOMEBODY: WorkerId = WorkerId::from_u128(12);
const FAMILY: StreamId = StreamId::from_u128(77);

static ENGINE: LazyLock<Arc<Engine>> = LazyLock::new(|| Engine::shipped().unwrap());

fn with(roles: Vec<Role>) -> Asker {
    let supervisees = Arc::new([BELOW].into());
    ENGINE.asker(Principal { supervisees, ..Principal::new(ME, OURS, roles) })
}

fn who(role: Role) -> Asker {
    with(vec![role])
}

/// A family to which she stands so.
fn family(relation: Relation) -> FamilyFacts {
    let across = [Relation::Partner, Relation::PartnerSupervisor, Relation::Outside];
    let organisation = if across.contains(&relation) { OTHER } else { OURS };
    let mut ties =
        FamilyTies { organisation, lead: None, specialists: vec![], opened_by: None, partners: vec![] };
    match relation {
        Relation::Lead => ties.lead = Some(ME),
        Relation::Specialist => ties.specialists.push(ME),
        Relation::Supervisor => ties.lead = Some(BELOW),
        Relation::Partner => ties.partners.push(ME),
        Relation::PartnerSupervisor => ties.partners.push(BELOW),
        Relation::Colleague | Relation::Outside => {}
    }
    let joint = ties.partners.iter().flat_map(|_| Section::ALL);
    let joint = joint.map(|section| Share { organisation: OURS, purpose: JOINT.into(), section });
    FamilyFacts { shares: joint.collect(), ..FamilyFacts::new(FAMILY, ties) }
}

fn allowed(asker: &Asker, act: Act<'_>, facts: &FamilyFacts) -> bool {
    asker.decide(&Question::casework(act, Resource::Family(facts))).allow
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
    let families: Vec<FamilyFacts> = Relation::ALL.into_iter().map(family).collect();
    for role in Role::ALL {
        let who = who(role);
        let cells = |act: Act<'_>| families.iter().map(|facts| allowed(&who, act, facts)).collect();
        let mut rows: Vec<(String, Vec<bool>)> = Section::ALL
            .iter()
            .map(|section| (format!("read {}", section.code()), cells(Act::Read(*section))))
            .collect();
        for act in
            [Act::Print, Act::SeeReaders, Act::SeeAccess, Act::AnswerElsewhere, Act::Consult, Act::Advise]
        {
            rows.push((act.code().to_owned(), cells(act)));
        }
        for (name, _) in FamilyAction::NAMES {
            rows.push((format!("give {name}"), cells(Act::Give(name))));
        }
        table(&mut out, &format!("{}: a family", role.code()), &rows, &relations);
    }
    let roles: Vec<_> = Role::ALL.iter().map(|role| role.code()).collect();
    let mut rows = Vec::new();
    let mut row = |name: String, act: Act<'_>, resource: Resource<'_>| {
        let cells = Role::ALL
            .iter()
            .map(|role| who(*role).decide(&Question::casework(act, resource)).allow)
            .collect();
        rows.push((name, cells));
    };
    let ours = Resource::Organisation(OURS);
    for act in Act::GENERAL {
        row(act.code().to_owned(), act, ours);
    }
    row("see_tray".into(), Act::SeeTray, ours);
    row("see_team_tray".into(), Act::SeeTeamTray, ours);
    row("judge_reading".into(), Act::JudgeReading, ours);
    row("read own organisation".into(), Act::Read(Section::Identity), ours);
    row("read another organisation".into(), Act::Read(Section::Identity), Resource::Organisation(OTHER));
    row("read a village".into(), Act::Read(Section::Identity), Resource::Village);
    row("read a provider".into(), Act::Read(Section::Identity), Resource::Provider);
    let work = |worker| Resource::Staff { organisation: OURS, worker };
    let (below, other) = (work(BELOW), work(SOMEBODY));
    row("read a place".into(), Act::Read(Section::Identity), Resource::Place(OURS));
    row("read another organisation's place".into(), Act::Read(Section::Identity), Resource::Place(OTHER));
    row("read of her own work".into(), Act::Read(Section::Identity), work(ME));
    row("read of a supervised colleague's work".into(), Act::Read(Section::Identity), below);
    row("read of another colleague's work".into(), Act::Read(Section::Identity), other);
    for name in AssessedAction::PLACE_NAMES {
        row(format!("give {name}"), Act::Give(name), Resource::Place(OURS));
    }
    for name in AssessedAction::STAFF_NAMES {
        row(format!("give {name} of her own work"), Act::Give(name), work(ME));
        row(format!("give {name} of a supervised colleague"), Act::Give(name), below);
        row(format!("give {name} of another colleague"), Act::Give(name), other);
    }
    row("read the programme".into(), Act::Read(Section::Identity), Resource::Programme);
    for name in OrganisationAction::NAMES {
        row(format!("give {name}"), Act::Give(name), ours);
    }
    for name in VillageAction::NAMES {
        row(format!("give {name}"), Act::Give(name), Resource::Village);
    }
    for name in ProviderAction::NAMES {
        row(format!("give {name}"), Act::Give(name), Resource::Provider);
    }
    for name in ProgrammeAction::NAMES {
        row(format!("give {name}"), Act::Give(name), Resource::Programme);
    }
    table(&mut out, "beside families", &rows, &roles);
    across(&mut out);
    referrals(&mut out);
    writeln!(out, "\n## lists: by which rows of the sharing protocol families are shown in them").unwrap();
    for list in List::ALL {
        for role in Role::ALL {
            let scope = who(role).scope(list, Purpose::Casework);
            let rows: Vec<_> = scope.arms().iter().map(|arm| arm.policy.as_str()).collect();
            let rows = if rows.is_empty() { "nothing".to_owned() } else { rows.join(" ") };
            writeln!(out, "{:12}  {:21}  {rows}", list.code(), role.code()).unwrap();
        }
    }
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("role_matrix", out);
    });
}

/// Referrals to services, by the side on which she stands. The last column: she is kept out of the family's file.
fn referrals(out: &mut String) {
    let columns = ["lead", "specialist", "supervisor", "colleague", "receiver", "neither", "excluded"];
    for role in Role::ALL {
        let own = [Relation::Lead, Relation::Specialist, Relation::Supervisor, Relation::Colleague];
        let own = own.into_iter();
        let mut asked: Vec<(FamilyFacts, Option<OrganisationId>)> = own.map(|r| (family(r), None)).collect();
        asked.push((family(Relation::Outside), Some(OURS)));
        asked.push((family(Relation::Outside), None));
        asked.push((FamilyFacts { excluded: vec![ME], ..family(Relation::Lead) }, Some(OURS)));
        let who = who(role);
        let cells = |act: Act<'_>| {
            let may = |(family, receiver): &(FamilyFacts, Option<OrganisationId>)| {
                let resource = Resource::ServiceReferral { family, receiver: *receiver };
                who.decide(&Question::casework(act, resource)).allow
            };
            asked.iter().map(may).collect::<Vec<_>>()
        };
        let mut rows = vec![("read".to_owned(), cells(Act::Read(Section::Identity)))];
        for name in ServiceReferralAction::NAMES {
            rows.push((format!("give {name}"), cells(Act::Give(name))));
        }
        table(out, &format!("{}: a referral to a service", role.code()), &rows, &columns);
    }
}

/// Files of another organisation.
fn across(out: &mut String) {
    let columns = ["shared", "break_glass", "consulted", "excluded", "sealed"];
    for role in Role::ALL {
        let outside = family(Relation::Outside);
        let shares =
            Section::ALL.map(|section| Share { organisation: OURS, purpose: "casework".into(), section });
        let shared = FamilyFacts { shares: shares.to_vec(), ..outside.clone() };
        let granted = |kind| {
            let grants = vec![Grant { stream: FAMILY, kind }];
            ENGINE.asker(Principal { grants, ..Principal::new(ME, OURS, vec![role]) })
        };
        let everything = Principal {
            grants: GrantKind::ALL.map(|kind| Grant { stream: FAMILY, kind }).to_vec(),
            ..Principal::new(ME, OURS, vec![role])
        };
        let everything = ENGINE.asker(everything);
        let excluded = FamilyFacts { excluded: vec![ME], ..shared.clone() };
        let sealed = FamilyFacts { sealed: Section::ALL.to_vec(), ..shared.clone() };
        let cells = |act: Act<'_>| {
            vec![
                allowed(&who(role), act, &shared),
                allowed(&granted(GrantKind::BreakGlass), act, &outside),
                allowed(&granted(GrantKind::Consulted), act, &outside),
                allowed(&everything, act, &excluded),
                allowed(&everything, act, &sealed),
            ]
        };
        let mut rows: Vec<(String, Vec<bool>)> = Section::ALL
            .iter()
            .map(|section| (format!("read {}", section.code()), cells(Act::Read(*section))))
            .collect();
        for act in [Act::Print, Act::SeeReaders, Act::AnswerElsewhere, Act::Consult, Act::Advise] {
            rows.push((act.code().to_owned(), cells(act)));
        }
        let gives = |at: usize| FamilyAction::NAMES.iter().any(|(name, _)| cells(Act::Give(name))[at]);
        rows.push(("give any command".into(), (0..columns.len()).map(gives).collect()));
        table(out, &format!("{}: a family of another organisation", role.code()), &rows, &columns);
    }
}

#[test]
fn every_command_of_the_domain_is_sorted() {
    let names = FamilyAction::NAMES.iter().map(|(name, _)| *name);
    let others = [
        OrganisationAction::NAMES,
        VillageAction::NAMES,
        ProgrammeAction::NAMES,
        ProviderAction::NAMES,
        ServiceReferralAction::NAMES,
    ]
    .concat();
    for name in names.chain(others) {
        assert!(command(name).is_some(), "{name} is not sorted");
    }
    assert_eq!(command("family.no_such_thing"), None);
    assert_eq!(command("nonsense"), None);
    assert_eq!(command("family.review_signed"), Some(Command::Sign));
}

#[test]
fn nobody_signs_what_she_asked_for() {
    let act = Act::Give("family.review_signed");
    for role in Role::ALL {
        for relation in Relation::ALL {
            let facts = family(relation);
            let mut question = Question::casework(act, Resource::Family(&facts));
            question.context.asked_by = Some(ME);
            assert!(!who(role).decide(&question).allow, "{role:?} {relation:?}");
        }
    }
    let facts = family(Relation::Supervisor);
    let mut question = Question::casework(act, Resource::Family(&facts));
    question.context.asked_by = Some(BELOW);
    assert!(who(Role::SeniorSocialWorker).decide(&question).allow);
    question.context.asked_by = Some(ME);
    let refused = who(Role::SeniorSocialWorker).decide(&question);
    assert_eq!(refused.reasons, [Reason::FourEyes]);
    assert_eq!(refused.policies, ["four-eyes"]);
}

#[test]
fn whoever_opens_a_family_may_take_it_on_and_nobody_else() {
    let facts = family(Relation::Lead);
    let who = who(Role::VillageSocialWorker);
    let mut question = Question::casework(Act::Give("family.worker_assigned"), Resource::Family(&facts));
    question.context = Context { asked_by: None, assigns_herself: true, has_no_lead: true };
    assert!(who.decide(&question).allow);
    question.context.has_no_lead = false;
    assert!(!who.decide(&question).allow);
    question.context = Context { asked_by: None, assigns_herself: false, has_no_lead: true };
    assert!(!who.decide(&question).allow);
}

#[test]
fn the_chain_of_supervisors_is_followed_to_its_end_and_not_in_circles() {
    let worker = WorkerId::from_u128(20);
    let between = WorkerId::from_u128(21);
    let ties = FamilyTies {
        organisation: OURS,
        lead: Some(worker),
        specialists: vec![],
        opened_by: None,
        partners: vec![],
    };
    let senior = Principal::new(ME, OURS, vec![Role::SeniorSocialWorker]);
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
    let mut facts = family(Relation::Colleague);
    facts.ties.opened_by = Some(ME);
    let who = who(Role::VillageSocialWorker);
    assert_eq!(relation_of(who.principal(), &facts.ties), Relation::Lead);
    assert!(allowed(&who, Act::Read(Section::Legal), &facts));
    facts.ties.lead = Some(WorkerId::from_u128(30));
    assert_eq!(relation_of(who.principal(), &facts.ties), Relation::Colleague);
    assert!(!allowed(&who, Act::Read(Section::Identity), &facts));
}

#[test]
fn a_refusal_says_why_and_whom_to_ask() {
    let facts = family(Relation::Colleague);
    let question = Question::casework(Act::Read(Section::Identity), Resource::Family(&facts));
    let refused = who(Role::VillageSocialWorker).decide(&question);
    assert_eq!(refused.reasons, [Reason::NotYourFamily]);
    assert!(refused.whom_to_ask.is_some());
}

#[test]
fn what_is_forbidden_is_forbidden_to_everybody() {
    let lead = family(Relation::Lead);
    let all = |principal: Principal, facts: &FamilyFacts, purpose| {
        let asker = ENGINE.asker(Principal { roles: Role::ALL.to_vec(), ..principal });
        let question =
            Question { purpose, ..Question::casework(Act::Read(Section::Identity), Resource::Family(facts)) };
        let decision = asker.decide(&question);
        (decision.allow, decision.reasons[0].code(), decision.policies)
    };
    let me = Principal::new(ME, OURS, vec![]);
    assert!(all(me.clone(), &lead, Purpose::Casework).0);
    let no = |code: &'static str, id: &str| (false, code, vec![id.to_owned()]);
    let excluded = FamilyFacts { excluded: vec![ME], ..lead.clone() };
    assert_eq!(all(me.clone(), &excluded, Purpose::Casework), no("own_relative", "own-relative"));
    let sealed = FamilyFacts { sealed: vec![Section::Identity], ..lead.clone() };
    assert_eq!(all(me.clone(), &sealed, Purpose::Casework), no("sealed_section", "sealed-section"));
    let cleared = Principal { clearance: vec!["sealed_sections".into()], ..me.clone() };
    assert!(all(cleared.clone(), &sealed, Purpose::Casework).0);
    let grants = vec![Grant { stream: FAMILY, kind: GrantKind::BreakGlass }];
    let emergency = Principal { grants, ..cleared };
    assert_eq!(all(emergency.clone(), &sealed, Purpose::Casework), no("sealed_section", "sealed-section"));
    assert_eq!(all(emergency, &excluded, Purpose::Casework), no("own_relative", "own-relative"));
    let gone = Principal { active: false, ..me.clone() };
    assert_eq!(all(gone, &lead, Purpose::Casework), no("inactive", "inactive-worker"));
    let locked = Principal { device_locked: true, ..me.clone() };
    assert_eq!(all(locked, &lead, Purpose::Casework), no("locked_device", "locked-device"));
    assert_eq!(all(me.clone(), &lead, Purpose::Measurement), no("wrong_purpose", "another-purpose"));
    let outside = family(Relation::Outside);
    assert_eq!(all(me, &outside, Purpose::Casework), no("another_organisation", "no-consent"));
}

#[test]
fn a_paper_with_a_sealed_part_is_not_printed() {
    for section in Section::ALL {
        let facts = FamilyFacts { sealed: vec![section], ..family(Relation::Lead) };
        let shown = matches!(section, Section::Identity | Section::Narrative);
        assert_eq!(allowed(&who(Role::VillageSocialWorker), Act::Print, &facts), !shown, "{section:?}");
    }
}

#[test]
fn a_consent_opens_its_section_for_its_purpose_and_its_organisation() {
    let share =
        |organisation, purpose: &str, section| Share { organisation, purpose: purpose.into(), section };
    let manager = who(Role::ProgrammeManager);
    let reads = |share, section| {
        let facts = FamilyFacts { shares: vec![share], ..family(Relation::Outside) };
        allowed(&manager, Act::Read(section), &facts)
    };
    assert!(reads(share(OURS, "casework", Section::Health), Section::Health));
    assert!(!reads(share(OURS, "casework", Section::Health), Section::Identity));
    assert!(!reads(share(OTHER, "casework", Section::Health), Section::Health));
    assert!(!reads(share(OURS, "measurement", Section::Health), Section::Health));
}

/// A joint case opens what was agreed to the workers who were named for it and to those who supervise them, and lets the
/// named write what is done on visits. All else stays with whoever leads, and every forbid is stronger.
#[test]
fn a_joint_case_opens_what_was_agreed_to_those_it_is_with() {
    let agreed = [Section::Identity, Section::Narrative];
    let share = |section| Share { organisation: OURS, purpose: JOINT.into(), section };
    let with = |relation| FamilyFacts { shares: agreed.map(share).to_vec(), ..family(relation) };
    for role in Role::ALL {
        let works = [Role::VillageSocialWorker, Role::SeniorSocialWorker, Role::Specialist].contains(&role);
        let supervises = [Role::SeniorSocialWorker, Role::ProgrammeManager].contains(&role);
        let asker = who(role);
        for (relation, reads) in [
            (Relation::Partner, works),
            (Relation::PartnerSupervisor, supervises),
            (Relation::Outside, false),
        ] {
            let facts = with(relation);
            let readable = asker.readable_sections(&facts, Purpose::Casework);
            assert_eq!(readable, if reads { agreed.to_vec() } else { vec![] }, "{role:?} {relation:?}");
            for (name, _) in FamilyAction::NAMES {
                let gives = allowed(&asker, Act::Give(name), &facts);
                let may = relation == Relation::Partner && works && command(name) == Some(Command::Visit);
                assert_eq!(gives, may, "{role:?} {relation:?} {name}");
            }
            for act in [Act::Print, Act::SeeReaders, Act::Consult, Act::AnswerElsewhere] {
                assert!(!allowed(&asker, act, &facts), "{role:?} {relation:?}");
            }
            let closed = [
                // It has run out, or was taken back.
                FamilyFacts { shares: vec![], ..facts.clone() },
                // It is with another organisation.
                FamilyFacts {
                    shares: vec![Share { organisation: OTHER, ..share(Section::Identity) }],
                    ..facts.clone()
                },
                FamilyFacts { excluded: vec![ME], ..facts.clone() },
                FamilyFacts { sealed: Section::ALL.to_vec(), ..facts },
            ];
            for facts in closed {
                assert!(
                    asker.readable_sections(&facts, Purpose::Casework).is_empty(),
                    "{role:?} {relation:?}"
                );
                assert!(!List::ALL.iter().any(|list| asker.is_listed(*list, &facts, Purpose::Casework)));
            }
        }
    }
}

/// The phone's table says what the server would.
#[test]
fn the_table_of_rights_is_the_policy() {
    for role in Role::ALL {
        let asker = who(role);
        let held = asker.rights();
        for relation in Relation::ALL {
            let facts = family(relation);
            assert_eq!(
                rights::readable(&held, relation),
                asker.readable_sections(&facts, Purpose::Casework),
                "{role:?} {relation:?}"
            );
            for (name, _) in FamilyAction::NAMES {
                for at in 0..rights::CIRCUMSTANCES {
                    let context = Context {
                        asked_by: Some(if at & 1 != 0 { ME } else { BELOW }),
                        assigns_herself: at & 2 != 0,
                        has_no_lead: at & 4 != 0,
                    };
                    let question =
                        Question { context, ..Question::casework(Act::Give(name), Resource::Family(&facts)) };
                    assert_eq!(
                        rights::may_give(&held, ME, relation, name, context),
                        asker.decide(&question).allow,
                        "{role:?} {relation:?} {name} {context:?}"
                    );
                }
            }
            assert!(!rights::may_give(&held, ME, relation, "family.no_such_thing", Context::default()));
        }
    }
    for role in Role::ALL {
        let asker = who(role);
        let held = asker.rights();
        for side in Relation::ALL.into_iter().map(Side::Sender).chain([Side::Receiver]) {
            let (relation, receiver) = match side {
                Side::Sender(relation) => (relation, None),
                Side::Receiver => (Relation::Outside, Some(OURS)),
            };
            let facts = family(relation);
            let resource = Resource::ServiceReferral { family: &facts, receiver };
            let may = |act| asker.decide(&Question::casework(act, resource)).allow;
            let read = Act::Read(Section::Identity);
            assert_eq!(rights::may_read_referral(&held, side), may(read), "{role:?} {side:?}");
            for name in ServiceReferralAction::NAMES {
                let told = rights::may_give_referral(&held, side, name);
                assert_eq!(told, may(Act::Give(name)), "{role:?} {side:?} {name}");
            }
        }
        let beside = [(VillageAction::NAMES, Resource::Village), (ProviderAction::NAMES, Resource::Provider)];
        for (name, resource) in beside.into_iter().flat_map(|(names, on)| names.iter().map(move |n| (n, on)))
        {
            let may = asker.decide(&Question::casework(Act::Give(name), resource)).allow;
            assert_eq!(rights::may_give_beside(&held, name), may, "{role:?} {name}");
        }
    }
    let nothing = domain::wire::Rights::default();
    assert!(rights::readable(&nothing, Relation::Lead).is_empty());
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
        let who = with(roles);
        // Whatever she is said to be to a family of another organisation, she is outside of it.
        let ties = FamilyTies {
            organisation: OTHER, lead: Some(ME), specialists: vec![ME], opened_by: Some(ME), partners: vec![],
        };
        prop_assert_eq!(relation_to(who.principal(), &ties, |_| Some(ME)), Relation::Outside);
        let facts = FamilyFacts::new(FAMILY, ties);
        let context = Context { asked_by: None, assigns_herself: herself, has_no_lead: no_lead };
        let question = Question { act, resource: Resource::Family(&facts), purpose, context };
        prop_assert!(!who.decide(&question).allow);
        prop_assert!(who.readable_sections(&facts, purpose).is_empty());
        let elsewhere = Question { resource: Resource::Organisation(OTHER), ..question };
        prop_assert!(!who.decide(&elsewhere).allow);
    }

    #[test]
    fn who_has_no_role_may_nothing(
        act in acts(), relation in prop::sample::select(Relation::ALL.to_vec()),
        purpose in prop::sample::select(Purpose::ALL.to_vec()),
    ) {
        let who = with(vec![]);
        let facts = family(relation);
        let ours = Resource::Organisation(OURS);
        let sent = Resource::ServiceReferral { family: &facts, receiver: None };
        let received = Resource::ServiceReferral { family: &facts, receiver: Some(OURS) };
        let (place, own) = (Resource::Place(OURS), Resource::Staff { organisation: OURS, worker: ME });
        let others = [ours, Resource::Village, Resource::Programme, Resource::Provider, sent, received];
        let others = others.into_iter().chain([place, own]);
        for resource in others.chain([Resource::Family(&facts)]) {
            let question = Question { act, resource, purpose, context: Context::default() };
            prop_assert!(!who.decide(&question).allow);
        }
        for list in List::ALL {
            prop_assert!(who.scope(list, purpose).is_nothing());
        }
    }

    #[test]
    fn administrators_and_me_officers_read_no_family(
        relation in prop::sample::select(Relation::ALL.to_vec()),
        section in prop::sample::select(Section::ALL.to_vec()),
        role in prop::sample::select(vec![Role::Administrator, Role::MeOfficer]),
        purpose in prop::sample::select(Purpose::ALL.to_vec()),
    ) {
        let facts = family(relation);
        let question = Question { purpose, ..Question::casework(Act::Read(section), Resource::Family(&facts)) };
        prop_assert!(!who(role).decide(&question).allow);
    }

    #[test]
    fn a_family_is_read_for_casework_only(
        roles in roles(), section in prop::sample::select(Section::ALL.to_vec()),
        relation in prop::sample::select(Relation::ALL.to_vec()),
        purpose in prop::sample::select(vec![Purpose::Measurement, Purpose::Administration]),
    ) {
        let facts = family(relation);
        let question = Question { purpose, ..Question::casework(Act::Read(section), Resource::Family(&facts)) };
        prop_assert!(!with(roles).decide(&question).allow);
    }

    #[test]
    fn a_yes_names_the_role_that_grants_it_and_a_no_grants_nothing(
        roles in roles(), act in acts(), relation in prop::sample::select(Relation::ALL.to_vec()),
    ) {
        let facts = family(relation);
        let decision = with(roles.clone()).decide(&Question::casework(act, Resource::Family(&facts)));
        let granted: Vec<_> = decision.reasons.iter().filter_map(|reason| {
            if let Reason::Granted { role, .. } = reason { Some(*role) } else { None }
        }).collect();
        prop_assert_eq!(decision.allow, !granted.is_empty());
        prop_assert!(granted.iter().all(|role| roles.contains(role)));
        prop_assert_eq!(decision.allow, decision.whom_to_ask.is_none());
        prop_assert!(!decision.reasons.is_empty());
        prop_assert!(!decision.allow || !decision.policies.is_empty());
    }

    /// What a list shows can be opened, and what can be opened by casework is in the widest list.
    #[test]
    fn what_a_list_shows_can_be_opened(
        role in prop::sample::select(Role::ALL.to_vec()),
        lead in prop::sample::select(vec![ME, BELOW, WorkerId::from_u128(12)]),
        specialist in prop::sample::select(vec![ME, BELOW, WorkerId::from_u128(12)]),
        excluded: bool, sealed: bool,
    ) {
        let who = who(role);
        let ties = FamilyTies {
            organisation: OURS, lead: Some(lead), specialists: vec![specialist], opened_by: None, partners: vec![],
        };
        let facts = FamilyFacts {
            excluded: if excluded { vec![ME] } else { vec![] },
            sealed: if sealed { vec![Section::Identity] } else { vec![] },
            ..FamilyFacts::new(FAMILY, ties)
        };
        let opens = allowed(&who, Act::Read(Section::Identity), &facts);
        for list in List::ALL {
            prop_assert!(!who.is_listed(list, &facts, Purpose::Casework) || opens, "{:?} {:?}", role, list);
        }
        prop_assert_eq!(who.is_listed(List::Organisation, &facts, Purpose::Casework), opens);
    }
}
