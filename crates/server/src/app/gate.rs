//! Whether an entry may be placed: the policies, and what the fold cannot know, asked under the stream's lock on the state
//! before it.

use super::directory::Directory;
use super::refusals;
use super::services::Around;
use super::tools::KnownTools;
use domain::assessed::{self, About, Assessed, AssessedAction};
use domain::entry::{Action, Entry, Section};
use domain::family::assessment::Completed;
use domain::family::{Family, FamilyAction};
use domain::ids::{OrganisationId, ReviewId, WorkerId};
use domain::instrument;
use domain::planted::planted;
use domain::protocol::Protocol;
use domain::provider::ProviderAction;
use domain::service_referral::ServiceReferralAction;
use domain::stream::AnyStream;
use domain::time::Millis;
use policy::{Act, Asker, Context, FamilyFacts, FamilyTies, Protected, Purpose, Question, Resource};
use std::sync::Arc;
use store::reads::StreamInfo;
use store::{Denied, Gate};

/// The policy as the store asks it: for each entry, under the stream's lock, on the state before it.
pub struct PolicyGate {
    asker: Arc<Asker>,
    directory: Arc<Directory>,
    /// What entries about services rest on. Without it there can be none.
    services: Option<Around>,
    /// When, by the server's clock.
    at: Millis,
}

/// A command that whoever runs an organisation gives.
const RUNS: &str = "organisation.worker_set";

/// What the gate keeps for a yes.
const GRANTED: &str = "granted";

impl PolicyGate {
    /// The gate for one person.
    pub fn new(asker: Arc<Asker>, directory: Arc<Directory>, at: Millis) -> Self {
        Self { asker, directory, services: None, at }
    }

    /// The gate for entries that may be about services.
    #[must_use]
    pub fn around(self, services: Around) -> Self {
        Self { services: Some(services), ..self }
    }

    /// What is known of the family, and what else bears on the decision.
    fn family(&self, info: &StreamInfo, family: &Family, action: &Action) -> (FamilyFacts, Context) {
        let me = self.asker.principal();
        let ties = if info.head == 0 {
            // Nobody has written anything yet: it will be the author's.
            FamilyTies {
                organisation: me.organisation,
                lead: Some(me.worker),
                specialists: Vec::new(),
                opened_by: None,
                partners: Vec::new(),
            }
        } else {
            ties(info.org, family)
        };
        let context = Context {
            asked_by: signs(action).and_then(|review| family.reviews.get(&review)).map(|r| r.by.author),
            assigns_herself: assigns(action) == Some(me.worker),
            has_no_lead: family.lead().is_none(),
        };
        (FamilyFacts { ties, ..info.facts() }, context)
    }

    /// Whether she may give a command to a family, whatever else there is to say about it.
    pub(super) fn may_write(
        &self,
        info: &StreamInfo,
        family: &Family,
        action: &Action,
    ) -> Result<(), Denied> {
        let (facts, context) = self.family(info, family, action);
        match self.decide(action.name(), facts, context) {
            GRANTED if info.org == self.asker.principal().organisation => Ok(()),
            GRANTED => Err(denied("another_organisation")),
            code => Err(denied(code)),
        }
    }

    /// Nobody tells a service what she may not read herself; a sealed section needs clearance.
    fn may_tell(&self, facts: &FamilyFacts, sections: &[Section]) -> Result<(), Denied> {
        let readable = self.asker.readable_sections(facts, Purpose::Casework);
        if sections.iter().all(|section| readable.contains(section)) {
            Ok(())
        } else {
            Err(denied("closed_section"))
        }
    }

