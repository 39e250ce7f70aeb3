//! Asking.

use super::facts::{BadFacts, WHOLE};
use super::{Engine, Info, explain, matrix, residual, table};
use crate::authorized::{Action, Authorized, Protected};
use crate::commands::{Command, command};
use crate::decision::{Ask, Decision, Reason};
use crate::request::{Act, Context, FamilyFacts, Principal, Purpose, Question, Resource};
use crate::rights::circumstances;
use crate::scope::{List, Scope};
use cedar_policy::{Decision as Verdict, Entities, Entity, EntityUid, Request};
use domain::entry::Section;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Answers about commands to families, by all that they depend on beside who asks.
type Given = HashMap<(FamilyFacts, Command, Context), Result<(), &'static str>>;

/// Most answers that are kept for one person: somebody works with a few families at a time.
const GIVEN_KEPT: usize = 128;

/// Somebody who asks, made ready once for many questions.
#[derive(Debug, Clone)]
pub struct Asker {
    engine: Arc<Engine>,
    principal: Principal,
    entity: Option<Entity>,
    /// What was answered already. Policies and principal stay the same as long as this lives, so the answers do.
    given: Arc<Mutex<Given>>,
}

impl Engine {
    /// Makes somebody ready to ask.
    pub fn asker(self: &Arc<Self>, principal: Principal) -> Asker {
        // Facts that Cedar would not take make no entity, and without it every answer is no.
        let entity = self.types.principal(&principal).ok();
        Asker { engine: Arc::clone(self), principal, entity, given: Arc::default() }
    }

    pub(super) fn context(
        &self,
        principal: &Principal,
        purpose: Purpose,
        context: Context,
    ) -> Option<&cedar_policy::Context> {
        let own = context.asked_by == Some(principal.worker);
        let at = circumstances(own, context.assigns_herself, context.has_no_lead);
        self.contexts.get(&(purpose, at))
    }
}

/// What Cedar said: yes or no, and what decided.
pub(super) struct Said<'a> {
    pub(super) allow: bool,
    /// The deciding policies in their order, with their ids.
    pub(super) deciding: Vec<(&'a str, &'a Info)>,
}

impl Asker {
    /// Who she is.
    pub const fn principal(&self) -> &Principal {
        &self.principal
    }
    /// With which policies.
    pub const fn engine(&self) -> &Arc<Engine> {
        &self.engine
    }
    pub(super) const fn entity(&self) -> Option<&Entity> {
        self.entity.as_ref()
    }

    /// Decides. What is not granted is denied, and so is what could not be evaluated.
    pub fn decide(&self, question: &Question<'_>) -> Decision {
        let Some((action, section)) = action_of(question.act, question.resource) else {
            return explain::not_granted(&self.principal, question);
        };
        match self.say(action, section, question) {
            Some(said) if said.allow => explain::granted(&self.principal, question, &said),
            Some(said) => explain::denied(&self.principal, question, &said),
            None => Decision::no(Reason::NotEvaluated, Ask::Administrator),
        }
    }

