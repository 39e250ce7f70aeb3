//! Referrals to services: who may see which, whether a packet may leave, and links for receivers without an account.

use super::families::{self, reader};
use super::lists;
use super::session::Signed;
use crate::problem::{Code, Problem};
use crate::state::App;
use domain::entry::{Action, Entry, Section, StreamKind};
use domain::family::FamilyAction;
use domain::family::service::Sharing;
use domain::ids::{OrganisationId, StreamId};
use domain::protocol::Protocol;
use domain::service_referral::{Packet, Recipient, ServiceReferral, ServiceReferralAction};
use domain::stream::AnyStream;
use domain::time::{Day, Millis};
use policy::acts::{ReadReferral, RemindReferral};
use policy::{Act, Authorized, FamilyFacts, List, Protected, Purpose, Question};
use sha2::{Digest, Sha256};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use store::reads::{ReadStream, Readable, StreamInfo};
use store::services::{InTheFile, LinkRow, ReferralInfo, ServiceScope};

/// Why a packet is refused that names somebody else than the people of the file whom it is to be about.
pub const OTHER_PEOPLE: &str = "people";

/// How long a finished referral stays on devices, in days.
const KEPT_DAYS: i64 = 90;

/// What the gate must know beside the stream that an entry is for. Read before the entries are placed: consent is
/// checked again under the family's own lock, when its file takes `family.service_referred`.
#[derive(Debug, Clone)]
pub struct Around {
    organisation: OrganisationId,
    today: Day,
    /// Families that packets are about.
    families: HashMap<StreamId, FamilyFacts>,
    /// What their files say of the packets, by referral.
    files: HashMap<StreamId, InTheFile>,
    providers: HashMap<StreamId, Arc<AnyStream>>,
    known: HashMap<StreamId, ReferralInfo>,
}

impl Around {
    /// Reads what these entries rest on.
    pub async fn of(app: &App, signed: &Signed, entries: &[Entry]) -> Result<Self, Problem> {
        let mut around = Self {
            organisation: signed.session.org,
            today: signed.about.at.day(),
            families: HashMap::new(),
            files: HashMap::new(),
            providers: HashMap::new(),
            known: HashMap::new(),
        };
        for entry in entries {
            if let Action::Family(FamilyAction::ServiceReferred { sent, .. }) = &entry.action {
                around.provider(app, sent.to.provider).await?;
            }
            let Action::ServiceReferral(action) = &entry.action else { continue };
            if let ServiceReferralAction::Sent { packet } = action {
                around.provider(app, packet.to.provider).await?;
                let family = app.store.stream_info(packet.family, signed.about.at).await?;
                let family = family.filter(|info| info.kind == StreamKind::Family);
                around.families.extend(family.map(|info| (info.id, info.facts())));
                let file = app.store.in_the_file(packet.family, entry.stream).await?;
                around.files.extend(file.map(|file| (entry.stream, file)));
            }
            if let Some(known) = app.store.referral(entry.stream, signed.about.at).await? {
                around.families.insert(known.row.family, known.facts());
                around.known.insert(entry.stream, known);
            }
        }
        Ok(around)
    }

    async fn provider(&mut self, app: &App, id: StreamId) -> Result<(), Problem> {
        if let Some(state) = app.store.stream(id).await? {
            self.providers.insert(id, state);
        }
        Ok(())
    }

    /// What a decision about a command to a referral is taken on: the family, and who receives it. `None`: nothing that
    /// the author's organisation could have to do with.
    pub fn facts(
        &self,
        info: &StreamInfo,
        referral: &ServiceReferral,
        action: &Action,
    ) -> Option<(&FamilyFacts, Option<OrganisationId>)> {
        let known = self.known.get(&info.id);
        let family = match (action, &referral.packet) {
            (Action::ServiceReferral(ServiceReferralAction::Sent { packet }), None) => packet.family,
            (_, Some(packet)) => packet.family,
            (_, None) => return None,
        };
        // Its stream belongs to whoever sent it; nobody writes as a sender into another's.
        let receiver = known.and_then(ReferralInfo::receiver);
        if info.org != self.organisation && receiver != Some(self.organisation) {
            return None;
        }
        Some((self.families.get(&family)?, receiver))
    }

