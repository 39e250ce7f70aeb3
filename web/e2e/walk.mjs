// One family's whole path, as hands walk it: every step finds its fields by the words on the screen, which are
// those of words/<language>/*.ftl, so that a missing or changed word fails here.
import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { FluentBundle, FluentResource } from '@fluent/bundle';
import { axe, settle, shot, until, writtenDown } from './harness.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A press that finds nothing to press. */
const PATIENCE = 15_000;

/** The words of one language, and texts of the data in it. */
export async function speak(language) {
  const folder = `${root}words/${language}`;
  const bundle = new FluentBundle(language === 'km' ? ['km', 'en'] : 'en', { useIsolating: false });
  for (const name of await readdir(folder)) bundle.addResource(new FluentResource(await readFile(`${folder}/${name}`, 'utf8')));
  const digits = (text) => (language === 'km' ? String(text).replace(/[0-9]/g, (d) => String.fromCharCode(0x17e0 + Number(d))) : String(text));
  return {
    language,
    digits,
    t(key, args) {
      const pattern = bundle.getMessage(key)?.value;
      assert.ok(pattern, `no words for ${key} in ${language}`);
      return digits(bundle.formatPattern(pattern, args ?? null));
    },
    of: (text) => text[language],
  };
}

/** What the tools and the protocol say. */
export async function facts() {
  const read = async (name) => JSON.parse(await readFile(`${root}${name}`, 'utf8'));
  return { csi: await read('instruments/csi.v2.json'), map: await read('instruments/safety-map.v1.json'), protocol: await read('protocols/default.json') };
}

