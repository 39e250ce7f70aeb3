//! The service directory: what was found, one provider, the pathway, and coordination meetings.

use super::{Msg, Name};
use crate::core::Core;
use domain::ids::{MeetingId, OrganisationId, ServiceId, StreamId};
use domain::instrument::{Choice, Text};
use domain::khmer::Lang;
use domain::place::PlaceCode;
use domain::provider::{Capacity, Hit, Near, Provider, ProviderFacts, Service, ServiceFacts, Wanted, search};
use domain::sorted::Put;
use domain::taxonomy::{ServiceType, Taxonomy};
use domain::time::{Day, Millis};
use domain::village::Meeting;
use serde::Serialize;
use tsify::Tsify;

/// Most services that a list shows.
const MOST: usize = 60;

/// The directory, as far as this device holds it.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct DirectoryView {
    /// What answers, the nearest first.
    pub found: Vec<ServiceCard>,
    /// Services on this device in all.
    pub held: u32,
    /// Services here that nobody has confirmed for long.
    pub stale: u32,
    /// The types and kinds of services.
    pub types: Vec<ServiceType>,
    /// Reasons for which families are referred: each is a need.
    pub needs: Vec<Choice>,
    /// The village asked about, in words.
    pub place: Text,
    /// She may write in the directory.
    pub can_write: bool,
}

/// A service of a provider.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct ServiceCard {
    /// The provider.
    pub provider: StreamId,
    /// Which service.
    pub service: ServiceId,
    /// The provider's name.
    pub name: Name,
    /// Kind of provider: words under `provider-kind-…`.
    pub kind: String,
    /// What kind of service.
    pub label: Text,
    /// What the service is.
    pub facts: ServiceFacts,
    /// Whether there is room.
    pub room: Capacity,
    /// There is.
    pub open: bool,
    /// How near to the village asked about.
    pub near: Near,
    /// It serves that village.
    pub serves: bool,
    /// Where the provider is.
    pub places: Vec<Text>,
    /// Where it works; empty for the whole country.
    pub catchment: Vec<Text>,
    /// Telephones of the provider.
    pub phones: Vec<String>,
    /// When somebody last knew it to be so.
    pub confirmed: Option<Day>,
    /// Who.
    pub confirmed_by: Name,
    /// It is time to ask again.
    pub stale: bool,
    /// The organisation of the network that answers for it.
    pub organisation: Option<OrganisationId>,
    /// Other versions that somebody wrote unseen.
    pub rivals: Vec<RivalService>,
    /// Not sent yet.
    pub unsent: bool,
}

/// Another version of a service.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct RivalService {
    /// What it says.
    pub facts: ServiceFacts,
    /// Who wrote it.
    pub by: Name,
    /// When.
    pub at: Millis,
}

/// One provider.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct ProviderView {
    /// Which.
    pub id: StreamId,
    /// Who it is.
    pub facts: ProviderFacts,
    /// Where it is, in words, in the order of the codes.
    pub places: Vec<Text>,
    /// Its services.
    pub services: Vec<ServiceCard>,
    /// Services that have ended.
    pub ended: Vec<Text>,
    /// Closed since.
    pub closed: Option<Day>,
    /// Other versions of who it is.
    pub rivals: Vec<ProviderFacts>,
    /// She may write in the directory.
    pub can_write: bool,
    /// The types and kinds of services, for the form.
    pub types: Vec<ServiceType>,
    /// Organisations of the network that this device knows.
    pub organisations: Vec<OrganisationLine>,
}

/// An organisation.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct OrganisationLine {
    /// Which.
    pub id: OrganisationId,
    /// Its name.
    pub name: Name,
}

/// The referral pathway.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct PathwayView {
    /// Drawn, in the screen's language.
    pub drawing: String,
}

/// Coordination meetings of the villages on this device.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct MeetingsView {
    /// The latest first.
    pub meetings: Vec<MeetingView>,
    /// Villages whose stream this device holds: where a meeting can be written down.
    pub villages: Vec<VillageLine>,
    /// Providers that an agreement may be about.
    pub providers: Vec<ProviderLine>,
    /// She may write.
    pub can_write: bool,
}

/// A village with a stream.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct VillageLine {
    /// The stream.
    pub stream: StreamId,
    /// Its code.
    pub code: PlaceCode,
    /// Its name.
    pub name: Text,
    /// The commune around it.
    pub commune: Text,
}

