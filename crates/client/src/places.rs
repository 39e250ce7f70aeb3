//! The villages that this device knows: those of the worker's area, and the provinces.

use domain::place::{Place, PlaceIndex};
use serde::Deserialize;

/// The device's places.
#[derive(Default)]
pub struct Places {
    /// As received, for storing.
    pub(crate) raw: String,
    /// Searchable.
    pub(crate) index: Option<PlaceIndex>,
}

#[derive(Deserialize, told::Told)]
struct Area {
    places: Vec<Place>,
}

impl Places {
    /// Reads the answer of `GET /api/v1/places/area`.
    pub fn load(&mut self, json: &str) {
        if let Ok(area) = crate::read::<Area>(json) {
            self.raw = json.to_owned();
            self.index = Some(PlaceIndex::new(area.places));
        }
    }
}
