//! A private PostgreSQL for tests and benches: its own cluster in a temporary directory, reached by a Unix socket
//! only, gone when the tests are. Nothing of the machine's own PostgreSQL is touched.
//!
//! One cluster serves a whole test run, also when every test is a process of its own (nextest): the first one that
//! needs it makes it, and a small watcher stops and removes it when the run has ended, however it ended.

use anyhow::{Context, Result, anyhow, bail};
use std::fs::{self, File};
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread::sleep;
use std::time::Duration;

/// Where the operating systems that we know put the server's programs.
const PLACES: [&str; 4] = ["/usr/lib/postgresql", "/usr/pgsql", "/opt/homebrew/opt", "/usr/local/opt"];

/// How long to wait for the server to answer, in tenths of a second.
const PATIENCE: u32 = 600;

/// A running cluster.
#[derive(Debug, Clone)]
pub struct Cluster {
    home: PathBuf,
    bin: PathBuf,
}

impl Cluster {
    /// The cluster of this test run, made when it is not there yet. It does not wait for the disk: use
    /// [`Cluster::durable`] to measure or to pull the plug.
    ///
    /// Fails, and so fails the test, when the machine has no PostgreSQL.
    pub fn shared() -> Result<Self> {
        Self::of_run("fast", &["fsync=off", "synchronous_commit=off", "full_page_writes=off"])
    }

    /// The same, but every commit waits for the disk as in production.
    pub fn durable() -> Result<Self> {
        Self::of_run("durable", &["fsync=on", "synchronous_commit=on"])
    }

    fn of_run(sort: &str, settings: &[&str]) -> Result<Self> {
        let bin = programs()?;
        // Under nextest every test is a process: the run is what they have in common, its runner the parent.
        let (run, owner) = match std::env::var("NEXTEST_RUN_ID") {
            Ok(run) => (run, std::os::unix::process::parent_id()),
            Err(_) => (format!("pid{}", std::process::id()), std::process::id()),
        };
        let short: String = run.chars().filter(char::is_ascii_alphanumeric).take(16).collect();
        let home = where_to_keep(sort).join(format!("kinkeeper-pg-{sort}-{short}"));
        fs::create_dir_all(&home)?;
        let lock = File::create(home.join("lock"))?;
        lock.lock().context("locking the cluster's directory")?;
        let cluster = Self { home, bin };
        if !cluster.home.join("ready").exists() {
            cluster.make(settings)?;
            cluster.watch(owner)?;
            fs::write(cluster.home.join("ready"), b"")?;
        }
        lock.unlock()?;
        Ok(cluster)
    }

    fn make(&self, settings: &[&str]) -> Result<()> {
        let data = self.home.join("data");
        let user = server_user()?;
        if let Some(user) = &user {
            // The server refuses to run as root: its directory belongs to somebody who is not.
            run(Command::new("chown").arg(user).arg(&self.home))?;
        }
        let mut initdb = self.as_server("initdb", user.as_deref());
        initdb.arg("-D").arg(&data).args(["-U", "kinkeeper", "-A", "trust", "-E", "UTF8", "--no-sync"]);
        run(initdb.args(["--locale-provider=icu", "--icu-locale=en-US", "--locale=C.UTF-8"]))
            .or_else(|_| {
                // Servers without ICU: their plain locale serves as well.
                let _ = fs::remove_dir_all(&data);
                let mut plain = self.as_server("initdb", user.as_deref());
                plain.arg("-D").arg(&data).args([
                    "-U",
                    "kinkeeper",
                    "-A",
                    "trust",
                    "-E",
                    "UTF8",
                    "--no-sync",
                ]);
                run(plain.arg("--locale=C"))
            })
            .context("initdb")?;
        let mut options =
            format!("-c listen_addresses='' -c unix_socket_directories='{}'", self.home.display());
        let ours = ["max_connections=300", "shared_buffers=64MB", "max_wal_size=512MB", "jit=off"];
        for setting in ours.iter().chain(settings) {
            options.push_str(" -c ");
            options.push_str(setting);
        }
        let mut start = self.as_server("pg_ctl", user.as_deref());
        start.arg("-D").arg(&data).arg("-l").arg(self.home.join("log")).arg("-o").arg(options);
        // Its own session: nobody who cleans up after one test stops the server of all.
        // (And no pipe of ours: the server would keep it open.)
        let started = start
            .args(["-W", "start"])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .context("pg_ctl start")?;
        if !started.success() {
            bail!("pg_ctl could not start the server; see {}", self.home.join("log").display());
        }
        for _ in 0..PATIENCE {
            if self.sql("postgres", "SELECT 1").is_ok() {
                return Ok(());
            }
            sleep(Duration::from_millis(100));
        }
        bail!("PostgreSQL did not start; see {}", self.home.join("log").display())
    }

    /// A program of the server, run by the server's user in a session of its own.
    fn as_server(&self, program: &str, user: Option<&str>) -> Command {
        let path = self.bin.join(program);
        let mut command = Command::new("setsid");
        command.arg("--wait");
        if let Some(user) = user {
            command.args(["setpriv", "--reuid", user, "--clear-groups", "--regid", user, "--"]);
        }
        command.arg(path).current_dir("/");
        command
    }

