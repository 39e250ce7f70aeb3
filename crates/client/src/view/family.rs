//! One family's file on one calm page: who they are, what is strong, what worries, the plan, the time line.

use super::conflict::RefusedLine;
use super::history::TimelineView;
use super::people::{ElderLine, HouseholdView, PapersView, PersonView, RelationLine};
use super::plan::{GateView, PlanView, ReviewView, VisitView};
use super::{CardView, Name};
use crate::core::Core;
use domain::entry::Section;
use domain::family::concern::ReportDecision;
use domain::family::{Family, TeamRole};
use domain::ids::{ConcernId, OrganisationId, PersonId, StreamId, VisitId, WorkerId};
use domain::instrument::{Answer, Colour, Text};
use domain::protocol::Risk;
use domain::sorted::Put;
use domain::time::{Day, Millis};
use serde::Serialize;
use tsify::Tsify;

/// A family's file.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct FamilyView {
    /// At a glance.
    pub card: CardView,
    /// Village and what lies around it.
    pub place: Text,
    /// How to find them; absent when the reader may not see it.
    pub address: Option<String>,
    /// Telephone.
    pub phone: String,
    /// The language that they speak at home: a code, words under `language-…`; may be empty.
    pub language: String,
    /// When the stage began.
    pub stage_since: Day,
    /// For a closed or declined case: the code of the outcome or reason, or to whom it was passed on.
    pub stage_detail: String,
    /// By when the family must have been met.
    pub respond_by: Option<Millis>,
    /// Why the risk is held to be so: newest first.
    pub risk_reasons: Vec<RiskLine>,
    /// The people.
    pub people: Vec<PersonView>,
    /// The households.
    pub households: Vec<HouseholdView>,
    /// Relations that were stated as a path.
    pub relations: Vec<RelationLine>,
    /// Who was said to be older than whom.
    pub elders: Vec<ElderLine>,
    /// The family's own papers.
    pub papers: PapersView,
    /// What came with an import and had no field of its own.
    pub import_note: String,
    /// The genogram as SVG, in the screen's language; empty while nobody is in the file.
    pub genogram: String,
    /// What is strong, newest first.
    pub strengths: Vec<NotedView>,
    /// What worries: open concerns first, then dangers and low marks.
    pub worries: Vec<NotedView>,
    /// Concerns, open ones first.
    pub concerns: Vec<ConcernView>,
    /// The referrals, newest first.
    pub referrals: Vec<ReferralView>,
    /// Referrals to services, the latest first.
    pub services: Vec<super::services::ServiceLine>,
    /// Consents, newest first.
    pub consents: Vec<super::consent::ConsentView>,
    /// What is not to be told: wishes that stand first.
    pub withheld: Vec<super::withheld::WithheldView>,
    /// Advice that others were asked for, newest first.
    pub consultations: Vec<super::consultation::ConsultationView>,
    /// Photographs that are kept, newest first.
    pub photos: Vec<super::photos::PhotoView>,
    /// Who may be photographed.
    pub photo_consents: Vec<super::photos::PhotoConsent>,
    /// Children's answers, newest first.
    pub assents: Vec<super::consent::AssentView>,
    /// Consent to services is live: assessments may be recorded.
    pub consent_live: bool,
    /// Tools that can be filled, with the latest record of each.
    pub tools: Vec<super::tools::ToolView>,
    /// The plan.
    pub plan: PlanView,
    /// Visits, newest first.
    pub visits: Vec<VisitView>,
    /// The visit that is planned next.
    pub next_visit: Option<NextVisit>,
    /// Tasks beside the plan, open ones first.
    pub tasks: Vec<TaskView>,
    /// Reviews, newest first.
    pub reviews: Vec<ReviewView>,
    /// What must be so before the case can close.
    pub gates: Vec<GateView>,
    /// The time line, newest first.
    pub timeline: Vec<TimelineView>,
    /// Who works with the family.
    pub team: Vec<TeamView>,
    /// How many fields have more than one value.
    pub conflicts: u32,
    /// Entries that could not take effect.
    pub refused: Vec<RefusedLine>,
    /// People who may be one, or were found to be.
    pub same: Vec<super::same::SameLine>,
    /// Other files of the family.
    pub files: Vec<super::same::FileLine>,
    /// What crossed on the way and waits for somebody to look.
    pub crossed: Vec<super::same::CrossedLine>,
    /// Commands that the reader may give, by name.
    pub can: Vec<String>,
    /// Sections that the reader may read.
    pub readable: Vec<Section>,
    /// The file is another organisation's.
    pub guest: Option<GuestView>,
    /// The last hand-over to another organisation.
    pub transfer: Option<super::consent::TransferView>,
    /// Workers of other organisations who work with the family too.
    pub partners: Vec<super::joint::PartnerView>,
    /// Joint cases with other organisations, newest first.
    pub joints: Vec<super::joint::JointView>,
}

