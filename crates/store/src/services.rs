//! The service directory, referrals to services and links for receivers without an account: types, and the handle.

use crate::Result;
use crate::dialect::{reading, writing};
use crate::reads::StreamInfo;
use crate::records::AuditEvent;
use crate::rows::StreamRow;
use crate::scope::ListScope;
use crate::store::Store;
use domain::family::service::ServiceRecord;
use domain::ids::{OrganisationId, StreamId, WorkerId};
use domain::register::Register;
use domain::service_referral::{ServiceReferral, Told};
use domain::time::{Day, Millis};
use policy::{FamilyFacts, Protected, Resource};
use std::collections::HashMap;

/// Families looked up per statement.
const FAMILIES: usize = 200;

/// A provider, as far as it must be known to whom it may be of use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderRow {
    /// Its stream.
    pub stream: StreamId,
    /// The organisation of the network that it is or belongs to.
    pub organisation: Option<OrganisationId>,
    /// Codes of its places and of all that its services cover; an empty code is the whole country.
    pub covers: Vec<String>,
}

/// A referral to a service, without content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceRow {
    /// Its stream.
    pub stream: StreamId,
    /// Who sent it.
    pub org: OrganisationId,
    /// About which family.
    pub family: StreamId,
    /// Which organisation of the network receives it, if one.
    pub to_org: Option<OrganisationId>,
    /// State code, as the domain names it.
    pub state: String,
    /// Something is still to come.
    pub is_open: bool,
    /// When what is due is due.
    pub due: Option<Millis>,
    /// Last entry.
    pub updated_at: Millis,
    /// The last day on which the receiver may read it, by the family's consent.
    pub until: Option<Day>,
}

/// A referral to a service with what decisions about it are taken on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReferralInfo {
    /// Itself.
    pub row: ServiceRow,
    /// The family that it is about.
    pub family: StreamInfo,
    /// The day on which the consent is judged.
    pub today: Day,
}

impl ReferralInfo {
    /// The organisation that receives it, while the family's consent lasts.
    pub fn receiver(&self) -> Option<OrganisationId> {
        self.row.to_org.filter(|_| self.lasts())
    }
    /// Whether the family's consent lasts.
    pub fn lasts(&self) -> bool {
        self.row.until.is_some_and(|until| until >= self.today)
    }
}

impl Protected for ReferralInfo {
    fn facts(&self) -> FamilyFacts {
        self.family.facts()
    }
    fn resource<'a>(&self, facts: &'a FamilyFacts) -> Resource<'a> {
        Resource::ServiceReferral { family: facts, receiver: self.receiver() }
    }
}

/// What a family's file says of a packet: enough to decide whether one may leave, and nothing more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InTheFile {
    /// What was to be sent, to whom, on which consent, by whom.
    pub record: ServiceRecord,
    /// The last day on which the receiver may read it.
    pub until: Option<Day>,
    /// By which names the file knows each of the people whom it is about: Khmer, Latin letters. Those that are contested
    /// are among them: nobody has said yet which is right.
    pub names: Vec<[Vec<String>; 2]>,
}

impl InTheFile {
    /// Whether people who are told of are people of the file: each another one of those whom it was to be about.
    pub fn knows(&self, people: &[Told]) -> bool {
        let mut left: Vec<&[Vec<String>; 2]> = self.names.iter().collect();
        people.len() == left.len()
            && people.iter().all(|told| {
                let found = left
                    .iter()
                    .position(|[km, latin]| km.contains(&told.name_km) && latin.contains(&told.name_latin));
                found.map(|at| left.swap_remove(at)).is_some()
            })
    }
}

/// The names that a file has for somebody in one script; none is the empty one.
fn names(register: &Register<String>) -> Vec<String> {
    let rivals = register.rivals().iter().map(|held| held.value.clone());
    std::iter::once(register.get().cloned().unwrap_or_default()).chain(rivals).collect()
}

/// What became of link and code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entered {
    /// There is no such link.
    Unknown,
    /// It ran out, or what it led to is gone.
    Ended,
    /// Too many guesses.
    Locked(LinkRow),
    /// The code was another.
    WrongCode(LinkRow),
    /// The family's consent has ended.
    NoConsent(LinkRow),
    /// Both were right.
    Open(Passed),
}

/// Proof that somebody had a living link and its code. Only [`Store::link_enter`] makes one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passed {
    link: LinkRow,
    family: StreamId,
}

impl Passed {
    /// The link.
    pub const fn link(&self) -> &LinkRow {
        &self.link
    }
}

/// Which referrals.
#[derive(Debug, Clone)]
pub enum ServiceScope {
    /// Those of families in a scope.
    Of(ListScope),
    /// Those that an organisation received and that are open, or changed since.
    To {
        /// Which organisation.
        org: OrganisationId,
        /// Since when.
        since: Millis,
    },
    /// Those about a family.
    About(StreamId),
    /// One.
    One(StreamId),
}

/// A link for a receiver without an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkRow {
    /// SHA-256 of the token.
    pub token_hash: [u8; 32],
    /// SHA-256 of token and code together: without the token, which is not kept, it cannot be guessed.
    pub code_hash: [u8; 32],
    /// The referral.
    pub referral: StreamId,
    /// The organisation that sent it.
    pub org: OrganisationId,
    /// Who made the link.
    pub made_by: WorkerId,
    /// When.
    pub made_at: Millis,
    /// Good until.
    pub expires: Millis,
    /// Wrong codes so far.
    pub wrong: u32,
}

