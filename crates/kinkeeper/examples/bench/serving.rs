//! The server as a process, and numbers about it.

use crate::http::Client;
use anyhow::{Context, Result, bail};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use tokio::time::Instant;

/// A running server.
pub struct Server {
    child: Child,
    /// Where it listens.
    pub address: String,
    /// From the start of the process to its first answer that all is well.
    pub started_in: Duration,
}

impl Server {
    /// Starts the server on the data in a folder, or on a database; waits for its first `healthz`.
    pub fn start(program: &Path, data: &Path, database: Option<&str>) -> Result<Self> {
        let begun = Instant::now();
        let mut command = Command::new(program);
        command.arg("serve").env("KINKEEPER_BIND", "127.0.0.1:0").env("KINKEEPER_DATA_DIR", data);
        // The server takes every such name for a setting, and this one is ours.
        command.env_remove("KINKEEPER_DEVICES");
        if let Some(url) = database {
            command.env("KINKEEPER_DATABASE_URL", url);
        }
        // The log as in production, to a place that costs nothing.
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().context("the server")?;
        let mut said = String::new();
        let out = child.stdout.take().context("no output")?;
        BufReader::new(out).read_line(&mut said)?;
        let Some(address) = said.trim().strip_prefix("Kinkeeper is ready on http://") else {
            bail!("the server did not start: {said}");
        };
        let status = Client::connect(address)?.get("/healthz")?.status;
        if status != 200 {
            bail!("the server is not well: {status}");
        }
        Ok(Self { child, address: address.to_owned(), started_in: begun.elapsed() })
    }

    /// Resident memory now, in MB (10⁶ bytes).
    pub fn rss_mb(&self) -> Result<f64> {
        self.memory("VmRSS:")
    }

    /// The most that it ever was.
    pub fn peak_mb(&self) -> Result<f64> {
        self.memory("VmHWM:")
    }

    fn memory(&self, what: &str) -> Result<f64> {
        let text = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = text.lines().find_map(|line| line.strip_prefix(what)).context("no such line")?;
        let kib: f64 = line.trim().trim_end_matches(" kB").parse()?;
        Ok(rounded(kib * 1024.0 / 1e6))
    }

    /// Stops it as an operator would.
    pub fn stop(mut self) -> Result<()> {
        Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status()?;
        self.child.wait()?;
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Already stopped, or the measurement failed.
        let _gone = self.child.kill();
        let _gone = self.child.wait();
    }
}

/// How long something took, many times over.
#[derive(Default)]
pub struct Times(Vec<Duration>);

impl Times {
    /// Measures once.
    pub fn of<T>(&mut self, work: impl FnOnce() -> Result<T>) -> Result<T> {
        let begun = Instant::now();
        let done = work()?;
        self.0.push(begun.elapsed());
        Ok(done)
    }

    /// Takes one that was measured elsewhere.
    pub fn push(&mut self, took: Duration) {
        self.0.push(took);
    }

    /// Takes those of others.
    pub fn extend(&mut self, others: Self) {
        self.0.extend(others.0);
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// The time that so many percent did not exceed, in milliseconds.
    pub fn percentile(&mut self, percent: usize) -> f64 {
        self.0.sort_unstable();
        let at = (self.0.len() * percent).div_ceil(100).saturating_sub(1);
        self.0.get(at).map_or(0.0, |took| rounded(took.as_secs_f64() * 1e3))
    }
}

/// To two places.
pub fn rounded(number: f64) -> f64 {
    (number * 100.0).round() / 100.0
}

/// What else the machine is doing: numbers from a busy machine are not the server's.
pub fn note_load() {
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    eprintln!("load of this machine before: {} on {cores} cores", load.trim());
}