/// A provider by name.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct ProviderLine {
    /// Which.
    pub id: StreamId,
    /// Its name.
    pub name: Name,
}

/// One meeting.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct MeetingView {
    /// Which.
    pub id: MeetingId,
    /// The village's stream that holds it.
    pub stream: StreamId,
    /// Who came, what was agreed.
    pub held: Meeting,
    /// For which place.
    pub place: Text,
    /// What was agreed, with what became of it.
    pub agreed: Vec<AgreedLine>,
    /// Who wrote it down.
    pub by: Name,
}

/// Something that was agreed.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct AgreedLine {
    /// What.
    pub what: String,
    /// Who sees to it.
    pub who: String,
    /// About which provider.
    pub provider: Option<ProviderLine>,
    /// It was done: how.
    pub done: Option<String>,
}

fn provider_name(provider: &Provider) -> Name {
    provider.about.get().map(|about| Name::new(&about.name_km, &about.name_latin)).unwrap_or_default()
}

impl Core {
    /// Providers on this device.
    pub(crate) fn providers(&self) -> impl Iterator<Item = (StreamId, &Provider)> {
        self.streams
            .iter()
            .filter_map(|(id, held)| held.shown().provider().map(|stream| (*id, &stream.state)))
    }

    pub(crate) fn provider(&self, id: StreamId) -> Option<&Provider> {
        self.streams.get(&id).and_then(|held| held.shown().provider()).map(|stream| &stream.state)
    }

    fn may_write_directory(&self) -> bool {
        self.may_beside("provider.named")
    }

    /// Whether she may give a command to a village or a provider, by the table that the server made.
    pub(crate) fn may_beside(&self, name: &str) -> bool {
        self.me.as_ref().is_some_and(|me| policy::rights::may_give_beside(&me.rights, name))
    }

    fn service_card(&self, hit: &Hit) -> Option<ServiceCard> {
        let provider = self.provider(hit.provider)?;
        let service = provider.services.get(&hit.service)?;
        let (about, facts) = (provider.about.get()?, service.facts.get()?);
        let lines = |codes: &[PlaceCode]| codes.iter().map(|code| self.place_line(code.as_str())).collect();
        let names = |codes: &[PlaceCode]| codes.iter().map(|code| self.place_name(code.as_str())).collect();
        Some(ServiceCard {
            provider: hit.provider,
            service: hit.service,
            name: provider_name(provider),
            kind: about.kind.clone(),
            label: Taxonomy::shipped().label(&facts.code),
            room: service.room(),
            open: hit.open,
            near: hit.near,
            serves: hit.serves,
            places: lines(&about.places),
            catchment: names(&facts.catchment),
            phones: about.phones.clone(),
            confirmed: service.confirmed.map(|(_, on)| on),
            confirmed_by: service.confirmed.map(|(by, _)| self.worker_name(by.author)).unwrap_or_default(),
            stale: hit.stale,
            organisation: about.organisation,
            rivals: self.rivals(service),
            unsent: self.outbox.unsent_of(hit.provider) > 0,
            facts: facts.clone(),
        })
    }

    fn rivals(&self, service: &Service) -> Vec<RivalService> {
        let rival = |held: &domain::register::Held<ServiceFacts>| RivalService {
            facts: held.value.clone(),
            by: self.worker_name(held.by.author),
            at: held.by.at,
        };
        service.facts.rivals().iter().map(rival).collect()
    }

    fn found(&self, need: &str, words: &str, village: Option<&PlaceCode>, now: Millis) -> Vec<Hit> {
        let wanted = Wanted {
            need,
            words,
            village,
            today: now.day(),
            confirm_every_days: self.protocol().directory.confirm_every_days,
        };
        search(self.providers(), Taxonomy::shipped(), &wanted)
    }

    pub(crate) fn directory(
        &self,
        need: &str,
        words: &str,
        village: Option<&PlaceCode>,
        now: Millis,
    ) -> DirectoryView {
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        // Where nobody says for which village, it is near to where she works.
        let near = village.or_else(|| self.me.as_ref().and_then(|me| me.areas.first()));
        let all = self.found("", "", None, now);
        let hits = self.found(need, words, near, now);
        DirectoryView {
            found: hits.iter().take(MOST).filter_map(|hit| self.service_card(hit)).collect(),
            held: count(all.len()),
            stale: count(all.iter().filter(|hit| hit.stale).count()),
            types: Taxonomy::shipped().types.clone(),
            needs: self.protocol().referral_reasons.clone(),
            place: near.map(|code| self.place_line(code.as_str())).unwrap_or_default(),
            can_write: self.may_write_directory(),
        }
    }

