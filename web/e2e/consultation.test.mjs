// Consultation in Khmer: who answers for a family asks a specialist; she sees beforehand what will be open; the specialist reads, gives
// her advice; it stands on the family's page; it is ended early, and the file is closed to her.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { DESK, PHONE, axe, browse, go, look, serve, settle, shot, signIn, tooSmall } from './harness.mjs';
import { asks, speak } from './walk.mjs';

let server, passphrase, km, family, specialist;

before(async () => {
  server = await serve();
  passphrase = (await (await fetch(`${server.url}/api/v1/demo/accounts`)).json()).passphrase;
  km = await speak('km');
  const davy = await asks(server.url, 'davy', passphrase);
  const me = (await (await davy.get('/api/v1/me')).json()).worker;
  const { rows } = await (await davy.get('/api/v1/caseload')).json();
  const rithy = await asks(server.url, 'rithy', passphrase);
  specialist = await (await rithy.get('/api/v1/me')).json();
  for (const row of rows.filter((row) => row.summary.lead === me && row.summary.stage === 'open')) {
    if ((await rithy.get(`/api/v1/families/${row.family}`)).status === 404) {
      family = row.family;
      break;
    }
  }
  assert.ok(family, 'a family of davy that rithy does not see');
});
after(() => server?.stop());

const button = (page, key) => page.getByRole('button', { name: km.t(key), exact: true });
const ADVICE = 'សូមសួរយាយជាមុនសិន រួចនិយាយជាមួយកុមារម្នាក់ឯង';

/** Opens the folded part of the family's page. */
async function unfold(page) {
  const fold = page.locator('button.fold', { hasText: km.t('consultation-title') });
  await fold.waitFor();
  if ((await fold.getAttribute('aria-expanded')) === 'false') await fold.click();
  await settle(page);
}

/** A sheet on the family's page as it stands: at a desk that page is another one, so that the size stays. */
async function lookHere(page, name, size = PHONE) {
  await axe(page, name);
  assert.deepEqual(await tooSmall(page), []);
  await shot(page, name, { sizes: [size] });
}

test('asked, read, advised, ended', async () => {
  const lead = await browse();
  const adviser = await browse();
  try {
    const page = lead.page();
    await signIn(page, server.url, 'davy', passphrase);
    await go(page, `families/${family}`);
    // At a desk.
    await page.setViewportSize(DESK);
    await unfold(page);
    await button(page, 'consultation-ask').click();
    await page.getByLabel(km.t('consultation-whom'), { exact: true }).selectOption(specialist.worker);
    await page.getByText(km.t('consultation-opens', { name: specialist.name_km })).waitFor();
    await lookHere(page, 'consultation-ask-km', DESK);
    // On a phone.
    await page.setViewportSize(PHONE);
    await unfold(page);
    await button(page, 'consultation-ask').click();
    const whom = page.getByLabel(km.t('consultation-whom'), { exact: true });
    await whom.waitFor();
    // Of another organisation: not without a consent.
    const house = await whom.locator('option', { hasText: 'នួន សុខា' }).getAttribute('value');
    await whom.selectOption(house);
    await page.getByText(km.t('consultation-whom-consent', { organisation: 'អង្គការភ្លើងចង្កៀង' })).waitFor();
    await lookHere(page, 'consultation-no-consent-km');
    await whom.selectOption(specialist.worker);
    await page.getByText(km.t('consultation-opens', { name: specialist.name_km })).waitFor();
    await button(page, 'consultation-send').click();
    await page.getByText(km.t('consultation-needed')).waitFor();
    await page.getByLabel(km.t('consultation-question'), { exact: true }).fill('តើគួរនិយាយជាមួយកុមារអំពីម្ដាយយ៉ាងដូចម្ដេច?');
    await lookHere(page, 'consultation-ask-km');
    await button(page, 'consultation-send').click();
    await page.getByText(km.t('consultation-sent')).waitFor();
    await page.getByText('តើគួរនិយាយជាមួយកុមារអំពីម្ដាយយ៉ាងដូចម្ដេច?').first().waitFor();

    const other = adviser.page();
    await signIn(other, server.url, 'rithy', passphrase);
    await go(other, 'consultations');
    await other.getByText('តើគួរនិយាយជាមួយកុមារអំពីម្ដាយយ៉ាងដូចម្ដេច?').waitFor();
    await look(other, 'consultation-mine-km');
    await button(other, 'common-open-family').click();
    await unfold(other);
    await button(other, 'consultation-mine-advise').click();
    await other.getByLabel(km.t('consultation-mine-advice'), { exact: true }).fill(ADVICE);
    await lookHere(other, 'consultation-advise-km');
    await button(other, 'consultation-mine-send').click();
    await other.getByText(km.t('consultation-mine-given')).waitFor();
    await other.getByText(ADVICE).first().waitFor();
    await look(other, 'consultation-adviser-file-km');

    await page.getByText(ADVICE).first().waitFor({ timeout: 60_000 });
    await look(page, 'consultation-advised-km');
    await button(page, 'consultation-end').click();
    await page.getByRole('dialog').getByRole('button', { name: km.t('consultation-end'), exact: true }).click();
    await page.getByText(km.t('consultation-ended'), { exact: true }).waitFor();
    await page.getByText(km.t('consultation-ended-enough')).waitFor();
    await page.getByText(ADVICE).first().waitFor();
    const rithy = await asks(server.url, 'rithy', passphrase);
    assert.equal((await rithy.get(`/api/v1/families/${family}`)).status, 404);
    await go(other, 'more');
    await go(other, 'consultations');
    await other.getByText(km.t('consultation-mine-none')).waitFor();
    assert.deepEqual([...lead.errors, ...adviser.errors], []);
  } finally {
    await lead.close();
    await adviser.close();
  }
});
