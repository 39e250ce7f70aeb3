//! How long decisions and lists take in a country of 200,000 families and 6,000 people: `./bench policy`. One JSON line
//! per result on standard output. `cargo run --release -p kinkeeper-store --example policy -- FOLDER [FAMILIES]`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    clippy::cast_possible_wrap,
    reason = "a measurement that cannot go on fails"
)]

use domain::entry::{ACTION_VERSION, Action, Base, Entry, Section};
use domain::family::referral::{Referral, Screening};
use domain::family::{FamilyAction, TeamRole};
use domain::ids::{DeviceId, EntryId, OrganisationId, StreamId, WorkerId};
use domain::protocol::Risk;
use domain::time::Millis;
use kinkeeper_store::reads::{Caseload, CaseloadFilter, CaseloadSort};
use kinkeeper_store::{Actor, Append, ListScope, Location, OpenGate, RootKey, Store, StoreConfig};
use policy::{
    Act, Asker, Engine, FamilyFacts, FamilyTies, List, Principal, Purpose, Question, Resource, Role, Share,
};
use std::sync::Arc;
use tokio::time::Instant;

type Failure = Box<dyn std::error::Error + Send + Sync>;

const NOW: i64 = 1_795_000_000_000;
/// Organisations; people work for them in turns.
const ORGS: u64 = 60;
const PEOPLE: u64 = 6_000;

fn scattered(n: u64) -> u64 {
    let mut x = n.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    x ^= x >> 29;
    x.wrapping_mul(0xbf58_476d_1ce4_e5b9) >> 17
}
fn org(n: u64) -> OrganisationId {
    OrganisationId::from_u128(1 + u128::from(n % ORGS))
}
fn worker(n: u64) -> WorkerId {
    WorkerId::from_u128(10_000 + u128::from(n % PEOPLE))
}
fn stream(n: u64) -> StreamId {
    StreamId::from_u128((u128::from(scattered(n)) << 64) | u128::from(n))
}

/// Of every organisation's hundred people: one manager, nine seniors with ten each below them, the rest in the field.
/// Half of the families belong to one large organisation, for its manager's list to be long.
fn person(n: u64) -> Principal {
    let place = n / ORGS;
    let (role, below) = match place {
        0 => (Role::ProgrammeManager, 0..0),
        1..=9 => (Role::SeniorSocialWorker, 10 * place..10 * place + 10),
        _ if place.is_multiple_of(7) => (Role::Specialist, 0..0),
        _ => (Role::VillageSocialWorker, 0..0),
    };
    let supervisees = Arc::new(below.map(|at| worker(at * ORGS + n % ORGS)).collect());
    Principal { supervisees, ..Principal::new(worker(n), org(n), vec![role]) }
}

/// Who leads a family: somebody in the field.
fn lead(n: u64) -> u64 {
    let at = if n.is_multiple_of(2) { 0 } else { n % ORGS };
    (10 + scattered(n) % 90) * ORGS + at
}

fn family(n: u64) -> Result<Vec<Entry>, Failure> {
    let lead = lead(n);
    let id = stream(n);
    let referral = Referral {
        source: "village_chief".into(),
        referrer: "Chief".into(),
        referrer_phone: String::new(),
        reasons: Vec::new(),
        story: "The children are not at school.".into(),
        urgency: Risk::Medium,
        people: Vec::new(),
        family_knows: Some(true),
        received_at: Millis(NOW),
    };
    let screening = Screening::Accept {
        risk: Risk::Medium,
        respond_by: Millis(NOW).plus_hours(i64::try_from(n % 5_000)?),
        note: String::new(),
    };
    let mut actions = vec![
        FamilyAction::Opened { village: format!("0204{:04}", n % 9_000).parse()?, import: None },
        FamilyAction::ReferralReceived { referral },
        FamilyAction::ReferralScreened { screening },
        FamilyAction::WorkerAssigned { worker: worker(lead), role: TeamRole::Lead },
    ];
    if n.is_multiple_of(5) {
        let beside = worker(lead + 7 * ORGS);
        actions.push(FamilyAction::WorkerAssigned { worker: beside, role: TeamRole::Specialist });
    }
    let entry = |(at, action): (usize, FamilyAction)| Entry {
        id: EntryId::from_u128((u128::from(n) << 16) | at as u128),
        stream: id,
        author: worker(lead),
        device: DeviceId::from_u128(1),
        made_at: Millis(NOW),
        base: Base::default(),
        v: ACTION_VERSION,
        action: Action::Family(action),
    };
    Ok(actions.into_iter().enumerate().map(entry).collect())
}

async fn fill(store: &Store, families: u64) -> Result<(), Failure> {
    let mut by_org: std::collections::BTreeMap<OrganisationId, Vec<u64>> = std::collections::BTreeMap::new();
    for n in 0..families {
        by_org.entry(org(lead(n))).or_default().push(n);
    }
    for (org, numbers) in by_org {
        for chunk in numbers.chunks(1_000) {
            let mut entries = Vec::new();
            for n in chunk {
                entries.extend(family(*n)?);
            }
            let actor = Actor { worker: worker(0), org, device: DeviceId::from_u128(1) };
            let request = Append {
                entries,
                actor,
                at: Millis(NOW),
                request_id: "bench".into(),
                gate: Arc::new(OpenGate),
                atomic: true,
                on_behalf: true,
            };
            store.append(request).await?;
        }
    }
    Ok(())
}

fn at(took: &mut [u128], thousandths: usize) -> f64 {
    took.sort_unstable();
    let nanos = took[(took.len() * thousandths / 1_000).min(took.len() - 1)];
    (nanos as f64 / 1_000.0).round()
}