    /// One service, for a screen that refers to it.
    pub(crate) fn one_service(
        &self,
        provider: StreamId,
        service: ServiceId,
        village: Option<&PlaceCode>,
        now: Millis,
    ) -> Option<ServiceCard> {
        let hits = self.found("", "", village, now);
        self.service_card(hits.iter().find(|hit| hit.provider == provider && hit.service == service)?)
    }

    pub(crate) fn provider_view(&self, id: StreamId, now: Millis) -> Option<ProviderView> {
        let provider = self.provider(id)?;
        let about = provider.about.get()?;
        let hits = self.found("", "", None, now);
        let ended = provider
            .services
            .values()
            .filter(|service| service.ended.is_some())
            .filter_map(|service| service.facts.get())
            .map(|facts| Taxonomy::shipped().label(&facts.code))
            .collect();
        Some(ProviderView {
            id,
            places: about.places.iter().map(|code| self.place_line(code.as_str())).collect(),
            services: hits
                .iter()
                .filter(|hit| hit.provider == id)
                .filter_map(|hit| self.service_card(hit))
                .collect(),
            ended,
            closed: provider.closed.as_ref().map(|(_, on, _)| *on),
            rivals: provider.about.rivals().iter().map(|held| held.value.clone()).collect(),
            can_write: self.may_write_directory(),
            types: Taxonomy::shipped().types.clone(),
            organisations: self.organisation_lines(),
            facts: about.clone(),
        })
    }

    fn organisation_lines(&self) -> Vec<OrganisationLine> {
        self.me
            .iter()
            .map(|me| OrganisationLine { id: me.org, name: Name::new(&me.org_name_km, &me.org_name_latin) })
            .collect()
    }

    pub(crate) fn pathway(&self) -> PathwayView {
        let lang = if self.language == "en" { Lang::En } else { Lang::Km };
        PathwayView { drawing: domain::pathway::svg(&self.protocol().directory.pathway, lang) }
    }

    fn provider_line(&self, id: StreamId) -> ProviderLine {
        ProviderLine { id, name: self.provider(id).map(provider_name).unwrap_or_default() }
    }

    pub(crate) fn meetings(&self) -> MeetingsView {
        let mut meetings = Vec::new();
        let mut villages = Vec::new();
        for (id, held) in &self.streams {
            let Some(village) = held.shown().village().map(|stream| &stream.state) else { continue };
            if let Some(code) = &village.code {
                let commune = code.at(domain::place::PlaceLevel::Commune);
                villages.push(VillageLine {
                    stream: *id,
                    code: code.clone(),
                    name: self.place_name(code.as_str()),
                    commune: commune.map(|code| self.place_name(code.as_str())).unwrap_or_default(),
                });
            }
            for record in &village.meetings {
                let lines = (0_u8..).zip(&record.held.agreed).map(|(item, agreed)| AgreedLine {
                    what: agreed.what.clone(),
                    who: agreed.who.clone(),
                    provider: agreed.provider.map(|id| self.provider_line(id)),
                    done: record
                        .done
                        .iter()
                        .find(|(done, ..)| *done == item)
                        .map(|(_, _, note)| note.clone()),
                });
                meetings.push(MeetingView {
                    id: record.id,
                    stream: *id,
                    place: self.place_line(record.held.place.as_str()),
                    agreed: lines.collect(),
                    by: self.worker_name(record.by.author),
                    held: record.held.clone(),
                });
            }
        }
        meetings.put_by_key(|meeting| std::cmp::Reverse(meeting.held.on));
        villages.put_by_key(|village| village.code.to_string());
        let mut providers: Vec<ProviderLine> = self
            .providers()
            .map(|(id, provider)| ProviderLine { id, name: provider_name(provider) })
            .collect();
        providers.put_by(|a, b| a.name.cmp(&b.name));
        MeetingsView { meetings, villages, providers, can_write: self.may_beside("village.meeting_held") }
    }

    /// What to say when the directory was changed.
    pub(crate) fn directory_message(actions: &[domain::provider::ProviderAction]) -> Msg {
        use domain::provider::ProviderAction as P;
        let confirmed = actions.iter().all(|action| matches!(action, P::Confirmed { .. }));
        Msg::new(if confirmed { "done-confirmed" } else { "done-directory" })
    }
}
