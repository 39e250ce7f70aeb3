//! The tools of a family: what was filled, what it amounts to, what is due, and what may be filled.

use super::Name;
use super::assess::draft_name;
use super::book::Book;
use crate::core::Core;
use domain::family::assessment::AssessmentRecord;
use domain::ids::{AssessmentId, PersonId, StreamId};
use domain::instrument::{
    self, Answer, Answers, Colour, Compiled, Direction, Evaluation, Instrument, Kind, Subject, Text, ToolCard,
};
use domain::time::{Day, Millis};
use serde::Serialize;
use tsify::Tsify;

/// A version of a tool.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Tsify)]
pub struct ToolRef {
    /// Its code.
    pub code: String,
    /// The version.
    pub version: u16,
}

/// The network's own tools that are in use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Tsify)]
pub struct PublishedView {
    /// Which.
    pub tools: Vec<ToolRef>,
}

/// A score.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct ScoreView {
    /// Its code.
    pub code: String,
    /// What it counts.
    pub title: Text,
    /// In thousandths; none when nothing of it was answered.
    pub value: Option<i64>,
    /// The time before.
    pub before: Option<i64>,
    /// Digits after the point.
    pub decimals: u8,
    /// The most it can be, in whole numbers.
    pub most: Option<u32>,
    /// Which way it went.
    pub direction: Direction,
    /// Of the items that count, how many were answered.
    pub answered: u32,
    /// How many there are.
    pub of: u32,
}

/// A band.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct BandView {
    /// Of which banding.
    pub code: String,
    /// What it says.
    pub title: Text,
    /// The band.
    pub label: Text,
    /// What it means and what follows.
    pub meaning: Option<Text>,
    /// Its colour.
    pub colour: Colour,
    /// Which in the row of bands, from 0, least serious first.
    pub place: u32,
    /// How many there are.
    pub of: u32,
    /// The band of the time before.
    pub before: Option<Text>,
    /// What was reckoned, when somebody or a red flag set another.
    pub reckoned: Option<Text>,
    /// Somebody set it, for this reason.
    pub reason: Option<String>,
    /// Red flags that force it.
    pub forced_by: Vec<Text>,
}

/// What may be filled.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct ToolChoiceView {
    /// By whose name the family is called.
    pub family: Name,
    /// The tools, in the order of the library.
    pub tools: Vec<ToolOffer>,
    /// Consent to services is live.
    pub consent_live: bool,
}

/// A tool that may be filled.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct ToolOffer {
    /// Its code.
    pub code: String,
    /// What people call it.
    pub title: Text,
    /// Whom a record is about.
    pub about: Subject,
    /// Of whom it may be: none in it for a tool about the family.
    pub subjects: Vec<Option<ToolSubject>>,
}

/// Somebody a tool may be about.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct ToolSubject {
    /// Who.
    pub id: PersonId,
    /// Her name.
    pub name: Name,
}

/// A tool and its latest record for one subject.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct ToolView {
    /// The instrument's code.
    pub instrument: String,
    /// What people call it.
    pub title: Text,
    /// The child, for a tool about one.
    pub subject: Option<PersonId>,
    /// The child's name.
    pub name: Option<Name>,
    /// When it was last completed.
    pub last: Option<Day>,
    /// Who completed it.
    pub by: Option<Name>,
    /// That record.
    pub record: Option<AssessmentId>,
    /// When it is due again.
    pub due: Option<Day>,
    /// The marks, with those of the time before.
    pub marks: Vec<MarkView>,
    /// Numbers from 0 to 10, one a person, with those of the time before.
    pub scales: Vec<ScaleView>,
    /// The scores, with those of the time before.
    pub scores: Vec<ScoreView>,
    /// The bands, with those of the time before.
    pub bands: Vec<BandView>,
    /// Red flags that are raised.
    pub flags: Vec<Text>,
    /// The document that is needed to show it, when it is not at hand.
    pub wants: Option<ToolRef>,
    /// How many records there are.
    pub records: u32,
    /// A draft is begun.
    pub draft: bool,
}

/// A mark of a factor.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct MarkView {
    /// The item's code.
    pub code: String,
    /// The item.
    pub title: Text,
    /// The mark.
    pub value: u8,
    /// In a word.
    pub label: Text,
    /// Its colour.
    pub colour: Colour,
    /// Why.
    pub reason: String,
    /// The mark of the time before.
    pub before: Option<u8>,
    /// Which way it went.
    pub direction: Direction,
}

/// One person's number.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct ScaleView {
    /// In which role.
    pub rater: instrument::Voice,
    /// Who.
    pub who: Name,
    /// The number.
    pub score: u8,
    /// The number of the time before.
    pub before: Option<u8>,
    /// Why.
    pub reason: String,
    /// What would make it one higher.
    pub one_higher: String,
}

