//! Sending and fetching: what to ask of the network when, and what an answer means. One request at a time;
//! whatever fails is tried again later, and nothing is forgotten because of it.

use crate::core::Core;
use crate::effect::{Effect, Method, Write};
use crate::event::Wanted;
use crate::file::{Held, LookedAt, Stored};
use crate::outbox::{Queued, Status};
use crate::view::Msg;
use crate::view::photos::picture_key;
use domain::entry::{Action, StreamKind};
use domain::family::FamilyAction;
use domain::family::photo::PhotoHash;
use domain::family::summary::Summary;
use domain::ids::{EntryId, StreamId};
use domain::planted::planted;
use domain::time::Millis;
use domain::wire::{CAPABILITY, Pull, Pulled, Push, Pushed, Verdict};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Most entries in one push.
const PUSH: usize = 200;
/// About how many bytes one pull may bring.
const BUDGET: u32 = 512 * 1024;
/// How often to look for news while online: two minutes.
const EVERY_MS: i64 = 120_000;
/// Longest pause after failures: five minutes.
const LONGEST_PAUSE_MS: i64 = 300_000;

/// What the network gave back.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Answer<'a> {
    /// HTTP status; 0 when the server could not be reached.
    pub(crate) status: u16,
    pub(crate) body: &'a str,
    /// In how many seconds the server would rather be asked again.
    pub(crate) again_s: Option<u32>,
}

/// What a request in flight was for.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Flight {
    Push { entries: Vec<EntryId>, views: usize },
    Pull,
    Places,
    Fetch(Wanted),
}

/// A row of a list that the server keeps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
pub struct Row {
    /// The family.
    pub family: StreamId,
    /// At a glance.
    pub summary: Summary,
}

#[derive(Debug, Deserialize, told::Told)]
struct Rows {
    /// A search calls them `found`.
    #[serde(alias = "found")]
    rows: Vec<Row>,
    #[serde(default)]
    next: Option<String>,
    #[serde(default)]
    total: Option<u64>,
}

/// What was last fetched of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Which.
    pub what: Wanted,
    /// Its rows.
    pub rows: Vec<Row>,
    /// Cursor of the next page.
    pub next: Option<String>,
    /// How many in all, if the server says.
    pub total: Option<u64>,
}

/// The state of sending and fetching.
#[derive(Debug, Default)]
pub struct Sync {
    pub(crate) online: bool,
    flights: Vec<(u32, Flight)>,
    next_id: u32,
    failures: u32,
    not_before: Millis,
    pulled_at: Option<Millis>,
    pull_wanted: bool,
    places_wanted: bool,
    /// Families that were asked for from their beginning since the app was opened.
    asked_anew: BTreeSet<StreamId>,
    /// Entries that were given to the network since the app was opened.
    left: BTreeSet<EntryId>,
    /// Which life of the server's store this device last heard of.
    pub(crate) life: String,
    /// Streams that must come from their beginning: the server was put back to a backup.
    pub(crate) anew: BTreeSet<StreamId>,
    /// Pictures that this device had sent before the server was put back to a backup: they may be lost with it.
    pub(crate) pictures: BTreeSet<(StreamId, PhotoHash)>,
    /// The server wants her to sign in again.
    pub(crate) signed_out: bool,
    /// The server no longer speaks this build's language.
    pub(crate) outdated: bool,
    /// Stored records that could not be read.
    pub(crate) unreadable: u32,
    /// The last list or search that was fetched.
    pub(crate) listed: Option<Listed>,
    /// A fetch failed, in words.
    pub(crate) fetch_failed: Option<String>,
    /// The last time everything was exchanged, by this device's clock.
    pub(crate) last_ok: Option<Millis>,
    /// How far this device's clock is behind the server's, in milliseconds.
    pub(crate) clock_behind: Option<i64>,
}

