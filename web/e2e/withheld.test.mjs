// A child does not want something told: written down in the village without a network, closed to whom it names when the
// network returns, shown before anything is told, and told again when the child says so.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { PHONE, browse, go, look, serve, settle, shot, signIn } from './harness.mjs';
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
  const { org } = await (await (await asks(server.url, 'maly', passphrase)).get('/api/v1/me')).json();
  other = me.network.find(({ id }) => id === org);
});
after(() => server?.stop());

const t = (key, args) => words.t(key, args);
const WISH = 'រឿងដែលខ្ញុំប្រាប់អំពីពូ';

/** What the other organisation reads, once it is as many sections. */
async function theyRead(count) {
  for (const end = Date.now() + 20_000; ; await new Promise((resolve) => setTimeout(resolve, 200))) {
    const maly = await asks(server.url, 'maly', passphrase);
    const file = await (await maly.get(`/api/v1/families/${family.id}`)).json();
    if (file.sections?.length === count) return file;
    assert.ok(Date.now() < end, `${JSON.stringify(file.sections)}, not ${count}`);
  }
}

test('what a child does not want told is closed, shown, and told when the child says so', async () => {
  const browser = await browse();
  const page = browser.page();
  const walk = new Walk({ browser, words, url: server.url, facts: data, shots: 'withheld' });
  try {
    await signIn(page, server.url, 'sophea', passphrase);
    await go(page, `families/${family.id}`);
    await page.locator('.people').first().waitFor();
    await walk.agreesToShare(family.id, { purpose: 'referral', organisation: other.name_km, sections: ['narrative'] });
    await theyRead(2);

    await browser.offline(true);
    await walk.unfold(t('family-consents'));
    await page.getByRole('link', { name: t('withheld-note'), exact: true }).click();
    await page.getByText(t('withheld-intro')).waitFor();
    await page.getByRole('button', { name: t('withheld-keep'), exact: true }).click();
    await page.getByText(t('withheld-from-needed')).waitFor();
    await page.getByRole('group', { name: t('withheld-by') }).locator('label').first().click();
    await page.getByLabel(t('withheld-words'), { exact: true }).fill(WISH);
    await page.getByText(t('withheld-some'), { exact: true }).click();
    await page.getByText(other.name_km, { exact: true }).click();
    await page.getByLabel(t('withheld-somebody'), { exact: true }).fill('មេភូមិ');
    await page.getByText(t('family-section-narrative'), { exact: true }).click();
    await page.getByText(words.of(data.protocol.consent.withheld_reasons[0].label), { exact: true }).click();
    await look(page, 'withheld-form-km');
    await page.getByRole('button', { name: t('withheld-keep'), exact: true }).click();
    await page.waitForURL(new RegExp(`families/${family.id}$`));
    await browser.offline(false);

    // Closed to them, and nothing of the wish is read there.
    const file = await theyRead(1);
    assert.ok(!JSON.stringify(file).includes('information_withheld'), 'nobody there learns of the wish');

    // Whoever works with the family is told before she tells.
    await page.locator('main summary, .sheet summary').first().click();
    await page.getByText(WISH).first().waitFor();
    await walk.unfold(t('family-consents'));
    await look(page, 'withheld-family-km');

    // Whoever takes a family on reads all of the file: not against the wish.
    await walk.agreesToShare(family.id, { purpose: 'transfer', organisation: other.name_km });
    await go(page, `families/${family.id}/hand-over`);
    await page.getByText(t('withheld-blocks-hand-over')).waitFor();
    assert.equal(await page.getByRole('button', { name: t('transfer-send'), exact: true }).isDisabled(), true);
    await look(page, 'withheld-hand-over-km');

    await go(page, `families/${family.id}`);
    await walk.unfold(t('family-consents'));
    await page.getByRole('button', { name: t('withheld-lift'), exact: true }).first().click();
    const sheet = page.locator('dialog[open]');
    await sheet.getByLabel(t('withheld-lift-words'), { exact: true }).fill('ឥឡូវប្រាប់បាន');
    await shot(page, 'withheld-lift-km', { sizes: [PHONE] });
    await sheet.getByRole('button', { name: t('withheld-lift'), exact: true }).click();
    await theyRead(2);
    await settle(page);

    // It is asked with every consent.
    await go(page, `families/${family.id}/consent`);
    await page.getByText(t('consent-withheld'), { exact: true }).click();
    await page.getByLabel(t('withheld-words'), { exact: true }).fill('បំណុល');
    await look(page, 'withheld-consent-km');
    assert.deepEqual(browser.errors, []);
  } finally {
    await browser.close();
  }
});

test('the same in English', async () => {
  const browser = await browse({ language: 'en' });
  const page = browser.page();
  const english = await speak('en');
  try {
    await signIn(page, server.url, 'sophea', passphrase);
    await go(page, `families/${family.id}`);
    await page.locator('.people').first().waitFor();
    await go(page, `families/${family.id}/not-told`);
    await page.getByText(english.t('withheld-intro')).waitFor();
    await page.getByText(english.t('withheld-others-all'), { exact: true }).click();
    await look(page, 'withheld-form-en');
    await go(page, `families/${family.id}`);
    const fold = page.locator('button.fold').filter({ hasText: english.t('family-consents') }).first();
    if ((await fold.getAttribute('aria-expanded')) === 'false') await fold.click();
    await page.getByRole('button', { name: english.t('withheld-over', { count: 1 }), exact: true }).click();
    await look(page, 'withheld-family-en');
    assert.deepEqual(browser.errors, []);
  } finally {
    await browser.close();
  }
});