/// A file that another organisation holds.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct GuestView {
    /// Who holds it.
    pub holder: Name,
    /// What of it is open to the reader.
    pub sections: Vec<Section>,
}

/// Why a risk.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct RiskLine {
    /// The level.
    pub level: Risk,
    /// Why.
    pub reason: String,
    /// Who said so.
    pub by: Name,
    /// When.
    pub at: Millis,
}

/// A strength or a worry, with where it comes from.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct NotedView {
    /// In the words that were written.
    pub words: String,
    /// A heading, when it comes from an item of a tool.
    pub title: Option<Text>,
    /// About whom.
    pub person: Option<Name>,
    /// Who said so.
    pub said_by: Name,
    /// When.
    pub on: Day,
    /// `visit`, `safety-map`, `csi`, `concern`.
    pub source: String,
    /// Colour of the mark.
    pub colour: Option<Colour>,
    /// The mark.
    pub value: Option<u8>,
}

/// A concern.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct ConcernView {
    /// Which.
    pub id: ConcernId,
    /// How grave.
    pub level: Risk,
    /// Kind: words under `concern-kind-…`.
    pub kind: String,
    /// About whom.
    pub about: Vec<Name>,
    /// What.
    pub what: String,
    /// Who said so or saw it.
    pub said_by: String,
    /// What was done at once.
    pub done_at_once: String,
    /// Whether the authorities were told.
    pub report: Option<ReportDecision>,
    /// When.
    pub on: Day,
    /// Who raised it.
    pub by: Name,
    /// The reader raised it.
    pub mine: bool,
    /// What supervisors answered.
    pub answers: Vec<super::plan::Said>,
    /// How it was settled.
    pub settled: Option<String>,
    /// Not sent yet.
    pub unsent: bool,
}

/// A referral.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct ReferralView {
    /// The referral.
    pub referral: domain::family::referral::Referral,
    /// Who wrote it down.
    pub by: Name,
    /// The decision.
    pub screening: Option<domain::family::referral::Screening>,
    /// Who decided.
    pub screened_by: Option<Name>,
    /// What the referrer was told.
    pub told: Option<domain::family::referral::Feedback>,
}

/// The visit that is planned next.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct NextVisit {
    /// Which.
    pub id: VisitId,
    /// The day.
    pub on: Day,
    /// What for.
    pub purpose: String,
    /// Who goes.
    pub worker: Name,
}

/// A task.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct TaskView {
    /// Which.
    pub id: domain::ids::TaskId,
    /// What.
    pub what: String,
    /// Who.
    pub worker: Name,
    /// By when.
    pub by: Option<Day>,
    /// Done.
    pub done: bool,
}

/// A worker of the team.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct TeamView {
    /// Who.
    pub worker: WorkerId,
    /// Her name.
    pub name: Name,
    /// As what.
    pub role: TeamRole,
    /// Telephone.
    pub phone: String,
}

pub(crate) fn person_name(family: &Family, id: PersonId) -> Name {
    family.person(id).map(Name::of).unwrap_or_default()
}

