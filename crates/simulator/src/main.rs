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
    /// Says nothing of seeds that passed.
    #[arg(long)]
    quiet: bool,
    /// With a mistake planted, which is to be found (`--features planted`): its name, or `all` for one after the other.
    #[arg(long)]
    planted: Option<String>,
}

/// In memory where there is room for it: nothing here waits for a disk.
fn folder() -> PathBuf {
    let memory = PathBuf::from("/dev/shm");
    if memory.is_dir() { memory } else { std::env::temp_dir() }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let args = Args::parse();
    match args.planted.as_deref() {
        Some("all") => find_all(&args),
        Some(name) => {
            plant(name)?;
            months(&args).await
        }
        None => months(&args).await,
    }
}

#[cfg(feature = "planted")]
fn plant(name: &str) -> Result<()> {
    let known = kinkeeper_simulator::planted::ALL.iter().any(|(known, _)| *known == name);
    anyhow::ensure!(known, "no mistake is called {name:?}");
    domain::planted::plant(name);
    Ok(())
}

#[cfg(not(feature = "planted"))]
fn plant(_: &str) -> Result<()> {
    anyhow::bail!("this build holds no mistakes: build it with --features planted")
}

/// Each mistake in a process of its own, until it is found.
fn find_all(args: &Args) -> Result<()> {
    let (mut found, mut missed) = (0, Vec::new());
    for (name, _) in kinkeeper_simulator::planted::ALL {
        let began = tokio::time::Instant::now();
        let output = std::process::Command::new(std::env::current_exe()?)
            .args(["--planted", name, "--quiet"])
            .args(["--days", &args.days.to_string(), "--seed", &args.seed.to_string()])
            .output()?;
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let how = said.lines().find(|line| line.contains("FAILED")).unwrap_or("not found");
        println!("{name}: {:.1} s: {how}", began.elapsed().as_secs_f64());
        if output.status.success() || !said.contains("FAILED") {
            missed.push(name);
        } else {
            found += 1;
        }
    }
    println!("{found} of {} mistakes were found", found + missed.len());
    anyhow::ensure!(missed.is_empty(), "not found: {missed:?}");
    Ok(())
}

async fn months(args: &Args) -> Result<()> {
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
                if !args.quiet {
                    println!("seed {seed}: {told:?}");
                }
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