/// What a record amounts to beside the one before it.
pub(crate) struct Told<'a> {
    pub(crate) tool: &'a Instrument,
    pub(crate) answers: &'a Answers,
    pub(crate) now: Evaluation,
    pub(crate) before: Option<Evaluation>,
}

impl Told<'_> {
    pub(crate) fn scores(&self) -> Vec<ScoreView> {
        let before = |code: &str| {
            self.before.as_ref()?.scores.iter().find(|score| score.code == code).and_then(|s| s.thousandths)
        };
        let view = |score: &instrument::Score| {
            let result = self.now.scores.iter().find(|result| result.code == score.code)?;
            let before = before(&score.code);
            Some(ScoreView {
                code: score.code.clone(),
                title: score.title.clone(),
                value: result.thousandths,
                before,
                decimals: score.decimals,
                most: score.most,
                direction: went(before, result.thousandths, score.more_is_worse),
                answered: result.answered,
                of: result.of,
            })
        };
        self.tool.scores.iter().filter_map(view).collect()
    }

    pub(crate) fn bands(&self) -> Vec<BandView> {
        let view = |banding: &instrument::Banding| {
            let result = self.now.bands.iter().find(|result| result.banding == banding.code)?;
            let named = |code: &Option<String>| {
                code.as_ref().and_then(|code| banding.bands.iter().find(|band| band.code == *code))
            };
            let band = named(&result.band)?;
            let before =
                self.before.as_ref().and_then(|b| b.bands.iter().find(|r| r.banding == banding.code));
            let reason = match self.answers.get(&banding.code) {
                Some(Answer::Override { reason, .. }) if result.overridden => Some(reason.clone()),
                Some(_) | None => None,
            };
            let flag =
                |code: &String| self.tool.flags.iter().find(|f| f.code == *code).map(|f| f.title.clone());
            let place = banding.bands.iter().position(|one| one.code == band.code).unwrap_or_default();
            Some(BandView {
                code: banding.code.clone(),
                title: banding.title.clone(),
                label: band.label.clone(),
                meaning: band.meaning.clone(),
                colour: band.colour,
                place: count(place),
                of: count(banding.bands.len()),
                before: before.and_then(|before| named(&before.band)).map(|band| band.label.clone()),
                reckoned: (result.reckoned != result.band)
                    .then(|| named(&result.reckoned).map(|band| band.label.clone()))
                    .flatten(),
                reason,
                forced_by: result.forced_by.iter().filter_map(flag).collect(),
            })
        };
        self.tool.bandings.iter().filter_map(view).collect()
    }

    pub(crate) fn flags(&self) -> Vec<Text> {
        let raised = |flag: &&instrument::Flag| self.now.flags.contains(&flag.code);
        self.tool.flags.iter().filter(raised).map(|flag| flag.title.clone()).collect()
    }
}

fn went(before: Option<i64>, now: Option<i64>, more_is_worse: bool) -> Direction {
    match (before, now) {
        (None, _) => Direction::New,
        (Some(_), None) => Direction::Gone,
        (Some(before), Some(now)) if before == now => Direction::Same,
        (Some(before), Some(now)) if (now > before) == more_is_worse => Direction::Worse,
        (Some(_), Some(_)) => Direction::Better,
    }
}

fn count(size: usize) -> u32 {
    u32::try_from(size).unwrap_or(u32::MAX)
}

impl Core {
    /// Tools that were filled, are begun or belong to every file, each with its latest record and what changed
    /// since the one before.
    pub(crate) fn tools(&self, id: StreamId, book: Book<'_>, today: Day) -> Vec<ToolView> {
        let mut views = Vec::new();
        for card in self.shelf.newest_cards() {
            for subject in book.subjects(card.subject, today) {
                let view = self.tool_view(id, book, card, subject);
                // The others are offered where one chooses a tool: a page of forty is no help.
                if book.family().is_none()
                    || view.records > 0
                    || view.draft
                    || card.schedule.baseline_within_days.is_some()
                {
                    views.push(view);
                }
            }
        }
        views
    }

    /// Every tool that may be filled for a family.
    pub(crate) fn tool_choice(&self, id: StreamId, now: Millis) -> Option<ToolChoiceView> {
        let family = self.family(id)?;
        let today = now.day();
        let offered = |subject: Option<PersonId>| {
            subject.map(|id| ToolSubject { id, name: family.person(id).map(Name::of).unwrap_or_default() })
        };
        let offer = |card: &ToolCard| {
            let subjects: Vec<_> = family.subjects(card.subject, today).into_iter().map(offered).collect();
            let (code, title) = (card.code.clone(), card.title.clone());
            (!subjects.is_empty()).then_some(ToolOffer { code, title, about: card.subject, subjects })
        };
        Some(ToolChoiceView {
            family: super::lists::label(&self.summary(id)?.people),
            tools: self.shelf.newest_cards().into_iter().filter_map(offer).collect(),
            consent_live: family.live_consents("services", today).next().is_some(),
        })
    }

