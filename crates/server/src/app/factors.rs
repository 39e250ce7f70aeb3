//! Second factors: what somebody has, an app with codes (RFC 6238), and the written-down codes for when it is lost.

use super::guesses::{self, Guessing};
use super::session::Signed;
use super::sign_in::{self, Opened, Proof, Step};
use crate::problem::{Code, Problem};
use crate::state::App;
use domain::ids::WorkerId;
use sha2::{Digest, Sha256};
use store::factors::{FactorCounts, PasskeyRow, TotpRow};
use totp_rs::{Algorithm, Builder, Secret, Totp};

/// Seconds of one step (RFC 6238 §5.2).
const STEP_SECONDS: u64 = 30;
/// Bytes of a shared secret (RFC 4226 §4, R6: 160 bits).
const SECRET: usize = 20;
/// How many codes are written down.
const WRITTEN: usize = 10;
/// Bytes of one of them: 80 bits, 16 letters and digits.
const WRITTEN_BYTES: usize = 10;
/// Longest name of a passkey, in characters.
const LONGEST_NAME: usize = 60;

/// Everything that somebody has beside her passphrase.
pub struct Factors {
    /// Her passkeys.
    pub passkeys: Vec<PasskeyRow>,
    /// Her app, when it is active.
    pub app: Option<TotpRow>,
    /// How much of it all.
    pub counts: FactorCounts,
    /// Her role asks for one.
    pub required: bool,
}

/// What somebody has.
pub async fn of(app: &App, signed: &Signed) -> Result<Factors, Problem> {
    let worker = signed.session.worker;
    match signed.step() {
        None | Some(Step::Enrolment) => {}
        Some(Step::SecondFactor | Step::Passphrase | Step::Device) => return Err(signed.unfinished()),
    }
    let totp = app.store.totp(signed.session.org, worker).await?;
    Ok(Factors {
        passkeys: app.store.passkeys(worker).await?,
        app: totp.filter(|row| row.active),
        counts: app.store.factors_of(worker).await?,
        required: app.config.needs_second_factor(&signed.principal().roles),
    })
}

/// Setting a second factor up needs a fresh proof; a sign-in that waits for it is one.
pub fn may_enrol(app: &App, signed: &Signed) -> Result<(), Problem> {
    match signed.step() {
        None => signed.must_be_fresh(app),
        Some(Step::Enrolment) => Ok(()),
        Some(Step::SecondFactor | Step::Passphrase | Step::Device) => Err(signed.unfinished()),
    }
}

/// After one was set up: a sign-in that waited for it goes on.
pub async fn enrolled(app: &App, signed: &Signed, by: Proof) -> Result<Option<Opened>, Problem> {
    match signed.step() {
        Some(Step::Enrolment) => sign_in::go_on(app, signed, Some(by)).await.map(Some),
        None | Some(Step::SecondFactor | Step::Passphrase | Step::Device) => Ok(None),
    }
}

/// Whoever must have one keeps one.
pub async fn not_the_last(app: &App, signed: &Signed) -> Result<(), Problem> {
    let counts = app.store.factors_of(signed.session.worker).await?;
    let last = counts.passkeys + u32::from(counts.totp) <= 1;
    if last && app.config.needs_second_factor(&signed.principal().roles) {
        Err(Problem::new(Code::LastFactor))
    } else {
        Ok(())
    }
}

/// A name as it is kept.
pub fn name(text: &str) -> Result<String, Problem> {
    let name: String = text.chars().filter(|c| !c.is_control()).collect();
    let name = name.trim();
    if name.is_empty() || name.chars().count() > LONGEST_NAME {
        return Err(Problem::new(Code::BadValue).at("name"));
    }
    Ok(name.to_owned())
}

/// What an app needs to make codes.
pub struct Shared {
    /// The secret in base32, to be typed.
    pub secret: String,
    /// The address that the picture holds.
    pub address: String,
    /// The picture.
    pub picture: Picture,
}