    /// Beyond the policy: whether what an entry says may leave the family's file.
    pub fn allows(&self, stream: &AnyStream, entry: &Entry, protocol: &Protocol) -> Result<(), &'static str> {
        match &entry.action {
            Action::Family(FamilyAction::ServiceReferred { sent, .. }) => {
                self.knows(&sent.to)?;
                let family = &stream.family().ok_or("no_such_family")?.state;
                let ask = Sharing { to: &sent.to, people: &sent.people, sections: &sent.sections };
                let consent = family.consents.iter().find(|consent| consent.id == sent.consent);
                let consent = consent.ok_or("no_consent")?;
                family.shares_under(consent, &ask, protocol, self.today).map_err(|_| "no_consent")
            }
            Action::ServiceReferral(ServiceReferralAction::Sent { packet }) => self.may_leave(packet, entry),
            Action::Family(_)
            | Action::Organisation(_)
            | Action::Village(_)
            | Action::Programme(_)
            | Action::Provider(_)
            | Action::ServiceReferral(_)
            | Action::Place(_)
            | Action::Staff(_) => Ok(()),
        }
    }

    /// The directory must know the recipient, under a name that it has or had: otherwise a packet could name the
    /// clinic that the family agreed to and go elsewhere.
    fn knows(&self, to: &Recipient) -> Result<(), &'static str> {
        let provider = self.providers.get(&to.provider).and_then(|stream| stream.provider());
        let provider = &provider.ok_or("unknown_provider")?.state;
        let named = provider.names.iter().any(|(km, latin)| *km == to.name_km && *latin == to.name_latin);
        let belongs = provider.about.get().is_some_and(|about| about.organisation == to.organisation);
        let offered = provider.services.contains_key(&to.service);
        if named && belongs && offered { Ok(()) } else { Err("unknown_provider") }
    }

    /// A packet leaves only as the family's file says, and while that consent lives.
    fn may_leave(&self, packet: &Packet, entry: &Entry) -> Result<(), &'static str> {
        self.knows(&packet.to)?;
        let file = self.files.get(&entry.stream).ok_or("not_in_the_file")?;
        let sent = &file.record.sent;
        let same = file.record.by.author == entry.author
            && sent.to == packet.to
            && sent.sections == packet.sections
            && sent.consent == packet.consent;
        if !same {
            return Err("not_in_the_file");
        }
        if !file.knows(&packet.people) {
            return Err(OTHER_PEOPLE);
        }
        match file.until {
            Some(until) if until >= self.today => Ok(()),
            Some(_) | None => Err("no_consent"),
        }
    }
}

/// Whether somebody may read a referral, on either side.
pub fn may_read(signed: &Signed, referral: &ReferralInfo) -> bool {
    let facts = referral.facts();
    let question = Question::casework(Act::Read(Section::Identity), referral.resource(&facts));
    signed.asker.decide(&question).allow
}

/// The referrals that a device keeps: those of the families that it keeps, and those that its worker answers.
pub async fn held(app: &App, signed: &Signed) -> Result<Vec<StreamId>, Problem> {
    let now = signed.about.at;
    let since = Millis(now.0 - KEPT_DAYS * 86_400_000);
    let device = lists::scope(app, signed, List::Device);
    let mut held = app.store.referrals(ServiceScope::Of(device), now).await?;
    held.extend(app.store.referrals(ServiceScope::To { org: signed.session.org, since }, now).await?);
    let kept = |one: &ReferralInfo| (one.row.is_open || one.row.updated_at >= since) && may_read(signed, one);
    let ids: HashSet<StreamId> = held.iter().filter(|one| kept(one)).map(|one| one.row.stream).collect();
    Ok(ids.into_iter().collect())
}

