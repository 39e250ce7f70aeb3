//! The turns of a simulation. One seeded chance decides everything: whose turn it is, what she does, what the network
//! does with it, and what breaks. The code that it drives is the production code of phone and server.

use crate::checks::Truth;
use crate::commands;
use crate::phone::{Coming, Phone};
use crate::plan::Plan;
use crate::server::{Sent, Server, SimClock, Somebody, people};
use ::server::Clock as _;
use anyhow::{Context as _, Result, bail, ensure};
use client::{Effect, Event, Method};
use domain::ids::{DeviceId, StreamId, WorkerId};
use domain::organisation::Role;
use domain::wire::Me;
use std::sync::Arc;
use testkit::builders::Script;
use testkit::dice::Dice;
use testkit::signer::PhoneKey;

/// A device on which one looks, in the end, what a new device would be given.
const LOOKS_ON: DeviceId = DeviceId::from_u128(9_001);

/// So many rounds in which nothing is sent and nothing is on its way, and all is at rest.
const QUIET: usize = 3;
/// Two village workers who share a phone: the app goes from one to the other, with the answers that are on their way.
const SHARE_A_PHONE: [usize; 2] = [2, 3];

/// A request of a phone.
#[derive(Clone)]
struct Asked {
    phone: usize,
    cookie: String,
    method: &'static str,
    path: String,
    body: String,
    /// What the phone signed it with.
    signature: String,
}

/// A request that arrives when its sender has long given up.
struct Late {
    turns: usize,
    asked: Asked,
}

/// What a simulation came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Told {
    /// Turns that were played.
    pub turns: usize,
    /// Requests that reached the server.
    pub requests: usize,
    /// Entries that are in the ledger at the end.
    pub entries: usize,
    /// Entries that wait in trays.
    pub refused: usize,
    /// Fields that two values wait in.
    pub conflicts: usize,
    /// Turns of phones that had been away for too long, and showed nothing.
    pub closed: usize,
    /// Apps that were killed.
    pub crashes: usize,
    /// Times that a phone went from one hand to another.
    pub passed_on: usize,
    /// Times that the server came up again, after a power cut or from a backup.
    pub restarts: usize,
}

/// A running simulation.
pub struct World {
    plan: Plan,
    dice: Dice,
    script: Script,
    clock: Arc<SimClock>,
    server: Server,
    phones: Vec<Phone>,
    workers: Vec<WorkerId>,
    late: Vec<Late>,
    truth: Truth,
    told: Told,
    /// Nothing goes wrong any more.
    calm: bool,
}

impl World {
    /// Plays a plan from beginning to end in an empty folder.
    ///
    /// # Errors
    /// What was found to be wrong, with the turn at which it was found; the same seed finds it again.
    pub async fn play(plan: Plan, folder: &std::path::Path) -> Result<Told> {
        let mut world = Self::begin(plan, folder).await?;
        let turns = world.plan.days * world.plan.turns * world.phones.len();
        for turn in 0..turns {
            world.turn().await.with_context(|| format!("turn {turn} of {turns}"))?;
        }
        world.calm_down().await.context("after the last turn, with everything mended")?;
        world.server.close().await;
        Ok(world.told)
    }

    async fn begin(plan: Plan, folder: &std::path::Path) -> Result<Self> {
        let mut dice = Dice::seeded(plan.seed);
        let script = Script::seeded(plan.seed ^ 0x51);
        let clock = SimClock::begin();
        let everybody: Vec<Somebody> = people(plan.workers);
        let server = Server::new(folder, Arc::clone(&clock), &everybody).await?;
        let workers: Vec<WorkerId> = everybody
            .iter()
            .filter(|one| one.role == Role::VillageSocialWorker)
            .map(|one| one.worker)
            .collect();
        for number in 0..plan.families {
            let two: Vec<WorkerId> = dice.some(&workers, 2).into_iter().copied().collect();
            server.family(u128::try_from(number)?, &two).await?;
        }
        let phones = everybody
            .iter()
            .zip(101..)
            .map(|(one, number)| {
                let entropy = entropy(&mut dice);
                Phone::new(one, DeviceId::from_u128(number), &entropy)
            })
            .collect();
        let late = Vec::new();
        Ok(Self {
            plan,
            dice,
            script,
            clock,
            server,
            phones,
            workers,
            late,
            truth: Truth::default(),
            told: Told::default(),
            calm: false,
        })
    }

