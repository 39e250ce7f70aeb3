// A phone on which nobody has pressed "update" for weeks: the client of protocol 1, as it was built then, against today's
// server and beside today's client. It is served; what it does not know, it passes over and keeps; what it writes is taken;
// what lies on it unsent when it is renewed, or when a server asks for more than it can, goes out afterwards.
import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { browse, formerClient, onThePhone, serve, signIn, today, until } from './harness.mjs';
import { inside } from './inside.mjs';
import { asks } from './walk.mjs';

let server, former, passphrase, davy, family, people;
before(async () => {
  former = await formerClient(1);
  server = await serve([], null, former);
  passphrase = (await (await fetch(`${server.url}/api/v1/demo/accounts`)).json()).passphrase;
  davy = await asks(server.direct, 'davy', passphrase);
  const me = (await (await davy.get('/api/v1/me')).json()).worker;
  const rows = (await (await davy.get('/api/v1/caseload')).json()).rows;
  const row = rows.find((row) => row.summary.lead === me && row.summary.people.length > 1);
  [family, people] = [row.family, row.summary.people.map(({ id }) => id)];
});
after(async () => {
  await server?.stop();
  if (former) await rm(former, { recursive: true, force: true });
});

async function enter(page) {
  await signIn(page, server.url, 'davy', passphrase);
  await inside(page);
  await until(page, (family) => inside.view({ family: { family } }).people.length > 0, 'the family is on the phone', 30_000, family);
}

const protocol = (page) => page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name).find((name) => name.endsWith('.wasm')));

/** Writes a task and waits until the phone has it. */
async function write(page, what) {
  const refused = await page.evaluate(
    ([family, what]) => {
      const worker = inside.view('protocol').me;
      const refused = inside.act({ act: { family, actions: [{ task_added: { task: inside.newId(), new: { what, worker, by: null } } }], draft: null } });
      return inside.settled().then(() => refused);
    },
    [family, what],
  );
  assert.equal(refused, null);
}

async function sent(page) {
  await until(
    page,
    () => {
      const { sync, unsent } = inside.view('more');
      if (!sync.busy && unsent.length > 0) inside.send('sync_now');
      return unsent.length === 0 && !sync.busy;
    },
    'everything is sent',
    60_000,
  ).catch(async (error) => {
    throw new Error(`${error.message}: ${JSON.stringify(await page.evaluate(() => inside.view('more')))}`);
  });
  assert.deepEqual(await page.evaluate(() => inside.view('more').refused), []);
}

const times = async (what) => (await davy.entries(family)).filter((entry) => JSON.stringify(entry).includes(what)).length;
const tasks = (page) => page.evaluate((family) => inside.view({ family: { family } }).tasks.map(({ what }) => what), family);

test('a former client is served, keeps what it does not know, and loses nothing when it is renewed', async () => {
  const phone = await browse({});
  try {
    let page = phone.page();
    await enter(page);
    const old = await protocol(page);
    await write(page, 'written by the former client');
    await sent(page);
    assert.equal(await times('written by the former client'), 1);

    // Somebody with today's client says of two people something that the former one has no word for.
    const [one, other] = people;
    const words = 'said in a language that came later';
    const head = (await davy.entries(family)).at(-1).seq;
    const entry = { id: '01999999-aaaa-7000-8000-000000000001', stream: family, author: (await (await davy.get('/api/v1/me')).json()).worker, device: davy.device, made_at: Date.now(), base: { seen: head, after: null }, v: 1, action: { family: { persons_same: { one, other, words } } } };
    const answer = await davy.post('/api/v1/sync/push', { capability: 2, entries: [entry] });
    assert.equal(answer.status, 200, await answer.clone().text());
    assert.equal(await times(words), 1, await answer.text());
    // Every screen is on the phone once the app has settled.
    await onThePhone(page);
    await page.evaluate(() => inside.send('sync_now'));
    await sent(page);
    await write(page, 'written after what it does not know');
    await sent(page);
    assert.equal(await times('written after what it does not know'), 1);
    assert.ok((await tasks(page)).includes('written by the former client'), 'the file stands');
    assert.equal(await page.evaluate((family) => inside.view({ family: { family } }).people.length, family), people.length);

    // The network goes; she writes on; meanwhile the server is renewed, and her browser is closed.
    server.road.cut();
    await phone.offline(true);
    await write(page, 'unsent when the server was renewed');
    await phone.restart(async () => {
      await server.kill();
      await server.start(today);
    });
    await phone.offline(true);
    page = phone.page();
    await enter(page);
    assert.equal(await protocol(page), old, 'the former client opens, from the phone itself');
    assert.ok((await tasks(page)).includes('unsent when the server was renewed'));

    // A server that asks for more than it can: nothing is sent, nothing is lost, and it says so.
    const refuse = (route) => route.fulfill({ status: 426, contentType: 'application/problem+json', body: JSON.stringify({ type: 'about:blank', title: 'Please update', status: 426, code: 'please-update' }) });
    await phone.context().route('**/api/v1/sync/*', refuse);
    server.road.mend();
    await phone.offline(false);
    await page.evaluate(() => inside.send('sync_now'));
    await until(page, () => inside.view('more').sync.outdated, 'it was told to be renewed', 30_000);
    assert.equal(await page.evaluate(() => inside.view('more').unsent.length), 1, 'it is kept');
    await write(page, 'written while it was refused');
    assert.equal(await times('unsent when the server was renewed'), 0);
    await phone.context().unroute('**/api/v1/sync/*', refuse);

    // She lets the new version in: it opens the same store, and sends what the former one had written.
    await page.reload();
    await page.evaluate(async () => (await navigator.serviceWorker.getRegistration()).update());
    await until(page, async () => !!(await navigator.serviceWorker.getRegistration()).waiting, 'the new version is there', 60_000);
    await page.evaluate(async () => {
      const gone = new Promise((resolve) => navigator.serviceWorker.addEventListener('controllerchange', resolve, { once: true }));
      (await navigator.serviceWorker.getRegistration()).waiting.postMessage('take-over');
      await gone;
    });
    // It loads itself again then; twice does no harm.
    await page.reload().catch(() => {});
    await page.waitForLoadState('load');
    await enter(page);
    assert.notEqual(await protocol(page), old, 'today’s client');
    await sent(page);
    for (const what of ['unsent when the server was renewed', 'written while it was refused']) {
      assert.equal(await times(what), 1, what);
      assert.ok((await tasks(page)).includes(what), what);
    }
    // What the former one could not read is read now.
    await until(page, ([family, words]) => JSON.stringify(inside.view({ family: { family } }).same).includes(words), 'what it could not read is read', 20_000, [family, words]);
    assert.equal(await page.evaluate(() => inside.view('more').refused.length), 0);
    assert.deepEqual(phone.errors, []);
  } finally {
    await phone.close();
  }
});
