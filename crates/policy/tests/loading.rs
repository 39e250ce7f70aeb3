//! Policies that could harm are refused as a whole; and what lists cannot translate is shown to nobody.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    clippy::cast_possible_wrap,
    reason = "a test that cannot go on fails"
)]

use domain::ids::{OrganisationId, StreamId, WorkerId};
use kinkeeper_policy::engine::{LoadError, Matrix, Sources};
use kinkeeper_policy::scope::{Cond, Untranslatable};
use kinkeeper_policy::{Engine, Grant, GrantKind, List, Principal, Purpose, Role};
use std::sync::Arc;

const OURS: OrganisationId = OrganisationId::from_u128(1);
const ME: WorkerId = WorkerId::from_u128(10);

fn with(more: &str) -> Result<Engine, LoadError> {
    let forbids = format!("{}\n{more}", Sources::SHIPPED.forbids);
    Engine::load(Sources { forbids: &forbids, ..Sources::SHIPPED })
}

fn with_matrix(change: impl FnOnce(&mut Matrix)) -> Result<Engine, LoadError> {
    let mut matrix = Matrix::read(Sources::SHIPPED.matrix).unwrap();
    change(&mut matrix);
    let json = matrix.canonical().unwrap();
    Engine::load(Sources { matrix: &json, ..Sources::SHIPPED })
}

fn forbid(body: &str) -> String {
    format!("@id(\"more\") @reason(\"own_relative\") forbid (principal, action, resource is Section) {body};")
}

#[test]
fn policies_that_could_fail_or_are_not_understood_do_not_load() {
    assert!(with("").is_ok());
    assert!(with(&forbid("when { resource.name == \"media\" }")).is_ok());
    for bad in [
        // Not Cedar.
        "forbid (principal",
        // Without a name, without a reason, with a reason that has no words, with a name that is taken.
        "@reason(\"own_relative\") forbid (principal, action, resource);",
        "@id(\"more\") forbid (principal, action, resource);",
        "@id(\"more\") @reason(\"because\") forbid (principal, action, resource);",
        "@id(\"own-relative\") @reason(\"own_relative\") forbid (principal, action, resource);",
        // A permit for nobody in particular.
        "@id(\"more\") @reason(\"granted\") permit (principal, action, resource);",
        "@id(\"more\") @reason(\"granted\") @role(\"queen\") permit (principal, action, resource);",
        // A template.
        "@id(\"more\") @reason(\"own_relative\") forbid (principal == ?principal, action, resource);",
    ] {
        assert!(with(bad).is_err(), "{bad}");
    }
    for body in [
        // Not in the schema.
        "when { resource.family.secret }",
        "when { principal.age > 3 }",
        "when { resource.family.leads == 3 }",
        // Overflows.
        "when { 9223372036854775807 + 1 == 0 }",
        // An extension.
        "when { ip(\"10.0.0.1\").isLoopback() }",
        // Can never be true: a warning is an error.
        "when { false }",
    ] {
        assert!(with(&forbid(body)).is_err(), "{body}");
    }
    let no_schema = Engine::load(Sources { schema: "entity Worker;", ..Sources::SHIPPED });
    assert!(no_schema.is_err());
}

/// What somebody did to a matrix.
type Change = fn(&mut Matrix);

#[test]
fn a_matrix_that_makes_no_sense_does_not_load() {
    assert!(with_matrix(|_| {}).is_ok());
    let changes: Vec<(&str, Change)> = vec![
        ("twice", |m| m.families[1].id = m.families[0].id.clone()),
        ("a name with a quote", |m| m.families[0].id = "x\")permit(".into()),
        ("no name", |m| m.beside_families[0].id.clear()),
        ("no such organisation", |m| m.families[0].organisation = "theirs".into()),
        ("a lead of any organisation", |m| m.families[0].organisation = "any".into()),
        ("no such purpose", |m| m.families[0].purpose = "curiosity\" || true || \"".into()),
        ("no such command", |m| m.families[0].commands.push("rule".into())),
        ("gives what the server writes", |m| m.families[0].commands.push("emergency".into())),
        ("no such act", |m| m.families[0].acts.push("copy".into())),
        ("no such list", |m| m.families[0].lists.push("everything".into())),
        ("prints what she may not read", |m| m.families[0].sections.truncate(1)),
        ("lists what she may not read", |m| {
            m.families[0].acts.clear();
            m.families[0].sections.remove(0);
        }),
        ("grants nothing", |m| {
            m.families[0].acts.clear();
            m.families[0].sections.clear();
            m.families[0].commands.clear();
            m.families[0].lists.clear();
        }),
        ("writes across organisations", |m| {
            let across = m.families.iter_mut().find(|row| row.organisation == "any").unwrap();
            across.commands.push("care".into());
        }),
        ("govern an organisation", |m| m.beside_families[0].commands.push("govern".into())),
        ("see a team of villages", |m| {
            let village = m.beside_families.iter_mut().find(|row| row.id.ends_with(".village")).unwrap();
            village.acts.push("see_team".into());
        }),
    ];
    for (what, change) in changes {
        assert!(with_matrix(change).is_err(), "{what}");
    }
    let unknown = Sources::SHIPPED.matrix.replacen("\"title_en\"", "\"colour\": 3, \"title_en\"", 1);
    assert!(Engine::load(Sources { matrix: &unknown, ..Sources::SHIPPED }).is_err());
}