    fn phone(&mut self, at: usize) -> Result<&mut Phone> {
        self.phones.get_mut(at).context("a phone that is not there")
    }

    fn luck(&mut self, thousandths: usize) -> bool {
        !self.calm && self.dice.below(1_000) < thousandths
    }

    /// One phone's turn, and now and then the server's.
    async fn turn(&mut self) -> Result<()> {
        self.told.turns += 1;
        let count = self.phones.len();
        let day = 86_400_000 / i64::try_from((self.plan.turns * count).max(1))?;
        self.clock.pass(self.dice.between(1, day * 2));
        self.server_turn().await?;
        self.late_ones().await?;
        let at = self.dice.below(count);
        self.mishaps(at)?;
        for _ in 0..4 {
            self.arrivals(at).await?;
        }
        self.sign_in_if_asked(at).await?;
        self.person(at).await?;
        let online = {
            let phone = self.phone(at)?;
            phone.offline = phone.offline.saturating_sub(1);
            phone.offline == 0
        };
        self.event(at, Event::Tick { online }).await?;
        self.arrivals(at).await?;
        let (phone, now) = (self.phones.get(at).context("a phone")?, self.clock.now());
        if phone.core.is_lease_over(phone.now(now)) {
            self.told.closed += 1;
        }
        self.truth.check_phone(phone, now)
    }

    async fn server_turn(&mut self) -> Result<()> {
        let troubles = self.plan.troubles.clone();
        if self.luck(troubles.backup) {
            self.server.back_up().await?;
            self.truth.backed_up();
        }
        if self.luck(troubles.power_cut) {
            self.server.power_cut().await?;
            self.told.restarts += 1;
        }
        if self.luck(troubles.restore) && self.server.restore().await? {
            self.told.restarts += 1;
            self.truth.restored(&self.phones);
        }
        Ok(())
    }

    /// Requests that were given up arrive after all.
    async fn late_ones(&mut self) -> Result<()> {
        for one in &mut self.late {
            one.turns = one.turns.saturating_sub(1);
        }
        while let Some(at) = self.late.iter().position(|one| one.turns == 0) {
            let one = self.late.remove(at);
            self.reach(&one.asked).await?;
        }
        Ok(())
    }

    /// What happens to a phone without anybody's doing.
    fn mishaps(&mut self, at: usize) -> Result<()> {
        let troubles = self.plan.troubles.clone();
        if self.luck(troubles.offline) {
            let most = self.plan.turns * 14;
            let turns = 1 + self.dice.below(most);
            self.phone(at)?.offline = turns;
        }
        if self.luck(troubles.clock) {
            const FIVE_YEARS: i64 = 5 * 365 * 86_400_000;
            let error = if self.dice.chance(50) { 0 } else { self.dice.between(-FIVE_YEARS, FIVE_YEARS) };
            self.phone(at)?.clock_error = error;
        }
        if self.luck(troubles.full) {
            let phone = self.phone(at)?;
            phone.full = !phone.full;
        }
        if self.luck(troubles.signed_out) {
            self.phone(at)?.cookie.clear();
        }
        if self.luck(troubles.lost_key) {
            // What it sends now is refused until she has signed in with the new one.
            let entropy = entropy(&mut self.dice);
            self.phone(at)?.key = PhoneKey::from_bytes(entropy);
        }
        Ok(())
    }

