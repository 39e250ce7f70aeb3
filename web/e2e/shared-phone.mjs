// A phone that three people share, played by chance, and what each of them was told is kept.
import assert from 'node:assert/strict';
import { DESK, PHONE, browse, go } from './harness.mjs';
import { chance } from './chance.mjs';
import { inside } from './inside.mjs';
import { asks } from './walk.mjs';

export const PEOPLE = ['davy', 'channary', 'kosal'];
/** Every word that this test writes begins so; no other text does. */
const SIGN = 'Zqvx';
const DRAFTED = 'observations';

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** `kept`: she was told so. `perhaps`: nothing was said before the crash. `undone`: she took it back, and was told so. */
class Memory {
  edits = new Map();
  /** Of each form, the last content that she was told is kept, and contents that may have been kept since. */
  drafts = new Map();

  edit(word, family, state) {
    this.edits.set(word, { family, state });
  }
  typed(key, word, kept) {
    const before = this.drafts.get(key) ?? { kept: null, perhaps: [] };
    if (!kept) this.drafts.set(key, { kept: before.kept, perhaps: [...before.perhaps, word] });
    // What was typed after it may have been kept too.
    else if (before.perhaps.includes(word)) this.drafts.set(key, { kept: word, perhaps: before.perhaps.slice(before.perhaps.indexOf(word) + 1) });
  }
}

/** The phone with everything that was said on it. */
export class SharedPhone {
  constructor(server, passphrase, words) {
    Object.assign(this, { server, passphrase, words });
    this.memory = new Map(PEOPLE.map((who) => [who, new Memory()]));
    this.families = new Map();
    this.told = new Set();
    this.who = null;
    this.count = 0;
    this.steps = [];
  }

  async begin() {
    // The page says with this that something is kept; what comes before a crash counts.
    const eachContext = (context) => context.exposeBinding('toldKept', (_, word) => this.told.add(word));
    this.browser = await browse({ size: PHONE, language: 'en', eachContext });
    await this.page.goto(this.server.url);
    for (const who of PEOPLE) {
      await this.enter(who);
      await this.quiet(15_000);
      const held = await this.page.evaluate(() => {
        const { cards } = inside.view({ families: { search: '' } });
        return cards.map(({ id }) => inside.view({ family: { family: id } })).map(({ card, can }) => ({ id: card.id, writes: can.includes('family.task_added') && can.includes('family.visit_recorded') }));
      });
      this.families.set(who, held);
      await this.lock();
    }
    // Only files that lie with one of them alone: whatever another sees of such a file is a leak.
    const holders = (id) => PEOPLE.filter((who) => this.families.get(who).some((one) => one.id === id)).length;
    for (const who of PEOPLE) {
      const own = this.families.get(who).filter(({ id, writes }) => writes && holders(id) === 1).map(({ id }) => id);
      assert.ok(own.length >= 2, `${who} has families of her own`);
      this.families.set(who, own.slice(0, 4));
    }
    this.desks = new Map();
    this.workers = new Map();
    for (const who of PEOPLE) {
      const desk = await asks(this.server.direct, who, this.passphrase);
      this.desks.set(who, desk);
      this.workers.set(who, (await (await desk.get('/api/v1/me')).json()).worker);
    }
  }

  get page() {
    return this.browser.page();
  }
  get mind() {
    return this.memory.get(this.who);
  }

  word() {
    this.count += 1;
    return `${SIGN}-${this.who}-${String(this.count).padStart(5, '0')}-${this.seed}`;
  }

  /** Through the door, as hands do it. */
  async enter(who) {
    const { page } = this;
    const secret = page.locator('input[autocomplete=current-password]');
    const chip = page.locator('button.person', { hasText: who });
    const name = page.locator('input[autocomplete=username]');
    const other = page.getByRole('button', { name: this.words.t('session-somebody-else'), exact: true });
    await secret.or(page.locator('button.person')).first().waitFor();
    // Half a sign-in of somebody else may stand there.
    const back = page.getByRole('button', { name: this.words.t('session-not-me'), exact: true });
    if (await back.count()) await back.click();
    if (await chip.count()) await chip.first().click();
    else {
      if (await other.count()) await other.click();
      await name.fill(who);
    }
    await secret.fill(this.passphrase);
    await page.locator('main form button[type=submit]').click();
    await page.locator('nav').filter({ visible: true }).first().waitFor({ timeout: 30_000 });
    await inside(page);
    this.who = who;
    await this.sees();
  }

