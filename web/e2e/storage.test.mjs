// What lies on the phone: two hundred words that two people wrote, looked for in every byte that the browser keeps, as
// files and as a script of the page reads it. Nobody finds one while it is locked; nor, while one of them is at work,
// one of the other's.
// Some of the words were written into photographs, where cameras write: those are nowhere at all, not even for her.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { browse, go, serve, signIn, until } from './harness.mjs';
import { photograph, shoots } from './camera.mjs';
import { inside } from './inside.mjs';
import { disguises, readable, traced, tracedIn } from './traces.mjs';
import { facts, speak } from './walk.mjs';

/** Each word begins so; nothing else does. Long enough for base64 to be unmistakable. */
const LATIN = 'Zqvwkfxjb';
const KHMER = 'ឨឪឰឱ';
const EACH = 100;
const LEAK = 'Xjwqvzleak';

let server, passphrase, words;
before(async () => {
  server = await serve();
  passphrase = (await (await fetch(`${server.url}/api/v1/demo/accounts`)).json()).passphrase;
  words = await speak('km');
});
after(() => server?.stop());

const khmer = (number) => String(number).replace(/\d/g, (digit) => String.fromCharCode(0x17e0 + Number(digit)));

/** The words of one person: `A` or `B` tells whose. */
function markers(whose) {
  return Array.from({ length: EACH }, (_, i) => (i % 2 === 0 ? `${LATIN}${whose}${String(i).padStart(3, '0')}` : `${KHMER}${whose}${khmer(String(i).padStart(3, '0'))}`));
}
const ofAnybody = [LATIN, LATIN.toLowerCase(), LATIN.toUpperCase(), KHMER].flatMap(disguises);
const of = (whose) => [`${LATIN}${whose}`, `${LATIN}${whose}`.toLowerCase(), `${KHMER}${whose}`].flatMap(disguises);

/** Writes with the core what screens would write: names, notes, observations, a child's words, places, worries, drafts. */
async function plant(page, list, drafts) {
  return page.evaluate(
    ({ list, drafts }) => {
      const queue = [...list];
      const word = () => queue.shift();
      const today = new Date().toISOString().slice(0, 10);
      const worker = inside.view('protocol').me;
      const { cards } = inside.view({ families: { search: '' } });
      const files = cards.map(({ id }) => inside.view({ family: { family: id } })).filter(({ can }) => ['person_added', 'visit_recorded', 'concern_raised', 'address_set', 'task_added'].every((name) => can.includes(`family.${name}`)));
      const refused = [];
      for (let at = 0; queue.length > drafts; at += 1) {
        const file = files[at % files.length];
        const child = file.people.find((person) => !person.died_on)?.id ?? file.people[0].id;
        const person = inside.newId();
        const kinds = [
          () => [
            { person_added: { person: { id: person, name_km: word(), name_latin: word(), sex: 'female', birth: null, in_focus: false } } },
            { person_set: { person, changes: [{ occupation: word() }, { note: word() }, { phone: word() }] } },
          ],
          () => [{ visit_recorded: { visit: inside.newId(), recorded: { on: today, place: 'home', met: [], others: word(), strengths: word(), observations: word(), child_words: [{ child, words: word() }], done: [] } } }],
          () => [{ address_set: { address: word() } }, { household_named: { household: inside.newId(), name: word() } }],
          () => [{ task_added: { task: inside.newId(), new: { what: word(), worker, by: today } } }, { risk_set: { level: 'medium', reason: word() } }],
          () => [{ concern_raised: { concern: inside.newId(), raised: { level: 'low', about: [child], kind: 'neglect', what: word(), said_by: word(), done_at_once: word(), report: null, on: today } } }],
        ];
        const kind = kinds[Math.floor(at / files.length) % kinds.length] ?? kinds[0];
        if (queue.length < 5 + drafts) queue.push(...Array.from({ length: 5 }, () => list[0]));
        const answer = inside.act({ act: { family: file.card.id, actions: kind(), draft: null } });
        if (answer) refused.push(answer);
        if (at > 200) break;
      }
      files.slice(0, drafts).forEach(({ card }, i) => inside.keepDraft(`concern/${card.id}`, { what: list[list.length - 1 - i] }));
      return inside.settled().then(() => ({ refused, left: queue.length, files: files.map(({ card }) => card.id) }));
    },
    { list, drafts },
  );
}