    /// What the person does.
    async fn person(&mut self, at: usize) -> Result<()> {
        let now = self.clock.now();
        let what = self.dice.below(100);
        if what >= 96 {
            return self.writes(at).await;
        }
        if what == 95 {
            return self.dispute().await;
        }
        if SHARE_A_PHONE.contains(&at) && (70..72).contains(&what) {
            self.pass_on().await?;
            // She only wanted to look something up, and gives it back.
            return if self.dice.chance(50) { self.pass_on().await } else { Ok(()) };
        }
        let workers = self.workers.clone();
        let role_is_over = at < 2;
        let phone = self.phones.get_mut(at).context("a phone that is not there")?;
        let effects = match what {
            0..50 => commands::work(phone, &mut self.dice, &mut self.script, now),
            50..58 => commands::decide(phone, &mut self.dice, now),
            58..64 => commands::undo(phone, now),
            64..70 => commands::refused(phone, &mut self.dice, now),
            70..76 => phone.lock_and_open(now),
            76..80 => phone.tell(Event::SyncNow, now),
            80..90 if role_is_over => commands::assign(phone, &mut self.dice, &workers, now),
            80..90 => commands::work(phone, &mut self.dice, &mut self.script, now),
            90..94 if role_is_over => {
                let families = self.truth.families();
                match self.dice.one(&families).copied() {
                    Some(family) => fetch(phone, family, now),
                    None => Vec::new(),
                }
            }
            _ => Vec::new(),
        };
        self.perform(at, effects).await
    }

    /// She writes in a form: what lies on her disk is kept until she finishes it.
    async fn writes(&mut self, at: usize) -> Result<()> {
        let (now, crashes) = (self.clock.now(), self.told.crashes);
        let phone = self.phones.get_mut(at).context("a phone that is not there")?;
        let Some((key, text, effects)) = commands::write(phone, &mut self.dice, now) else { return Ok(()) };
        self.perform(at, effects).await?;
        let crashed = self.told.crashes > crashes;
        let phone = self.phone(at)?;
        let lies = phone.draft(&key).as_ref() == Some(&text);
        ensure!(lies || crashed || !phone.has_kept_all(), "what {} wrote is not on her disk", phone.account);
        if lies {
            phone.typed.insert(key, text);
        } else {
            // Older or newer: whichever the disk takes in the end.
            phone.typed.remove(&key);
        }
        Ok(())
    }

    /// Everybody who has a family says something else about one of its fields, and hears of the others sooner or later.
    async fn dispute(&mut self) -> Result<()> {
        // One that the manager has before her, if there is any: a field needs three voices for what is decided unseen.
        let hers: Vec<StreamId> = self.phones.first().map(commands::families).unwrap_or_default();
        let families = if hers.is_empty() { self.truth.families() } else { hers };
        let Some(family) = self.dice.one(&families).copied() else { return Ok(()) };
        let now = self.clock.now();
        for at in 0..self.phones.len() {
            let away = self.dice.below(self.plan.turns * 2);
            let phone = self.phones.get_mut(at).context("a phone that is not there")?;
            let effects = commands::dispute(phone, family, &mut self.dice, now);
            phone.offline = phone.offline.max(away);
            self.perform(at, effects).await?;
        }
        Ok(())
    }

    /// Two who share a phone lock it, and the other one of them opens it. (Each has the app that the other one had: what was
    /// asked for her may be answered to the other.)
    async fn pass_on(&mut self) -> Result<()> {
        let now = self.clock.now();
        let [one, other] = SHARE_A_PHONE;
        let Ok([one_of, other_of]) = self.phones.get_disjoint_mut(SHARE_A_PHONE) else { return Ok(()) };
        one_of.lock(now);
        other_of.lock(now);
        std::mem::swap(&mut one_of.core, &mut other_of.core);
        std::mem::swap(&mut one_of.coming, &mut other_of.coming);
        let (to_one, to_other) = (one_of.open(now), other_of.open(now));
        self.told.passed_on += 1;
        self.perform(one, to_one).await?;
        self.perform(other, to_other).await
    }

    async fn sign_in_if_asked(&mut self, at: usize) -> Result<()> {
        let phone = self.phone(at)?;
        if !phone.must_sign_in || phone.offline > 0 {
            return Ok(());
        }
        let (account, device) = (phone.account.clone(), phone.device);
        let phone = self.phones.get(at).context("a phone that is not there")?;
        let answer = self.server.sign_in_on(phone, phone.now(self.clock.now())).await?;
        if answer.status != 200 {
            bail!("{account} cannot sign in: {} {}", answer.status, answer.body);
        }
        let me: Me = serde_json::from_str(&answer.body).context("the answer to signing in")?;
        let phone = self.phone(at)?;
        phone.cookie = answer.cookie;
        phone.must_sign_in = false;
        self.event(at, Event::SignedIn { me: Box::new(me), device: device.to_string() }).await
    }

