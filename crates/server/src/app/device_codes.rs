//! Codes with which somebody signs in on a new phone, where her network asks for one: shown as text and as a picture,
//! good for some minutes, once, for her alone.

use super::devices;
use super::factors::{Picture, picture};
use super::guesses::{self, Guessing};
use super::session::{Signed, hash_of};
use super::sign_in::{self, Opened, Step};
use crate::problem::{Code, Problem};
use crate::state::App;
use domain::ids::WorkerId;
use domain::protocol::devices::CODE_MINUTES;
use domain::time::Millis;
use store::devices::DeviceCode;

/// Letters and digits that are not taken for one another (Crockford's base 32).
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// How many of them: 40 bits, of which ten guesses an hour are let through.
const LENGTH: usize = 8;

/// A code as it is shown, once.
pub struct Shown {
    /// With a hyphen in its middle.
    pub code: String,
    /// The address of the sign-in page with the code in its fragment, which no server is told.
    pub address: String,
    /// The address as a picture.
    pub picture: Picture,
    /// Until when it is good.
    pub expires: Millis,
}

/// Gives a code out. `origin`: where the sign-in page is.
pub async fn give(app: &App, signed: &Signed, worker: WorkerId, origin: &str) -> Result<Shown, Problem> {
    let colleague = devices::hers(signed, worker)?;
    if !colleague.row.active {
        return Err(Problem::new(Code::NotFound));
    }
    let mut bytes = [0; LENGTH];
    app.entropy.fill(&mut bytes)?;
    let letters = bytes.iter().filter_map(|byte| LETTERS.get(usize::from(byte % 32)).copied());
    let plain: String = letters.map(char::from).collect();
    let rules = signed.directory.protocol.devices;
    let minutes = rules.code_minutes.clamp(*CODE_MINUTES.start(), *CODE_MINUTES.end());
    let expires = Millis(signed.about.at.0 + i64::from(minutes) * 60_000);
    app.store.audit(vec![signed.event("devices.code_given", true)]).await?;
    let code = DeviceCode { hash: hash(&plain), worker, by: signed.session.worker, expires };
    app.store.device_code_add(code).await?;
    let (front, back) = plain.split_at(LENGTH / 2);
    let address = format!("{origin}/#/enrol/{plain}");
    Ok(Shown { code: format!("{front}-{back}"), picture: picture(&address)?, address, expires })
}

/// Takes a code: the phone on which the sign-in waits for it is enrolled.
pub async fn enter(app: &App, signed: &Signed, typed: &str) -> Result<Opened, Problem> {
    if signed.step() != Some(Step::Device) {
        return Err(signed.unfinished());
    }
    if signed.session.device_key.is_none() {
        return Err(Problem::new(Code::DeviceNeedsKey));
    }
    let account = signed.colleague().map(|c| c.row.account.clone()).unwrap_or_default();
    let guess = guesses::count(app, Guessing::Device, &account, signed.session.device, &signed.about).await?;
    let hash = hash(&plain(typed));
    if !app.store.device_code_use(hash, signed.session.worker, signed.about.at).await? {
        return Err(Problem::new(Code::DeviceCodeWrong));
    }
    guess.was_right(app).await?;
    sign_in::go_on_enrolled(app, signed).await
}

/// A code as it was meant: without spaces and hyphens, and with the letters for which others are taken.
fn plain(typed: &str) -> String {
    let kept = typed.chars().filter(char::is_ascii_alphanumeric).take(2 * LENGTH);
    kept.map(|c| match c.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    })
    .collect()
}

fn hash(plain: &str) -> [u8; 32] {
    hash_of(&format!("device code {plain}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_however_it_is_typed() {
        assert_eq!(plain(" k7qm-2xr0 "), "K7QM2XR0");
        assert_eq!(plain("K7QM 2XRo"), "K7QM2XR0");
        assert_eq!(plain("il0O"), "1100");
        assert_eq!(plain(&"A".repeat(99)).len(), 2 * LENGTH);
    }
}
