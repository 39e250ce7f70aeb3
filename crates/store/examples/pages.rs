//! How fast lists and files open with many families, without HTTP: fills a database, then measures.
//! `cargo run --release -p kinkeeper-store --example pages -- FAMILIES DATABASE`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    clippy::cast_possible_wrap,
    reason = "a test that cannot go on fails"
)]

use domain::entry::{ACTION_VERSION, Action, Base, Entry, Section};
use domain::family::consent::{Consent, Mark};
use domain::family::number::FileNumber;
use domain::family::people::NewPerson;
use domain::family::referral::{Referral, Screening};
use domain::family::{FamilyAction, TeamRole};
use domain::ids::{ConsentId, DeviceId, EntryId, OrganisationId, PersonId, StreamId, WorkerId};
use domain::khmer::keys::{query_tokens, whole_name_tokens};
use domain::kinship::Sex;
use domain::protocol::Risk;
use domain::time::Millis;
use kinkeeper_store::consents::EndingAsk;
use kinkeeper_store::reads::{Caseload, CaseloadFilter, CaseloadSort, Reader, Search};
use kinkeeper_store::{Actor, Append, ListScope, Location, OpenGate, RootKey, Store, StoreConfig};
use policy::acts::ReadFile;
use policy::{Act, Engine, List, Principal, Protected, Purpose, Question, Resource, Role};
use std::sync::Arc;

type Failure = Box<dyn std::error::Error + Send + Sync>;

const NOW: i64 = 1_795_000_000_000;
const SURNAMES: [&str; 12] =
    ["Sok", "Chan", "Ly", "Heng", "Kim", "Chea", "Pich", "Meas", "Keo", "Nguon", "Prak", "Tep"];
const GIVEN: [&str; 16] = [
    "Sophea", "Dara", "Ratana", "Bopha", "Vuthy", "Chenda", "Sreymom", "Piseth", "Kosal", "Maly", "Sokha",
    "Veasna", "Nary", "Rithy", "Thida", "Samnang",
];

fn actor(n: u128) -> Actor {
    Actor {
        worker: WorkerId::from_u128(n),
        org: OrganisationId::from_u128(5),
        device: DeviceId::from_u128(n),
    }
}

fn scattered(n: u64) -> u64 {
    let mut x = n.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    x ^= x >> 29;
    x.wrapping_mul(0xbf58_476d_1ce4_e5b9) >> 17
}

fn pick<'a>(from: &[&'a str], n: u64) -> &'a str {
    usize::try_from(n).ok().and_then(|n| from.get(n % from.len().max(1))).copied().unwrap_or_default()
}

fn stream(n: u64) -> StreamId {
    StreamId::from_u128((u128::from(scattered(n)) << 64) | u128::from(n))
}

fn family(n: u64) -> Result<Vec<Entry>, Failure> {
    let actor = actor(1 + u128::from(n % 3_000));
    let id = stream(n);
    let mut actions =
        vec![FamilyAction::Opened { village: format!("0204{:04}", n % 9_000).parse()?, import: None }];
    for person in 0..4_u64 {
        let seed = scattered(n * 7 + person);
        let name =
            format!("{} {}{}", pick(&SURNAMES, seed), pick(&GIVEN, seed >> 9), pick(&GIVEN, seed >> 17));
        actions.push(FamilyAction::PersonAdded {
            person: NewPerson {
                id: PersonId::from_u128((u128::from(n) << 8) | u128::from(person)),
                name_km: String::new(),
                name_latin: name,
                sex: Sex::Female,
                birth: None,
                in_focus: person == 0,
            },
        });
    }
    actions.push(FamilyAction::ReferralReceived {
        referral: Referral {
            source: "village_chief".into(),
            referrer: "Chief".into(),
            referrer_phone: String::new(),
            reasons: Vec::new(),
            story: "The children are not at school.".into(),
            urgency: Risk::Medium,
            people: Vec::new(),
            family_knows: Some(true),
            received_at: Millis(NOW),
        },
    });
    let screening = Screening::Accept { risk: Risk::Medium, respond_by: Millis(NOW), note: String::new() };
    actions.push(FamilyAction::ReferralScreened { screening });
    // Consents end all over the year.
    let until = Millis(NOW).day().plus_days(i64::try_from(scattered(n) % 366)? - 10);
    let by = PersonId::from_u128(u128::from(n) << 8);
    let given = Consent {
        purpose: "services".into(),
        by,
        covers: vec![by],
        recipient: String::new(),
        organisation: None,
        sections: Vec::new(),
        language: "km".into(),
        on: until.plus_days(-360),
        until,
        withheld: String::new(),
        mark: Mark::OnPaper,
    };
    actions.push(FamilyAction::ConsentGiven { consent: ConsentId::from_u128(u128::from(n)), given });
    actions.push(FamilyAction::WorkerAssigned { worker: actor.worker, role: TeamRole::Lead });
    let entry = |(at, action): (usize, FamilyAction)| Entry {
        id: EntryId::from_u128((u128::from(n) << 16) | u128::try_from(at).unwrap_or(0)),
        stream: id,
        author: actor.worker,
        device: actor.device,
        made_at: Millis(NOW),
        base: Base::default(),
        v: ACTION_VERSION,
        action: Action::Family(action),
    };
    Ok(actions.into_iter().enumerate().map(entry).collect())
}