    /// Whether she may give a command to a family, for casework; else the code of why not. Commands of one sort have
    /// one answer, which is kept.
    ///
    /// # Errors
    /// With the decision's code when she may not.
    pub fn may_give(&self, name: &str, facts: FamilyFacts, context: Context) -> Result<(), &'static str> {
        let ask = |facts: &FamilyFacts| {
            let question =
                Question { context, ..Question::casework(Act::Give(name), Resource::Family(facts)) };
            let decision = self.decide(&question);
            if decision.allow { Ok(()) } else { Err(decision.code()) }
        };
        let Some(sort) = command(name) else { return ask(&facts) };
        let key = (facts, sort, context);
        if let Some(known) = self.given.lock().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return *known;
        }
        let answer = ask(&key.0);
        let mut given = self.given.lock().unwrap_or_else(PoisonError::into_inner);
        if given.len() >= GIVEN_KEPT {
            given.clear();
        }
        given.insert(key, answer);
        answer
    }

    /// The sections of a family's file that she may read, for sealing the others.
    pub fn readable_sections(&self, facts: &FamilyFacts, purpose: Purpose) -> Vec<Section> {
        Section::ALL
            .into_iter()
            .filter(|section| {
                let question =
                    Question { purpose, ..Question::casework(Act::Read(*section), Resource::Family(facts)) };
                self.decide(&question).allow
            })
            .collect()
    }

    /// Whether a list shows a family: the point decision that lists are compared with.
    pub fn is_listed(&self, list: List, facts: &FamilyFacts, purpose: Purpose) -> bool {
        let question =
            Question { purpose, ..Question::casework(Act::Read(Section::Identity), Resource::Family(facts)) };
        self.say(matrix::list_action(list), Section::Identity.code(), &question)
            .is_some_and(|said| said.allow)
    }

    /// Decides about a record, and hands out the proof or the refusal.
    pub fn authorize<T: Protected, A: Action>(
        &self,
        thing: T,
        purpose: Purpose,
    ) -> Result<Authorized<T, A>, Decision> {
        let facts = thing.facts();
        let question = Question { purpose, ..Question::casework(A::ACT, thing.resource(&facts)) };
        let decision = self.decide(&question);
        if decision.allow {
            Ok(Authorized::new(thing, self.principal.worker, purpose))
        } else {
            Err(decision)
        }
    }

    /// The families that a list may contain.
    pub fn scope(&self, list: List, purpose: Purpose) -> Arc<Scope> {
        let key = (self.principal.clone(), list, purpose);
        if let Some(scope) = self.engine.cached_scope(&key) {
            return scope;
        }
        let scope = Arc::new(residual::scope(self, list, purpose));
        self.engine.keep_scope(key, &scope);
        scope
    }

    /// The table of her rights for her device.
    pub fn rights(&self) -> domain::wire::Rights {
        table::rights(self)
    }

    /// Puts the question to Cedar. `None`: it could not be evaluated, which is a no.
    fn say(&self, action: &'static str, section: &str, question: &Question<'_>) -> Option<Said<'_>> {
        let engine = &*self.engine;
        let (resource, entities) = self.entities(section, question).ok()?;
        let context = engine.context(&self.principal, question.purpose, question.context)?;
        let request = Request::new(
            engine.types.worker(self.principal.worker),
            engine.actions.get(action)?.clone(),
            resource,
            context.clone(),
            None,
        )
        .ok()?;
        let response = engine.authorizer.is_authorized(&request, engine.sets.get(action)?, &entities);
        if response.diagnostics().errors().next().is_some() {
            // A forbid that fails is skipped by Cedar: it must not let anything through.
            return None;
        }
        let mut deciding: Vec<(&str, &Info)> = response
            .diagnostics()
            .reason()
            .filter_map(|id| engine.infos.get_key_value(id).map(|(id, info)| (id.as_ref(), info)))
            .collect();
        deciding.sort_by_key(|(_, info)| info.place);
        Some(Said { allow: response.decision() == Verdict::Allow, deciding })
    }

    fn entities(&self, section: &str, question: &Question<'_>) -> Result<(EntityUid, Entities), BadFacts> {
        let types = &self.engine.types;
        let me = self.entity.clone().ok_or(BadFacts)?;
        let (resource, entities) = match question.resource {
            Resource::Family(facts) => {
                let [file, part] = types.file(facts, section)?;
                (types.section(section), Entities::from_entities([me, file, part], None))
            }
            Resource::Organisation(organisation) => {
                (types.organisation(organisation), Entities::from_entities([me], None))
            }
            Resource::Village => (types.village(), Entities::from_entities([me], None)),
            Resource::Programme => (types.programme(), Entities::from_entities([me], None)),
            Resource::Provider => (types.provider(), Entities::from_entities([me], None)),
            Resource::Place(organisation) => {
                let place = types.place(organisation)?;
                (place.uid(), Entities::from_entities([me, place], None))
            }
            Resource::Staff { organisation, worker } => {
                let staff = types.staff(organisation, worker)?;
                (staff.uid(), Entities::from_entities([me, staff], None))
            }
            Resource::ServiceReferral { family, receiver } => {
                let [file, _] = types.file(family, WHOLE)?;
                let referral = types.referral(family, receiver)?;
                (referral.uid(), Entities::from_entities([me, file, referral], None))
            }
        };
        Ok((resource, entities.map_err(|_| BadFacts)?))
    }
}