/// A QR code as a path of squares of side one.
pub struct Picture {
    /// How many squares wide and high, margin included.
    pub size: usize,
    /// An SVG path.
    pub path: String,
}

/// Begins to set an app up.
pub async fn begin_app(app: &App, signed: &Signed) -> Result<Shared, Problem> {
    may_enrol(app, signed)?;
    let mut secret = [0; SECRET];
    app.entropy.fill(&mut secret)?;
    let (org, worker) = (signed.session.org, signed.session.worker);
    let account = signed.colleague().map(|c| c.row.account.clone()).unwrap_or_default();
    app.store.audit(vec![signed.event("totp.begun", true)]).await?;
    app.store.totp_begin(org, worker, &secret, signed.about.at).await.map_err(app_state)?;
    let secret = Secret::from(secret).to_base32();
    // Account names are made of small letters, digits, dots and hyphens: nothing to escape.
    let address = format!(
        "otpauth://totp/Kinkeeper:{account}?secret={secret}&issuer=Kinkeeper&algorithm=SHA1&digits=6&period=30"
    );
    Ok(Shared { picture: picture(&address)?, secret, address })
}

fn app_state(error: store::StoreError) -> Problem {
    if let store::StoreError::Taken(_) = error { Problem::new(Code::AppState) } else { error.into() }
}

/// A quiet margin of four squares (ISO/IEC 18004 §5.3.8).
const MARGIN: usize = 4;

/// An address as a QR code.
pub fn picture(text: &str) -> Result<Picture, Problem> {
    use std::fmt::Write as _;
    let code = qrcode::QrCode::new(text).map_err(Problem::broken)?;
    let width = code.width();
    let mut path = String::new();
    for (at, colour) in code.to_colors().into_iter().enumerate() {
        if colour == qrcode::Color::Dark {
            let (x, y) = (at % width + MARGIN, at / width + MARGIN);
            write!(path, "M{x} {y}h1v1h-1z").map_err(Problem::broken)?;
        }
    }
    Ok(Picture { size: width + 2 * MARGIN, path })
}

fn codes_of(secret: &[u8]) -> Result<Totp, Problem> {
    Builder::new()
        .with_algorithm(Algorithm::SHA1)
        .with_digits(6)
        .with_skew(1)
        .with_step_duration(STEP_SECONDS)
        .with_secret(secret.to_vec())
        .build()
        .map_err(Problem::broken)
}

/// The step whose code it is, if it is one.
fn step_of(row: &TotpRow, code: &str, signed: &Signed) -> Result<Option<i64>, Problem> {
    let digits: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    if digits.len() != 6 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Ok(None);
    }
    let seconds = u64::try_from(signed.about.at.0 / 1_000).unwrap_or(0);
    let step = codes_of(&row.secret)?.check(&digits, seconds);
    Ok(step.and_then(|step| i64::try_from(step).ok()))
}

/// A first code of the app: from now on its codes are taken. Gives the codes to be written down, this once.
pub async fn confirm_app(
    app: &App,
    signed: &Signed,
    code: &str,
) -> Result<(Vec<String>, Option<Opened>), Problem> {
    may_enrol(app, signed)?;
    let worker = signed.session.worker;
    let row = app.store.totp(signed.session.org, worker).await?.filter(|row| !row.active);
    let row = row.ok_or(Problem::new(Code::AppState))?;
    take_code(app, signed, &row, code, true).await?;
    app.store.audit(vec![signed.event("totp.added", true)]).await?;
    let codes = write_down(app, worker).await?;
    let opened = enrolled(app, signed, Proof::Code).await?;
    Ok((codes, opened))
}

async fn take_code(
    app: &App,
    signed: &Signed,
    row: &TotpRow,
    code: &str,
    activate: bool,
) -> Result<(), Problem> {
    let account = signed.colleague().map(|c| c.row.account.clone()).unwrap_or_default();
    let guess = guesses::count(app, Guessing::Code, &account, signed.session.device, &signed.about).await?;
    let right = match step_of(row, code, signed)? {
        Some(step) => app.store.totp_take(signed.session.worker, step, activate).await?,
        None => false,
    };
    if !right {
        return Err(Problem::new(Code::WrongCode));
    }
    guess.was_right(app).await
}