  /** Whoever is at the phone finds nothing of the others: not on the screen, not in the core. */
  async sees() {
    const seen = await this.page.evaluate((families) => {
      const routes = ['today', 'more', 'referrals', 'desk', { families: { search: '' } }, ...families.map((family) => ({ family: { family } }))];
      const drafts = families.map((family) => inside.draft(`visit/${family}`));
      return document.body.innerHTML + JSON.stringify(routes.map((route) => inside.view(route))) + JSON.stringify(drafts);
    }, [...this.families.values()].flat().filter((family) => typeof family === 'string'));
    for (const other of PEOPLE) {
      if (other === this.who) continue;
      const at = seen.indexOf(`${SIGN}-${other}`);
      assert.equal(at, -1, `${this.who} sees what ${other} wrote: ${seen.slice(Math.max(0, at - 300), at + 80)}`);
    }
  }

  async lock() {
    const button = this.page.getByRole('button', { name: this.words.t('session-lock'), exact: true }).filter({ visible: true }).first();
    // On a phone it stands on the main places.
    if ((await button.count()) === 0) await go(this.page, 'today');
    await button.click();
    await this.page.locator('button.person').first().waitFor();
    this.who = null;
    const left = await this.page.evaluate((sign) => document.documentElement.outerHTML.includes(sign) || [...document.querySelectorAll('input, textarea')].some(({ value }) => value.includes(sign)), SIGN);
    assert.equal(left, false, 'a locked screen shows nothing that was written');
  }

  /** Waits until nothing is on its way; answers whether it came to that. */
  async quiet(patience) {
    const end = Date.now() + patience;
    while (Date.now() < end) {
      const sync = await this.page.evaluate(() => inside.view('more').sync);
      if (!sync.busy && sync.last_ok !== null) return true;
      await sleep(50);
    }
    return false;
  }

  /** What a press would send, without waiting: each word is told when it is kept. */
  async give(doings) {
    return this.page.evaluate((doings) => {
      const now = new Date().toISOString().slice(0, 10);
      return doings.map(({ word, family, worker, kind }) => {
        const task = { task_added: { task: inside.newId(), new: { what: word, worker, by: now } } };
        const visit = { visit_recorded: { visit: inside.newId(), recorded: { on: now, place: 'home', met: [], others: word, strengths: word, observations: word, child_words: [], done: [] } } };
        if (kind === 'draft') inside.keepDraft(`visit/${family}`, { observations: word });
        const refused = kind === 'draft' ? null : inside.act({ act: { family, actions: [kind === 'visit' ? visit : task], draft: null } });
        void inside.settled().then(() => globalThis.toldKept(word));
        return refused;
      });
    }, doings);
  }

  doing(random, kinds = ['task', 'task', 'visit', 'draft']) {
    return { word: this.word(), family: random.of(this.families.get(this.who)), worker: this.workers.get(this.who), kind: random.of(kinds) };
  }

  /** Writes; a number of things at once, and does not wait for anything. */
  async write(random, count) {
    const doings = Array.from({ length: count }, () => this.doing(random));
    // Said before it happens: the page may die under the question.
    for (const { word, family, kind } of doings) {
      if (kind === 'draft') this.mind.typed(`visit/${family}`, word, false);
      else this.mind.edit(word, family, 'perhaps');
    }
    const refused = await this.give(doings);
    assert.deepEqual(refused.filter(Boolean), [], 'the core takes it');
    return doings;
  }

  /** What was told is kept from now on. */
  remember(doings, all = false) {
    for (const { word, family, kind } of doings) {
      if (!all && !this.told.has(word)) continue;
      if (kind !== 'draft') this.mind.edit(word, family, 'kept');
      else this.mind.typed(`visit/${family}`, word, true);
    }
  }

  async settle(doings) {
    await this.page.evaluate(() => inside.settled());
    this.remember(doings, true);
  }

  /** Something ends the page under her hands. */
  async breaks(how) {
    if (how === 'crash') await this.browser.crash();
    else if (how === 'kill') await this.browser.kill();
    else if (how === 'restart') await this.browser.restart();
    if (how !== 'reload') await this.page.goto(this.server.url).catch(() => {});
    else await this.page.reload().catch(() => {});
    await this.arrive();
    this.who = null;
  }

  /** The page stands there, network or not: the service worker keeps it. */
  async arrive() {
    await this.page.locator('input[autocomplete=current-password], button.person').first().waitFor();
  }

  async play(seed) {
    this.seed = seed;
    const random = chance(seed);
    const length = 10 + random.below(8);
    this.steps = [];
    for (let at = 0; at < length; at += 1) await this.step(random);
    await this.reckon();
  }

