//! Which course a family's case takes, and when: everything is reckoned back from the day of the demonstration.

use super::case::Case;
use super::cast::Member;
use super::words;
use domain::family::FamilyAction as A;
use domain::family::TeamRole;
use domain::family::people::PersonField;
use domain::family::review::ReviewOf;
use domain::family::visit::NewTask;
use domain::protocol::Risk;

/// The course of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arc {
    /// Referred; nobody has decided.
    Referred,
    /// Not taken on.
    Declined,
    /// Passed on to somebody else.
    PassedOn,
    /// Taken on; the family is to be met in time.
    AcceptedWithin,
    /// Taken on; the family should have been met.
    AcceptedOver,
    /// Met, and being understood.
    Assessing,
    /// The plan has just been agreed.
    PlanAgreed,
    /// Being visited.
    Visited,
    /// Being visited, with open high worries.
    InDanger,
    /// A visit is overdue.
    Overdue,
    /// A review waits for the supervisor.
    ReviewWaiting,
    /// A review was sent back.
    Returned,
    /// Closed, with this ending of [`words::ENDINGS`].
    Closed(usize),
    /// Closed, and opened again.
    Reopened,
}

/// Tells the whole course.
pub fn tell(case: &mut Case, arc: Arc) {
    let between = |case: &mut Case, low, high| case.tale.dice.between(low, high);
    match arc {
        Arc::Referred => {
            let ago = between(case, 0, 4);
            let urgency = *case.tale.dice.one(&Risk::ALL).unwrap_or(&Risk::Medium);
            case.referred(ago, urgency);
        }
        Arc::Declined | Arc::PassedOn => {
            let ago = between(case, 20, 400);
            case.referred(ago, Risk::Low);
            let decided = ago - between(case, 1, 4);
            case.not_taken(decided, arc == Arc::PassedOn);
        }
        Arc::AcceptedWithin => {
            case.referred(1, Risk::Medium);
            case.accepted(0, Risk::Medium);
            let ago = -between(case, 0, 2);
            let on = case.tale.date(ago);
            case.tale.plan_visit(case.lead, on, "ជួបគ្រួសារលើកដំបូង");
        }
        Arc::AcceptedOver => {
            let ago = between(case, 6, 9);
            case.referred(ago + 1, Risk::Medium);
            case.accepted(ago, Risk::Medium);
        }
        Arc::Assessing => {
            begin(case, 11, Risk::Medium);
            case.consented(6);
            if case.tale.dice.chance(50) {
                case.checked(3, 0);
            }
            let ago = -between(case, 0, 3);
            let on = case.tale.date(ago);
            case.tale.plan_visit(case.lead, on, "ធ្វើផែនទីចំណុចខ្លាំង និងសុវត្ថិភាពជាមួយគ្រួសារ");
        }
        Arc::PlanAgreed => {
            understood(case, 24, Risk::Medium);
            case.agreed(4);
            let ago = -between(case, 1, 8);
            let on = case.tale.date(ago);
            case.tale.plan_visit(case.lead, on, "មើលជំហានដំបូង");
        }
        Arc::Visited => {
            let start = between(case, 60, 520);
            let last = between(case, 2, 9);
            worked_with(case, start, last);
            ahead(case);
        }
        Arc::InDanger => {
            let start = between(case, 120, 300);
            worked_with(case, start, 5);
            case.risk = Risk::High;
            let (asker, signer) = reviewers(case);
            if let Some(concern) = case.worry(3, asker)
                && case.tale.dice.chance(50)
            {
                case.answer(2, signer, concern);
            }
            case.tale.risk(case.lead, Risk::High, words::risk_reason(Risk::High));
            let on = case.tale.date(-1);
            case.tale.plan_visit(case.lead, on, "ពិនិត្យផែនការសុវត្ថិភាព");
        }
        Arc::Overdue => {
            let start = between(case, 100, 420);
            let last = between(case, 37, 52);
            worked_with(case, start, last);
            case.tale.day(last);
            if case.tale.dice.chance(60) {
                let ago = between(case, 3, 15);
                let on = case.tale.date(ago);
                case.tale.plan_visit(case.lead, on, "មើលជំហានក្នុងផែនការ");
            }
        }
        Arc::ReviewWaiting => {
            let start = between(case, 150, 420);
            let asked = between(case, 1, 3);
            worked_with(case, start, 5);
            if case.tale.dice.chance(50) {
                finish(case, 4);
                let (of, summary) = case.closing("together_and_safe");
                case.ask(asked, case.lead, of, &summary);
            } else {
                case.ask(
                    asked,
                    case.lead,
                    ReviewOf::Progress,
                    "ជំហានបីក្នុងចំណោមប្រាំបានសម្រេច។ សុំយោបល់អំពីការបន្ថយចំនួនដងចុះជួប។",
                );
            }
        }
        Arc::Returned => {
            let start = between(case, 90, 300);
            worked_with(case, start, 8);
            let review = case.ask(6, case.lead, ReviewOf::Progress, "សុំពិនិត្យវឌ្ឍនភាពរបស់គ្រួសារ។");
            case.send_back(2, case.senior, review);
            ahead(case);
        }
        Arc::Closed(ending) => {
            let ago = between(case, 8, 200);
            closed(case, ago, ending);
        }
        Arc::Reopened => {
            closed(case, 95, 0);
            case.tale.day(12);
            let reason = case.pick(&words::REOPENED);
            case.tale.say(case.senior, A::Reopened { reason });
            case.consented(9);
            case.visit(6, false, Vec::new());
            case.planned(6);
            case.agreed(6);
            ahead(case);
        }
    }
}

