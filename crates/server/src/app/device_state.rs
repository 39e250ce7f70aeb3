//! What a phone asks and tells before anybody has signed in on it, by its key alone: whether it is locked or to be
//! emptied for the one whose key it is, and that it is done.

use super::device_keys::{DeviceKey, Signing};
use crate::http::extract::Circumstances;
use crate::problem::{Code, Problem};
use crate::state::App;
use store::Actor;
use store::devices::{DeviceRow, DeviceState};
use store::records::AuditEvent;

async fn known(app: &App, key: &str, by: &Signing) -> Result<Option<DeviceRow>, Problem> {
    let key = DeviceKey::parse(key)?;
    if !by.is_by(key.bytes()) {
        return Err(Problem::new(Code::DeviceUnsigned));
    }
    Ok(app.store.device_by_key(key.bytes()).await?)
}

/// Whether it is locked or to be emptied. A key that nobody knows is answered as one of an open phone.
pub async fn asked(app: &App, key: &str, by: &Signing) -> Result<DeviceState, Problem> {
    Ok(known(app, key, by).await?.map_or(DeviceState::Open, |row| row.state))
}

/// It holds nothing of hers any more. Said again, or by one that was not to, it changes nothing.
pub async fn emptied(app: &App, key: &str, by: &Signing, about: &Circumstances) -> Result<(), Problem> {
    let Some(row) = known(app, key, by).await?.filter(|row| row.state == DeviceState::Wiping) else {
        return Ok(());
    };
    let directory = app.directory.get(app).await?;
    let Some(org) = directory.organisation_of(row.worker) else { return Ok(()) };
    let actor = Actor { worker: row.worker, org, device: row.device };
    let event = AuditEvent {
        purpose: "administration".to_owned(),
        outcome: "ok".to_owned(),
        basis: format!("device.{}", row.device),
        ..AuditEvent::new(about.at, actor, "devices.wiped", &about.id)
    };
    app.store.audit(vec![event]).await?;
    app.store.device_wiped(row.worker, row.device, about.at).await?;
    Ok(())
}
