//! Phones: who may look after whose, and what she may do with one: name it, lock it, unlock it, have it emptied.

use super::directory::Colleague;
use super::factors;
use super::session::Signed;
use super::team::decide;
use crate::problem::{Code, Problem};
use crate::state::App;
use domain::ids::{DeviceId, WorkerId};
use policy::Act;
use store::devices::{Deciding, DeviceRow, DeviceState};
use store::records::AuditEvent;

/// Whoever may look after a worker's phones: she herself, whoever supervises her, and whoever looks after everybody's
/// of her organisation. For everybody else there is no such worker.
pub fn hers(signed: &Signed, worker: WorkerId) -> Result<&Colleague, Problem> {
    let colleague = signed.directory.get(worker);
    let ours = colleague.filter(|colleague| colleague.row.org == signed.session.org);
    ours.filter(|_| looks_after(signed, worker)).ok_or(Problem::new(Code::NotFound))
}

fn looks_after(signed: &Signed, worker: WorkerId) -> bool {
    worker == signed.session.worker
        || decide(signed, Act::ManageDevices).is_ok()
        || (signed.principal().supervisees.contains(&worker)
            && decide(signed, Act::ManageTeamDevices).is_ok())
}

/// Everybody else whose phones she may look after, also those who have left.
pub fn people(signed: &Signed) -> Vec<&Colleague> {
    let all = signed.directory.of(signed.session.org).into_iter();
    all.filter(|one| one.row.worker != signed.session.worker && looks_after(signed, one.row.worker)).collect()
}

/// Everybody's whose phones she may look after, her own first.
pub async fn list(app: &App, signed: &Signed) -> Result<Vec<DeviceRow>, Problem> {
    let me = signed.session.worker;
    let others: Vec<WorkerId> = people(signed).into_iter().map(|colleague| colleague.row.worker).collect();
    if !others.is_empty() {
        app.store.audit(vec![signed.event("devices.read", true)]).await?;
    }
    let mut rows = app.store.devices(&[me]).await?;
    rows.extend(app.store.devices(&others).await?);
    Ok(rows)
}

/// One that is hers to look after.
async fn find(app: &App, signed: &Signed, worker: WorkerId, device: DeviceId) -> Result<DeviceRow, Problem> {
    hers(signed, worker)?;
    let found = app.store.device(worker, device).await?.filter(|row| row.enrolled_at.is_some());
    found.ok_or(Problem::new(Code::NotFound))
}

fn event(signed: &Signed, action: &str, device: DeviceId) -> AuditEvent {
    AuditEvent { basis: format!("device.{device}"), ..signed.event(action, true) }
}

/// Calls one by another name.
pub async fn rename(
    app: &App,
    signed: &Signed,
    worker: WorkerId,
    device: DeviceId,
    name: &str,
) -> Result<(), Problem> {
    find(app, signed, worker, device).await?;
    let name = factors::name(name)?;
    app.store.audit(vec![event(signed, "devices.renamed", device)]).await?;
    app.store.device_rename(worker, device, &name).await?;
    Ok(())
}

/// Locks one, opens a locked one again, or orders that what lies on it of hers be destroyed. It is told at once if it is
/// connected, and else when it asks.
pub async fn decide_about(
    app: &App,
    signed: &Signed,
    worker: WorkerId,
    device: DeviceId,
    to: DeviceState,
) -> Result<(), Problem> {
    find(app, signed, worker, device).await?;
    let action = match to {
        DeviceState::Open => "devices.unlocked",
        DeviceState::Locked => "devices.locked",
        DeviceState::Wiping => "devices.wipe_ordered",
        // Only the phone itself says that it is done.
        DeviceState::Wiped => return Err(Problem::new(Code::DeviceState)),
    };
    app.store.audit(vec![event(signed, action, device)]).await?;
    let deciding = Deciding { worker, device, to, by: signed.session.worker, at: signed.about.at };
    if !app.store.device_decide(deciding).await? {
        return Err(Problem::new(Code::DeviceState));
    }
    app.events.tell_device(worker, device);
    Ok(())
}
