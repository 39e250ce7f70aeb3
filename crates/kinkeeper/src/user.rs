//! Accounts from the command line: the first administrator has nobody in the browser to let her in.

use crate::cli::UserCommand;
use crate::open;
use anyhow::{Context, Result, bail};
use domain::entry::{ACTION_VERSION, Action, Base, Entry, Outcome};
use domain::ids::{DeviceId, EntryId, OrganisationId, StreamId, WorkerId};
use domain::organisation::{OrganisationAction, Role, Worker};
use domain::place::PlaceCode;
use server::app::passphrase::Chosen;
use server::app::workers::first_passphrase;
use server::{App, Clock, Config, SystemClock};
use std::sync::Arc;
use store::{Actor, Append, OpenGate, Store, Verdict};

/// Does what was asked.
pub async fn run(settings: &Config, what: UserCommand) -> Result<()> {
    let store = open::store(settings).await?;
    let app = App::new(settings.clone(), store.clone());
    let done = match what {
        UserCommand::Add { account, role, organisation, name_km, name_latin, supervisor, areas } => {
            let role = Role::parse(&role).with_context(|| {
                format!("no such role; there are: {}", Role::ALL.map(Role::code).join(", "))
            })?;
            let supervisor = match supervisor {
                Some(account) => Some(known(&store, &account).await?.worker),
                None => None,
            };
            let areas = areas
                .iter()
                .map(|code| {
                    code.parse::<PlaceCode>().with_context(|| format!("`{code}` is not a place code"))
                })
                .collect::<Result<Vec<_>>>()?;
            let new = New { account, role, name_km, name_latin, supervisor, areas };
            add(&app, &organisation, new).await
        }
        UserCommand::List => list(&store).await,
        UserCommand::Passphrase { account, without_second_factors } => {
            let row = known(&store, &account).await?;
            if without_second_factors {
                store.factors_remove(row.worker).await?;
            }
            let passphrase = give_passphrase(&app, row.worker).await?;
            store.sessions_close_of(row.worker).await?;
            println!("{account}: {passphrase}");
            Ok(())
        }
        UserCommand::Close { account } => close(&app, &account).await,
    };
    store.close().await;
    done
}

struct New {
    account: String,
    role: Role,
    name_km: String,
    name_latin: String,
    supervisor: Option<WorkerId>,
    areas: Vec<PlaceCode>,
}

async fn known(store: &Store, account: &str) -> Result<store::people::WorkerRow> {
    store.worker_by_account(account).await?.with_context(|| format!("there is no account `{account}`"))
}

async fn give_passphrase(app: &App, worker: WorkerId) -> Result<String> {
    let passphrase = first_passphrase(app).map_err(|p| anyhow::anyhow!("{}", p.code.name()))?;
    server::app::passphrase::set(app, worker, passphrase.clone(), Chosen::ForHer)
        .await
        .map_err(|p| anyhow::anyhow!("{}", p.code.name()))?;
    Ok(passphrase)
}

async fn add(app: &App, organisation: &str, new: New) -> Result<()> {
    if app.store.worker_by_account(&new.account).await?.is_some() {
        bail!("the account `{}` is taken", new.account);
    }
    let there = app.store.organisations().await?;
    let org = there.iter().find(|row| row.name_en.eq_ignore_ascii_case(organisation)).map(|row| row.org);
    let org = match org {
        Some(org) => org,
        None => {
            let org = OrganisationId::from_uuid(new_id(app)?);
            let name = organisation.to_owned();
            let named = OrganisationAction::Named { name_km: name.clone(), name_latin: name };
            write(app, org, WorkerId::from_u128(0), named).await?;
            org
        }
    };
    let id = WorkerId::from_uuid(new_id(app)?);
    let worker = Worker {
        id,
        account: new.account.clone(),
        name_km: new.name_km,
        name_latin: new.name_latin,
        role: new.role,
        supervisor: new.supervisor,
        areas: new.areas,
        phone: String::new(),
        active: true,
    };
    write(app, org, id, OrganisationAction::WorkerSet { worker }).await?;
    let passphrase = give_passphrase(app, id).await?;
    println!("{}: {passphrase}", new.account);
    Ok(())
}

async fn list(store: &Store) -> Result<()> {
    for row in store.workers(None).await? {
        println!("{} {} {}", row.account, row.roles.join(","), if row.active { "active" } else { "closed" });
    }
    Ok(())
}

async fn close(app: &App, account: &str) -> Result<()> {
    let row = known(&app.store, account).await?;
    let stream = StreamId::from_uuid(row.org.uuid());
    let worker = app
        .store
        .stream(stream)
        .await?
        .and_then(|state| state.organisation().and_then(|org| org.state.workers.get(&row.worker).cloned()))
        .with_context(|| format!("the account `{account}` has no worker"))?;
    write(
        app,
        row.org,
        row.worker,
        OrganisationAction::WorkerSet { worker: Worker { active: false, ..worker } },
    )
    .await?;
    app.store.sessions_close_of(row.worker).await?;
    println!("{account} is closed");
    Ok(())
}

fn new_id(app: &App) -> Result<uuid::Uuid> {
    app.new_id().map_err(|p| anyhow::anyhow!("{}", p.code.name()))
}

async fn write(app: &App, org: OrganisationId, author: WorkerId, action: OrganisationAction) -> Result<()> {
    let stream = StreamId::from_uuid(org.uuid());
    let seen = app.store.stream_info(stream, app.now()).await?.map_or(0, |info| info.head);
    let device = DeviceId::from_u128(0);
    let at = SystemClock.now();
    let entry = Entry {
        id: EntryId::from_uuid(new_id(app)?),
        stream,
        author,
        device,
        made_at: at,
        base: Base { seen, after: None },
        v: ACTION_VERSION,
        action: Action::Organisation(action),
    };
    let request = Append {
        entries: vec![entry],
        actor: Actor { worker: author, org, device },
        at,
        request_id: "command-line".to_owned(),
        gate: Arc::new(OpenGate),
        atomic: true,
        on_behalf: true,
    };
    match app.store.append(request).await?.into_iter().next().map(|receipt| receipt.verdict) {
        Some(Verdict::Placed { outcome: Outcome::Rejected { reason }, .. }) => {
            bail!("the account could not be written: {}", reason.code())
        }
        Some(Verdict::Placed { .. } | Verdict::AlreadyThere { .. }) => Ok(()),
        Some(Verdict::Refused { code, reason }) => {
            bail!("the account could not be written: {code}: {reason}")
        }
        None => bail!("the store gave no receipt"),
    }
}
