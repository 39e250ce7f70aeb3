//! What screens show. A view model holds everything a screen needs, ready to draw: one call a screen. Words are
//! keys of the message catalogue with arguments; only what people wrote, and what is data, comes as text.

mod assess;
mod assessed;
pub(crate) mod book;
mod conflict;
mod consent;
mod consultation;
mod directory;
mod family;
mod history;
mod joint;
mod lease;
mod lists;
mod more;
mod people;
pub(crate) mod photos;
mod plan;
mod record;
mod same;
mod services;
mod today;
mod tools;
mod withheld;

pub use assess::{AssessOf, AssessView, JudgedView};
pub use assessed::{AssessedFileView, AssessedView, FileOfView};
pub use conflict::ConflictsView;
pub use directory::{DirectoryView, MeetingsView, PathwayView, ProviderView};
pub use family::FamilyView;
pub use lease::LeaseView;
pub use lists::{CardView, DeskView, FamiliesView, ReferralsView};
pub use more::MoreView;
pub(crate) use photos::PICTURE;
pub use photos::{PhotosView, PictureLine};
pub use record::RecordView;
pub use services::{ReferServiceView, ServiceReferralView};
pub use today::TodayView;
pub use tools::{PublishedView, ToolChoiceView, ToolRef};

use crate::core::Core;
use domain::entry::Rejection;
use domain::family::people::Person;
use domain::ids::{OrganisationId, StreamId, WorkerId};
use domain::instrument::Text;
use domain::place::{PlaceCode, PlaceLevel};
use domain::sorted::Put;
use domain::time::Millis;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use tsify::Tsify;

/// A screen that wants to be drawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told, Tsify)]
#[serde(rename_all = "snake_case")]
pub enum Route {
    /// Today's list.
    Today,
    /// The families on this device.
    Families {
        /// Words to look for; may be empty.
        search: String,
    },
    /// Referrals that wait, and those decided lately.
    Referrals,
    /// One family's file.
    Family {
        /// Which.
        family: StreamId,
    },
    /// The fields of a family that have more than one value.
    Conflicts {
        /// Which family.
        family: StreamId,
    },
    /// An assessment being filled.
    Assess {
        /// Which.
        of: AssessOf,
        /// The answers so far, as kept in the draft.
        answers: domain::instrument::Answers,
    },
    /// What the answers of an assessment amount to so far.
    Judge {
        /// Which.
        of: AssessOf,
        /// The answers so far.
        answers: domain::instrument::Answers,
    },
    /// A completed assessment, with what came before it.
    Record {
        /// In which file.
        file: StreamId,
        /// Which.
        record: domain::ids::AssessmentId,
    },
    /// Every tool that may be filled for a family.
    ToolChoice {
        /// Which family.
        family: StreamId,
    },
    /// The network's own tools, whose documents the phone keeps.
    Published,
    /// What is assessed and is no family.
    Assessed,
    /// The file of one of these.
    AssessedFile {
        /// Which.
        file: StreamId,
    },
    /// In which file something is assessed.
    FileOf {
        /// What.
        about: domain::assessed::About,
        /// Its file, if it is new and has none that everybody finds.
        fresh: StreamId,
    },
    /// The supervisor's desk.
    Desk,
    /// Pictures that lie here and not on the server.
    Photos,
    /// Everything else: sending, trays, settings.
    More,
    /// Villages whose name or code fits.
    Places {
        /// The words.
        text: String,
    },
    /// Families that look like one about to be written down.
    Alike {
        /// The people named so far.
        people: Vec<domain::family::people::NewPerson>,
        /// The village, once chosen.
        village: Option<domain::place::PlaceCode>,
    },
    /// The lists of the protocol, for forms.
    Protocol,
    /// The service directory.
    Directory {
        /// A kind or type of service, or a reason for referral; empty for any.
        need: String,
        /// Words to look for; may be empty.
        words: String,
        /// Near which village; none: where she works.
        village: Option<domain::place::PlaceCode>,
        /// For which family: then it is near to where she lives.
        family: Option<StreamId>,
    },
    /// One provider.
    Provider {
        /// Which.
        provider: StreamId,
    },
    /// The referral pathway.
    Pathway,
    /// Coordination meetings.
    Meetings,
    /// What will leave, before it leaves.
    ReferService {
        /// The form as it stands.
        form: crate::event::ServiceForm,
    },
    /// A referral to a service.
    ServiceReferral {
        /// Which.
        referral: StreamId,
    },
}

