//! Forms that came filled in from outside the app: into the file that they name when nothing speaks against it, else
//! before whoever sent them and whoever supervises her, until one of them puts them into a file or throws them away.

use super::families;
use super::form_words::{Line, told};
use super::gate::PolicyGate;
use super::import::derived;
use super::lists;
use super::session::Signed;
use crate::problem::{Code, Problem};
use crate::state::App;
use domain::entry::{ACTION_VERSION, Action, Base, Entry, Outcome, Rejection, StreamKind};
use domain::family::assessment::{Completed, Revision};
use domain::family::number::FileNumber;
use domain::family::people::Person;
use domain::family::{Family, FamilyAction};
use domain::ids::{AssessmentId, EntryId, FormId, PersonId, StreamId, WorkerId};
use domain::instrument::{Answer, Answers, Fact, Instrument, Prefill};
use domain::khmer::keys::{fold_khmer, fold_latin};
use domain::stream::Stream;
use domain::time::Day;
use exchange::openrosa::{self, Filed, Left, Submission};
use policy::List;
use policy::acts::ReadFile;
use std::sync::Arc;
use store::received_forms::{FormFile, FormRow, FormState};
use store::{Append, Verdict};

/// Most forms that a list shows.
const MOST: u32 = 200;

/// A form that was read.
#[derive(Clone, Copy)]
pub(super) struct Found<'a> {
    pub(super) row: &'a FormRow,
    pub(super) tool: &'a Instrument,
    pub(super) submission: &'a Submission,
}

/// Why a form waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// It names no file.
    NoNumber,
    /// What it names is no number of a file.
    BadNumber,
    /// No file with this number is known to whoever sent it, or more than one.
    UnknownFile,
    /// It does not say whom of the family it is about.
    NoPerson,
    /// Nobody of the family is called so, or more than one.
    UnknownPerson,
    /// So much is missing or does not hold together.
    Incomplete(u32),
    /// Something in it cannot be read as an answer: where.
    Unreadable(Vec<String>),
    /// Something in it has no place in a record: somebody looks at it before it is gone.
    LeftOver,
    /// It lies in another family's file already.
    Elsewhere,
    /// The file does not take it, for this reason.
    Refused(String),
}

impl Why {
    /// The stable word.
    pub fn code(&self) -> String {
        match self {
            Self::NoNumber => "no_number".into(),
            Self::BadNumber => "bad_number".into(),
            Self::UnknownFile => "unknown_file".into(),
            Self::NoPerson => "no_person".into(),
            Self::UnknownPerson => "unknown_person".into(),
            Self::Incomplete(_) => "incomplete".into(),
            Self::Unreadable(_) => "unreadable".into(),
            Self::LeftOver => "left_over".into(),
            Self::Elsewhere => "elsewhere".into(),
            Self::Refused(code) => code.clone(),
        }
    }
}

/// Where a record goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Target {
    /// Into which file.
    pub family: StreamId,
    /// About whom.
    pub person: Option<PersonId>,
}

/// Puts a form into the file that it names. `None`: it stays for somebody to look at.
pub(super) async fn place_by_itself(
    app: &App,
    signed: &Signed,
    found: Found<'_>,
) -> Result<Option<StreamId>, Problem> {
    let Ok((answers, left)) = openrosa::to_answers(found.tool, found.submission) else { return Ok(None) };
    if leaves_over(&left) {
        return Ok(None);
    }
    let target = match matched(app, signed, found, &answers).await? {
        Ok((target, None)) => target,
        Ok((_, Some(_))) | Err(_) => return Ok(None),
    };
    let placed = place_at(app, signed, found, (target, answers)).await?;
    Ok(placed.is_ok().then_some(target.family))
}

/// Whether something would be lost if nobody looked at it. Pictures are not: they stay beside the form until somebody has
/// taken care of them.
fn leaves_over(left: &[Left]) -> bool {
    left.iter().any(|left| left.why != openrosa::Why::Picture)
}

