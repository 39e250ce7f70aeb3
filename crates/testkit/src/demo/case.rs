//! What happens to one family, step by step. Which steps, and when, is said in [`super::arc`].

use super::cast::Member;
use super::checks::{self, Danger, Map};
use super::folk::{Folk, Part};
use super::tale::{Tale, Told};
use super::themes::{Does, Theme};
use super::words;
use domain::family::FamilyAction as A;
use domain::family::TeamRole;
use domain::family::assessment::Completed;
use domain::family::concern::{Concern, Settlement};
use domain::family::plan::{ActionChange, Doer, GoalChange, GoalState};
use domain::family::referral::{Feedback, Referral, Screening};
use domain::family::review::{Asked, ChildView, Closing, ReviewOf};
use domain::family::visit::NewTask;
use domain::ids::{ActionId, ConcernId, GoalId, PersonId, ReviewId};
use domain::instrument::{Answers, Voice};
use domain::place::PlaceCode;
use domain::protocol::{self, Risk};
use domain::time::{Birth, Millis};

/// One family and who works with it.
pub struct Case<'a> {
    /// The history.
    pub tale: Tale<'a>,
    /// Who writes.
    pub lead: &'a Member,
    /// Who decides and signs.
    pub senior: &'a Member,
    /// What the family goes through.
    pub theme: &'static Theme,
    /// The people.
    pub folk: Folk,
    /// Where they live.
    pub village: PlaceCode,
    /// The village's name.
    pub village_km: String,
    /// The risk as last set.
    pub risk: Risk,
    /// Goals and their steps.
    pub plan: Vec<(GoalId, Vec<ActionId>)>,
}

