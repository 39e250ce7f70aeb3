//! Today: danger first, then clocks, visits, steps and tasks, then what waits to be finished or sent.

use super::{CardView, Msg, Name};
use crate::core::Core;
use domain::family::plan::Doer;
use domain::ids::{StreamId, WorkerId};
use domain::sorted::Put;
use domain::time::{Day, Millis};
use serde::Serialize;
use tsify::Tsify;

/// Today's list.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct TodayView {
    /// Which day it is.
    pub day: Day,
    /// Who is working.
    pub me: Name,
    /// Families with an open high concern.
    pub danger: Vec<CardView>,
    /// Accepted families that nobody has met yet, the shortest time left first.
    pub respond: Vec<CardView>,
    /// Visits of today and overdue ones.
    pub visits: Vec<VisitLine>,
    /// Visits of the next seven days.
    pub soon: Vec<VisitLine>,
    /// Steps and tasks of hers that are due by the end of today.
    pub steps: Vec<StepLine>,
    /// Reviews that came back with a comment.
    pub returned: Vec<CardView>,
    /// Referrals that wait for a decision.
    pub referrals: Vec<CardView>,
    /// Services that are late to answer, answers that the file does not have yet, and what we are to answer.
    pub services: Vec<super::services::ServiceLine>,
    /// People who may be one, and wait for her to say so.
    pub same: Vec<super::same::SameLine>,
    /// Forms begun and not finished.
    pub drafts: Vec<DraftLine>,
    /// Sending.
    pub sync: SyncLine,
}

/// A visit in a list.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct VisitLine {
    /// The family.
    pub card: CardView,
    /// The planned visit, if somebody planned it.
    pub visit: Option<domain::ids::VisitId>,
    /// What for.
    pub purpose: String,
    /// The day.
    pub on: Day,
    /// Days overdue; 0 when not.
    pub late: i64,
}

/// A step or task in a list.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct StepLine {
    /// The family.
    pub family: StreamId,
    /// By whose name it is called.
    pub label: Name,
    /// `action` or `task`.
    pub kind: String,
    /// Its id.
    pub id: String,
    /// What.
    pub what: String,
    /// By when.
    pub by: Option<Day>,
    /// Days overdue; 0 when not.
    pub late: i64,
}

/// A form begun and not finished.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct DraftLine {
    /// Its key.
    pub key: String,
    /// The key of the form that it belongs to: another one where a second version of a form is kept beside the first.
    pub of: String,
    /// The kind of form: the key's first part.
    pub form: String,
    /// The family, unless it is about a new one.
    pub family: Option<StreamId>,
    /// By whose name it is called.
    pub label: Option<Name>,
}

/// Sending, in one line.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct SyncLine {
    /// Entries and pictures kept on this device that the server does not have.
    pub unsent: u32,
    /// Entries that the server refused and nobody has read about.
    pub refused: u32,
    /// Something is on its way.
    pub busy: bool,
    /// The browser believes to be online.
    pub online: bool,
    /// She must sign in again before anything can be sent.
    pub signed_out: bool,
    /// The app must be updated before anything can be sent.
    pub outdated: bool,
    /// When everything was last exchanged.
    pub last_ok: Option<Millis>,
    /// Stored records that could not be read; they are kept.
    pub unreadable: u32,
    /// What to say when the device's clock is wrong by more than ten minutes.
    pub clock: Option<Msg>,
    /// What to say when this device must soon reach the server.
    pub lease: Option<Msg>,
}

impl Core {
    pub(crate) fn sync_line(&self, now: Millis) -> SyncLine {
        let sync = &self.sync;
        let clock = sync.clock_behind.filter(|ms| ms.abs() > 600_000).map(|ms| {
            let id = if ms > 0 { "clock-behind" } else { "clock-ahead" };
            Msg::new(id).with("minutes", ms.abs() / 60_000)
        });
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        SyncLine {
            unsent: count(self.outbox.unsent() + self.unsent_pictures()),
            refused: count(self.outbox.refused().count()),
            busy: sync.is_busy(),
            online: sync.online,
            signed_out: sync.signed_out,
            outdated: sync.outdated,
            last_ok: sync.last_ok,
            unreadable: sync.unreadable,
            clock: self.clock_put_back(now).or(clock),
            lease: self.lease_soon(now),
        }
    }

