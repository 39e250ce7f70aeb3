//! Reading that is worth a look. The audit log is looked through day by day; what reaches a threshold of the protocol is
//! kept, shown to whoever watches over the protection of data, and stays until she has said what it was. The log
//! holds no names: a reader's own family name is compared with blind tokens of the people in the files that she opened.

use super::lists;
use super::session::Signed;
use super::team::decide;
use crate::problem::{Code, Problem};
use crate::state::App;
use domain::ids::{FindingId, OrganisationId, StreamId, WorkerId};
use domain::khmer::keys::family_name_tokens;
use domain::protocol::ProtectionRules;
use domain::time::{Day, Millis};
use domain::unusual::{Did, Known, Line, files_opened, unusual};
use policy::{Act, Context, List, Question, Resource};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use store::people::WorkerRow;
use store::unusual::{Judgement, KeptFinding, LogLine, LookedThrough, ReadingDay, Verdict};

/// A log that was looked through so short a time ago is not looked through again for somebody who asks.
const FRESH_MS: i64 = 1_000;
/// Rows of the log that are read at once.
const ROWS: u32 = 5_000;
/// A habit is made of so many days.
const HABIT_OVER_DAYS: i64 = 60;
/// Most findings that are shown.
const MOST: u32 = 500;
/// Longest note, in characters.
const LONGEST_NOTE: usize = 2_000;

/// Looks through the logs of all organisations. Tells how many were looked through.
pub async fn look_through_all(app: &App) -> Result<usize, Problem> {
    let organisations = app.store.organisations().await?;
    for organisation in &organisations {
        look_through(app, organisation.org).await?;
    }
    Ok(organisations.len())
}

/// Looks through what is new in an organisation's log, day by day; the day that is not over is looked at again the
/// next time.
pub async fn look_through(app: &App, org: OrganisationId) -> Result<(), Problem> {
    let directory = app.directory.get(app).await?;
    let rules = directory.protocol.protection;
    let now = app.now();
    let mark = match app.store.looked_through(org).await? {
        Some(mark) => mark.seq,
        None => {
            let since = start_of(now.day().plus_days(-i64::from(rules.look_back_days)));
            app.store.log_before(org, since).await?
        }
    };
    let names: HashMap<WorkerId, WorkerRow> =
        directory.of(org).into_iter().map(|one| (one.row.worker, one.row.clone())).collect();
    let look = Look { app, org, rules: &rules, names: &names };
    let mut day = DayOfLog::default();
    // Up to where the days that are over reach.
    let mut over = mark;
    let mut read = mark;
    loop {
        let rows = app.store.log_lines(org, read, ROWS).await?;
        let Some(last) = rows.last() else { break };
        read = last.seq;
        for row in &rows {
            if day.of.is_some_and(|of| of != row.at.day()) {
                let done = std::mem::take(&mut day);
                let ends = row.seq.saturating_sub(1);
                look.at(&done, true, LookedThrough { seq: ends, at: now }).await?;
                over = ends;
            }
            day.take(row);
        }
    }
    look.at(&day, false, LookedThrough { seq: over, at: now }).await
}

/// Midnight at the beginning of a day, where the families live.
fn start_of(day: Day) -> Millis {
    Millis(day.noon().0.saturating_sub(12 * 60 * 60 * 1000))
}

/// The lines of one day of the log, by the server's clock.
#[derive(Default)]
struct DayOfLog {
    of: Option<Day>,
    lines: Vec<Line>,
    /// What was opened by somebody who is nothing to the family but lets herself in by her role or a grant.
    from_outside: BTreeSet<(WorkerId, StreamId)>,
}

impl DayOfLog {
    fn take(&mut self, row: &LogLine) {
        self.of = Some(row.at.day());
        let Some(did) = did(row) else { return };
        if let Did::Opened(file) = did
            && ["management", "emergency", "consultation"].contains(&row.purpose.as_str())
        {
            self.from_outside.insert((row.worker, file));
        }
        // What a phone tells later happened by its clock; one that is far off counts when it was heard.
        let made = row.made_at.filter(|made| made.0 <= row.at.0);
        self.lines.push(Line { worker: row.worker, at: made.unwrap_or(row.at), did });
    }
}