/// What a screen shows.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
#[serde(tag = "view", rename_all = "snake_case")]
pub enum View {
    /// Today's list.
    Today(Box<TodayView>),
    /// Families.
    Families(Box<FamiliesView>),
    /// Referrals.
    Referrals(Box<ReferralsView>),
    /// One family.
    Family(Box<FamilyView>),
    /// Fields with more than one value.
    Conflicts(Box<ConflictsView>),
    /// An assessment.
    Assess(Box<AssessView>),
    /// What its answers amount to so far.
    Judged(Box<JudgedView>),
    /// A completed assessment.
    Record(Box<RecordView>),
    /// Every tool that may be filled for a family.
    ToolChoice(Box<ToolChoiceView>),
    /// The document of a tool is needed first.
    ToolWanted(ToolRef),
    /// The network's own tools that are in use.
    Published(PublishedView),
    /// What is assessed and is no family.
    Assessed(AssessedView),
    /// The file of one of these.
    AssessedFile(Box<AssessedFileView>),
    /// In which file something is assessed.
    FileOf(FileOfView),
    /// The desk.
    Desk(Box<DeskView>),
    /// Pictures.
    Photos(PhotosView),
    /// Everything else.
    More(Box<MoreView>),
    /// Places.
    Places(PlacesView),
    /// Alike.
    Alike(AlikeView),
    /// The protocol.
    Protocol(Box<ProtocolView>),
    /// The directory.
    Directory(Box<DirectoryView>),
    /// A provider.
    Provider(Box<ProviderView>),
    /// The pathway.
    Pathway(PathwayView),
    /// Meetings.
    Meetings(Box<MeetingsView>),
    /// What will leave.
    ReferService(Box<ReferServiceView>),
    /// A referral to a service.
    ServiceReferral(Box<ServiceReferralView>),
    /// The server must be reached once before anything is shown.
    Lease(Box<LeaseView>),
    /// There is nothing here (any more), or it is not on this device.
    Gone,
}

/// Places that were found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Tsify)]
pub struct PlacesView {
    /// Best first.
    pub hits: Vec<domain::place::PlaceHit>,
}

/// Families that look alike.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct AlikeView {
    /// Most alike first.
    pub found: Vec<Alike>,
}

/// One family that looks alike.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct Alike {
    /// The family.
    pub card: CardView,
    /// Who of it looks like whom.
    pub person: Name,
    /// Why: keys `alike-…`.
    pub reasons: Vec<Msg>,
}

/// What forms need of the protocol.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Tsify)]
pub struct ProtocolView {
    /// The protocol in force.
    pub protocol: domain::protocol::Protocol,
    /// Whom one may assign: workers of the organisation.
    pub workers: Vec<WorkerView>,
    /// The signed-in worker.
    pub me: Option<WorkerId>,
    /// Her organisation.
    pub organisation: Option<OrganisationId>,
    /// The other organisations of the network.
    pub network: Vec<OrganisationLine>,
}

/// Another organisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Tsify)]
pub struct OrganisationLine {
    /// Which.
    pub id: OrganisationId,
    /// Its name.
    pub name: Name,
}

/// A worker.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Tsify)]
pub struct WorkerView {
    /// Who.
    pub id: WorkerId,
    /// Her name.
    pub name: Name,
    /// What she does.
    pub role: domain::organisation::Role,
    /// Families that she leads, as far as this device knows.
    pub leads: u32,
}

/// A message: a key of the catalogue and its arguments.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Tsify)]
pub struct Msg {
    /// The key.
    pub id: String,
    /// The arguments.
    pub args: BTreeMap<String, Arg>,
}

/// An argument of a message.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Tsify)]
#[serde(untagged)]
pub enum Arg {
    /// A number, shown in the digits that the person chose.
    Number(i64),
    /// Text as it is.
    Text(String),
    /// A name, shown in the script of the screen's language.
    Name(Name),
}

impl From<&str> for Arg {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}
impl From<String> for Arg {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}
impl From<i64> for Arg {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}
impl From<Name> for Arg {
    fn from(name: Name) -> Self {
        Self::Name(name)
    }
}

