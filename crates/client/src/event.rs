//! What happens to the app: things the person does, answers from the network, time passing.
//!
//! These enums are tagged outside (`{"do":{…}}`): a tag inside makes serde compile every type below a second
//! time, which a phone would have to download.

use domain::assessed::AssessedAction;
use domain::family::FamilyAction;
use domain::family::TeamRole;
use domain::family::people::NewPerson;
use domain::family::referral::Referral;
use domain::family::review::ReviewOf;
use domain::ids::{EntryId, MeetingId, PersonId, ReviewId, ServiceId, StreamId, WorkerId};
use domain::place::PlaceCode;
use domain::protocol::Risk;
use domain::provider::ProviderAction;
use domain::service_referral::ServiceReferralAction;
use domain::village::Meeting;
use domain::wire::Me;
use serde::{Deserialize, Serialize};
use tsify::Tsify;

/// Something that happened.
#[derive(Debug, Clone, Serialize, Deserialize, told::Told, Tsify)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// The vault was opened and every record loaded.
    Unlocked,
    /// The server let her in: the answer to signing in. Comes after `unlocked`, or first on a new device.
    SignedIn {
        /// Who.
        me: Box<Me>,
        /// This device's id.
        device: String,
    },
    /// She locked the app: forget everything in memory.
    Locked,
    /// She does something.
    Do {
        /// What.
        command: Box<Command>,
    },
    /// A form is being filled: keep it. `value` absent: it is no longer needed.
    Draft {
        /// Which form, such as `visit/<family>`.
        key: String,
        /// Its content as the shell wishes to have it back.
        value: Option<String>,
    },
    /// The network answered an effect; status 0 when it could not be reached.
    Http {
        /// The effect's number.
        id: u32,
        /// HTTP status.
        status: u16,
        /// The body.
        body: String,
        /// In how many seconds the server would rather be asked again, if it said so.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        again_s: Option<u32>,
    },
    /// Time has passed, or the network is back: send and fetch what is due.
    Tick {
        /// Whether the browser believes to be online.
        online: bool,
    },
    /// A family's file came onto the screen.
    Opened {
        /// Which.
        family: StreamId,
    },
    /// She asks for a synchronisation now.
    SyncNow,
    /// The language of the screen: `km` or `en`.
    Language {
        /// Which.
        code: String,
    },
    /// The document of an assessment tool was fetched.
    Tool {
        /// As it lies on the server.
        document: String,
    },
    /// Fetch a list or file that this device does not keep (desk work online).
    Fetch {
        /// What.
        what: Wanted,
    },
}

/// Something that only the server has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told, Tsify)]
#[serde(rename_all = "snake_case")]
pub enum Wanted {
    /// A page of the caseload.
    Caseload {
        /// The query string, without `?`.
        query: String,
    },
    /// A search by name in everything she may see.
    Search {
        /// The words.
        text: String,
    },
    /// One family's file.
    Family {
        /// Which.
        family: StreamId,
    },
}

/// What somebody wants to tell a service, as the form holds it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told, Tsify)]
pub struct ServiceForm {
    /// Which family.
    pub family: StreamId,
    /// The referral's own stream, made with the form.
    pub referral: StreamId,
    /// The provider.
    pub provider: StreamId,
    /// Its service.
    pub service: ServiceId,
    /// Whom it is about.
    pub people: Vec<PersonId>,
    /// What is asked for.
    pub need: String,
    /// Why; may be empty.
    pub why: String,
    /// About health; may be empty.
    pub health: String,
    /// About safety; may be empty.
    pub safety: String,
    /// About papers; may be empty.
    pub legal: String,
    /// How to find the house goes along.
    pub with_address: bool,
    /// How urgent.
    pub urgency: Risk,
    /// What the consent says must not be told was left out.
    pub left_out: bool,
}

/// Something she does.
#[derive(Debug, Clone, Serialize, Deserialize, told::Told, Tsify)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// Writes down a referral of a family that has no file yet.
    Refer {
        /// The new file's id.
        family: StreamId,
        /// The village.
        village: PlaceCode,
        /// How to find them; may be empty.
        address: String,
        /// Whom it concerns.
        people: Vec<NewPerson>,
        /// The referral.
        referral: Referral,
        /// The draft that it was written in.
        draft: Option<String>,
    },
    /// Accepts the waiting referral: starts the response clock by risk.
    Accept {
        /// Which family.
        family: StreamId,
        /// The risk.
        risk: Risk,
        /// Note.
        note: String,
        /// Who will answer for the case.
        lead: WorkerId,
    },
    /// Adds entries to a family's file as they stand.
    Act {
        /// Which family.
        family: StreamId,
        /// The commands, in order; all or none.
        actions: Vec<FamilyAction>,
        /// The draft that they were written in.
        draft: Option<String>,
    },
    /// Assigns a worker.
    Assign {
        /// Which family.
        family: StreamId,
        /// Whom.
        worker: WorkerId,
        /// As what.
        role: TeamRole,
    },
    /// Asks the supervisor to close the case.
    AskClosing {
        /// Which family.
        family: StreamId,
        /// The review.
        review: ReviewId,
        /// What happened, in the worker's words.
        summary: String,
        /// Outcome, views, contact.
        of: ReviewOf,
        /// The draft.
        draft: Option<String>,
    },
    /// The supervisor signs; a closing review closes the case with it.
    Sign {
        /// Which family.
        family: StreamId,
        /// Which review.
        review: ReviewId,
        /// What she says.
        comment: String,
    },
    /// Writes in the service directory.
    Provide {
        /// Which provider; a new id makes a new one.
        provider: StreamId,
        /// The commands, in order; all or none.
        actions: Vec<ProviderAction>,
        /// The draft that they were written in.
        draft: Option<String>,
    },
    /// Writes down a coordination meeting.
    Meet {
        /// The village's stream.
        village: StreamId,
        /// The meeting.
        meeting: MeetingId,
        /// Who came, what was agreed.
        held: Meeting,
        /// The draft.
        draft: Option<String>,
    },
    /// What a meeting agreed was done.
    KeepAgreement {
        /// The village's stream.
        village: StreamId,
        /// The meeting.
        meeting: MeetingId,
        /// Which agreement, from 0.
        item: u8,
        /// How.
        note: String,
    },
    /// Refers to a service: the packet leaves, the file says so.
    ReferToService {
        /// What is told to whom.
        form: ServiceForm,
        /// The draft.
        draft: Option<String>,
    },
    /// Answers a referral to a service, or asks again.
    AnswerService {
        /// Which.
        referral: StreamId,
        /// The commands, in order; all or none.
        actions: Vec<ServiceReferralAction>,
        /// The draft.
        draft: Option<String>,
    },
    /// Writes in the file of something that is no family: what it is, and records.
    Assess {
        /// Which; it may be begun with this.
        file: StreamId,
        /// The commands, in order; all or none.
        actions: Vec<AssessedAction>,
        /// The draft that they were written in.
        draft: Option<String>,
    },
    /// Takes back what is not sent yet.
    Undo {
        /// The entries.
        entries: Vec<EntryId>,
    },
    /// Puts a refused entry aside after it was read; it stays on the server's tray.
    Dismiss {
        /// Which.
        entry: EntryId,
    },
    /// Sends a refused entry again, unchanged, as a new one.
    Resend {
        /// Which.
        entry: EntryId,
    },
}