/// What a line of the log says, as far as it matters here. Numbers, syncing and what the server does by itself do not.
fn did(row: &LogLine) -> Option<Did> {
    if !row.allowed {
        return Some(match row.outcome.as_str() {
            "too_many" => Did::AskedTooOften,
            "own_relative" => Did::TriedKeptOut(row.stream),
            _ if row.action.starts_with("sign_in") => return None,
            _ => Did::Refused,
        });
    }
    match (row.action.as_str(), row.stream) {
        // Looking whether an emergency was one is no reading of the story.
        ("family.read", Some(_)) if row.purpose == "review" || row.purpose == "transfer" => None,
        ("family.read" | "family.viewed", Some(file)) => Some(Did::Opened(file)),
        ("search" | "emergency.look", _) => Some(Did::Searched),
        (_, _) => None,
    }
}

struct Look<'a> {
    app: &'a App,
    org: OrganisationId,
    rules: &'a ProtectionRules,
    names: &'a HashMap<WorkerId, WorkerRow>,
}

impl Look<'_> {
    async fn at(&self, day: &DayOfLog, over: bool, looked: LookedThrough) -> Result<(), Problem> {
        let Some(of) = day.of else {
            return Ok(self.app.store.keep_findings(self.org, &[], &[], looked).await?);
        };
        // A phone may tell of days before.
        let mut by: BTreeMap<Day, Vec<Line>> = BTreeMap::new();
        for line in &day.lines {
            by.entry(line.at.day()).or_default().push(*line);
        }
        let opened: BTreeSet<(WorkerId, StreamId)> = day
            .lines
            .iter()
            .filter_map(|line| match line.did {
                Did::Opened(file) => Some((line.worker, file)),
                Did::Searched | Did::AskedTooOften | Did::TriedKeptOut(_) | Did::Refused => None,
            })
            .collect();
        let files: BTreeSet<StreamId> = opened.iter().map(|(_, file)| *file).collect();
        let closed = self.app.store.closed_files(&files).await?;
        let named_alike = self.named_alike(&opened, &day.from_outside).await?;
        let habits = self.app.store.reading_habits(self.org, of.plus_days(-HABIT_OVER_DAYS)).await?;
        let enough = |days: u32| days >= u32::from(self.rules.habit_days).max(1);
        let habit: BTreeMap<WorkerId, u32> = habits
            .into_iter()
            .filter(|(_, days, _)| enough(*days))
            .map(|(worker, days, files)| (worker, files.div_ceil(days.max(1))))
            .collect();
        let known = Known { rules: self.rules, habit: &habit, closed: &closed, named_alike: &named_alike };
        let (mut findings, mut days) = (Vec::new(), Vec::new());
        for (on, lines) in &by {
            findings.extend(unusual(*on, lines, &known));
            if over {
                let opened = files_opened(lines).into_iter();
                days.extend(opened.map(|(worker, files)| ReadingDay { worker, day: *on, files }));
            }
        }
        Ok(self.app.store.keep_findings(self.org, &findings, &days, looked).await?)
    }

    /// Who opened a file with somebody of her own family name in it: where the name is rare, or where she does not work
    /// with the family. Common names among those who do would be told every day and say nothing.
    async fn named_alike(
        &self,
        opened: &BTreeSet<(WorkerId, StreamId)>,
        from_outside: &BTreeSet<(WorkerId, StreamId)>,
    ) -> Result<BTreeSet<(WorkerId, StreamId)>, Problem> {
        let mut by: BTreeMap<WorkerId, BTreeSet<StreamId>> = BTreeMap::new();
        for (worker, file) in opened {
            by.entry(*worker).or_default().insert(*file);
        }
        let rare = u32::from(self.rules.rare_name_people);
        let mut alike = BTreeSet::new();
        for (worker, files) in by {
            let Some(row) = self.names.get(&worker) else { continue };
            for name in [&row.name_km, &row.name_en] {
                let Some(words) = family_name_tokens(name) else { continue };
                let (people, found) =
                    self.app.store.files_with_name(self.org, &words, &files, rare.saturating_add(1)).await?;
                let told = found.into_iter().map(|file| (worker, file));
                alike.extend(told.filter(|one| people <= rare || from_outside.contains(one)));
            }
        }
        Ok(alike)
    }
}