    async fn event(&mut self, at: usize, event: Event) -> Result<()> {
        let now = self.clock.now();
        let effects = self.phone(at)?.tell(event, now);
        self.perform(at, effects).await
    }

    /// Answers that have arrived by now.
    async fn arrivals(&mut self, at: usize) -> Result<()> {
        for coming in &mut self.phone(at)?.coming {
            coming.turns = coming.turns.saturating_sub(1);
        }
        loop {
            let phone = self.phone(at)?;
            let Some(next) = phone.coming.iter().position(|coming| coming.turns == 0) else { return Ok(()) };
            let Coming { id, status, body, .. } = phone.coming.remove(next);
            self.event(at, Event::Http { id, status, body, again_s: None }).await?;
        }
    }

    /// Carries effects out as the shell does, one after the other; the app may be killed before each of them.
    async fn perform(&mut self, at: usize, effects: Vec<Effect>) -> Result<()> {
        let mut effects = std::collections::VecDeque::from(effects);
        while let Some(effect) = effects.pop_front() {
            if self.luck(self.plan.troubles.crash) {
                self.told.crashes += 1;
                let (entropy, now) = (entropy(&mut self.dice), self.clock.now());
                // What it wanted to do is forgotten with it.
                effects = self.phone(at)?.crash(&entropy, now).into();
                continue;
            }
            match effect {
                Effect::Store { writes } => {
                    let phone = self.phones.get_mut(at).context("a phone that is not there")?;
                    if let Some((came, went)) = phone.store(writes) {
                        phone.promised.extend(came);
                        self.truth.left_the_outbox(phone, &went).context("an entry left the outbox")?;
                    }
                }
                Effect::Http { id, method, path, body } => {
                    let method = match method {
                        Method::Get => "GET",
                        Method::Post => "POST",
                    };
                    let now = self.clock.now();
                    let phone = self.phone(at)?;
                    let cookie = phone.cookie.clone();
                    let body = body.unwrap_or_default();
                    let signature = phone.key.sign(phone.now(now), method, &path, body.as_bytes());
                    self.send(id, Asked { phone: at, cookie, method, path, body, signature }).await?;
                }
                Effect::Done { undo, .. } => {
                    self.truth.said_is_kept(self.phones.get(at).context("a phone")?)?;
                    self.phone(at)?.last_done = undo.iter().filter_map(|id| id.parse().ok()).collect();
                }
                Effect::SignIn => self.phone(at)?.must_sign_in = true,
                Effect::Update => bail!("the server asks for an update of the same version"),
                Effect::Fault { text } => bail!("a fault of the core: {text}"),
                Effect::Wake { .. } | Effect::Refused { .. } => {}
            }
        }
        Ok(())
    }

    /// Gives a request to the network.
    async fn send(&mut self, id: u32, mut asked: Asked) -> Result<()> {
        let troubles = self.plan.troubles.clone();
        let turns = if self.calm { 1 } else { 1 + self.dice.below(3) };
        let at = asked.phone;
        let offline = self.phone(at)?.offline > 0;
        let silence = Coming { id, turns, status: 0, body: String::new() };
        let coming = if offline || self.luck(troubles.lost) {
            silence
        } else if self.luck(troubles.late) {
            let turns = 1 + self.dice.below(60);
            self.late.push(Late { turns, asked });
            silence
        } else if self.luck(troubles.cut) {
            asked.body = cut(&mut self.dice, &asked.body);
            self.reach(&asked).await?;
            silence
        } else {
            let (mut status, mut body) = self.reach(&asked).await?;
            if self.luck(troubles.doubled) {
                (status, body) = self.reach(&asked).await?;
            }
            if self.luck(troubles.unanswered) {
                silence
            } else {
                if self.luck(troubles.answer_cut) {
                    body = cut(&mut self.dice, &body);
                }
                Coming { id, turns, status, body }
            }
        };
        self.phone(at)?.coming.push(coming);
        Ok(())
    }

