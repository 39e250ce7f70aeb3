//! Imports from the command line: the same use cases as in the browser, for the account that answers for them.

use crate::open;
use anyhow::{Context, Result, bail};
use domain::ids::{DeviceId, ImportId};
use domain::time::Millis;
use exchange::gazetteer::{LineProblem, Unit, parse_gazetteer};
use server::app::import as use_case;
use server::app::session::Signed;
use server::http::extract::Circumstances;
use server::problem::Problem;
use server::words::Lang;
use server::{App, Clock, Config, SystemClock};
use std::path::Path;
use std::sync::Arc;
use store::places::{NewPlace, PlacesImport};
use store::sessions::{OnDevice, SessionRow};

/// Imports the gazetteer; re-importing updates it and keeps what was, with dates.
pub async fn gazetteer(settings: &Config, file: &Path) -> Result<()> {
    let reader = std::fs::File::open(file).with_context(|| format!("{} cannot be read", file.display()))?;
    let read = match parse_gazetteer(std::io::BufReader::new(reader)) {
        Ok(read) => read,
        Err(problems) => {
            for problem in &problems {
                println!("{}", line(problem));
            }
            bail!("nothing was imported: {} problems in {}", problems.len(), file.display());
        }
    };
    for warning in &read.warnings {
        println!("note: {}", line(warning));
    }
    let now = SystemClock.now();
    let store = open::store(settings).await?;
    let import = PlacesImport {
        units: read.units.iter().map(new_place).collect(),
        as_of: now.day(),
        at: now,
        complete: true,
    };
    let changed = store.places_import(import).await.context("nothing was imported")?;
    store.close().await;
    println!(
        "{} units: {} new, {} changed, {} as before, {} ended",
        read.units.len(),
        changed.added,
        changed.changed,
        changed.same,
        changed.ended
    );
    Ok(())
}

fn line(problem: &LineProblem) -> String {
    let column = problem.column.map(|name| format!(", column {name}")).unwrap_or_default();
    format!("line {}{column}: {}", problem.line, problem.problem)
}

fn new_place(unit: &Unit) -> NewPlace {
    NewPlace {
        code: unit.code.clone(),
        parent: unit.parent.clone(),
        kind: unit.unit.clone(),
        name_km: unit.name_km.clone(),
        name_en: unit.name_latin.clone(),
    }
}

/// The account that answers for what the command line does, as if she were signed in.
pub async fn signed(app: &App, account: &str) -> Result<Signed> {
    let directory = app.directory.get(app).await.map_err(said)?;
    let row = app
        .store
        .worker_by_account(account)
        .await?
        .with_context(|| format!("there is no account `{account}`"))?;
    let now = app.now();
    let session = SessionRow {
        token_hash: [0; 32],
        worker: row.worker,
        org: row.org,
        device: DeviceId::from_u128(0),
        created: now,
        last_seen: now,
        expires: Millis(now.0 + 3_600_000),
        device_name: String::new(),
        proofs: Vec::new(),
        proved_at: now,
        waits_for: String::new(),
        device_key: None,
        on: OnDevice::default(),
    };
    let asker =
        directory.asker(row.worker, now).with_context(|| format!("the account `{account}` is closed"))?;
    let about = Circumstances {
        id: Arc::from("command-line"),
        at: now,
        lang: Lang::En,
        peer: None,
        marks: Arc::default(),
    };
    Ok(Signed { session: Arc::new(session), asker, directory, about })
}

/// A problem in words for the command line.
pub fn said(problem: Problem) -> anyhow::Error {
    let cause = problem.cause.clone().map(|cause| format!(" ({cause})")).unwrap_or_default();
    anyhow::anyhow!("{}{cause}", problem.code.name())
}

/// Imports families from a workbook, or only looks.
pub async fn families(settings: &Config, file: &Path, by: &str, check: bool) -> Result<()> {
    let bytes = std::fs::read(file).with_context(|| format!("{} cannot be read", file.display()))?;
    let store = open::store(settings).await?;
    let app = App::new(settings.clone(), store.clone());
    let who = signed(&app, by).await?;
    let looked = use_case::look(&app, &who, bytes.clone().into()).await.map_err(said)?;
    let plan = match looked.result {
        Ok(plan) => plan,
        Err(report) => {
            for problem in &report.problems {
                println!("{}: {}", problem.place_en(), problem.en);
            }
            store.close().await;
            bail!("nothing was imported: {} problems in {}", report.problems.len(), file.display());
        }
    };
    for warning in &plan.warnings {
        println!("note: {}: {}", warning.place_en(), warning.en);
    }
    let people: usize = plan.families.iter().map(|family| family.people.len()).sum();
    if check {
        println!("{} families, {people} people: ready to import", plan.families.len());
    } else {
        let row = use_case::carry_out(&app, &who, bytes.into(), &looked.hash).await.map_err(said)?;
        println!("{} families, {people} people imported as {}", row.families.len(), row.id);
    }
    store.close().await;
    Ok(())
}

/// Takes an import back.
pub async fn roll_back(settings: &Config, import: &str, by: &str) -> Result<()> {
    let id: ImportId = import.parse()?;
    let store = open::store(settings).await?;
    let app = App::new(settings.clone(), store.clone());
    let who = signed(&app, by).await?;
    use_case::roll_back(&app, &who, id).await.map_err(said)?;
    store.close().await;
    println!("{id} was taken back");
    Ok(())
}

/// Lists imports.
pub async fn list(settings: &Config, by: &str) -> Result<()> {
    let store = open::store(settings).await?;
    let app = App::new(settings.clone(), store.clone());
    let who = signed(&app, by).await?;
    for row in use_case::list(&app, &who).await.map_err(said)? {
        let state = if row.rolled_back.is_some() { "taken back" } else { "in force" };
        println!("{} {} {} families, {state}", row.id, row.at.day(), row.families.len());
    }
    store.close().await;
    Ok(())
}