/// A finding as it is shown.
#[derive(Debug, Clone)]
pub struct Shown {
    /// What was found, and what was said of it.
    pub kept: KeptFinding,
    /// The files that it is about and that she may know of.
    pub files: Vec<StreamId>,
    /// She may say what it was: it is not her own reading.
    pub can_judge: bool,
}

impl Shown {
    /// What was said last.
    pub fn verdict(&self) -> Option<Verdict> {
        self.kept.judgements.last().map(|last| last.verdict)
    }
}

/// Whether she may say what somebody's reading was.
fn may_judge(signed: &Signed, reader: WorkerId) -> bool {
    let context = Context { asked_by: Some(reader), ..Context::default() };
    let question = Question {
        context,
        ..Question::casework(Act::JudgeReading, Resource::Organisation(signed.session.org))
    };
    signed.asker.decide(&question).allow
}

/// What is worth a look: what nobody has looked at first, then what is to be followed up, then what is explained; each
/// the gravest and latest first.
pub async fn list(app: &App, signed: &Signed) -> Result<Vec<Shown>, Problem> {
    decide(signed, Act::WatchOver)?;
    let org = signed.session.org;
    let looked = app.store.looked_through(org).await?;
    if looked.is_none_or(|mark| signed.about.at.0 - mark.at.0 >= FRESH_MS) {
        look_through(app, org).await?;
    }
    let since = i64::from(signed.directory.protocol.protection.look_back_days);
    let kept = app.store.findings(org, signed.about.at.day().plus_days(-since), MOST).await?;
    let files: Vec<StreamId> = kept.iter().flat_map(|one| one.finding.files.iter().copied()).collect();
    let scope = lists::scope(app, signed, List::Organisation);
    let known: BTreeSet<StreamId> = app.store.which_in_scope(&scope, &files).await?;
    let mut shown: Vec<Shown> = kept
        .into_iter()
        .map(|kept| Shown {
            files: kept.finding.files.iter().copied().filter(|file| known.contains(file)).collect(),
            can_judge: may_judge(signed, kept.finding.worker),
            kept,
        })
        .collect();
    shown.sort_by_key(|one| {
        let rank = match one.verdict() {
            None => 0,
            Some(Verdict::FollowUp) => 1,
            Some(Verdict::Explained) => 2,
        };
        (rank, one.kept.finding.kind, std::cmp::Reverse(one.kept.finding.last))
    });
    let told = shown.iter().flat_map(|one| one.files.iter().copied());
    app.store.audit(vec![signed.showed("readings.read", told.collect::<Vec<_>>())]).await?;
    Ok(shown)
}

/// Says what a reading was.
pub async fn judge(
    app: &App,
    signed: &Signed,
    id: FindingId,
    verdict: Verdict,
    note: &str,
) -> Result<(), Problem> {
    decide(signed, Act::WatchOver)?;
    let org = signed.session.org;
    let finding = app.store.finding(org, id).await?.ok_or(Problem::new(Code::NotFound))?;
    let event = |allowed: bool, outcome: &str| {
        let mut event = signed.event("reading.judged", allowed);
        outcome.clone_into(&mut event.outcome);
        event.basis = format!("{}.{id}", finding.kind.code());
        event
    };
    if !may_judge(signed, finding.worker) {
        app.store.audit(vec![event(false, "four_eyes")]).await?;
        return Err(Problem::new(Code::NotAllowed));
    }
    let note = note.trim();
    if note.is_empty() || note.chars().count() > LONGEST_NOTE {
        return Err(Problem::new(Code::BadValue).at("note"));
    }
    let judgement =
        Judgement { by: signed.session.worker, at: signed.about.at, verdict, note: note.to_owned() };
    Ok(app.store.judge(org, id, &judgement, event(true, verdict.code())).await?)
}
