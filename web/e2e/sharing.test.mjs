// A family lets another organisation read parts of its file, and takes it back. In Khmer: asked on the worker's phone,
// read at the other organisation's desk, closed at the very next look.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { DESK, PHONE, browse, go, look, serve, settle, shot, signIn, until } from './harness.mjs';
import { Walk, asks, facts, speak } from './walk.mjs';

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
  const senior = await asks(server.url, 'maly', passphrase);
  const { org } = await (await senior.get('/api/v1/me')).json();
  assert.notEqual(org, me.org);
  other = me.network.find(({ id }) => id === org);
});
after(() => server?.stop());

const t = (key, args) => words.t(key, args);

async function sent(page) {
  await until(page, () => !document.body.innerText.includes('⟦'));
  const sophea = await asks(server.url, 'sophea', passphrase);
  const end = Date.now() + 20_000;
  return async (ask) => {
    while (!ask(await sophea.entries(family.id))) {
      assert.ok(Date.now() < end, 'it was sent');
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  };
}

/** At the other organisation. */
async function theirs(walk) {
  const browser = await browse();
  try {
    await signIn(browser.page(), server.url, 'maly', passphrase);
    await walk(browser.page());
    assert.deepEqual(browser.errors, []);
  } finally {
    await browser.close();
  }
}

test('consent to share with an organisation opens its sections, and taking it back closes them', async () => {
  const browser = await browse();
  const page = browser.page();
  const walk = new Walk({ browser, words, url: server.url, facts: data, shots: 'sharing' });
  try {
    await signIn(page, server.url, 'sophea', passphrase);
    await go(page, `families/${family.id}`);
    await page.locator('.people').first().waitFor();
    const before = () => look(page, 'sharing-consent-km');
    await walk.agreesToShare(family.id, { purpose: 'referral', organisation: other.name_km, sections: ['health', 'narrative'], look: before });
    await (await sent(page))((entries) => JSON.stringify(entries).includes(other.id));
    await walk.unfold(t('family-consents'));
    await page.getByText(t('consent-shared-with', { who: other.name_km })).first().scrollIntoViewIfNeeded();
    await settle(page);
    await shot(page, 'sharing-given-km', { sizes: [PHONE, DESK] });

    await theirs(async (reader) => {
      await go(reader, 'more');
      await reader.getByText(t('shared-title'), { exact: true }).click();
      const row = reader.getByText(family.name).first();
      await row.waitFor();
      await look(reader, 'shared-list-km');
      await row.click();
      await reader.locator('.people').first().waitFor();
      await reader.getByText(t('family-section-health')).first().waitFor();
      await look(reader, 'shared-file-km');
      assert.equal(await reader.getByRole('button', { name: t('family-consent-ask') }).count(), 0, 'nothing can be written');
    });

    await walk.unfold(t('family-consents'));
    await page.getByText(t('consent-shared-with', { who: other.name_km })).first().locator('xpath=ancestor::*[.//button][1]').getByRole('button', { name: t('family-consent-withdraw'), exact: true }).click();
    await page.locator('dialog[open] textarea').fill('គាត់ប្ដូរចិត្ត');
    await shot(page, 'sharing-withdraw-km', { sizes: [PHONE] });
    await page.locator('dialog[open]').getByRole('button', { name: t('family-consent-withdraw'), exact: true }).click();
    await (await sent(page))((entries) => JSON.stringify(entries).includes('consent_withdrawn'));

    await theirs(async (reader) => {
      await go(reader, 'shared');
      await reader.getByText(t('shared-none'), { exact: true }).waitFor();
      await look(reader, 'shared-none-km');
    });
    const senior = await asks(server.url, 'maly', passphrase);
    assert.equal((await senior.get(`/api/v1/families/${family.id}`)).status, 404);
    assert.deepEqual(browser.errors, []);
  } finally {
    await browser.close();
  }
});
