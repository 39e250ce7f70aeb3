//! Looking through the audit log for reading that is worth a look, and what somebody said of it. How far the log was
//! looked through, and how much each reader opens on an ordinary day, is derived from it; findings and what was said of
//! them are kept as they were.

use crate::Result;
use crate::dialect::{reading, writing};
use crate::error::StoreError;
use crate::projection::day_number;
use crate::records::AuditEvent;
use crate::seal::sha256;
use crate::store::Store;
use domain::ids::{FindingId, OrganisationId, StreamId, WorkerId};
use domain::time::{Day, Millis};
use domain::unusual::{Finding, Unusual};
use std::collections::BTreeSet;

/// A line of the audit log, as far as reading is concerned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogLine {
    /// Place in the organisation's log.
    pub seq: u64,
    /// When the server wrote it.
    pub at: Millis,
    /// When it happened, if the server heard of it later.
    pub made_at: Option<Millis>,
    /// Who.
    pub worker: WorkerId,
    /// What, a stable word.
    pub action: String,
    /// Which stream, if one.
    pub stream: Option<StreamId>,
    /// What for, a stable word.
    pub purpose: String,
    /// Whether it was allowed.
    pub allowed: bool,
    /// What came of it, a stable word.
    pub outcome: String,
}

/// How far an organisation's log was looked through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LookedThrough {
    /// Up to this place: all days before the day of the next row are done with.
    pub seq: u64,
    /// When.
    pub at: Millis,
}

/// How many files somebody opened on a day that is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadingDay {
    /// Who.
    pub worker: WorkerId,
    /// On which day.
    pub day: Day,
    /// How many different files.
    pub files: u32,
}

/// What somebody said of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// There is an explanation.
    Explained,
    /// Somebody must follow it up.
    FollowUp,
}

impl Verdict {
    /// The stable name, as stored.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Explained => "explained",
            Self::FollowUp => "follow_up",
        }
    }
    /// Reads the stored name.
    pub fn parse(code: &str) -> Option<Self> {
        [Self::Explained, Self::FollowUp].into_iter().find(|one| one.code() == code)
    }
}

/// One judgement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// Who said so.
    pub by: WorkerId,
    /// When.
    pub at: Millis,
    /// What.
    pub verdict: Verdict,
    /// In her own words.
    pub note: String,
}

/// A finding with what was said of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptFinding {
    /// Which.
    pub id: FindingId,
    /// What was found.
    pub finding: Finding,
    /// What was said of it, oldest first.
    pub judgements: Vec<Judgement>,
}

/// A judgement with its note still sealed.
#[derive(Debug, Clone)]
pub(crate) struct SealedJudgement {
    pub(crate) by: WorkerId,
    pub(crate) at: Millis,
    pub(crate) verdict: String,
    pub(crate) note: Vec<u8>,
}

/// The id of a finding: the same person, day and kind are the same finding.
pub fn finding_id(worker: WorkerId, day: Day, kind: Unusual) -> FindingId {
    let day = day_number(day).to_be_bytes();
    let hash = sha256(&[b"kinkeeper unusual reading", worker.as_bytes(), &day, kind.code().as_bytes()]);
    let mut id = [0; 16];
    id.iter_mut().zip(hash).for_each(|(to, from)| *to = from);
    FindingId::from_u128(u128::from_be_bytes(id))
}

const NOTE: &str = "judgement";

