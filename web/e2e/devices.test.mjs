// Phones: a second one enrolled by code, renamed, locked while it is connected, unlocked, emptied while it is closed; and
// one that was away for too long. Found by the words on the screen, in Khmer and English.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { browse, go, look, serve, settle, signIn } from './harness.mjs';
import { asks, facts, speak } from './walk.mjs';

let server, passphrase;

before(async () => {
  server = await serve();
  passphrase = (await (await fetch(`${server.url}/api/v1/demo/accounts`)).json()).passphrase;
});
after(() => server?.stop());

/** What lies in the browser: the names of its databases, and the accounts that have a vault or a key. */
const kept = (page) =>
  page.evaluate(async () => {
    const all = (name, store) =>
      new Promise((resolve) => {
        const request = indexedDB.open(name);
        request.onsuccess = () => {
          const db = request.result;
          if (!db.objectStoreNames.contains(store)) return (db.close(), resolve([]));
          db.transaction(store).objectStore(store).getAll().onsuccess = ({ target }) => (db.close(), resolve(target.result.map(({ account }) => account)));
        };
      });
    return {
      vaults: (await indexedDB.databases()).filter(({ name }) => name.startsWith('kinkeeper-') && name !== 'kinkeeper-keys').length,
      accounts: await all('kinkeeper', 'accounts'),
      keys: await all('kinkeeper-keys', 'keys'),
    };
  });

/** From now on a new phone needs a code. */
async function byCode() {
  const pisey = await asks(server.url, 'pisey', passphrase);
  const me = await (await pisey.get('/api/v1/me')).json();
  const pulled = await (await pisey.post('/api/v1/sync/pull', { capability: 1, known: [], budget: 4_000_000 })).json();
  const programme = pulled.streams.find(({ kind }) => kind === 'programme');
  const { protocol } = await facts();
  const action = { programme: { protocol_set: { protocol: { ...protocol, devices: { ...protocol.devices, enrolled: 'by_code' } } } } };
  const entry = { id: '01990000-0000-7000-8000-0000000d0001', stream: programme.id, author: me.worker, device: pisey.device, made_at: Date.now(), base: { seen: programme.entries.length }, v: 1, action };
  const pushed = await (await pisey.post('/api/v1/sync/push', { capability: 1, entries: [entry] })).json();
  assert.equal(pushed.receipts[0].verdict, 'placed', JSON.stringify(pushed));
}

test('a phone that was away for longer than its lease asks to connect once, and opens with everything', async () => {
  const browser = await browse({ language: 'km' });
  const page = browser.page();
  const { t } = await speak('km');
  try {
    await page.clock.install();
    await signIn(page, server.url, 'kosal', passphrase);
    await go(page, 'families');
    await page.locator('main ul li a').first().click();
    await page.locator('.people').first().waitFor();
    server.road.cut();
    const day = 86_400_000;
    const now = await page.evaluate(() => Date.now());
    // So long after it was touched last it has locked itself; without a network the passphrase opens it.
    const opens = async (at) => {
      await page.clock.setSystemTime(now + at);
      await page.locator('button.person', { hasText: 'kosal' }).click({ timeout: 60_000 });
      await page.locator('input[autocomplete=current-password]').fill(passphrase);
      await page.locator('main form button[type=submit]').click();
    };
    await opens(6 * day);
    await page.locator('.people').first().waitFor();
    await page.getByText(t('lease-soon', { hours: 24 }).slice(0, 24)).waitFor();
    await opens(7 * day + 60_000);
    await page.getByRole('heading', { name: t('lease-title') }).waitFor();
    assert.equal(await page.locator('.people').count(), 0);
    await look(page, 'lease-km');
    server.road.mend();
    await page.getByRole('button', { name: t('lease-now') }).click();
    await page.locator('.people').first().waitFor();
    assert.deepEqual(browser.errors, []);
  } finally {
    server.road.mend();
    await browser.close();
  }
});