impl Core {
    pub(crate) fn family_view(&self, id: StreamId, now: Millis) -> Option<FamilyView> {
        let family = self.family(id)?;
        let summary = self.summary(id)?;
        let today = now.day();
        let (can, readable) = self.rights(id, family);
        let (strengths, worries) = self.noted(family);
        let mut risk_reasons: Vec<RiskLine> = family
            .risk_reasons
            .iter()
            .map(|(stamp, level, reason)| RiskLine {
                level: *level,
                reason: reason.clone(),
                by: self.author(family, stamp.author),
                at: stamp.at,
            })
            .collect();
        risk_reasons.reverse();
        Some(FamilyView {
            place: self.place_of(id, &summary.village),
            address: readable
                .contains(&Section::SafeAddress)
                .then(|| family.address.get().cloned().unwrap_or_default()),
            phone: family.phone.get().cloned().unwrap_or_default(),
            language: family.language.get().cloned().unwrap_or_default(),
            stage_since: summary.stage_since.day(),
            stage_detail: stage_detail(family),
            respond_by: summary.respond_by,
            risk_reasons,
            people: super::people::people(family, today),
            households: super::people::households(family),
            relations: super::people::relations(family),
            elders: super::people::elders(family),
            papers: super::people::papers(family),
            import_note: family.import_note.get().cloned().unwrap_or_default(),
            genogram: self.genogram(family, today),
            strengths,
            worries,
            concerns: self.concern_views(family),
            referrals: self.referral_views(family),
            services: self.services_of(family, now),
            consents: self.consent_views(family, today),
            withheld: self.withheld_views(family),
            consultations: self.consultation_views(family),
            photos: self.photo_views(family),
            photo_consents: Self::photo_consents(family, today),
            assents: super::consent::assent_views(family),
            consent_live: family.live_consents("services", today).next().is_some(),
            tools: self.tools(id, super::book::Book::Family(family), today),
            plan: self.plan_view(family, today),
            visits: self.visit_views(family),
            next_visit: family.next_planned_visit().map(|(id, visit)| NextVisit {
                id,
                on: visit.on,
                purpose: visit.purpose.clone(),
                worker: self.author(family, visit.worker),
            }),
            tasks: self.task_views(family),
            reviews: self.review_views(family),
            gates: self.gate_views(family),
            timeline: self.timeline(id, family),
            team: family
                .team
                .iter()
                .map(|(worker, role)| TeamView {
                    worker: *worker,
                    name: self.author(family, *worker),
                    role: *role,
                    phone: self.phone_of(family, *worker),
                })
                .collect(),
            conflicts: family.contested(),
            refused: self.refused_lines(id),
            same: self.same_lines(id),
            files: self.file_lines(family),
            crossed: self.crossed_lines(family),
            card: self.card(id, &summary, now),
            can,
            readable,
            guest: self.guest(id),
            transfer: family.transfers.last().map(|record| self.transfer_view(record)),
            partners: self.partner_views(family),
            joints: self.joint_views(family, today),
        })
    }

    /// Where they live: in the server's words for a file that is only looked at.
    fn place_of(&self, id: StreamId, village: &str) -> Text {
        let looked_at = self.streams.get(&id).and_then(|held| held.looked_at.as_ref());
        let told = looked_at.and_then(|looked_at| looked_at.place.clone());
        told.unwrap_or_else(|| self.place_line(village))
    }

    /// Whose file it is, when it is another organisation's.
    fn guest(&self, id: StreamId) -> Option<GuestView> {
        let (me, looked_at) = (self.me.as_ref()?, self.streams.get(&id)?.looked_at.as_ref()?);
        let holder = looked_at.organisation.filter(|holder| *holder != me.org)?;
        Some(GuestView { holder: self.organisation_name(holder), sections: looked_at.sections.clone() })
    }

    /// What the reader may do and read, by the table that the server made with its policies. Of a file that is only
    /// looked at, the server said what is open; of another organisation's, nothing is written.
    pub(crate) fn rights(&self, id: StreamId, family: &Family) -> (Vec<String>, Vec<Section>) {
        let Some(me) = &self.me else { return (Vec::new(), Vec::new()) };
        let looked_at = self.streams.get(&id).and_then(|held| held.looked_at.as_ref());
        if let Some(guest) = self.guest(id) {
            return (Vec::new(), guest.sections);
        }
        let relation = self.relation(family);
        let context = policy::Context {
            asked_by: family.waiting_review().map(|(_, review)| review.by.author),
            assigns_herself: false,
            has_no_lead: family.lead().is_none(),
        };
        let can = domain::family::FamilyAction::NAMES
            .iter()
            .filter(|(name, _)| policy::rights::may_give(&me.rights, me.worker, relation, name, context))
            // What a partner of a joint case writes, both sides agreed to sort by sort.
            .filter(|(name, _)| family.joint_allows(me.worker, name))
            .map(|(name, _)| (*name).to_owned())
            .collect();
        let readable = match looked_at {
            Some(looked_at) if !looked_at.sections.is_empty() => looked_at.sections.clone(),
            Some(_) | None => {
                let mut readable = policy::rights::readable(&me.rights, relation);
                if let Some(agreed) = self.agreed_sections(family) {
                    readable.retain(|section| agreed.contains(section));
                }
                readable
            }
        };
        (can, readable)
    }