/// The file, and whom it is about; a file of which it is not clear whom.
async fn matched(
    app: &App,
    signed: &Signed,
    found: Found<'_>,
    answers: &Answers,
) -> Result<Result<(Target, Option<Why>), Why>, Problem> {
    let filed = openrosa::filed(found.tool, found.submission, answers);
    let Some(number) = filed.number else { return Ok(Err(Why::NoNumber)) };
    let Ok(number) = number.parse::<FileNumber>() else { return Ok(Err(Why::BadNumber)) };
    let scope = lists::scope(app, signed, List::Organisation);
    let rows = app.store.files_numbered(&scope, signed.session.org, number).await?;
    let [row] = rows.as_slice() else { return Ok(Err(Why::UnknownFile)) };
    let family = row.stream;
    let file = families::fold::<ReadFile>(app, signed, family).await?;
    let day = day_of(found, answers);
    Ok(Ok(match whom(found.tool, &file.state, filed.person.as_deref(), day) {
        Ok(person) => (Target { family, person }, None),
        Err(why) => (Target { family, person: None }, Some(why)),
    }))
}

/// Whom of the family it is about.
fn whom(tool: &Instrument, family: &Family, named: Option<&str>, on: Day) -> Result<Option<PersonId>, Why> {
    if !tool.subject.is_one_person() {
        return Ok(None);
    }
    let named = named.ok_or(Why::NoPerson)?;
    let (km, latin) = (fold_khmer(named), fold_latin(named));
    let called = |person: &&Person| {
        let is = |name: Option<&String>, folded: &str, fold: fn(&str) -> String| {
            name.map(|name| fold(name)).is_some_and(|name| !name.is_empty() && name == folded)
        };
        is(person.name_km.get(), &km, fold_khmer) || is(person.name_latin.get(), &latin, fold_latin)
    };
    let subjects = family.subjects(tool.subject, on);
    let fits = |person: &&Person| subjects.contains(&Some(person.id)) && called(person);
    let mut all = family.present().filter(fits);
    match (all.next(), all.next()) {
        (Some(one), None) => Ok(Some(one.id)),
        _ => Err(Why::UnknownPerson),
    }
}

/// The day of the record: what the tool asks for as such, else the day on which it came.
fn day_of(found: Found<'_>, answers: &Answers) -> Day {
    let is_today = |prefill: &Option<Prefill>| matches!(prefill, Some(Prefill::File { fact: Fact::Today }));
    let item = found.tool.items().find(|(_, item)| is_today(&item.prefill));
    let came = found.row.at.day();
    let answered = item.and_then(|(_, item)| {
        let Some(Answer::When { value, .. }) = answers.get(&item.code) else { return None };
        value.parse::<Day>().ok()
    });
    answered.filter(|day| *day <= came).unwrap_or(came)
}

fn record_id(of: &FormRow) -> AssessmentId {
    AssessmentId::from_uuid(derived(&["assessment", &of.id.to_string()]))
}

/// The record that a form amounts to.
fn completed(
    app: &App,
    signed: &Signed,
    found: Found<'_>,
    (person, answers): (Option<PersonId>, Answers),
    family: &Family,
) -> Completed {
    // An app may send a form that corrects one that it sent before.
    let earlier = found.submission.deprecated_id.as_ref().map(|earlier| {
        let form = derived(&["form", &found.row.worker.to_string(), earlier]);
        AssessmentId::from_uuid(derived(&["assessment", &FormId::from_uuid(form).to_string()]))
    });
    let there = |id: &AssessmentId| family.assessments.iter().any(|one| one.completed.id == *id);
    let reason = || app.words.say(signed.about.lang, "form-corrected", None);
    Completed {
        id: record_id(found.row),
        instrument: found.tool.code.clone(),
        version: found.tool.version,
        subject: person,
        on: day_of(found, &answers),
        sources: Vec::new(),
        answers,
        revises: earlier.filter(there).map(|of| Revision { of, reason: reason() }),
    }
}