test('a PIN opens the phone with the server’s share, and after five wrong ones only the passphrase does', async () => {
  const browser = await browse({ language: 'km' });
  const page = browser.page();
  const { t } = await speak('km');
  try {
    await signIn(page, server.url, 'maly', passphrase);
    await go(page, 'more/pin');
    await page.getByLabel(t('pin-passphrase')).fill(passphrase);
    await page.getByLabel(t('pin-new'), { exact: true }).fill('១១១១១១');
    await page.getByRole('button', { name: t('pin-do') }).click();
    await page.getByText(t('pin-easy', { least: 6 })).waitFor();
    await look(page, 'pin-km');
    await page.getByLabel(t('pin-new'), { exact: true }).fill('៤៨១៥១៦');
    await page.getByRole('button', { name: t('pin-do') }).click();
    await page.getByText(t('pin-done')).waitFor();
    const locks = async () => {
      await go(page, 'more');
      await page.getByRole('button', { name: t('session-lock') }).first().click();
      await page.locator('button.person', { hasText: 'maly' }).click();
    };
    const tries = async (pin) => {
      await page.getByLabel(t('pin-label'), { exact: true }).fill(pin);
      await page.locator('main form button[type=submit]').click();
    };
    await locks();
    await tries('111222');
    await page.getByText(t('pin-left', { count: 4 })).waitFor();
    await look(page, 'pin-door-km');
    await tries('481516');
    await page.locator('nav').filter({ visible: true }).first().waitFor();
    await locks();
    for (const left of [4, 3, 2, 1]) {
      await tries('111222');
      await page.getByText(t('pin-left', { count: left })).waitFor();
    }
    await tries('111222');
    await page.getByText(t('problem-pin-gone')).waitFor();
    await page.getByRole('button', { name: t('pin-use-passphrase') }).click();
    await page.locator('input[autocomplete=current-password]').fill(passphrase);
    await page.locator('main form button[type=submit]').click();
    await page.locator('nav').filter({ visible: true }).first().waitFor();
    assert.deepEqual(browser.errors, []);
  } finally {
    await browser.close();
  }
});

