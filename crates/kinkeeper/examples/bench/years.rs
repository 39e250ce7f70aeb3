//! Three years of one worker's sixty families, straight into a store, for what a phone takes to get and to open them.
//! `bench years FOLDER` fills the folder and ends; the browser does the rest (`xtask/src/bench/phone.mjs`).
//!
//! What is written down is put together from frequent words by lot, so that it packs no better than what people write.

use crate::office::{self, Member};
use anyhow::Result;
use domain::entry::{Action, Entry};
use domain::family::FamilyAction as A;
use domain::family::assessment::Completed;
use domain::family::consent::{Consent, Mark};
use domain::family::people::NewPerson;
use domain::family::plan::{Agreeing, Doer, NewAction, NewGoal, PlanAgreement};
use domain::family::visit::RecordedVisit;
use domain::ids::PersonId;
use domain::instrument::Answer;
use domain::organisation::Role;
use domain::protocol::Risk;
use domain::time::Day;
use std::path::Path;
use testkit::builders::{Hand, Ids, Script, status_check};
use testkit::dice::Dice;
use testkit::world::{LightFamily, World};

/// Families of the one worker.
const FAMILIES: usize = 60;
/// A month of work.
const MONTH: i64 = 30;
const MONTHS: i64 = 36;

/// Fills the folder.
pub fn fill(folder: &Path) -> Result<()> {
    if folder.exists() {
        std::fs::remove_dir_all(folder)?;
    }
    tokio::runtime::Runtime::new()?.block_on(async {
        let store = office::open(folder, None).await?;
        let member = |number, role, supervisor| Member { number, role, supervisor, signs_in: true };
        let senior = member(2, Role::SeniorSocialWorker, None);
        office::fill(&store, &[senior, member(1, Role::VillageSocialWorker, Some(2))]).await?;
        let today = office::NOON.day();
        let world = World {
            workers: vec![Hand::number(1)],
            today: today.plus_days(-MONTH * MONTHS),
            ..World::seeded(11)
        };
        let mut entries = 0;
        for (n, light) in (0..).map_while(|n| world.family(n)).filter(is_led).take(FAMILIES).enumerate() {
            let written = years(light, world.today, &mut Dice::seeded(u64::try_from(n)?));
            entries += written.len();
            for some in written.chunks(store::ledger::MAX_ENTRIES) {
                office::write(&store, some.to_vec()).await?;
            }
        }
        eprintln!("{FAMILIES} families with {entries} entries");
        store.close().await;
        Ok(())
    })
}

/// Some were referred and never taken up.
fn is_led(light: &LightFamily) -> bool {
    light.entries.iter().any(|entry| matches!(&entry.action, Action::Family(A::WorkerAssigned { .. })))
}

/// What was written since: a visit a month; every half year a consent, each child's check, a goal with two steps
/// and the family's agreement; every quarter the risk.
fn years(light: LightFamily, from: Day, dice: &mut Dice) -> Vec<Entry> {
    let mut ids = Ids::seeded(dice.between(1, i64::MAX - 1).unsigned_abs());
    ids.set_now(from.noon());
    let mut script = Script::of(light.stream, ids);
    let lead = light.lead;
    light.entries.into_iter().for_each(|entry| script.add(entry));
    let people: Vec<NewPerson> = script.entries().iter().filter_map(|entry| added(&entry.action)).collect();
    let (children, grown): (Vec<_>, Vec<_>) = people.into_iter().partition(|person| person.in_focus);
    let carer = grown.first().or(children.first()).map(|person| person.id);
    for month in 0..MONTHS {
        let on = from.plus_days(month * MONTH + dice.between(1, 20));
        script.on(on);
        let recorded = RecordedVisit {
            on,
            place: "home".into(),
            met: carer.into_iter().collect(),
            others: String::new(),
            strengths: said(dice, 1),
            observations: said(dice, 5),
            child_words: Vec::new(),
            done: Vec::new(),
        };
        let visit = script.ids.fresh();
        script.say(lead, A::VisitRecorded { visit, recorded });
        if month % 3 == 0 {
            let level = if dice.chance(30) { Risk::Medium } else { Risk::Low };
            script.say(lead, A::RiskSet { level, reason: said(dice, 1) });
        }
        if month % 6 == 0 {
            half_year(&mut script, lead, (&children, carer), on, dice);
        }
    }
    script.into_entries()
}

