//! A referral as a receiver without an account sees it: with a link and a code, the packet and nothing else.

use super::services::{code_hash, token_hash};
use crate::http::extract::Circumstances;
use crate::problem::{Code, Problem};
use crate::state::App;
use domain::entry::{ACTION_VERSION, Action, Base, Entry, Outcome, StreamKind};
use domain::ids::{DeviceId, EntryId, WorkerId};
use domain::service_referral::{ServiceReferral, ServiceReferralAction};
use domain::stream::AnyStream;
use std::sync::Arc;
use store::reads::StreamInfo;
use store::records::AuditEvent;
use store::services::{Entered, LinkRow, Passed};
use store::{Actor, Append, Denied, Gate, Verdict};

/// Most commands in one answer: an end and a report.
const MOST: usize = 3;
/// Most entries of a referral to which a link still adds.
const MOST_ENTRIES: u64 = 200;

/// What somebody with link and code sees.
pub struct Received {
    /// The referral.
    pub referral: ServiceReferral,
    /// Until when the link is good.
    pub link: LinkRow,
    /// Commands that could not take effect, by the code of the reason.
    pub refused: Vec<&'static str>,
}

/// One command of an answer, with the id that the page made for it.
pub struct Given {
    /// A resend carries the same.
    pub id: EntryId,
    /// The command.
    pub action: ServiceReferralAction,
}

/// Lets a receiver answer, and nothing else.
struct ReceiverGate;

impl Gate for ReceiverGate {
    fn allow(&self, info: &StreamInfo, _: &AnyStream, entry: &Entry) -> Result<(), Denied> {
        let answers = matches!(&entry.action, Action::ServiceReferral(action) if !action.is_of_sender());
        if answers && info.head > 0 {
            return Ok(());
        }
        Err(Denied { code: "not_your_role".to_owned(), reason: "not an answer".to_owned() })
    }
}

fn actor(link: &LinkRow) -> Actor {
    // Nobody who has an account: the row says that it was the link.
    Actor { worker: WorkerId::from_u128(0), org: link.org, device: DeviceId::from_u128(0) }
}

fn event(about: &Circumstances, link: &LinkRow, outcome: &str) -> AuditEvent {
    AuditEvent {
        stream: Some(link.referral),
        purpose: "referral".to_owned(),
        allowed: outcome == "read",
        outcome: outcome.to_owned(),
        basis: "link_and_code".to_owned(),
        ..AuditEvent::new(about.at, actor(link), "service_referral.read_by_link", &about.id)
    }
}

/// What right link and right code open.
enum Door {
    /// Reading and answering.
    Open(Passed),
    /// The family's consent is over: nothing is shown any more. What the receiver knows may still save somebody.
    AnswerOnly(LinkRow),
}

/// Checks link and code. Every try with a living link is written down.
async fn enter(app: &App, about: &Circumstances, token: &str, code: &str) -> Result<Door, Problem> {
    let most = u32::from(app.directory.get(app).await?.protocol.directory.link_guesses);
    let hashes = (&token_hash(token), &code_hash(token, code.trim()));
    let (link, outcome, code) = match app.store.link_enter(hashes, most, about.at).await? {
        Entered::Open(passed) => return Ok(Door::Open(passed)),
        Entered::Unknown => return Err(Problem::new(Code::NotFound)),
        Entered::Ended => return Err(Problem::new(Code::LinkEnded)),
        Entered::Locked(link) => (link, "locked", Code::LinkEnded),
        Entered::WrongCode(link) => (link, "wrong_code", Code::WrongReceiverCode),
        Entered::NoConsent(link) => {
            app.store.audit(vec![event(about, &link, "no_consent")]).await?;
            return Ok(Door::AnswerOnly(link));
        }
    };
    app.store.audit(vec![event(about, &link, outcome)]).await?;
    Err(Problem::new(code))
}

/// What is shown, after it was noted that it is.
async fn show(
    app: &App,
    about: &Circumstances,
    passed: Passed,
    refused: Vec<&'static str>,
) -> Result<Received, Problem> {
    let read = event(about, passed.link(), "read");
    let referral = app.store.received(&passed, read).await?.ok_or(Problem::new(Code::LinkEnded))?;
    Ok(Received { referral, link: passed.link().clone(), refused })
}

/// Opens a referral.
pub async fn open(app: &App, about: &Circumstances, token: &str, code: &str) -> Result<Received, Problem> {
    match enter(app, about, token, code).await? {
        Door::Open(passed) => show(app, about, passed, Vec::new()).await,
        // A consent that was taken back ends the link, and does not say so.
        Door::AnswerOnly(_) => Err(Problem::new(Code::LinkEnded)),
    }
}

/// Answers it.
pub async fn answer(
    app: &App,
    about: &Circumstances,
    (token, code): (&str, &str),
    given: Vec<Given>,
) -> Result<Received, Problem> {
    let door = enter(app, about, token, code).await?;
    if given.is_empty() || given.len() > MOST || given.iter().any(|one| one.action.is_of_sender()) {
        return Err(Problem::new(Code::BadValue).at("answers"));
    }
    let link = match &door {
        Door::Open(passed) => passed.link(),
        Door::AnswerOnly(link) => link,
    };
    let id = link.referral;
    let seen = app.store.stream_info(id, about.at).await?.map_or(0, |info| info.head);
    // A link is for a few answers; whoever has it cannot fill the ledger.
    if seen >= MOST_ENTRIES {
        return Err(Problem::new(Code::TooLarge).at("answers"));
    }
    let actor = actor(link);
    let entries = given
        .into_iter()
        .map(|one| Entry {
            id: one.id,
            stream: id,
            author: actor.worker,
            device: actor.device,
            made_at: about.at,
            base: Base { seen, after: None },
            v: ACTION_VERSION,
            action: Action::ServiceReferral(one.action),
        })
        .collect();
    let request = Append {
        entries,
        actor,
        at: about.at,
        request_id: about.id.to_string(),
        gate: Arc::new(ReceiverGate),
        atomic: false,
        on_behalf: false,
    };
    let mut refused = Vec::new();
    for receipt in app.store.append(request).await? {
        match receipt.verdict {
            Verdict::Placed { outcome: Outcome::Rejected { reason }, .. } => {
                refused.push(reason.code());
            }
            Verdict::Placed { .. } | Verdict::AlreadyThere { .. } => {}
            Verdict::Refused { .. } => return Err(Problem::new(Code::BadValue).at("answers")),
        }
    }
    app.events.tell(id, StreamKind::ServiceReferral, actor.device, false);
    match door {
        Door::Open(passed) => show(app, about, passed, refused).await,
        Door::AnswerOnly(_) => Err(Problem::new(Code::LinkEndedKept)),
    }
}
