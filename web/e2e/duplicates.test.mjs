// The same child written down on two phones, in one file and in two: found when it arrives, made one by two people, taken
// apart again; and a visit that crossed a closing is said in the file.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, test } from 'node:test';
import { DESK, PHONE, browse, go, look, serve, signIn, shot } from './harness.mjs';
import { asks, speak } from './walk.mjs';

let server, passphrase, words;

before(async () => {
  server = await serve();
  passphrase = (await (await fetch(`${server.url}/api/v1/demo/accounts`)).json()).passphrase;
  words = await speak('km');
});
after(() => server?.stop());

const t = (key, args) => words.t(key, args);

let made = 0;

/** An id as devices make them: the time first, each later than the one before. */
function fresh() {
  const hex = (Date.now() + made++).toString(16).padStart(12, '0') + randomBytes(10).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** A phone that is away: what it says goes out when `push` is called. */
async function phone(account) {
  const side = await asks(server.url, account, passphrase);
  const me = await (await side.get('/api/v1/me')).json();
  return {
    ...side,
    me,
    async push(stream, seen, actions) {
      let after;
      const entries = actions.map((action) => {
        const base = after ? { seen, after } : { seen };
        after = fresh();
        return { id: after, stream, author: me.worker, device: side.device, made_at: Date.now(), base, v: 1, action: { family: action } };
      });
      const answer = await (await side.post('/api/v1/sync/push', { capability: 1, entries })).json();
      assert.ok(answer.receipts.every(({ verdict }) => verdict === 'placed'), JSON.stringify(answer));
      return answer;
    },
  };
}

const child = (id, name_km, name_latin, year) => ({
  person_added: { person: { id, name_km, name_latin, sex: 'female', birth: { known: 'about', year, month: null }, in_focus: true } },
});

test('a child written down twice is one when two people say so, and two again when somebody knows better', async () => {
  const [davy, sophea] = [await phone('davy'), await phone('sophea')];
  const { rows } = await (await sophea.get('/api/v1/caseload?stage=open')).json();
  const { family, head } = rows.find(({ summary }) => summary.lead === davy.me.worker);
  const [one, other] = [fresh(), fresh()];
  await davy.push(family, head, [child(one, 'ពេជ្រ សុវណ្ណ', 'Pich Sovanna', 2018)]);
  await sophea.push(family, head, [child(other, 'ពេជ្រ សុវណ្ណា', 'Pich Sovanna', 2018)]);

  const browser = await browse({ size: DESK });
  const page = browser.page();
  try {
    await signIn(page, server.url, 'sophea', passphrase);
    await go(page, 'desk');
    const card = page.locator('.card').filter({ hasText: 'ពេជ្រ សុវណ្ណា' }).filter({ hasText: t('same-alike') });
    await card.waitFor();
    await card.scrollIntoViewIfNeeded();
    await shot(page, 'duplicates-desk-km');
    await look(page, 'duplicates-desk-whole-km');
    await page.setViewportSize(DESK);
    await card.getByRole('button', { name: t('same-yes'), exact: true }).click();
    await page.getByText(t('same-done-proposed')).waitFor();
    await go(page, `families/${family}`);
    await page.getByText(t('same-mine')).waitFor();
    await look(page, 'duplicates-proposed-km');

    // Davy says so too, on a phone that has not seen that Sophea did.
    await davy.push(family, head, [{ persons_same: { one, other, words: '' } }]);
    await page.getByRole('button', { name: t('same-title-done') }).waitFor();
    await page.getByText(t('conflict-text')).first().waitFor();
    // The page is made anew where the window grows wide enough for the list beside it.
    await page.setViewportSize(PHONE);
    const fold = page.getByRole('button', { name: t('same-title-done') });
    if ((await fold.getAttribute('aria-expanded')) !== 'true') await fold.click();
    await page.getByText(t('same-agreed', { names: '' }).slice(0, 12)).first().waitFor();
    await shot(page, 'duplicates-agreed-open-km', { whole: true, sizes: [PHONE] });
    await look(page, 'duplicates-agreed-km');
    if ((await fold.getAttribute('aria-expanded')) !== 'true') await fold.click();
    await page.getByRole('button', { name: t('same-apart'), exact: true }).click();
    await page.getByText(t('same-apart-text')).waitFor();
    await shot(page, 'duplicates-apart-km', { sizes: [PHONE] });
    await page.getByRole('dialog').getByRole('button', { name: t('same-apart'), exact: true }).click();
    await page.getByRole('button', { name: t('same-title-done') }).waitFor({ state: 'detached' });
    assert.deepEqual(browser.errors, []);
  } finally {
    await browser.close();
  }
});

test('two files of one family are found, folded by two people, and lead to the one that stands', async () => {
  const sophea = await phone('sophea');
  const team = (await (await sophea.get('/api/v1/team')).json()).team.filter(({ worker }) => worker && worker !== sophea.me.worker);
  const accounts = (await (await fetch(`${server.url}/api/v1/demo/accounts`)).json()).accounts.map(({ account }) => account);
  const workers = [];
  for (const account of accounts) {
    if (workers.length === 2) break;
    const one = await phone(account);
    if (team.some(({ worker }) => worker === one.me.worker) && one.me.role === 'village_social_worker') workers.push(one);
  }
  assert.equal(workers.length, 2, 'two of her village workers');
  const { rows } = await (await sophea.get('/api/v1/caseload?stage=open')).json();
  const { village } = rows[0].summary;
  const [first, second] = [fresh(), fresh()];
  for (const [worker, family] of [[workers[0], first], [workers[1], second]]) {
    const opening = [{ opened: { village, import: null } }, { worker_assigned: { worker: worker.me.worker, role: 'lead' } }, child(fresh(), 'ម៉ៅ ចន្ធូ', 'Mao Chanthou', 2016)];
    await worker.push(family, 0, opening);
  }
  for (const end = Date.now() + 60_000; !(await (await sophea.get('/api/v1/alike')).json()).pairs.some(({ one, other }) => [one.family, other?.family].includes(first)); ) {
    assert.ok(Date.now() < end, 'the server compares what arrives');
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  const english = await speak('en');
  const browser = await browse({ size: DESK, language: 'en' });
  const page = browser.page();
  try {
    await signIn(page, server.url, 'sophea', passphrase);
    await go(page, 'desk');
    const pair = page.locator('.card').filter({ hasText: /Mao Chanthou[\s\S]*Mao Chanthou/ }).filter({ hasText: english.t('files-alike') });
    await pair.waitFor();
    await look(page, 'duplicates-files-en');
    await page.setViewportSize(DESK);
    await pair.getByRole('button', { name: english.t('files-yes'), exact: true }).click();
    await page.getByText(english.t('files-done-proposed')).waitFor();
    await go(page, `families/${first}`);
    await page.getByText(english.t('files-mine')).waitFor({ timeout: 40_000 });

    // Her manager says so too, and something comes from a phone that did not know.
    let manager = null;
    for (const account of accounts) {
      const one = await phone(account);
      if (one.me.worker === sophea.me.supervisor) manager = one;
      if (manager) break;
    }
    const answer = await manager.post(`/api/v1/families/${first}/same`, { other: second, same: true });
    assert.equal(answer.status, 204, await answer.text());
    await workers[1].push(second, 3, [child(fresh(), 'ម៉ៅ តូច', '', 2020)]);
    await page.getByText(english.t('files-holds'), { exact: true }).waitFor({ timeout: 40_000 });
    await page.getByText(english.t('files-came', { count: 1 })).waitFor();
    await look(page, 'duplicates-holds-en');
    await page.getByRole('button', { name: english.t('files-looked'), exact: true }).click();
    await page.getByText(english.t('files-came', { count: 1 })).waitFor({ state: 'detached' });
    await go(page, `families/${second}`);
    await page.getByText(english.t('files-folded'), { exact: true }).waitFor();
    await look(page, 'duplicates-folded-en');
    // Lists show one.
    await go(page, 'families');
    await page.locator(`a[href="#/families/${first}"]`).first().waitFor();
    assert.equal(await page.locator(`a[href="#/families/${second}"]`).count(), 0);
    await go(page, `families/${second}`);
    await page.getByRole('button', { name: english.t('files-apart'), exact: true }).click();
    await page.getByText(english.t('files-folded'), { exact: true }).waitFor({ state: 'detached' });
    assert.deepEqual(browser.errors, []);
  } finally {
    await browser.close();
  }
});