#[test]
fn the_hash_is_of_what_the_matrix_says_and_not_of_how_it_is_laid_out() {
    let matrix = Matrix::read(Sources::SHIPPED.matrix).unwrap();
    let again = Matrix::read(&matrix.canonical().unwrap()).unwrap();
    assert_eq!(matrix, again);
    assert_eq!(matrix.hash().unwrap(), again.hash().unwrap());
    assert_eq!(matrix.hash().unwrap().len(), 64);
    let mut changed = matrix.clone();
    changed.families[0].sections.pop();
    assert_ne!(matrix.hash().unwrap(), changed.hash().unwrap());
    assert_eq!(matrix.to_cedar(), again.to_cedar());
    let engine = Engine::shipped().unwrap();
    assert_ne!(engine.version(), with(&forbid("when { resource.name == \"media\" }")).unwrap().version());
    assert_eq!(engine.version(), Engine::shipped().unwrap().version());
}

fn manager() -> Principal {
    Principal::new(ME, OURS, vec![Role::ProgrammeManager])
}

#[test]
fn a_forbid_that_lists_do_not_understand_empties_them() {
    for body in [
        "when { resource.family.specialists.isEmpty() }",
        "when { resource.family == resource.family }",
        "when { resource.family.specialists.containsAll(resource.family.leads) }",
        "unless { resource.family.leads == resource.family.specialists }",
        "when { resource.family.sealed.contains(resource.name) || resource.family.specialists.isEmpty() }",
        "when { if resource.family.specialists.isEmpty() then true else false }",
        "when { resource.family.sealed.contains(\"no such section\") }",
    ] {
        let engine = Arc::new(with(&forbid(body)).unwrap_or_else(|error| panic!("{body}: {error}")));
        let scope = engine.asker(manager()).scope(List::Organisation, Purpose::Casework);
        assert!(scope.is_nothing(), "{body}: {scope:?}");
        let named =
            matches!(scope.untranslatable(), [Untranslatable::Forbid { policy, .. }] if policy == "more");
        assert!(named, "{body}: {scope:?}");
    }
}

#[test]
fn a_permit_that_lists_do_not_understand_is_left_out_and_the_others_stay() {
    let permit = "@id(\"more\") @reason(\"granted\") @role(\"programme_manager\") permit (
        principal in Role::\"programme_manager\", action == Action::\"list\", resource is Section
    ) when { resource.family.specialists.isEmpty() };";
    let engine = Arc::new(with(permit).unwrap());
    let scope = engine.asker(manager()).scope(List::Organisation, Purpose::Casework);
    let arms: Vec<&str> = scope.arms().iter().map(|arm| arm.policy.as_str()).collect();
    assert_eq!(arms, ["programme_manager.any", "programme_manager.shared"]);
    assert!(matches!(scope.untranslatable(), [Untranslatable::Permit { policy, .. }] if policy == "more"));
}