fn half_year(
    script: &mut Script,
    lead: Hand,
    (children, carer): (&[NewPerson], Option<PersonId>),
    on: Day,
    dice: &mut Dice,
) {
    if let Some(by) = carer {
        let given = Consent {
            purpose: "services".into(),
            by,
            covers: children.iter().map(|child| child.id).collect(),
            recipient: String::new(),
            organisation: None,
            sections: Vec::new(),
            language: "km".into(),
            on,
            until: on.plus_days(365),
            withheld: String::new(),
            mark: Mark::OnPaper,
        };
        let consent = script.ids.fresh();
        script.say(lead, A::ConsentGiven { consent, given });
    }
    let is_child = |child: &&NewPerson| child.birth.is_some_and(|birth| birth.age_on(on) < 18);
    for child in children.iter().filter(is_child) {
        let mut answers = status_check(|_| 3);
        for answer in answers.values_mut() {
            if let Answer::Level { value, reason } = answer {
                *value = if dice.chance(30) { 4 } else { 3 };
                *reason = said(dice, 1);
            }
        }
        for words in ["child_words", "family_words"] {
            answers.insert(words.into(), Answer::Text { text: said(dice, 1) });
        }
        let sources = ["child", "caregiver"].map(str::to_owned).to_vec();
        let (id, instrument) = (script.ids.fresh(), "csi".to_owned());
        let completed = Completed {
            id,
            instrument,
            version: 1,
            subject: Some(child.id),
            on,
            sources,
            answers,
            revises: None,
        };
        script.say(lead, A::AssessmentCompleted { completed });
    }
    let id = script.ids.fresh();
    let (words, reached_when) = (said(dice, 1), said(dice, 1));
    let goal = NewGoal { id, words, for_people: Vec::new(), links: Vec::new(), reached_when };
    script.say(lead, A::GoalAdded { goal });
    for place in 0..2 {
        let by = Some(on.plus_days(dice.between(20, 120)));
        let doer = Doer::Worker { worker: lead.worker };
        let action = NewAction { id: script.ids.fresh(), goal: id, what: said(dice, 1), doer, by, place };
        script.say(lead, A::ActionAdded { action });
    }
    if let Some(person) = carer {
        let by = vec![Agreeing { person, mark: Mark::OnPaper }];
        let agreement = PlanAgreement { on, by, review_on: on.plus_days(180) };
        script.say(lead, A::PlanAgreed { agreement });
    }
}

fn added(action: &Action) -> Option<NewPerson> {
    match action {
        Action::Family(A::PersonAdded { person }) => Some(person.clone()),
        _ => None,
    }
}

/// So many sentences.
fn said(dice: &mut Dice, sentences: usize) -> String {
    let frequent: Vec<&'static str> = WORDS.split_whitespace().collect();
    let sentence = |dice: &mut Dice| {
        let words: String = (0..dice.between(8, 14)).map(|_| dice.text(&frequent)).collect();
        if dice.chance(20) {
            format!("{words} {} ថ្ងៃ។", dice.between(2, 90))
        } else {
            format!("{words}។")
        }
    };
    (0..sentences).map(|_| sentence(dice)).collect::<Vec<_>>().join(" ")
}

/// Frequent words of such notes.
const WORDS: &str = "\
    គ្រួសារ កូន ម្ដាយ ឪពុក ជីដូន ជីតា មីង ពូ បង ប្អូន ផ្ទះ ដំបូល ជញ្ជាំង ភូមិ ឃុំ សាលា រៀន អាន សរសេរ \
    គ្រូ សៀវភៅ កង់ ឆ្ងាយ ជិត ដើរ ជិះ រត់ លេង សើច យំ ខ្លាច សប្បាយ ព្រួយ ឈឺ ក្អក ក្ដៅខ្លួន ថ្នាំ ពេទ្យ \
    មណ្ឌលសុខភាព ទឹក អណ្ដូង បង្គន់ បាយ អង្ករ ត្រី បន្លែ ស្រែ ដំណាំ គោ មាន់ ទា ជ្រូក លក់ ទិញ ប្រាក់ បំណុល \
    សន្សំ ចំណូល ចំណាយ រោងចក្រ សំណង់ ថៃ ភ្នំពេញ ធ្វើការ ទំនេរ ព្រឹក ល្ងាច យប់ ខែមុន ឆ្នាំនេះ ថ្មី ចាស់ \
    ល្អ មិនទាន់ បាន មាន គ្មាន នៅ ទៅ មក ឱ្យ យក ជួយ ជជែក ស្ដាប់ និយាយ ប្រាប់ សួរ ឆ្លើយ យល់ ដឹង ចាំ ភ្លេច \
    ចង់ ត្រូវ អាច ហើយ ដែរ ប៉ុន្តែ ព្រោះ ដូច្នេះ ជាមួយ ដោយ ពី ដល់ ក្នុង លើ ក្រោម មុន ក្រោយ រាល់ ខ្លះ \
    ច្រើន តិច ណាស់ បន្តិច អ្នកជិតខាង មេភូមិ ព្រះសង្ឃ វត្ត បុណ្យ ក្រុម ផែនការ ជំហាន សង្ឃឹម កម្លាំង \
";
