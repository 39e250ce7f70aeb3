//! Lists of families: on this device, referrals, and the supervisor's desk.

use super::services::ServiceLine;
use super::{Alike, AlikeView, Msg, Name};
use crate::core::Core;
use crate::event::Wanted;
use domain::duplicates::{Likeness, Who};
use domain::family::people::NewPerson;
use domain::family::summary::{CardPerson, Summary};
use domain::ids::{StreamId, WorkerId};
use domain::instrument::Text;
use domain::khmer::keys;
use domain::organisation::Role;
use domain::place::PlaceCode;
use domain::protocol::Risk;
use domain::sorted::Put;
use domain::time::{Day, Millis};
use serde::Serialize;
use std::collections::BTreeMap;
use tsify::Tsify;

/// A family as a card in a list.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct CardView {
    /// The family.
    pub id: StreamId,
    /// By whose name it is called: the main caregiver's, else the first person's.
    pub label: Name,
    /// The children that the work is about.
    pub children: Vec<Name>,
    /// Village.
    pub village: Text,
    /// Stage code; words under `stage-…`.
    pub stage: String,
    /// Risk.
    pub risk: Option<Risk>,
    /// Who answers for it.
    pub lead: Option<Name>,
    /// The lead's id, for filtering.
    pub lead_id: Option<WorkerId>,
    /// What is most pressing, gravest first: keys `press-…`.
    pub pressing: Vec<Msg>,
    /// The gravest of them: 0 danger, 1 overdue, 2 soon, 3 calm.
    pub rank: u8,
    /// Next visit.
    pub next_visit: Option<Day>,
    /// Last visit.
    pub last_visit: Option<Day>,
    /// Entries and photographs of it that lie on this device only.
    pub unsent: u32,
    /// The server has all of it; the copy of something has not come back yet.
    pub on_its_way: bool,
    /// It is not kept on this device.
    pub remote: bool,
    /// It is worked on with another organisation.
    pub joint: Option<super::joint::JointMark>,
    /// It was folded into another file of the same family.
    pub folded: bool,
}

/// The families screen.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct FamiliesView {
    /// On this device, or found on the server.
    pub cards: Vec<CardView>,
    /// How many this device holds in all.
    pub held: u32,
    /// Whether she may look for families beyond this device.
    pub can_search_server: bool,
    /// Rows that the server found for the same words.
    pub found: Vec<CardView>,
    /// Why the server could not be asked: key `fetch-…`.
    pub failed: Option<String>,
    /// Cursor of the server's next page.
    pub next: Option<String>,
}

/// The referrals screen.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct ReferralsView {
    /// Waiting for a decision, the most urgent first.
    pub waiting: Vec<ReferralCard>,
    /// Accepted, and the family not met yet.
    pub clock: Vec<ReferralCard>,
    /// The referrer has not been told what became of it.
    pub untold: Vec<ReferralCard>,
    /// Declined or passed on.
    pub elsewhere: Vec<ReferralCard>,
    /// Referrals that our organisation is to answer, what is late first.
    pub to_us: Vec<ServiceLine>,
    /// Referrals to services that we sent.
    pub sent: Vec<ServiceLine>,
}

/// A referral in a list.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct ReferralCard {
    /// The family.
    pub card: CardView,
    /// Kind of referrer: code of the protocol.
    pub source: String,
    /// When it was received.
    pub received: Day,
    /// How urgent.
    pub urgency: Risk,
    /// By when somebody must have met the family.
    pub respond_by: Option<Millis>,
    /// That is over.
    pub late: bool,
    /// Why: codes of the protocol.
    pub reasons: Vec<String>,
}

/// The supervisor's desk.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct DeskView {
    /// Open high concerns, unanswered ones first.
    pub danger: Vec<CardView>,
    /// Reviews that wait for a signature.
    pub reviews: Vec<ReviewCard>,
    /// Response clocks and visits that have run out.
    pub overdue: Vec<CardView>,
    /// Referrals that nobody has decided.
    pub referrals: Vec<CardView>,
    /// Fields with more than one value, and entries that could not take effect.
    pub conflicts: Vec<CardView>,
    /// People who may be one, and wait for her to say so.
    pub same: Vec<super::same::SameLine>,
    /// Each worker of the team and her load.
    pub team: Vec<Load>,
    /// Everybody's families, high risk first.
    pub caseload: Vec<CardView>,
    /// Most families that one worker should have.
    pub at_most: u32,
    /// Services that have not answered or finished in time, and answers that no file has yet.
    pub services: Vec<ServiceLine>,
    /// Files worked on with other organisations: what waits, runs, or ended lately.
    pub joints: Vec<super::joint::JointLine>,
}

