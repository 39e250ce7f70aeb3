//! `cargo xtask simulate --days N --seed S`.

use anyhow::Result;
use clap::Parser;
use kinkeeper_simulator::{Plan, Troubles, World};
use std::path::PathBuf;

/// Plays months of a small network, one after the other, until so many days of devices have passed.
#[derive(Parser)]
struct Args {
    /// Days of devices.
    #[arg(long, default_value_t = 10_000)]
    days: usize,
    /// The first seed; every month takes the next.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// With a network that works, disks that have room and clocks that are right.
    #[arg(long)]
    calm: bool,
    /// A seed that fails does not end the run.
    #[arg(long)]
    go_on: bool,
}

/// In memory where there is room for it: nothing here waits for a disk.
fn folder() -> PathBuf {
    let memory = PathBuf::from("/dev/shm");
    if memory.is_dir() { memory } else { std::env::temp_dir() }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let args = Args::parse();
    let (mut days, mut seed, mut failed) = (0, args.seed, Vec::new());
    let mut all = [0_usize; 5];
    while days < args.days {
        let mut plan = Plan::month(seed);
        if args.calm {
            plan.troubles = Troubles::NONE;
        }
        let home = tempfile::Builder::new().prefix("kinkeeper-sim-").tempdir_in(folder())?;
        let device_days = plan.device_days();
        match World::play(plan, home.path()).await {
            Ok(told) => {
                let of = [told.turns, told.requests, told.entries, told.crashes, told.restarts];
                for (sum, one) in all.iter_mut().zip(of) {
                    *sum += one;
                }
                println!("seed {seed}: {told:?}");
            }
            Err(error) => {
                println!("seed {seed} FAILED: {error:#}");
                println!("again: cargo xtask simulate --days 1 --seed {seed}");
                failed.push(seed);
                if !args.go_on {
                    break;
                }
            }
        }
        days += device_days;
        seed += 1;
    }
    let [turns, requests, entries, crashes, restarts] = all;
    println!(
        "{days} days of devices, seeds {} to {}: {turns} turns, {requests} requests, {entries} entries, {crashes} apps \
         killed, {restarts} times the server came up again",
        args.seed,
        seed.saturating_sub(1)
    );
    anyhow::ensure!(failed.is_empty(), "seeds that failed: {failed:?}");
    Ok(())
}
