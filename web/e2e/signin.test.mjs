// Signing in beyond the passphrase: passkeys, an app with codes, the first passphrase, a passphrase that was changed
// elsewhere, and ending sessions. In Khmer; the words that are looked for come from the same files as the screens'.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { browse, go, look, serve, signIn } from './harness.mjs';

const FRESH = 'seven quiet rivers bend';
let server, url, passphrase, words;

before(async () => {
  server = await serve();
  // Passkeys belong to a name, not to a number.
  url = server.url.replace('127.0.0.1', 'localhost');
  passphrase = (await (await fetch(`${server.url}/api/v1/demo/accounts`)).json()).passphrase;
  const texts = await Promise.all(['signin', 'session', 'more', 'admin', 'shell'].map((name) => readFile(fileURLToPath(new URL(`../../words/km/${name}.ftl`, import.meta.url)), 'utf8')));
  words = new Map(texts.join('\n').split('\n').flatMap((line) => (/^[a-z0-9-]+ = /.test(line) ? [[line.slice(0, line.indexOf(' = ')), line.slice(line.indexOf(' = ') + 3)]] : [])));
});
after(() => server?.stop());

const w = (key) => {
  assert.ok(words.has(key), key);
  return words.get(key);
};
const button = (page, key) => page.getByRole('button', { name: w(key), exact: true });

/** On a phone the lock stands at the main places. */
async function lock(page) {
  await go(page, 'more');
  await page.getByRole('button', { name: w('session-lock') }).first().click();
}

/** A device that checks a finger, and always finds it right. */
async function finger(browser) {
  const cdp = await browser.context().newCDPSession(browser.page());
  await cdp.send('WebAuthn.enable');
  const options = { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true };
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', { options });
  return { made: async () => (await cdp.send('WebAuthn.getCredentials', { authenticatorId })).credentials };
}

/** The server without a browser: a person with her cookie. */
async function person(account, secret, device) {
  let cookie = '';
  const ask = async (method, path, body) => {
    const answer = await fetch(`${server.url}${path}`, { method, headers: { 'content-type': 'application/json', 'x-kinkeeper': '1', cookie }, body: body === undefined ? undefined : JSON.stringify(body) });
    const set = answer.headers.getSetCookie().map((one) => one.split(';')[0]);
    if (set.length > 0) cookie = set.join('; ');
    return answer;
  };
  const answer = await ask('POST', '/api/v1/sign-in', { account, passphrase: secret, device: `01980000-0000-7000-8000-0000000000${device}`, device_name: 'Chrome · Android' });
  assert.equal(answer.status, 200);
  return ask;
}

