//! The plan, the visits and the reviews of a file as screens show them.

use super::Name;
use crate::core::Core;
use domain::family::Family;
use domain::family::plan::{ActionState, Doer, GoalState, Link, PlanStep};
use domain::family::review::{ReviewOf, ReviewState};
use domain::family::visit::VisitState;
use domain::ids::{ActionId, GoalId, PersonId, ReviewId, VisitId};
use domain::instrument::{self, Answer, Shelf, Text};
use domain::protocol::Gate;
use domain::sorted::Put;
use domain::time::{Day, Millis};
use serde::Serialize;
use std::collections::BTreeSet;
use tsify::Tsify;

/// The plan.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct PlanView {
    /// Goals that are being worked on, then the others.
    pub goals: Vec<GoalView>,
    /// The latest agreement.
    pub agreed: Option<AgreedView>,
    /// Goals or steps were added or changed since.
    pub changed_since: bool,
    /// What the assessments call for and no open goal answers yet.
    pub uncovered: Vec<LinkView>,
}

/// A goal.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct GoalView {
    /// Which.
    pub id: GoalId,
    /// The family's own words.
    pub words: String,
    /// For whom; empty for the whole family.
    pub for_people: Vec<Name>,
    /// What it answers.
    pub links: Vec<LinkView>,
    /// How we shall see that it is reached.
    pub reached_when: String,
    /// How it stands.
    pub state: GoalState,
    /// Its steps, small ones first.
    pub steps: Vec<StepView>,
}

/// A step.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct StepView {
    /// Which.
    pub id: ActionId,
    /// What.
    pub what: String,
    /// Who.
    pub doer: Doer,
    /// By what name.
    pub doer_name: Name,
    /// By when.
    pub by: Option<Day>,
    /// How it stands.
    pub state: ActionState,
    /// Days overdue; 0 when not.
    pub late: i64,
}

/// A factor or danger that a goal answers.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct LinkView {
    /// What.
    pub link: Link,
    /// The item in words.
    pub title: Text,
    /// What was written there.
    pub detail: String,
    /// About whom.
    pub person: Option<Name>,
    /// Colour of the mark, when it has one.
    pub colour: Option<instrument::Colour>,
    /// The mark.
    pub value: Option<u8>,
}

/// An agreement.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct AgreedView {
    /// When.
    pub on: Day,
    /// Who agreed.
    pub by: Vec<Name>,
    /// When it is looked at again.
    pub review_on: Day,
}

/// A visit.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct VisitView {
    /// Which.
    pub id: VisitId,
    /// `planned`, `made` or `missed`.
    pub state: String,
    /// The day of the visit, or for which it was planned.
    pub on: Day,
    /// Who went or goes.
    pub worker: Name,
    /// What for.
    pub purpose: String,
    /// Where.
    pub place: String,
    /// Who was met.
    pub met: Vec<Name>,
    /// Who else.
    pub others: String,
    /// What goes well.
    pub strengths: String,
    /// What was seen and talked about.
    pub observations: String,
    /// What children said.
    pub child_words: Vec<Said>,
    /// Steps done.
    pub done: Vec<String>,
    /// Why it was missed.
    pub missed: String,
    /// Not sent yet.
    pub unsent: bool,
}

/// What somebody said.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct Said {
    /// Who.
    pub name: Name,
    /// What.
    pub words: String,
}

/// A review.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct ReviewView {
    /// Which.
    pub id: ReviewId,
    /// `plan`, `progress` or `closing`.
    pub of: String,
    /// Who asked.
    pub by: Name,
    /// When.
    pub on: Day,
    /// In her words.
    pub summary: String,
    /// `waiting`, `signed` or `returned`.
    pub state: String,
    /// Who decided.
    pub decided_by: Option<Name>,
    /// When, by her device.
    pub decided_at: Option<Millis>,
    /// What she said.
    pub comment: String,
    /// It is the reader's own request, which somebody else must decide.
    pub mine: bool,
    /// For a closing: the outcome.
    pub outcome: String,
    /// For a closing: what the children say.
    pub child_views: Vec<Said>,
    /// For a closing: what the caregiver says.
    pub caregiver_view: String,
    /// For a closing: whom the family can turn to.
    pub contact: String,
}