    /// Stops the server and removes its directory when the process `owner` has ended.
    fn watch(&self, owner: u32) -> Result<()> {
        let script = format!(
            "while kill -0 {owner} 2>/dev/null; do sleep 1; done; \
             kill -INT $(head -1 '{home}/data/postmaster.pid') 2>/dev/null; sleep 2; \
             kill -QUIT $(head -1 '{home}/data/postmaster.pid' 2>/dev/null) 2>/dev/null; rm -rf '{home}'",
            home = self.home.display(),
        );
        Command::new("setsid")
            .args(["sh", "-c", &script])
            .current_dir("/")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .context("starting the watcher")?;
        Ok(())
    }

    fn sql(&self, database: &str, statement: &str) -> Result<String> {
        let out = run(Command::new(self.bin.join("psql"))
            .args([
                "-X",
                "-q",
                "-A",
                "-t",
                "-v",
                "ON_ERROR_STOP=1",
                "-U",
                "kinkeeper",
                "-d",
                database,
                "-c",
                statement,
            ])
            .arg("-h")
            .arg(&self.home))?;
        Ok(String::from_utf8_lossy(&out.stdout).trim().to_owned())
    }

    /// Makes an empty database; its URL. Names begin with `prefix` and are never used twice.
    pub fn database(&self, prefix: &str) -> Result<String> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let tail: String = prefix.chars().filter(char::is_ascii_alphanumeric).take(24).collect();
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("t{}_{}_{count}", std::process::id(), tail.to_lowercase());
        self.sql("postgres", &format!("CREATE DATABASE {name} TEMPLATE template0"))?;
        Ok(self.url(&name))
    }

    /// Removes a database, whoever is still connected.
    pub fn drop_database(&self, url: &str) -> Result<()> {
        let name = name_in(url);
        if !name.starts_with('t') || !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
            bail!("not a database of this harness");
        }
        self.sql("postgres", &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"))?;
        Ok(())
    }

    /// Runs statements in a database (for tests that look or break from outside); what they print.
    pub fn run(&self, url: &str, statement: &str) -> Result<String> {
        self.sql(name_in(url), statement)
    }

    fn url(&self, name: &str) -> String {
        let socket = self.home.display().to_string().replace('/', "%2F");
        format!("postgres://kinkeeper@localhost/{name}?host={socket}")
    }
}

/// A cluster that does not wait for the disk lies in memory where there is plenty: hundreds of small databases are made
/// and removed in a run, and a file system on a disk is slow at that.
fn where_to_keep(sort: &str) -> PathBuf {
    const PLENTY_KIB: u64 = 4 << 20;
    let memory = PathBuf::from("/dev/shm");
    let free = |path: &str| {
        let out =
            Command::new("df").args(["-k", "--output=avail", path]).stderr(Stdio::null()).output().ok()?;
        String::from_utf8_lossy(&out.stdout).lines().last()?.trim().parse::<u64>().ok()
    };
    let plenty = || free("/dev/shm").is_some_and(|kib| kib >= PLENTY_KIB);
    if sort == "fast" && memory.is_dir() && plenty() { memory } else { std::env::temp_dir() }
}

/// The database that a URL names: the part before the query, which names the socket's directory.
fn name_in(url: &str) -> &str {
    url.split('?').next().and_then(|head| head.rsplit('/').next()).unwrap_or_default()
}

/// The directory with `initdb`, `pg_ctl` and `psql`, the newest version there is.
fn programs() -> Result<PathBuf> {
    let mut found: Vec<(u32, PathBuf)> = Vec::new();
    for place in PLACES {
        let Ok(entries) = fs::read_dir(place) else { continue };
        for entry in entries.flatten() {
            let bin = entry.path().join("bin");
            let name = entry.file_name().to_string_lossy().into_owned();
            let digits: String = name.chars().filter(char::is_ascii_digit).collect();
            if bin.join("initdb").exists() {
                found.push((digits.parse().unwrap_or(0), bin));
            }
        }
    }
    found.sort();
    if let Some((_, bin)) = found.pop() {
        return Ok(bin);
    }
    let on_path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&on_path).find(|dir| dir.join("initdb").exists()).ok_or_else(|| {
        anyhow!("PostgreSQL is not installed: these tests need initdb and pg_ctl (Debian: apt-get install postgresql)")
    })
}

/// Who runs the server: nobody else than us, unless we are root.
fn server_user() -> Result<Option<String>> {
    let me = run(Command::new("id").arg("-u"))?;
    if String::from_utf8_lossy(&me.stdout).trim() != "0" {
        return Ok(None);
    }
    for user in ["postgres", "nobody"] {
        if run(Command::new("id").args(["-g", user])).is_ok() {
            return Ok(Some(user.to_owned()));
        }
    }
    bail!("running as root, and there is neither a user postgres nor nobody to run the server")
}

fn run(command: &mut Command) -> Result<Output> {
    let out = command.stdin(Stdio::null()).output().with_context(|| format!("{command:?}"))?;
    if out.status.success() {
        return Ok(out);
    }
    bail!("{command:?}: {}{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr))
}