    /// The network's own tools that are in use.
    pub(crate) fn published(&self) -> PublishedView {
        let named = |card: &ToolCard| ToolRef { code: card.code.clone(), version: card.version };
        PublishedView { tools: self.shelf.published().map(named).collect() }
    }

    fn tool_view(
        &self,
        id: StreamId,
        book: Book<'_>,
        card: &ToolCard,
        subject: Option<PersonId>,
    ) -> ToolView {
        let (latest, before) = book.latest(&card.code, subject);
        let record = latest.map(|record| &record.completed);
        let same =
            |a: &&AssessmentRecord| a.completed.instrument == card.code && a.completed.subject == subject;
        let mut view = ToolView {
            instrument: card.code.clone(),
            title: card.title.clone(),
            subject,
            name: subject.and_then(|id| book.person(id)).map(Name::of),
            last: record.map(|r| r.on),
            by: latest.map(|l| self.writer(book, l.by.author)),
            record: record.map(|r| r.id),
            due: record.zip(card.schedule.every_days).map(|(r, days)| r.on.plus_days(i64::from(days))),
            marks: Vec::new(),
            scales: Vec::new(),
            scores: Vec::new(),
            bands: Vec::new(),
            flags: Vec::new(),
            wants: None,
            records: count(book.records().iter().filter(same).count()),
            draft: self.draft(&draft_name(book, id, &card.code, subject)).is_some(),
        };
        if let Some(latest) = latest {
            self.add_result(&mut view, book, latest, before);
        }
        view
    }

    /// What the latest record amounts to beside the one before; the document is asked for when it is not at hand.
    fn add_result(
        &self,
        view: &mut ToolView,
        book: Book<'_>,
        latest: &AssessmentRecord,
        before: Option<&AssessmentRecord>,
    ) {
        let record = &latest.completed;
        let Some(told) = self.told(book, latest, before) else {
            view.wants = Some(ToolRef { code: record.instrument.clone(), version: record.version });
            return;
        };
        view.scores = told.scores();
        view.bands = told.bands();
        view.flags = told.flags();
        let empty = Answers::new();
        let previous = before.map_or(&empty, |b| &b.completed.answers);
        let changes = instrument::change(previous, &record.answers, told.tool);
        for (_, item) in told.tool.items() {
            let Some(answer) = record.answers.get(&item.code) else { continue };
            if let (Answer::Level { value, reason }, Kind::Level { .. }) = (answer, &item.answer) {
                let Some(level) = item.level(*value) else { continue };
                let change = changes.iter().find(|c| c.item == item.code);
                view.marks.push(MarkView {
                    code: item.code.clone(),
                    title: item.title.clone(),
                    value: *value,
                    label: level.label.clone(),
                    colour: level.colour,
                    reason: reason.clone(),
                    before: change.and_then(|c| c.before),
                    direction: change.map_or(Direction::New, |c| c.direction),
                });
            }
            if let (Answer::Scale { ratings }, Kind::Scale { .. }) = (answer, &item.answer) {
                for rating in ratings.iter().filter(|rating| rating.about.is_none()) {
                    let change = changes.iter().find(|c| {
                        c.item == item.code
                            && c.rated_by.as_ref().is_some_and(|by| {
                                by.rater == rating.rater && by.who == rating.who && by.about == rating.about
                            })
                    });
                    view.scales.push(ScaleView {
                        rater: rating.rater,
                        who: self.who_in(book, &rating.who),
                        score: rating.score,
                        before: change.and_then(|c| c.before),
                        reason: rating.reason.clone(),
                        one_higher: rating.one_higher.clone(),
                    });
                }
            }
        }
    }

    /// A record judged beside the one before it; none when its document is not at hand.
    pub(crate) fn told<'a>(
        &'a self,
        book: Book<'_>,
        latest: &'a AssessmentRecord,
        before: Option<&AssessmentRecord>,
    ) -> Option<Told<'a>> {
        let record = &latest.completed;
        let tool = self.shelf.find(&record.instrument, record.version)?;
        let now = Compiled::new(tool).evaluate(&record.answers, &book.context_of(record));
        // The one before may have been made with another version: judged with its own, if that is at hand.
        let before = before.and_then(|before| {
            let before = &before.completed;
            let tool = self.shelf.find(&before.instrument, before.version)?;
            Some(instrument::evaluate(tool, &before.answers, &book.context_of(before)))
        });
        Some(Told { tool, answers: &record.answers, now, before })
    }
}