/// A gate before closing.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct GateView {
    /// Which.
    pub gate: Gate,
    /// In words.
    pub label: Text,
    /// Met.
    pub met: bool,
    /// It is answered by the closing form itself.
    pub in_form: bool,
}

/// `plan`, `progress` or `closing`.
pub(crate) fn review_code(of: &ReviewOf) -> &'static str {
    match of {
        ReviewOf::Plan => "plan",
        ReviewOf::Progress => "progress",
        ReviewOf::Closing { .. } => "closing",
    }
}

fn person_name(family: &Family, id: PersonId) -> Name {
    family.person(id).map(Name::of).unwrap_or_default()
}

/// An item of the latest record of a tool, with what was written there.
fn link_view(shelf: &Shelf, family: &Family, link: &Link) -> LinkView {
    let (latest, _) = family.latest_assessments(&link.instrument, link.subject);
    let tool = match latest {
        Some(record) => shelf.find(&record.completed.instrument, record.completed.version),
        None => shelf.newest(&link.instrument),
    };
    let item = tool.and_then(|tool| tool.item(&link.item));
    let answer = latest.and_then(|record| record.completed.answers.get(&link.item));
    let (detail, value) = match answer {
        Some(Answer::Level { value, reason }) => (reason.clone(), Some(*value)),
        Some(Answer::List { rows }) => {
            let row = rows.iter().find(|row| row.id == link.row);
            (row.map(|row| row_words(item, row)).unwrap_or_default(), None)
        }
        Some(Answer::Choice { reason, .. } | Answer::YesNo { reason, .. }) => (reason.clone(), None),
        Some(Answer::Text { text } | Answer::Evidence { text }) => (text.clone(), None),
        Some(
            Answer::Scale { .. }
            | Answer::Several { .. }
            | Answer::Ranking { .. }
            | Answer::Number { .. }
            | Answer::Money { .. }
            | Answer::When { .. }
            | Answer::Drawing { .. }
            | Answer::Files { .. }
            | Answer::Signature { .. }
            | Answer::Place { .. }
            | Answer::Acknowledged {}
            | Answer::Repeat { .. }
            | Answer::Override { .. }
            | Answer::NotApplicable { .. },
        )
        | None => (String::new(), None),
    };
    LinkView {
        link: link.clone(),
        title: item.map(|item| item.title.clone()).unwrap_or_default(),
        detail,
        person: link.subject.map(|id| person_name(family, id)),
        colour: value.and_then(|value| item?.level(value)).map(|level| level.colour),
        value,
    }
}

/// The first words of a row: its first text field that holds any.
pub(crate) fn row_words(item: Option<&instrument::Item>, row: &instrument::Row) -> String {
    let fields = match item.map(|item| &item.answer) {
        Some(instrument::Kind::List { row, .. }) => row.as_slice(),
        Some(_) | None => &[],
    };
    fields
        .iter()
        .filter(|field| {
            matches!(field.holds, instrument::FieldKind::Text {} | instrument::FieldKind::LongText {})
        })
        .filter_map(|field| row.fields.get(&field.code))
        .find(|words| !words.trim().is_empty())
        .cloned()
        .unwrap_or_default()
}

