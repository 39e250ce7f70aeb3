//! What every handler has at hand.

use crate::app::directory::DirectoryCache;
use crate::app::evidence::EvidenceCache;
use crate::app::passkeys::Passkeys;
use crate::app::passphrase::Hasher;
use crate::app::places::GazetteerCache;
use crate::app::providers::Providers;
use crate::app::sharing::EngineCache;
use crate::app::turns::Turns;
use crate::config::Config;
use crate::effects::{Clock, Entropy, Ids};
use crate::http::at_once::AtOnce;
use crate::http::metrics::Metrics;
use crate::http::statics::Web;
use crate::jobs::events::Events;
use crate::problem::Problem;
use crate::words::Words;
use domain::time::Millis;
use std::sync::Arc;
use store::Store;
use uuid::Uuid;

/// The running application; cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Inner>);

/// What [`App`] points to.
pub struct Inner {
    /// Settings.
    pub config: Config,
    /// Ledger and projections.
    pub store: Store,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// Random bytes.
    pub entropy: Arc<dyn Entropy>,
    /// Ids made on the server.
    pub ids: Ids,
    /// The message catalogue.
    pub words: Words,
    /// Counters.
    pub metrics: Metrics,
    /// Who works where, as last read.
    pub directory: DirectoryCache,
    /// Policies that were loaded.
    pub engines: EngineCache,
    /// The gazetteer, as last read.
    pub gazetteer: GazetteerCache,
    /// Requests under way.
    pub at_once: AtOnce,
    /// Phones that send, and those that wait to; they share their places with those that ask.
    pub to_push: Turns,
    /// Phones that ask for what is new.
    pub to_pull: Turns,
    /// Those who are away at their identity provider.
    pub providers: Providers,
    /// Passkeys.
    pub passkeys: Passkeys,
    /// Hashing of passphrases.
    pub hasher: Hasher,
    /// Numbers about the work, as they were counted last.
    pub evidence: EvidenceCache,
    /// "Something for you".
    pub events: Events,
    /// The web client.
    pub web: Web,
}

impl std::ops::Deref for App {
    type Target = Inner;
    fn deref(&self) -> &Inner {
        &self.0
    }
}

impl App {
    /// An application on the machine's own clock and random source.
    pub fn new(config: Config, store: Store) -> Self {
        Self::with_effects(
            config,
            store,
            Arc::new(crate::effects::SystemClock),
            Arc::new(crate::effects::SystemEntropy),
        )
    }

    /// An application whose clock and random source are given, for tests and simulation.
    pub fn with_effects(
        config: Config,
        store: Store,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
    ) -> Self {
        let web = Web::load(config.web_dir.as_deref());
        let hasher = Hasher::new(&config);
        let passkeys = Passkeys::new(&config);
        // What lies on a phone only is brought to safety first: few ask at the same time, however many send.
        let (to_push, to_pull) = Turns::lines(config.syncs_at_once, config.syncs_waiting);
        Self(Arc::new(Inner {
            config,
            store,
            clock,
            entropy,
            ids: Ids::default(),
            words: Words::new(),
            metrics: Metrics::new(),
            directory: DirectoryCache::default(),
            engines: EngineCache::default(),
            gazetteer: GazetteerCache::default(),
            at_once: AtOnce::default(),
            to_push,
            to_pull,
            providers: Providers::default(),
            passkeys,
            hasher,
            evidence: EvidenceCache::default(),
            events: Events::new(),
            web,
        }))
    }

    /// Now.
    pub fn now(&self) -> Millis {
        self.clock.now()
    }

    /// A new id.
    pub fn new_id(&self) -> Result<Uuid, Problem> {
        Ok(self.ids.next(self.now(), self.entropy.as_ref())?)
    }
}
