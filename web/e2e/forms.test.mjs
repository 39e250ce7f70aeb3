// Other apps and the network's own tools: a worker makes a key, an app sends a form with it, one that names no file waits
// and is put where it belongs; a tool that an administrator published is filled on a phone without a network.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axe, browse, go, look, onThePhone, serve, settle, shot, signIn, until } from './harness.mjs';
import { asks, speak } from './walk.mjs';

let server, passphrase, km, family;

/** A tool of two questions, as an administrator would publish it. */
const TOOL = {
  code: 'water',
  version: 1,
  title: { en: 'Water', km: 'ទឹកប្រើប្រាស់' },
  purpose: { en: 'Where water comes from.', km: 'ទឹកមកពីណា។' },
  owner: 'Network',
  licence: 'CC-BY-4.0',
  attribution: { en: 'Made for a test.', km: 'ធ្វើសម្រាប់ការសាកល្បង។' },
  subject: 'family',
  schedule: {},
  sections: [
    {
      code: 'home',
      title: { en: 'At home', km: 'នៅផ្ទះ' },
      items: [
        {
          code: 'source',
          title: { en: 'Where does the water come from?', km: 'ទឹកមកពីណា?' },
          required: true,
          answer: { kind: 'choice', options: [{ code: 'well', label: { en: 'Well', km: 'អណ្ដូង' } }, { code: 'rain', label: { en: 'Rain', km: 'ទឹកភ្លៀង' } }] },
        },
        { code: 'minutes', title: { en: 'How far is it, in minutes?', km: 'ចម្ងាយប៉ុន្មាននាទី?' }, required: true, answer: { kind: 'number', min: 0, max: 600 } },
      ],
    },
  ],
};

before(async () => {
  server = await serve();
  passphrase = (await (await fetch(`${server.url}/api/v1/demo/accounts`)).json()).passphrase;
  km = await speak('km');
  const admin = await asks(server.url, 'pisey', passphrase);
  const done = await admin.post('/api/v1/tools', { document: TOOL, note: 'first' });
  assert.equal(done.status, 200, await done.clone().text());
  const davy = await asks(server.url, 'davy', passphrase);
  const me = (await (await davy.get('/api/v1/me')).json()).worker;
  const { rows } = await (await davy.get('/api/v1/caseload')).json();
  const row = rows.find(({ summary }) => summary.lead === me && summary.stage === 'open');
  family = { id: row.family, name: row.summary.people[0].name_km };
});
after(() => server?.stop());

const t = (key, args) => km.t(key, args);
const button = (page, key) => page.getByRole('button', { name: t(key), exact: true });
const plain = (text) => text.replace(/[0-9០-៩]/g, '#');

/** What an app sends. */
async function send(basic, id, more = '') {
  const xml = `<data id="water" version="1">${more}<home><source>well</source><minutes>7</minutes></home><meta><instanceID>uuid:${id}</instanceID></meta></data>`;
  const body = new FormData();
  body.append('xml_submission_file', new Blob([xml], { type: 'text/xml' }), 'form.xml');
  body.append('house.jpg', new Blob(['picture'], { type: 'image/jpeg' }), 'house.jpg');
  const answer = await fetch(`${server.url}/openrosa/submission`, { method: 'POST', body, headers: { authorization: basic } });
  return { status: answer.status, text: await answer.text() };
}

