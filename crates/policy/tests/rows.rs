//! Every row of the sharing protocol, taken alone: it grants what it says, and nothing beyond it.

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
use domain::ids::{OrganisationId, StreamId, WorkerId};
use kinkeeper_policy::engine::{BesideRow, FamilyRow, Matrix, On, RowRelation, RowSide, Sources};
use kinkeeper_policy::{
    Act, Asker, Command, Context, Engine, FamilyFacts, FamilyTies, Grant, GrantKind, JOINT, List, Principal,
    Purpose, Question, Resource, Role, Share, command,
};
use std::collections::BTreeMap;
use std::sync::Arc;

const HERS: OrganisationId = OrganisationId::from_u128(1);
const OTHER: OrganisationId = OrganisationId::from_u128(2);
const ME: WorkerId = WorkerId::from_u128(10);
const BELOW: WorkerId = WorkerId::from_u128(11);
const FAMILY: StreamId = StreamId::from_u128(77);

fn shipped() -> Matrix {
    Matrix::read(Sources::SHIPPED.matrix).unwrap()
}

fn engine_of(matrix: &Matrix) -> Arc<Engine> {
    let json = matrix.canonical().unwrap();
    Arc::new(Engine::load(Sources { matrix: &json, ..Sources::SHIPPED }).unwrap())
}

/// The protocol with this row only.
fn alone(family: Option<&FamilyRow>, beside: Option<&BesideRow>) -> Arc<Engine> {
    engine_of(&Matrix {
        families: family.cloned().into_iter().collect(),
        beside_families: beside.cloned().into_iter().collect(),
        service_referrals: Vec::new(),
        ..shipped()
    })
}

/// Somebody and a family that the row is about.
struct Fit {
    principal: Principal,
    facts: FamilyFacts,
    purpose: Purpose,
    context: Context,
}

impl Fit {
    fn of(row: &FamilyRow) -> Self {
        let organisation = if row.organisation == "own" { HERS } else { OTHER };
        let hers = row.organisation.parse().unwrap_or(HERS);
        let mut principal =
            Principal { supervisees: Arc::new([BELOW].into()), ..Principal::new(ME, hers, vec![row.role]) };
        let mut facts = FamilyFacts::new(
            FAMILY,
            FamilyTies { organisation, lead: None, specialists: vec![], opened_by: None, partners: vec![] },
        );
        let grant = |kind| vec![Grant { stream: FAMILY, kind }];
        match row.relation {
            RowRelation::Lead => facts.ties.lead = Some(ME),
            RowRelation::Specialist => facts.ties.specialists.push(ME),
            RowRelation::Supervisor => facts.ties.specialists.push(BELOW),
            RowRelation::Anyone => {}
            RowRelation::Shared => {
                let share = |section| Share { organisation: hers, purpose: row.purpose.clone(), section };
                facts.shares = Section::ALL.map(share).to_vec();
            }
            RowRelation::Partner | RowRelation::PartnerSupervisor => {
                facts.ties.partners.push(if row.relation == RowRelation::Partner { ME } else { BELOW });
                let share = |section| Share { organisation: hers, purpose: JOINT.into(), section };
                facts.shares = Section::ALL.map(share).to_vec();
            }
            RowRelation::BreakGlass => principal.grants = grant(GrantKind::BreakGlass),
            RowRelation::Consulted => principal.grants = grant(GrantKind::Consulted),
        }
        let purpose = Purpose::ALL.into_iter().find(|purpose| purpose.code() == row.purpose).unwrap();
        let taken = row.condition.is_some();
        let context = Context { asked_by: None, assigns_herself: taken, has_no_lead: taken };
        Self { principal, facts, purpose, context }
    }

