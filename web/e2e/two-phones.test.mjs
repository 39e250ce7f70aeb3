// Two phones and a supervisor. Without a network two people write different things about one child; pages and browsers are
// killed; one phone is emptied. Then the network comes: nothing is lost, both phones show the same, and the person who
// answers for the case chooses with one press, in Khmer. The choice is an entry like any other.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { browse, DESK, go, look, onThePhone, PHONE, serve, settle, shot, signIn, until } from './harness.mjs';
import { inside } from './inside.mjs';
import { asks, speak } from './walk.mjs';

const HERS = 'ពាក់វ៉ែនតាពេលអាន តែនៅសាលាមើលក្ដារមិនច្បាស់';
const HIS = 'ត្រូវប្ដូរវ៉ែនតាថ្មី វេជ្ជបណ្ឌិតណាត់ថ្ងៃពុធ';
const NUMBER = '012 555 867';
const TASK = 'នាំទៅជួបវេជ្ជបណ្ឌិតភ្នែក';

let server, passphrase, km, en, family, child, davy;
before(async () => {
  server = await serve();
  passphrase = (await (await fetch(`${server.url}/api/v1/demo/accounts`)).json()).passphrase;
  [km, en] = [await speak('km'), await speak('en')];
  davy = await asks(server.direct, 'davy', passphrase);
  const rithy = await asks(server.direct, 'rithy', passphrase);
  const me = (await (await davy.get('/api/v1/me')).json()).worker;
  const rows = async (person) => (await (await person.get('/api/v1/caseload')).json()).rows;
  const his = new Set((await rows(rithy)).map((row) => row.family));
  // She answers for it, he visits too, and nothing waits for a decision.
  family = (await rows(davy)).find((row) => his.has(row.family) && row.summary.lead === me && row.summary.conflicts === 0).family;
});
after(() => server?.stop());

const t = (key, args) => km.t(key, args);

async function enter(page, url, account, held = 2) {
  await signIn(page, url, account, passphrase);
  await inside(page);
  await until(page, ([least]) => inside.view({ families: { search: '' } }).held >= least, `${account} has families`, 30_000, [held]);
}

/** What stands in the file about the child, whoever looks: without who is meant by "you", and what is on its way. */
const stands = (page) =>
  page.evaluate(
    ({ family, child }) => {
      const file = inside.view({ family: { family } });
      const person = file.people.find(({ id }) => id === child);
      const { lines } = inside.view({ conflicts: { family } });
      const sides = lines.map(({ field, sides }) => [field, sides.map(({ entry, value, seen }) => [entry, value, seen])]);
      return JSON.stringify([person.health_note, person.phone, file.tasks.map(({ id, what }) => [id, what]).sort(), sides]);
    },
    { family, child },
  );

async function sync(page) {
  const since = Date.now();
  // A browser that was killed may have lost its session; nothing else has gone with it.
  await page.evaluate(() => inside.send('sync_now'));
  const again = page.locator('.banners input[type=password]');
  await until(page, () => !inside.view('more').sync.busy, 'an answer', 120_000);
  if (await page.evaluate(() => inside.view('more').sync.signed_out)) {
    await again.fill(passphrase);
    await page.locator('.banners button[type=submit]').click();
    await again.waitFor({ state: 'detached' });
  }
  await until(
    page,
    ([since]) => {
      const { sync, unsent } = inside.view('more');
      if (!sync.busy && (unsent.length > 0 || (sync.last_ok ?? 0) < since)) inside.send('sync_now');
      return unsent.length === 0 && (sync.last_ok ?? 0) >= since;
    },
    'everything is exchanged',
    120_000,
    [since],
  ).catch(async (error) => {
    throw new Error(`${error.message}: ${JSON.stringify(await page.evaluate(() => inside.view('more')))}`);
  });
}

