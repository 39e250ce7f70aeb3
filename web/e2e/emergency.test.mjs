// Emergency access, in Khmer: whoever must act opens a file that is not hers for two hours, reads and cannot write,
// somebody else reviews it, and the family's file and its list of readers say so.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { DESK, PHONE, browse, go, look, serve, shot, signIn } from './harness.mjs';
import { asks, speak } from './walk.mjs';

const HEARD = 'អ្នកជិតខាងឮសំឡេងកុមារយំ ហើយគ្មាននរណាបើកទ្វារ';
let server, passphrase, words, family;

before(async () => {
  server = await serve();
  passphrase = (await (await fetch(`${server.url}/api/v1/demo/accounts`)).json()).passphrase;
  words = await speak('km');
  const sophea = await asks(server.url, 'sophea', passphrase);
  const { rows } = await (await sophea.get('/api/v1/caseload')).json();
  const row = rows.find(({ summary }) => summary.people[0]?.name_km);
  family = { id: row.family, name_km: row.summary.people[0].name_km };
});
after(() => server?.stop());

const t = (key, args) => words.t(key, args);
const button = (page, key) => page.getByRole('button', { name: t(key), exact: true });

async function within(account, walk) {
  const browser = await browse();
  const page = browser.page();
  try {
    await signIn(page, server.url, account, passphrase);
    await walk(page);
    assert.deepEqual(browser.errors, []);
  } finally {
    await browser.close();
  }
}

test('a file opens in an emergency, is reviewed by somebody else, and says so', async () => {
  await within('sreyleak', async (page) => {
    await go(page, 'more');
    await page.getByText(t('emergency-title')).click();
    await page.getByRole('heading', { name: t('emergency-title') }).waitFor();
    await look(page, 'emergency-km');
    await page.getByText(t('emergency-reason-danger_now'), { exact: true }).click();
    await page.getByLabel(t('emergency-words'), { exact: true }).fill(HEARD);
    await page.getByLabel(t('emergency-name'), { exact: true }).fill(family.name_km);
    await button(page, 'emergency-search').click();
    const card = page.locator('h2', { hasText: family.name_km }).first();
    await card.waitFor();
    await look(page, 'emergency-found-km');
    await button(page, 'emergency-open').first().click();
    await page.getByText(t('emergency-open-2')).waitFor();
    await shot(page, 'emergency-consequences-km', { sizes: [PHONE, DESK] });
    await page.locator('dialog[open]').getByRole('button', { name: t('emergency-open'), exact: true }).click();
    await page.waitForURL(/families\/[0-9a-f-]{36}/);
    await page.locator('.people').first().waitFor();
    await look(page, 'emergency-file-km');
    // She reads, and writes nothing.
    assert.equal(await button(page, 'family-person-add').count(), 0);
  });
  await within('vibol', async (page) => {
    // It is one of the first things on her first screen.
    await page.getByText(t('emergency-reviews'), { exact: true }).click();
    await page.getByRole('heading', { name: t('emergency-reviews') }).waitFor();
    await page.getByText(HEARD).waitFor();
    await look(page, 'emergency-reviews-km');
    await button(page, 'emergency-review').first().click();
    await page.getByText(t('emergency-finding-justified'), { exact: true }).click();
    await page.getByLabel(t('emergency-note'), { exact: true }).fill('បានទៅមើលជាមួយមេភូមិ កុមារមានសុវត្ថិភាព។');
    await shot(page, 'emergency-review-km');
    await button(page, 'emergency-review-keep').click();
    await page.getByText(t('emergency-reviewed')).waitFor();
    await look(page, 'emergency-reviewed-km');
  });
  const sophea = await asks(server.url, 'sophea', passphrase);
  const told = JSON.stringify(await sophea.entries(family.id));
  assert.ok(told.includes(HEARD), 'the family’s file tells it');
  const readers = await (await sophea.get(`/api/v1/families/${family.id}/readers`)).json();
  assert.ok(JSON.stringify(readers).includes('"emergency"'));
});
