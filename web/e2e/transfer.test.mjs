// A family is handed over to another organisation, in Khmer: the family agrees, the senior writes what the next worker
// must know, the other organisation reads it and takes the family on, and the file is theirs.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { browse, go, look, serve, settle, shot, signIn } from './harness.mjs';
import { Walk, asks, facts, speak } from './walk.mjs';

const SUMMARY = 'ម្ដាយចង់លក់បន្លែ កូនទៅសាលារៀងរាល់ថ្ងៃ។ កុំប្រាប់ឪពុកអំពីបំណុល។';
let server, passphrase, words, data, family, other;

before(async () => {
  server = await serve();
  passphrase = (await (await fetch(`${server.url}/api/v1/demo/accounts`)).json()).passphrase;
  [words, data] = [await speak('km'), await facts()];
  const sophea = await asks(server.url, 'sophea', passphrase);
  const { rows } = await (await sophea.get('/api/v1/caseload?stage=open')).json();
  const row = rows.find(({ summary }) => summary.people.some((person) => person.cares));
  family = { id: row.family, name: row.summary.people[0].name_km };
  const me = await (await sophea.get('/api/v1/me')).json();
  const { org } = await (await (await asks(server.url, 'maly', passphrase)).get('/api/v1/me')).json();
  other = me.network.find(({ id }) => id === org);
});
after(() => server?.stop());

const t = (key, args) => words.t(key, args);
const button = (page, key) => page.getByRole('button', { name: t(key), exact: true });

async function sent(what) {
  const sophea = await asks(server.url, 'sophea', passphrase);
  for (const end = Date.now() + 20_000; ; await new Promise((resolve) => setTimeout(resolve, 200))) {
    if (JSON.stringify(await sophea.entries(family.id)).includes(what)) return;
    assert.ok(Date.now() < end, `${what} was sent`);
  }
}

test('a family is handed over and taken on', async () => {
  const browser = await browse();
  const page = browser.page();
  const walk = new Walk({ browser, words, url: server.url, facts: data, shots: 'transfer' });
  try {
    await signIn(page, server.url, 'sophea', passphrase);
    await go(page, `families/${family.id}`);
    await page.locator('.people').first().waitFor();
    await go(page, `families/${family.id}/hand-over`);
    await page.getByText(t('transfer-consent-first')).waitFor();
    await look(page, 'transfer-consent-first-km');

    await walk.agreesToShare(family.id, { purpose: 'transfer', organisation: other.name_km });

    await walk.unfold(t('family-team'));
    await page.getByRole('link', { name: t('transfer-begin'), exact: true }).click();
    await page.getByLabel(t('transfer-summary'), { exact: true }).waitFor();
    await page.getByLabel(t('transfer-why'), { exact: true }).fill('គ្រួសារប្ដូរទីលំនៅទៅជិតអង្គការនោះ');
    await page.getByLabel(t('transfer-summary'), { exact: true }).fill(SUMMARY);
    await page.getByRole('group', { name: t('transfer-conference') }).first().getByText(t('work-today'), { exact: true }).click();
    await page.getByLabel(t('transfer-conference-with'), { exact: true }).fill('ម្ដាយ យាយ មេភូមិ');
    await look(page, 'transfer-form-km');
    await button(page, 'transfer-send').click();
    await page.waitForURL(new RegExp(`families/${family.id}$`));
    await sent('transfer_proposed');
    await walk.unfold(t('family-team'));
    await button(page, 'transfer-take-back').first().scrollIntoViewIfNeeded();
    await settle(page);
    await shot(page, 'transfer-open-km');

    const theirs = await browse();
    const reader = theirs.page();
    await signIn(reader, server.url, 'maly', passphrase);
    await go(reader, 'more');
    await reader.getByText(t('transfers-title'), { exact: true }).click();
    await reader.getByText(SUMMARY).waitFor();
    await look(reader, 'transfers-km');
    await button(reader, 'transfers-take-on').click();
    await reader.getByLabel(t('transfers-lead'), { exact: true }).selectOption({ index: 1 });
    await shot(reader, 'transfers-take-on-km');
    await button(reader, 'transfers-take-on-do').click();
    await reader.waitForURL(new RegExp(`families/${family.id}$`));
    await reader.locator('.people').first().waitFor();
    await look(reader, 'transfer-taken-on-km');
    assert.deepEqual(theirs.errors, []);
    await theirs.close();

    const maly = await asks(server.url, 'maly', passphrase);
    assert.equal((await (await maly.get(`/api/v1/families/${family.id}`)).json()).organisation, other.id);
    // What is kept by those who handed it over: who they worked with.
    const kept = await (await (await asks(server.url, 'sophea', passphrase)).get(`/api/v1/families/${family.id}`)).json();
    assert.deepEqual(kept.sections, ['identity']);
    assert.deepEqual(browser.errors, []);
  } finally {
    await browser.close();
  }
});
