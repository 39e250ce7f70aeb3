//! Lists and point decisions come from the same policies by two ways: partial evaluation and SQL here, Cedar on each
//! family there. In random worlds they must agree on every (person, purpose, list, family). The number of cases is
//! 50,000 unless `KINKEEPER_AGREE_CASES` says otherwise; `KINKEEPER_AGREE_SEED` chooses the worlds.

use crate::harness::*;
use crate::on_both_engines;
use domain::entry::Section;
use domain::ids::{OrganisationId, StreamId, WorkerId};
use domain::organisation::Role;
use kinkeeper_store::{ListScope, Store};
use policy::{Engine, FamilyFacts, FamilyTies, Grant, GrantKind, List, Principal, Protected, Purpose, Share};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::Arc;

on_both_engines![lists_and_point_decisions_agree];

/// SplitMix64 (Steele, Lea, Flood 2014): one seed, one world.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
    fn below(&mut self, n: u64) -> u64 {
        self.roll() % n
    }
    fn percent(&mut self, chance: u64) -> bool {
        self.below(100) < chance
    }
    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[usize::try_from(self.below(from.len() as u64)).unwrap()]
    }
    fn some<T: Copy + Ord>(&mut self, from: &[T], most: u64) -> Vec<T> {
        let many = self.below(most + 1);
        (0..many).map(|_| self.pick(from)).collect::<BTreeSet<_>>().into_iter().collect()
    }
}

const ORGS: [OrganisationId; 3] =
    [OrganisationId::from_u128(1), OrganisationId::from_u128(2), OrganisationId::from_u128(3)];
const WORKERS: u64 = 36;
const FAMILIES: u64 = 60;

struct World {
    people: Vec<Principal>,
    families: Vec<FamilyFacts>,
    /// Shares as stored, with those that have ended.
    stored: Vec<(StreamId, Share, i64)>,
}

fn worker(n: u64) -> WorkerId {
    WorkerId::from_u128(u128::from(n) + 1_000)
}