/// A review that waits.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct ReviewCard {
    /// The family.
    pub card: CardView,
    /// Which review.
    pub review: domain::ids::ReviewId,
    /// `plan`, `progress` or `closing`.
    pub of: String,
    /// Who asks.
    pub by: Name,
    /// Since when.
    pub on: Day,
    /// In her words.
    pub summary: String,
}

/// A worker's load.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct Load {
    /// Who.
    pub worker: WorkerId,
    /// Her name.
    pub name: Name,
    /// Her role.
    pub role: Role,
    /// Families that she leads.
    pub families: u32,
    /// Of these at high, medium, low risk.
    pub by_risk: [u32; 3],
    /// With something overdue.
    pub overdue: u32,
}

fn name_of(person: &CardPerson) -> Name {
    Name::new(&person.name_km, &person.name_latin)
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// What presses, gravest first, and its rank.
fn pressing(summary: &Summary, now: Millis) -> (Vec<Msg>, u8) {
    let today = now.day();
    let days = |day: Day| today.days_until(day);
    let mut found: Vec<(u8, Msg)> = Vec::new();
    if summary.unanswered_high > 0 {
        found.push((0, Msg::new("press-danger-unanswered")));
    } else if summary.concerns.first().is_some_and(|high| *high > 0) {
        found.push((0, Msg::new("press-danger")));
    }
    if let Some(by) = summary.respond_by {
        let late = now > by;
        let hours = (by.0 - now.0).abs() / 3_600_000;
        let id = if late { "press-respond-late" } else { "press-respond" };
        found.push((if late { 1 } else { 2 }, Msg::new(id).with("hours", hours)));
    }
    if let Some(on) = summary.next_visit {
        match days(on) {
            late if late < 0 => found.push((1, Msg::new("press-visit-late").with("days", -late))),
            0 => found.push((2, Msg::new("press-visit-today"))),
            1..=7 => found.push((2, Msg::new("press-visit-soon").with("days", days(on)))),
            _ => {}
        }
    }
    if summary.review_waiting {
        found.push((2, Msg::new("press-review-waiting")));
    }
    if let Some(on) = summary.next_review.filter(|on| days(*on) < 0) {
        found.push((1, Msg::new("press-review-late").with("days", -days(on))));
    }
    if summary.next_assessment.is_some_and(|on| days(on) < 0) {
        found.push((2, Msg::new("press-assessment-due")));
    }
    if let Some(on) = summary.steps_overdue_from.filter(|on| days(*on) < 0) {
        found.push((2, Msg::new("press-step-late").with("days", -days(on))));
    }
    if summary.conflicts > 0 {
        found.push((2, Msg::new("press-conflict").with("count", i64::from(summary.conflicts))));
    }
    if summary.refused > 0 {
        found.push((2, Msg::new("press-refused").with("count", i64::from(summary.refused))));
    }
    if summary.crossed > 0 {
        found.push((2, Msg::new("press-crossed").with("count", i64::from(summary.crossed))));
    }
    if summary.came > 0 {
        found.push((2, Msg::new("press-came").with("count", i64::from(summary.came))));
    }
    if summary.stage == "referred" && summary.folded_into.is_none() {
        found.push((2, Msg::new("press-referral-waiting")));
    }
    found.put_by_key(|(rank, _)| *rank);
    let rank = found.first().map_or(3, |(rank, _)| *rank);
    (found.into_iter().map(|(_, msg)| msg).collect(), rank)
}

/// The name by which a family is called.
pub(crate) fn label(people: &[CardPerson]) -> Name {
    people
        .iter()
        .find(|person| person.cares && !person.died)
        .or_else(|| people.iter().find(|person| !person.in_focus && !person.died))
        .or_else(|| people.first())
        .map(name_of)
        .unwrap_or_default()
}

impl Core {
    /// A family's summary with what its log adds.
    pub(crate) fn summary(&self, id: StreamId) -> Option<Summary> {
        let stream = self.streams.get(&id)?.shown().family()?;
        let mut summary = self.family(id)?.summary(self.protocol());
        summary.refused = count(stream.log.refused.len());
        Some(summary)
    }

    pub(crate) fn card(&self, id: StreamId, summary: &Summary, now: Millis) -> CardView {
        let (mut pressing, mut rank) = pressing(summary, now);
        let came = self.family(id).map_or(0, |family| self.came_there(family));
        if came > 0 {
            pressing.push(Msg::new("press-came-there").with("count", i64::from(came)));
            rank = rank.min(2);
        }
        let tray = self.outbox.refused().filter(|queued| queued.entry.stream == id).count();
        if tray > 0 {
            pressing.push(Msg::new("press-tray").with("count", i64::from(count(tray))));
            rank = rank.min(2);
        }
        let unsent = self.outbox.unsent_of(id) + self.unsent_pictures_of(id);
        CardView {
            id,
            label: label(&summary.people),
            children: summary.people.iter().filter(|p| p.in_focus).map(name_of).collect(),
            village: self.place_name(&summary.village),
            stage: summary.stage.clone(),
            risk: summary.risk,
            lead: summary.lead.map(|worker| match self.family(id) {
                Some(family) => self.author(family, worker),
                None => self.worker_name(worker),
            }),
            lead_id: summary.lead,
            pressing,
            rank,
            next_visit: summary.next_visit,
            last_visit: summary.last_visit,
            unsent: count(unsent),
            on_its_way: unsent == 0 && self.outbox.is_on_its_way(id),
            remote: !self.streams.get(&id).is_some_and(|held| held.kept),
            joint: self.joint_mark(summary, now.day()),
            folded: summary.folded_into.is_some(),
        }
    }

    /// Every family kept on this device with its summary, withdrawn ones left out.
    pub(crate) fn kept(&self) -> Vec<(StreamId, Summary)> {
        self.streams
            .iter()
            .filter(|(_, held)| held.kept)
            .filter_map(|(id, _)| self.summary(*id).map(|summary| (*id, summary)))
            .filter(|(_, summary)| summary.stage != "withdrawn")
            .collect()
    }

    /// A file that was folded away is shown where the one that stands is not on this device.
    fn stands(&self, summary: &Summary) -> bool {
        let elsewhere = summary.folded_into.and_then(|into| self.streams.get(&into));
        !elsewhere.is_some_and(|held| held.kept && held.family().is_some())
    }

    fn cards(&self, now: Millis) -> Vec<CardView> {
        let kept = self.kept();
        let standing = kept.iter().filter(|(_, summary)| self.stands(summary));
        let mut cards: Vec<CardView> = standing.map(|(id, summary)| self.card(*id, summary, now)).collect();
        sort(&mut cards);
        cards
    }

    pub(crate) fn families(&self, search: &str, now: Millis) -> FamiliesView {
        let words = keys::query_tokens(search);
        let mut cards: Vec<CardView> = self
            .kept()
            .iter()
            .filter(|(_, summary)| matches(summary, &words) && self.stands(summary))
            .map(|(id, summary)| self.card(*id, summary, now))
            .collect();
        sort(&mut cards);
        let kept: Vec<StreamId> = cards.iter().map(|card| card.id).collect();
        let listed = self.sync.listed.as_ref().filter(|listed| match &listed.what {
            Wanted::Search { text } => text == search,
            Wanted::Caseload { .. } => search.trim().is_empty(),
            Wanted::Family { .. } => false,
        });
        let found = listed
            .map(|listed| {
                // A search finds people: a family comes once for each that fits.
                let mut seen = std::collections::BTreeSet::new();
                let rows =
                    listed.rows.iter().filter(|row| !kept.contains(&row.family) && seen.insert(row.family));
                rows.map(|row| self.card(row.family, &row.summary, now)).collect()
            })
            .unwrap_or_default();
        FamiliesView {
            held: count(self.kept().len()),
            cards,
            can_search_server: self.me.as_ref().is_some_and(|me| me.role != Role::VillageSocialWorker),
            found,
            failed: self.sync.fetch_failed.clone(),
            next: listed.and_then(|listed| listed.next.clone()),
        }
    }

    pub(crate) fn referrals(&self, now: Millis) -> ReferralsView {
        let mut view = ReferralsView {
            waiting: Vec::new(),
            clock: Vec::new(),
            untold: Vec::new(),
            elsewhere: Vec::new(),
            to_us: Vec::new(),
            sent: Vec::new(),
        };
        for line in self.service_lines(now) {
            if line.family.is_some() {
                view.sent.push(line.clone());
            }
            if line.to_us {
                view.to_us.push(line);
            }
        }
        for (id, summary) in self.kept() {
            let Some(record) = self.family(id).and_then(|family| family.referrals.last()) else { continue };
            let referral = ReferralCard {
                card: self.card(id, &summary, now),
                source: record.referral.source.clone(),
                received: record.referral.received_at.day(),
                urgency: record.referral.urgency,
                respond_by: summary.respond_by,
                late: summary.respond_by.is_some_and(|by| now > by),
                reasons: record.referral.reasons.clone(),
            };
            let decided = record.screening.is_some();
            if decided && record.told.is_none() {
                view.untold.push(referral.clone());
            }
            match summary.stage.as_str() {
                "referred" => view.waiting.push(referral),
                "accepted" if summary.respond_by.is_some() => view.clock.push(referral),
                "declined" | "passed_on" => view.elsewhere.push(referral),
                _ => {}
            }
        }
        view.waiting.put_by_key(|r| (r.urgency, r.received));
        view.clock.put_by_key(|r| r.respond_by);
        view.untold.put_by_key(|r| r.received);
        view.elsewhere.put_by_key(|r| std::cmp::Reverse(r.received));
        view
    }

    pub(crate) fn desk(&self, now: Millis) -> DeskView {
        let caseload = self.cards(now);
        let pick = |test: &dyn Fn(&Summary) -> bool| -> Vec<CardView> {
            let mut found: Vec<CardView> = self
                .kept()
                .iter()
                .filter(|(_, summary)| test(summary))
                .map(|(id, summary)| self.card(*id, summary, now))
                .collect();
            sort(&mut found);
            found
        };
        let today = now.day();
        let mut reviews: Vec<ReviewCard> = self
            .kept()
            .iter()
            .filter_map(|(id, summary)| {
                let (review, waiting) = self.family(*id)?.waiting_review()?;
                Some(ReviewCard {
                    card: self.card(*id, summary, now),
                    review,
                    of: super::plan::review_code(&waiting.asked.of).to_owned(),
                    by: self.worker_name(waiting.by.author),
                    on: waiting.asked.on,
                    summary: waiting.asked.summary.clone(),
                })
            })
            .collect();
        reviews.put_by_key(|review| (review.card.risk.map_or(3, rank_of), review.on));
        DeskView {
            danger: pick(&|s| s.concerns.first().is_some_and(|high| *high > 0)),
            reviews,
            overdue: pick(&|s| {
                s.respond_by.is_some_and(|by| now > by) || s.next_visit.is_some_and(|on| on < today)
            }),
            referrals: pick(&|s| s.stage == "referred" && s.folded_into.is_none()),
            conflicts: pick(&|s| s.conflicts > 0 || s.refused > 0 || s.crossed > 0 || s.came > 0),
            same: self.kept().iter().flat_map(|(id, _)| self.same_to_say(*id)).collect(),
            team: self.team(&caseload),
            caseload,
            at_most: u32::from(self.protocol().caseload_at_most),
            services: self.service_lines(now).into_iter().filter(|line| line.late || line.fresh).collect(),
            joints: self.joint_lines(now),
        }
    }

    fn team(&self, caseload: &[CardView]) -> Vec<Load> {
        let mut loads: BTreeMap<WorkerId, Load> = BTreeMap::new();
        let Some(me) = &self.me else { return Vec::new() };
        let organisations = self.streams.values().filter_map(|held| held.shown().organisation());
        for organisation in organisations {
            for worker in organisation.state.team(me.worker).filter(|worker| worker.active) {
                let name = Name::new(&worker.name_km, &worker.name_latin);
                let load = Load {
                    worker: worker.id,
                    name,
                    role: worker.role,
                    families: 0,
                    by_risk: [0; 3],
                    overdue: 0,
                };
                loads.insert(worker.id, load);
            }
        }
        for card in caseload.iter().filter(|card| matches!(card.stage.as_str(), "accepted" | "open")) {
            let Some(load) = card.lead_id.and_then(|lead| loads.get_mut(&lead)) else { continue };
            load.families += 1;
            load.overdue += u32::from(card.rank == 1);
            if let Some(slot) = card.risk.and_then(|risk| load.by_risk.get_mut(usize::from(rank_of(risk)))) {
                *slot += 1;
            }
        }
        let mut team: Vec<Load> = loads.into_values().collect();
        team.put_by(|a, b| b.families.cmp(&a.families).then_with(|| a.name.cmp(&b.name)));
        team
    }

    /// Families on this device that look like one about to be written down.
    pub(crate) fn alike(&self, people: &[NewPerson], village: Option<&PlaceCode>, now: Millis) -> AlikeView {
        let mut found: Vec<(f32, Alike)> = Vec::new();
        for (id, summary) in self.kept() {
            let best = people
                .iter()
                .flat_map(|new| summary.people.iter().map(move |old| (new, old)))
                .filter_map(|(new, old)| {
                    Likeness::between(&who_new(new, village), &who_old(old, &summary.village))
                        .map(|likeness| (likeness, old))
                })
                .max_by(|a, b| a.0.score.total_cmp(&b.0.score));
            if let Some((likeness, old)) = best {
                let alike = Alike {
                    card: self.card(id, &summary, now),
                    person: name_of(old),
                    reasons: reasons(&likeness),
                };
                found.push((likeness.score, alike));
            }
        }
        found.put_by(|a, b| b.0.total_cmp(&a.0));
        AlikeView { found: found.into_iter().take(5).map(|(_, alike)| alike).collect() }
    }
}

/// What speaks for it, in words.
pub(crate) fn reasons(likeness: &Likeness) -> Vec<Msg> {
    likeness.reasons.iter().map(|reason| Msg::new(format!("alike-{}", reason_code(*reason)))).collect()
}

fn reason_code(reason: domain::duplicates::LikenessReason) -> &'static str {
    use domain::duplicates::LikenessReason as R;
    match reason {
        R::SameName => "same-name",
        R::SimilarName => "similar-name",
        R::SoundsAlike => "sounds-alike",
        R::SameSex => "same-sex",
        R::OtherSex => "other-sex",
        R::SameYear => "same-year",
        R::NearYear => "near-year",
        R::OtherYear => "other-year",
        R::SameVillage => "same-village",
        R::SameCommune => "same-commune",
        R::SameDistrict => "same-district",
        R::OtherDistrict => "other-district",
    }
}

