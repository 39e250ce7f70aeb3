//! Another version of the sharing protocol: what must hold whatever it says, and who gains and who loses by it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    reason = "a test that cannot go on fails"
)]

use domain::entry::Section;
use domain::ids::OrganisationId;
use kinkeeper_policy::engine::{
    Change, FamilyRow, Matrix, RowRelation, STATEMENTS, Sources, Standing, What, broken, changes,
};
use kinkeeper_policy::{Engine, Purpose, Role};
use std::collections::BTreeSet;
use std::sync::Arc;

fn changed(change: impl FnOnce(&mut Matrix)) -> Arc<Engine> {
    let mut matrix = Matrix::read(Sources::SHIPPED.matrix).unwrap();
    change(&mut matrix);
    Engine::of_matrix(&matrix.canonical().unwrap()).unwrap()
}

fn row<'a>(matrix: &'a mut Matrix, id: &str) -> &'a mut FamilyRow {
    matrix.families.iter_mut().find(|row| row.id == id).unwrap()
}

fn statements(engine: &Arc<Engine>) -> Vec<&'static str> {
    broken(engine).into_iter().map(|one| one.statement).collect()
}

#[test]
fn everything_holds_for_what_comes_with_the_software() {
    assert_eq!(broken(&Engine::shipped().unwrap()), []);
}

#[test]
fn a_matrix_that_breaks_what_must_hold_is_found_out_with_an_example() {
    let administrator = changed(|matrix| {
        let mut more = row(matrix, "programme_manager.any").clone();
        more.id = "administrator.any".into();
        more.role = Role::Administrator;
        matrix.families.push(more);
    });
    let found = broken(&administrator);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].statement, "system_roles");
    assert_eq!(found[0].example.unwrap().role, Role::Administrator);

    let listed = changed(|matrix| row(matrix, "senior_social_worker.break_glass").lists.push("mine".into()));
    assert_eq!(statements(&listed), ["emergency_reads"]);

    let blind = changed(|matrix| {
        for id in ["village_social_worker.visits", "specialist.visits"] {
            let row = row(matrix, id);
            (row.sections, row.acts, row.lists) = (Vec::new(), Vec::new(), Vec::new());
        }
    });
    assert_eq!(statements(&blind), ["blind_writers"]);

    let nobody_works = changed(|matrix| {
        for row in &mut matrix.families {
            row.commands.retain(|sort| sort != "care");
        }
    });
    assert_eq!(statements(&nobody_works), ["leads_work"]);

    let nobody_reviews = changed(|matrix| {
        for row in &mut matrix.families {
            row.acts.retain(|act| act != "review_emergency");
        }
    });
    assert_eq!(statements(&nobody_reviews), ["emergencies_reviewed"]);

    for (sort, statement) in [("propose", "can_be_changed"), ("approve", "can_be_changed")] {
        let frozen = changed(|matrix| {
            for row in &mut matrix.beside_families {
                row.commands.retain(|known| known != sort);
            }
        });
        assert_eq!(statements(&frozen), [statement]);
    }
    for act in ["watch_over", "judge_reading"] {
        let unwatched = changed(|matrix| {
            for row in &mut matrix.beside_families {
                row.acts.retain(|known| known != act);
            }
        });
        assert_eq!(statements(&unwatched), ["reading_watched"]);
    }
    let unmanaged = changed(|matrix| {
        for row in &mut matrix.beside_families {
            row.acts.retain(|act| act != "manage_workers");
        }
    });
    assert_eq!(statements(&unmanaged), ["workers_managed"]);
}

#[test]
fn a_weakened_forbid_is_found_out() {
    let cases = [
        ("own-relative", "relatives"),
        ("locked-device", "gone"),
        ("inactive-worker", "gone"),
        ("sealed-section", "sealed"),
        ("another-purpose", "purpose"),
        ("four-eyes", "four_eyes"),
        ("four-eyes-protocol", "four_eyes"),
        ("four-eyes-reading", "four_eyes"),
    ];
    for (id, statement) in cases {
        let all = Sources::SHIPPED.forbids;
        let from = all.find(&format!("@id(\"{id}\")")).unwrap();
        let end = from + all[from..].find(';').unwrap() + 1;
        let forbids = format!("{}{}", &all[..from], &all[end..]);
        // Whoever opens rows for another purpose needs the forbid to keep them shut.
        let mut matrix = Matrix::read(Sources::SHIPPED.matrix).unwrap();
        let mut more = row(&mut matrix, "programme_manager.any").clone();
        (more.id, more.purpose) = ("more".into(), "measurement".into());
        matrix.families.push(more);
        let matrix = matrix.canonical().unwrap();
        let sources = Sources { forbids: &forbids, matrix: &matrix, ..Sources::SHIPPED };
        assert_eq!(statements(&Arc::new(Engine::load(sources).unwrap())), [statement], "{id}");
    }
    // And every statement has a name that the catalogue of words knows.
    assert_eq!(STATEMENTS.iter().collect::<BTreeSet<_>>().len(), STATEMENTS.len());
}