/// The conditions that lists are made of, for a person to read.
#[test]
fn the_conditions_of_lists_are_as_agreed() {
    let engine = Engine::shipped().unwrap();
    let mut out = String::new();
    for role in Role::ALL {
        let principal = Principal {
            supervisees: Arc::new([WorkerId::from_u128(11), WorkerId::from_u128(12)].into()),
            grants: vec![
                Grant { stream: StreamId::from_u128(70), kind: GrantKind::BreakGlass },
                Grant { stream: StreamId::from_u128(71), kind: GrantKind::Consulted },
            ],
            ..Principal::new(ME, OURS, vec![role])
        };
        for list in List::ALL {
            let scope = engine.asker(principal.clone()).scope(list, Purpose::Casework);
            assert_eq!(scope.untranslatable(), [], "{role:?} {list:?}");
            out.push_str(&format!("\n## {} asks for {}\n", role.code(), list.code()));
            for arm in scope.arms() {
                out.push_str(&format!("{}\n", arm.policy));
                for condition in &arm.all {
                    out.push_str(&format!("    {}\n", words(condition)));
                }
            }
        }
    }
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("list_conditions", out);
    });
    for purpose in [Purpose::Measurement, Purpose::Administration] {
        assert!(engine.asker(manager()).scope(List::Organisation, purpose).is_nothing());
    }
}

/// Each form that a condition may have, as lists understand it. One more forbid takes something from the manager's list.
#[test]
fn every_form_that_lists_know_is_translated() {
    let (here, there) = ("00000000-0000-0000-0000-000000000001", "00000000-0000-0000-0000-000000000002");
    let (file, me) = ("00000000-0000-0000-0000-000000000046", "00000000-0000-0000-0000-00000000000a");
    let shown = |body: &str| {
        let body = body.replace("THERE", there).replace("HERE", here).replace("FILE", file).replace("ME", me);
        let engine = Arc::new(with(&forbid(&body)).unwrap_or_else(|error| panic!("{body}: {error}")));
        let principal = Principal {
            supervisees: Arc::new([WorkerId::from_u128(11), WorkerId::from_u128(12)].into()),
            ..manager()
        };
        let scope = engine.asker(principal).scope(List::Mine, Purpose::Casework);
        assert_eq!(scope.untranslatable(), [], "{body}");
        let arm = scope.arms().first().map(|arm| arm.all.iter().map(words).collect::<Vec<_>>());
        let arm = arm.map(|all| {
            let usual = ["held by organisation 1", "not (must not be seen by a)", "not (identity is sealed)"];
            assert!(usual.iter().all(|usual| all.iter().any(|one| one == usual)), "{body}: {all:?}");
            all.into_iter().filter(|one| !usual.contains(&one.as_str())).collect::<Vec<_>>().join("; ")
        });
        arm.unwrap_or_else(|| "no list".to_owned())
    };
    for (body, expected) in [
        ("when { resource.family == Family::\"FILE\" }", "not (is one of the files 46)"),
        ("when { Family::\"FILE\" == resource.family }", "not (is one of the files 46)"),
        ("when { resource.family != Family::\"FILE\" }", "is one of the files 46"),
        ("when { [Family::\"FILE\"].contains(resource.family) }", "not (is one of the files 46)"),
        ("when { resource.family.organisation == Organisation::\"THERE\" }", "not (held by organisation 2)"),
        ("when { Organisation::\"THERE\" == resource.family.organisation }", "not (held by organisation 2)"),
        // It is known of the whole list already.
        ("when { resource.family.organisation != Organisation::\"HERE\" }", ""),
        ("when { resource.family.organisation == Organisation::\"HERE\" }", "no list"),
        ("when { resource.family.leads.contains(principal) }", "not (the lead is one of a)"),
        ("when { resource.family.leads.contains(Worker::\"ME\") }", "not (the lead is one of a)"),
        ("when { resource.family.specialists.contains(principal) }", "not (a specialist is one of a)"),
        ("when { resource.family.leads.containsAny(principal.supervisees) }", "not (the lead is one of b c)"),
        ("when { principal.supervisees.containsAny(resource.family.leads) }", "not (the lead is one of b c)"),
        (
            "when { resource.family.leads.contains(principal) || resource.family.specialists.contains(principal) }",
            "not (the lead or a specialist is one of a)",
        ),
        (
            "when { resource.family.leads.contains(principal) && resource.family.specialists.contains(principal) }",
            "not ((the lead is one of a and a specialist is one of a))",
        ),
        (
            "when { resource.family.excluded.containsAny(principal.supervisees) }",
            "not (must not be seen by b c)",
        ),
        ("when { resource.family.sealed.contains(\"health\") }", "not (health is sealed)"),
        (
            "when { resource.family.sealed.containsAny([\"health\", \"media\"]) }",
            "not ((health is sealed or media is sealed))",
        ),
        ("when { [\"health\"].containsAny(resource.family.sealed) }", "not (health is sealed)"),
        ("unless { resource.family.sealed.contains(\"health\") }", "health is sealed"),
        ("when { !resource.family.sealed.contains(\"health\") }", "health is sealed"),
        (
            "when { resource.family.shares.contains({ organisation: Organisation::\"THERE\", purpose: \"casework\", \
             section: resource.name }) }",
            "not (shares identity with 2 for casework)",
        ),
        (
            "when { if resource.family.sealed.contains(\"health\") then resource.family.leads.contains(principal) else \
             resource.family.specialists.contains(principal) }",
            "not (((health is sealed and the lead is one of a) or (not (health is sealed) and a specialist is one of \
             a)))",
        ),
        // A list shows the identity.
        ("when { resource.name == \"identity\" }", "no list"),
        ("when { resource.name == \"media\" }", ""),
        ("when { resource.name != \"identity\" }", ""),
        ("when { [\"identity\", \"media\"].contains(resource.name) }", "no list"),
        ("when { [\"health\", \"media\"].contains(resource.name) }", ""),
        (
            "when { resource.family.leads.contains(principal) || resource.name == \"media\" }",
            "not (the lead is one of a)",
        ),
        ("when { resource.family.leads.contains(principal) && resource.name == \"media\" }", ""),
        (
            "when { {who: resource.family.organisation}.who == Organisation::\"THERE\" }",
            "not (held by organisation 2)",
        ),
        // Nobody is below her, and nobody who is nobody leads.
        ("when { resource.family.leads.containsAny(principal.supervisees) && principal.device_locked }", ""),
    ] {
        assert_eq!(shown(body), expected, "{body}");
    }
}

