//! PINs with a share of the server's: what opens a vault on one phone is made of the PIN and of a share that lies here,
//! and is given out to that phone only, when it shows that it knows the PIN. After five wrong ones the share is
//! destroyed, and only the passphrase opens. A PIN alone opens nothing.

use super::device_keys::{DeviceKey, Signing};
use super::session::{Signed, hash_of};
use crate::http::extract::Circumstances;
use crate::problem::{Code, Problem};
use crate::state::App;
use store::Actor;
use store::devices::DeviceState;
use store::pins::{Held, Tried};
use store::records::AuditEvent;

/// Bytes of a share.
const SHARE: usize = 32;

/// What a phone shows is 32 bytes made of the PIN, in hexadecimal; its hash is kept.
fn check(text: &str) -> Result<[u8; 32], Problem> {
    let given = hex::decode(text).ok().filter(|bytes| bytes.len() == SHARE);
    given
        .map(|bytes| hash_of(&format!("pin {}", hex::encode(bytes))))
        .ok_or(Problem::new(Code::BadValue).at("check"))
}

/// Makes a share for the phone that she is on. It is told this once, to be used at once.
pub async fn set(app: &App, signed: &Signed, shown: &str) -> Result<String, Problem> {
    // Only a phone that signs can be given it back.
    if signed.session.on.public_key.is_none() {
        return Err(Problem::new(Code::DeviceNeedsKey));
    }
    let check = check(shown)?;
    let mut share = [0; SHARE];
    app.entropy.fill(&mut share)?;
    app.store.audit(vec![signed.event("pin.set", true)]).await?;
    let (org, worker, device) = (signed.session.org, signed.session.worker, signed.session.device);
    app.store.pin_set(Held { org, worker, device }, check, &share).await?;
    Ok(hex::encode(share))
}

/// Destroys it.
pub async fn remove(app: &App, signed: &Signed) -> Result<(), Problem> {
    app.store.audit(vec![signed.event("pin.removed", true)]).await?;
    Ok(app.store.pin_remove(signed.session.worker, signed.session.device).await?)
}

/// Gives the share to the phone whose key it is, if it knows the PIN. Nobody need be signed in.
pub async fn open(
    app: &App,
    key: &str,
    shown: &str,
    by: &Signing,
    about: &Circumstances,
) -> Result<String, Problem> {
    let key = DeviceKey::parse(key)?;
    if !by.is_by(key.bytes()) {
        return Err(Problem::new(Code::DeviceUnsigned));
    }
    let check = check(shown)?;
    let gone = Problem::new(Code::PinGone);
    let Some(row) = app.store.device_by_key(key.bytes()).await? else { return Err(gone) };
    match row.state {
        DeviceState::Open => {}
        DeviceState::Locked => return Err(Problem::new(Code::DeviceLocked)),
        DeviceState::Wiping | DeviceState::Wiped => return Err(Problem::new(Code::DeviceWiped)),
    }
    let directory = app.directory.get(app).await?;
    let colleague = directory.get(row.worker).filter(|colleague| colleague.row.active);
    let Some(org) = colleague.map(|colleague| colleague.row.org) else { return Err(gone) };
    let tried = app.store.pin_try(Held { org, worker: row.worker, device: row.device }, check).await?;
    let event = |action: &str, allowed: bool| AuditEvent {
        purpose: "casework".to_owned(),
        allowed,
        outcome: if allowed { "ok" } else { "denied" }.to_owned(),
        ..AuditEvent::new(about.at, Actor { worker: row.worker, org, device: row.device }, action, &about.id)
    };
    match tried {
        Tried::Right(share) => {
            app.store.audit(vec![event("pin.opened", true)]).await?;
            Ok(hex::encode(share))
        }
        Tried::Wrong(left) => {
            app.store.audit(vec![event("pin.wrong", false)]).await?;
            Err(Problem::new(Code::PinWrong).with(serde_json::json!({ "left": left })))
        }
        Tried::Gone => {
            app.store.audit(vec![event("pin.gone", false)]).await?;
            Err(gone)
        }
    }
}