  async step(random) {
    const name = random.weighed([
      [7, 'write'], [4, 'write and lock'], [4, 'burst and break'], [2, 'type'], [2, 'type and lock'], [2, 'type and break'], [3, 'lock'],
      [5, 'enter'], [3, 'break'], [2, 'undo'], [3, 'cut'], [2, 'deafen'], [4, 'mend'], [4, 'sync'], [1, 'second tab'],
    ]);
    if (this.who === null && !['enter', 'cut', 'deafen', 'mend'].includes(name)) await this.log('enter', random.of(PEOPLE), (who) => this.enter(who));
    switch (name) {
      case 'write':
        return this.log(name, 1 + random.below(3), async (count) => this.settle(await this.write(random, count)));
      case 'write and lock':
        return this.log(name, this.who, async () => {
          const doings = await this.write(random, 2);
          const mind = this.who;
          await this.lock();
          // Locking waits for what is being kept.
          this.who = mind;
          this.remember(doings, true);
          this.who = null;
        });
      case 'burst and break':
        return this.log(name, [random.of(['crash', 'crash', 'kill', 'reload']), random.below(40)], async ([how, ms]) => {
          const doings = await this.write(random, 12);
          await sleep(ms);
          const [who, known] = [this.who, new Set(this.told)];
          await this.breaks(how);
          this.who = who;
          this.remember(doings.filter(({ word }) => known.has(word)));
          this.who = null;
        });
      case 'type':
      case 'type and lock':
      case 'type and break':
        return this.log(name, random.of(['crash', 'kill']), async (how) => {
          const [family, word, who] = [random.of(this.families.get(this.who)), this.word(), this.who];
          // On a wide screen the lock is beside the form: pressed before the form takes its next breath.
          if (name === 'type and lock') await this.page.setViewportSize(DESK);
          await go(this.page, `families/${family}/visit`);
          const field = this.page.getByLabel(this.words.t('visit-observations'));
          await field.waitFor();
          this.mind.typed(`visit/${family}`, word, false);
          await field.fill(word);
          if (name === 'type and break') return this.breaks(how);
          if (name === 'type and lock') {
            await this.lock();
            await this.page.setViewportSize(PHONE);
          } else {
            await sleep(300);
            await this.page.evaluate(() => inside.settled());
          }
          this.memory.get(who).typed(`visit/${family}`, word, true);
        });
      case 'lock':
        return this.log(name, this.who, () => this.lock());
      case 'enter':
        return this.log(name, random.of(PEOPLE), async (who) => {
          if (this.who !== null) await this.lock();
          await this.enter(who);
        });
      case 'break':
        return this.log(name, random.of(['crash', 'kill', 'reload', 'restart']), (how) => this.breaks(how));
      case 'undo':
        return this.log(name, this.who, () => this.undo());
      case 'cut':
        return this.log(name, random.hit(0.5), async (noticed) => {
          this.server.road.cut();
          if (noticed) await this.browser.offline(true);
        });
      case 'deafen':
        return this.log(name, '', async () => {
          await this.browser.offline(false);
          this.server.road.deafen();
        });
      case 'mend':
        return this.log(name, '', async () => {
          this.server.road.mend();
          await this.browser.offline(false);
        });
      case 'sync':
        return this.log(name, this.who, async () => {
          await this.page.evaluate(() => inside.send('sync_now'));
          await this.quiet(600);
        });
      case 'second tab':
        return this.log(name, this.who, async () => {
          const [before, who] = [this.page, this.who];
          const doings = await this.write(random, 2);
          const page = await this.browser.another();
          await page.goto(this.server.url);
          await this.enter(who);
          // The first has finished what it was writing before it gave way.
          this.remember(doings, true);
          await before.close();
        });
      default:
        throw new Error(name);
    }
  }

  async log(name, choice, work) {
    const at = this.steps.push(`${name} ${JSON.stringify(choice)} (${this.who ?? 'nobody'})`) - 1;
    const began = Date.now();
    await work(choice);
    this.steps[at] += ` ${Date.now() - began} ms`;
  }