/// Puts a form into a file, once.
async fn place_at(
    app: &App,
    signed: &Signed,
    found: Found<'_>,
    (target, answers): (Target, Answers),
) -> Result<Result<(), Why>, Problem> {
    let mut file = families::fold::<ReadFile>(app, signed, target.family).await?;
    let completed = completed(app, signed, found, (target.person, answers), &file.state);
    let entry = Entry {
        id: EntryId::from_uuid(derived(&["entry", &found.row.id.to_string()])),
        stream: target.family,
        author: signed.session.worker,
        device: signed.session.device,
        made_at: signed.about.at,
        base: Base { seen: file.log.head, after: None },
        v: ACTION_VERSION,
        action: Action::Family(FamilyAction::AssessmentCompleted { completed }),
    };
    if let Some(why) = refused(&mut file, found.tool, &entry) {
        return Ok(Err(why));
    }
    let gate = PolicyGate::new(Arc::clone(&signed.asker), Arc::clone(&signed.directory), signed.about.at);
    let request = Append {
        entries: vec![entry],
        actor: signed.actor(),
        at: signed.about.at,
        request_id: signed.about.id.to_string(),
        gate: Arc::new(gate),
        atomic: true,
        on_behalf: false,
    };
    let receipts = app.store.append(request).await?;
    let Some(receipt) = receipts.into_iter().next() else {
        return Err(Problem::broken("an entry had no receipt"));
    };
    match receipt.verdict {
        Verdict::Placed { outcome: Outcome::Rejected { reason }, .. } => Ok(Err(why_not(&reason))),
        Verdict::Refused { code, .. } => Ok(Err(Why::Refused(code))),
        Verdict::AlreadyThere { .. } if !holds(app, signed, found, target.family).await? => {
            Ok(Err(Why::Elsewhere))
        }
        Verdict::Placed { .. } | Verdict::AlreadyThere { .. } => {
            app.store.form_settled(found.row.id, FormState::Placed(target.family)).await?;
            app.events.tell(target.family, StreamKind::Family, signed.session.device, false);
            Ok(Ok(()))
        }
    }
}

/// Whether the record of a form is in this file: somebody else may have put it into another in the same moment.
async fn holds(app: &App, signed: &Signed, found: Found<'_>, family: StreamId) -> Result<bool, Problem> {
    let file = families::fold::<ReadFile>(app, signed, family).await?;
    let id = record_id(found.row);
    Ok(file.state.assessments.iter().any(|one| one.completed.id == id))
}

/// Why the file would not take a record, before anything is written: what is refused stays a form that waits.
fn refused(file: &mut Stream<Family>, tool: &Instrument, entry: &Entry) -> Option<Why> {
    let Action::Family(FamilyAction::AssessmentCompleted { completed }) = &entry.action else { return None };
    // What was placed before, when the answer did not reach the app, is placed once more as what it is.
    if file.state.assessments.iter().any(|one| one.completed.id == completed.id) {
        return None;
    }
    match file.state.missing(tool, completed) {
        0 => {}
        missing => return Some(Why::Incomplete(missing)),
    }
    let seq = file.log.head + 1;
    match file.take(entry.clone().placed(seq)) {
        Outcome::Rejected { reason } => Some(why_not(&reason)),
        Outcome::Applied
        | Outcome::Merged
        | Outcome::Duplicate
        | Outcome::Conflicting { .. }
        | Outcome::Waiting { .. }
        | Outcome::Sealed => None,
    }
}

fn why_not(reason: &Rejection) -> Why {
    if let Rejection::Incomplete { missing } = reason {
        return Why::Incomplete(*missing);
    }
    Why::Refused(reason.code().to_owned())
}

/// Whose forms somebody looks after: her own, and those of whom she supervises.
fn hers(signed: &Signed) -> Vec<WorkerId> {
    let below = signed.principal().supervisees.iter().copied();
    std::iter::once(signed.session.worker).chain(below).collect()
}

/// Forms that wait, and those whose pictures nobody has taken care of.
pub async fn list(app: &App, signed: &Signed) -> Result<Vec<FormRow>, Problem> {
    let rows = app.store.forms(&hers(signed), MOST).await?;
    let placed = rows.iter().filter_map(|row| match row.state {
        FormState::Placed(family) => Some(family),
        FormState::Waiting | FormState::Discarded => None,
    });
    app.store.audit(vec![signed.showed("forms.listed", placed)]).await?;
    Ok(rows)
}

