//! Twenty seeds of a small network with everything that can go wrong, in every run of the tests. Longer runs are
//! `cargo xtask simulate`; docs/simulation.md says what they found.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on fails")]

use kinkeeper_simulator::{Plan, Troubles, World};

/// In memory where there is room: nothing here waits for a disk.
fn folder() -> tempfile::TempDir {
    let memory = std::path::Path::new("/dev/shm");
    if memory.is_dir() { tempfile::tempdir_in(memory).unwrap() } else { tempfile::tempdir().unwrap() }
}

fn play(plan: Plan) -> kinkeeper_simulator::Told {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let (seed, home) = (plan.seed, folder());
    runtime.block_on(World::play(plan, home.path())).unwrap_or_else(|error| {
        panic!("seed {seed}: {error:#} (a longer run: cargo xtask simulate --seed {seed})")
    })
}

/// Two workers, a senior and a manager, for ten days.
const fn ten_days(seed: u64) -> Plan {
    Plan { workers: 2, families: 3, days: 10, turns: 3, ..Plan::month(seed) }
}

/// Five seeds: four tests share twenty, and the cores.
fn five(first: u64) {
    let mut all = kinkeeper_simulator::Told::default();
    for seed in first..first + 5 {
        let told = play(ten_days(seed));
        all.entries += told.entries;
        all.crashes += told.crashes;
        all.closed += told.closed;
        all.restarts += told.restarts;
    }
    assert!(all.entries > 60 && all.crashes > 5 && all.closed > 0, "it is not harmless: {all:?}");
}

#[test]
fn seeds_1_to_5_lose_nothing_and_agree() {
    five(1);
}

#[test]
fn seeds_6_to_10_lose_nothing_and_agree() {
    five(6);
}

#[test]
fn seeds_11_to_15_lose_nothing_and_agree() {
    five(11);
}

#[test]
fn seeds_16_to_20_lose_nothing_and_agree() {
    five(16);
}

#[test]
fn the_same_seed_plays_the_same_again() {
    assert_eq!(play(ten_days(7)), play(ten_days(7)));
}

#[test]
fn in_a_kind_world_nothing_is_refused_by_the_network() {
    let told = play(Plan { troubles: Troubles::NONE, ..ten_days(3) });
    assert_eq!((told.crashes, told.restarts), (0, 0));
}
