//! The gazetteer: search by name in either script, and the piece of it that a worker takes along.

use super::session::Signed;
use crate::problem::Problem;
use crate::state::App;
use domain::place::{Place, PlaceCode, PlaceHit, PlaceIndex, PlaceLevel, PlaceQuery, PlaceUnit};
use exchange::gazetteer::{Level, Unit};
use std::sync::{Arc, PoisonError, RwLock};
use store::places::PlaceRow;

/// The gazetteer in memory.
#[derive(Debug, Default)]
pub struct Gazetteer {
    version: u64,
    /// For finding places by name.
    pub index: PlaceIndex,
    places: Vec<Place>,
}

impl Gazetteer {
    fn new(version: u64, rows: Vec<PlaceRow>) -> Self {
        // Of a unit that was changed or ended, only what holds now is looked for.
        let places: Vec<Place> =
            rows.into_iter().filter(|row| row.valid_until.is_none()).filter_map(place_of).collect();
        Self { version, index: PlaceIndex::new(places.iter().cloned()), places }
    }

    /// The units as the workbook reader's finder takes them.
    pub fn units(&self) -> Vec<Unit> {
        let unit = |place: &Place| Unit {
            code: place.code.to_string(),
            level: match place.code.level() {
                PlaceLevel::Province => Level::Province,
                PlaceLevel::District => Level::District,
                PlaceLevel::Commune => Level::Commune,
                PlaceLevel::Village => Level::Village,
            },
            parent: place.code.parent().map(|code| code.to_string()),
            name_km: place.name_km.clone(),
            name_latin: place.name_latin.clone(),
            unit: place.unit.en().to_owned(),
            lat: None,
            lon: None,
        };
        self.places.iter().map(unit).collect()
    }

    /// Every unit above village, and the villages of these areas.
    fn area(&self, areas: &[PlaceCode]) -> Vec<Place> {
        self.places
            .iter()
            .filter(|place| {
                place.code.level() != PlaceLevel::Village
                    || areas.iter().any(|area| area.contains(&place.code))
            })
            .cloned()
            .collect()
    }
}

fn place_of(row: PlaceRow) -> Option<Place> {
    Some(Place {
        code: row.code.parse().ok()?,
        unit: PlaceUnit::read(&row.kind)?,
        name_km: row.name_km,
        name_latin: row.name_en,
    })
}

/// The gazetteer as last read.
#[derive(Debug, Default)]
pub struct GazetteerCache(RwLock<Option<Arc<Gazetteer>>>);

impl GazetteerCache {
    /// The gazetteer, read anew when it has changed.
    pub async fn get(&self, app: &App) -> Result<Arc<Gazetteer>, Problem> {
        let version = app.store.places_version().await?;
        {
            let held = self.0.read().unwrap_or_else(PoisonError::into_inner);
            if let Some(gazetteer) = held.as_ref().filter(|gazetteer| gazetteer.version == version) {
                return Ok(Arc::clone(gazetteer));
            }
        }
        let gazetteer = Arc::new(Gazetteer::new(version, app.store.places_all().await?));
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&gazetteer));
        Ok(gazetteer)
    }
}

/// Where a worker works.
pub fn areas_of(signed: &Signed) -> Vec<PlaceCode> {
    let areas = signed.colleague().map(|colleague| colleague.row.areas.as_slice()).unwrap_or_default();
    areas.iter().filter_map(|code| code.parse().ok()).collect()
}

/// Most answers to a search.
const MOST: usize = 30;

/// Places by name or code, those of her own area first.
pub async fn search(app: &App, signed: &Signed, text: &str) -> Result<Vec<PlaceHit>, Problem> {
    let gazetteer = app.gazetteer.get(app).await?;
    let near = areas_of(signed);
    Ok(gazetteer.index.search(&PlaceQuery { text, near: &near, level: None, limit: MOST }))
}

/// What a worker takes along: the villages of her working area and every unit above village, with a tag that
/// changes when they do.
pub async fn area(app: &App, signed: &Signed) -> Result<(String, Vec<Place>), Problem> {
    let areas = areas_of(signed);
    let gazetteer = app.gazetteer.get(app).await?;
    let codes: Vec<_> = areas.iter().map(PlaceCode::as_str).collect();
    Ok((format!("\"{}-{}\"", gazetteer.version, codes.join(".")), gazetteer.area(&areas)))
}
