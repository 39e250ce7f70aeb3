// The data-protection officer's desk, in Khmer: what to look at first, saying what it was, consents that end, and who may
// see a family's file and why, found by the number on its papers.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { browse, go, look, serve, shot, signIn } from './harness.mjs';
import { asks, speak } from './walk.mjs';

const ASKED = 'បានសួរគាត់ហើយ គាត់រកគ្រួសារមួយដែលបានប្ដូរភូមិ។';
let server, passphrase, family;
const languages = {};

before(async () => {
  server = await serve();
  passphrase = (await (await fetch(`${server.url}/api/v1/demo/accounts`)).json()).passphrase;
  for (const language of ['km', 'en']) languages[language] = await speak(language);
  const sophea = await asks(server.url, 'sophea', passphrase);
  const { rows } = await (await sophea.get('/api/v1/caseload')).json();
  family = rows[0].family;
  // A consent that ended yesterday while the work goes on, and one that ends in ten days.
  const me = await (await sophea.get('/api/v1/me')).json();
  const on = (days) => new Date(Date.now() + (days * 24 + 7) * 3_600_000).toISOString().slice(0, 10);
  const consents = [
    [rows[0], 'services', 'អង្គការក្រៅបណ្ដាញ', -1],
    [rows[1], 'photo', '', 10],
  ];
  const entries = consents.map(([row, purpose, recipient, days], at) => ({
    id: `01999999-0000-7000-8000-0000000000a${at}`,
    stream: row.family,
    author: me.worker,
    device: sophea.device,
    made_at: Date.now(),
    base: { seen: 0, after: null },
    v: 1,
    action: {
      family: {
        consent_given: {
          consent: `01999999-0000-7000-8000-0000000000b${at}`,
          given: { purpose, by: row.summary.people[0].id, covers: [], recipient, sections: [], language: 'km', on: on(days - 100), until: on(days), withheld: '', mark: { made: 'on_paper' } },
        },
      },
    },
  }));
  const pushed = await sophea.post('/api/v1/sync/push', { capability: 1, entries });
  const receipts = await pushed.text();
  assert.equal(pushed.status, 200, receipts);
  assert.equal(receipts.match(/"placed"/g)?.length, 2, receipts);
  // Searches after which nothing is opened.
  for (let n = 0; n < 16; n += 1) assert.equal((await sophea.post('/api/v1/search', { q: 'Keo' })).status, 200);
});
after(() => server?.stop());

const number = () => family.replaceAll('-', '').slice(20).toUpperCase().match(/.{4}/g).join('-');

async function within(account, language, walk) {
  const browser = await browse({ language });
  const page = browser.page();
  const t = (key, args) => languages[language].t(key, args);
  try {
    await signIn(page, server.url, account, passphrase);
    await walk(page, t);
    assert.deepEqual(browser.errors, []);
  } finally {
    await browser.close();
  }
}

test('she sees what to look at, says what it was, and it is not lost', async () => {
  await within('vibol', 'km', async (page, t) => {
    await page.getByRole('heading', { name: t('protection-title') }).waitFor();
    await page.getByText(t('protection-next-searches')).waitFor();
    await page.getByText(t('protection-consent-over', { days: 1 }), { exact: true }).waitFor();
    await page.getByText(t('protection-consent-left', { days: 10 }), { exact: true }).first().waitFor();
    await look(page, 'protection-km');
    await page.getByRole('button', { name: t('protection-judge'), exact: true }).first().click();
    await page.getByText(t('protection-verdict-follow_up'), { exact: true }).click();
    await page.getByLabel(t('protection-note'), { exact: true }).fill(ASKED);
    await shot(page, 'protection-judge-km');
    await page.getByRole('button', { name: t('protection-keep'), exact: true }).click();
    await page.getByText(ASKED).waitFor();
    await page.getByRole('button', { name: t('protection-judge'), exact: true }).first().click();
    await page.getByText(t('protection-verdict-explained'), { exact: true }).click();
    await page.getByLabel(t('protection-note'), { exact: true }).fill(ASKED);
    await page.getByRole('button', { name: t('protection-keep'), exact: true }).click();
    await page.getByRole('button', { name: t('protection-explained-show', { count: 1 }) }).click();
    assert.equal(await page.getByText(ASKED).count(), 2, 'both are kept');
    await look(page, 'protection-explained-km');
  });
});

test('who may see a file, found by its number', async () => {
  await within('vibol', 'km', async (page, t) => {
    await go(page, 'protection/file');
    await page.getByLabel(t('protection-find-number')).fill('12');
    await page.getByRole('button', { name: t('protection-find-do') }).click();
    await page.getByText(t('protection-find-bad')).waitFor();
    await page.getByLabel(t('protection-find-number')).fill('0000-0000-0000');
    await page.getByRole('button', { name: t('protection-find-do') }).click();
    await page.getByText(t('protection-find-none'), { exact: true }).waitFor();
    await look(page, 'protection-find-km');
    await page.getByLabel(t('protection-find-number')).fill(number());
    await page.getByRole('button', { name: t('protection-find-do') }).click();
    await page.getByRole('heading', { name: t('protection-group-lead') }).waitFor();
    await page.getByText(t('family-readers-promise')).waitFor();
    await look(page, 'protection-access-km');
  });
});

test('the same in English; and whoever answers for the family finds it from the file', async () => {
  await within('vibol', 'en', async (page, t) => {
    await page.getByText(t('protection-consents'), { exact: true }).waitFor();
    await look(page, 'protection-en');
    await go(page, `protection/file/${family}`);
    await page.getByRole('heading', { name: t('protection-group-lead') }).waitFor();
    await page.getByText(t('family-readers-promise')).waitFor();
    await look(page, 'protection-access-en');
  });
  await within('sophea', 'en', async (page, t) => {
    await go(page, `protection/file/${family}`);
    await page.getByRole('heading', { name: t('protection-group-lead') }).waitFor();
  });
});