async fn one(app: &App, signed: &Signed, id: FormId) -> Result<FormRow, Problem> {
    let row = app.store.form(id).await?.filter(|row| hers(signed).contains(&row.worker));
    row.ok_or(Problem::new(Code::NotFound))
}

/// Somebody of a family, for whoever says whom a form is about.
pub struct Candidate {
    /// Who.
    pub id: PersonId,
    /// Her name in Khmer.
    pub name_km: String,
    /// Her name in Latin letters.
    pub name_latin: String,
}

/// A form, as somebody looks at it.
pub struct Opened {
    /// Itself.
    pub row: FormRow,
    /// Where the form says that it belongs.
    pub filed: Filed,
    /// Why it waits; absent when it does not.
    pub why: Option<Why>,
    /// The file that it names, when that is clear.
    pub family: Option<StreamId>,
    /// Whom it may be about, of that file or of the one that was chosen; empty when it is about no single person.
    pub people: Vec<Candidate>,
    /// A record is about one person.
    pub about_one: bool,
    /// What it says.
    pub lines: Vec<Line>,
    /// What of it has no place in a record.
    pub left: Vec<Left>,
    /// What lies beside it.
    pub files: Vec<FormFile>,
}

/// Opens a form. `chosen`: the file into which somebody thinks of putting it.
pub async fn open(
    app: &App,
    signed: &Signed,
    id: FormId,
    chosen: Option<StreamId>,
) -> Result<Opened, Problem> {
    let row = one(app, signed, id).await?;
    app.store.audit(vec![signed.event("form.opened", true)]).await?;
    let files = app.store.form_files(id).await?;
    let mut opened = Opened {
        filed: Filed::default(),
        why: None,
        family: None,
        people: Vec::new(),
        about_one: false,
        lines: Vec::new(),
        left: Vec::new(),
        files,
        row,
    };
    let FormState::Waiting = opened.row.state else { return Ok(opened) };
    let (tool, submission) = content(app, signed, &opened.row).await?;
    let found = Found { row: &opened.row, tool, submission: &submission };
    opened.about_one = tool.subject.is_one_person();
    let (answers, left) = match openrosa::to_answers(tool, &submission) {
        Ok(read) => read,
        Err(problems) => {
            opened.why = Some(Why::Unreadable(problems.iter().map(ToString::to_string).collect()));
            return Ok(opened);
        }
    };
    opened.lines = told(tool, &answers);
    let leaves_over = leaves_over(&left);
    opened.left = left;
    opened.filed = openrosa::filed(tool, &submission, &answers);
    let day = day_of(found, &answers);
    let target = matched(app, signed, found, &answers).await?;
    let family = chosen.or_else(|| target.as_ref().ok().map(|(target, _)| target.family));
    let mut why = match target {
        Ok((target, None)) => {
            let mut file = families::fold::<ReadFile>(app, signed, target.family).await?;
            let completed = completed(app, signed, found, (target.person, answers.clone()), &file.state);
            would_refuse(&mut file, tool, signed, completed)
        }
        Ok((_, Some(why))) | Err(why) => Some(why),
    };
    if let Some(family) = family {
        let file = families::fold::<ReadFile>(app, signed, family).await?;
        opened.people = candidates(tool, &file.state, day);
        // What is missing is worth knowing before anything is chosen.
        if chosen.is_some() && !opened.about_one {
            let record = completed(app, signed, found, (None, answers), &file.state);
            let missing = file.state.missing(tool, &record);
            why = (missing > 0).then_some(Why::Incomplete(missing));
        }
    }
    opened.family = family;
    opened.why = why.or_else(|| leaves_over.then_some(Why::LeftOver));
    Ok(opened)
}

/// What stands in the way of a record, as far as the file itself says.
fn would_refuse(
    file: &mut Stream<Family>,
    tool: &Instrument,
    signed: &Signed,
    completed: Completed,
) -> Option<Why> {
    let entry = Entry {
        id: EntryId::from_uuid(derived(&["trial", &completed.id.to_string()])),
        stream: StreamId::from_u128(0),
        author: signed.session.worker,
        device: signed.session.device,
        made_at: signed.about.at,
        base: Base { seen: file.log.head, after: None },
        v: ACTION_VERSION,
        action: Action::Family(FamilyAction::AssessmentCompleted { completed }),
    };
    refused(file, tool, &entry)
}