impl Sync {
    pub(crate) fn signed_in(&mut self) {
        self.signed_out = false;
        self.online = true;
        self.places_wanted = true;
        self.hurry();
    }
    pub(crate) fn hurry(&mut self) {
        self.pull_wanted = true;
        self.failures = 0;
        self.not_before = Millis(0);
    }
    /// Whether an entry was ever given to the network: then the server may have it, whatever came back.
    pub(crate) fn has_left(&self, id: EntryId) -> bool {
        self.left.contains(&id) && !planted("what left is undone")
    }
    /// Whether anything is on its way.
    pub(crate) fn is_busy(&self) -> bool {
        self.flights.iter().any(|(_, flight)| !matches!(flight, Flight::Fetch(_)))
    }
    /// The number of the last request.
    pub(crate) const fn last_number(&self) -> u32 {
        self.next_id
    }
    /// Requests are numbered on from there.
    pub(crate) fn number_after(&mut self, last: u32) {
        self.next_id = last;
    }
    fn fly(&mut self, flight: Flight) -> u32 {
        self.next_id += 1;
        self.flights.push((self.next_id, flight));
        self.next_id
    }
    /// After a pause that grows, and that the server may make longer. Phones that failed in one moment come back in many:
    /// up to a quarter earlier, by the last digits of their clocks, which no two share.
    fn failed(&mut self, again_s: Option<u32>, now: Millis) -> Effect {
        self.failures = (self.failures + 1).min(8);
        let longest = (2_000_i64 << self.failures).min(LONGEST_PAUSE_MS);
        let asked = i64::from(again_s.unwrap_or(0)).saturating_mul(1_000).min(LONGEST_PAUSE_MS);
        let pause = (longest - now.0.rem_euclid(longest / 4)).max(asked);
        self.not_before = Millis(now.0 + pause);
        wake(pause)
    }
}

fn wake(after_ms: i64) -> Effect {
    Effect::Wake { after_ms: u32::try_from(after_ms.max(50)).unwrap_or(u32::MAX) }
}

impl Core {
    /// Begins the next request, if one is due.
    pub(crate) fn start(&mut self, now: Millis) -> Vec<Effect> {
        if self.me.is_none() || self.sync.signed_out || self.sync.outdated || self.sync.is_busy() {
            return Vec::new();
        }
        if !self.sync.online {
            return Vec::new();
        }
        // Longer than a pause can be: the clock was put back, and the pause is over.
        let pause = self.sync.not_before.0.saturating_sub(now.0);
        if (1..=LONGEST_PAUSE_MS).contains(&pause) || (pause > 0 && planted("a pause without end")) {
            return vec![wake(pause)];
        }
        let due: Vec<_> = self.outbox.due(now, PUSH).into_iter().cloned().collect();
        let stale = self.sync.pulled_at.is_none_or(|at| !(0..EVERY_MS).contains(&now.0.saturating_sub(at.0)));
        let pulls = self.sync.pull_wanted || stale;
        // Openings go along with entries, or before the next look for news: they are worth no request of their own.
        if !due.is_empty() || (pulls && !self.views.is_empty()) {
            let views = self.views.due();
            self.sync.left.extend(due.iter().map(|entry| entry.id));
            if planted("gone when it leaves") {
                due.iter().for_each(|entry| drop(self.outbox.remove(entry.id)));
            }
            let flight =
                Flight::Push { entries: due.iter().map(|entry| entry.id).collect(), views: views.len() };
            let push = Push { capability: CAPABILITY, entries: due, views };
            return vec![self.post(flight, "/api/v1/sync/push", &push)];
        }
        if pulls {
            let anew = self.opened_further();
            self.sync.asked_anew.extend(anew.iter().copied());
            let from_start = |id: &StreamId| anew.contains(id) || self.sync.anew.contains(id);
            let held = || self.streams.iter().filter(|(_, held)| held.kept && held.cursor() > 0);
            // Named with place 0 where it must come whole, so that it is forgotten if she may no longer hold it.
            let known =
                held().map(|(id, held)| (*id, if from_start(id) { 0 } else { held.cursor() })).collect();
            let open =
                held().filter(|(_, held)| held.stored.open > 0).map(|(id, held)| (*id, held.stored.open));
            let pull = Pull {
                capability: CAPABILITY,
                known,
                open: open.collect(),
                budget: BUDGET,
                unsent: Some(u32::try_from(self.outbox.unsent()).unwrap_or(u32::MAX)),
            };
            return vec![self.post(Flight::Pull, "/api/v1/sync/pull", &pull)];
        }
        if self.sync.places_wanted {
            let id = self.sync.fly(Flight::Places);
            let path = "/api/v1/places/area".to_owned();
            return vec![Effect::Http { id, method: Method::Get, path, body: None }];
        }
        match self.outbox.next_due() {
            Some(at) => vec![wake(at.0.saturating_sub(now.0).min(EVERY_MS))],
            None => vec![wake(EVERY_MS)],
        }
    }

