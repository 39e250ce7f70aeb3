//! "Something for you": tells connected devices that it is worth asking. What it is, they learn by asking; no
//! id and no name travels here.

use crate::app::assessed;
use crate::app::families;
use crate::app::services;
use crate::app::session::Signed;
use crate::state::App;
use domain::entry::StreamKind;
use domain::ids::{DeviceId, StreamId, WorkerId};
use policy::Relation;
use store::devices::DeviceState;
use tokio::sync::broadcast;

/// Something was written.
#[derive(Debug, Clone, Copy)]
struct Written {
    stream: StreamId,
    kind: StreamKind,
    from: DeviceId,
    danger: bool,
}

/// Something happened.
#[derive(Debug, Clone, Copy)]
enum Signal {
    Written(Written),
    /// Something was decided about somebody's device.
    Device(WorkerId, DeviceId),
}

/// Somebody who listens.
pub struct Listener(broadcast::Receiver<Signal>);

/// What a device is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum News {
    /// There is something to pull.
    Something,
    /// There is something to pull, and somebody may be in danger.
    Danger,
    /// What she may see and do may have changed.
    Rights,
    /// This device may be locked, or to be emptied: it is to ask.
    Device,
}

impl News {
    /// The event's name.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Something => "something",
            Self::Danger => "danger",
            Self::Rights => "rights",
            Self::Device => "device",
        }
    }
}

/// The channel.
pub struct Events(broadcast::Sender<Signal>);

impl Events {
    /// A channel that nobody listens to yet.
    pub fn new() -> Self {
        Self(broadcast::Sender::new(1_024))
    }
    /// Tells that something was written to a stream.
    pub fn tell(&self, stream: StreamId, kind: StreamKind, from: DeviceId, danger: bool) {
        // Nobody listening is no failure: devices also ask by themselves.
        let _listeners = self.0.send(Signal::Written(Written { stream, kind, from, danger }));
    }
    /// Tells a device that something was decided about it.
    pub fn tell_device(&self, worker: WorkerId, device: DeviceId) {
        let _listeners = self.0.send(Signal::Device(worker, device));
    }
    /// Listens from now on.
    pub fn listen(&self) -> Listener {
        Listener(self.0.subscribe())
    }
}

impl Default for Events {
    fn default() -> Self {
        Self::new()
    }
}

/// Waits for the next thing that concerns somebody. `None` when the server stops or her session has ended.
pub async fn next_for(app: &App, signed: &mut Signed, from: &mut Listener) -> Option<News> {
    loop {
        let signal = match from.0.recv().await {
            Ok(signal) => signal,
            // Too far behind to know what was missed: it is worth asking.
            Err(broadcast::error::RecvError::Lagged(_)) => return Some(News::Something),
            Err(broadcast::error::RecvError::Closed) => return None,
        };
        let signal = match signal {
            // Said before anything is asked: her session may have ended with it.
            Signal::Device(worker, device)
                if worker == signed.session.worker && device == signed.session.device =>
            {
                return Some(News::Device);
            }
            Signal::Device(..) => continue,
            Signal::Written(written) if written.from == signed.session.device => continue,
            Signal::Written(written) => written,
        };
        // Roles and teams change while a connection stays open: decide on what holds now.
        signed.directory = app.directory.get(app).await.ok()?;
        signed.asker = signed.directory.asker(signed.session.worker, app.now())?;
        // So does a session: one that was ended hears nothing any more.
        let holding = app.config.holding(app.now());
        let session = app.store.session(&signed.session.token_hash, holding).await.ok()??;
        if session.on.state != DeviceState::Open {
            return None;
        }
        if signed.principal().roles.is_empty() {
            return None;
        }
        if let Some(news) = concerns(app, signed, signal).await {
            return Some(news);
        }
    }
}

async fn concerns(app: &App, signed: &Signed, signal: Written) -> Option<News> {
    match signal.kind {
        StreamKind::Family => {
            let info = app.store.stream_info(signal.stream, app.now()).await.ok()??;
            // Who is kept out of a file does not hear when it changes, whatever team she was on.
            if !families::may_open(signed, &info) {
                return None;
            }
            match families::relation(signed, &info) {
                Relation::Supervisor | Relation::Lead if signal.danger => Some(News::Danger),
                // That somebody is in danger is told to those of another organisation who may read what it is.
                Relation::PartnerSupervisor | Relation::Partner
                    if signal.danger && families::reads_worries(signed, &info) =>
                {
                    Some(News::Danger)
                }
                Relation::Lead
                | Relation::Specialist
                | Relation::Supervisor
                | Relation::Partner
                | Relation::PartnerSupervisor => Some(News::Something),
                Relation::Colleague | Relation::Outside => None,
            }
        }
        StreamKind::Organisation if signal.stream.uuid() != signed.session.org.uuid() => None,
        StreamKind::ServiceReferral => {
            let referral = app.store.referral(signal.stream, app.now()).await.ok()??;
            services::may_read(signed, &referral).then_some(News::Something)
        }
        StreamKind::Organisation | StreamKind::Programme => Some(News::Rights),
        StreamKind::Place | StreamKind::Staff => {
            let info = app.store.stream_info(signal.stream, app.now()).await.ok()??;
            assessed::may_read(signed, &info).then_some(News::Something)
        }
        StreamKind::Village | StreamKind::Provider => Some(News::Something),
    }
}