impl Case<'_> {
    /// Puts names into a text.
    pub fn fill(&self, text: &str) -> String {
        let today = self.tale.today;
        let given = |n: usize| {
            let children = self.folk.focus();
            let kin = children.get(n).or(children.first());
            kin.map(|kin| kin.name.given_km.clone()).unwrap_or_default()
        };
        let addressed =
            |kin: Option<&super::folk::Kin>| kin.map(|kin| kin.addressed(today)).unwrap_or_default();
        let worker = self.lead.worker.name_km.split(' ').next_back().unwrap_or_default().to_owned();
        text.replace("{c}", &given(0))
            .replace("{d}", &given(1))
            .replace("{m}", &addressed(self.folk.carer()))
            .replace("{f}", &addressed(self.folk.other()))
            .replace("{v}", &self.village_km)
            .replace("{w}", &worker)
    }
    fn fill_latin(&self, text: &str) -> String {
        let name = self.folk.focus().first().map(|kin| kin.name.given_latin.clone()).unwrap_or_default();
        text.replace("{c}", &name)
    }
    /// One of a list of texts, filled.
    pub fn pick(&mut self, list: &[&'static str]) -> String {
        let text = self.tale.dice.text(list);
        self.fill(text)
    }
    /// Children that the work is about.
    pub fn focus(&self) -> Vec<PersonId> {
        self.folk.focus().iter().filter_map(|kin| kin.id).collect()
    }
    fn all_children(&self) -> Vec<PersonId> {
        self.folk.ids(&[Part::Child, Part::LaterChild])
    }
    /// The caregiver and her age.
    pub fn carer(&self) -> Option<(PersonId, i32)> {
        let kin = self.folk.carer()?;
        Some((kin.id?, kin.age(self.tale.today)))
    }

    /// Somebody tells us of the family.
    pub fn referred(&mut self, ago: i64, urgency: Risk) {
        let senior = self.senior;
        self.tale.day(ago);
        self.tale.say(senior, A::Opened { village: self.village.clone(), import: None });
        self.folk.write_down(&mut self.tale, senior, false);
        let source = self.tale.dice.text(self.theme.sources);
        let story = if source == "ngo" {
            self.fill_latin(self.theme.story_en)
        } else {
            [self.pick(self.theme.stories), self.pick(&words::ADDED)].join(" ")
        };
        let nameless = source == "neighbour" && self.tale.dice.chance(50);
        let family = crate::names::family(&mut self.tale.dice);
        let referrer = crate::names::common(&mut self.tale.dice, family, domain::kinship::Sex::Male, &[]);
        let received_at = Millis(self.tale.script.ids.now().0 - self.tale.dice.between(5, 90) * 60_000);
        let referral = Referral {
            source: source.to_owned(),
            referrer: if nameless { String::new() } else { referrer.km() },
            referrer_phone: if nameless {
                String::new()
            } else {
                format!("017 555 {}", self.tale.dice.between(200, 999))
            },
            reasons: self.theme.reasons.iter().map(|code| (*code).to_owned()).collect(),
            story,
            urgency,
            people: self.focus(),
            family_knows: *self.tale.dice.one(&[Some(true), Some(true), Some(false), None]).unwrap_or(&None),
            received_at,
        };
        self.tale.say(senior, A::ReferralReceived { referral });
    }
    /// It is taken on.
    pub fn accepted(&mut self, ago: i64, risk: Risk) {
        self.tale.day(ago);
        let received = self.tale.script.ids.now();
        let note = self.pick(&words::ACCEPTED);
        let respond_by = protocol::respond_by(self.tale.protocol, received, risk);
        self.risk = risk;
        self.tale.say(
            self.senior,
            A::ReferralScreened { screening: Screening::Accept { risk, respond_by, note } },
        );
        self.tale.assign(self.senior, self.lead, TeamRole::Lead);
    }
    /// It is not taken on, or passed on.
    pub fn not_taken(&mut self, ago: i64, passed_on: bool) {
        self.tale.day(ago);
        let screening = if passed_on {
            let (to, note) = self.tale.dice.one(&words::PASSED_ON).copied().unwrap_or_default();
            Screening::PassOn { to: to.to_owned(), note: note.to_owned() }
        } else {
            let (reason, note) = self.tale.dice.one(&words::DECLINED).copied().unwrap_or_default();
            Screening::Decline { reason: reason.to_owned(), note: note.to_owned() }
        };
        self.tale.say(self.senior, A::ReferralScreened { screening });
        self.told(2);
    }
    /// The referrer hears what became of it; `which` text.
    pub fn told(&mut self, which: usize) {
        let what = words::TOLD.get(which).copied().unwrap_or_default().to_owned();
        let how = self.tale.dice.text(&["phone", "in_person", "message"]).to_owned();
        let on = self.tale.script.ids.now().day();
        self.tale.say(self.senior, A::ReferrerTold { feedback: Feedback { how, what, on } });
    }
    /// The family is met for the first time: everybody is written down.
    pub fn first_met(&mut self, ago: i64) {
        self.tale.day(ago);
        self.folk.write_down(&mut self.tale, self.lead, true);
        let village = self.village_km.clone();
        self.folk.describe(&mut self.tale, self.lead, &village);
        let address = self.pick(&words::ADDRESSES);
        self.tale.say(self.lead, A::AddressSet { address });
        self.health();
        let seen = [self.pick(&words::SEEN), self.pick(self.theme.early)].join(" ");
        let strengths = self.pick(self.theme.strengths);
        self.record("home", (&strengths, &seen), self.theme.child_early, Vec::new());
    }
    fn health(&mut self) {
        let Some(child) = self.focus().first().copied() else { return };
        let (difficulties, note): (&[&str], &str) = match self.theme.code {
            "disability" => (&["walking", "self_care"], "ពិការភាពពីកំណើត ត្រូវការការព្យាបាលដោយចលនា និងរទេះរុញ"),
            "food" => (&[], "ទម្ងន់ស្រាល កំពុងតាមដាននៅមណ្ឌលសុខភាព"),
            _ if self.tale.dice.chance(8) => (&["seeing"], "មើលក្ដារខៀនមិនសូវច្បាស់ តាមសម្ដីគ្រូ"),
            _ => return,
        };
        let list = difficulties.iter().map(|code| (*code).to_owned()).collect();
        use domain::family::people::HealthField::{Difficulties, Note};
        let changes = vec![Difficulties(list), Note(note.to_owned())];
        self.tale.say(self.lead, A::HealthSet { person: child, changes });
    }
    fn record(&mut self, place: &str, told: (&str, &str), said: &[&'static str], done: Vec<ActionId>) {
        let (strengths, seen) = told;
        let mut met = self.folk.at_home();
        if met.len() > 3 && self.tale.dice.chance(60) {
            met.pop();
        }
        let focus = self.focus();
        let child = self.tale.dice.one(&focus).copied();
        let own = if self.tale.dice.chance(60) { self.pick(said) } else { self.pick(&words::CHILD) };
        let others = self.tale.dice.text(&words::OTHERS);
        let words = child.map(|child| (child, own.as_str())).into_iter().collect();
        self.tale.visit(self.lead, place, Told { met, others, strengths, seen, words, done });
    }
    /// The family agrees to work with us.
    pub fn consented(&mut self, ago: i64) {
        self.tale.day(ago);
        let Some(carer) = self.carer() else { return };
        let children = self.all_children();
        for purpose in ["services", "referral", "reporting"] {
            if purpose == "services" || self.tale.dice.chance(70) {
                self.tale.consent(self.lead, purpose, carer, &children);
            }
        }
        for child in self.focus() {
            if self.tale.dice.chance(80) {
                let words = self.tale.dice.text(&["ចាស៎", "បាទ", "យល់ព្រម ឱ្យតែម៉ាក់នៅជាមួយ", "ខ្ញុំចង់ឱ្យមីងមកលេង"]);
                self.tale.assent(self.lead, child, words);
            }
        }
    }
    /// The child status check of every child that the work is about; `better` steps up since the first.
    pub fn checked(&mut self, ago: i64, better: u8) {
        self.tale.day(ago);
        let on = self.tale.date(ago);
        let young: Vec<PersonId> = self
            .folk
            .focus()
            .iter()
            .filter(|kin| kin.birth.age_on(on) < 18)
            .filter_map(|kin| kin.id)
            .collect();
        for child in young {
            let marks =
                checks::marks(self.theme.marks, better, &mut self.tale.dice.branch(), |text| self.fill(text));
            let said = if better == 0 {
                self.pick(self.theme.child_early)
            } else {
                self.pick(self.theme.child_late)
            };
            let family = self.pick(self.theme.strengths);
            self.complete("csi", Some(child), checks::status(&marks, &said, &family));
        }
    }
    fn complete(&mut self, instrument: &str, subject: Option<PersonId>, answers: Answers) {
        let completed = Completed {
            id: self.tale.script.ids.fresh(),
            instrument: instrument.to_owned(),
            version: 1,
            subject,
            on: self.tale.script.ids.now().day(),
            sources: ["child", "caregiver", "observation"].map(str::to_owned).to_vec(),
            answers,
            revises: None,
        };
        self.tale.say(self.lead, A::AssessmentCompleted { completed });
    }
    /// The map, made together with the family.
    pub fn mapped(&mut self, ago: i64, better: u8) {
        self.tale.day(ago);
        let (Some((carer, _)), Some(child)) = (self.carer(), self.focus().first().copied()) else { return };
        let carer_name = self.fill("{m}");
        let (one, two) = (self.pick(self.theme.strengths), self.pick(&words::STRENGTHS));
        let said = if better == 0 { self.theme.child_early } else { self.theme.child_late };
        let danger = &self.theme.danger;
        let by = self.tale.date(ago).plus_days(14);
        let next = self.theme.goals.first().and_then(|goal| goal.steps.first()).map_or("", |(what, _)| what);
        let score = |at: u8| (at + 2 * better).min(9);
        let start = if self.risk == Risk::High { 3 } else { 4 };
        let map = Map {
            strengths: vec![(one, carer_name.clone()), (two, self.lead.worker.name_km.clone())],
            child_words: self.pick(said),
            danger: Danger {
                who: self.lead.worker.name_km.clone(),
                about: self.fill(danger.about),
                impact: self.fill(danger.impact),
                seen: self.fill(danger.seen),
                how_long: "បីខែជាប់គ្នា".to_owned(),
            },
            harder: self.fill(danger.harder),
            next: (self.fill(next), carer_name, by),
            ratings: vec![
                (
                    Voice::Child,
                    child.to_string(),
                    score(start + 1),
                    "ព្រោះយើងនៅជុំគ្នា".into(),
                    "បើផ្ទះស្ងាត់ ហើយមានបាយគ្រប់".into(),
                ),
                (
                    Voice::Caregiver,
                    carer.to_string(),
                    score(start),
                    "ខ្ញុំនៅមានកម្លាំង ហើយកូនស្ដាប់".into(),
                    "បើមានចំណូលទៀងទាត់".into(),
                ),
                (
                    Voice::Worker,
                    self.lead.worker.id.to_string(),
                    score(start),
                    "មានអ្នកជួយជិតខាង តែគ្រោះថ្នាក់នៅមាន".into(),
                    "ឃើញជំហានដំបូងពីរសម្រេច".into(),
                ),
            ],
        };
        self.complete("safety-map", None, checks::map(&map));
        self.tale.risk(self.lead, self.risk, words::risk_reason(self.risk));
    }
    /// Goals and steps, as the family says them.
    pub fn planned(&mut self, ago: i64) {
        self.tale.day(ago);
        let Some(child) = self.focus().first().copied() else { return };
        let count = if self.tale.dice.chance(75) { 2 } else { 1 };
        for goal in self.theme.goals.iter().take(count) {
            let (words, reached) = (self.fill(goal.words), self.fill(goal.reached));
            let id = self.tale.goal(self.lead, &words, &reached, Some((child, goal.item)));
            let mut steps = Vec::new();
            for (place, (what, does)) in (1..).zip(goal.steps) {
                let what = self.fill(what);
                let doer = match does {
                    Does::Carer => self.carer().map(|(person, _)| Doer::Person { person }),
                    Does::Child => Some(Doer::Person { person: child }),
                    Does::Worker => Some(Doer::Worker { worker: self.lead.worker.id }),
                    Does::Other(name) => Some(Doer::Other { name: (*name).to_owned() }),
                };
                let doer = doer.unwrap_or(Doer::Worker { worker: self.lead.worker.id });
                let due = ago - i64::from(place) * self.tale.dice.between(9, 20);
                steps.push(self.tale.step(self.lead, (id, place), (&what, doer), due));
            }
            self.plan.push((id, steps));
        }
    }
    /// The family agrees to the plan; it is looked at again after the time that the protocol says.
    pub fn agreed(&mut self, ago: i64) {
        self.tale.day(ago);
        let every = i64::from(*self.tale.protocol.review_every_days.at(self.risk));
        let review_on = self.tale.date(ago).plus_days(every);
        let mut people: Vec<(PersonId, i32)> = self.carer().into_iter().collect();
        people.extend(self.focus().first().map(|child| (*child, 9)));
        self.tale.agree(self.lead, &people, review_on);
    }
    /// A visit; `late` when things have become better.
    pub fn visit(&mut self, ago: i64, late: bool, done: Vec<ActionId>) {
        self.tale.day(ago);
        let (theme, said) = if late {
            (self.theme.late, self.theme.child_late)
        } else {
            (self.theme.early, self.theme.child_early)
        };
        let seen = [self.pick(&words::SEEN), self.pick(theme)].join(" ");
        let strengths = if self.tale.dice.chance(60) {
            self.pick(&words::STRENGTHS)
        } else {
            self.pick(self.theme.strengths)
        };
        let place =
            self.tale.dice.text(&["home", "home", "home", "home", "school", "health_centre", "phone"]);
        self.record(place, (&strengths, &seen), said, done);
    }
    /// A specialist visits too.
    pub fn specialist(&mut self, ago: i64, who: &Member) {
        self.tale.day(ago);
        self.tale.assign(self.senior, who, TeamRole::Specialist);
        let text = self.tale.dice.text(&words::SEEN_EN);
        let (seen, met) = (self.fill_latin(text), self.folk.at_home());
        self.tale.visit(who, "home", Told { met, seen: &seen, ..Told::default() });
    }
    /// The next step that is still open, if any.
    pub fn next_step(&mut self) -> Option<ActionId> {
        self.plan
            .iter_mut()
            .find_map(|(_, steps)| if steps.is_empty() { None } else { Some(steps.remove(0)) })
    }
    /// Goals whose steps are all done are reached.
    pub fn reach(&mut self, all: bool) {
        let mut left = Vec::new();
        for (goal, steps) in std::mem::take(&mut self.plan) {
            if steps.is_empty() || all {
                self.tale.reached(self.lead, goal);
            } else {
                left.push((goal, steps));
            }
        }
        self.plan = left;
    }
    /// Somebody else carries the open goals on.
    pub fn hand_over(&mut self, to: &str) {
        let on = self.tale.script.ids.now().day();
        for (goal, _) in std::mem::take(&mut self.plan) {
            let state = GoalState::HandedOver { to: to.to_owned(), on };
            self.tale.say(self.lead, A::GoalSet { goal, changes: vec![GoalChange::State(state)] });
        }
    }
    /// A step gets a later day.
    pub fn postpone(&mut self, due: i64) {
        let Some(step) = self.plan.first().and_then(|(_, steps)| steps.first()).copied() else { return };
        let by = Some(self.tale.date(due));
        self.tale.say(self.lead, A::ActionSet { action: step, changes: vec![ActionChange::By(by)] });
    }
    /// A small task for the worker.
    pub fn task(&mut self, due: i64) {
        let what = self.pick(&words::TASKS);
        let new = NewTask { what, worker: self.lead.worker.id, by: Some(self.tale.date(due)) };
        let task = self.tale.script.ids.fresh();
        self.tale.say(self.lead, A::TaskAdded { task, new });
    }
    /// A high worry, if the theme has one.
    pub fn worry(&mut self, ago: i64, who: &Member) -> Option<ConcernId> {
        let text = self.theme.concern.as_ref()?;
        self.tale.day(ago);
        let raised = Concern {
            level: Risk::High,
            about: self.focus().into_iter().take(1).collect(),
            kind: text.kind.to_owned(),
            what: self.fill(text.what),
            said_by: self.fill(text.said_by),
            done_at_once: self.fill(text.done),
            report: None,
            on: self.tale.date(ago),
        };
        let concern = self.tale.script.ids.fresh();
        self.tale.say(who, A::ConcernRaised { concern, raised });
        Some(concern)
    }
    /// The supervisor answers a worry.
    pub fn answer(&mut self, ago: i64, who: &Member, concern: ConcernId) {
        self.tale.day(ago);
        let answer = self.theme.concern.as_ref().map(|text| self.fill(text.answer)).unwrap_or_default();
        self.tale.say(who, A::ConcernAnswered { concern, answer });
    }
    /// The supervisor settles a worry.
    pub fn settle(&mut self, ago: i64, who: &Member, concern: ConcernId) {
        self.tale.day(ago);
        let how = self.theme.concern.as_ref().map(|text| self.fill(text.settled)).unwrap_or_default();
        let settlement = Settlement { how, on: self.tale.date(ago) };
        self.tale.say(who, A::ConcernSettled { concern, settlement });
    }
    /// A supervisor is asked to read.
    pub fn ask(&mut self, ago: i64, asker: &Member, of: ReviewOf, summary: &str) -> ReviewId {
        self.tale.day(ago);
        let review = self.tale.script.ids.fresh();
        let asked = Asked { of, summary: summary.to_owned(), on: self.tale.date(ago) };
        self.tale.say(asker, A::ReviewAsked { review, asked });
        review
    }
    /// She signs.
    pub fn sign(&mut self, ago: i64, signer: &Member, review: ReviewId) {
        self.tale.day(ago);
        let comment = self.pick(&words::SIGNED);
        self.tale.say(signer, A::ReviewSigned { review, comment });
    }
    /// She sends it back.
    pub fn send_back(&mut self, ago: i64, signer: &Member, review: ReviewId) {
        self.tale.day(ago);
        let comment = self.pick(&words::RETURNED);
        self.tale.say(signer, A::ReviewReturned { review, comment });
    }
    /// What a closing review says for an outcome.
    pub fn closing(&mut self, outcome: &str) -> (ReviewOf, String) {
        let ending = words::ENDINGS.iter().find(|ending| ending.0 == outcome).copied().unwrap_or_default();
        let mut child_views = Vec::new();
        for (n, child) in self.focus().into_iter().enumerate() {
            let own = if n == 0 || outcome == "child_died" {
                self.fill(ending.2)
            } else {
                self.pick(&words::CHILD)
            };
            child_views.push(ChildView { child, words: own });
        }
        let of = ReviewOf::Closing {
            outcome: outcome.to_owned(),
            child_views,
            caregiver_view: self.fill(ending.3),
            contact_name: "គ.ក.ន.ក ឃុំ".to_owned(),
            contact_phone: format!("092 555 {}", self.tale.dice.between(200, 999)),
        };
        (of, self.fill(ending.1))
    }
    /// The case is closed.
    pub fn close(&mut self, ago: i64, review: ReviewId) {
        self.tale.day(ago);
        let gates = self.tale.protocol.gates_on().map(|rule| rule.gate).collect();
        let closing = Closing { review, gates, on: self.tale.date(ago) };
        self.tale.say(self.lead, A::Closed { closing });
    }
    /// The eldest child turned eighteen so many days ago.
    pub fn of_age(&mut self, ago: i64) {
        let day = self.tale.date(ago).plus_months(-216);
        if let Some(kin) = self.folk.kin.first_mut() {
            kin.birth = Birth::Exact { day };
        }
    }
}