    /// Families of which more is open to her than when they came: she leads now what she visited before. What came sealed
    /// is fetched again, once while the app is open: whether it is open is the server's to say.
    fn opened_further(&self) -> BTreeSet<StreamId> {
        let Some(me) = &self.me else { return BTreeSet::new() };
        let further = |(id, held): (&StreamId, &Held)| {
            if !held.kept || self.sync.asked_anew.contains(id) {
                return None;
            }
            let family = held.confirmed().family()?;
            let mut sealed = held
                .stored
                .entries
                .iter()
                .filter(|entry| entry.action.is_none())
                .map(|entry| entry.head.section);
            let readable = policy::rights::readable(&me.rights, self.relation(&family.state));
            sealed.any(|section| readable.contains(&section)).then_some(*id)
        };
        self.streams.iter().filter_map(further).collect()
    }

    fn post<T: Serialize>(&mut self, flight: Flight, path: &str, body: &T) -> Effect {
        let id = self.sync.fly(flight);
        Effect::Http {
            id,
            method: Method::Post,
            path: path.to_owned(),
            body: Some(domain::write::text(body)),
        }
    }

    /// Asks for something that only the server has.
    pub(crate) fn fetch(&mut self, what: Wanted) -> Vec<Effect> {
        let mut body = None;
        let path = match &what {
            Wanted::Caseload { query } => format!("/api/v1/caseload?{query}"),
            Wanted::Search { text } => {
                // A name in an address would end up in the logs of whatever stands between.
                body = Some(serde_json::json!({ "q": text }).to_string());
                "/api/v1/search".to_owned()
            }
            Wanted::Family { family } => {
                if self.streams.get(family).is_some_and(|held| held.kept) {
                    return Vec::new();
                }
                format!("/api/v1/families/{family}")
            }
        };
        self.sync.fetch_failed = None;
        let method = if body.is_some() { Method::Post } else { Method::Get };
        let id = self.sync.fly(Flight::Fetch(what));
        vec![Effect::Http { id, method, path, body }]
    }

    /// The network answered.
    pub(crate) fn answered(&mut self, id: u32, answer: &Answer<'_>, now: Millis) -> Vec<Effect> {
        let Answer { status, body, again_s } = *answer;
        let Some(at) = self.sync.flights.iter().position(|(flight, _)| *flight == id) else {
            return Vec::new();
        };
        let (_, flight) = self.sync.flights.remove(at);
        if let Flight::Fetch(what) = flight {
            return self.fetched(what, status, body);
        }
        match status {
            200..=299 => {}
            401 => {
                self.sync.signed_out = true;
                return vec![Effect::SignIn];
            }
            409 | 426 => {
                self.sync.outdated = true;
                return vec![Effect::Update];
            }
            // A server that refuses this request for good must not be asked the same again and again.
            _ => return vec![self.sync.failed(again_s, now)],
        }
        let effects = match flight {
            Flight::Push { entries, views } => self.pushed(&entries, body, now).map(|mut effects| {
                let writes = self.views.told(views).into_iter().collect::<Vec<_>>();
                if !writes.is_empty() {
                    effects.push(Effect::Store { writes });
                }
                effects
            }),
            Flight::Pull => self.pulled(body, now),
            Flight::Places => {
                self.sync.places_wanted = false;
                self.places.load(body);
                Some(vec![Effect::Store {
                    writes: vec![Write {
                        table: "refs".into(),
                        key: "places".into(),
                        value: Some(body.to_owned()),
                    }],
                }])
            }
            Flight::Fetch(_) => None,
        };
        match effects {
            Some(mut effects) => {
                self.sync.failures = 0;
                effects.extend(self.start(now));
                effects
            }
            None => vec![self.sync.failed(again_s, now)],
        }
    }

