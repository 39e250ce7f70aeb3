//! Which files were opened on this device from its own copy. The family may ask who read its file, so the server
//! is told when the outbox is sent; until then it is kept like everything else, and it never holds up work.

use crate::core::Core;
use crate::effect::{Effect, Write};
use domain::ids::StreamId;
use domain::time::{Day, Millis};
use domain::wire::Viewed;
use serde::{Deserialize, Serialize};

/// Most openings told in one push.
const TOGETHER: usize = 500;

/// What was opened, and what of that is still to be told.
#[derive(Debug, Clone, Default, Serialize, Deserialize, told::Told)]
pub(crate) struct Views {
    /// The day of `today`.
    #[serde(default)]
    day: Option<Day>,
    /// Opened that day already.
    #[serde(default)]
    today: Vec<StreamId>,
    /// To be told.
    #[serde(default)]
    untold: Vec<Viewed>,
}

impl Views {
    /// What goes with the next push.
    pub(crate) fn due(&self) -> Vec<Viewed> {
        self.untold.iter().take(TOGETHER).copied().collect()
    }
    pub(crate) fn is_empty(&self) -> bool {
        self.untold.is_empty()
    }
    /// The server has written down the first `count`.
    pub(crate) fn told(&mut self, count: usize) -> Option<Write> {
        if count == 0 {
            return None;
        }
        self.untold.drain(..count.min(self.untold.len()));
        Some(self.write())
    }
    fn write(&self) -> Write {
        Write::put("meta", "views", self)
    }
}

impl Core {
    /// A family's file came onto the screen. Only what lies on this device is told: what was fetched, the server
    /// wrote down itself.
    pub(crate) fn opened(&mut self, family: StreamId, now: Millis) -> Vec<Effect> {
        let held = self.streams.get(&family).is_some_and(|held| held.kept && held.cursor() > 0);
        if self.me.is_none() || !held {
            return Vec::new();
        }
        let views = &mut self.views;
        if views.day != Some(now.day()) {
            views.day = Some(now.day());
            views.today.clear();
        }
        if views.today.contains(&family) {
            return Vec::new();
        }
        views.today.push(family);
        views.untold.push(Viewed { family, at: now });
        vec![Effect::Store { writes: vec![views.write()] }]
    }
}
