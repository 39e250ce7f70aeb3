//! Signing in, step by step. Unknown accounts cost the same time and get the same answer as wrong passphrases.
//! Every proof may leave something to be done (a second factor, a passphrase of her own, setting a second factor
//! up); until then the session is good for that step only.

use super::device_keys::{DeviceKey, Signing};
use super::guesses::{self, Guessing};
use super::passphrase::{self, LONGEST};
use super::session::{Signed, hash_of, random_token};
use crate::http::extract::Circumstances;
use crate::problem::{Code, Problem};
use crate::state::App;
use domain::ids::{DeviceId, WorkerId};
use domain::organisation::Role;
use domain::protocol::Enrolling;
use domain::time::Millis;
use std::sync::Arc;
use store::devices::{DeviceRow, DeviceState};
use store::people::WorkerRow;
use store::sessions::{OnDevice, SessionRow};

/// How long an unfinished sign-in is good for, in milliseconds.
const STEP_MS: i64 = 15 * 60_000;
/// Longest name of a device, in characters.
const DEVICE_NAME: usize = 60;

macro_rules! coded {
    ($($(#[$doc:meta])* $type:ident { $($(#[$each:meta])* $name:ident = $code:literal,)* })*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $type { $($(#[$each])* $name,)* }
        impl $type {
            /// As it is stored and sent.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }
            /// From its code.
            pub fn parse(code: &str) -> Option<Self> {
                match code { $($code => Some(Self::$name),)* _ => None }
            }
        }
    )*};
}

coded! {
    /// With what somebody proved who she is.
    Proof {
        /// Her passphrase.
        Passphrase = "passphrase",
        /// A passkey, which her device gave out after it had checked that it is she: two factors in one.
        Passkey = "passkey",
        /// A code from her app.
        Code = "code",
        /// A written-down code.
        WrittenCode = "written_code",
        /// Her organisation's identity provider.
        Provider = "provider",
    }
    /// What is still to be done.
    Step {
        /// Prove herself by her second factor.
        SecondFactor = "second_factor",
        /// Choose a passphrase of her own.
        Passphrase = "passphrase",
        /// Set up a second factor.
        Enrolment = "enrolment",
        /// Show with a code that she may use this phone.
        Device = "device",
    }
}

/// What somebody types to sign in.
pub struct SignIn {
    /// Her account name.
    pub account: String,
    /// Her passphrase.
    pub passphrase: String,
    /// Where.
    pub on: On,
}

/// On which device somebody signs in.
#[derive(Debug, Clone)]
pub struct On {
    /// By the id that it made for itself.
    pub device: DeviceId,
    /// What kind it is, as it says.
    pub name: String,
    /// Its key for her; it has shown that it holds the other half.
    pub key: Option<DeviceKey>,
}

impl On {
    /// As a request says, which is signed with the key that it names.
    pub fn told(device: DeviceId, name: String, key: Option<&str>, by: &Signing) -> Result<Self, Problem> {
        let key = key.map(DeviceKey::parse).transpose()?;
        if key.as_ref().is_some_and(|key| !by.is_by(key.bytes())) {
            return Err(Problem::new(Code::DeviceUnsigned));
        }
        Ok(Self { device, name, key })
    }
}

/// A new session.
pub struct Opened {
    /// The token for the cookie.
    pub token: String,
    /// Who it is.
    pub signed: Signed,
}

/// Signs in with a passphrase.
pub async fn with_passphrase(app: &App, ask: SignIn, about: &Circumstances) -> Result<Opened, Problem> {
    let account = ask.account.trim().to_lowercase();
    if account.is_empty() || account.len() > 128 || ask.passphrase.len() > LONGEST {
        return Err(Problem::new(Code::SignInFailed));
    }
    let guess = guesses::count(app, Guessing::Passphrase, &account, ask.on.device, about).await?;
    let worker = app.store.worker_by_account(&account).await?.filter(|row| row.active);
    // An account that does not exist is looked up like any other: the same questions, the same hashing.
    let id = worker.as_ref().map_or(WorkerId::from_u128(0), |row| row.worker);
    let epoch = app.store.session_epoch(id).await?;
    let credential = app.store.credential(id).await?.filter(|_| worker.is_some());
    let fits = app.hasher.fits(ask.passphrase, credential.as_ref().map(|c| c.hash.clone())).await?;
    let (Some(row), Some(credential)) = (worker.filter(|_| fits), credential) else {
        app.metrics.sign_in("failed");
        return Err(Problem::new(Code::SignInFailed));
    };
    guess.was_right(app).await?;
    if credential.must_change {
        let late = credential.expires_at.is_some_and(|end| end <= about.at);
        if late || !app.store.credential_used(row.worker, ask.on.device).await? {
            app.metrics.sign_in("failed");
            return Err(Problem::new(Code::FirstPassphraseUsed));
        }
    }
    let opening = Opening {
        row,
        on: ask.on,
        proofs: vec![Proof::Passphrase],
        epoch,
        instead_of: None,
        code_given: false,
    };
    open(app, opening, about).await
}

/// What opens a session.
pub struct Opening {
    /// Who.
    pub row: WorkerRow,
    /// Where.
    pub on: On,
    /// By what.
    pub proofs: Vec<Proof>,
    /// How often her sessions were ended when her proof was looked at.
    pub epoch: i64,
    /// The unfinished session whose place it takes.
    pub instead_of: Option<[u8; 32]>,
    /// She gave a code for this phone.
    pub code_given: bool,
}

/// Opens a session for somebody whose proofs were good.
pub async fn open(app: &App, opening: Opening, about: &Circumstances) -> Result<Opened, Problem> {
    let Opening { row, on, proofs, epoch, instead_of, code_given } = opening;
    // The rows that decide are read anew: somebody may just have closed the account.
    let directory = app.directory.get(app).await?;
    let asker = directory.asker(row.worker, about.at).filter(|asker| !asker.principal().roles.is_empty());
    let Some(asker) = asker else { return Err(Problem::new(Code::SignInFailed)) };
    let known = app.store.device(row.worker, on.device).await?;
    let by_code = directory.protocol.devices.enrolled == Enrolling::ByCode;
    let needs_code = by_code && !code_given && !is_enrolled(known.as_ref(), on.key.as_ref());
    let waits_for = match next_step(app, &row, &asker.principal().roles, &proofs, about.at).await? {
        None if needs_code => Some(Step::Device),
        step => step,
    };
    let token = random_token(app)?;
    let lasts = match waits_for {
        Some(_) => STEP_MS,
        None => i64::from(app.config.session_hours) * 3_600_000,
    };
    let session = Arc::new(SessionRow {
        token_hash: hash_of(&token),
        worker: row.worker,
        org: row.org,
        device: on.device,
        device_name: on.name.chars().filter(|c| !c.is_control()).take(DEVICE_NAME).collect(),
        created: about.at,
        last_seen: about.at,
        expires: Millis(about.at.0 + lasts),
        proofs: proofs.iter().map(|proof| proof.code().to_owned()).collect(),
        proved_at: about.at,
        waits_for: waits_for.map(Step::code).unwrap_or_default().to_owned(),
        device_key: on.key.as_ref().map(|key| key.bytes().to_vec()),
        on: OnDevice {
            public_key: match on.key {
                Some(key) => Some(key.bytes().to_vec()),
                None => known.as_ref().and_then(|row| row.public_key.clone()),
            },
            ..OnDevice::default()
        },
    });
    let signed = Signed { session: Arc::clone(&session), asker, directory, about: about.clone() };
    let same_key = match &session.device_key {
        Some(key) => app.store.device_by_key(key).await?,
        None => None,
    };
    // Everybody has a key of her own on a phone.
    if same_key.as_ref().is_some_and(|other| other.worker != session.worker) {
        return Err(Problem::new(Code::DeviceUnsigned));
    }
    // A phone that calls itself otherwise and has the same key is the same phone.
    if let Some(code) = closed(known.as_ref()).or(closed(same_key.as_ref())) {
        app.store.audit(vec![signed.event("sign_in.on_closed_device", false)]).await?;
        app.metrics.sign_in("failed");
        return Err(Problem::new(code));
    }
    let mut event = signed.event(if waits_for.is_some() { "sign_in.begun" } else { "sign_in" }, true);
    event.outcome = session.proofs.join("+");
    app.store.audit(vec![event]).await?;
    if !app.store.session_open((*session).clone(), epoch, instead_of).await? {
        // Her sessions were ended while she signed in, and this one with them.
        return Err(Problem::new(Code::NotSignedIn));
    }
    app.metrics.sign_in(if waits_for.is_some() { "begun" } else { "ok" });
    Ok(Opened { token, signed })
}

/// Why nobody signs in on a device, if so.
const fn closed(device: Option<&DeviceRow>) -> Option<Code> {
    match device {
        Some(DeviceRow { state: DeviceState::Locked, .. }) => Some(Code::DeviceLocked),
        Some(DeviceRow { state: DeviceState::Wiping, .. }) => Some(Code::DeviceWiped),
        Some(DeviceRow { state: DeviceState::Open | DeviceState::Wiped, .. }) | None => None,
    }
}

/// Whether a device that shows this key is enrolled already.
fn is_enrolled(device: Option<&DeviceRow>, key: Option<&DeviceKey>) -> bool {
    let known = device.filter(|row| row.enrolled_at.is_some() && row.state == DeviceState::Open);
    key.is_some_and(|key| known.and_then(|row| row.public_key.as_deref()) == Some(key.bytes()))
}

/// Goes on with an unfinished sign-in, after a step was done: another session takes its place.
pub async fn go_on(app: &App, signed: &Signed, more: Option<Proof>) -> Result<Opened, Problem> {
    go_on_with(app, signed, more, false).await
}

/// The same, after a code for this phone was given.
pub async fn go_on_enrolled(app: &App, signed: &Signed) -> Result<Opened, Problem> {
    go_on_with(app, signed, None, true).await
}

async fn go_on_with(
    app: &App,
    signed: &Signed,
    more: Option<Proof>,
    code_given: bool,
) -> Result<Opened, Problem> {
    let epoch = app.store.session_epoch(signed.session.worker).await?;
    let row = app.store.worker(signed.session.worker).await?.filter(|row| row.active);
    let mut proofs = signed.proofs();
    proofs.extend(more.filter(|proof| !proofs.contains(proof)));
    let on = On {
        device: signed.session.device,
        name: signed.session.device_name.clone(),
        key: signed.session.device_key.clone().map(DeviceKey::known),
    };
    let opening = Opening {
        row: row.ok_or(Problem::new(Code::NotSignedIn))?,
        on,
        proofs,
        epoch,
        instead_of: Some(signed.session.token_hash),
        code_given,
    };
    open(app, opening, &signed.about).await
}

async fn next_step(
    app: &App,
    row: &WorkerRow,
    roles: &[Role],
    proofs: &[Proof],
    at: Millis,
) -> Result<Option<Step>, Problem> {
    let factors = app.store.factors_of(row.worker).await?;
    let only_passphrase = proofs == [Proof::Passphrase];
    if only_passphrase && factors.any() {
        return Ok(Some(Step::SecondFactor));
    }
    if proofs.contains(&Proof::Passphrase) {
        let given = app.store.credential(row.worker).await?.is_some_and(|credential| credential.must_change);
        if given {
            return Ok(Some(Step::Passphrase));
        }
    }
    let must = app.config.needs_second_factor(roles) && only_passphrase;
    if must && grace_until(app, row, at).await? <= at {
        return Ok(Some(Step::Enrolment));
    }
    Ok(None)
}

/// Until when somebody may go on without a second factor that she must have.
pub async fn grace_until(app: &App, row: &WorkerRow, at: Millis) -> Result<Millis, Problem> {
    let since = app.store.factor_grace_since(row.worker, at).await?;
    Ok(Millis(since.0 + i64::from(app.config.second_factor.grace_days) * 86_400_000))
}

/// Proves oneself once more in a session that goes on, before changing how one signs in.
pub async fn prove_again(app: &App, signed: &Signed, passphrase: String) -> Result<(), Problem> {
    if !passphrase::prove(app, signed, passphrase).await? {
        return Err(Problem::new(Code::WrongPassphrase));
    }
    app.store.audit(vec![signed.event("sign_in.proved_again", true)]).await?;
    Ok(app.store.session_proved(&signed.session.token_hash, signed.about.at).await?)
}