    /// All that is granted, by name.
    fn granted(&self, engine: &Arc<Engine>) -> Vec<String> {
        let asker = engine.asker(self.principal.clone());
        let mut granted = Vec::new();
        let ask = |act| {
            let resource = Resource::Family(&self.facts);
            let question = Question { act, resource, purpose: self.purpose, context: self.context };
            asker.decide(&question).allow
        };
        granted.extend(
            Section::ALL.into_iter().filter(|s| ask(Act::Read(*s))).map(|s| format!("read {}", s.code())),
        );
        for act in [
            Act::Print,
            Act::SeeReaders,
            Act::SeeAccess,
            Act::ReviewEmergency,
            Act::AnswerElsewhere,
            Act::Consult,
            Act::Advise,
        ] {
            granted.extend(ask(act).then(|| act.code().to_owned()));
        }
        for (sort, name) in samples() {
            granted.extend(ask(Act::Give(name)).then(|| format!("give {}", sort.code())));
        }
        let listed = |list: &List| asker.is_listed(*list, &self.facts, self.purpose);
        granted.extend(List::ALL.into_iter().filter(listed).map(|list| format!("list {}", list.code())));
        granted.sort();
        granted
    }
}

fn samples() -> BTreeMap<Command, &'static str> {
    FamilyAction::NAMES.iter().map(|(name, _)| (command(name).unwrap(), *name)).collect()
}

fn said(row: &FamilyRow) -> Vec<String> {
    let mut said: Vec<String> =
        row.sections.iter().map(|section| format!("read {}", section.code())).collect();
    said.extend(row.acts.iter().cloned());
    said.extend(row.commands.iter().map(|sort| format!("give {sort}")));
    said.extend(row.lists.iter().map(|list| format!("list {list}")));
    said.sort();
    said
}

#[test]
fn every_row_alone_grants_what_it_says_and_nothing_else() {
    let matrix = shipped();
    assert!(matrix.families.len() > 8);
    for row in &matrix.families {
        assert_eq!(Fit::of(row).granted(&alone(Some(row), None)), said(row), "{}", row.id);
    }
}

/// One thing after another that the row asks for is taken away: each time nothing is left.
#[test]
fn every_row_alone_denies_whoever_does_not_fit() {
    for row in &shipped().families {
        let engine = alone(Some(row), None);
        let fits = || Fit::of(row);
        let mut misfits: Vec<(&str, Fit)> = Vec::new();
        for role in Role::ALL.into_iter().filter(|role| *role != row.role) {
            misfits.push((
                "role",
                Fit { principal: Principal { roles: vec![role], ..fits().principal }, ..fits() },
            ));
        }
        for purpose in Purpose::ALL.into_iter().filter(|purpose| purpose.code() != row.purpose) {
            misfits.push(("purpose", Fit { purpose, ..fits() }));
        }
        let mut stranger = fits();
        stranger.principal.worker = WorkerId::from_u128(99);
        stranger.principal.supervisees = Arc::default();
        stranger.principal.grants = Vec::new();
        stranger.facts.shares = Vec::new();
        if row.relation != RowRelation::Anyone {
            misfits.push(("relation", stranger));
        }
        let mut elsewhere = fits();
        elsewhere.facts.ties.organisation = OrganisationId::from_u128(3);
        if row.organisation == "own" {
            misfits.push(("organisation", elsewhere));
        }
        let mut other_file = fits();
        other_file.facts.stream = StreamId::from_u128(78);
        if matches!(row.relation, RowRelation::BreakGlass | RowRelation::Consulted) {
            misfits.push(("file", other_file));
        }
        let mut relative = fits();
        relative.facts.excluded = vec![ME];
        misfits.push(("relative", relative));
        let mut gone = fits();
        gone.principal.active = false;
        misfits.push(("gone", gone));
        let mut locked = fits();
        locked.principal.device_locked = true;
        misfits.push(("locked", locked));
        if row.condition.is_some() {
            misfits.push(("condition", Fit { context: Context::default(), ..fits() }));
        }
        for (what, misfit) in misfits {
            assert_eq!(misfit.granted(&engine), Vec::<String>::new(), "{} without its {what}", row.id);
        }
        let mut sealed = fits();
        sealed.facts.sealed = Section::ALL.to_vec();
        let left = sealed.granted(&engine);
        assert!(!left.iter().any(|what| what.starts_with("read") || what.starts_with("list")), "{}", row.id);
    }
}