    /// What she is to a family that this device holds.
    pub(crate) fn relation(&self, family: &Family) -> policy::Relation {
        let Some(me) = &self.me else { return policy::Relation::Outside };
        let principal = policy::Principal::new(me.worker, me.org, vec![me.role]);
        let specialists = family
            .team
            .iter()
            .filter(|(_, role)| **role == TeamRole::Specialist)
            .map(|(id, _)| *id)
            .collect();
        let ties = policy::FamilyTies {
            organisation: self.holder(family).unwrap_or(me.org),
            lead: family.lead(),
            specialists,
            opened_by: family.opened.map(|stamp| stamp.author),
            partners: family.partners(),
        };
        policy::relation_to(&principal, &ties, |worker| self.worker(worker)?.supervisor)
    }

    /// Her telephone, as her organisation or a joint case says.
    fn phone_of(&self, family: &Family, worker: WorkerId) -> String {
        if let Some(known) = self.worker(worker) {
            return known.phone.clone();
        }
        let told =
            family.joints.iter().rev().flat_map(|record| record.workers().iter().chain(&record.offered.team));
        told.into_iter().find(|one| one.worker == worker).map(|one| one.phone.clone()).unwrap_or_default()
    }

    /// What an organisation of the network is called.
    pub(crate) fn organisation_name(&self, id: OrganisationId) -> Name {
        let known = self.me.iter().flat_map(|me| &me.network).find(|organisation| organisation.id == id);
        known.map(|o| Name::new(&o.name_km, &o.name_latin)).unwrap_or_default()
    }

    fn concern_views(&self, family: &Family) -> Vec<ConcernView> {
        let me = self.me.as_ref().map(|me| me.worker);
        let mut views: Vec<ConcernView> = family
            .concerns
            .iter()
            .map(|(id, record)| ConcernView {
                id: *id,
                level: record.raised.level,
                kind: record.raised.kind.clone(),
                about: record.raised.about.iter().map(|id| person_name(family, *id)).collect(),
                what: record.raised.what.clone(),
                said_by: record.raised.said_by.clone(),
                done_at_once: record.raised.done_at_once.clone(),
                report: record.raised.report.clone(),
                on: record.raised.on,
                by: self.author(family, record.by.author),
                mine: Some(record.by.author) == me,
                answers: record
                    .answers
                    .iter()
                    .map(|(by, words)| super::plan::Said {
                        name: self.author(family, by.author),
                        words: words.clone(),
                    })
                    .collect(),
                settled: record.settled.as_ref().map(|(_, settled)| settled.how.clone()),
                unsent: self.outbox.get(record.by.entry).is_some(),
            })
            .collect();
        views.put_by_key(|c| (c.settled.is_some(), super::lists::rank_of(c.level), std::cmp::Reverse(c.on)));
        views
    }

    fn referral_views(&self, family: &Family) -> Vec<ReferralView> {
        let view = |record: &domain::family::referral::ReferralRecord| ReferralView {
            referral: record.referral.clone(),
            by: self.author(family, record.by.author),
            screening: record.screening.as_ref().map(|(_, screening)| screening.clone()),
            screened_by: record.screening.as_ref().map(|(by, _)| self.author(family, by.author)),
            told: record.told.as_ref().map(|(_, told)| told.clone()),
        };
        family.referrals.iter().rev().map(view).collect()
    }

    fn task_views(&self, family: &Family) -> Vec<TaskView> {
        let mut tasks: Vec<TaskView> = family
            .tasks
            .iter()
            .map(|(id, task)| TaskView {
                id: *id,
                what: task.new.what.clone(),
                worker: self.author(family, task.new.worker),
                by: task.new.by,
                done: !task.is_open(),
            })
            .collect();
        tasks.put_by_key(|task| (task.done, task.by));
        tasks
    }