/** RFC 6238, with the secret as the screen shows it. */
function codeOf(secret, ahead = 0) {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  let bits = '';
  for (const letter of secret.replaceAll(/\s/g, '')) bits += letters.indexOf(letter).toString(2).padStart(5, '0');
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + ahead));
  const mac = createHmac('sha1', key).update(step).digest();
  return String((mac.readUInt32BE(mac[19] & 15) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

const inside = (page) => page.locator('nav').filter({ visible: true }).first().waitFor({ timeout: 60_000 });
const field = (page, key) => page.getByLabel(w(key), { exact: true });

test('a passkey is made on the phone and signs in; the phone’s own store still asks for its passphrase', async () => {
  const browser = await browse();
  const page = browser.page();
  try {
    const device = await finger(browser);
    await page.goto(url);
    await page.getByText(w('passkey-enter')).waitFor();
    await look(page, 'signin-door-km');
    await signIn(page, url, 'davy', passphrase);
    await go(page, 'more/factors');
    await look(page, 'factors-none-km');
    await button(page, 'factor-add').click();
    await page.getByText(w('factor-passkey')).click();
    await field(page, 'factor-name').fill('ទូរសព្ទរបស់ដាវី');
    await look(page, 'passkey-add-km');
    await button(page, 'factor-passkey-do').click();
    await page.getByText('ទូរសព្ទរបស់ដាវី').waitFor();
    assert.equal((await device.made()).length, 1);
    await look(page, 'factors-passkey-km');

    // Without a session, with the store locked: the passkey opens the server, the passphrase the phone.
    await lock(page);
    await browser.context().clearCookies();
    await page.locator('button.person').first().waitFor();
    await page.locator('button.person').first().click();
    await button(page, 'passkey-enter').click();
    await page.getByText(w('store-locked-text')).waitFor();
    await look(page, 'store-locked-km');
    await field(page, 'store-own').fill('not this one');
    await button(page, 'session-unlock').click();
    await page.getByText(w('store-wrong'), { exact: true }).waitFor();
    await field(page, 'store-own').fill(passphrase);
    await button(page, 'session-unlock').click();
    await inside(page);
    await go(page, 'more/sessions');
    await page.getByText(w('sessions-this')).waitFor();
    await look(page, 'sessions-passkey-km');

    // She no longer knows what opens the phone: a new store beside the old one, which is opened when she remembers.
    await lock(page);
    await browser.context().clearCookies();
    await page.locator('button.person').first().click();
    await button(page, 'passkey-enter').click();
    await button(page, 'store-forgotten').click();
    await page.getByText(w('store-aside-2')).waitFor();
    await look(page, 'store-aside-km');
    await button(page, 'store-aside-do').click();
    await field(page, 'store-new-label').fill(FRESH);
    await look(page, 'store-new-km');
    await button(page, 'store-new-do').click();
    await inside(page);
    await go(page, 'more');
    await page.getByText(w('aside-title')).waitFor();
    await look(page, 'aside-km');
    await field(page, 'store-old').fill('not this one either');
    await button(page, 'aside-open').click();
    await page.getByText(w('store-wrong')).waitFor();
    await field(page, 'store-old').fill(passphrase);
    await button(page, 'aside-open').click();
    await page.getByText(w('aside-title')).waitFor({ state: 'detached' });
    assert.deepEqual(browser.errors, []);
  } finally {
    await browser.close();
  }
});

test('an app with codes is set up, and asked for at the next sign-in', async () => {
  const browser = await browse();
  const page = browser.page();
  try {
    await signIn(page, server.url, 'sophea', passphrase);
    await go(page, 'more/factors');
    await button(page, 'factor-add').click();
    await page.getByText(w('factor-app'), { exact: true }).click();
    const secret = await page.locator('.secret').innerText();
    await page.getByRole('img', { name: w('factor-app-picture') }).waitFor();
    await look(page, 'app-add-km');
    await field(page, 'factor-app-code').fill('000000');
    await button(page, 'factor-app-do').click();
    await page.getByText('លេខកូដមិនត្រូវទេ').waitFor();
    await field(page, 'factor-app-code').fill(codeOf(secret));
    await button(page, 'factor-app-do').click();
    await page.getByText(w('codes-title')).waitFor();
    const written = await page.locator('ol li').allInnerTexts();
    assert.equal(written.length, 10);
    await look(page, 'codes-km');
    await page.getByText(w('codes-written')).click();
    await button(page, 'codes-done').click();
    await page.getByText(w('factor-codes'), { exact: true }).waitFor();

    // The phone opens at once; the server asks for the code, and what is unsent waits.
    await lock(page);
    await browser.context().clearCookies();
    await page.locator('button.person').first().click();
    await page.locator('input[autocomplete=current-password]').fill(passphrase);
    await page.locator('main form button[type=submit]').click();
    await page.getByText(w('step-missing'), { exact: true }).waitFor();
    await look(page, 'step-missing-km');
    await button(page, 'step-missing-do').click();
    await look(page, 'step-code-km');
    await field(page, 'step-code').fill(codeOf(secret, 1));
    await button(page, 'step-code-do').click();
    await inside(page);
    await page.getByText(w('step-missing'), { exact: true }).waitFor({ state: 'detached' });

    // On a phone that does not know her the code comes first; a code on paper does as well.
    const other = await browse();
    try {
      const there = other.page();
      await there.goto(server.url);
      await there.locator('input[autocomplete=username]').fill('sophea');
      await there.locator('input[autocomplete=current-password]').fill(passphrase);
      await there.locator('main form button[type=submit]').click();
      await field(there, 'step-code').fill(written[0]);
      await button(there, 'step-code-do').click();
      await inside(there);
      assert.deepEqual(other.errors, []);
    } finally {
      await other.close();
    }
    assert.deepEqual(browser.errors, []);
  } finally {
    await browser.close();
  }
});

test('a lost phone is signed out from another one', async () => {
  const [here, lost] = [await browse(), await browse()];
  try {
    await signIn(lost.page(), server.url, 'rithy', passphrase);
    await signIn(here.page(), server.url, 'rithy', passphrase);
    const page = here.page();
    await go(page, 'more/sessions');
    await button(page, 'sessions-end').first().waitFor();
    await look(page, 'sessions-km');
    await button(page, 'sessions-end').first().click();
    await button(page, 'sessions-end').first().waitFor({ state: 'detached' });
    await go(lost.page(), 'more/sync');
    const now = lost.page().getByRole('button', { name: w('sync-now') });
    if (await now.isEnabled()) await now.click();
    await lost.page().getByText(w('session-ended'), { exact: true }).waitFor();
    assert.deepEqual(here.errors, []);
  } finally {
    await here.close();
    await lost.close();
  }
});

test('a first passphrase opens nothing but the choice of one’s own', async () => {
  const admin = await person('pisey', passphrase, 'a1');
  const { workers } = await (await admin('GET', '/api/v1/workers')).json();
  const supervisor = workers.find(({ roles }) => roles.includes('senior_social_worker')).worker;
  const form = { account: 'theary', name_km: 'អ៊ុំ ធារី', name_latin: 'Um Theary', role: 'village_social_worker', supervisor, areas: [] };
  const made = await (await admin('POST', '/api/v1/workers', form)).json();
  const browser = await browse();
  const page = browser.page();
  try {
    await page.goto(server.url);
    await page.locator('input[autocomplete=username]').fill('theary');
    await page.locator('input[autocomplete=current-password]').fill(made.passphrase);
    await page.locator('main form button[type=submit]').click();
    await page.getByRole('heading', { name: w('step-passphrase') }).waitFor();
    await look(page, 'step-passphrase-km');
    await field(page, 'step-passphrase-own').fill('short');
    await button(page, 'step-passphrase-do').click();
    await field(page, 'step-passphrase-own').fill(FRESH);
    await button(page, 'step-passphrase-do').click();
    await inside(page);
    // The phone opens with her own, and the server knows it.
    await lock(page);
    await page.locator('button.person').first().click();
    await page.locator('input[autocomplete=current-password]').fill(FRESH);
    await page.locator('main form button[type=submit]').click();
    await inside(page);
    await person('theary', FRESH, 'a2');

    // The administrator gives her another; this phone is still locked with her own.
    const id = made.worker;
    const again = await (await admin('POST', `/api/v1/workers/${id}/passphrase`)).json();
    await lock(page);
    await page.locator('button.person').first().click();
    await page.locator('input[autocomplete=current-password]').fill(again.passphrase);
    await page.locator('main form button[type=submit]').click();
    await field(page, 'step-passphrase-own').fill('five new words for me');
    await button(page, 'step-passphrase-do').click();
    await page.getByText(w('store-changed-text')).waitFor();
    await look(page, 'store-changed-km');
    await field(page, 'store-old').fill(FRESH);
    await button(page, 'store-open-changed').click();
    await inside(page);
    await lock(page);
    await page.locator('button.person').first().click();
    await page.locator('input[autocomplete=current-password]').fill('five new words for me');
    await page.locator('main form button[type=submit]').click();
    await inside(page);
    assert.deepEqual(browser.errors, []);
  } finally {
    await browser.close();
  }
});

test('somebody who lost everything is let in again by two', async () => {
  const browser = await browse();
  const page = browser.page();
  try {
    await signIn(page, server.url, 'pisey', passphrase);
    await page.getByRole('heading', { name: w('admin-workers') }).waitFor();
    await page.getByText('davy', { exact: false }).first().click();
    await button(page, 'access-recover').scrollIntoViewIfNeeded();
    await look(page, 'worker-access-km');
    await button(page, 'access-recover').click();
    await page.getByText(w('recovery-propose-2')).waitFor();
    await page.getByRole('button', { name: w('access-recover'), exact: true }).last().click();
    const first = await page.locator('.half strong').innerText();
    await look(page, 'recovery-first-km');
    await go(page, 'more/recoveries');
    await page.getByText(w('recovery-other')).waitFor();
    await look(page, 'recoveries-admin-km');
    assert.match(first, /^([a-z]+-){4}$/);
  } finally {
    await browser.close();
  }
});

test('whoever must have a second factor is led to it before anything else', async () => {
  const strict = await serve([], () => '[second_factor]\nrequired_for = ["senior_social_worker"]\ngrace_days = 0\n');
  const browser = await browse();
  const page = browser.page();
  try {
    const device = await finger(browser);
    await page.goto(strict.url.replace('127.0.0.1', 'localhost'));
    await page.locator('input[autocomplete=username]').fill('sophea');
    await page.locator('input[autocomplete=current-password]').fill(passphrase);
    await page.locator('main form button[type=submit]').click();
    await page.getByRole('heading', { name: w('step-enrolment') }).waitFor();
    await page.getByText(w('factor-passkey')).waitFor();
    await look(page, 'step-enrolment-km');
    await page.getByText(w('factor-passkey')).click();
    await button(page, 'factor-passkey-do').click();
    await inside(page);
    assert.equal((await device.made()).length, 1);
    assert.deepEqual(browser.errors, []);
  } finally {
    await browser.close();
    await strict.stop();
  }
});