/// What somebody is to a family is one thing: the strongest.
#[test]
fn who_leads_does_not_also_supervise() {
    for row in &shipped().families {
        let engine = alone(Some(row), None);
        let mut fit = Fit::of(row);
        match row.relation {
            RowRelation::Specialist | RowRelation::Supervisor => fit.facts.ties.lead = Some(ME),
            // She who was named is no supervisor beside that.
            RowRelation::PartnerSupervisor => fit.facts.ties.partners.push(ME),
            RowRelation::Partner
            | RowRelation::Lead
            | RowRelation::Anyone
            | RowRelation::Shared
            | RowRelation::BreakGlass
            | RowRelation::Consulted => continue,
        }
        assert_eq!(fit.granted(&engine), Vec::<String>::new(), "{}", row.id);
    }
}

fn beside(asker: &Asker, organisation: OrganisationId) -> Vec<String> {
    let mut granted = Vec::new();
    let mut acts: Vec<(String, Act<'_>)> = vec![("read".into(), Act::Read(Section::Identity))];
    for act in Act::GENERAL.into_iter().chain([Act::SeeTray, Act::SeeTeamTray, Act::JudgeReading]) {
        acts.push((act.code().to_owned(), act));
    }
    acts.push(("give organise".into(), Act::Give("organisation.named")));
    acts.push(("give community".into(), Act::Give("village.opened")));
    acts.push(("give directory".into(), Act::Give("provider.named")));
    acts.push(("give survey".into(), Act::Give("place.named")));
    acts.push(("give appraise".into(), Act::Give("staff.assessment_completed")));
    acts.push(("give govern".into(), Act::Give("programme.protocol_set")));
    acts.push(("give propose".into(), Act::Give("programme.sharing_proposed")));
    acts.push(("give approve".into(), Act::Give("programme.sharing_approved")));
    for (on, resource) in [
        (On::Organisation, Resource::Organisation(organisation)),
        (On::Village, Resource::Village),
        (On::Programme, Resource::Programme),
        (On::Provider, Resource::Provider),
        (On::Place, Resource::Place(organisation)),
        (On::Staff, Resource::Staff { organisation, worker: BELOW }),
        (On::Oneself, Resource::Staff { organisation, worker: ME }),
    ] {
        for (name, act) in &acts {
            if asker.decide(&Question::casework(*act, resource)).allow {
                granted.push(format!("{on:?} {name}"));
            }
        }
    }
    granted.sort();
    granted
}

#[test]
fn every_row_beside_families_grants_what_it_says_to_whom_it_says() {
    for row in &shipped().beside_families {
        let engine = alone(None, Some(row));
        let on = row.on;
        let mut said: Vec<String> = row.acts.iter().map(|act| format!("{on:?} {act}")).collect();
        said.extend(row.commands.iter().map(|sort| format!("{on:?} give {sort}")));
        said.sort();
        for role in Role::ALL {
            let principal =
                Principal { supervisees: Arc::new([BELOW].into()), ..Principal::new(ME, HERS, vec![role]) };
            let expected = if role == row.role { said.clone() } else { Vec::new() };
            assert_eq!(beside(&engine.asker(principal.clone()), HERS), expected, "{} {role:?}", row.id);
            if matches!(on, On::Organisation | On::Place | On::Staff | On::Oneself) {
                let there = beside(&engine.asker(principal.clone()), OTHER);
                assert_eq!(there, Vec::<String>::new(), "{}", row.id);
            }
            let gone = Principal { active: false, ..principal };
            assert_eq!(beside(&engine.asker(gone), HERS), Vec::<String>::new(), "{}", row.id);
        }
    }
}

/// What somebody is granted with a referral to a service.
fn with_referral(asker: &Asker, family: &FamilyFacts, receiver: Option<OrganisationId>) -> Vec<String> {
    let acts = [
        ("read", Act::Read(Section::Identity)),
        ("refer", Act::Give("service_referral.sent")),
        ("serve", Act::Give("service_referral.accepted")),
    ];
    let resource = Resource::ServiceReferral { family, receiver };
    let may = |act: Act<'_>| asker.decide(&Question::casework(act, resource)).allow;
    acts.into_iter().filter(|(_, act)| may(*act)).map(|(name, _)| name.to_owned()).collect()
}

#[test]
fn every_row_about_referrals_grants_what_it_says_to_its_side_only() {
    for row in &shipped().service_referrals {
        let mut matrix = shipped();
        matrix.families.clear();
        matrix.beside_families.clear();
        matrix.service_referrals = vec![row.clone()];
        let engine = engine_of(&matrix);
        let said: Vec<String> = row.acts.iter().chain(&row.commands).cloned().collect();
        for side in
            [RowSide::Lead, RowSide::Specialist, RowSide::Supervisor, RowSide::Colleague, RowSide::Receiver]
        {
            let receives = side == RowSide::Receiver;
            let organisation = if receives { OTHER } else { HERS };
            let mut ties = FamilyTies {
                organisation,
                lead: None,
                specialists: vec![],
                opened_by: None,
                partners: vec![],
            };
            match side {
                RowSide::Lead => ties.lead = Some(ME),
                RowSide::Specialist => ties.specialists.push(ME),
                RowSide::Supervisor => ties.lead = Some(BELOW),
                RowSide::Colleague | RowSide::Receiver => {}
            }
            let facts = FamilyFacts::new(FAMILY, ties);
            let receiver = receives.then_some(HERS);
            let whole = row.side == RowSide::Colleague && !receives;
            for role in Role::ALL {
                let supervisees = Arc::new([BELOW].into());
                let who = Principal { supervisees, ..Principal::new(ME, HERS, vec![role]) };
                let fits = role == row.role && (side == row.side || whole);
                let expected = if fits { said.clone() } else { Vec::new() };
                let asker = engine.asker(who.clone());
                assert_eq!(with_referral(&asker, &facts, receiver), expected, "{} {role:?} {side:?}", row.id);
                // Kept out of the family's file, left, locked, or the consent has ended.
                let excluded = FamilyFacts { excluded: vec![ME], ..facts.clone() };
                assert_eq!(with_referral(&asker, &excluded, receiver), Vec::<String>::new(), "{}", row.id);
                if receives {
                    assert_eq!(with_referral(&asker, &facts, None), Vec::<String>::new(), "{}", row.id);
                }
                for who in [
                    Principal { active: false, ..who.clone() },
                    Principal { device_locked: true, ..who.clone() },
                ] {
                    let granted = with_referral(&engine.asker(who), &facts, receiver);
                    assert_eq!(granted, Vec::<String>::new(), "{}", row.id);
                }
            }
        }
    }
}

/// A row for one named organisation is for its workers only.
#[test]
fn a_row_may_name_one_organisation() {
    let mut matrix = shipped();
    let row = matrix.families.iter_mut().find(|row| row.relation == RowRelation::Shared).unwrap();
    row.organisation = OTHER.to_string();
    let row = row.clone();
    let engine = alone(Some(&row), None);
    let mut fit = Fit::of(&row);
    fit.facts.ties.organisation = OrganisationId::from_u128(3);
    assert_eq!(fit.granted(&engine), said(&row));
    fit.principal.organisation = HERS;
    let share = |section| Share { organisation: HERS, purpose: row.purpose.clone(), section };
    fit.facts.shares = Section::ALL.map(share).to_vec();
    assert_eq!(fit.granted(&engine), Vec::<String>::new());
}
