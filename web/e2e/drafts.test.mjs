// What only the server can take is written without a network too, and outlasts a closed browser. In Khmer, on a phone.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { browse, go, look, onThePhone, PHONE, serve, settle, shot, signIn } from './harness.mjs';
import { asks, speak } from './walk.mjs';

const NAME = 'ស៊ឹម បុប្ផា';
const REASON = 'កុមារនេះមកដល់ភូមិយើងកាលពីម្សិលមិញ';
const QUESTION = 'តើគួរនិយាយជាមួយកុមារអំពីម្ដាយយ៉ាងដូចម្ដេច?';

let server, passphrase, km, family;

before(async () => {
  server = await serve();
  passphrase = (await (await fetch(`${server.url}/api/v1/demo/accounts`)).json()).passphrase;
  km = await speak('km');
  const davy = await asks(server.url, 'davy', passphrase);
  const me = (await (await davy.get('/api/v1/me')).json()).worker;
  const { rows } = await (await davy.get('/api/v1/caseload')).json();
  family = rows.find((row) => row.summary.lead === me && row.summary.stage === 'open').family;
});
after(() => server?.stop());

const t = (key, args) => km.t(key, args);
const field = (page, key) => page.getByLabel(t(key), { exact: true });
const button = (page, key) => page.getByRole('button', { name: t(key), exact: true });

/** The folded part of the family's page, and its sheet. */
async function ask(page) {
  await go(page, `families/${family}`);
  const fold = page.locator('button.fold', { hasText: t('consultation-title') });
  await fold.waitFor();
  if ((await fold.getAttribute('aria-expanded')) === 'false') await fold.click();
  await button(page, 'consultation-ask').click();
  await field(page, 'consultation-question').waitFor();
  await settle(page);
}

test('forms for the server keep what was typed while there is no network and the browser is closed', async () => {
  const browser = await browse();
  try {
    await signIn(browser.page(), server.url, 'davy', passphrase);
    await go(browser.page(), `families/${family}`);
    await browser.page().locator('.people').first().waitFor();
    // Every screen is on the phone once the app has settled.
    await onThePhone(browser.page());
    server.road.cut();
    await browser.offline(true);

    let page = browser.page();
    await go(page, 'elsewhere');
    await field(page, 'elsewhere-name').fill(NAME);
    await page.getByRole('group', { name: t('refer-sex') }).getByText(t('refer-sex-female'), { exact: true }).click();
    await field(page, 'elsewhere-reason').fill(REASON);
    await page.getByText(t('api-offline-write')).waitFor();
    await look(page, 'drafts-elsewhere-km');
    await button(page, 'elsewhere-ask').click();
    await page.getByText(t('api-offline'), { exact: true }).waitFor();

    await page.setViewportSize(PHONE);
    await ask(page);
    await field(page, 'consultation-question').fill(QUESTION);
    await page.getByText(t('api-offline-write')).waitFor();
    await shot(page, 'drafts-consultation-km', { sizes: [PHONE] });
    await button(page, 'consultation-send').click();
    await page.getByText(t('api-offline'), { exact: true }).waitFor();

    await browser.restart();
    page = browser.page();
    await signIn(page, server.url, 'davy', passphrase);
    await go(page, 'today');
    await page.getByText(t('draft-elsewhere')).waitFor();
    await look(page, 'drafts-today-km');
    await page.getByText(t('draft-elsewhere')).click();
    await field(page, 'elsewhere-reason').waitFor();
    assert.equal(await field(page, 'elsewhere-name').inputValue(), NAME);
    assert.equal(await field(page, 'elsewhere-reason').inputValue(), REASON);
    await page.setViewportSize(PHONE);
    await ask(page);
    assert.equal(await field(page, 'consultation-question').inputValue(), QUESTION);

    server.road.mend();
    await browser.offline(false);
    await go(page, 'elsewhere');
    await button(page, 'elsewhere-ask').click();
    await page.getByText(t('elsewhere-asked'), { exact: true }).waitFor();
    await go(page, 'today');
    await page.locator('main h1').first().waitFor();
    assert.equal(await page.getByText(t('draft-elsewhere')).count(), 0, 'what was sent is no draft');
    assert.deepEqual(browser.errors, []);
  } finally {
    await browser.close();
  }
});