    pub(crate) fn today(&self, now: Millis) -> TodayView {
        let today = now.day();
        let me = self.me.as_ref().map(|me| me.worker);
        let mut view = TodayView {
            day: today,
            me: self.me.as_ref().map(|me| Name::new(&me.name_km, &me.name_latin)).unwrap_or_default(),
            danger: Vec::new(),
            respond: Vec::new(),
            visits: Vec::new(),
            soon: Vec::new(),
            steps: Vec::new(),
            returned: Vec::new(),
            referrals: Vec::new(),
            services: self
                .service_lines(now)
                .into_iter()
                .filter(|line| {
                    let asks = matches!(line.state.as_str(), "sent" | "seen");
                    line.fresh || line.late || (line.to_us && asks)
                })
                .collect(),
            same: Vec::new(),
            drafts: self.draft_lines(),
            sync: self.sync_line(now),
        };
        for (id, summary) in self.kept() {
            let Some(family) = self.family(id) else { continue };
            // A supervisor's device holds her team's families; her Today is about what she does herself.
            let mine = me.is_some_and(|me| family.team.contains_key(&me) || family.partners().contains(&me));
            let card = self.card(id, &summary, now);
            if summary.concerns.first().is_some_and(|high| *high > 0) {
                view.danger.push(card.clone());
            }
            if mine {
                view.same.extend(self.same_to_say(id));
            }
            if summary.stage == "referred" && summary.folded_into.is_none() {
                view.referrals.push(card.clone());
            }
            if mine && summary.respond_by.is_some() {
                view.respond.push(card.clone());
            }
            if let Some(on) = summary.next_visit {
                let planned = family.next_planned_visit();
                let hers = planned.map_or(mine, |(_, visit)| Some(visit.worker) == me);
                let line = VisitLine {
                    visit: planned.map(|(visit, _)| visit),
                    purpose: planned.map(|(_, visit)| visit.purpose.clone()).unwrap_or_default(),
                    on,
                    late: on.days_until(today).max(0),
                    card: card.clone(),
                };
                match today.days_until(on) {
                    days if !hers || days > 7 => {}
                    days if days <= 0 => view.visits.push(line),
                    _ => view.soon.push(line),
                }
            }
            view.steps.extend(self.steps((id, family), me, today, &card.label));
            let returned = family.reviews.values().next_back().is_some_and(|review| {
                matches!(review.state, domain::family::review::ReviewState::Returned { .. })
                    && Some(review.by.author) == me
            });
            if returned {
                view.returned.push(card);
            }
        }
        view.danger.put_by(|a, b| a.label.cmp(&b.label));
        view.respond.put_by_key(|card| self.summary(card.id).and_then(|summary| summary.respond_by));
        view.visits.put_by_key(|line| (line.card.rank, line.on));
        view.soon.put_by_key(|line| line.on);
        view.steps.put_by_key(|line| line.by);
        view
    }

    fn steps(
        &self,
        (id, family): (StreamId, &domain::family::Family),
        me: Option<WorkerId>,
        today: Day,
        label: &Name,
    ) -> Vec<StepLine> {
        let line = |kind: &str, thing: String, what: String, by: Option<Day>| StepLine {
            family: id,
            label: label.clone(),
            kind: kind.to_owned(),
            id: thing,
            what,
            by,
            late: by.map_or(0, |by| by.days_until(today).max(0)),
        };
        let due = |by: Option<Day>| by.is_none_or(|by| by <= today);
        let steps = family
            .actions
            .values()
            .filter(|step| step.is_open() && step.due().is_some_and(|by| by <= today))
            .filter(|step| matches!(step.doer.get(), Some(Doer::Worker { worker }) if Some(*worker) == me))
            .map(|step| {
                line(
                    "action",
                    step.new.id.to_string(),
                    step.what.get().cloned().unwrap_or_default(),
                    step.due(),
                )
            });
        let tasks = family
            .tasks
            .iter()
            .filter(|(_, task)| task.is_open() && Some(task.new.worker) == me && due(task.new.by))
            .map(|(task_id, task)| line("task", task_id.to_string(), task.new.what.clone(), task.new.by));
        steps.chain(tasks).collect()
    }

    fn draft_lines(&self) -> Vec<DraftLine> {
        self.draft_keys()
            .filter(|key| !key.starts_with(super::PICTURE))
            .map(|key| {
                // `second/<where from>/<key>`: what another store held of a form that was begun here too.
                let second = key.strip_prefix("second/").and_then(|rest| rest.split_once('/'));
                let of = second.map_or(key, |(_, of)| of);
                let mut parts = of.split('/');
                let form = parts.next().unwrap_or_default().to_owned();
                let family = parts.next().and_then(|id| id.parse::<StreamId>().ok());
                let label = family.and_then(|id| self.book_name(id));
                DraftLine { key: key.to_owned(), of: of.to_owned(), form, family, label }
            })
            .collect()
    }
}
