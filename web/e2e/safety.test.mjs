// A phone that may not keep what is not sent says so, and how to help it; a sealed file brings everything back, once; and
// what the browser threw away is told. In Khmer, on a phone; English beside it.
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { browse, go, look, onThePhone, serve, signIn, until } from './harness.mjs';
import { inside } from './inside.mjs';
import { disguises, traces } from './traces.mjs';
import { asks, speak } from './walk.mjs';

let server, passphrase, km, family, davy;
before(async () => {
  server = await serve();
  passphrase = (await (await fetch(`${server.url}/api/v1/demo/accounts`)).json()).passphrase;
  km = await speak('km');
  davy = await asks(server.direct, 'davy', passphrase);
  const me = (await (await davy.get('/api/v1/me')).json()).worker;
  const { rows } = await (await davy.get('/api/v1/caseload')).json();
  family = rows.find((row) => row.summary.lead === me && row.summary.stage === 'open').family;
});
after(() => server?.stop());

const t = (key, args) => km.t(key, args);
const button = (page, key) => page.getByRole('button', { name: t(key), exact: true }).or(page.getByRole('link', { name: t(key), exact: true })).filter({ visible: true }).first();
const times = async (word) => (await davy.entries(family)).filter((entry) => JSON.stringify(entry).includes(word)).length;

/** Signs in and waits for the families. */
async function enter(page, account = 'davy') {
  await signIn(page, server.url, account, passphrase);
  await inside(page);
  await until(page, () => inside.view({ families: { search: '' } }).held > 2);
}

/** A note and a form begun, as screens keep them. */
async function write(page, note, draft) {
  const refused = await page.evaluate(
    ({ family, note, draft }) => {
      const worker = inside.view('protocol').me;
      const refused = inside.act({ act: { family, actions: [{ task_added: { task: inside.newId(), new: { what: note, worker, by: null } } }], draft: null } });
      inside.keepDraft(`visit/${family}`, { observations: draft });
      return inside.settled().then(() => refused);
    },
    { family, note, draft },
  );
  assert.equal(refused, null);
}

async function quota(browser, size) {
  const session = await browser.context().newCDPSession(browser.page());
  await session.send('Storage.overrideQuotaForOrigin', { origin: server.url, ...(size === null ? {} : { quotaSize: size }) });
}

/** Opens a recovery file on the page of safety. */
async function bring(page, path, secret = passphrase) {
  await go(page, 'more/safety');
  await page.locator('input[type=file]').setInputFiles(path);
  const field = page.getByLabel(t('rescue-passphrase'), { exact: true });
  await field.or(page.getByText(t('rescue-damaged'), { exact: true })).first().waitFor();
  if ((await field.count()) === 0) return;
  await field.fill(secret);
  await button(page, 'rescue-bring-do').click();
}

test('the browser’s promise is asked for and its answer told; little space is told too', async () => {
  const browser = await browse();
  const page = browser.page();
  try {
    // Kept for good: nothing stands on Today.
    const session = await browser.context().newCDPSession(page);
    await session.send('Browser.grantPermissions', { origin: server.url, permissions: ['durableStorage'] });
    await enter(page);
    await go(page, 'more/safety');
    await page.getByText(t('safety-yes'), { exact: true }).first().waitFor();
    await look(page, 'safety-kept-km');
    await go(page, 'today');
    assert.equal(await page.getByText(t('safety-note'), { exact: true }).count(), 0);
    // Space runs short: as browsers tell it that tell the truth; this one always speaks of 10 GB.
    await page.evaluate(() => (navigator.storage.estimate = async () => ({ quota: 30_000_000, usage: 18_000_000 })));
    await go(page, 'more/safety');
    await page.getByText(t('safety-space'), { exact: true }).waitFor();
    await look(page, 'safety-short-km');
    await go(page, 'today');
    await page.getByText(t('safety-note-short'), { exact: true }).waitFor();
    assert.deepEqual(browser.errors, []);
  } finally {
    server.road.mend();
    await browser.close();
  }
});