/// Ids that are none, types that do not fit, parts that are missing: no list rather than a wrong one.
#[test]
fn what_is_not_quite_right_empties_the_list() {
    for body in [
        "when { resource.family.leads.contains(Worker::\"somebody\") }",
        "when { resource.family == Family::\"somebody\" }",
        "when { [Family::\"a\", Family::\"b\"].contains(resource.family) }",
        "when { resource.family.organisation == Organisation::\"ours\" }",
        "when { resource.family.leads.containsAny(resource.family.excluded) }",
        "when { resource.family.sealed.containsAny([\"secrets\"]) }",
        "when { [resource.family.organisation].contains(principal.organisation) }",
        "when { resource.family.shares.contains({ organisation: principal.organisation, purpose: \"casework\", section: \
         \"secrets\" }) }",
        "when { resource.family.shares.containsAny([{ organisation: principal.organisation, purpose: \"casework\", \
         section: \"identity\" }]) }",
        "when { resource.name like \"id*\" }",
    ] {
        let engine = Arc::new(with(&forbid(body)).unwrap_or_else(|error| panic!("{body}: {error}")));
        let scope = engine.asker(manager()).scope(List::Mine, Purpose::Casework);
        assert!(scope.is_nothing(), "{body}: {scope:?}");
        assert_eq!(scope.untranslatable().len(), 1, "{body}: {scope:?}");
        assert_eq!(scope.untranslatable()[0].code(), "forbid_untranslatable");
    }
}

#[test]
fn a_narrowed_list_shows_what_also_fits_and_nothing_when_nothing_can() {
    let scope = Engine::shipped().unwrap().asker(manager()).scope(List::Organisation, Purpose::Casework);
    assert!(!scope.is_nothing());
    assert_eq!(scope.narrowed(&Cond::Always), *scope);
    assert!(scope.narrowed(&Cond::Never).is_nothing());
    let one = Cond::OneOf(vec![StreamId::from_u128(0x46)]);
    let narrowed = scope.narrowed(&one);
    assert_eq!(narrowed.arms().len(), scope.arms().len());
    for (narrow, wide) in narrowed.arms().iter().zip(scope.arms()) {
        assert_eq!(narrow.policy, wide.policy);
        assert!(narrow.all.contains(&one) && wide.all.iter().all(|part| narrow.all.contains(part)));
    }
}