test('a form from another app waits and is put where it belongs', async () => {
  const browser = await browse();
  try {
    const page = browser.page();
    await signIn(page, server.url, 'davy', passphrase);
    await go(page, 'more/collect');
    await axe(page, 'collect');
    await shot(page, 'forms-key-none-km');
    await button(page, 'collect-make').click();
    await page.locator('code').nth(2).waitFor();
    const [address, account, key] = await page.locator('code').allInnerTexts();
    assert.equal(address, `${server.url}/openrosa`);
    await shot(page, 'forms-key-km');
    await axe(page, 'collect-made');
    const basic = `Basic ${Buffer.from(`${account}:${key}`).toString('base64')}`;
    const list = await fetch(`${address}/formList`, { headers: { authorization: basic } });
    assert.ok((await list.text()).includes('<formID>water</formID>'));

    for (let n = 0; n < 3; n += 1) assert.equal((await send(basic, 'one')).status, 201);
    const person = family.name;
    await go(page, 'forms');
    await page.getByText(TOOL.title.km).first().waitFor();
    assert.equal(await page.locator('main a[href^="#/forms/"]').count(), 1, 'once, however often it was sent');
    await shot(page, 'forms-list-km');
    await axe(page, 'forms');
    await page.locator('main a[href^="#/forms/"]').click();
    await page.getByText(t('forms-why-no_number')).waitFor();
    await page.getByText(TOOL.sections[0].items[0].answer.options[0].label.km).waitFor();
    await shot(page, 'forms-one-km', { whole: true });
    await axe(page, 'form');
    await page.getByLabel(t('forms-find'), { exact: true }).fill(person);
    await button(page, 'forms-find-do').click();
    await page.locator('main .stack-tight button', { hasText: person }).first().click();
    await button(page, 'forms-place').click();
    await page.getByText(t('forms-in-file')).waitFor();
    await shot(page, 'forms-placed-km', { whole: true });
    // Its picture is looked at, and destroyed here.
    await button(page, 'forms-files-end').click();
    await page.locator('dialog[open]').getByRole('button', { name: t('forms-files-end'), exact: true }).click();
    await page.getByText(t('forms-none'), { exact: true }).waitFor();
    const davy = await asks(server.url, 'davy', passphrase);
    const entries = await davy.entries(family.id);
    assert.equal(entries.filter((entry) => JSON.stringify(entry).includes('"instrument":"water"')).length, 1);

    // The number of the file on it, and it goes there by itself.
    const number = family.id.replaceAll('-', '').slice(-12);
    const filed = `<kinkeeper_file><number>${number}</number></kinkeeper_file>`;
    const sent = await send(basic, 'two', filed);
    assert.equal(sent.status, 201);
    const again = await davy.entries(family.id);
    assert.equal(again.filter((entry) => JSON.stringify(entry).includes('"instrument":"water"')).length, 2, sent.text);

    await go(page, 'more/collect');
    await button(page, 'collect-end').click();
    await page.locator('dialog[open]').getByRole('button', { name: t('collect-end'), exact: true }).click();
    await button(page, 'collect-make').waitFor();
    assert.equal((await send(basic, 'three')).status, 401);
    assert.deepEqual(browser.errors, []);
  } finally {
    await browser.close();
  }
});

test('a tool that the network published is filled without a network', async () => {
  const browser = await browse();
  try {
    const page = browser.page();
    await signIn(page, server.url, 'davy', passphrase);
    await go(page, `families/${family.id}`);
    await page.locator('.people').first().waitFor();
    // The phone fetches the document by itself.
    await until(page, async () => Boolean(await (await caches.open('tools')).match('/api/v1/tools/water/1')));
    // And its own screens.
    await onThePhone(page);
    server.road.cut();
    await browser.offline(true);
    await go(page, `families/${family.id}/tools`);
    const link = page.locator('a[href*="/assess/water"]').first();
    await link.waitFor();
    await link.click();
    await button(page, 'assess-begin').waitFor();
    await page.getByText(t('assess-source-caregiver'), { exact: true }).click();
    await button(page, 'assess-begin').click();
    const text = await page.locator('body').innerText();
    assert.ok(plain(text).includes(plain(TOOL.sections[0].items[0].title.km)), text);
    await page.getByText(TOOL.sections[0].items[0].answer.options[1].label.km, { exact: true }).click();
    await page.getByLabel(TOOL.sections[0].items[1].title.km).first().fill('12');
    await look(page, 'forms-own-tool-km');
    while ((await button(page, 'assess-next').count()) > 0) await button(page, 'assess-next').click();
    await settle(page);
    await button(page, 'assess-finish').click();
    await page.getByText(t('assess-recorded')).waitFor();
    assert.deepEqual(browser.errors, []);
  } finally {
    server.road.mend();
    await browser.close();
  }
});

test('the same in English', async () => {
  const browser = await browse({ language: 'en', dark: true });
  const en = await speak('en');
  try {
    const page = browser.page();
    await signIn(page, server.url, 'davy', passphrase);
    await go(page, 'more/collect');
    await page.getByRole('button', { name: en.t('collect-make'), exact: true }).click();
    await page.locator('code').nth(2).waitFor();
    await shot(page, 'forms-key-en');
    const [, account, key] = await page.locator('code').allInnerTexts();
    assert.equal((await send(`Basic ${Buffer.from(`${account}:${key}`).toString('base64')}`, 'four')).status, 201);
    await go(page, 'forms');
    await page.locator('main a[href^="#/forms/"]').last().click();
    await page.getByText(en.t('forms-why-no_number')).waitFor();
    await shot(page, 'forms-one-en', { whole: true });
    await go(page, 'tools');
    await page.getByText('Water').first().waitFor();
    await shot(page, 'forms-book-en');
  } finally {
    await browser.close();
  }
});