    /// What no sort of command tells: a consent begins by now, and a provider is said to be an organisation's own by
    /// whoever runs that organisation: referrals to it go to its workers.
    fn holds_together(&self, stream: &AnyStream, entry: &Entry) -> Result<(), Denied> {
        match &entry.action {
            Action::Family(FamilyAction::ConsentGiven { given, .. })
                if given.on > self.at.day().plus_days(1) =>
            {
                Err(denied("in_the_future"))
            }
            Action::Provider(ProviderAction::Named { facts }) => {
                let before = match stream {
                    AnyStream::Provider(file) => file.state.about.get().and_then(|about| about.organisation),
                    AnyStream::Family(_)
                    | AnyStream::Organisation(_)
                    | AnyStream::Village(_)
                    | AnyStream::Programme(_)
                    | AnyStream::ServiceReferral(_)
                    | AnyStream::Place(_)
                    | AnyStream::Staff(_) => None,
                };
                let hers = self.asker.principal().organisation;
                let runs = Question::casework(Act::Give(RUNS), Resource::Organisation(hers));
                let own = [before, facts.organisation].into_iter().flatten().all(|one| one == hers);
                if facts.organisation == before || own && self.asker.decide(&runs).allow {
                    Ok(())
                } else {
                    Err(denied("not_your_organisation"))
                }
            }
            // There is one file of a village in each organisation.
            Action::Place(AssessedAction::Named { about: About::Village { village } })
                if assessed::village_file(self.asker.principal().organisation, village) != entry.stream =>
            {
                Err(denied("wrong_stream"))
            }
            // A worker's file is hers and nobody else's.
            Action::Staff(AssessedAction::Named { about }) => match about.worker().map(assessed::file_of) {
                Some(file) if file == entry.stream => Ok(()),
                Some(_) | None => Err(denied("wrong_stream")),
            },
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

    /// Whose a file is; hers when she begins it.
    fn whose(&self, info: &StreamInfo) -> OrganisationId {
        if info.head == 0 { self.asker.principal().organisation } else { info.org }
    }

    /// Decides about a command to a family.
    fn decide(&self, name: &str, facts: FamilyFacts, context: Context) -> &'static str {
        self.asker.may_give(name, facts, context).err().unwrap_or(GRANTED)
    }
}

/// Who works with a family, as its file says.
pub fn ties(organisation: OrganisationId, family: &Family) -> FamilyTies {
    let lead = family.lead();
    FamilyTies {
        organisation,
        lead,
        specialists: family.team.keys().copied().filter(|worker| Some(*worker) != lead).collect(),
        opened_by: family.opened.map(|stamp| stamp.author),
        partners: family.partners(),
    }
}

fn signs(action: &Action) -> Option<ReviewId> {
    match action {
        Action::Family(
            FamilyAction::ReviewSigned { review, .. } | FamilyAction::ReviewReturned { review, .. },
        ) => Some(*review),
        Action::Family(_)
        | Action::Organisation(_)
        | Action::Village(_)
        | Action::Programme(_)
        | Action::Provider(_)
        | Action::ServiceReferral(_)
        | Action::Place(_)
        | Action::Staff(_) => None,
    }
}

fn assigns(action: &Action) -> Option<WorkerId> {
    match action {
        Action::Family(FamilyAction::WorkerAssigned { worker, .. }) => Some(*worker),
        Action::Family(_)
        | Action::Organisation(_)
        | Action::Village(_)
        | Action::Programme(_)
        | Action::Provider(_)
        | Action::ServiceReferral(_)
        | Action::Place(_)
        | Action::Staff(_) => None,
    }
}

/// What the server writes itself, after trying it and asking who she is once more: no device sends it, whatever the
/// sharing protocol grants. Files open, and move, by such entries.
fn by_the_server_only(action: &Action) -> bool {
    match action {
        Action::Programme(action) => action.is_the_servers(),
        Action::Family(FamilyAction::FilesSame { .. } | FamilyAction::FilesNotSame { .. }) => true,
        Action::Family(_) => policy::command(action.name()) == Some(policy::Command::Emergency),
        Action::Organisation(_)
        | Action::Village(_)
        | Action::Provider(_)
        | Action::ServiceReferral(_)
        | Action::Place(_)
        | Action::Staff(_) => false,
    }
}

/// An entry whose predecessor never came: it would wait in the ledger for ever.
pub(super) const WAITS: &str = "waits_for_refused";

fn denied(code: &str) -> Denied {
    Denied { code: code.to_owned(), reason: "the policy does not grant it".to_owned() }
}

/// Whether a closing names every gate that the protocol demands.
fn names_every_gate(action: &Action, protocol: &Protocol) -> bool {
    match action {
        Action::Family(FamilyAction::Closed { closing }) => {
            protocol.gates_on().all(|rule| closing.gates.contains(&rule.gate))
        }
        Action::Family(_)
        | Action::Organisation(_)
        | Action::Village(_)
        | Action::Programme(_)
        | Action::Provider(_)
        | Action::ServiceReferral(_)
        | Action::Place(_)
        | Action::Staff(_) => true,
    }
}

/// Whether a completed assessment is what its tool asks for. The fold judges the two tools that every phone carries;
/// of all others the documents lie here, and what is not whole is kept where its author sees it.
fn is_whole(tools: &KnownTools, stream: &AnyStream, action: &Action) -> Result<(), Denied> {
    let Some(completed) = completed(action) else { return Ok(()) };
    let (code, version) = (completed.instrument.as_str(), completed.version);
    if stream.family().is_some() && instrument::pinned_version(code, version).is_some() {
        return Ok(());
    }
    let Some(tool) = tools.find(code, version) else { return Err(denied("unknown_instrument")) };
    let missing = match (stream.family(), stream.assessed()) {
        (Some(file), _) => file.state.missing(tool, completed),
        (None, Some(file)) => {
            // What asks about homes for children says nothing of a village.
            if file.state.about.as_ref().map(assessed::About::subject) != Some(tool.subject) {
                return Err(denied("another_subject"));
            }
            Assessed::missing(tool, completed)
        }
        (None, None) => return Ok(()),
    };
    if missing == 0 { Ok(()) } else { Err(denied("incomplete")) }
}

fn completed(action: &Action) -> Option<&Completed> {
    match action {
        Action::Family(FamilyAction::AssessmentCompleted { completed }) => Some(completed),
        Action::Place(action) | Action::Staff(action) => action.completed(),
        Action::Family(_)
        | Action::Organisation(_)
        | Action::Village(_)
        | Action::Programme(_)
        | Action::Provider(_)
        | Action::ServiceReferral(_) => None,
    }
}

impl Gate for PolicyGate {
    fn allow(&self, info: &StreamInfo, stream: &AnyStream, entry: &Entry) -> Result<(), Denied> {
        if let Some(after) = entry.base.after
            && !stream.log().settled.contains_key(&after)
        {
            return Err(denied(WAITS));
        }
        if by_the_server_only(&entry.action) {
            return Err(denied("not_your_role"));
        }
        // A worker's id is the name of her file, and of nothing else: somebody could keep it from being begun.
        let hers = self.directory.get(assessed::worker_of(entry.stream)).is_some();
        if hers && info.head == 0 && !matches!(entry.action, Action::Staff(_)) {
            return Err(denied("wrong_stream"));
        }
        let name = entry.action.name();
        let beside = |resource| {
            let decision = self.asker.decide(&Question::casework(Act::Give(name), resource));
            if decision.allow { GRANTED } else { decision.code() }
        };
        let code = match stream {
            AnyStream::Family(file) => {
                // An id that names nothing is no invitation to make something.
                let opens = matches!(entry.action, Action::Family(FamilyAction::Opened { .. }));
                if info.head == 0 && !opens {
                    return Err(denied(refusals::UNKNOWN));
                }
                let (facts, context) = self.family(info, &file.state, &entry.action);
                if let Action::Family(FamilyAction::ServiceReferred { sent, .. }) = &entry.action {
                    self.may_tell(&facts, &sent.sections)?;
                }
                if let Action::Family(FamilyAction::JointOffered { offered, .. }) = &entry.action {
                    self.may_tell(&facts, &offered.sections)?;
                    if offered.lead != info.org {
                        return Err(denied("another_organisation"));
                    }
                }
                match self.decide(name, facts, context) {
                    // What a partner of a joint case writes, both sides agreed to sort by sort.
                    GRANTED if !file.state.joint_allows(entry.author, name) => "not_agreed",
                    code => code,
                }
            }
            AnyStream::Organisation(_) => {
                beside(Resource::Organisation(OrganisationId::from_uuid(entry.stream.uuid())))
            }
            AnyStream::Village(_) => beside(Resource::Village),
            AnyStream::Programme(_) => beside(Resource::Programme),
            AnyStream::Provider(_) => beside(Resource::Provider),
            AnyStream::Place(_) => beside(Resource::Place(self.whose(info))),
            AnyStream::Staff(_) => {
                let worker = assessed::worker_of(entry.stream);
                // Of whom nobody knows, nothing is written down.
                if self.directory.organisation_of(worker) != Some(self.asker.principal().organisation) {
                    return Err(denied("another_organisation"));
                }
                beside(Resource::Staff { organisation: self.whose(info), worker })
            }
            AnyStream::ServiceReferral(file) => {
                let around = self.services.as_ref();
                match around.and_then(|around| around.facts(info, &file.state, &entry.action)) {
                    Some((family, receiver)) => {
                        if let Action::ServiceReferral(ServiceReferralAction::Sent { packet }) = &entry.action
                        {
                            self.may_tell(family, &packet.sections)?;
                        }
                        beside(Resource::ServiceReferral { family, receiver })
                    }
                    None => "another_organisation",
                }
            }
        };
        if code != GRANTED && !planted("everybody may write") {
            return Err(denied(code));
        }
        if let Some(worker) = assigns(&entry.action)
            && self.directory.organisation_of(worker) != Some(self.asker.principal().organisation)
        {
            return Err(denied("another_organisation"));
        }
        if !names_every_gate(&entry.action, &self.directory.protocol) {
            return Err(denied("gates_left_out"));
        }
        is_whole(&self.directory.tools, stream, &entry.action)?;
        self.holds_together(stream, entry)?;
        let about_services = match &entry.action {
            Action::Family(FamilyAction::ServiceReferred { .. }) | Action::ServiceReferral(_) => true,
            Action::Family(_)
            | Action::Organisation(_)
            | Action::Village(_)
            | Action::Programme(_)
            | Action::Provider(_)
            | Action::Place(_)
            | Action::Staff(_) => false,
        };
        match &self.services {
            Some(services) => services.allows(stream, entry, &self.directory.protocol).map_err(denied),
            None if about_services => Err(denied("no_consent")),
            None => Ok(()),
        }
    }
}