fn candidates(tool: &Instrument, family: &Family, on: Day) -> Vec<Candidate> {
    let name = |name: Option<&String>| name.cloned().unwrap_or_default();
    let candidate = |person: &Person| Candidate {
        id: person.id,
        name_km: name(person.name_km.get()),
        name_latin: name(person.name_latin.get()),
    };
    let subjects = family.subjects(tool.subject, on);
    family.present().filter(|person| subjects.contains(&Some(person.id))).map(candidate).collect()
}

async fn content<'a>(
    app: &App,
    signed: &'a Signed,
    row: &FormRow,
) -> Result<(&'a Instrument, Submission), Problem> {
    let xml = app.store.form_content(row).await?.ok_or(Problem::new(Code::FormDecided))?;
    let submission = openrosa::parse(&xml).map_err(Problem::broken)?;
    let tool =
        signed.directory.tools.find(&row.form, row.version).filter(|tool| tool.subject.is_of_a_family());
    Ok((tool.ok_or_else(|| Problem::broken("a form of a tool that is gone"))?, submission))
}

/// Somebody puts a form into a file.
pub async fn place(app: &App, signed: &Signed, id: FormId, target: Target) -> Result<(), Problem> {
    let row = one(app, signed, id).await?;
    if row.state != FormState::Waiting {
        return Err(Problem::new(Code::FormDecided));
    }
    let (tool, submission) = content(app, signed, &row).await?;
    let found = Found { row: &row, tool, submission: &submission };
    let Ok((answers, _)) = openrosa::to_answers(tool, &submission) else {
        return Err(Problem::new(Code::FormUnfit).at("unreadable"));
    };
    let file = families::fold::<ReadFile>(app, signed, target.family).await?;
    let day = day_of(found, &answers);
    let fits = file.state.subjects(tool.subject, day).contains(&target.person);
    if !fits {
        return Err(Problem::new(Code::FormUnfit).at("person"));
    }
    match place_at(app, signed, found, (target, answers)).await? {
        Ok(()) => Ok(()),
        Err(Why::Elsewhere) => Err(Problem::new(Code::FormDecided)),
        Err(why) => Err(Problem::new(Code::FormUnfit).at(&why.code())),
    }
}

/// Somebody throws a form away.
pub async fn discard(app: &App, signed: &Signed, id: FormId, reason: &str) -> Result<(), Problem> {
    let reason = reason.trim();
    if reason.is_empty() || reason.chars().count() > 500 {
        return Err(Problem::new(Code::BadValue).at("reason"));
    }
    let row = one(app, signed, id).await?;
    if row.state != FormState::Waiting {
        return Err(Problem::new(Code::FormDecided));
    }
    app.store.audit(vec![signed.event("form.discarded", true)]).await?;
    Ok(app.store.form_settled(id, FormState::Discarded).await?)
}

/// One file beside a form. Those of a form that is in a file are its: whoever may not open that sees none of them.
pub async fn file(app: &App, signed: &Signed, id: FormId, name: &str) -> Result<Vec<u8>, Problem> {
    let row = one(app, signed, id).await?;
    if let FormState::Placed(family) = row.state {
        let info = app.store.stream_info(family, signed.about.at).await?;
        info.filter(|info| families::may_open(signed, info)).ok_or(Problem::new(Code::NotFound))?;
    }
    app.store.audit(vec![signed.event("form.file_read", true)]).await?;
    app.store.form_file(&row, name).await?.ok_or(Problem::new(Code::NotFound))
}

/// The files beside a form that is in a file were taken care of: they go.
pub async fn end_files(app: &App, signed: &Signed, id: FormId) -> Result<(), Problem> {
    let row = one(app, signed, id).await?;
    if row.state == FormState::Waiting {
        return Err(Problem::new(Code::FormUnfit).at("waiting"));
    }
    app.store.audit(vec![signed.event("form.files_ended", true)]).await?;
    Ok(app.store.form_files_end(id).await?)
}