impl Core {
    pub(crate) fn plan_view(&self, family: &Family, today: Day) -> PlanView {
        let mut goals: Vec<GoalView> = family
            .goals
            .iter()
            .map(|(id, goal)| GoalView {
                id: *id,
                words: goal.words().to_owned(),
                for_people: goal.new.for_people.iter().map(|id| person_name(family, *id)).collect(),
                links: goal.new.links.iter().map(|link| link_view(&self.shelf, family, link)).collect(),
                reached_when: goal.reached_when.get().cloned().unwrap_or_default(),
                state: goal.state().clone(),
                steps: family
                    .steps_of(*id)
                    .into_iter()
                    .map(|step| self.step_view(family, step, today))
                    .collect(),
            })
            .collect();
        goals.put_by_key(|goal| goal.state != GoalState::Open);
        let agreed = family.agreements.last();
        let newest = family
            .goals
            .values()
            .flat_map(|goal| [Some(goal.added.seq), goal.words.held().map(|held| held.by.seq)])
            .chain(family.actions.values().flat_map(|step| {
                [Some(step.added.seq), step.what.held().map(|h| h.by.seq), step.by.held().map(|h| h.by.seq)]
            }))
            .flatten()
            .max();
        PlanView {
            goals,
            changed_since: agreed.is_some_and(|(stamp, _)| newest.is_some_and(|seq| seq > stamp.seq)),
            agreed: agreed.map(|(_, agreement)| AgreedView {
                on: agreement.on,
                by: agreement.by.iter().map(|one| person_name(family, one.person)).collect(),
                review_on: agreement.review_on,
            }),
            uncovered: uncovered(&self.shelf, family),
        }
    }

    fn step_view(&self, family: &Family, step: &PlanStep, today: Day) -> StepView {
        let doer = step.doer.get().cloned().unwrap_or(Doer::Other { name: String::new() });
        let doer_name = match &doer {
            Doer::Person { person } => person_name(family, *person),
            Doer::Worker { worker } => self.author(family, *worker),
            Doer::Other { name } => Name::new(name, name),
        };
        let late = step.due().filter(|_| step.is_open()).map_or(0, |by| by.days_until(today).max(0));
        StepView {
            id: step.new.id,
            what: step.what.get().cloned().unwrap_or_default(),
            doer,
            doer_name,
            by: step.due(),
            state: step.state().clone(),
            late,
        }
    }

    pub(crate) fn visit_views(&self, family: &Family) -> Vec<VisitView> {
        let mut views: Vec<VisitView> = family
            .visits
            .iter()
            .map(|(id, visit)| {
                let planned = visit.planned.as_ref().map(|(_, planned)| planned);
                let mut view = VisitView {
                    id: *id,
                    state: "planned".into(),
                    on: planned.map_or(Day::EPOCH, |planned| planned.on),
                    worker: planned.map(|planned| self.author(family, planned.worker)).unwrap_or_default(),
                    purpose: planned.map(|planned| planned.purpose.clone()).unwrap_or_default(),
                    place: String::new(),
                    met: Vec::new(),
                    others: String::new(),
                    strengths: String::new(),
                    observations: String::new(),
                    child_words: Vec::new(),
                    done: Vec::new(),
                    missed: String::new(),
                    unsent: false,
                };
                match &visit.state {
                    VisitState::Planned => {}
                    VisitState::Missed { reason, .. } => {
                        view.state = "missed".into();
                        view.missed.clone_from(reason);
                    }
                    VisitState::Made { by, recorded } => {
                        view.state = "made".into();
                        view.on = recorded.on;
                        view.worker = self.author(family, by.author);
                        view.place.clone_from(&recorded.place);
                        view.met = recorded.met.iter().map(|id| person_name(family, *id)).collect();
                        view.others.clone_from(&recorded.others);
                        view.strengths.clone_from(&recorded.strengths);
                        view.observations.clone_from(&recorded.observations);
                        view.child_words = recorded
                            .child_words
                            .iter()
                            .map(|said| Said {
                                name: person_name(family, said.child),
                                words: said.words.clone(),
                            })
                            .collect();
                        view.done = recorded
                            .done
                            .iter()
                            .filter_map(|id| family.actions.get(id)?.what.get().cloned())
                            .collect();
                        view.unsent = self.outbox.get(by.entry).is_some();
                    }
                }
                view
            })
            .collect();
        views.put_by_key(|visit| std::cmp::Reverse((visit.on, visit.id)));
        views
    }