fn world(dice: &mut Dice) -> World {
    let workers: Vec<WorkerId> = (0..WORKERS).map(worker).collect();
    let streams: Vec<StreamId> = (0..FAMILIES).map(|n| StreamId::from_u128(u128::from(n) + 9_000)).collect();
    let org_of = |n: u64| ORGS[usize::try_from(n % 3).unwrap()];
    // Anybody may be above anybody: rings too.
    let above: BTreeMap<WorkerId, WorkerId> =
        workers.iter().filter(|_| true).map(|w| (*w, dice.pick(&workers))).collect();
    let below = |top: WorkerId| -> BTreeSet<WorkerId> {
        let chain = |from: WorkerId| {
            let mut at = from;
            (0..WORKERS).any(|_| {
                at = above[&at];
                at == top
            })
        };
        workers.iter().copied().filter(|w| *w != top && chain(*w)).collect()
    };
    let people = (0..WORKERS)
        .map(|n| {
            let mut supervisees = if dice.percent(70) { below(worker(n)) } else { BTreeSet::new() };
            if dice.percent(10) {
                // A director: more people than travel one by one.
                supervisees.extend((0..100).map(|n| WorkerId::from_u128(50_000 + n)));
            }
            Principal {
                supervisees: Arc::new(supervisees),
                clearance: if dice.percent(20) { vec!["sealed_sections".into()] } else { vec![] },
                grants: (0..dice.below(4))
                    .map(|_| Grant { stream: dice.pick(&streams), kind: dice.pick(&GrantKind::ALL) })
                    .collect(),
                active: !dice.percent(5),
                device_locked: dice.percent(5),
                ..Principal::new(worker(n), org_of(n), dice.some(&Role::ALL, 3))
            }
        })
        .collect();
    let mut stored = Vec::new();
    let families = streams
        .iter()
        .enumerate()
        .map(|(n, stream)| {
            let own: Vec<WorkerId> = (0..WORKERS).filter(|w| w % 3 == n as u64 % 3).map(worker).collect();
            let anybody =
                |dice: &mut Dice| if dice.percent(90) { dice.pick(&own) } else { dice.pick(&workers) };
            let lead = dice.percent(70).then(|| anybody(dice));
            let mut specialists: BTreeSet<WorkerId> = (0..dice.below(4)).map(|_| anybody(dice)).collect();
            let opened_by = if lead.is_none() && dice.percent(80) { Some(anybody(dice)) } else { None };
            // One person wears one hat.
            specialists.retain(|w| Some(*w) != lead && Some(*w) != opened_by);
            let mut partners: BTreeSet<WorkerId> = (0..dice.below(3)).map(|_| dice.pick(&workers)).collect();
            partners.retain(|w| Some(*w) != lead && Some(*w) != opened_by && !specialists.contains(w));
            let ties = FamilyTies {
                organisation: org_of(n as u64),
                lead,
                specialists: specialists.into_iter().collect(),
                opened_by,
                partners: partners.into_iter().collect(),
            };
            let mut facts = FamilyFacts::new(*stream, ties);
            if dice.percent(40) {
                facts.excluded = dice.some(&workers, 6);
            }
            if dice.percent(25) {
                let mut sealed = dice.some(&Section::ALL, 3);
                if dice.percent(50) && !sealed.contains(&Section::Identity) {
                    sealed.push(Section::Identity);
                }
                sealed.sort_by_key(|section| section.code());
                facts.sealed = sealed;
            }
            if dice.percent(50) {
                let mut shares = BTreeMap::new();
                for _ in 0..dice.below(5) {
                    let section = if dice.percent(60) { Section::Identity } else { dice.pick(&Section::ALL) };
                    let purpose = dice.pick(&Purpose::ALL).code();
                    let purpose = if dice.percent(50) { "casework" } else { purpose };
                    let purpose = if dice.percent(40) { policy::JOINT } else { purpose };
                    let until = NOW.0 + dice.pick(&[-1_i64, 0, 1, 86_400_000]);
                    shares.insert((dice.pick(&ORGS), purpose.to_owned(), section.code()), (section, until));
                }
                for ((organisation, purpose, _), (section, until)) in shares {
                    let share = Share { organisation, purpose, section };
                    if until > NOW.0 {
                        facts.shares.push(share.clone());
                    }
                    stored.push((*stream, share, until));
                }
            }
            facts
        })
        .collect();
    World { people, families, stored }
}

async fn plant(place: &Place, world: &World) {
    let mut sql = String::new();
    for table in
        ["streams", "family_rows", "family_team", "family_excluded", "family_sealed", "family_shares"]
    {
        writeln!(sql, "DELETE FROM {table};").unwrap();
    }
    let bytes = |id: &[u8; 16]| place.bytes(id);
    for (n, facts) in world.families.iter().enumerate() {
        let (stream, org) = (bytes(facts.stream.as_bytes()), bytes(facts.ties.organisation.as_bytes()));
        let (none, hash) = (place.bytes(&[]), place.bytes(&[0; 32]));
        writeln!(
            sql,
            "INSERT INTO streams (id, kind, org, head_seq, head_hash, key_wrapped, created_at) VALUES ({stream}, \
             'family', {org}, 1, {hash}, {hash}, 0);"
        )
        .unwrap();
        let stage = ["open", "accepted", "closed"][n % 3];
        writeln!(
            sql,
            "INSERT INTO family_rows (stream, org, village, stage, is_open, risk, risk_rank, next_due, review_waiting, \
             open_concern, people, visits, conflicts, rejected, created_at, updated_at, head_seq, card) VALUES \
             ({stream}, {org}, '', '{stage}', 1, '', 3, {n}, 0, 0, 0, 0, 0, 0, 0, 0, 1, {none});"
        )
        .unwrap();
        let team = facts.ties.lead.iter().map(|w| (w, "lead"));
        let team = team.chain(facts.ties.opened_by.iter().map(|w| (w, "opened")));
        let team = team.chain(facts.ties.partners.iter().map(|w| (w, "partner")));
        for (worker, role) in team.chain(facts.ties.specialists.iter().map(|w| (w, "specialist"))) {
            let worker = bytes(worker.as_bytes());
            writeln!(
                sql,
                "INSERT INTO family_team (stream, worker, role) VALUES ({stream}, {worker}, '{role}');"
            )
            .unwrap();
        }
        for worker in &facts.excluded {
            let worker = bytes(worker.as_bytes());
            writeln!(sql, "INSERT INTO family_excluded (stream, worker) VALUES ({stream}, {worker});")
                .unwrap();
        }
        for section in &facts.sealed {
            writeln!(
                sql,
                "INSERT INTO family_sealed (stream, section) VALUES ({stream}, '{}');",
                section.code()
            )
            .unwrap();
        }
    }
    for (stream, share, until) in &world.stored {
        writeln!(
            sql,
            "INSERT INTO family_shares (stream, org, purpose, section, until) VALUES ({}, {}, '{}', '{}', {until});",
            bytes(stream.as_bytes()),
            bytes(share.organisation.as_bytes()),
            share.purpose,
            share.section.code()
        )
        .unwrap();
    }
    place.sql(&sql).await.unwrap();
}