    /// A person of the file, a worker, or a name as written.
    pub(crate) fn who(&self, family: &Family, who: &str) -> Name {
        if let Some(person) = who.parse().ok().and_then(|id| family.person(id)) {
            return Name::of(person);
        }
        match who.parse::<WorkerId>() {
            Ok(worker) => self.author(family, worker),
            Err(_) => Name::new(who, who),
        }
    }

    /// What is strong and what worries, each with who said so and when.
    fn noted(&self, family: &Family) -> (Vec<NotedView>, Vec<NotedView>) {
        let (mut strengths, mut worries) = (Vec::new(), Vec::new());
        for visit in family.visits.values() {
            if let domain::family::visit::VisitState::Made { by, recorded } = &visit.state
                && !recorded.strengths.trim().is_empty()
            {
                strengths.push(NotedView {
                    words: recorded.strengths.clone(),
                    title: None,
                    person: None,
                    said_by: self.author(family, by.author),
                    on: recorded.on,
                    source: "visit".into(),
                    colour: None,
                    value: None,
                });
            }
        }
        if let Some(record) = family.latest_assessments("safety-map", None).0 {
            for item in ["strength", "existing_safety"] {
                strengths.extend(self.rows(family, record, item));
            }
            for item in ["danger", "complicating"] {
                worries.extend(self.rows(family, record, item));
            }
        }
        let children: Vec<PersonId> = family.present().filter(|p| p.is_in_focus()).map(|p| p.id).collect();
        for child in children {
            let Some(record) = family.latest_assessments("csi", Some(child)).0 else { continue };
            let Some(tool) = self.shelf.find("csi", record.completed.version) else { continue };
            for (_, item) in tool.items() {
                let Some(Answer::Level { value, reason }) = record.completed.answers.get(&item.code) else {
                    continue;
                };
                let Some(level) = item.level(*value) else { continue };
                let noted = NotedView {
                    words: reason.clone(),
                    title: Some(item.title.clone()),
                    person: Some(person_name(family, child)),
                    said_by: self.author(family, record.by.author),
                    on: record.completed.on,
                    source: "csi".into(),
                    colour: Some(level.colour),
                    value: Some(*value),
                };
                match level.colour {
                    Colour::Green => strengths.push(noted),
                    Colour::Red | Colour::Yellow => worries.push(noted),
                    Colour::Blue => {}
                }
            }
        }
        strengths.put_by_key(|noted| (noted.source == "csi", std::cmp::Reverse(noted.on)));
        worries.put_by_key(|noted| (noted.colour != Some(Colour::Red), std::cmp::Reverse(noted.on)));
        (strengths, worries)
    }

    fn rows(
        &self,
        family: &Family,
        record: &domain::family::assessment::AssessmentRecord,
        item: &str,
    ) -> Vec<NotedView> {
        let tool = self.shelf.find(&record.completed.instrument, record.completed.version);
        let asked = tool.and_then(|tool| tool.item(item));
        let Some(Answer::List { rows }) = record.completed.answers.get(item) else { return Vec::new() };
        rows.iter()
            .map(|row| {
                let said = ["said_by", "who", "who_worried"].iter().find_map(|field| row.fields.get(*field));
                NotedView {
                    words: super::plan::row_words(asked, row),
                    title: asked.map(|item| item.title.clone()),
                    person: None,
                    said_by: said
                        .map_or_else(|| self.author(family, record.by.author), |who| self.who(family, who)),
                    on: row.fields.get("on").and_then(|on| on.parse().ok()).unwrap_or(record.completed.on),
                    source: "safety-map".into(),
                    colour: None,
                    value: None,
                }
            })
            .collect()
    }
}

fn stage_detail(family: &Family) -> String {
    use domain::family::Stage as S;
    match &family.stage {
        S::Closed { outcome, .. } => outcome.clone(),
        S::Declined { reason, .. } => reason.clone(),
        S::PassedOn { to, .. } => to.clone(),
        S::New | S::Referred { .. } | S::Accepted { .. } | S::Open { .. } | S::Withdrawn { .. } => {
            String::new()
        }
    }
}
