//! "Is this child known elsewhere?" Questions, and what lies before those who answer for a family that may be meant.
//! A question is written down in the same way whether anybody knows the child or not, and matched afterwards.

use crate::Result;
use crate::dialect::{reading, writing};
use crate::error::StoreError;
use crate::guesses::Limit;
use crate::ledger::Actor;
use crate::reads::StreamInfo;
use crate::records::AuditEvent;
use crate::store::Store;
use domain::ids::{EnquiryId, OrganisationId, QuestionId, StreamId, WorkerId};
use domain::time::Millis;
use policy::Authorized;
use policy::acts::AnswerElsewhere;

/// A question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Which.
    pub id: QuestionId,
    /// Who asks.
    pub actor: Actor,
    /// When.
    pub at: Millis,
    /// Until when it can be answered.
    pub until: Millis,
    /// What she asks: the server's own words. They are sealed, and gone once the question was matched.
    pub words: Vec<u8>,
}

/// A family that may be the one that a question means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Meant {
    /// The new enquiry.
    pub id: EnquiryId,
    /// The family.
    pub family: StreamId,
}

/// A question before those who answer for one family. Its words are read with [`Store::enquiry_words`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enquiry {
    /// Which.
    pub id: EnquiryId,
    /// The family.
    pub family: StreamId,
    /// The organisation that held its file when the question was matched, or whose people decided.
    pub org: OrganisationId,
    /// Who asks.
    pub asker: WorkerId,
    /// For whom she works.
    pub asker_org: OrganisationId,
    /// When she asked.
    pub at: Millis,
    /// Until when it can be answered.
    pub until: Millis,
    /// What somebody decided, if anybody did.
    pub decided: Option<Decision>,
    pub(crate) sealed: Vec<u8>,
    pub(crate) note: Vec<u8>,
}

/// What somebody decided about an enquiry, as her own organisation sees it. Her words are read with
/// [`Store::enquiry_note`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// Contact was made.
    pub contact: bool,
    /// A stable word; empty for contact that was made before reasons were kept.
    pub reason: String,
    /// Who.
    pub by: WorkerId,
    /// When.
    pub at: Millis,
}

/// What somebody decided about an enquiry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decided {
    /// She makes contact: what the asker is told, the server's own words, until when.
    Contact {
        /// On what ground: a stable word.
        reason: String,
        /// What she wrote to the asker, for her own organisation; may be empty.
        note: String,
        /// What the asker is told.
        answer: Vec<u8>,
        /// Until when the asker can read it.
        until: Millis,
    },
    /// She does not. The asker is told nothing.
    Declined {
        /// A stable word.
        reason: String,
        /// In her own words; may be empty.
        note: String,
    },
}

/// Contact that somebody made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// The enquiry that it answers.
    pub id: EnquiryId,
    /// When it was made.
    pub at: Millis,
    /// The server's own words.
    pub answer: Vec<u8>,
}

/// Where a page of enquiries ended: when it was asked or decided, and which.
pub type Mark = (Millis, EnquiryId);

impl Enquiry {
    /// Where it stands among those that are open, or among those that were decided.
    pub fn mark(&self) -> Mark {
        (self.decided.as_ref().map_or(self.at, |decided| decided.at), self.id)
    }
}

const QUESTION: &str = "question";
const ENQUIRY: &str = "enquiry";
const NOTE: &str = "enquiry note";
const CONTACT: &str = "contact";
/// What belongs to no organisation is the network's own.
const NETWORK: OrganisationId = OrganisationId::from_u128(0);