impl Msg {
    /// A message without arguments.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into(), args: BTreeMap::new() }
    }
    /// With one more argument.
    pub fn with(mut self, name: &str, value: impl Into<Arg>) -> Self {
        self.args.insert(name.to_owned(), value.into());
        self
    }
    /// Why an entry could not take effect.
    pub fn rejection(reason: &Rejection) -> Self {
        let message = Self::new(format!("rejected-{}", reason.code()));
        match reason {
            Rejection::UnknownThing { what } | Rejection::AlreadyThere { what } => {
                message.with("what", what.as_str())
            }
            Rejection::WrongStage { stage } => message.with("stage", stage.as_str()),
            Rejection::NotPossible { field, why } => {
                message.with("field", field.as_str()).with("why", why.as_str())
            }
            Rejection::Incomplete { missing } => message.with("missing", i64::from(*missing)),
            Rejection::GatesUnmet { gates } => message.with("gates", gates.join(",")),
            Rejection::WrongStream
            | Rejection::UnknownPerson
            | Rejection::NoConsent
            | Rejection::UnknownInstrument
            | Rejection::FourEyes
            | Rejection::AlreadyDecided => message,
        }
    }
}

/// A name in both scripts; one of them may be empty.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, told::Told, Default, Tsify,
)]
pub struct Name {
    /// Khmer.
    pub km: String,
    /// Latin.
    pub latin: String,
}

impl Name {
    /// From two texts.
    pub fn new(km: &str, latin: &str) -> Self {
        Self { km: km.to_owned(), latin: latin.to_owned() }
    }
    /// As a form in this language begins with it: the other script when there is none in its own.
    pub fn shown(&self, language: &str) -> String {
        let (first, second) =
            if language == "km" { (&self.km, &self.latin) } else { (&self.latin, &self.km) };
        if first.is_empty() { second.clone() } else { first.clone() }
    }
    /// A person's.
    pub fn of(person: &Person) -> Self {
        let text =
            |register: &domain::register::Register<String>| register.get().cloned().unwrap_or_default();
        Self { km: text(&person.name_km), latin: text(&person.name_latin) }
    }
}

/// What is known of a place, or of the nearest unit around it of which anything is known.
fn nearest(code: &str, known: impl Fn(&PlaceCode) -> Option<Text>) -> Option<Text> {
    let mut code = code.parse::<PlaceCode>().ok();
    while let Some(here) = code {
        if let Some(text) = known(&here) {
            return Some(text);
        }
        code = here.parent();
    }
    None
}

impl Core {
    /// What a screen shows.
    pub fn view(&self, route: &Route, now: Millis) -> View {
        if self.is_lease_over(now) {
            return View::Lease(Box::new(self.lease_view(now)));
        }
        match route {
            Route::Today => View::Today(Box::new(self.today(now))),
            Route::Families { search } => View::Families(Box::new(self.families(search, now))),
            Route::Referrals => View::Referrals(Box::new(self.referrals(now))),
            Route::Family { family } => {
                self.family_view(*family, now).map_or(View::Gone, |v| View::Family(Box::new(v)))
            }
            Route::Conflicts { family } => {
                self.conflicts(*family).map_or(View::Gone, |v| View::Conflicts(Box::new(v)))
            }
            Route::Assess { of, answers } => self.assess(of, answers, now).unwrap_or(View::Gone),
            Route::Judge { of, answers } => {
                self.judge(of, answers, now).map_or(View::Gone, |v| View::Judged(Box::new(v)))
            }
            Route::Record { file, record } => self.record(*file, *record).unwrap_or(View::Gone),
            Route::ToolChoice { family } => {
                self.tool_choice(*family, now).map_or(View::Gone, |v| View::ToolChoice(Box::new(v)))
            }
            Route::Published => View::Published(self.published()),
            Route::Assessed => View::Assessed(self.assessed_list()),
            Route::AssessedFile { file } => {
                self.assessed_file(*file, now).map_or(View::Gone, |v| View::AssessedFile(Box::new(v)))
            }
            Route::FileOf { about, fresh } => self.file_of(about, *fresh).map_or(View::Gone, View::FileOf),
            Route::Desk => View::Desk(Box::new(self.desk(now))),
            Route::Photos => View::Photos(self.photos()),
            Route::More => View::More(Box::new(self.more(now))),
            Route::Places { text } => View::Places(self.find_places(text)),
            Route::Alike { people, village } => View::Alike(self.alike(people, village.as_ref(), now)),
            Route::Protocol => View::Protocol(Box::new(self.protocol_view())),
            Route::Directory { need, words, village, family } => {
                let home = family.and_then(|id| self.family(id)).and_then(|family| family.village.get());
                View::Directory(Box::new(self.directory(need, words, village.as_ref().or(home), now)))
            }
            Route::Provider { provider } => {
                self.provider_view(*provider, now).map_or(View::Gone, |v| View::Provider(Box::new(v)))
            }
            Route::Pathway => View::Pathway(self.pathway()),
            Route::Meetings => View::Meetings(Box::new(self.meetings())),
            Route::ReferService { form } => {
                self.refer_service_view(form, now).map_or(View::Gone, |v| View::ReferService(Box::new(v)))
            }
            Route::ServiceReferral { referral } => self
                .service_referral_view(*referral, now)
                .map_or(View::Gone, |v| View::ServiceReferral(Box::new(v))),
        }
    }