#[test]
fn conditions_fold_what_is_known() {
    let org = |n| Cond::Organisation(OrganisationId::from_u128(n));
    let team = |lead, specialist, n| Cond::Team { lead, specialist, workers: vec![WorkerId::from_u128(n)] };
    let not = |condition: Cond| Cond::Not(Box::new(condition));
    assert_eq!(Cond::Always.negated(), Cond::Never);
    assert_eq!(Cond::Never.negated(), Cond::Always);
    assert_eq!(org(1).negated(), not(org(1)));
    assert_eq!(org(1).negated().negated(), org(1));
    assert_eq!(Cond::all([]), Cond::Always);
    assert_eq!(Cond::any([]), Cond::Never);
    assert_eq!(Cond::all([Cond::Always, org(1), org(1)]), org(1));
    assert_eq!(Cond::all([org(1), Cond::Never]), Cond::Never);
    assert_eq!(Cond::any([org(1), Cond::Always]), Cond::Always);
    assert_eq!(Cond::any([Cond::Never, org(1), org(1)]), org(1));
    assert_eq!(
        Cond::all([Cond::all([org(1), org(2)]), org(2), org(3)]),
        Cond::All(vec![org(1), org(2), org(3)])
    );
    assert_eq!(
        Cond::any([Cond::any([org(1), org(2)]), org(2), org(3)]),
        Cond::Any(vec![org(1), org(2), org(3)])
    );
    assert_eq!(Cond::any([team(true, false, 1), team(false, true, 1)]), team(true, true, 1));
    let two = Cond::any([team(true, false, 1), team(false, true, 2)]);
    assert_eq!(two, Cond::Any(vec![team(true, false, 1), team(false, true, 2)]));
    assert_eq!(Cond::all([org(1).negated(), org(2)]).given(&[org(1)]), Cond::Never);
    assert_eq!(Cond::any([org(1).negated(), org(2)]).given(&[org(1)]), org(2));
    assert_eq!(org(2).given(&[org(1)]), org(2));
}

fn words(condition: &Cond) -> String {
    let short = |id: String| id.trim_start_matches(['0', '-']).to_owned();
    let list = |all: Vec<String>| all.into_iter().map(short).collect::<Vec<_>>().join(" ");
    match condition {
        Cond::Always => "always".into(),
        Cond::Never => "never".into(),
        Cond::Organisation(id) => format!("held by organisation {}", short(id.to_string())),
        Cond::Team { lead, specialist, workers } => format!(
            "{} is one of {}",
            match (lead, specialist) {
                (true, true) => "the lead or a specialist",
                (true, false) => "the lead",
                (false, _) => "a specialist",
            },
            list(workers.iter().map(ToString::to_string).collect())
        ),
        Cond::Partner(workers) => {
            format!("{} is a partner", list(workers.iter().map(ToString::to_string).collect()))
        }
        Cond::Excluded(workers) => {
            format!("must not be seen by {}", list(workers.iter().map(ToString::to_string).collect()))
        }
        Cond::Shared { organisation, purpose, section } => {
            format!("shares {} with {} for {purpose}", section.code(), short(organisation.to_string()))
        }
        Cond::Sealed(section) => format!("{} is sealed", section.code()),
        Cond::OneOf(ids) => {
            format!("is one of the files {}", list(ids.iter().map(ToString::to_string).collect()))
        }
        Cond::Not(inner) => format!("not ({})", words(inner)),
        Cond::All(all) => format!("({})", all.iter().map(words).collect::<Vec<_>>().join(" and ")),
        Cond::Any(any) => format!("({})", any.iter().map(words).collect::<Vec<_>>().join(" or ")),
    }
}

#[test]
fn what_two_lists_show_is_shown_once() {
    let engine = Engine::shipped().unwrap();
    let principal = Principal {
        supervisees: Arc::new([WorkerId::from_u128(11)].into()),
        ..Principal::new(ME, OURS, vec![Role::SeniorSocialWorker])
    };
    let asker = engine.asker(principal);
    let of = |list| asker.scope(list, Purpose::Casework);
    let (mine, team) = (of(List::Mine), of(List::Team));
    assert!(!mine.is_nothing() && !team.is_nothing());
    let both = mine.united(&team);
    for arm in mine.arms().iter().chain(team.arms()) {
        assert_eq!(both.arms().iter().filter(|one| *one == arm).count(), 1, "{}", arm.policy);
    }
    assert_eq!(both.united(&mine).arms(), both.arms());
}