    /// Receipts. Placed entries stay until the server's copy arrives; refused ones until they are read.
    fn pushed(&mut self, sent: &[EntryId], body: &str, now: Millis) -> Option<Vec<Effect>> {
        if planted("no receipt is a good receipt") && crate::read::<Pushed>(body).is_err() {
            let sent = sent.iter().filter_map(|id| self.outbox.remove(*id));
            let gone = sent.map(|queued| Write::remove("outbox", queued.entry.id)).collect();
            return Some(vec![Effect::Store { writes: gone }]);
        }
        let pushed: Pushed = crate::read(body).ok()?;
        let mut writes = Vec::new();
        let mut refused = 0;
        let mut touched = Vec::new();
        for receipt in pushed.receipts.iter().filter(|receipt| sent.contains(&receipt.id)) {
            match &receipt.verdict {
                Verdict::Placed { .. } | Verdict::AlreadyThere { .. } => {
                    if let Some(queued) = self.outbox.get_mut(receipt.id) {
                        queued.status = Status::Sent;
                        writes.push(Write::put("outbox", receipt.id, queued));
                    }
                }
                // It follows one that was not taken, and goes again without it.
                Verdict::Refused { code } if code == "entry-waits" => {
                    if let Some(queued) = self.outbox.unchain(receipt.id) {
                        writes.push(Write::put("outbox", receipt.id, queued));
                    }
                }
                Verdict::Refused { .. } if self.outbox.put_off(receipt.id, now) => {
                    if let Some(queued) = self.outbox.get(receipt.id) {
                        writes.push(Write::put("outbox", receipt.id, queued));
                    }
                }
                Verdict::Refused { code } => {
                    refused += 1;
                    if planted("refused is forgotten") {
                        writes.push(Write::remove("outbox", receipt.id));
                    }
                    if let Some(queued) = self.outbox.get(receipt.id) {
                        touched.push(queued.entry.stream);
                    }
                    for changed in self.outbox.refuse(receipt.id, code) {
                        if let Some(queued) = self.outbox.get(changed) {
                            writes.push(Write::put("outbox", changed, queued));
                        }
                    }
                }
            }
        }
        for stream in touched {
            self.show(stream);
        }
        self.sync.pull_wanted = true;
        let mut effects = vec![Effect::Store { writes }];
        if refused > 0 {
            effects.push(Effect::Refused { message: Msg::new("sync-refused").with("count", refused) });
        }
        Some(effects)
    }

    fn pulled(&mut self, body: &str, now: Millis) -> Option<Vec<Effect>> {
        let pulled: Pulled = crate::read(body).ok()?;
        let mut writes = Vec::new();
        if !pulled.life.is_empty() && self.sync.life != pulled.life && !planted("another life unheard") {
            let another = !self.sync.life.is_empty();
            self.sync.life = pulled.life;
            writes.push(Write::put("meta", "life", &self.sync.life));
            if another {
                writes.extend(self.begin_again(now));
                // What came was chosen by places of the former life.
                return Some(vec![Effect::Store { writes }]);
            }
        }
        for stream in pulled.streams {
            let held = self.streams.entry(stream.id).or_insert_with(|| Held::begun(stream.kind));
            // What was only looked at came with what she could read then; now it belongs here, and comes whole. So does
            // what was asked for anew.
            if !held.kept || stream.entries.first().is_some_and(|entry| entry.seq == 1) {
                *held = Held::begun(stream.kind);
            }
            held.extend(stream.entries);
            held.stored.open = if planted("what is open is not kept") { 0 } else { stream.open };
            if self.sync.anew.remove(&stream.id) {
                writes.push(Write::put("meta", "anew", &self.sync.anew));
            }
            writes.extend(self.arrived(stream.id, pulled.server_time));
            self.show(stream.id);
            writes.extend(self.stream_write(stream.id).filter(|_| !planted("received and not kept")));
        }
        for id in pulled.forget {
            // What is unsent of it stays in the outbox and is judged by the server when it arrives.
            if self.streams.remove(&id).is_some() && !planted("forgotten in memory only") {
                writes.push(Write::remove("streams", id));
            }
            if self.sync.anew.remove(&id) {
                writes.push(Write::put("meta", "anew", &self.sync.anew));
            }
            if planted("forgetting takes the unsent along") {
                let of = |q: &&Queued| q.entry.stream == id;
                writes
                    .extend(self.outbox.all().iter().filter(of).map(|q| Write::remove("outbox", q.entry.id)));
            }
            writes.extend(self.journal.forget(id));
        }
        writes.extend(self.journal.tidy(pulled.server_time));
        self.sync.pull_wanted = pulled.more;
        writes.push(self.leased.contact(pulled.lease_days, pulled.server_time, now));
        self.sync.pulled_at = Some(now);
        self.sync.clock_behind = Some(pulled.server_time.0 - now.0);
        if !pulled.more {
            self.sync.last_ok = Some(now);
        }
        Some(vec![Effect::Store { writes }])
    }

