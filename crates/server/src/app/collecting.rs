//! Form-filling apps that speak OpenRosa: the key with which one sends for a worker, the forms that it gets, and what it
//! sends.

use super::import::derived;
use super::received_forms::{self, Found};
use super::session::{Signed, hash_of};
use crate::http::extract::Circumstances;
use crate::problem::{Code, Problem};
use crate::state::App;
use axum::body::Bytes;
use domain::ids::{DeviceId, FormId, StreamId};
use domain::instrument::{Instrument, Text};
use exchange::openrosa::{self, Submission};
use std::sync::Arc;
use store::collecting::CollectKey;
use store::received_forms::{FormRow, FormState};
use store::sessions::{OnDevice, SessionRow};

/// Letters and digits of a key: base 32 after Crockford. Each of them stands for five bits, and what looks like another is
/// read as that.
const SIGNS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
/// So many of them: 120 bits.
const LENGTH: usize = 24;
/// A key's use is noted this often, in milliseconds.
const NOTED_EVERY: i64 = 3_600_000;
/// Longest name of a file that comes with a form, in bytes.
const LONGEST_NAME: usize = 200;
/// Most files that come with a form at once.
const MOST_FILES: usize = 60;

/// Makes a key for her; a former one is worth nothing any more. It is shown once, and typed into the form's app.
pub async fn make_key(app: &App, signed: &Signed) -> Result<String, Problem> {
    signed.must_be_fresh(app)?;
    let mut bytes = [0; LENGTH];
    app.entropy.fill(&mut bytes)?;
    let sign = |byte: &u8| SIGNS.get(usize::from(byte % 32)).copied().map_or('a', char::from);
    let key: String = bytes.iter().map(sign).collect();
    let row = CollectKey {
        worker: signed.session.worker,
        org: signed.session.org,
        device: DeviceId::from_uuid(app.new_id()?),
        made_at: signed.about.at,
        used_at: None,
    };
    app.store.audit(vec![signed.event("collect_key.made", true)]).await?;
    app.store.collect_key_set(row, hash_of(&key)).await?;
    let groups: Vec<String> =
        key.as_bytes().chunks(4).map(|c| String::from_utf8_lossy(c).into_owned()).collect();
    Ok(groups.join("-"))
}

/// The key that she has, as far as it is kept.
pub async fn key(app: &App, signed: &Signed) -> Result<Option<CollectKey>, Problem> {
    Ok(app.store.collect_key_of(signed.session.worker).await?)
}

/// Ends her key.
pub async fn end_key(app: &App, signed: &Signed) -> Result<(), Problem> {
    app.store.audit(vec![signed.event("collect_key.ended", true)]).await?;
    Ok(app.store.collect_key_end(signed.session.worker).await?)
}

/// The sign that somebody means who reads it from a screen and types it.
const fn meant(sign: char) -> char {
    match sign.to_ascii_lowercase() {
        'o' => '0',
        'i' | 'l' => '1',
        sign => sign,
    }
}

/// Who is behind an account name and a key. A key is long and drawn by lot: guesses at it need not be counted.
pub async fn signed_by_key(
    app: &App,
    about: &Circumstances,
    account: &str,
    key: &str,
) -> Result<Signed, Problem> {
    let wrong = || Problem::new(Code::CollectKeyWrong);
    let plain: String = key.chars().filter(char::is_ascii_alphanumeric).map(meant).collect();
    if plain.len() != LENGTH {
        return Err(wrong());
    }
    let hash = hash_of(&plain);
    let row = app.store.collect_key(hash).await?.ok_or_else(wrong)?;
    let directory = app.directory.get(app).await?;
    let named =
        directory.get(row.worker).is_some_and(|one| one.row.account.eq_ignore_ascii_case(account.trim()));
    // A worker who has left has no roles, and her key is worth nothing.
    let asker = directory.asker(row.worker, about.at).filter(|asker| !asker.principal().roles.is_empty());
    let (true, Some(asker)) = (named && directory.organisation_of(row.worker) == Some(row.org), asker) else {
        return Err(wrong());
    };
    if row.used_at.is_none_or(|used| about.at.0.saturating_sub(used.0) > NOTED_EVERY) {
        app.store.collect_key_used(row.worker, about.at).await?;
    }
    let session = SessionRow {
        token_hash: hash,
        worker: row.worker,
        org: row.org,
        device: row.device,
        device_name: String::new(),
        created: row.made_at,
        last_seen: about.at,
        expires: about.at,
        proofs: Vec::new(),
        proved_at: row.made_at,
        waits_for: String::new(),
        device_key: None,
        on: OnDevice::default(),
    };
    Ok(Signed { session: Arc::new(session), asker, directory, about: about.clone() })
}

