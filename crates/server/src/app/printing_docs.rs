//! From a family's file to what goes onto paper. Pure.

use super::directory::Directory;
use super::places::Gazetteer;
use super::printing_kin::{genogram, kin_words};
use crate::words::{Lang, Words};
use domain::family::Family;
use domain::family::consent::ConsentRecord;
use domain::family::people::Person;
use domain::family::plan::{ActionState, Doer, Goal, GoalState, PlanStep};
use domain::family::review::{Review, ReviewOf};
use domain::family::visit::VisitState;
use domain::family::{Stage, review};
use domain::ids::{PersonId, StreamId, WorkerId};
use domain::instrument::{self, Answer, Text};
use domain::protocol::Protocol;
use domain::time::Day;
use fluent_bundle::FluentArgs;
use print::{CasePlanDoc, ClosedGoal, ClosingDoc, ConsentDoc, Contact, Digits, Share, View};
use std::collections::BTreeMap;

/// A paper, ready to be set.
pub enum Paper {
    /// The case plan.
    Plan(Box<CasePlanDoc>),
    /// A consent.
    Consent(Box<ConsentDoc>),
    /// The summary at the end.
    Closing(Box<ClosingDoc>),
}

/// Translates one family's file into papers.
pub struct Writer<'a> {
    /// The family.
    pub family: &'a Family,
    /// Its stream.
    pub id: StreamId,
    /// Names of workers.
    pub directory: &'a Directory,
    /// Names of places.
    pub gazetteer: &'a Gazetteer,
    /// Words of the server.
    pub words: &'a Words,
    /// The organisation's name, Khmer and Latin.
    pub organisation: (String, String),
    /// Language of the paper.
    pub lang: Lang,
    /// Khmer digits?
    pub khmer_digits: bool,
    /// The day of printing.
    pub today: Day,
}