    /// The server was put back to a backup. What this device sent goes again, as it was: the server recognises what it
    /// still has. And what lies here comes anew, for the places in its ledgers are others now.
    fn begin_again(&mut self, now: Millis) -> Vec<Write> {
        let mut writes = Vec::new();
        let sent = self.outbox.all().iter().filter(|queued| queued.status == Status::Sent).cloned();
        let mut back: Vec<Queued> = sent.map(|queued| Queued { status: Status::Kept, ..queued }).collect();
        for entry in self.journal.take().into_iter().filter(|_| !planted("the journal stays shut")) {
            writes.push(Write::remove("entries", entry.id));
            back.push(Queued { entry, status: Status::Kept, hold_until: Millis(0), again: Some(now) });
        }
        for mut queued in back {
            queued.again = Some(now);
            if let Action::Family(FamilyAction::PhotoTaken { taken, .. }) = &queued.entry.action {
                // One that has not been brought yet lies here as it was, and there is no copy of it.
                let picture = (queued.entry.stream, taken.hash);
                if !self.has_draft(&picture_key(picture.0, picture.1)) {
                    self.sync.pictures.insert(picture);
                }
            }
            writes.push(Write::put("outbox", queued.entry.id, &queued));
            self.outbox.restore(queued);
        }
        writes.push(Write::put("meta", "pictures", &self.sync.pictures));
        let kept = self.streams.iter().filter(|(_, held)| held.kept && held.cursor() > 0);
        self.sync.anew = kept.map(|(id, _)| *id).filter(|_| !planted("nothing comes anew")).collect();
        writes.push(Write::put("meta", "anew", &self.sync.anew));
        self.sync.pull_wanted = true;
        writes
    }

    /// Entries of the outbox that the server's copy now holds have come home.
    pub(crate) fn arrived(&mut self, stream: StreamId, server_time: Millis) -> Vec<Write> {
        // A copy of the server's former life says what it had, not what it has: until the file has come anew, nothing is home.
        if self.sync.anew.contains(&stream) && !planted("home in a former life") {
            return Vec::new();
        }
        let Some(held) = self.streams.get(&stream) else { return Vec::new() };
        let settled = &held.confirmed().log().settled;
        let home: Vec<EntryId> = self
            .outbox
            .all()
            .iter()
            .filter(|q| {
                q.entry.stream == stream
                    && (planted("home with its file")
                        || settled.contains_key(&q.entry.id)
                        || held.has(q.entry.id))
            })
            .map(|q| q.entry.id)
            .collect();
        let mut writes = Vec::new();
        for id in home {
            if let Some(queued) = self.outbox.remove(id) {
                writes.push(self.journal.keep(queued.entry, server_time));
            }
            writes.push(Write::remove("outbox", id));
        }
        writes
    }

    fn fetched(&mut self, what: Wanted, status: u16, body: &str) -> Vec<Effect> {
        if status == 401 {
            self.sync.signed_out = true;
            return vec![Effect::SignIn];
        }
        let read = match (&what, status) {
            (Wanted::Family { family }, 200) => crate::read::<Pulled>(body).ok().map(|pulled| {
                let looked_at = LookedAt {
                    organisation: pulled.organisation,
                    sections: pulled.sections,
                    place: pulled.place,
                };
                if let Some(stream) = pulled.streams.into_iter().find(|stream| stream.id == *family) {
                    let stored =
                        Stored { kind: StreamKind::Family, open: stream.open, entries: stream.entries };
                    let kept = self.streams.get(family).is_some_and(|held| held.kept);
                    if !kept {
                        let mut held = Held::new(stored, false);
                        held.looked_at = Some(looked_at);
                        self.streams.insert(*family, held);
                    }
                    self.show(*family);
                }
            }),
            (Wanted::Caseload { .. } | Wanted::Search { .. }, 200) => {
                crate::read::<Rows>(body).ok().map(|rows| {
                    self.sync.listed = Some(Listed {
                        what: what.clone(),
                        rows: rows.rows,
                        next: rows.next,
                        total: rows.total,
                    });
                })
            }
            (Wanted::Family { .. } | Wanted::Caseload { .. } | Wanted::Search { .. }, _) => None,
        };
        if read.is_none() {
            let words = match status {
                0 => "fetch-offline",
                404 => "fetch-not-found",
                _ => "fetch-failed",
            };
            self.sync.fetch_failed = Some(words.to_owned());
        }
        Vec::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phones_that_failed_together_come_back_apart_and_not_before_the_server_asked_for_it() {
        let pause = |failures: u32, again_s, now| {
            let mut sync = Sync { failures, ..Sync::default() };
            let Effect::Wake { after_ms } = sync.failed(again_s, Millis(now)) else { return 0 };
            after_ms
        };
        let noon = 1_795_323_600_000;
        let first: BTreeSet<u32> = (0..4_000).map(|ms| pause(0, None, noon + ms)).collect();
        assert_eq!(first.len(), 1_000);
        assert!(first.iter().all(|pause| (3_000..=4_000).contains(pause)));
        assert!((225_000..=300_000).contains(&pause(7, None, noon + 12_345)));
        assert_eq!(pause(0, Some(30), noon + 77), 30_000);
        // Not for ever, whatever a server says.
        assert_eq!(pause(0, Some(u32::MAX), noon), 300_000);
    }
}