/// What the store knows of the families is what the world says.
async fn check_loader(store: &Store, world: &World) {
    for facts in &world.families {
        let info = store.stream_info(facts.stream, NOW).await.unwrap().unwrap();
        assert_eq!(info.facts(), *facts);
    }
}

async fn lists_and_point_decisions_agree(place: Place) {
    let from = |name: &str, otherwise: u64| {
        std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
    };
    let (wanted, seed) = (from("KINKEEPER_AGREE_CASES", 50_000), from("KINKEEPER_AGREE_SEED", 1));
    let store = place.open().await;
    let engine = Engine::shipped().unwrap();
    let mut dice = Dice(seed);
    let (mut cases, mut shown, mut worlds) = (0_u64, 0_u64, 0_u64);
    while cases < wanted {
        let mut here = Dice(dice.roll());
        let begun = here.0;
        let world = world(&mut here);
        plant(&place, &world).await;
        if worlds < 3 {
            check_loader(&store, &world).await;
        }
        worlds += 1;
        for principal in &world.people {
            let asker = engine.asker(principal.clone());
            let other = here.pick(&[Purpose::Measurement, Purpose::Administration]);
            for (list, purpose) in List::ALL.into_iter().flat_map(|l| [(l, Purpose::Casework), (l, other)]) {
                let scope = ListScope::new(asker.scope(list, purpose), NOW);
                let listed: BTreeSet<StreamId> =
                    store.all_in_scope(&scope).await.unwrap().into_iter().collect();
                for facts in &world.families {
                    let expected = asker.is_listed(list, facts, purpose);
                    cases += 1;
                    shown += u64::from(expected);
                    assert_eq!(
                        listed.contains(&facts.stream),
                        expected,
                        "world {begun}: {principal:?} asks for {list:?} for {purpose:?}: {facts:?}\n{scope:?}"
                    );
                }
                // The other two forms of the same scope: tested family by family, and counted.
                let one = here.pick(&world.families.iter().map(|facts| facts.stream).collect::<Vec<_>>());
                assert_eq!(store.in_scope(&scope, one).await.unwrap(), listed.contains(&one), "{scope:?}");
                if here.percent(20) {
                    let counted: u64 =
                        store.caseload_counts(&scope).await.unwrap().iter().map(|(_, n)| n).sum();
                    assert_eq!(counted, listed.len() as u64, "{scope:?}");
                }
            }
        }
    }
    let engine = if place.is_postgres() { "PostgreSQL" } else { "SQLite" };
    println!("{engine}: {cases} cases in {worlds} worlds from seed {seed}, {shown} shown, 0 mismatches");
    // A comparison of nothing with nothing would prove nothing.
    assert!(shown > cases / 100, "{shown} of {cases}");
}
