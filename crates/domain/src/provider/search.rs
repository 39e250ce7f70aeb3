//! Finding a service: by need and village, the nearest first, and there those with room whose entry was confirmed.
//! Pure, so that it works on a phone without a network.

use super::{Provider, Service, ServiceFacts};
use crate::ids::{ServiceId, StreamId};
use crate::khmer::keys::{fold_khmer, fold_latin};
use crate::place::PlaceCode;
use crate::sorted::Put;
use crate::taxonomy::Taxonomy;
use crate::time::Day;
use serde::{Deserialize, Serialize};

/// How near a provider is to a village. The nearest sorts first.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, told::Told)]
#[serde(rename_all = "snake_case")]
pub enum Near {
    /// In the village.
    Village,
    /// In its commune.
    Commune,
    /// In its district.
    District,
    /// In its province.
    Province,
    /// Elsewhere, or nobody knows where.
    Elsewhere,
}

impl Near {
    /// The stable name.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Village => "village",
            Self::Commune => "commune",
            Self::District => "district",
            Self::Province => "province",
            Self::Elsewhere => "elsewhere",
        }
    }

    /// How near the nearest of some places is to a village.
    pub fn of(places: &[PlaceCode], village: &PlaceCode) -> Self {
        let shared = |place: &PlaceCode| {
            let pairs = place.as_str().bytes().zip(village.as_str().bytes());
            pairs.take_while(|(a, b)| a == b).count() / 2
        };
        match places.iter().map(shared).max().unwrap_or(0) {
            0 => Self::Elsewhere,
            1 => Self::Province,
            2 => Self::District,
            3 => Self::Commune,
            _ => Self::Village,
        }
    }
}

/// What is looked for.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// A kind or type of service, or a reason for referral; empty for any.
    pub need: &'a str,
    /// Words of either language; every one must be found. May be empty.
    pub words: &'a str,
    /// For whom it should be near.
    pub village: Option<&'a PlaceCode>,
    /// Today.
    pub today: Day,
    /// After how many days an entry wants confirming.
    pub confirm_every_days: u16,
}

/// A service that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// The provider.
    pub provider: StreamId,
    /// The service.
    pub service: ServiceId,
    /// Its catchment holds the village (or no village was named).
    pub serves: bool,
    /// How near.
    pub near: Near,
    /// There is room.
    pub open: bool,
    /// Nobody has confirmed it for long.
    pub stale: bool,
    /// Days that people wait.
    pub wait_days: u16,
}

fn folded(text: &str) -> String {
    fold_latin(&fold_khmer(text))
}

/// All that a service may be found by, folded.
fn haystack(provider: &Provider, facts: &ServiceFacts, taxonomy: &Taxonomy) -> String {
    let mut text = String::new();
    let mut add = |part: &str| {
        text.push_str(part);
        text.push(' ');
    };
    for (km, latin) in &provider.names {
        add(km);
        add(latin);
    }
    if let Some((of, kind)) = taxonomy.kind(&facts.code) {
        for part in
            [&of.label.km, &of.label.en, &kind.label.km, &kind.label.en].into_iter().chain(&kind.words)
        {
            add(part);
        }
    }
    add(&facts.how);
    add(&facts.eligible.words);
    folded(&text)
}

fn hit(
    ids: (StreamId, ServiceId),
    provider: &Provider,
    service: &Service,
    facts: &ServiceFacts,
    wanted: &Wanted<'_>,
) -> Hit {
    let places = provider.about.get().map(|about| about.places.as_slice()).unwrap_or_default();
    let room = service.room();
    let (serves, near) = wanted.village.map_or((true, Near::Elsewhere), |village| {
        let covered =
            facts.catchment.is_empty() || facts.catchment.iter().any(|place| place.contains(village));
        (covered, Near::of(places, village))
    });
    Hit {
        provider: ids.0,
        service: ids.1,
        serves,
        near,
        open: room.is_open(),
        stale: service.is_stale(wanted.today, wanted.confirm_every_days),
        wait_days: room.wait_days.unwrap_or(0),
    }
}

/// Services that answer, in the order in which one would try them: first those that serve the village, the nearest
/// first; equally near ones by whether there is room, whether the entry was confirmed, and how long people wait.
pub fn search<'a>(
    providers: impl Iterator<Item = (StreamId, &'a Provider)>,
    taxonomy: &Taxonomy,
    wanted: &Wanted<'_>,
) -> Vec<Hit> {
    let words = folded(wanted.words);
    let mut hits = Vec::new();
    for (id, provider) in providers {
        for (service_id, service, facts) in provider.open_services() {
            if !wanted.need.is_empty() && !taxonomy.answers(&facts.code, wanted.need) {
                continue;
            }
            if !words.trim().is_empty() {
                let text = haystack(provider, facts, taxonomy);
                if !words.split_whitespace().all(|word| text.contains(word)) {
                    continue;
                }
            }
            hits.push(hit((id, service_id), provider, service, facts, wanted));
        }
    }
    hits.put_by_key(|hit| {
        (!hit.serves, hit.near, !hit.open, hit.stale, hit.wait_days, hit.provider, hit.service)
    });
    hits
}