test('a phone is enrolled by code, renamed, locked, unlocked and emptied', async () => {
  const [first, second, desk] = await Promise.all([browse({ language: 'km' }), browse({ language: 'km' }), browse({ language: 'en' })]);
  const { t } = await speak('km');
  const en = (await speak('en')).t;
  try {
    const [phone, other, sophea] = [first.page(), second.page(), desk.page()];
    await signIn(phone, server.url, 'davy', passphrase);
    await signIn(sophea, server.url, 'sophea', passphrase);
    // Somebody else works on the second phone too; what is hers there is nobody's to destroy.
    await signIn(other, server.url, 'rithy', passphrase);
    await go(other, 'more');
    await other.getByRole('button', { name: t('session-lock') }).first().click();
    await byCode();

    // She gives herself a code on her first phone.
    await go(phone, 'more/devices');
    await phone.getByRole('button', { name: t('devices-add-own') }).click();
    const code = await phone.locator('.code').innerText();
    assert.match(code, /^[0-9A-Z]{4}-[0-9A-Z]{4}$/);
    await phone.locator('svg.picture path').waitFor();
    await look(phone, 'devices-code-km');
    await phone.getByRole('button', { name: t('devices-code-done') }).click();

    // The second phone is asked for it after the passphrase; a wrong one is told, the right one lets her in.
    const entersAnew = async () => {
      await other.getByRole('button', { name: t('session-somebody-else') }).click();
      await other.locator('input[autocomplete=username]').fill('davy');
      await other.locator('input[autocomplete=current-password]').fill(passphrase);
      await other.locator('main form button[type=submit]').click();
    };
    await other.goto(server.url);
    await entersAnew();
    await other.getByRole('heading', { name: t('step-device') }).waitFor();
    await other.getByLabel(t('step-device-code')).fill('0000 0000');
    await other.getByRole('button', { name: t('step-device-do') }).click();
    await other.locator('[role=alert]').first().waitFor();
    await look(other, 'devices-step-km');
    // As the picture brings it: in the address, which forgets it.
    await other.goto(`${server.url}/#/enrol/${code.replace('-', '')}`);
    await other.reload();
    await other.getByText(t('phone-code-here')).waitFor();
    assert.ok(!other.url().includes('enrol'));
    await entersAnew();
    await other.locator('nav').filter({ visible: true }).first().waitFor({ timeout: 60_000 });

    // Both are listed; she calls the other by a name.
    await go(phone, 'more');
    await go(phone, 'more/devices');
    await phone.getByText(t('sessions-this'), { exact: true }).waitFor();
    const theOther = phone.locator('main section').first().locator('.card').nth(1);
    await theOther.getByRole('button', { name: t('devices-rename') }).click();
    await phone.getByLabel(t('devices-name'), { exact: true }).fill('ទូរសព្ទទីពីរ');
    await phone.getByRole('button', { name: t('devices-rename-do') }).click();
    await theOther.getByText('ទូរសព្ទទីពីរ').waitFor();
    await look(phone, 'devices-km');

    // Her supervisor locks it while it is open and connected: it closes at once, and says so.
    await go(sophea, 'more/devices');
    const card = sophea.locator('.card', { hasText: 'ទូរសព្ទទីពីរ' });
    await card.getByRole('button', { name: en('devices-lock'), exact: true }).click();
    await card.getByText('Locked', { exact: false }).first().waitFor();
    await other.getByText(t('phone-locked', { account: 'davy' })).waitFor();
    await look(other, 'devices-locked-km');
    await look(sophea, 'devices-desk-en');
    await other.locator('button.person', { hasText: 'davy' }).click();
    await other.locator('input[autocomplete=current-password]').fill(passphrase);
    await other.locator('main form button[type=submit]').click();
    await other.getByText(t('session-locked'), { exact: true }).waitFor();
    await phone.locator('nav').filter({ visible: true }).first().waitFor();

    // Unlocked, it opens again with everything that it kept.
    await card.getByRole('button', { name: en('devices-unlock') }).click();
    await card.getByRole('button', { name: en('devices-lock'), exact: true }).waitFor();
    await signIn(other, server.url, 'davy', passphrase);
    await go(other, 'more');
    await other.getByRole('button', { name: t('session-lock') }).first().click();

    await other.goto(`${server.url}/healthz`);

    // It is to be emptied while it is closed: whoever orders it is told what may be lost.
    await card.getByRole('button', { name: en('devices-wipe') }).click();
    await sophea.getByText('last told that everything was sent').waitFor();
    await look(sophea, 'devices-wipe-en');
    await sophea.getByRole('dialog').getByRole('button', { name: en('devices-wipe') }).click();
    await card.getByText('It has not answered yet').waitFor();
    await other.goto(server.url);
    await other.getByText(t('phone-emptied', { account: 'davy' })).waitFor();
    // Her key is the last to go: with it the phone says that it is done.
    for (const end = Date.now() + 10_000; (await kept(other)).keys.length > 1 && Date.now() < end; ) await settle(other);
    assert.deepEqual(await kept(other), { vaults: 1, accounts: ['rithy'], keys: ['rithy'] }, 'nothing of hers is left, and everything of his');
    await look(other, 'devices-emptied-km');
    await go(sophea, 'more');
    await go(sophea, 'more/devices');
    await card.getByText('Emptied').waitFor();
    assert.deepEqual((await kept(phone)).accounts, ['davy'], 'her other phone keeps everything');
    for (const browser of [first, second, desk]) assert.deepEqual(browser.errors, []);
  } finally {
    await Promise.all([first, second, desk].map((browser) => browser.close()));
  }
});