impl Store {
    /// Writes a question down, with `asked` in the audit log, unless its author has asked as often as she may: then
    /// `refused` is written, and the answer is when she may ask again. Of any number of questions at the same moment
    /// no more than the limit get through.
    pub async fn elsewhere_ask(
        &self,
        question: &Question,
        limit: Limit,
        asked: AuditEvent,
        refused: AuditEvent,
    ) -> Result<Option<Millis>> {
        let key = self.ensure_org_key(NETWORK).await?;
        let sealed =
            key.seal_words(&*self.inner.random, QUESTION, question.id.as_bytes(), &question.words)?;
        writing!(self, conn => elsewhere::ask(conn, question, &sealed, limit, [asked, refused]))
    }
    /// How often somebody has asked after a moment.
    pub async fn elsewhere_asked(&self, worker: WorkerId, after: Millis) -> Result<u32> {
        reading!(self, conn => elsewhere::asked(conn, worker, after))
    }
    /// Questions that nobody has matched, the oldest first.
    pub async fn elsewhere_waiting(&self, most: u32) -> Result<Vec<Question>> {
        let key = self.ensure_org_key(NETWORK).await?;
        let mut found: Vec<Question> = reading!(self, conn => elsewhere::waiting(conn, most))?;
        for question in &mut found {
            let words = key.open_words(QUESTION, question.id.as_bytes(), &question.words);
            question.words = words.ok_or_else(|| StoreError::Damaged("a question".into()))?;
        }
        Ok(found)
    }
    /// Lays a question before those who answer for the families that may be meant (none, mostly), takes its words out
    /// of it, and writes `events`, all in one transaction. Does nothing when it was matched before.
    pub async fn elsewhere_matched(
        &self,
        question: &Question,
        meant: &[Meant],
        events: Vec<AuditEvent>,
    ) -> Result<()> {
        let mut enquiries = Vec::with_capacity(meant.len());
        for Meant { id, family } in meant {
            let row = self.row(*family).await?.ok_or(StoreError::NotFound)?;
            let key = self.key(&row).await?;
            enquiries.push(Enquiry {
                id: *id,
                family: *family,
                org: row.org,
                asker: question.actor.worker,
                asker_org: question.actor.org,
                at: question.at,
                until: question.until,
                decided: None,
                note: Vec::new(),
                sealed: key.seal_words(&*self.inner.random, ENQUIRY, id.as_bytes(), &question.words)?,
            });
        }
        writing!(self, conn => elsewhere::matched(conn, question.id, &enquiries, events))
    }
    /// What lies before the people of whoever holds a file at a moment and is not decided, the oldest first: what comes
    /// after a mark, a page at a time. An empty page is the end.
    pub async fn enquiries(
        &self,
        org: OrganisationId,
        at: Millis,
        after: Option<Mark>,
    ) -> Result<Vec<Enquiry>> {
        reading!(self, conn => elsewhere::open(conn, org, at, after))
    }
    /// What an organisation's people have decided and what has not run out, the latest first; likewise.
    pub async fn enquiries_decided(
        &self,
        org: OrganisationId,
        at: Millis,
        after: Option<Mark>,
    ) -> Result<Vec<Enquiry>> {
        reading!(self, conn => elsewhere::decided(conn, org, at, after))
    }
    /// One enquiry that has not run out: open and about a family that the organisation holds now, or decided by its people.
    pub async fn enquiry(&self, org: OrganisationId, id: EnquiryId, at: Millis) -> Result<Option<Enquiry>> {
        reading!(self, conn => elsewhere::one(conn, org, id, at))
    }
    /// What was asked. `None` when the proof is about another family, or its key is gone.
    pub async fn enquiry_words(
        &self,
        enquiry: &Enquiry,
        proof: &Authorized<StreamInfo, AnswerElsewhere>,
    ) -> Result<Option<Vec<u8>>> {
        if proof.get().id != enquiry.family {
            return Ok(None);
        }
        let Some(row) = self.row(enquiry.family).await? else { return Ok(None) };
        let key = self.key(&row).await?;
        Ok(key.open_words(ENQUIRY, enquiry.id.as_bytes(), &enquiry.sealed))
    }
    /// What was noted at the decision; empty for none. `None` when the proof is about another family, or its key is gone.
    pub async fn enquiry_note(
        &self,
        enquiry: &Enquiry,
        proof: &Authorized<StreamInfo, AnswerElsewhere>,
    ) -> Result<Option<String>> {
        if proof.get().id != enquiry.family {
            return Ok(None);
        }
        if enquiry.note.is_empty() {
            return Ok(Some(String::new()));
        }
        let Some(row) = self.row(enquiry.family).await? else { return Ok(None) };
        let note = self.key(&row).await?.open_words(NOTE, enquiry.id.as_bytes(), &enquiry.note);
        Ok(note.and_then(|note| String::from_utf8(note).ok()))
    }
    /// Decides an enquiry: who and when, `event` says, which is written to the audit log; false when somebody has before,
    /// or her organisation does not hold the file.
    pub async fn enquiry_decide(
        &self,
        enquiry: &Enquiry,
        decided: &Decided,
        event: AuditEvent,
    ) -> Result<bool> {
        let random = &*self.inner.random;
        let (outcome, reason, until, note, answer) = match decided {
            Decided::Contact { reason, note, answer, until } => {
                let key = self.ensure_org_key(enquiry.asker_org).await?;
                let answer = key.seal_words(random, CONTACT, enquiry.id.as_bytes(), answer)?;
                ("contact", reason.as_str(), *until, note, answer)
            }
            Decided::Declined { reason, note } => {
                ("declined", reason.as_str(), enquiry.until, note, Vec::new())
            }
        };
        let family = self.row(enquiry.family).await?.ok_or(StoreError::NotFound)?;
        let key = self.key(&family).await?;
        let note = key.seal_words(random, NOTE, enquiry.id.as_bytes(), note.as_bytes())?;
        let (by, org, at) = (event.actor.worker, event.actor.org, event.at);
        let row = Outcome { outcome, reason, until, note, answer, by, org, at };
        writing!(self, conn => elsewhere::decide(conn, enquiry.id, &row, event))
    }
    /// Contact that was made with somebody, the latest first.
    pub async fn contacts(&self, worker: WorkerId, org: OrganisationId, at: Millis) -> Result<Vec<Contact>> {
        let mut found: Vec<Contact> = reading!(self, conn => elsewhere::contacts(conn, worker, org, at))?;
        if found.is_empty() {
            return Ok(found);
        }
        let key = self.org_key(org).await?.ok_or(StoreError::NotFound)?;
        for contact in &mut found {
            let answer = key.open_words(CONTACT, contact.id.as_bytes(), &contact.answer);
            contact.answer = answer.ok_or_else(|| StoreError::Damaged("a contact".into()))?;
        }
        Ok(found)
    }
    /// Removes what has run out; says how much.
    pub async fn elsewhere_sweep(&self, at: Millis) -> Result<u64> {
        writing!(self, conn => elsewhere::sweep(conn, at))
    }
}

/// A decision as it is stored.
pub(crate) struct Outcome<'a> {
    pub(crate) outcome: &'static str,
    pub(crate) reason: &'a str,
    pub(crate) until: Millis,
    pub(crate) note: Vec<u8>,
    pub(crate) answer: Vec<u8>,
    pub(crate) by: WorkerId,
    pub(crate) org: OrganisationId,
    pub(crate) at: Millis,
}