/** Keeps a photograph of the house, by hand: with one word under it, and others in it. */
async function takes(page, family, words, within) {
  const before = await page.evaluate((family) => inside.view({ family: { family } }).photos.length, family);
  const picture = await photograph(page, within);
  assert.ok(within.every((word) => picture.includes(word)));
  await go(page, `families/${family}/photo`);
  await page.getByText(said('photo-of-home'), { exact: true }).click();
  await shoots(page, picture);
  await page.getByLabel(said('photo-words')).fill(words);
  await page.getByRole('button', { name: said('photo-keep'), exact: true }).click();
  await until(page, ([family, before]) => inside.view({ family: { family } }).photos.length > before, 'it is kept', 15_000, [family, before]);
}
const said = (key) => words.t(key);

async function sent(page) {
  const end = Date.now() + 30_000;
  for (;;) {
    const { sync } = await page.evaluate(() => (inside.view('more').sync.busy || inside.send('sync_now'), inside.view('more')));
    if (sync.unsent === 0) return;
    assert.ok(Date.now() < end, 'it was sent');
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
}

async function lock(page) {
  await go(page, 'today');
  await page.getByRole('button', { name: words.t('session-lock'), exact: true }).filter({ visible: true }).first().click();
  await page.locator('button.person').first().waitFor();
}

/** What the shell can still ask the core for. */
async function core(page, families) {
  return page.evaluate((families) => {
    const routes = ['today', 'more', 'referrals', 'desk', 'protocol', { families: { search: '' } }, ...families.map((family) => ({ family: { family } }))];
    const drafts = families.flatMap((family) => ['visit', 'concern'].map((form) => inside.draft(`${form}/${family}`)));
    return JSON.stringify([routes.map((route) => inside.view(route)), drafts, inside.draft('refer/new'), inside.draft('elsewhere/new')]);
  }, families);
}

test('two hundred planted words are nowhere while the phone is locked, and each finds only her own', async () => {
  const browser = await browse();
  let page = browser.page();
  const [a, b] = [markers('A'), markers('B')];
  try {
    // By hand: forms that are not finished, and what is looked for.
    await signIn(page, server.url, 'davy', passphrase);
    await inside(page);
    await page.evaluate(() => inside.settled());
    await until(page, () => inside.view({ families: { search: '' } }).held > 5);
    const family = await page.evaluate(() => inside.view({ families: { search: '' } }).cards.map(({ id }) => inside.view({ family: { family: id } })).find(({ can }) => can.includes('family.visit_recorded')).card.id);
    const t = (key) => words.t(key);
    const chief = words.of((await facts()).protocol.referral_sources.find(({ code }) => code === 'village_chief').label);
    await go(page, `families/${family}/visit`);
    await page.getByLabel(t('visit-observations')).fill(a[0]);
    await page.getByLabel(t('visit-strengths')).fill(a[1]);
    await go(page, 'referrals/new');
    await page.getByRole('group', { name: t('refer-source') }).locator('label').filter({ hasText: chief }).click();
    await page.getByLabel(t('refer-referrer')).fill(a[2]);
    await page.getByLabel(t('refer-story')).fill(a[3]);
    await go(page, 'elsewhere');
    await page.getByLabel(t('elsewhere-name'), { exact: true }).fill(a[4]);
    await page.getByLabel(t('elsewhere-reason'), { exact: true }).fill(a[5]);
    await go(page, 'families');
    await page.getByRole('searchbox').first().fill(a[6]);
    await page.waitForTimeout(400);
    await takes(page, family, a[7], a.slice(8, 11));
    // With the core: half of it sent, so that it comes back as the server's file, half of it waiting.
    const first = await plant(page, a.slice(11, 50), 4);
    assert.deepEqual(first.refused, []);
    await sent(page);
    server.road.cut();
    await takes(page, family, a[11], a.slice(8, 11));
    const second = await plant(page, a.slice(50), 4);
    assert.deepEqual(second.refused, []);
    const shown = await core(page, first.files);
    assert.ok(shown.includes(a[60]) && shown.includes(a[1]) && shown.includes(a[7]), 'she sees what she wrote');
    assert.ok(!a.slice(8, 11).some((word) => shown.includes(word)), 'and not what a camera wrote');
    await lock(page);
    server.road.mend();

    await signIn(page, server.url, 'kosal', passphrase);
    await inside(page);
    await until(page, () => inside.view({ families: { search: '' } }).held > 2);
    const third = await plant(page, b.slice(0, 50), 4);
    assert.deepEqual(third.refused, []);
    await sent(page);
    server.road.cut();
    const fourth = await plant(page, b.slice(50), 4);
    assert.deepEqual(fourth.refused, []);
    await go(page, `families/${fourth.files[0]}/visit`);
    await page.getByLabel(t('visit-observations')).fill(b[0]);
    // The page dies with it, as on a phone that needs the room.
    await browser.crash();
    page = browser.page();
    await signIn(page, server.url, 'kosal', passphrase);
    await inside(page);
    await lock(page);

    // Locked: the page, the core, the files.
    const everything = [...ofAnybody, ...disguises(passphrase)];
    assert.deepEqual(tracedIn(await readable(page), everything), []);
    assert.deepEqual(tracedIn({ core: Buffer.from(await core(page, [...first.files, ...fourth.files])) }, everything), []);
    let looked;
    await browser.restart(async () => {
      const found = await traced(browser.profile, everything);
      assert.deepEqual(found.found, []);
      looked = found.looked;
    });
    assert.ok(looked.files > 50 && looked.bytes > 1_000_000, JSON.stringify(looked));

    // At work: nothing of the other's, and no file holds a word of anybody. Killed, so that nothing is tidied up first.
    page = browser.page();
    await signIn(page, server.url, 'davy', passphrase);
    await inside(page);
    await go(page, `families/${first.files[0]}`);
    const hers = await core(page, [...first.files, ...fourth.files]);
    assert.ok(hers.includes(a[60]), 'her own work is there');
    assert.deepEqual(tracedIn({ core: Buffer.from(hers), ...(await readable(page)) }, of('B')), []);
    const { screen, ...stored } = await readable(page);
    assert.ok(screen.length > 0);
    assert.deepEqual(tracedIn(stored, everything), []);
    await browser.kill(async () => assert.deepEqual((await traced(browser.profile, everything)).found, []));

    // The search itself: whatever leaked would be found.
    page = browser.page();
    await page.goto(server.url).catch(() => {});
    await page.locator('button.person').first().waitFor();
    await page.evaluate(async (leak) => {
      localStorage.setItem('leak', `${leak}1`);
      sessionStorage.setItem('leak', `${leak}2`);
      document.cookie = `leak=${btoa(`..${leak}3`)}; max-age=99999`;
      await (await caches.open('leak')).put('/leak', new Response(`${leak}4`));
      history.replaceState(`${leak}5`, '', `#/families?${leak}5`);
      const request = indexedDB.open('leak', 1);
      request.onupgradeneeded = () => request.result.createObjectStore('leak');
      const db = await new Promise((resolve) => (request.onsuccess = () => resolve(request.result)));
      const transaction = db.transaction('leak', 'readwrite', { durability: 'strict' });
      transaction.objectStore('leak').put({ note: `${leak}6 `.repeat(2_000) }, 'a');
      transaction.objectStore('leak').put(new TextEncoder().encode(`${leak}7`), 'b');
      await new Promise((resolve) => (transaction.oncomplete = resolve));
      // As much as makes the database pack it into a table: words that repeat what came before are in pieces there.
      const more = db.transaction('leak', 'readwrite', { durability: 'strict' });
      const noise = (length) => Array.from(crypto.getRandomValues(new Uint8Array(length)), (byte) => String.fromCharCode(97 + (byte % 26))).join('');
      for (let i = 0; i < 250; i += 1) more.objectStore('leak').put(`${noise(12_000)}${leak}${leak}8${leak}`.repeat(2), `c${i}`);
      await new Promise((resolve) => (more.oncomplete = resolve));
      db.close();
    }, LEAK);
    const wanted = [1, 2, 3, 4, 5, 6, 7, 8].flatMap((n) => disguises(`${LEAK}${n}`));
    const which = (found) => [...new Set(found.map((one) => one.at(-1)))].sort().join('');
    assert.equal(which(tracedIn(await readable(page), wanted)), '12345678');
    await browser.restart(async () => {
      const { found, looked } = await traced(browser.profile, wanted);
      assert.ok(looked.tables > 0, 'packed tables were looked into');
      assert.ok(found.some((one) => /\.ldb: .*8$/.test(one)), `a table gave up what it holds: ${found.join('\n')}`);
      for (const n of [1, 4, 5, 6, 7]) assert.ok(which(found).includes(String(n)), `leak ${n} is found on the disk: ${found.join('\n')}`);
    });
    assert.deepEqual(browser.errors, []);
  } finally {
    await browser.close();
  }
});