/// Referred, taken on, met. `start` days ago; needs two weeks.
fn begin(case: &mut Case, start: i64, risk: Risk) {
    case.referred(start, risk);
    case.accepted(start - 1, risk);
    case.told(0);
    case.first_met(start - 2);
}

/// Assessed and planned; needs three weeks.
fn understood(case: &mut Case, start: i64, risk: Risk) {
    begin(case, start, risk);
    case.consented(start - 5);
    case.checked(start - 9, 0);
    case.mapped(start - 13, 0);
    case.planned(start - 18);
}

/// Worked with from `start` to `last` days ago, with everything that belongs to it.
fn worked_with(case: &mut Case, start: i64, last: i64) {
    let risk = if case.theme.concern.is_some() { Risk::High } else { Risk::Medium };
    understood(case, start, risk);
    case.agreed(start - 19);
    let (asker, signer) = reviewers(case);
    // One worker alone in an office has nobody to sign with her.
    let two = asker.worker.id != signer.worker.id;
    case.tale.day(start - 20);
    if asker.worker.id != case.lead.worker.id {
        case.tale.assign(case.lead, asker, TeamRole::Specialist);
    }
    if two {
        let review = case.ask(start - 20, asker, ReviewOf::Plan, "ផែនការដែលគ្រួសារបានយល់ព្រម។");
        case.sign(start - 22, signer, review);
    }
    let specialist = case.tale.cast.find("rithy").filter(|who| who.organisation == case.lead.organisation);
    if let Some(who) = specialist
        && (case.theme.code == "disability" || case.tale.dice.chance(10))
    {
        case.specialist(start - 24, who);
    }
    let worry = if two && case.tale.dice.chance(60) { case.worry(start - 25, asker) } else { None };
    if let Some(worry) = worry {
        case.answer(start - 26, signer, worry);
    }
    let span = (start - 27 - last).max(1);
    let rhythm = (span / 11).max(17);
    let mut ago = start - 27;
    let (mut renewed, mut rechecked, mut lowered) = (start, start - 9, false);
    while ago > last {
        if renewed - ago > 340 {
            case.consented(ago);
            renewed = ago;
        }
        let late = (start - ago) * 2 > start - last;
        let step = if case.tale.dice.chance(55) { case.next_step() } else { None };
        case.visit(ago, late, step.into_iter().collect());
        if rechecked - ago >= 176 && case.tale.dice.chance(85) {
            case.checked(ago, if rechecked == start - 9 { 1 } else { 2 });
            case.mapped(ago, 1);
            rechecked = ago;
        }
        if late && !lowered {
            lowered = true;
            case.reach(false);
            case.risk = if case.risk == Risk::High { Risk::Medium } else { Risk::Low };
            case.tale.risk(case.lead, case.risk, words::risk_reason(case.risk));
            if let Some(worry) = worry {
                case.settle(ago, signer, worry);
            }
        }
        if late && case.tale.dice.chance(15) {
            missed(case, ago, last);
        }
        ago -= rhythm + case.tale.dice.between(-3, 4);
    }
    if let Some(worry) = worry.filter(|_| !lowered) {
        case.settle(last, signer, worry);
    }
    let step = case.next_step();
    case.visit(last, true, step.into_iter().collect());
    if last < 60 && start > 80 {
        case.agreed(last);
    }
    let due = -case.tale.dice.between(-2, 20);
    case.postpone(due);
}