impl Store {
    /// Every provider of the directory, closed ones too: who holds one must learn that it closed.
    pub async fn providers(&self) -> Result<Vec<ProviderRow>> {
        reading!(self, conn => services::providers(conn))
    }
    /// Referrals to services, the latest change first.
    pub async fn service_referrals(&self, scope: ServiceScope) -> Result<Vec<ServiceRow>> {
        reading!(self, conn => services::referrals(conn, scope))
    }
    /// One of them.
    pub async fn service_referral(&self, id: StreamId) -> Result<Option<ServiceRow>> {
        Ok(self.service_referrals(ServiceScope::One(id)).await?.pop())
    }
    /// Keeps a new link; those that the referral had are no longer good.
    pub async fn link_put(&self, link: LinkRow) -> Result<()> {
        writing!(self, conn => services::link_put(conn, &link))
    }
    /// Removes links that were good until a moment or less long; says how many. Until then their holder is told that
    /// they have run out, and afterwards that there is no such link.
    pub async fn links_sweep(&self, before: Millis) -> Result<u64> {
        writing!(self, conn => services::links_sweep(conn, before))
    }
    /// A link by the hash of its token, also one that has run out.
    pub async fn link(&self, token_hash: &[u8; 32]) -> Result<Option<LinkRow>> {
        reading!(self, conn => services::link(conn, token_hash))
    }
    /// Until when a link opens a referral for who has it and its code; nothing where there is none, or it has run out.
    pub async fn link_until(&self, referral: StreamId, at: Millis) -> Result<Option<Millis>> {
        reading!(self, conn => services::link_until(conn, referral, at))
    }
    /// One referral with what decisions rest on; `None` also when its family was erased.
    pub async fn referral(&self, id: StreamId, at: Millis) -> Result<Option<ReferralInfo>> {
        Ok(self.referrals(ServiceScope::One(id), at).await?.pop())
    }
    /// Referrals with what decisions rest on, the latest change first; without those whose family was erased.
    pub async fn referrals(&self, scope: ServiceScope, at: Millis) -> Result<Vec<ReferralInfo>> {
        let rows = self.service_referrals(scope).await?;
        let mut ids: Vec<StreamId> = rows.iter().map(|row| row.family).collect();
        ids.sort_unstable();
        ids.dedup();
        let mut families: HashMap<StreamId, StreamInfo> = HashMap::new();
        for chunk in ids.chunks(FAMILIES) {
            let mut held: Vec<StreamRow> = reading!(self, conn => ledger::streams(conn, chunk))?;
            held.retain(|row| row.head > 0 && !row.is_erased());
            families.extend(self.infos(held, at).await?.into_iter().map(|(info, _)| (info.id, info)));
        }
        let today = at.day();
        let info = |row: ServiceRow| {
            let family = families.get(&row.family)?.clone();
            Some(ReferralInfo { row, family, today })
        };
        Ok(rows.into_iter().filter_map(info).collect())
    }
    /// What a family's file says of one of its referrals. For decisions of the server itself; not audited.
    pub async fn in_the_file(&self, family: StreamId, referral: StreamId) -> Result<Option<InTheFile>> {
        let Some(state) = self.folded(family).await? else { return Ok(None) };
        let Some(file) = state.family() else { return Ok(None) };
        let record = file.state.service_referrals.get(&referral).cloned();
        Ok(record.map(|record| {
            let seen = file.state.seen();
            let people = record.sent.people.iter().filter_map(|id| seen.person(*id));
            let names = people.map(|person| [names(&person.name_km), names(&person.name_latin)]).collect();
            InTheFile { record, until: file.state.shared_until(referral), names }
        }))
    }
    /// Compares link and code. A guess is taken before the code is looked at, so that many at once cannot share one;
    /// it is given back when the code was right.
    pub async fn link_enter(
        &self,
        (token_hash, code_hash): (&[u8; 32], &[u8; 32]),
        most_guesses: u32,
        at: Millis,
    ) -> Result<Entered> {
        let Some(link) = self.link(token_hash).await? else { return Ok(Entered::Unknown) };
        if at >= link.expires {
            return Ok(Entered::Ended);
        }
        if self.link_guess(token_hash).await? > most_guesses {
            return Ok(Entered::Locked(link));
        }
        if link.code_hash != *code_hash {
            return Ok(Entered::WrongCode(link));
        }
        self.link_passed(token_hash).await?;
        Ok(match self.referral(link.referral, at).await? {
            None => Entered::Ended,
            Some(referral) if !referral.lasts() => Entered::NoConsent(link),
            Some(referral) => Entered::Open(Passed { link, family: referral.row.family }),
        })
    }
    /// The packet and what became of it, for who holds link and code. `event` is completed with what is read, and is
    /// committed before anything is handed out.
    pub async fn received(&self, passed: &Passed, event: AuditEvent) -> Result<Option<ServiceReferral>> {
        let Some(state) = self.folded(passed.link.referral).await? else { return Ok(None) };
        let Some(stream) = state.service_referral() else { return Ok(None) };
        let packet = stream.state.packet.as_ref();
        let sections = packet.map(|packet| packet.sections.clone()).unwrap_or_default();
        let event = AuditEvent { stream: Some(passed.link.referral), sections, ..event };
        self.audit(vec![event.showing([passed.family])]).await?;
        Ok(Some(stream.state.clone()))
    }
    /// Takes one guess from a link before the code is looked at, so that many at once cannot share one. Answers
    /// with how many were taken, this one included.
    pub(crate) async fn link_guess(&self, token_hash: &[u8; 32]) -> Result<u32> {
        writing!(self, conn => services::link_guess(conn, token_hash))
    }
    /// The code was right: the guesses are given back.
    pub(crate) async fn link_passed(&self, token_hash: &[u8; 32]) -> Result<()> {
        writing!(self, conn => services::link_passed(conn, token_hash))
    }
}
