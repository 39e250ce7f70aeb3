// The information-sharing protocol: an administrator changes a cell, sees who loses access, proposes; the programme
// manager approves; it is in force for a third person at her next request, and the history says so. In Khmer.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { axe, browse, DESK, go, look, serve, shot, signIn } from './harness.mjs';

let server, passphrase, words;

before(async () => {
  server = await serve();
  passphrase = (await (await fetch(`${server.url}/api/v1/demo/accounts`)).json()).passphrase;
  const texts = await Promise.all(['sharing', 'common', 'session', 'more'].map((name) => readFile(fileURLToPath(new URL(`../../words/km/${name}.ftl`, import.meta.url)), 'utf8')));
  words = new Map(texts.join('\n').split('\n').flatMap((line) => (/^[a-z0-9_-]+ = /.test(line) ? [[line.slice(0, line.indexOf(' = ')), line.slice(line.indexOf(' = ') + 3)]] : [])));
});
after(() => server?.stop());

const w = (key) => {
  assert.ok(words.has(key), key);
  return words.get(key);
};
// Who gains and who loses is found by asking every question of both versions: seconds in a build that is not optimised.
const PATIENCE = 90_000;
const patient = (browser) => {
  browser.page().setDefaultTimeout(PATIENCE);
  return browser.page();
};
const button = (page, key) => page.getByRole('button', { name: w(key), exact: true });

/** What a village social worker may read of her own families, as the server tells her at this request. */
async function reads() {
  const device = '01980000-0000-7000-8000-0000000000b1';
  const headers = { 'content-type': 'application/json', 'x-kinkeeper': '1' };
  const answer = await fetch(`${server.url}/api/v1/sign-in`, { method: 'POST', headers, body: JSON.stringify({ account: 'davy', passphrase, device, device_name: 'Chrome · Android' }) });
  const cookie = answer.headers.getSetCookie().map((one) => one.split(';')[0]).join('; ');
  const me = await (await fetch(`${server.url}/api/v1/me`, { headers: { ...headers, cookie } })).json();
  return me.rights.families.find(({ relation }) => relation === 'lead').read;
}

test('a change is proposed with its consequences, approved by another person, and in force', async () => {
  const [first, second] = [await browse(), await browse({ size: DESK })];
  try {
    assert.ok((await reads()).includes('media'));

    const page = patient(first);
    await signIn(page, server.url, 'pisey', passphrase);
    await go(page, 'more');
    await page.getByText(w('sharing-title'), { exact: true }).click();
    await page.getByText(w('sharing-standing-lead')).first().waitFor();
    await look(page, 'sharing-km');
    await page.getByRole('link', { name: w('sharing-change') }).click();
    await button(page, 'sharing-edit-open').first().click();
    const ticks = page.getByRole('group', { name: w('sharing-edit-sections') }).first();
    await ticks.getByText(w('sharing-read-media')).click();
    await page.getByText(w('sharing-edit-changed'), { exact: true }).waitFor();
    await look(page, 'sharing-edit-km');
    await button(page, 'sharing-edit-see').click();
    await page.getByText(w('sharing-changes-title')).waitFor();
    await page.getByText(w('sharing-loses').replace('{ $what }', w('sharing-what-read').replace('{ $what }', w('sharing-read-media')))).waitFor();
    await button(page, 'sharing-propose').click();
    await page.getByText(w('sharing-reason-needed')).waitFor();
    await page.getByLabel(w('sharing-reason-label')).fill('រូបថតនៅតែក្នុងការិយាល័យ តាមកិច្ចប្រជុំថ្ងៃចន្ទ។');
    await look(page, 'sharing-see-km');
    await button(page, 'sharing-propose').click();
    await page.getByText(w('sharing-decide-own')).waitFor();
    assert.equal(await button(page, 'sharing-approve').count(), 0, 'nobody approves her own');
    await look(page, 'sharing-own-km');
    assert.ok((await reads()).includes('media'), 'a proposal changes nothing');

    const other = patient(second);
    await signIn(other, server.url, 'bopha', passphrase);
    await go(other, 'sharing');
    await other.getByText(w('sharing-waiting-banner')).waitFor();
    await other.getByRole('link', { name: w('sharing-waiting-open') }).click();
    await button(other, 'sharing-refuse').click();
    await other.getByText(w('sharing-decide-note-needed')).waitFor();
    await other.getByLabel(w('sharing-decide-note')).fill('យល់ព្រម');
    await look(other, 'sharing-decide-km');
    await button(other, 'sharing-approve').click();
    await other.getByRole('dialog').getByRole('button', { name: w('sharing-approve'), exact: true }).click();
    await other.getByText(w('sharing-current'), { exact: true }).waitFor();

    assert.ok(!(await reads()).includes('media'), 'in force at the next request');

    await go(other, 'sharing');
    await other.getByText('រូបថតនៅតែក្នុងការិយាល័យ').waitFor();
    const history = other.locator('ol > li');
    assert.equal(await history.count(), 2);
    await axe(other, 'the protocol with its history');
    await shot(other, 'sharing-history-km', { whole: true });
    assert.deepEqual([...first.errors, ...second.errors], []);
  } finally {
    await first.close();
    await second.close();
  }
});

test('what must always hold stops a proposal, and what a rule lacks is said', async () => {
  const browser = await browse({ size: DESK, language: 'en' });
  const page = patient(browser);
  try {
    await signIn(page, server.url, 'pisey', passphrase);
    await go(page, 'sharing');
    await page.getByText('Families for which she answers', { exact: true }).waitFor();
    await look(page, 'sharing-en');
    await go(page, 'sharing/edit');
    await page.getByRole('group', { name: 'Role' }).getByText('Administrator', { exact: true }).click();
    await page.getByRole('button', { name: 'Add a rule' }).click();
    const sheet = page.getByRole('dialog');
    await sheet.getByLabel('For which families?').selectOption('anyone');
    await sheet.getByLabel('Why this rule').fill('To look things up');
    await sheet.getByRole('button', { name: 'Add a rule' }).click();
    const sections = page.getByRole('group', { name: 'What she reads' }).first();
    const see = page.getByRole('button', { name: 'See who gains and who loses' });
    await see.click();
    await page.getByText('This rule grants nothing. Remove it.').waitFor();
    await page.getByRole('button', { name: 'Go on changing' }).click();
    await sections.getByText('who the people are').click();
    await look(page, 'sharing-edit-en');
    await see.click();
    await page.getByText('Administrators and monitoring officers open no family’s file.').waitFor();
    await page.getByText('Will be able to: read who the people are').waitFor();
    assert.equal(await page.getByRole('button', { name: 'Propose this change' }).count(), 0);
    await look(page, 'sharing-broken-en');
    assert.deepEqual(browser.errors, []);
  } finally {
    await browser.close();
  }
});