/// A planned visit did not take place.
fn missed(case: &mut Case, ago: i64, last: i64) {
    let day = (ago - 6).max(last);
    let on = case.tale.date(day);
    let visit = case.tale.plan_visit(case.lead, on, "មើលជំហានក្នុងផែនការ");
    case.tale.day(day);
    let reason = case.pick(&words::MISSED);
    case.tale.say(case.lead, A::VisitMissed { visit, reason });
}

/// What lies ahead: a planned visit for some, a task for some.
fn ahead(case: &mut Case) {
    if case.tale.dice.chance(88) {
        let ago = -case.tale.dice.between(0, 6);
        let on = case.tale.date(ago);
        let purpose = case.pick(&words::PURPOSES);
        case.tale.plan_visit(case.lead, on, &purpose);
    }
    if case.tale.dice.chance(40) {
        let due = -case.tale.dice.between(-2, 5);
        case.task(due);
    }
}

/// Every goal is reached; the child was checked once more.
fn finish(case: &mut Case, ago: i64) {
    case.tale.day(ago);
    case.reach(true);
}

/// Who asks and who signs: the lead and her supervisor; where the lead is the supervisor, a colleague asks.
fn reviewers<'a>(case: &Case<'a>) -> (&'a Member, &'a Member) {
    if case.lead.worker.id != case.senior.worker.id {
        return (case.lead, case.senior);
    }
    let colleague = case.tale.cast.members.iter().find(|other| {
        other.organisation == case.lead.organisation && other.worker.supervisor == Some(case.lead.worker.id)
    });
    (colleague.unwrap_or(case.lead), case.lead)
}

fn closed(case: &mut Case, ago: i64, ending: usize) {
    let outcome = words::ENDINGS.get(ending).map_or("other", |ending| ending.0);
    let start = ago + case.tale.dice.between(190, 330);
    if matches!(outcome, "came_of_age" | "independent") {
        case.of_age(ago + 20);
    }
    worked_with(case, start, ago + 12);
    if outcome == "child_died"
        && let Some(child) = case.focus().first().copied()
    {
        case.tale.day(ago + 10);
        let died = case.tale.date(ago + 11);
        case.tale.about(case.lead, child, vec![PersonField::DiedOn(Some(died))]);
    }
    case.tale.day(ago + 8);
    match outcome {
        "together_and_safe" | "reunified" | "with_relatives" | "came_of_age" | "independent" | "other" => {
            finish(case, ago + 8);
        }
        "handed_over" => case.hand_over("ការិយាល័យសង្គមកិច្ចស្រុក"),
        "moved" => case.hand_over("គ.ក.ន.ក ឃុំថ្មី"),
        _ => case.hand_over("មេភូមិ និង គ.ក.ន.ក ឃុំ"),
    }
    let (asker, signer) = reviewers(case);
    let (of, summary) = case.closing(outcome);
    let review = case.ask(ago + 6, asker, of, &summary);
    case.sign(ago + 3, signer, review);
    case.close(ago, review);
    if outcome == "together_and_safe" {
        let new = NewTask {
            what: "ទូរស័ព្ទសួរសុខទុក្ខមួយខែក្រោយបិទ".to_owned(),
            worker: case.lead.worker.id,
            by: Some(case.tale.date(ago - 30)),
        };
        let task = case.tale.script.ids.fresh();
        case.tale.say(case.lead, A::TaskAdded { task, new });
    }
}