    /// A request reaches the server.
    async fn reach(&mut self, asked: &Asked) -> Result<(u16, String)> {
        let Asked { phone, cookie, method, path, body, signature } = asked;
        self.told.requests += 1;
        let sent = Sent { cookie, method, path, body: body.as_bytes(), signature };
        let answer = self.server.take(sent).await?;
        if answer.status >= 500 {
            bail!("{method} {path} was answered with {}: {}", answer.status, answer.body);
        }
        let phone = self.phones.get(*phone).context("a phone that is not there")?;
        if answer.status == 200 {
            self.truth
                .answered(phone, path, body, &answer.body)
                .with_context(|| format!("{method} {path}"))?;
        }
        Ok((answer.status, answer.body))
    }

    /// Everything is mended; whatever is on its way arrives. In the end every queue is empty and everybody holds the same.
    async fn calm_down(&mut self) -> Result<()> {
        for one in &mut self.late {
            one.turns = 1;
        }
        self.late_ones().await?;
        self.calm = true;
        for phone in &mut self.phones {
            phone.full = false;
            phone.offline = 0;
            // Somebody puts some of the clocks right.
            if self.dice.chance(50) {
                phone.clock_error = 0;
            }
        }
        // Nobody has to ask for anything: a phone that has nothing to send hears by itself that the server was put back to a
        // backup, or what the last one sent. So three quiet rounds end it, not one.
        let mut quiet = 0;
        for round in 0..90 {
            let mut busy = false;
            for at in 0..self.phones.len() {
                // What is put off after a backup came back is tried for two weeks.
                self.clock.pass(if round < 30 { 600_000 } else { 2 * 3_600_000 });
                for _ in 0..12 {
                    self.arrivals(at).await?;
                    self.sign_in_if_asked(at).await?;
                }
                self.event(at, Event::Tick { online: true }).await?;
                for _ in 0..40 {
                    self.arrivals(at).await?;
                    self.sign_in_if_asked(at).await?;
                }
                let phone = self.phone(at)?;
                busy |= !phone.coming.is_empty() || phone.core.unsent() > 0;
            }
            quiet = if busy { 0 } else { quiet + 1 };
            if quiet == QUIET {
                break;
            }
        }
        self.settle().await
    }

    async fn settle(&mut self) -> Result<()> {
        for phone in &self.phones {
            self.truth.check_phone(phone, self.clock.now())?;
            // Whatever its clock shows, the first contact has opened it again.
            if phone.core.is_lease_over(phone.now(self.clock.now())) {
                bail!("the phone of {} stays closed", phone.account);
            }
            let answer = self.server.sign_in(&phone.account, LOOKS_ON).await?;
            let fresh = self.truth.fresh(&self.server, phone, &answer.cookie).await?;
            self.truth.converged(phone, &fresh)?;
            self.truth.disk_is_memory(phone)?;
        }
        let ledger = {
            let manager = self.phones.first().context("the manager's phone")?;
            let answer = self.server.sign_in(&manager.account, LOOKS_ON).await?;
            self.truth.ledger(&self.server, &answer.cookie).await?
        };
        let phones: Vec<&Phone> = self.phones.iter().collect();
        self.truth.nothing_lost(&phones, &ledger)?;
        self.truth.entitled(&phones, &ledger)?;
        self.truth.no_silent_loss(&ledger)?;
        self.truth.audited(&self.server).await?;
        self.truth.in_the_tray(&self.server, &ledger).await?;
        self.truth.permitted(&phones, &ledger)?;
        self.truth.said_once(&ledger)?;
        self.server.prove().await?;
        self.told.entries = ledger.values().map(|(entries, _)| entries.len()).sum();
        self.told.conflicts = ledger
            .values()
            .filter_map(|(_, stream)| stream.family())
            .map(|family| family.state.conflicts().len())
            .sum();
        self.told.refused = self.truth.in_trays();
        Ok(())
    }
}

fn fetch(phone: &mut Phone, family: StreamId, now: domain::time::Millis) -> Vec<Effect> {
    phone.tell(Event::Fetch { what: client::Wanted::Family { family } }, now)
}

fn entropy(dice: &mut Dice) -> [u8; 32] {
    let mut bytes = [0; 32];
    for chunk in bytes.chunks_mut(8) {
        chunk.copy_from_slice(&dice.bytes());
    }
    bytes
}

/// The beginning of a text, up to some character.
fn cut(dice: &mut Dice, text: &str) -> String {
    let keep = dice.below(text.chars().count());
    text.chars().take(keep).collect()
}