    pub(crate) fn review_views(&self, family: &Family) -> Vec<ReviewView> {
        let me = self.me.as_ref().map(|me| me.worker);
        let mut views: Vec<ReviewView> = family
            .reviews
            .iter()
            .map(|(id, review)| {
                let (state, decided, comment) = match &review.state {
                    ReviewState::Waiting => ("waiting", None, ""),
                    ReviewState::Signed { by, comment } => ("signed", Some(by), comment.as_str()),
                    ReviewState::Returned { by, comment } => ("returned", Some(by), comment.as_str()),
                };
                let mut view = ReviewView {
                    id: *id,
                    of: review_code(&review.asked.of).to_owned(),
                    by: self.author(family, review.by.author),
                    on: review.asked.on,
                    summary: review.asked.summary.clone(),
                    state: state.to_owned(),
                    decided_by: decided.map(|by| self.author(family, by.author)),
                    decided_at: decided.map(|by| by.at),
                    comment: comment.to_owned(),
                    mine: Some(review.by.author) == me,
                    outcome: String::new(),
                    child_views: Vec::new(),
                    caregiver_view: String::new(),
                    contact: String::new(),
                };
                if let ReviewOf::Closing {
                    outcome,
                    child_views,
                    caregiver_view,
                    contact_name,
                    contact_phone,
                } = &review.asked.of
                {
                    view.outcome.clone_from(outcome);
                    view.caregiver_view.clone_from(caregiver_view);
                    view.contact = format!("{contact_name} {contact_phone}").trim().to_owned();
                    view.child_views = child_views
                        .iter()
                        .map(|said| Said { name: person_name(family, said.child), words: said.words.clone() })
                        .collect();
                }
                view
            })
            .collect();
        views.reverse();
        views
    }

    pub(crate) fn gate_views(&self, family: &Family) -> Vec<GateView> {
        let rules: Vec<_> = self.protocol().gates_on().collect();
        let demanded: Vec<Gate> = rules.iter().map(|rule| rule.gate).collect();
        let unmet = family.gates_unmet(&ReviewOf::Progress, None, &demanded);
        rules
            .iter()
            .map(|rule| {
                let in_form = match rule.gate {
                    Gate::ChildView | Gate::CaregiverView | Gate::LocalContact | Gate::SupervisorApproval => {
                        true
                    }
                    Gate::GoalsDoneOrHandedOver | Gate::NoOpenHighConcern => false,
                };
                let met = !in_form && !unmet.contains(&rule.gate);
                GateView { gate: rule.gate, label: rule.label.clone(), met, in_form }
            })
            .collect()
    }
}

/// What the latest assessments call for and no open goal answers: marks that need a goal, and dangers.
fn uncovered(shelf: &Shelf, family: &Family) -> Vec<LinkView> {
    let mut called: Vec<Link> = Vec::new();
    let mut seen = BTreeSet::new();
    for record in family.assessments.iter().rev() {
        let (code, subject) = (&record.completed.instrument, record.completed.subject);
        if !seen.insert((code, subject)) {
            continue;
        }
        let gone = |id| !family.person(id).is_some_and(|person| person.is_in_focus() && !person.has_died());
        if subject.is_some_and(gone) {
            continue;
        }
        let Some(latest) = family.latest_assessments(code, subject).0 else { continue };
        let link = |item: &str, row: &str| Link {
            instrument: code.clone(),
            item: item.to_owned(),
            row: row.to_owned(),
            subject,
        };
        if let Some(tool) = shelf.find(code, latest.completed.version) {
            let context = family.context_of(&latest.completed);
            let needs = instrument::evaluate(tool, &latest.completed.answers, &context).needs_goal;
            called.extend(needs.iter().map(|item| link(item, "")));
        }
        if code == "safety-map"
            && let Some(Answer::List { rows }) = latest.completed.answers.get("danger")
        {
            called.extend(rows.iter().map(|row| link("danger", &row.id)));
        }
    }
    let answered: Vec<&Link> =
        family.goals.values().filter(|goal| goal.is_open()).flat_map(|goal| &goal.new.links).collect();
    let open = called.iter().filter(|link| !answered.contains(link));
    open.map(|link| link_view(shelf, family, link)).collect()
}