/// Removes the app.
pub async fn remove_app(app: &App, signed: &Signed) -> Result<(), Problem> {
    signed.must_be_fresh(app)?;
    not_the_last(app, signed).await?;
    app.store.audit(vec![signed.event("totp.removed", true)]).await?;
    Ok(app.store.totp_remove(signed.session.worker).await?)
}

/// New codes to be written down; those of before are worth nothing any more.
pub async fn new_codes(app: &App, signed: &Signed) -> Result<Vec<String>, Problem> {
    signed.must_be_fresh(app)?;
    if !app.store.factors_of(signed.session.worker).await?.any() {
        return Err(Problem::new(Code::AppState));
    }
    app.store.audit(vec![signed.event("recovery_codes.made", true)]).await?;
    write_down(app, signed.session.worker).await
}

async fn write_down(app: &App, worker: WorkerId) -> Result<Vec<String>, Problem> {
    let mut codes = Vec::with_capacity(WRITTEN);
    for _ in 0..WRITTEN {
        let mut bytes = [0; WRITTEN_BYTES];
        app.entropy.fill(&mut bytes)?;
        codes.push(Secret::from(bytes).to_base32());
    }
    let hashes: Vec<[u8; 32]> = codes.iter().map(|code| hash(worker, code)).collect();
    app.store.recovery_codes_set(worker, &hashes).await?;
    let grouped = |code: &String| {
        let letters: Vec<char> = code.chars().collect();
        letters.chunks(4).map(|four| four.iter().collect::<String>()).collect::<Vec<_>>().join("-")
    };
    Ok(codes.iter().map(grouped).collect())
}

fn hash(worker: WorkerId, code: &str) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(b"kinkeeper recovery code");
    hash.update(worker.as_bytes());
    hash.update(code.as_bytes());
    hash.finalize().into()
}

/// Finishes a sign-in with a code from the app, or with a written-down one.
pub async fn enter(app: &App, signed: &Signed, code: &str) -> Result<Opened, Problem> {
    if signed.step() != Some(Step::SecondFactor) {
        return Err(Problem::new(Code::AppState));
    }
    let worker = signed.session.worker;
    let plain: String = code.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_uppercase();
    if plain.len() > 6 {
        let account = signed.colleague().map(|c| c.row.account.clone()).unwrap_or_default();
        let device = signed.session.device;
        let guess = guesses::count(app, Guessing::Code, &account, device, &signed.about).await?;
        if !app.store.recovery_code_use(worker, hash(worker, &plain), signed.about.at).await? {
            return Err(Problem::new(Code::WrongCode));
        }
        guess.was_right(app).await?;
        app.store.audit(vec![signed.event("recovery_codes.used", true)]).await?;
        return sign_in::go_on(app, signed, Some(Proof::WrittenCode)).await;
    }
    let row = app.store.totp(signed.session.org, worker).await?.filter(|row| row.active);
    let row = row.ok_or(Problem::new(Code::WrongCode))?;
    take_code(app, signed, &row, &plain, false).await?;
    sign_in::go_on(app, signed, Some(Proof::Code)).await
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238, appendix B, the vectors for SHA-1, with six digits.
    #[test]
    fn codes_are_those_of_the_standard() {
        let codes = codes_of(b"12345678901234567890").unwrap();
        for (seconds, code) in
            [(59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924"), (20_000_000_000, "353130")]
        {
            assert_eq!(codes.check(code, seconds), Some(seconds / 30));
            assert_eq!(codes.check(code, seconds + 90), None);
        }
    }

    #[test]
    fn a_picture_has_its_margin_and_its_corners() {
        let picture = picture("otpauth://totp/Kinkeeper:dara?secret=ABC").unwrap();
        assert!(picture.path.starts_with("M4 4h1v1h-1z"));
        assert!(picture.size >= 21 + 8);
    }
}