fn facts(n: u64) -> FamilyFacts {
    let lead = lead(n);
    let ties = FamilyTies {
        organisation: org(lead),
        lead: Some(worker(lead)),
        specialists: (0..n % 3).map(|k| worker(lead + (k + 1) * ORGS)).collect(),
        opened_by: None,
        partners: Vec::new(),
    };
    let mut facts = FamilyFacts::new(stream(n), ties);
    if n.is_multiple_of(4) {
        facts.excluded = vec![worker(n + 1)];
        let share = |section| Share { organisation: org(n + 1), purpose: "casework".into(), section };
        facts.shares = vec![share(Section::Identity), share(Section::Health)];
    }
    facts
}

fn decisions(engine: &Arc<Engine>) {
    let askers: Vec<Asker> = (0..PEOPLE).map(|n| engine.asker(person(n))).collect();
    let (mut took, mut yes) = (Vec::new(), 0_u64);
    for n in 0..200_000_u64 {
        let facts = facts(scattered(n));
        // Half of the questions are asked by somebody on the family's own team.
        let who = if n.is_multiple_of(2) { lead(scattered(n)) } else { scattered(n + 1) % PEOPLE };
        let act = if n.is_multiple_of(3) {
            Act::Give("family.visit_recorded")
        } else {
            Act::Read(Section::ALL[(n % 7) as usize])
        };
        let begun = Instant::now();
        let decision =
            askers[(who % PEOPLE) as usize].decide(&Question::casework(act, Resource::Family(&facts)));
        took.push(begun.elapsed().as_nanos());
        yes += u64::from(decision.allow);
    }
    println!(
        "{{\"bench\":\"policy\",\"what\":\"decision\",\"n\":{},\"yes\":{yes},\"p50_us\":{},\"p99_us\":{},\"p999_us\":{}}}",
        took.len(),
        at(&mut took, 500),
        at(&mut took, 990),
        at(&mut took, 999)
    );
    let mut took = Vec::new();
    for asker in askers.iter().take(2_000) {
        let begun = Instant::now();
        asker.scope(List::Organisation, Purpose::Casework);
        took.push(begun.elapsed().as_nanos());
    }
    println!(
        "{{\"bench\":\"policy\",\"what\":\"scope, not kept yet\",\"n\":{},\"p50_us\":{},\"p99_us\":{}}}",
        took.len(),
        at(&mut took, 500),
        at(&mut took, 990)
    );
}

async fn lists(engine: &Arc<Engine>, store: &Store, families: u64, name: &str) -> Result<(), Failure> {
    let kinds: [(&str, Vec<u64>); 4] = [
        ("manager of half the country", vec![0]),
        ("managers", (0..ORGS).collect()),
        ("seniors", (ORGS..10 * ORGS).collect()),
        ("field", (10 * ORGS..PEOPLE).step_by(17).collect()),
    ];
    for (who, people) in kinds {
        let askers: Vec<Asker> = people.iter().map(|n| engine.asker(person(*n))).collect();
        for (order, sort) in
            [("due", CaseloadSort::Due), ("risk", CaseloadSort::Risk), ("updated", CaseloadSort::Updated)]
        {
            let (mut took, mut rows) = (Vec::new(), 0);
            for n in 0..330 {
                let asker = &askers[n % askers.len()];
                let begun = Instant::now();
                let scope = ListScope::new(asker.scope(List::Organisation, Purpose::Casework), Millis(NOW));
                let ask =
                    Caseload { scope, filter: CaseloadFilter::default(), sort, cursor: None, limit: 50 };
                let page = store.caseload(ask).await?;
                // The first ones warm up.
                if n >= 30 {
                    took.push(begun.elapsed().as_nanos());
                    rows += page.rows.len();
                }
            }
            println!(
                "{{\"bench\":\"policy\",\"what\":\"caseload page of 50\",\"engine\":\"{name}\",\"families\":{families},\
                 \"people\":{PEOPLE},\"who\":\"{who}\",\"order\":\"{order}\",\"rows\":{rows},\"p50_us\":{},\"p95_us\":{},\
                 \"p99_us\":{}}}",
                at(&mut took, 500),
                at(&mut took, 950),
                at(&mut took, 990)
            );
        }
    }
    Ok(())
}

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let mut arguments = std::env::args().skip(1);
    let folder = std::path::PathBuf::from(arguments.next().unwrap_or_else(|| ".".to_owned()));
    let families: u64 = arguments.next().unwrap_or_default().parse().unwrap_or(200_000);
    let engine = Engine::shipped()?;
    decisions(&engine);
    let cluster = testkit::postgres::Cluster::shared()?;
    let url = cluster.database("policy")?;
    for location in [Location::Sqlite(folder.join("policy.db")), Location::Postgres(url.clone())] {
        let store = Store::open(StoreConfig::new(location.clone(), RootKey::from_bytes([1; 32]))).await?;
        let there = store.counts().await?.families;
        if there < families {
            let begun = Instant::now();
            fill(&store, families).await?;
            eprintln!("{families} families written in {:?}", begun.elapsed());
            // As its own daemon does within minutes.
            if let Location::Postgres(url) = &location {
                let mut conn = <sqlx::PgConnection as sqlx::Connection>::connect(url).await?;
                sqlx::raw_sql("VACUUM ANALYZE").execute(&mut conn).await?;
            }
        }
        lists(&engine, &store, families, store.engine().name()).await?;
        store.close().await;
    }
    cluster.drop_database(&url)?;
    Ok(())
}