test('a phone whose space is over holds what is written, says so, and keeps it as soon as there is room', async () => {
  const browser = await browse();
  const page = browser.page();
  try {
    await quota(browser, 12 * 1024 * 1024);
    await enter(page);
    // Other things fill it.
    const full = page.getByText(t('trouble-phone-full'), { exact: true });
    for (let i = 0; i < 12 && (await full.count()) === 0; i += 1) {
      await page.evaluate((i) => {
        const noise = Array.from(crypto.getRandomValues(new Uint8Array(60_000)), (byte) => byte.toString(36)).join('');
        inside.keepDraft(`note/${i}`, noise.repeat(15));
        return inside.settled();
      }, i);
    }
    await full.waitFor();
    server.road.cut();
    await write(page, 'គ្មានកន្លែងទំនេរ', 'ទំព័រពេញ');
    await go(page, 'more/safety');
    await full.waitFor();
    const [download] = await Promise.all([page.waitForEvent('download'), button(page, 'rescue-save').click()]);
    const kept = JSON.parse(await readFile(await download.path()));
    assert.equal(kept.records.filter(({ table }) => table === 'outbox').length, 1, 'the file holds what the phone does not');
    await quota(browser, null);
    await full.waitFor({ state: 'detached' });
    await browser.crash();
    server.road.mend();
    const again = browser.page();
    await enter(again);
    assert.equal(await again.evaluate((family) => inside.draft(`visit/${family}`).observations, family), 'ទំព័រពេញ');
    await until(again, () => {
      const { sync, unsent } = inside.view('more');
      if (!sync.busy && unsent.length > 0) inside.send('sync_now');
      return unsent.length === 0;
    }, 'everything is sent', 30_000);
    assert.equal(await times('គ្មានកន្លែងទំនេរ'), 1);
  } finally {
    server.road.mend();
    await browser.close();
  }
});

for (const language of ['km', 'en']) {
  test(`no promise: Today and the settings say it calmly, ${language}`, async () => {
    const words = await speak(language);
    const browser = await browse({ language });
    const page = browser.page();
    try {
      await enter(page);
      await page.getByText(words.t('safety-note'), { exact: true }).waitFor();
      await look(page, `safety-today-${language}`);
      // Every screen is on the phone once the app itself is kept there.
      await onThePhone(page);
      server.road.cut();
      await browser.offline(true);
      await write(page, 'ចាំបាច់ជួបមេភូមិ', 'ផ្ទះស្អាត');
      await look(page, `safety-today-unsent-${language}`);
      await go(page, 'more');
      await page.getByText(words.t('safety-title'), { exact: true }).click();
      await page.getByText(words.t('rescue-text'), { exact: true }).waitFor();
      await look(page, `safety-${language}`);
      assert.deepEqual(browser.errors, []);
    } finally {
      server.road.mend();
      await browser.close();
    }
  });
}