/// A form that an app may download.
pub struct Offered {
    /// The tool's code.
    pub code: String,
    /// Its version.
    pub version: u16,
    /// What it is called.
    pub title: Text,
    /// The form itself.
    pub xml: String,
}

/// The forms that an app may download: of every tool about a family the version for new records.
pub async fn forms(signed: &Signed) -> Result<Vec<Offered>, Problem> {
    let tools = Arc::clone(&signed.directory.tools);
    let offered = |tool: &Instrument| {
        let (code, version) = (tool.code.clone(), tool.version);
        match openrosa::form_xml_with_file(tool) {
            Ok(xml) => Some(Offered { code, version, title: tool.title.clone(), xml }),
            // One that cannot be a form keeps nobody from the others.
            Err(error) => {
                tracing::warn!(tool = %code, version, %error, "a tool cannot be written as a form");
                None
            }
        }
    };
    let all =
        move || tools.current().filter(|tool| tool.subject.is_of_a_family()).filter_map(offered).collect();
    tokio::task::spawn_blocking(all).await.map_err(Problem::broken)
}

/// The form of one version.
pub fn form(signed: &Signed, code: &str, version: u16) -> Result<String, Problem> {
    let tool = signed.directory.tools.find(code, version).filter(|tool| tool.subject.is_of_a_family());
    openrosa::form_xml_with_file(tool.ok_or(Problem::new(Code::NotFound))?).map_err(Problem::broken)
}

/// A file that came with a form.
pub struct Beside {
    /// What the app called it.
    pub name: String,
    /// Itself.
    pub bytes: Bytes,
}

/// What became of a form that an app sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sent {
    /// It is in this family's file, now or since it was sent before.
    Placed(StreamId),
    /// It waits for somebody to look at it.
    Waits,
    /// Somebody threw it away before.
    Discarded,
}

/// Takes a form. One that was sent before changes nothing: it is where it was.
pub async fn take(app: &App, signed: &Signed, xml: &[u8], files: Vec<Beside>) -> Result<Sent, Problem> {
    let unreadable = |what: &dyn std::fmt::Display| Problem::new(Code::FormUnreadable).because(what);
    let submission = openrosa::parse(xml).map_err(|error| unreadable(&error))?;
    let version: u16 = submission.version.parse().map_err(|_| Problem::new(Code::FormUnknown))?;
    let known = signed
        .directory
        .tools
        .find(&submission.form_id, version)
        .filter(|tool| tool.subject.is_of_a_family());
    let tool = known.ok_or(Problem::new(Code::FormUnknown))?;
    if files.len() > MOST_FILES || files.iter().any(|file| !is_name(&file.name)) {
        return Err(Problem::new(Code::FormUnreadable).at("files"));
    }
    let row = FormRow {
        id: form_id(signed, &submission),
        org: signed.session.org,
        worker: signed.session.worker,
        device: signed.session.device,
        form: tool.code.clone(),
        version,
        at: signed.about.at,
        state: FormState::Waiting,
        files: 0,
    };
    app.store.audit(vec![signed.event("form.received", true)]).await?;
    let state = app.store.form_put(&row, xml).await?;
    for file in files {
        app.store.form_file_put(&row, &file.name, &file.bytes).await?;
    }
    match state {
        FormState::Placed(family) => Ok(Sent::Placed(family)),
        FormState::Discarded => Ok(Sent::Discarded),
        FormState::Waiting => {
            let read = Found { row: &row, tool, submission: &submission };
            match received_forms::place_by_itself(app, signed, read).await? {
                Some(family) => Ok(Sent::Placed(family)),
                None => Ok(Sent::Waits),
            }
        }
    }
}

/// The same form of the same person has the same id, however often it is sent.
fn form_id(signed: &Signed, submission: &Submission) -> FormId {
    let worker = signed.session.worker.to_string();
    FormId::from_uuid(derived(&["form", &worker, &submission.instance_id]))
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.len() <= LONGEST_NAME && !name.contains(['/', '\\', '\0'])
}