impl Store {
    /// How far an organisation's log was looked through; none if never.
    pub async fn looked_through(&self, org: OrganisationId) -> Result<Option<LookedThrough>> {
        reading!(self, conn => unusual::looked_through(conn, org))
    }
    /// The place in an organisation's log before its first row since a moment. Rows lie in the order of time.
    pub async fn log_before(&self, org: OrganisationId, since: Millis) -> Result<u64> {
        reading!(self, conn => unusual::log_before(conn, org, since))
    }
    /// Lines of an organisation's log after a place, in order.
    pub async fn log_lines(&self, org: OrganisationId, after: u64, limit: u32) -> Result<Vec<LogLine>> {
        reading!(self, conn => unusual::lines(conn, org, after, limit))
    }
    /// On how many days since `since` each reader opened files, and how many on all of them together.
    pub async fn reading_habits(&self, org: OrganisationId, since: Day) -> Result<Vec<(WorkerId, u32, u32)>> {
        reading!(self, conn => unusual::habits(conn, org, since))
    }
    /// Which of these files are closed.
    pub async fn closed_files(&self, files: &BTreeSet<StreamId>) -> Result<BTreeSet<StreamId>> {
        let files: Vec<StreamId> = files.iter().copied().collect();
        reading!(self, conn => unusual::closed(conn, &files))
    }
    /// Which of these files somebody is in who has a name, and how many people of the organisation have it (at most
    /// `most`). `words` are groups of search keys, each of which must be hers in one way or another.
    pub async fn files_with_name(
        &self,
        org: OrganisationId,
        words: &[Vec<String>],
        files: &BTreeSet<StreamId>,
        most: u32,
    ) -> Result<(u32, BTreeSet<StreamId>)> {
        let Some(key) = self.org_key(org).await? else { return Ok((0, BTreeSet::new())) };
        let groups: Vec<Vec<[u8; 16]>> =
            words.iter().map(|group| group.iter().map(|word| key.token(word)).collect()).collect();
        let files: Vec<StreamId> = files.iter().copied().collect();
        reading!(self, conn => unusual::named(conn, org, &groups, &files, most))
    }
    /// Keeps findings; those that are there already keep what is more. Also notes how much was opened on days that are
    /// over, and how far the log was looked through.
    pub async fn keep_findings(
        &self,
        org: OrganisationId,
        findings: &[Finding],
        days: &[ReadingDay],
        looked: LookedThrough,
    ) -> Result<()> {
        writing!(self, conn => unusual::keep(conn, org, findings, days, looked))
    }
    /// Findings since a day, the latest day first.
    pub async fn findings(&self, org: OrganisationId, since: Day, limit: u32) -> Result<Vec<KeptFinding>> {
        let mut found: Vec<(FindingId, Finding)> =
            reading!(self, conn => unusual::found(conn, org, since, limit))?;
        let ids: Vec<FindingId> = found.iter().map(|(id, _)| *id).collect();
        let mut judgements: Vec<(FindingId, SealedJudgement)> =
            reading!(self, conn => unusual::judgements(conn, org, &ids))?;
        let mut kept = Vec::with_capacity(found.len());
        for (id, finding) in found.drain(..) {
            let mut told = Vec::new();
            for (_, sealed) in judgements.extract_if(.., |(of, _)| *of == id) {
                told.push(self.open_judgement(org, id, sealed).await?);
            }
            kept.push(KeptFinding { id, finding, judgements: told });
        }
        Ok(kept)
    }
    /// One finding.
    pub async fn finding(&self, org: OrganisationId, id: FindingId) -> Result<Option<Finding>> {
        reading!(self, conn => unusual::one(conn, org, id))
    }
    /// Writes a judgement down, with its row in the audit log.
    pub async fn judge(
        &self,
        org: OrganisationId,
        id: FindingId,
        judgement: &Judgement,
        event: AuditEvent,
    ) -> Result<()> {
        let key = self.ensure_org_key(org).await?;
        let note = key.seal_words(&*self.inner.random, NOTE, id.as_bytes(), judgement.note.as_bytes())?;
        let verdict = judgement.verdict.code().to_owned();
        let sealed = SealedJudgement { by: judgement.by, at: judgement.at, verdict, note };
        writing!(self, conn => unusual::judge(conn, org, id, &sealed, event))
    }

    async fn open_judgement(
        &self,
        org: OrganisationId,
        id: FindingId,
        sealed: SealedJudgement,
    ) -> Result<Judgement> {
        let damaged = || StoreError::Damaged("what was said of a reading".into());
        let key = self.org_key(org).await?.ok_or_else(damaged)?;
        let note =
            key.open_words(NOTE, id.as_bytes(), &sealed.note).and_then(|note| String::from_utf8(note).ok());
        Ok(Judgement {
            by: sealed.by,
            at: sealed.at,
            verdict: Verdict::parse(&sealed.verdict).ok_or_else(damaged)?,
            note: note.ok_or_else(damaged)?,
        })
    }
}