#[test]
fn gains_and_losses_are_what_is_decided_and_not_what_the_rows_look_like() {
    let old = Engine::shipped().unwrap();
    let new = changed(|matrix| {
        row(matrix, "village_social_worker.visits").sections.retain(|section| *section != Section::Health);
        row(matrix, "specialist.lead").commands.push("answer".into());
        // A row that says what another says already changes nothing.
        let mut again = row(matrix, "senior_social_worker.lead").clone();
        again.id = "again".into();
        matrix.families.push(again);
    });
    let change = |role, standing, gains: &[What], loses: &[What]| Change {
        role,
        organisation: None,
        standing,
        purpose: Purpose::Casework,
        gains: gains.to_vec(),
        loses: loses.to_vec(),
    };
    assert_eq!(
        changes(&old, &new),
        [
            change(Role::VillageSocialWorker, Standing::Specialist, &[], &[What::Read("health")]),
            change(Role::Specialist, Standing::Lead, &[What::Give("answer")], &[]),
        ]
    );
    assert_eq!(changes(&old, &old), []);
    let back = changes(&new, &old);
    assert_eq!(back[0].gains, [What::Read("health")]);
    assert_eq!(back[1].loses, [What::Give("answer")]);
}

#[test]
fn a_row_for_one_organisation_is_told_for_that_one_only() {
    let theirs = OrganisationId::from_u128(7);
    let old = Engine::shipped().unwrap();
    let new = changed(|matrix| {
        let mut more = row(matrix, "specialist.consulted").clone();
        (more.id, more.organisation) = ("theirs".into(), theirs.to_string());
        more.relation = RowRelation::Shared;
        more.acts.clear();
        matrix.families.push(more);
    });
    let changes = changes(&old, &new);
    assert_eq!(changes.len(), 1, "{changes:?}");
    assert_eq!((changes[0].role, changes[0].organisation), (Role::Specialist, Some(theirs)));
    assert_eq!(changes[0].standing, Standing::Shared);
}

#[test]
fn what_a_person_can_get_wrong_has_a_word_of_its_own() {
    let fault = |change: &dyn Fn(&mut Matrix)| {
        let mut matrix = Matrix::read(Sources::SHIPPED.matrix).unwrap();
        change(&mut matrix);
        let error = Matrix::read(&matrix.canonical().unwrap()).unwrap_err();
        (error.row().unwrap().to_owned(), error.code())
    };
    let lead = "village_social_worker.lead";
    let without =
        |section: Section| fault(&move |matrix| row(matrix, lead).sections.retain(|known| *known != section));
    assert_eq!(without(Section::Narrative), (lead.into(), "prints_blind"));
    let blind = fault(&|matrix| {
        let row = row(matrix, lead);
        (row.sections, row.acts) = (Vec::new(), Vec::new());
    });
    assert_eq!(blind, (lead.into(), "lists_blind"));
    let shared = "senior_social_worker.shared";
    assert_eq!(
        fault(&|matrix| row(matrix, shared).commands.push("care".into())),
        (shared.into(), "writes_across")
    );
    assert_eq!(
        fault(&|matrix| row(matrix, shared).organisation = "own".into()),
        (shared.into(), "opens_across")
    );
    let village = "administrator.village";
    let empty = fault(&|matrix| {
        let beside = matrix.beside_families.iter_mut().find(|row| row.id == village).unwrap();
        beside.acts.clear();
    });
    assert_eq!(empty, (village.into(), "grants_nothing"));
}

#[test]
fn every_tick_of_the_protocol_is_a_question_that_is_asked() {
    let nothing = changed(|matrix| {
        matrix.families.clear();
        matrix.beside_families.clear();
    });
    let shipped = Engine::shipped().unwrap();
    let told: BTreeSet<String> = changes(&nothing, &shipped)
        .iter()
        .flat_map(|change| {
            let who = format!("{} {}", change.role.code(), change.standing.code());
            change.gains.iter().map(move |what| format!("{who} {} {}", what.kind(), what.code()))
        })
        .collect();
    let mut ticked = Vec::new();
    for row in &shipped.matrix().families {
        let who = format!("{} {}", row.role.code(), row.relation.code());
        let give = if row.condition.is_some() { "take_on" } else { "give" };
        ticked.extend(row.sections.iter().map(|section| format!("{who} read {}", section.code())));
        ticked.extend(row.commands.iter().map(|sort| format!("{who} {give} {sort}")));
        ticked.extend(row.acts.iter().map(|act| format!("{who} act {act}")));
        ticked.extend(row.lists.iter().map(|list| format!("{who} list {list}")));
    }
    for row in &shipped.matrix().beside_families {
        let who = format!("{} {}", row.role.code(), row.on.code());
        ticked.extend(row.commands.iter().map(|sort| format!("{who} give {sort}")));
        ticked.extend(row.acts.iter().map(|act| match act.as_str() {
            "read" => format!("{who} read {}", row.on.code()),
            act => format!("{who} act {act}"),
        }));
    }
    for tick in &ticked {
        assert!(told.contains(tick), "{tick} is granted and not told");
    }
    assert!(ticked.len() > 200, "{}", ticked.len());
}