fn report(name: &str, mut took: Vec<u128>) {
    took.sort_unstable();
    let at = |percent: usize| took.get(took.len() * percent / 100).copied().unwrap_or(0);
    println!("{name}: p50 {} us, p95 {} us", at(50), at(95));
}

fn memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    status.lines().find(|line| line.starts_with("VmRSS")).unwrap_or("VmRSS unknown").to_owned()
}

async fn fill(store: &Store, families: u64) -> Result<(), Failure> {
    let begun = tokio::time::Instant::now();
    let mut n = 0;
    while n < families {
        let to = (n + 500).min(families);
        let mut entries = Vec::new();
        for one in n..to {
            entries.extend(family(one)?);
        }
        n = to;
        let request = Append {
            entries,
            actor: actor(1),
            at: Millis(NOW + i64::try_from(n)?),
            request_id: "bench".into(),
            gate: Arc::new(OpenGate),
            atomic: true,
            on_behalf: true,
        };
        store.append(request).await?;
    }
    println!("filled {families} families in {:?}, {}", begun.elapsed(), memory());
    Ok(())
}

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let mut arguments = std::env::args().skip(1);
    let families: u64 = arguments.next().unwrap_or_default().parse().unwrap_or(10_000);
    let url = arguments.next().unwrap_or_else(|| "pages.db".to_owned());
    let open = || Store::open(StoreConfig::new(Location::parse(&url), RootKey::from_bytes([1; 32])));
    let store = open().await?;
    if store.counts().await?.families < families {
        fill(&store, families).await?;
    }
    store.close().await;
    drop(store);
    let begun = tokio::time::Instant::now();
    let store = open().await?;
    println!("opened in {:?}, {}", begun.elapsed(), memory());
    let policies = Engine::shipped()?;
    let list = |worker: u128, role, below: std::ops::Range<u128>| {
        let supervisees = Arc::new(below.map(WorkerId::from_u128).collect());
        let worker = WorkerId::from_u128(worker);
        let organisation = OrganisationId::from_u128(5);
        let principal = Principal { supervisees, ..Principal::new(worker, organisation, vec![role]) };
        let asker = policies.asker(principal);
        ListScope::new(asker.scope(List::Organisation, Purpose::Casework), Millis(NOW))
    };
    let organisation = list(1_000_000, Role::ProgrammeManager, 0..0);
    let manager = policies.asker(Principal::new(
        WorkerId::from_u128(1_000_000),
        OrganisationId::from_u128(5),
        vec![Role::ProgrammeManager],
    ));
    let none = CaseloadFilter::default;
    let whole = || organisation.clone();
    let cases: Vec<(&str, ListScope, CaseloadFilter, CaseloadSort)> = vec![
        ("caseload, organisation, due", whole(), none(), CaseloadSort::Due),
        ("caseload, organisation, risk", whole(), none(), CaseloadSort::Risk),
        ("caseload, organisation, updated", whole(), none(), CaseloadSort::Updated),
        (
            "caseload, organisation, stage",
            whole(),
            CaseloadFilter { stage: Some("accepted".into()), ..none() },
            CaseloadSort::Updated,
        ),
        (
            "caseload, organisation, closed too",
            whole(),
            CaseloadFilter { include_closed: true, ..none() },
            CaseloadSort::Due,
        ),
        (
            "caseload, organisation, review waiting",
            whole(),
            CaseloadFilter { review_waiting: true, ..none() },
            CaseloadSort::Due,
        ),
        ("caseload, assigned", list(7, Role::VillageSocialWorker, 0..0), none(), CaseloadSort::Due),
        ("caseload, team", list(2_000_000, Role::SeniorSocialWorker, 8..38), none(), CaseloadSort::Due),
        (
            "caseload, large team",
            list(2_000_000, Role::SeniorSocialWorker, 8..2_008),
            none(),
            CaseloadSort::Due,
        ),
    ];
    for (name, scope, filter, sort) in cases {
        let mut took = Vec::new();
        for _ in 0..60 {
            let ask =
                Caseload { scope: scope.clone(), filter: filter.clone(), sort, cursor: None, limit: 50 };
            let begun = tokio::time::Instant::now();
            store.caseload(ask).await?;
            took.push(begun.elapsed().as_micros());
        }
        report(name, took);
    }
    for (name, words) in [
        ("search, rare", "Sok SopheaDara"),
        ("search, two words", "Heng Rat"),
        ("search, common", "so"),
        ("search, nobody", "zzzz qqqq"),
    ] {
        let mut took = Vec::new();
        for _ in 0..60 {
            let ask = Search {
                scope: whole(),
                org: OrganisationId::from_u128(5),
                groups: query_tokens(words),
                whole: whole_name_tokens(words),
                limit: 50,
            };
            let begun = tokio::time::Instant::now();
            store.search(ask).await?;
            took.push(begun.elapsed().as_micros());
        }
        report(name, took);
    }
    let reader = Reader {
        actor: actor(7),
        at: Millis(NOW),
        request_id: "bench".into(),
        purpose: "casework".into(),
        basis: String::new(),
        readable: Arc::new(|_| Section::ALL.to_vec()),
    };
    let (mut files, mut entries) = (Vec::new(), Vec::new());
    for n in 0..300 {
        let id = stream(scattered(n) % families);
        let begun = tokio::time::Instant::now();
        let info = store.stream_info(id, Millis(NOW)).await?.ok_or("a family is gone")?;
        let proof = manager.authorize::<_, ReadFile>(info, Purpose::Casework).map_err(|no| no.code())?;
        store.family_read(&reader, &proof).await?;
        files.push(begun.elapsed().as_micros());
        let begun = tokio::time::Instant::now();
        store.stream_entries(&reader, &proof, 0).await?;
        entries.push(begun.elapsed().as_micros());
    }
    report("family file (audited)", files);
    report("family entries (audited)", entries);
    let (mut ending, mut numbered, mut sight) = (Vec::new(), Vec::new(), Vec::new());
    let today = Millis(NOW).day();
    let org = OrganisationId::from_u128(5);
    let mut after = None;
    for n in 0..60 {
        let (scope, horizon) = (whole(), today.plus_days(30));
        let ask = EndingAsk { scope, org, today, horizon, after, limit: 51 };
        let begun = tokio::time::Instant::now();
        let found = store.consents_ending(&ask).await?;
        ending.push(begun.elapsed().as_micros());
        after = found.last().map(|last| (last.until, last.file.stream, last.consent));
        let number = FileNumber::of(stream(scattered(n) % families));
        let begun = tokio::time::Instant::now();
        assert_eq!(store.files_numbered(&whole(), org, number).await?.len(), 1);
        numbered.push(begun.elapsed().as_micros());
    }
    report("consents that end, a page", ending);
    report("a file by its number", numbered);
    // Who may see a file: every section for everybody who works.
    let people: Vec<_> = (1..=6_000_u128)
        .map(|n| {
            let role = if n % 20 == 0 { Role::SeniorSocialWorker } else { Role::VillageSocialWorker };
            let below = if n % 20 == 0 { n.saturating_sub(20)..n } else { 0..0 };
            let supervisees = Arc::new(below.map(WorkerId::from_u128).collect());
            policies
                .asker(Principal { supervisees, ..Principal::new(WorkerId::from_u128(n), org, vec![role]) })
        })
        .collect();
    for n in 0..5 {
        let info = store.stream_info(stream(scattered(n) % families), Millis(NOW)).await?;
        let facts = info.ok_or("a family is gone")?.facts();
        let begun = tokio::time::Instant::now();
        let sees = |asker: &policy::Asker| {
            let ask = |section| Question::casework(Act::Read(section), Resource::Family(&facts));
            Section::ALL.into_iter().filter(|section| asker.decide(&ask(*section)).allow).count()
        };
        let seen = people.iter().filter(|asker| sees(asker) > 0).count();
        sight.push(begun.elapsed().as_micros());
        assert!(seen > 0, "somebody may");
    }
    report("who may see a file, of 6,000 people", sight);
    let begun = tokio::time::Instant::now();
    store.counts().await?;
    println!("counts {:?}, {}", begun.elapsed(), memory());
    store.close().await;
    Ok(())
}