    /// A worker's name; her id's beginning when this device does not know her.
    pub(crate) fn worker_name(&self, id: WorkerId) -> Name {
        match (self.worker(id), &self.me) {
            (Some(worker), _) => Name::new(&worker.name_km, &worker.name_latin),
            (None, Some(me)) if me.worker == id => Name::new(&me.name_km, &me.name_latin),
            (None, _) => Name::default(),
        }
    }

    /// A village and what lies around it, in both languages. Of a village outside this device's area, what lies around
    /// it: every unit above villages is known here.
    pub(crate) fn place_line(&self, code: &str) -> Text {
        let line = |code: &PlaceCode| {
            let index = self.places.index.as_ref()?;
            let text = Text { en: index.path_en(code), km: index.path_km(code) };
            (!text.km.is_empty()).then_some(text)
        };
        nearest(code, line).unwrap_or_else(|| Text { en: code.to_owned(), km: code.to_owned() })
    }

    /// A village's own name, in both languages; of a village outside this device's area, the commune around it.
    pub(crate) fn place_name(&self, code: &str) -> Text {
        let own = |code: &PlaceCode| {
            let place = self.places.index.as_ref()?.get(code)?;
            Some(match code.level() {
                PlaceLevel::Village => Text { en: place.name_latin, km: place.name_km },
                PlaceLevel::Commune | PlaceLevel::District | PlaceLevel::Province => {
                    let (en, km) = (place.unit.en(), place.unit.km());
                    Text { en: format!("{} {en}", place.name_latin), km: format!("{km}{}", place.name_km) }
                }
            })
        };
        nearest(code, own).unwrap_or_else(|| Text { en: code.to_owned(), km: code.to_owned() })
    }

    fn find_places(&self, text: &str) -> PlacesView {
        let near = self.me.as_ref().map(|me| me.areas.as_slice()).unwrap_or_default();
        let query = domain::place::PlaceQuery { text, near, level: Some(PlaceLevel::Village), limit: 12 };
        PlacesView { hits: self.places.index.as_ref().map(|index| index.search(&query)).unwrap_or_default() }
    }

    fn protocol_view(&self) -> ProtocolView {
        let mut workers: Vec<WorkerView> = self
            .streams
            .values()
            .filter_map(|held| held.shown().organisation())
            .flat_map(|org| org.state.workers.values())
            .filter(|worker| worker.active)
            .map(|worker| WorkerView {
                id: worker.id,
                name: Name::new(&worker.name_km, &worker.name_latin),
                role: worker.role,
                leads: self.leads(worker.id),
            })
            .collect();
        workers.put_by(|a, b| a.name.cmp(&b.name));
        let mut network: Vec<OrganisationLine> = self
            .me
            .iter()
            .flat_map(|me| me.network.iter().filter(|organisation| organisation.id != me.org))
            .map(|o| OrganisationLine { id: o.id, name: Name::new(&o.name_km, &o.name_latin) })
            .collect();
        network.put_by(|a, b| a.name.cmp(&b.name));
        let me = self.me.as_ref().map(|me| me.worker);
        let organisation = self.me.as_ref().map(|me| me.org);
        ProtocolView { protocol: self.protocol().clone(), workers, me, organisation, network }
    }

    fn leads(&self, worker: WorkerId) -> u32 {
        let count = self
            .streams
            .values()
            .filter_map(|held| held.shown().family())
            .filter(|family| family.state.lead() == Some(worker) && family.state.stage.is_active())
            .count();
        u32::try_from(count).unwrap_or(u32::MAX)
    }
}