fn who_new<'a>(person: &'a NewPerson, village: Option<&'a PlaceCode>) -> Who<'a> {
    Who {
        name_km: &person.name_km,
        name_latin: &person.name_latin,
        sex: Some(person.sex),
        birth_year: person.birth.map(|birth| birth.year()),
        birth_estimated: person.birth.is_some_and(|birth| birth.is_estimated()),
        village: village.map(PlaceCode::as_str),
    }
}

fn who_old<'a>(person: &'a CardPerson, village: &'a str) -> Who<'a> {
    Who {
        name_km: &person.name_km,
        name_latin: &person.name_latin,
        sex: Some(person.sex),
        birth_year: person.birth.map(|birth| birth.year()),
        birth_estimated: person.birth.is_some_and(|birth| birth.is_estimated()),
        village: Some(village).filter(|village| !village.is_empty()),
    }
}

/// Whether every word of a query fits somebody of the family.
fn matches(summary: &Summary, words: &[Vec<String>]) -> bool {
    if words.is_empty() {
        return true;
    }
    let tokens: Vec<String> =
        summary.people.iter().flat_map(|p| keys::search_tokens(&p.name_km, &p.name_latin)).collect();
    words.iter().all(|word| word.iter().any(|alternative| tokens.contains(alternative)))
}

pub(crate) fn rank_of(risk: Risk) -> u8 {
    match risk {
        Risk::High => 0,
        Risk::Medium => 1,
        Risk::Low => 2,
    }
}

fn sort(cards: &mut [CardView]) {
    cards.put_by(|a, b| {
        let order = |card: &CardView| (card.rank, card.risk.map_or(3, rank_of), card.next_visit);
        order(a).cmp(&order(b)).then_with(|| a.label.cmp(&b.label))
    });
}