  /** Takes back the last thing that she wrote, if it has not left the phone. */
  async undo() {
    const doing = { word: this.word(), family: this.families.get(this.who)[0], worker: this.workers.get(this.who), kind: 'task' };
    this.mind.edit(doing.word, doing.family, 'perhaps');
    const undone = await this.page.evaluate(async ({ word, family, worker }) => {
      const ids = () => inside.view('more').unsent.map(({ entry }) => entry);
      const before = new Set(ids());
      inside.act({ act: { family, actions: [{ task_added: { task: inside.newId(), new: { what: word, worker, by: null } } }], draft: null } });
      const entries = ids().filter((id) => !before.has(id));
      await inside.settled();
      const refused = inside.act({ undo: { entries } });
      await inside.settled();
      return refused === null;
    }, doing);
    this.mind.edit(doing.word, doing.family, undone ? 'undone' : 'kept');
  }

  /** Everybody comes back, sends, and looks. */
  async reckon() {
    this.server.road.mend();
    await this.browser.offline(false);
    if (this.who !== null) await this.lock();
    for (const who of PEOPLE) {
      await this.enter(who);
      const since = Date.now();
      const end = since + 30_000;
      for (;;) {
        const more = await this.page.evaluate((since) => {
          const more = inside.view('more');
          // What came before she was there is no answer to her.
          if (!more.sync.busy && (more.unsent.length > 0 || (more.sync.last_ok ?? 0) < since)) inside.send('sync_now');
          return more;
        }, since);
        if (more.unsent.length === 0 && (more.sync.last_ok ?? 0) >= since) break;
        assert.ok(Date.now() < end, `${who} cannot send: ${JSON.stringify(more.sync)} ${more.unsent.length} wait`);
        await sleep(100);
      }
      await this.judge(who);
      await this.lock();
    }
    await this.sealed();
  }

  async judge(who) {
    const mind = this.memory.get(who);
    // Nothing that they write here is refused by anybody.
    const tray = await this.page.evaluate(() => JSON.stringify(inside.view('more').refused));
    assert.equal(tray.includes(SIGN) || tray.includes('entry-of-another'), false, `${who} finds in her tray: ${tray}`);
    for (const family of this.families.get(who)) {
      const whole = await this.desks.get(who).entries(family);
      for (const [word, { family: of, state }] of mind.edits) {
        if (of !== family) continue;
        const times = whole.filter((entry) => JSON.stringify(entry).includes(word)).length;
        if (state === 'kept') assert.equal(times, 1, `${who} was told that ${word} is kept: ${times} times in the ledger; her tray: ${tray}`);
        if (state === 'perhaps') assert.ok(times <= 1, `${word} is there ${times} times`);
        if (state === 'undone') assert.equal(times, 0, `${who} took ${word} back`);
        // Settled for good: the server has it, once.
        if (times === 1) mind.edits.set(word, { family, state: 'kept' });
      }
      const draft = await this.page.evaluate((key) => inside.draft(key), `visit/${family}`);
      const known = mind.drafts.get(`visit/${family}`);
      if (known) {
        const possible = [known.kept, ...known.perhaps];
        assert.ok(possible.includes(draft?.[DRAFTED] ?? null), `${who} typed ${JSON.stringify(possible)}; there is ${draft?.[DRAFTED]}`);
        mind.drafts.set(`visit/${family}`, { kept: draft?.[DRAFTED] ?? null, perhaps: [] });
      }
    }
    // What was judged and is in the ledger stays there; the search through it need not grow with every interleaving.
    for (const [word, { state }] of mind.edits) if (state !== 'kept' || this.count % 2 === 0) mind.edits.delete(word);
  }

  /** What the browser keeps can be read by nobody. */
  async sealed() {
    const found = await this.page.evaluate(async (sign) => {
      const done = (request) => new Promise((resolve, reject) => ((request.onsuccess = () => resolve(request.result)), (request.onerror = () => reject(request.error))));
      const latin = new TextDecoder('latin1');
      const text = (value) => {
        if (value instanceof ArrayBuffer) return latin.decode(value);
        if (ArrayBuffer.isView(value)) return latin.decode(value);
        if (value !== null && typeof value === 'object') return Object.values(value).map(text).join('\n');
        return String(value);
      };
      const found = [];
      for (const { name } of await indexedDB.databases()) {
        const db = await done(indexedDB.open(name));
        for (const table of db.objectStoreNames) {
          const store = db.transaction(table).objectStore(table);
          const everything = text([await done(store.getAllKeys()), await done(store.getAll())]);
          if (everything.includes(sign)) found.push(`${name}/${table}`);
        }
        db.close();
      }
      if (JSON.stringify(localStorage).includes(sign) || JSON.stringify(sessionStorage).includes(sign)) found.push('storage');
      return found;
    }, SIGN);
    assert.deepEqual(found, []);
  }

  close() {
    return this.browser.close();
  }
}