/** The server's side, without a browser: who signs in, and what it holds. */
export async function asks(url, account, passphrase) {
  const device = `01999999-0000-7000-8000-${[...account].reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), 7).toString(16).padStart(12, '0').slice(-12)}`;
  const answer = await fetch(`${url}/api/v1/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-kinkeeper': '1' },
    body: JSON.stringify({ account, passphrase, device, device_name: 'test' }),
  });
  assert.equal(answer.status, 200, await answer.clone().text());
  const cookie = answer.headers.get('set-cookie').split(';')[0];
  const get = (path) => fetch(url + path, { headers: { cookie } });
  const post = (path, body) =>
    fetch(url + path, { method: 'POST', headers: { cookie, 'content-type': 'application/json', 'x-kinkeeper': '1' }, body: JSON.stringify(body) });
  return {
    get,
    post,
    device,
    /** Everything that her phone would get, entry by entry. */
    async held() {
      const streams = [];
      for (let known = [], more = true; more; ) {
        const answer = await (await post('/api/v1/sync/pull', { capability: 3, known, budget: 4_000_000 })).json();
        streams.push(...answer.streams);
        known = streams.map(({ id, entries }) => [id, entries.at(-1)?.seq ?? 0]);
        more = answer.more;
      }
      return streams.map((stream) => ({ ...stream, entries: stream.entries.filter(({ action }) => action) }));
    },
    /** The entries of a family as the server holds them. */
    async entries(family) {
      const found = await get(`/api/v1/families/${family}`);
      assert.equal(found.status, 200, 'the family is on the server');
      const body = await found.json();
      return body.streams.flatMap((stream) => stream.entries);
    },
  };
}

/** Hands on one page. */
export class Walk {
  constructor({ browser, words, url, facts, shots, seen }) {
    Object.assign(this, { browser, words, url, facts, shots, seen: seen ?? new Set() });
  }

  get page() {
    return this.browser.page();
  }

  t(key, args) {
    return this.words.t(key, args);
  }

  /** Goes to an address of the shell and waits for the screen with this title. */
  async go(path, title) {
    await this.page.evaluate((hash) => (location.hash = hash), `#/${path}`);
    if (title) await this.at(title);
    await settle(this.page);
  }

  /** Waits for the screen with this title. */
  async at(title) {
    await this.page.locator('h1', { hasText: title }).first().waitFor({ timeout: PATIENCE });
  }

  family(part = '') {
    return `families/${this.id}${part && `/${part}`}`;
  }

  /** The button or link with exactly these words, that can be seen. */
  press(name, within = this.page) {
    const exact = { name, exact: true };
    return within.getByRole('button', exact).or(within.getByRole('link', exact)).filter({ visible: true }).first().click();
  }

  /** The field with this label; "if known" may follow it. */
  field(label, within = this.page) {
    const plain = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    const whole = new RegExp(`^${plain(label)}\\s*(${plain(this.t('field-optional'))})?$`);
    return within.getByLabel(whole).and(this.page.locator('input, textarea, select')).filter({ visible: true }).first();
  }

  group(label, within = this.page) {
    return within.getByRole('group', { name: label }).first();
  }

  fill(label, text, within) {
    return this.field(label, within).fill(text);
  }

  /** One of several, or a tick: the words beside the mark are pressed, as a finger does. */
  choose(option, within = this.page) {
    return within.locator('label').filter({ has: this.page.getByText(option, { exact: true }) }).first().click();
  }

  pick(label, option, within) {
    return this.field(label, within).selectOption({ label: option });
  }

  /** A name drawn with the finger. */
  async draw(within = this.page, pad = within.locator('svg.pad').first()) {
    await pad.scrollIntoViewIfNeeded();
    const box = await pad.boundingBox();
    const { mouse } = this.page;
    await mouse.move(box.x + 40, box.y + 70);
    await mouse.down();
    for (const [x, y] of [[80, 30], [120, 80], [170, 40]]) await mouse.move(box.x + x, box.y + y, { steps: 3 });
    await mouse.up();
  }

  /** A screen is looked at: no gap in its words, axe, no sideways scroll, pictures at both sizes. */
  async look(name) {
    if (process.env.E2E_BLIND) return;
    const { page } = this;
    await settle(page);
    const text = await page.locator('body').innerText();
    assert.deepEqual(text.match(/⟦[^⟧]*⟧|\{ ?\$\w+ ?\}/g) ?? [], [], `${name}: keys without words`);
    assert.deepEqual(await writtenDown(page), [], `${name}: fields that the browser keeps by itself`);
    await this.axe(name);
    await shot(page, `${name}-${this.words.language}`, { whole: true });
    this.seen.add(name);
  }

  async axe(name) {
    try {
      await axe(this.page, name);
    } catch (error) {
      // All of them are told at the end: one mistake does not hide the next.
      (this.browser.complaints ??= []).push(error.message);
    }
  }

  /** How many pieces of work wait on this phone, as the mark that is always seen says. */
  async unsent() {
    const label = await this.page.locator('button.sync').filter({ visible: true }).first().getAttribute('aria-label');
    if (label.startsWith(this.t('sync-sent'))) return 0;
    const latin = label.replace(/[\u17e0-\u17e9]/g, (d) => String(d.charCodeAt(0) - 0x17e0));
    const count = /\d+/.exec(latin);
    assert.ok(count, `the mark says how much is unsent: ${label}`);
    return Number(count[0]);
  }

  /** Waits until the mark says that everything is sent. */
  async sent(patience = 60_000) {
    const end = Date.now() + patience;
    while ((await this.unsent().catch(() => -1)) !== 0) {
      if (Date.now() > end) assert.fail(`not sent in time: ${await this.page.locator('button.sync').filter({ visible: true }).first().getAttribute('aria-label')}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  // The path.

  /** Step 1: a referral, warned of somebody alike, accepted. `people.child`, `people.alike`: names. */
  async refer({ child, alike, village, story, referrer }) {
    const { t } = { t: this.t.bind(this) };
    const { protocol } = this.facts;
    const source = this.words.of(protocol.referral_sources.find(({ code }) => code === 'village_chief').label);
    const reason = this.words.of(protocol.referral_reasons[0].label);
    await this.go('referrals/new', t('referrals-new'));
    await this.choose(source, this.group(t('refer-source')));
    await this.fill(t('refer-referrer'), referrer);
    await this.page.getByRole('button', { name: reason, exact: true }).click();
    await this.fill(t('refer-story'), story);
    await this.choose(t('risk-high'), this.group(t('refer-urgency')));
    await this.look('referral-1');
    await this.press(t('common-next'));

    await this.fill(t('refer-name-km'), alike.km);
    await this.fill(t('refer-name-latin'), alike.latin);
    await this.choose(t('refer-sex-female'));
    await this.page.getByText(t('alike-title')).waitFor();
    await this.look('referral-2-alike');
    await this.fill(t('refer-name-km'), child.km);
    await this.fill(t('refer-name-latin'), child.latin);
    await this.page.getByText(t('alike-title')).waitFor({ state: 'detached' });
    const born = this.group(t('refer-born'));
    await this.fill(t('date-day'), '4', born);
    await born.locator('select').selectOption('3');
    await this.fill(t('date-year'), String(child.year), born);
    await this.press(t('common-next'));

    const combo = this.page.getByRole('combobox');
    for (const [typed, found] of village) {
      await combo.fill(typed);
      await this.page.getByRole('option').filter({ hasText: found }).first().waitFor();
    }
    await this.page.getByRole('option').filter({ hasText: village.at(-1)[1] }).first().click();
    await this.choose(t('common-yes'), this.group(t('refer-knows')));
    await this.look('referral-3');
    // A double press must not make two families.
    await this.page.getByRole('button', { name: t('refer-save'), exact: true }).dblclick();
    await this.at(t('screening-title'));
    this.id = /families\/([0-9a-f-]{36})\/referral/.exec(this.page.url())[1];

    await this.choose(t('screening-accept'), this.page.locator('form, main'));
    await this.choose(t('risk-medium'), this.group(t('screening-risk')));
    await this.look('screening');
    await this.press(t('screening-accept-do'));
    await this.page.getByText(t('screening-accepted')).waitFor();
  }

  /** The referrer hears what became of it. */
  async tell() {
    await this.go(this.family('referral'), this.t('screening-title'));
    await this.choose(this.t('tell-how-phone'), this.group(this.t('tell-how')));
    await this.look('referrer-told');
    await this.press(this.t('tell-do'));
    await this.page.getByText(this.t('tell-done')).first().waitFor();
  }

  /** Step 2: somebody more in the file. */
  async person({ km, latin, sex, age, home, born }, looked = false) {
    const t = this.t.bind(this);
    await this.go(this.family('person'), t('family-person-add'));
    await this.fill(t('family-name-km'), km);
    await this.fill(t('family-name-latin'), latin);
    await this.choose(t(`family-sex-${sex}`), this.group(t('family-sex')));
    if (age) await this.fill(t('family-age-or'), this.words.digits(age));
    if (home) {
      await this.pick(t('family-lives-where'), home.known ? home.name : t('family-home-new'));
      if (!home.known) await this.fill(t('family-home-name'), home.name);
    }
    await this.choose(t('family-known-no'), this.group(t('family-birth-certificate')));
    if (looked) await this.look('person');
    await this.press(t('family-keep'));
    await this.page.locator('.people').getByText(this.named({ km, latin }), { exact: true }).first().waitFor();
  }

  named({ km, latin }) {
    return this.words.language === 'km' ? km : latin;
  }

  /** Who is what to whom; answers with the sentence that the screen says afterwards. */
  async bond(one, other, bond, more = []) {
    const t = this.t.bind(this);
    const option = async (label, name) => {
      const field = this.field(label);
      const value = await field.locator('option').filter({ hasText: name }).first().getAttribute('value');
      await field.selectOption(value);
    };
    await option(t('family-bond-one'), this.named(one));
    await option(t('family-bond-whom'), this.named(other));
    await this.choose(t(`family-bond-${bond}`, { name: this.named(other) }));
    for (const choice of more) await this.choose(t(choice));
    await this.page.locator('form').filter({ has: this.page.getByLabel(t('family-bond-whom')) }).locator('button[type=submit]').click();
    const said = this.page.locator('.banner, [class*=banner]').filter({ hasText: this.named(one) }).first();
    return (await said.or(this.page.getByText(t('family-bond-kept')).first()).first().innerText()).trim();
  }

  /** Step 3: consent with a mark of the caregiver's own, and each child is asked. */
  async consent(caregiver, child, words) {
    const t = this.t.bind(this);
    await this.go(this.family('consent'), t('consent-title'));
    await this.choose(this.named(caregiver), this.group(t('consent-by')));
    await this.draw();
    await this.page.getByRole('button', { name: t('consent-child-yes'), exact: true }).click();
    await this.fill(t('consent-child-words', { name: this.named(child) }), words);
    await this.look('consent');
    await this.press(t('consent-keep'));
    await this.at(t('family-of', { name: '' }).trim());
  }

  /** On the form of a consent: the children say yes, everybody makes a mark, and somebody heard what was only spoken. */
  async agreed() {
    const { page } = this;
    for (const yes of await page.getByRole('button', { name: this.t('consent-child-yes'), exact: true }).all()) await yes.click();
    for (const pad of await page.locator('svg.pad').all()) await this.draw(page, pad);
    for (const witness of await page.getByLabel(this.t('consent-witness'), { exact: true }).all()) if ((await witness.inputValue()) === '') await witness.fill('អ៊ុំ សារឿន');
    await this.press(this.t('consent-keep'));
  }

  /** The family agrees that an organisation reads: asked of whoever may consent first, with all children. */
  async agreesToShare(family, { purpose, organisation, sections = [], look = null }) {
    const { page } = this;
    await this.go(`families/${family}/consent`, this.t('consent-title'));
    const label = this.facts.protocol.consent.purposes.find(({ code }) => code === purpose).label;
    await page.getByText(this.words.of(label), { exact: true }).click();
    await page.getByLabel(this.t('consent-organisation'), { exact: true }).selectOption({ label: organisation });
    for (const section of sections) await page.getByText(this.t(`family-section-${section}`), { exact: true }).click();
    await look?.();
    await this.group(this.t('consent-by')).locator('label').first().click();
    await this.agreed();
    await page.waitForURL(new RegExp(`families/${family}$`));
  }

  /** Opens a fold of the family's page. */
  async unfold(title) {
    const fold = this.page.locator('button.fold').filter({ hasText: title }).first();
    if ((await fold.getAttribute('aria-expanded')) === 'false') await fold.click();
  }

  async assess(instrument, subject) {
    const tool = instrument === 'csi' ? this.facts.csi : this.facts.map;
    await this.go(this.family(`assess/${instrument}${subject ? `/${subject}` : ''}`), this.words.of(tool.title));
    await this.choose(this.t('assess-source-child'));
    await this.choose(this.t('assess-source-caregiver'));
    await this.look(`assess-${instrument}-begin`);
    await this.press(this.t('assess-begin'));
  }

  async assessed(instrument) {
    await this.look(`assess-${instrument}-end`);
    await this.press(this.t('assess-finish'));
    await this.page.getByText(this.t('assess-recorded')).waitFor();
    await this.look(`assess-${instrument}-done`);
  }

  /** Step 4a: twelve factors, each with a mark and a reason. `low`: item codes that get a 2. */
  async csi(child, { low, reason }) {
    await this.assess('csi', child);
    for (const [at, section] of this.facts.csi.sections.entries()) {
      for (const item of section.items.filter(({ answer }) => answer.kind === 'level')) {
        const card = this.page.locator(`#item-${item.code}`);
        const mark = low.includes(item.code) ? '2' : '4';
        await card.locator(`label.level:has(input[value="${mark}"])`).click();
        await this.fill(this.t('assess-why'), `${reason} ${this.words.of(item.title)}`, card);
      }
      if (at === 0) await this.look('assess-csi');
      await this.press(this.t('assess-next'));
    }
    await this.assessed('csi');
  }

  /** A row of a list item: fields by their code; `{ name }` is somebody not in the file. */
  async row(code, fields) {
    const item = this.facts.map.sections.flatMap(({ items }) => items).find((one) => one.code === code);
    const card = this.page.locator(`#item-${code}`);
    await card.getByRole('button', { name: this.t('assess-row-first'), exact: true }).or(card.getByRole('button', { name: this.t('assess-row-more'), exact: true })).first().click();
    const entry = card.locator('.entry').last();
    for (const field of item.answer.row) {
      const given = fields[field.code];
      if (given === undefined) continue;
      const label = this.words.of(field.label);
      switch (field.holds.kind) {
        case 'text':
        case 'long_text':
          await this.fill(label, given, entry);
          break;
        case 'person':
        case 'choice':
          await this.pick(label, given, entry);
          break;
        case 'link':
          await this.field(label, entry).selectOption({ index: 1 });
          break;
        case 'date': {
          const day = this.group(label, entry);
          await this.fill(this.t('date-day'), String(given[2]), day);
          await day.locator('select').selectOption(String(given[1]));
          await this.fill(this.t('date-year'), String(given[0]), day);
          break;
        }
        default:
          assert.fail(`a field of a kind that nobody filled: ${field.holds.kind}`);
      }
    }
  }

  /** Step 4b: the strengths-and-safety map. */
  async map({ strength, danger, goal, step, raters }) {
    await this.assess('safety-map');
    await this.row('strength', strength);
    await this.press(this.t('assess-next'));
    await this.row('danger', danger);
    await this.look('assess-map-worries');
    await this.press(this.t('assess-next'));
    await this.row('safety_goal', goal);
    await this.row('next_step', step);
    await this.press(this.t('assess-next'));
    const card = this.page.locator('#item-safety_scale');
    for (const { voice, who, score, reason, higher } of raters) {
      await card.getByRole('button', { name: this.t(`assess-voice-${voice}`), exact: true }).click();
      const entry = card.locator('.entry').last();
      if (who) await this.pick(this.t('assess-rater'), who, entry);
      await entry.locator(`.scale label:has(input[value="${score}"])`).click();
      await this.fill(this.t('assess-number-why'), reason, entry);
      await this.fill(this.t('assess-one-higher'), higher, entry);
    }
    await this.look('assess-map-scale');
    await this.press(this.t('assess-next'));
    await this.assessed('safety-map');
  }

  /** Step 5: a goal in the family's own words, with its steps, answering what worries. */
  async goal({ words, steps }) {
    const t = this.t.bind(this);
    await this.go(this.family('plan'), t('plan-title'));
    const first = this.page.getByRole('button', { name: t('plan-goal-first'), exact: true });
    const another = this.page.getByRole('button', { name: t('plan-goal-new'), exact: true });
    await first.or(another).first().click();
    await this.fill(t('plan-goal-words'), words);
    // Everything that asks for a goal is answered by it.
    for (const tick of await this.group(t('plan-goal-answers')).locator('label.check').all()) await tick.click();
    for (const [i, { what, who }] of steps.entries()) {
      if (i > 0) await this.press(t('plan-step-more'));
      const step = this.page.locator('.step').nth(i);
      await this.fill(t('plan-step-what'), what, step);
      const doer = this.field(t('plan-step-who'), step);
      const value = await doer.locator('option').filter({ hasText: who }).first().getAttribute('value');
      await doer.selectOption(value);
    }
    await this.look('plan-goal');
    await this.press(t('plan-goal-keep'));
    await this.page.getByText(words, { exact: true }).filter({ visible: true }).first().waitFor();
  }

  /** Read aloud, agreed, thumb marks given. */
  async agree(people) {
    const t = this.t.bind(this);
    await this.press(t('plan-agree'));
    await this.at(t('agree-title'));
    for (const person of people) {
      const name = this.named(person);
      await this.choose(name, this.group(t('agree-who')));
      const mark = this.group(t('agree-who')).locator('.stack-tight', { hasText: t('agree-mark', { name }) }).last();
      await this.choose(t('signature-thumb'), mark);
      await mark.getByRole('button', { name: t('signature-thumb-press') }).click();
    }
    await this.look('agree');
    await this.press(t('agree-keep'));
    await this.at(t('plan-title'));
    await this.look('plan');
  }

  /** Step 6: a visit. */
  async visit({ met, seen, strong, child, said, done, next, keep = true }) {
    const t = this.t.bind(this);
    await this.go(this.family('visit'), t('visit-title'));
    for (const person of met) await this.group(t('visit-met')).getByText(this.named(person), { exact: true }).click();
    await this.fill(t('visit-strengths'), strong);
    if (said) await this.fill(t('visit-child-words', { name: this.named(child) }), said);
    await this.fill(t('visit-observations'), seen);
    if (done) await this.choose(done);
    if (next) await this.fill(t('visit-next-purpose'), next);
    if (!keep) return;
    await this.look('visit');
    await this.press(t('visit-keep'));
    await this.page.getByText(seen).first().waitFor();
  }

  async concern({ about, what, by, to, why }) {
    const t = this.t.bind(this);
    await this.go(this.family('concern'), t('concern-title'));
    await this.choose(t('concern-level-high'), this.group(t('concern-level')));
    await this.pick(t('concern-kind'), t('concern-kind-violence'));
    await this.group(t('concern-about')).getByText(this.named(about), { exact: true }).click();
    await this.fill(t('concern-what'), what);
    await this.fill(t('concern-said-by'), by);
    await this.choose(t('concern-reported-yes'), this.group(t('concern-reported')));
    await this.fill(t('concern-reported-to'), to);
    await this.fill(t('concern-reported-how'), why);
    await this.look('concern');
    await this.press(t('concern-raise'));
  }

  /** A sentence asked in a sheet. */
  async sheet(open, label, words, confirm) {
    await this.press(open);
    const sheet = this.page.locator('dialog[open]');
    if (words) await this.fill(label, words, sheet);
    await settle(this.page);
    await this.press(confirm, sheet);
    await sheet.waitFor({ state: 'detached' }).catch(() => {});
  }

  /** Step 7: asking to close. */
  async close({ child, view, caregiver, summary }) {
    const t = this.t.bind(this);
    const outcome = this.words.of(this.facts.protocol.outcomes[0].label);
    await this.go(this.family('closing'), t('closing-title'));
    await this.look('closing-gates');
    await this.pick(t('closing-outcome'), outcome);
    await this.fill(t('closing-child-view', { name: this.named(child) }), view);
    await this.fill(t('closing-caregiver-view'), caregiver);
    await this.fill(t('closing-contact'), 'មេភូមិ ប៊ុន សារ៉ាត់');
    await this.fill(t('closing-summary'), summary);
    await this.look('closing');
    await this.press(t('closing-ask'));
  }
}

export { until };