/// The action that stands for an act on a resource, and the section that it is about. `None`: there is no such act.
fn action_of(act: Act<'_>, resource: Resource<'_>) -> Option<(&'static str, &'static str)> {
    match resource {
        Resource::Family(_) => match act {
            Act::Read(section) => Some(("read", section.code())),
            Act::Give(name) => give_family(command(name)?).map(|action| (action, WHOLE)),
            Act::Print => Some(("print", WHOLE)),
            Act::SeeReaders => Some(("see_readers", WHOLE)),
            Act::SeeAccess => Some(("see_access", WHOLE)),
            Act::ReviewEmergency => Some(("review_emergency", WHOLE)),
            Act::AnswerElsewhere => Some(("answer_elsewhere", WHOLE)),
            Act::Consult => Some(("consult", WHOLE)),
            Act::Advise => Some(("advise", WHOLE)),
            Act::OpenInEmergency
            | Act::ReceiveFamilies
            | Act::SeeTeam
            | Act::ReadNumbers
            | Act::ManageWorkers
            | Act::ImportFamilies
            | Act::AskForDuplicates
            | Act::AskElsewhere
            | Act::SeeTray
            | Act::SeeTeamTray
            | Act::ManageDevices
            | Act::ManageTeamDevices
            | Act::WatchOver
            | Act::JudgeReading => None,
        },
        Resource::Organisation(_) => match act {
            // Names, roles, who supervises whom: an organisation has no other section.
            Act::Read(Section::Identity) => Some(("read_organisation", WHOLE)),
            Act::Read(
                Section::Narrative
                | Section::Health
                | Section::Protection
                | Section::Legal
                | Section::SafeAddress
                | Section::Media,
            ) => None,
            Act::Give(name) if command(name) == Some(Command::Organise) => Some(("give_organise", WHOLE)),
            Act::Give(_)
            | Act::Print
            | Act::SeeReaders
            | Act::SeeAccess
            | Act::ReviewEmergency
            | Act::AnswerElsewhere
            | Act::Consult
            | Act::Advise => None,
            Act::OpenInEmergency => Some(("open_in_emergency", WHOLE)),
            Act::ReceiveFamilies => Some(("receive_families", WHOLE)),
            Act::SeeTeam => Some(("see_team", WHOLE)),
            Act::ReadNumbers => Some(("read_numbers", WHOLE)),
            Act::ManageWorkers => Some(("manage_workers", WHOLE)),
            Act::ImportFamilies => Some(("import_families", WHOLE)),
            Act::AskForDuplicates => Some(("ask_for_duplicates", WHOLE)),
            Act::AskElsewhere => Some(("ask_elsewhere", WHOLE)),
            Act::SeeTray => Some(("see_tray", WHOLE)),
            Act::SeeTeamTray => Some(("see_team_tray", WHOLE)),
            Act::ManageDevices => Some(("manage_devices", WHOLE)),
            Act::ManageTeamDevices => Some(("manage_team_devices", WHOLE)),
            Act::WatchOver => Some(("watch_over", WHOLE)),
            Act::JudgeReading => Some(("judge_reading", WHOLE)),
        },
        Resource::Village => beside(act, Command::Community, "read_village", "give_community"),
        Resource::Programme => beside(act, Command::Govern, "read_programme", "give_govern")
            .or_else(|| beside(act, Command::Propose, "read_programme", "give_propose"))
            .or_else(|| beside(act, Command::Approve, "read_programme", "give_approve")),
        Resource::Provider => beside(act, Command::Directory, "read_provider", "give_directory"),
        Resource::Place(_) => beside(act, Command::Survey, "read_place", "give_survey"),
        Resource::Staff { .. } => beside(act, Command::Appraise, "read_staff", "give_appraise"),
        Resource::ServiceReferral { .. } => match act {
            Act::Give(name) if command(name) == Some(Command::Serve) => Some(("give_serve", WHOLE)),
            Act::Read(_)
            | Act::Give(_)
            | Act::Print
            | Act::SeeReaders
            | Act::SeeAccess
            | Act::ReviewEmergency
            | Act::AnswerElsewhere
            | Act::Consult
            | Act::Advise
            | Act::OpenInEmergency
            | Act::ReceiveFamilies
            | Act::SeeTeam
            | Act::ReadNumbers
            | Act::ManageWorkers
            | Act::ImportFamilies
            | Act::AskForDuplicates
            | Act::AskElsewhere
            | Act::SeeTray
            | Act::SeeTeamTray
            | Act::ManageDevices
            | Act::ManageTeamDevices
            | Act::WatchOver
            | Act::JudgeReading => beside(act, Command::Refer, "read_referral", "give_refer"),
        },
    }
}

fn beside(
    act: Act<'_>,
    sort: Command,
    read: &'static str,
    give: &'static str,
) -> Option<(&'static str, &'static str)> {
    match act {
        Act::Read(_) => Some((read, WHOLE)),
        Act::Give(name) if command(name) == Some(sort) => Some((give, WHOLE)),
        Act::Give(_)
        | Act::Print
        | Act::SeeReaders
        | Act::SeeAccess
        | Act::ReviewEmergency
        | Act::AnswerElsewhere
        | Act::Consult
        | Act::Advise
        | Act::OpenInEmergency
        | Act::ReceiveFamilies
        | Act::SeeTeam
        | Act::ReadNumbers
        | Act::ManageWorkers
        | Act::ImportFamilies
        | Act::AskForDuplicates
        | Act::AskElsewhere
        | Act::SeeTray
        | Act::SeeTeamTray
        | Act::ManageDevices
        | Act::ManageTeamDevices
        | Act::WatchOver
        | Act::JudgeReading => None,
    }
}

/// The action of a sort of command about a family.
const fn give_family(sort: Command) -> Option<&'static str> {
    match sort {
        Command::Open => Some("give_open"),
        Command::Care => Some("give_care"),
        Command::Visit => Some("give_visit"),
        Command::Steer => Some("give_steer"),
        Command::Assign => Some("give_assign"),
        Command::Answer => Some("give_answer"),
        Command::Sign => Some("give_sign"),
        Command::Emergency => Some("give_emergency"),
        Command::Review => Some("give_review"),
        Command::Withdraw => Some("give_withdraw"),
        Command::Organise
        | Command::Govern
        | Command::Propose
        | Command::Approve
        | Command::Community
        | Command::Directory
        | Command::Refer
        | Command::Serve
        | Command::Survey
        | Command::Appraise => None,
    }
}