test('a sealed file brings back what was not sent, once, whatever else comes; and what the browser threw away is told', async () => {
  const [first, second] = [await browse(), await browse()];
  const page = first.page();
  const path = join(tmpdir(), `kinkeeper-e2e-${process.pid}.kinkeeper`);
  const [note, draft] = ['Zqvwkfxjb-ទៅសាលាជាមួយចៅ', 'Zqvwkfxjb-យាយដាំបាយរាល់ព្រឹក'];
  try {
    await enter(page);
    server.road.cut();
    await first.offline(true);
    await write(page, note, draft);
    await go(page, 'more/safety');
    const [download] = await Promise.all([page.waitForEvent('download'), button(page, 'rescue-save').click()]);
    await download.saveAs(path);
    const file = await readFile(path);
    assert.match(download.suggestedFilename(), /^kinkeeper-recovery-\d{4}-\d\d-\d\d\.kinkeeper$/);
    assert.deepEqual(traces(file, [...disguises('Zqvwkfxjb'), ...disguises('davy'), ...disguises(passphrase)]), [], 'nobody reads it');
    const whole = JSON.parse(file);
    for (const { box } of whole.records) assert.deepEqual(traces(Buffer.from(box, 'base64'), disguises('Zqvwkfxjb')), []);

    // The browser throws everything away that it has not promised to keep.
    await page.waitForTimeout(300);
    const session = await first.context().newCDPSession(page);
    await session.send('Storage.clearDataForOrigin', { origin: server.url, storageTypes: 'indexeddb,cache_storage,service_workers' });
    server.road.mend();
    await first.offline(false);
    await page.goto(server.url);
    const told = page.getByText(t('lost-title', { who: 'davy' }), { exact: true });
    await told.waitFor();
    await page.getByText(t('lost-unsent', { what: '', when: '' }).split(':')[0].split('៖')[0]).first().waitFor();
    await look(page, 'lost-door-km');
    await enter(page);
    await told.waitFor();
    await look(page, 'lost-today-km');
    assert.equal(await times(note), 0);

    // Wrong passphrase, broken file, somebody else's.
    await bring(page, path, 'not the passphrase');
    await page.getByText(t('rescue-wrong'), { exact: true }).waitFor();
    await look(page, 'rescue-wrong-km');
    const broken = `${path}.broken`;
    await writeFile(broken, JSON.stringify({ ...whole, records: whole.records.slice(1) }));
    await bring(page, broken);
    await page.getByText(t('rescue-damaged'), { exact: true }).waitFor();
    await enter(second.page(), 'kosal');
    await bring(second.page(), path);
    await second.page().getByText(t('rescue-other'), { exact: true }).waitFor();

    // Back on another phone of hers, and on this one: the server takes it once, and the form is there again.
    for (const phone of [second, first]) {
      const at = phone.page();
      if (phone === second) {
        await go(at, 'today');
        await button(at, 'session-lock').click();
        await at.locator('button.person').first().waitFor();
        await enter(at);
      }
      for (let turn = 0; turn < 2; turn += 1) {
        await bring(at, path);
        await at.getByText(t('rescue-brought'), { exact: true }).waitFor();
      }
      await until(at, () => {
        const { sync, unsent } = inside.view('more');
        if (!sync.busy && unsent.length > 0) inside.send('sync_now');
        return unsent.length === 0 && !sync.signed_out;
      }, 'everything is sent', 30_000);
      assert.equal(await times(note), 1);
      assert.deepEqual(await at.evaluate(() => inside.view('more').refused), []);
      assert.equal(await at.evaluate((family) => inside.draft(`visit/${family}`).observations, family), draft);
    }
    await look(page, 'rescue-brought-km');
    await go(page, 'today');
    await button(page, 'lost-understood').click();
    await told.waitFor({ state: 'detached' });
    await page.reload();
    await page.locator('button.person').first().waitFor();
    assert.equal(await told.count(), 0);
    assert.deepEqual([...first.errors, ...second.errors], []);
  } finally {
    await first.close();
    await second.close();
  }
});

test('of a form that was begun twice both versions stay, and either can be looked at', async () => {
  const browser = await browse();
  const page = browser.page();
  const path = join(tmpdir(), `kinkeeper-e2e-${process.pid}-2.kinkeeper`);
  try {
    await enter(page);
    await write(page, 'ជួបយាយ', 'កំណែទីមួយ');
    await go(page, 'more/safety');
    const [download] = await Promise.all([page.waitForEvent('download'), button(page, 'rescue-save').click()]);
    await download.saveAs(path);
    await page.evaluate((family) => (inside.keepDraft(`visit/${family}`, { observations: 'កំណែទីពីរ' }), inside.settled()), family);
    await bring(page, path);
    await page.getByText(t('rescue-brought'), { exact: true }).waitFor();
    await go(page, 'today');
    await page.getByText(t('draft-second')).first().waitFor();
    await look(page, 'drafts-second-km');
    const field = page.getByLabel(t('visit-observations'), { exact: true });
    const open = async () => {
      await go(page, `families/${family}/visit`);
      await field.waitFor();
      return field.inputValue();
    };
    assert.equal(await open(), 'កំណែទីពីរ');
    await go(page, 'today');
    await page.getByText(t('draft-second')).first().click();
    await field.waitFor();
    assert.equal(await field.inputValue(), 'កំណែទីមួយ');
    await go(page, 'today');
    await page.getByText(t('draft-second')).first().click();
    await field.waitFor();
    assert.equal(await field.inputValue(), 'កំណែទីពីរ');
    assert.deepEqual(browser.errors, []);
  } finally {
    await browser.close();
  }
});
