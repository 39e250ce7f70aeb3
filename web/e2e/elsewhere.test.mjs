// "Is this child known elsewhere?" in Khmer: a village worker asks about a child whom another organisation knows and about one
// whom nobody knows, and sees the same; the holder finds the question, makes contact, and only then the asker sees something.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { browse, go, look, serve, signIn, until } from './harness.mjs';
import { asks, speak } from './walk.mjs';

let server, passphrase, km, en, child;

before(async () => {
  server = await serve();
  passphrase = (await (await fetch(`${server.url}/api/v1/demo/accounts`)).json()).passphrase;
  km = await speak('km');
  en = await speak('en');
  // A child of a family for which Prak Ratanak of another organisation answers.
  const ratanak = await asks(server.url, 'ratanak', passphrase);
  const { rows } = await (await ratanak.get('/api/v1/caseload')).json();
  const me = (await (await ratanak.get('/api/v1/me')).json()).worker;
  child = rows.filter((row) => row.summary.lead === me).flatMap((row) => row.summary.people.map((person) => ({ ...person, family: row.family }))).find((person) => person.in_focus && person.name_km && person.birth);
  assert.ok(child, 'a family of another organisation');
});
after(() => server?.stop());

const button = (page, words, key) => page.getByRole('button', { name: words.t(key), exact: true });

async function ask(page, words, name, child) {
  await page.getByLabel(words.t('elsewhere-name'), { exact: true }).fill(name);
  await page.getByText(words.t(`refer-sex-${child.sex}`), { exact: true }).click();
  await page.getByLabel(words.t('elsewhere-age')).fill(JSON.stringify(child.birth).match(/[0-9]{4}/)[0]);
  await page.getByLabel(words.t('elsewhere-reason'), { exact: true }).fill('ក្មេងម្នាក់នៅផ្សារម្នាក់ឯង និយាយថាធ្លាប់នៅជាមួយមីង');
  await button(page, words, 'elsewhere-ask').click();
  await page.getByText(words.t('elsewhere-asked-text')).waitFor();
}

test('a hit and a miss look the same; the holder decides; then the asker sees whom to call', async () => {
  const asker = await browse();
  const holder = await browse();
  try {
    const page = asker.page();
    await signIn(page, server.url, 'davy', passphrase);
    await go(page, 'more');
    await page.getByText(km.t('elsewhere-sub')).waitFor();
    await go(page, 'elsewhere');
    await page.getByText(km.t('elsewhere-left', { count: 20 })).waitFor();
    await button(page, km, 'elsewhere-ask').click();
    await page.getByText(km.t('elsewhere-needed')).first().waitFor();
    await look(page, 'elsewhere-ask-km');
    await page.getByLabel(km.t('elsewhere-age')).fill('៩');
    await page.getByText(km.t('elsewhere-age-born', { year: String(new Date().getFullYear() - 9) })).waitFor();
    await page.getByLabel(km.t('elsewhere-age')).fill('');
    const seen = [];
    for (const [name, left] of [['ឈ្មោះដែលគ្មាននរណាមាន', 19], [child.name_km, 18]]) {
      await ask(page, km, name, child);
      await page.getByText(km.t('elsewhere-left', { count: left })).waitFor();
      seen.push((await page.locator('main').innerText()).replace(km.digits(left), ''));
      if (left === 19) await button(page, km, 'elsewhere-again').click();
    }
    assert.equal(seen[0], seen[1], 'a hit and a miss look the same');
    await look(page, 'elsewhere-asked-km');

    // The holder's side, once the server has matched (it does so away from the question).
    const other = holder.page();
    await signIn(other, server.url, 'ratanak', passphrase);
    const ratanak = await asks(server.url, 'ratanak', passphrase);
    let waiting = [];
    for (let turn = 0; waiting.length === 0 && turn < 60; turn += 1) {
      await new Promise((resolve) => setTimeout(resolve, 500));
      waiting = (await (await ratanak.get('/api/v1/elsewhere/enquiries')).json()).enquiries;
    }
    assert.ok(waiting.some((one) => one.name === child.name_km), 'the question lies before her');
    assert.equal(waiting.some((one) => one.name === 'ឈ្មោះដែលគ្មាននរណាមាន'), false);
    await go(other, 'elsewhere/enquiries');
    await other.getByText(child.name_km).first().waitFor();
    await look(other, 'elsewhere-enquiries-km');
    await button(other, km, 'elsewhere-yes').first().click();
    await other.getByText(km.t('elsewhere-yes-1')).waitFor();
    await button(other, km, 'elsewhere-keep-yes').click();
    await other.getByText(km.t('elsewhere-why-needed')).waitFor();
    await other.getByText(km.t('elsewhere-why-family_agreed'), { exact: true }).click();
    await other.getByLabel(km.t('elsewhere-words-yes')).fill('សូមទូរសព្ទមកខ្ញុំពេលល្ងាច');
    await look(other, 'elsewhere-contact-km');
    await button(other, km, 'elsewhere-keep-yes').click();
    await other.getByText(km.t('elsewhere-done-yes')).waitFor();

    await go(page, 'more');
    await go(page, 'elsewhere');
    await page.getByText('សូមទូរសព្ទមកខ្ញុំពេលល្ងាច').waitFor();
    await look(page, 'elsewhere-contacted-km');
    assert.deepEqual([...asker.errors, ...holder.errors], []);
  } finally {
    await asker.close();
    await holder.close();
  }
});

test('a refusal says nothing to the asker; in English', async () => {
  const asker = await browse({ language: 'en' });
  const holder = await browse({ language: 'en' });
  try {
    const page = asker.page();
    await signIn(page, server.url, 'channary', passphrase);
    await go(page, 'elsewhere');
    await ask(page, en, child.name_latin || child.name_km, child);
    const other = holder.page();
    await signIn(other, server.url, 'ratanak', passphrase);
    const ratanak = await asks(server.url, 'ratanak', passphrase);
    const waits = async () => (await (await ratanak.get('/api/v1/elsewhere/enquiries')).json()).enquiries.length;
    for (let turn = 0; (await waits()) === 0 && turn < 60; turn += 1) await new Promise((resolve) => setTimeout(resolve, 500));
    await go(other, 'more');
    await go(other, 'elsewhere/enquiries');
    await button(other, en, 'elsewhere-no').first().waitFor();
    await look(other, 'elsewhere-enquiries-en');
    let left = await waits();
    while (left > 0) {
      await button(other, en, 'elsewhere-no').first().click();
      await other.getByText(en.t('elsewhere-why-not_the_same'), { exact: true }).click();
      if (left === 1) await look(other, 'elsewhere-no-en');
      await button(other, en, 'elsewhere-keep-no').click();
      await until(other, () => document.querySelector('dialog[open]') === null, 'the sheet closes');
      left = await waits();
    }
    await other.getByText(en.t('elsewhere-enquiries-none')).waitFor();
    await go(page, 'more');
    await go(page, 'elsewhere');
    await page.getByText(en.t('elsewhere-contacts-none')).waitFor();
    await look(page, 'elsewhere-ask-en');
    assert.deepEqual([...asker.errors, ...holder.errors], []);
  } finally {
    await asker.close();
    await holder.close();
  }
});