/// What was readable before, and these referrals.
pub fn readable_too(before: Readable, referrals: Vec<StreamId>) -> Readable {
    let referrals: HashSet<StreamId> = referrals.into_iter().collect();
    Arc::new(
        move |info: &StreamInfo| {
            if referrals.contains(&info.id) { vec![Section::Identity] } else { before(info) }
        },
    )
}

/// Decides about one referral. A no is audited and answers as an unknown one does.
async fn authorize<A: policy::Action>(
    app: &App,
    signed: &Signed,
    id: StreamId,
    action: &str,
) -> Result<Authorized<ReferralInfo, A>, Problem> {
    let referral = app.store.referral(id, signed.about.at).await?;
    let referral = referral.ok_or(Problem::new(Code::NotFound))?;
    let family = referral.row.family;
    match signed.asker.authorize::<ReferralInfo, A>(referral, Purpose::Casework) {
        Ok(authorized) => Ok(authorized),
        Err(decision) => {
            let mut event = signed.event(action, false).showing([family]);
            event.stream = Some(id);
            event.outcome = decision.code().to_owned();
            app.store.audit(vec![event]).await?;
            Err(Problem::new(Code::NotFound))
        }
    }
}

/// Opens a referral. One that somebody may not read does not exist for her.
pub async fn open(app: &App, signed: &Signed, id: StreamId) -> Result<ReadStream, Problem> {
    let authorized = authorize::<ReadReferral>(app, signed, id, "service_referral.read").await?;
    let ours = authorized.get().row.org == signed.session.org;
    let mut reader = reader(signed, if ours { "casework" } else { "referral" });
    reader.basis = if ours { "sender" } else { "receiver" }.to_owned();
    reader.readable = readable_too(families::readable(signed), vec![id]);
    app.store.referral_entries(&reader, &authorized).await?.ok_or(Problem::new(Code::NotFound))
}

/// A link as it is shown once to who made it.
pub struct Link {
    /// Goes into the address.
    pub token: String,
    /// Is told by telephone.
    pub code: String,
    /// Good until.
    pub expires: Millis,
}

/// The hash that is kept of a token.
pub fn token_hash(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

/// The hash that is kept of a code: with the token, which is not kept, so that it cannot be found by trying.
pub fn code_hash(token: &str, code: &str) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(b"kinkeeper:received:1:");
    hash.update(token.as_bytes());
    hash.update(code.as_bytes());
    hash.finalize().into()
}

/// Makes a link with a code for a receiver without an account. A former link ends.
pub async fn make_link(app: &App, signed: &Signed, id: StreamId) -> Result<Link, Problem> {
    let authorized = authorize::<RemindReferral>(app, signed, id, "service_referral.link_made").await?;
    let referral = authorized.get();
    if !referral.row.is_open || !referral.lasts() {
        return Err(Problem::new(Code::NotFound));
    }
    let mut bytes = [0; 24];
    app.entropy.fill(&mut bytes)?;
    let token = hex::encode(bytes);
    let mut digits = [0; 8];
    app.entropy.fill(&mut digits)?;
    let code = format!("{:06}", u64::from_be_bytes(digits) % 1_000_000);
    let days = i64::from(signed.directory.protocol.directory.link_days);
    let expires = signed.about.at.plus_hours(days * 24);
    let mut event = signed.event("service_referral.link_made", true).showing([referral.row.family]);
    event.stream = Some(id);
    app.store.audit(vec![event]).await?;
    let link = LinkRow {
        token_hash: token_hash(&token),
        code_hash: code_hash(&token, &code),
        referral: id,
        org: referral.row.org,
        made_by: signed.session.worker,
        made_at: signed.about.at,
        expires,
        wrong: 0,
    };
    app.store.link_put(link).await?;
    Ok(Link { token, code, expires })
}