test('what two people wrote unseen is kept, shown to both, and decided with one press', async () => {
  const [one, two, desk] = [await browse({ size: PHONE }), await browse({ size: PHONE }), await browse({ size: DESK, language: 'en' })];
  try {
    await enter(one.page(), server.url, 'davy');
    await enter(two.page(), server.url, 'rithy');
    child = await one.page().evaluate((family) => inside.view({ family: { family } }).people.find(({ in_focus }) => in_focus).id, family);
    // Every screen is on the phones once the app has settled.
    for (const phone of [one, two]) await onThePhone(phone.page());
    server.road.cut();
    for (const phone of [one, two]) await phone.offline(true);

    // She writes with her hands; her page dies a moment after she was told that it is kept.
    let page = one.page();
    await go(page, `families/${family}/person/${child}`);
    await page.getByLabel(t('family-health-note'), { exact: true }).fill(HERS);
    await page.getByLabel(t('family-phone')).fill(NUMBER);
    await page.getByRole('button', { name: t('family-keep'), exact: true }).click();
    await page.locator('.people').first().waitFor();
    await one.crash();
    // He writes about the same, and something that is nobody else's; his browser is killed.
    page = two.page();
    const refused = await page.evaluate(
      ({ family, child, note, task }) => {
        const worker = inside.view('protocol').me;
        const actions = [{ health_set: { person: child, changes: [{ note }] } }, { task_added: { task: inside.newId(), new: { what: task, worker, by: null } } }];
        const refused = inside.act({ act: { family, actions, draft: null } });
        return inside.settled().then(() => refused);
      },
      { family, child, note: HIS, task: TASK },
    );
    assert.equal(refused, null);
    await two.kill();
    await two.offline(true);

    // Both open it again without a network, and find what they wrote.
    for (const [phone, who, word] of [[one, 'davy', HERS], [two, 'rithy', HIS]]) {
      await enter(phone.page(), server.url, who);
      assert.ok((await stands(phone.page())).includes(word), `${who} finds it`);
    }
    server.road.mend();
    for (const phone of [one, two]) await phone.offline(false);
    await sync(one.page());
    await sync(two.page());
    await sync(one.page());

    // Nothing is lost: the server has each thing once, and both phones show both.
    for (const phone of [one, two]) assert.deepEqual(await phone.page().evaluate(() => inside.view('more').refused.map(({ what, reason }) => [what, reason])), []);
    const whole = await davy.entries(family);
    for (const word of [HERS, HIS, NUMBER, TASK]) assert.equal(whole.filter((entry) => JSON.stringify(entry).includes(word)).length, 1, word);
    const both = await stands(one.page());
    assert.equal(await stands(two.page()), both);
    for (const word of [HERS, HIS, NUMBER, TASK]) assert.ok(both.includes(word), `${word} is shown`);

    // A phone that the browser empties has everything again after signing in.
    const session = await two.context().newCDPSession(two.page());
    await session.send('Storage.clearDataForOrigin', { origin: server.url, storageTypes: 'indexeddb,cache_storage,service_workers' });
    await two.page().goto(server.url);
    await two.page().getByText(t('lost-title', { who: 'rithy' }), { exact: true }).waitFor();
    await enter(two.page(), server.url, 'rithy');
    await sync(two.page());
    assert.equal(await stands(two.page()), both);

    // He sees both, and who can choose. The supervisor finds it on her desk, in English.
    await go(two.page(), `families/${family}`);
    await two.page().getByText(t('conflict-whose'), { exact: true }).waitFor();
    await settle(two.page());
    await shot(two.page(), 'conflict-guest-km', { sizes: [PHONE], whole: true });
    await enter(desk.page(), server.url, 'sophea');
    await sync(desk.page());
    await go(desk.page(), 'desk');
    await desk.page().locator(`a[href*="${family}"]`).first().waitFor();
    await go(desk.page(), 'more/sync');
    await desk.page().getByText(HIS).first().waitFor();
    await desk.page().getByText(HERS).first().waitFor();
    assert.equal(await desk.page().locator('article').filter({ hasText: HIS }).getByRole('button', { name: en.t('conflict-keep'), exact: true }).count(), 2, 'she may choose');
    await look(desk.page(), 'conflict-supervisor-en');
    await go(desk.page(), `families/${family}`);
    await desk.page().getByText(en.t('conflict-text'), { exact: true }).first().waitFor();
    await look(desk.page(), 'conflict-family-en');

    // She decides: both values, who wrote them and when, and what each had read before.
    page = one.page();
    await go(page, 'more/sync');
    const card = page.locator('article').filter({ hasText: HIS });
    await card.getByText(HERS).waitFor();
    const sides = card.locator('li');
    assert.equal(await sides.count(), 2);
    const names = await page.evaluate((family) => inside.view({ conflicts: { family } }).lines[0].sides.map(({ by }) => by.km), family);
    for (const [i, name] of names.entries()) {
      const text = await sides.nth(i).innerText();
      assert.ok(text.includes(name), `who: ${text}`);
      assert.match(text, /[០-៩]+:[០-៩]+/, 'when');
      assert.ok(text.includes(t('conflict-had-nothing')) || text.includes(t('conflict-had', { value: '\n', who: '', when: '' }).split('\n')[0]), `what she had read: ${text}`);
    }
    await look(page, 'conflict-km');
    await sides.filter({ hasText: HIS }).getByRole('button', { name: t('conflict-keep'), exact: true }).click();
    await page.getByText(t('done-decided'), { exact: true }).waitFor();
    await card.waitFor({ state: 'detached' });
    await shot(page, 'conflict-decided-km', { sizes: [PHONE] });

    // It is an entry of hers, both phones and the supervisor show the same.
    await sync(page);
    const decided = (await davy.entries(family)).at(-1);
    assert.ok(JSON.stringify(decided).includes('conflict_decided'), JSON.stringify(decided));
    await sync(two.page());
    await sync(desk.page());
    const after = await stands(page);
    assert.ok(after.includes(HIS) && !after.includes(HERS), after);
    for (const other of [two, desk]) assert.equal(await stands(other.page()), after);
    await go(desk.page(), `families/${family}`);
    await desk.page().locator('button.fold').filter({ hasText: en.t('family-history') }).click();
    await desk.page().getByText(en.t('event-conflict-decided')).first().waitFor();
    assert.equal(await desk.page().getByText(en.t('conflict-text'), { exact: true }).count(), 0);
    for (const browser of [one, two, desk]) assert.deepEqual(browser.errors, []);
  } finally {
    for (const browser of [one, two, desk]) await browser.close();
  }
});