impl Writer<'_> {
    /// The case plan; nothing while there is no goal.
    pub fn plan(&self) -> Option<Paper> {
        let family = self.family;
        if family.goals.is_empty() {
            return None;
        }
        let mut goals: Vec<&Goal> = family.goals.values().collect();
        goals.sort_by_key(|goal| (goal.added.seq, goal.new.id));
        let kin = kin_words(family);
        let agreed = family.agreements.last().map(|(_, agreement)| agreement);
        Some(Paper::Plan(Box::new(CasePlanDoc {
            lang: self.print_lang(),
            digits: self.digits(),
            family_label: self.family_label(),
            file_no: self.file_no(),
            village_line: self.village_line(),
            printed_on: self.today.to_string(),
            agreed_on: agreed.map(|agreement| agreement.on.to_string()),
            worker: self.lead_name(),
            organisation: self.pick(&self.organisation.0, &self.organisation.1),
            people: family.present().map(|person| self.person(person, &kin)).collect(),
            strengths: self.strengths(),
            goals: goals.into_iter().map(|goal| self.goal(goal)).collect(),
            next_review: agreed.map(|agreement| agreement.review_on.to_string()),
            genogram_svg: Some(genogram(family, self.lang, self.today)),
            contacts: self.contacts(),
        })))
    }

    /// The latest consent that was given; nothing while there is none.
    pub fn consent(&self) -> Option<Paper> {
        let record: &ConsentRecord = self.family.consents.last()?;
        let given = &record.given;
        let children = given.covers.iter().filter(|person| **person != given.by);
        let views = self.family.assents.iter().filter(|a| a.given.purpose == given.purpose);
        let shares = (!given.recipient.trim().is_empty()).then(|| Share {
            with_whom: given.recipient.clone(),
            what: given
                .sections
                .iter()
                .map(|s| self.say(&format!("section-{}", s.code())))
                .collect::<Vec<_>>()
                .join(", "),
            agreed: Some(true),
        });
        let purposes = &self.protocol().consent.purposes;
        let purpose = purposes.iter().find(|choice| choice.code == given.purpose);
        Some(Paper::Consent(Box::new(ConsentDoc {
            lang: self.print_lang(),
            digits: self.digits(),
            family_label: self.family_label(),
            file_no: self.file_no(),
            village_line: self.village_line(),
            printed_on: self.today.to_string(),
            organisation: self.pick(&self.organisation.0, &self.organisation.1),
            person: self.name(given.by),
            on_behalf_of: children.map(|child| self.name(*child)).collect(),
            purpose: purpose.map_or_else(|| given.purpose.clone(), |choice| self.text(&choice.label)),
            explained_by: self.worker_name(record.by.author),
            explained_in: self
                .words
                .find(self.lang, &format!("language-{}", given.language), None)
                .unwrap_or_else(|| given.language.clone()),
            given_on: Some(given.on.to_string()),
            shares: shares.into_iter().collect(),
            until: Some(given.until.to_string()),
            withdraw_how: None,
            child_views: views
                .map(|assent| View { name: self.name(assent.given.child), words: assent.given.words.clone() })
                .collect(),
            contacts: self.contacts(),
        })))
    }

    /// The summary at the end; nothing before a closing was asked for.
    pub fn closing(&self) -> Option<Paper> {
        let family = self.family;
        let review: &Review = family
            .reviews
            .values()
            .rev()
            .find(|review| matches!(review.asked.of, review::ReviewOf::Closing { .. }))?;
        let ReviewOf::Closing { outcome, child_views, caregiver_view, contact_name, contact_phone } =
            &review.asked.of
        else {
            return None;
        };
        let mut goals: Vec<&Goal> = family.goals.values().collect();
        goals.sort_by_key(|goal| (goal.added.seq, goal.new.id));
        let outcomes = &self.protocol().outcomes;
        let outcome = outcomes.iter().find(|choice| choice.code == *outcome);
        let mut contacts = self.contacts();
        if !contact_name.trim().is_empty() {
            contacts.insert(0, Contact { label: contact_name.clone(), phone: contact_phone.clone() });
        }
        let said = |words: &String, name: String| View { name, words: words.clone() };
        Some(Paper::Closing(Box::new(ClosingDoc {
            lang: self.print_lang(),
            digits: self.digits(),
            family_label: self.family_label(),
            file_no: self.file_no(),
            village_line: self.village_line(),
            printed_on: self.today.to_string(),
            opened_on: family.opened.map(|stamp| stamp.at.day().to_string()),
            closed_on: match &family.stage {
                Stage::Closed { on, .. } => Some(on.to_string()),
                Stage::New
                | Stage::Referred { .. }
                | Stage::Declined { .. }
                | Stage::PassedOn { .. }
                | Stage::Accepted { .. }
                | Stage::Open { .. }
                | Stage::Withdrawn { .. } => None,
            },
            worker: self.lead_name(),
            organisation: self.pick(&self.organisation.0, &self.organisation.1),
            outcome: outcome.map(|choice| self.text(&choice.label)).unwrap_or_default(),
            achieved: self.strengths(),
            goals: goals.iter().map(|goal| self.closed_goal(goal)).collect(),
            child_views: child_views.iter().map(|view| said(&view.words, self.name(view.child))).collect(),
            caregiver_views: Some(caregiver_view)
                .filter(|words| !words.trim().is_empty())
                .map(|words| said(words, String::new()))
                .into_iter()
                .collect(),
            handed_over: goals
                .iter()
                .filter_map(|goal| match goal.state() {
                    GoalState::HandedOver { to, .. } => {
                        Some(View { name: to.clone(), words: goal.words().to_owned() })
                    }
                    GoalState::Open | GoalState::Reached { .. } | GoalState::Dropped { .. } => None,
                })
                .collect(),
            follow_up_on: None,
            contacts,
        })))
    }

    pub(super) fn print_lang(&self) -> print::Lang {
        match self.lang {
            Lang::Km => print::Lang::Km,
            Lang::En => print::Lang::En,
        }
    }
    pub(super) fn digits(&self) -> Digits {
        if self.khmer_digits { Digits::Khmer } else { Digits::Latin }
    }
    fn protocol(&self) -> &Protocol {
        &self.directory.protocol
    }
    pub(super) fn say(&self, key: &str) -> String {
        self.words.say(self.lang, key, None)
    }
    fn say_with(&self, key: &str, name: &'static str, value: String) -> String {
        let mut args = FluentArgs::new();
        args.set(name, value);
        self.words.say(self.lang, key, Some(&args))
    }
    fn text(&self, text: &Text) -> String {
        self.pick(&text.km, &text.en)
    }
    /// The one in the paper's language, or the other when it is empty.
    pub(super) fn pick(&self, km: &str, latin: &str) -> String {
        let (first, second) = match self.lang {
            Lang::Km => (km, latin),
            Lang::En => (latin, km),
        };
        if first.trim().is_empty() { second } else { first }.to_owned()
    }

    fn person_name(&self, person: &Person) -> String {
        let km = person.name_km.get().map_or("", String::as_str);
        let latin = person.name_latin.get().map_or("", String::as_str);
        self.pick(km, latin)
    }
    fn name(&self, id: PersonId) -> String {
        self.family.person(id).map(|person| self.person_name(person)).unwrap_or_default()
    }
    pub(super) fn worker_name(&self, id: WorkerId) -> String {
        self.directory.get(id).map(|c| self.pick(&c.row.name_km, &c.row.name_en)).unwrap_or_default()
    }
    fn lead_name(&self) -> String {
        self.family.lead().map(|lead| self.worker_name(lead)).unwrap_or_default()
    }

    /// "Family of …": the main caregiver, else the first grown-up, else the first person.
    pub(super) fn family_label(&self) -> String {
        let family = self.family;
        let carer = family.carers.iter().find(|care| care.main && care.until.is_none());
        let person = carer
            .and_then(|care| family.person(care.caregiver))
            .or_else(|| family.present().find(|person| !person.is_child_on(self.today)))
            .or_else(|| family.present().next());
        let name = person.map(|person| self.person_name(person)).unwrap_or_default();
        self.say_with("paper-family-of", "name", name)
    }
    /// The end of the file's id: enough to find the file, and it says nothing about anybody.
    pub(super) fn file_no(&self) -> String {
        super::printing::file_no(self.id)
    }
    pub(super) fn village_line(&self) -> String {
        let Some(code) = self.family.village.get() else { return String::new() };
        match self.lang {
            Lang::Km => self.gazetteer.index.path_km(code),
            Lang::En => self.gazetteer.index.path_en(code),
        }
    }
    fn person(&self, person: &Person, kin: &BTreeMap<PersonId, (String, String)>) -> print::Person {
        let age_text = match (person.has_died(), person.age_on(self.today)) {
            (true, _) => self.say("paper-died"),
            (false, Some(age)) => {
                let about = person.birth().is_some_and(domain::time::Birth::is_estimated);
                let key = if about { "paper-age-about" } else { "paper-age" };
                self.say_with(key, "years", age.to_string())
            }
            (false, None) => String::new(),
        };
        let cares = self.family.carers.iter().any(|c| c.caregiver == person.id && c.until.is_none());
        let kin = kin.get(&person.id).map(|(km, en)| self.pick(km, en));
        let cares = cares.then(|| self.say("paper-caregiver"));
        let kin_word = [kin, cares].into_iter().flatten().collect::<Vec<_>>().join(", ");
        print::Person { name: self.person_name(person), kin_word, age_text }
    }

    fn goal(&self, goal: &Goal) -> print::Goal {
        print::Goal {
            words: goal.words().to_owned(),
            for_whom: goal.new.for_people.iter().map(|id| self.name(*id)).collect::<Vec<_>>().join(", "),
            why: goal
                .new
                .links
                .iter()
                .filter_map(|link| {
                    instrument::latest(&link.instrument)?.item(&link.item).map(|i| self.text(&i.title))
                })
                .collect(),
            actions: self
                .family
                .steps_of(goal.new.id)
                .into_iter()
                .filter_map(|step| self.step(step))
                .collect(),
            status_text: self.goal_status(goal),
        }
    }
    fn step(&self, step: &PlanStep) -> Option<print::Action> {
        let done = match step.state() {
            ActionState::Open => false,
            ActionState::Done { .. } => true,
            ActionState::Dropped { .. } => return None,
        };
        let who = match step.doer.get().unwrap_or(&step.new.doer) {
            Doer::Person { person } => self.name(*person),
            Doer::Worker { worker } => self.worker_name(*worker),
            Doer::Other { name } => name.clone(),
        };
        Some(print::Action {
            what: step.what.get().cloned().unwrap_or_default(),
            who,
            by: step.due().map(|day| day.to_string()).unwrap_or_default(),
            done,
        })
    }
    fn goal_status(&self, goal: &Goal) -> String {
        match goal.state() {
            GoalState::Open => String::new(),
            GoalState::Reached { .. } => self.say("paper-goal-reached"),
            GoalState::HandedOver { to, .. } => self.say_with("paper-goal-handed-over", "to", to.clone()),
            GoalState::Dropped { .. } => self.say("paper-goal-dropped"),
        }
    }
    fn closed_goal(&self, goal: &Goal) -> ClosedGoal {
        let open = matches!(goal.state(), GoalState::Open);
        ClosedGoal {
            words: goal.words().to_owned(),
            ended: if open { self.say("paper-goal-open") } else { self.goal_status(goal) },
            reached: matches!(goal.state(), GoalState::Reached { .. }),
        }
    }
    /// What is strong: from the latest strengths-and-safety map, else what went well at the newest visits.
    fn strengths(&self) -> Vec<String> {
        let maps = self.family.assessments.iter().filter(|a| a.completed.instrument == "safety-map");
        let latest = maps.max_by_key(|a| (a.completed.on, a.by.seq));
        let rows = match latest.and_then(|record| record.completed.answers.get("strength")) {
            Some(Answer::List { rows }) => rows.as_slice(),
            Some(
                Answer::Level { .. }
                | Answer::Scale { .. }
                | Answer::Text { .. }
                | Answer::Choice { .. }
                | Answer::Several { .. }
                | Answer::YesNo { .. }
                | Answer::Number { .. }
                | Answer::Ranking { .. }
                | Answer::Money { .. }
                | Answer::When { .. }
                | Answer::Drawing { .. }
                | Answer::Files { .. }
                | Answer::Signature { .. }
                | Answer::Place { .. }
                | Answer::Acknowledged {}
                | Answer::Repeat { .. }
                | Answer::Override { .. }
                | Answer::Evidence { .. }
                | Answer::NotApplicable { .. },
            )
            | None => &[],
        };
        let said: Vec<String> = rows.iter().filter_map(|row| row.fields.get("what").cloned()).collect();
        if !said.is_empty() {
            return said;
        }
        let mut made: Vec<_> = self.family.visits.values().filter_map(|v| Some((v.made_on()?, v))).collect();
        made.sort_by_key(|(on, _)| std::cmp::Reverse(*on));
        made.into_iter()
            .filter_map(|(_, visit)| match &visit.state {
                VisitState::Made { recorded, .. } => Some(recorded.strengths.trim().to_owned()),
                VisitState::Planned | VisitState::Missed { .. } => None,
            })
            .filter(|strength| !strength.is_empty())
            .take(3)
            .collect()
    }
    /// Whom to call: the worker, then the numbers of the protocol. A number that the network has not checked
    /// says so.
    pub(super) fn contacts(&self) -> Vec<Contact> {
        let name = self.lead_name();
        let lead = self.family.lead().and_then(|lead| self.directory.get(lead));
        let phone = lead.map(|lead| lead.row.phone.clone()).unwrap_or_default();
        let worker = Contact { label: name, phone };
        let mut contacts: Vec<Contact> = self
            .protocol()
            .mandatory_report
            .contacts
            .iter()
            .filter_map(|contact| {
                let phone = contact.phone.clone()?;
                let label = self.text(&contact.label);
                let label =
                    if contact.confirmed { label } else { self.say_with("paper-unchecked", "name", label) };
                Some(Contact { label, phone })
            })
            .collect();
        // The first one stands at the foot of each page: it must be one that can be called.
        if !worker.phone.trim().is_empty() {
            contacts.insert(0, worker);
        } else if !worker.label.is_empty() {
            contacts.push(worker);
        }
        contacts
    }
}
