// A photograph, from a phone without a network to a supervisor's desk: made small and bare, kept while pages die, brought
// on when the road breaks in the middle, looked at where it is wanted, and destroyed everywhere when it is not kept any more.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axe, browse, DESK, go, look, onThePhone, PHONE, serve, shot, signIn, until } from './harness.mjs';
import { photograph, shoots } from './camera.mjs';
import { inside } from './inside.mjs';
import { asks, speak } from './walk.mjs';

const PLACE = 'GPS13.0957N103.2022E';
const CAPTION = 'ផ្ទះថ្មី ដំបូលស័ង្កសី';

let server, passphrase, km, en, family, davy;
before(async () => {
  server = await serve();
  passphrase = (await (await fetch(`${server.url}/api/v1/demo/accounts`)).json()).passphrase;
  [km, en] = [await speak('km'), await speak('en')];
  davy = await asks(server.direct, 'davy', passphrase);
  const me = (await (await davy.get('/api/v1/me')).json()).worker;
  const { rows } = await (await davy.get('/api/v1/caseload')).json();
  family = rows.find((row) => row.summary.lead === me && row.summary.conflicts === 0 && row.summary.stage === 'open').family;
});
after(() => server?.stop());

const t = (key, args) => km.t(key, args);
const pictures = (page) => page.evaluate(() => inside.view('photos'));
const shots = (page) => page.evaluate((family) => inside.view({ family: { family } }).photos, family);

async function enter(page, account) {
  await signIn(page, server.url, account, passphrase);
  await inside(page);
  await until(page, () => inside.view({ families: { search: '' } }).held > 2, `${account} has families`, 30_000);
}

async function opens(page, words, title) {
  const part = page.locator('section', { has: page.getByRole('heading', { name: words.t(title), exact: true }) }).last();
  await part.waitFor();
  const toggle = part.locator('button[aria-expanded=false]').first();
  if (await toggle.count()) await toggle.click();
  return part;
}

/** Takes a photograph of what `of` says, the first one of the family, and keeps it. */
async function takes(page, of, picture, further = () => {}) {
  await go(page, `families/${family}/photo`);
  await page.getByText(t(of), { exact: true }).click();
  await further();
  await shoots(page, picture);
  await page.getByRole('button', { name: t('photo-keep'), exact: true }).click();
  await until(page, (family) => inside.view({ family: { family } }).photos.length === 1, 'it is in the file', 5_000, family);
}

test('a photograph goes from a phone without a network to a desk, and nothing but the picture', async () => {
  const [one, desk] = [await browse({ size: PHONE }), await browse({ size: DESK, language: 'en' })];
  try {
    let page = one.page();
    await enter(page, 'davy');
    await onThePhone(page);
    const picture = await photograph(page, [PLACE, 'Kruosar Phone 7']);
    assert.ok(picture.includes(PLACE));
    server.road.cut();
    await one.offline(true);

    await go(page, `families/${family}/photo`);
    // People are photographed when they have agreed to it, and not before.
    await page.getByText(t('photo-of-person'), { exact: true }).click();
    await page.getByText(t('photo-no-consent')).waitFor();
    await look(page, 'photo-no-consent');
    await page.getByText(t('photo-of-home'), { exact: true }).click();
    await shoots(page, picture);
    await page.getByLabel(t('photo-words')).fill(CAPTION);
    await until(page, (family) => inside.draft(`photo/${family}`)?.words !== '', 'the form is kept', 5_000, family);
    await page.evaluate(() => inside.settled());
    // The page dies before she presses: form and picture are as they were.
    await one.crash();
    page = one.page();
    await enter(page, 'davy');
    await go(page, `families/${family}/photo`);
    await page.locator('form img').waitFor();
    assert.equal(await page.getByLabel(t('photo-words')).inputValue(), CAPTION);
    await look(page, 'photo-form');
    await page.getByRole('button', { name: t('photo-keep'), exact: true }).click();
    const part = await opens(page, km, 'photo-title');
    await part.locator('img').waitFor();
    await part.scrollIntoViewIfNeeded();
    await look(page, 'photo-family');
    assert.equal((await pictures(page)).waiting.length, 1);
    await go(page, 'more/sync');
    await page.getByText(t('photo-sending-wait')).waitFor();
    await look(page, 'photo-unsent');

    // Killed, and started anew: it lies there, sealed, and goes when the road is there. The road breaks once on the way.
    await one.kill();
    page = one.page();
    await one.offline(false);
    server.road.mend();
    await enter(page, 'davy');
    await page.evaluate(() => inside.send('sync_now'));
    const before = server.road.passed();
    await until(page, () => inside.view('photos').waiting.length === 0, 'its entry is sent', 60_000);
    for (const end = Date.now() + 30_000; server.road.passed() - before < 70_000 && Date.now() < end; ) await new Promise((resolve) => setTimeout(resolve, 5));
    server.road.cut();
    await page.waitForTimeout(500);
    server.road.mend();
    await until(page, () => (inside.view('photos').due.length === 0 ? true : (inside.send('sync_now'), false)), 'it is sent', 60_000);
    const [kept] = await shots(page);
    assert.equal(kept.words, CAPTION);
    assert.ok(kept.bytes > 70_000 && kept.bytes <= 400_000, `several parts: ${kept.bytes}`);
    const sent = Buffer.from(await (await davy.get(`/api/v1/families/${family}/photos/${kept.hash}`)).arrayBuffer());
    assert.equal(sent.length, kept.bytes);
    assert.ok(!sent.includes('Exif') && !sent.includes('GPS13') && !sent.includes('Kruosar'), 'nothing but the picture');

    // A supervisor at her desk: she asks for it, and it stays for as long as the file does.
    const table = desk.page();
    await enter(table, 'sophea');
    await go(table, `families/${family}`);
    const there = await opens(table, en, 'photo-title');
    await there.locator('button.tile').first().click();
    await there.locator('button.tile img').waitFor();
    await there.locator('button.tile').first().click();
    await table.locator('dialog[open] img').waitFor();
    await table.locator('dialog[open]').getByText(CAPTION).waitFor();
    // Another width would be another page: beside the list of families, or alone.
    await axe(table, 'a photograph at a desk');
    await shot(table, 'photo-whole', { sizes: [DESK] });
    await table.getByRole('button', { name: en.t('close'), exact: true }).filter({ visible: true }).last().click();

    // It is not kept any more: gone from the server at once, and from every phone.
    await go(page, `families/${family}`);
    const here = await opens(page, km, 'photo-title');
    await here.locator('button.tile').first().click();
    await page.locator('dialog[open] img').waitFor();
    await axe(page, 'a photograph on a phone');
    await shot(page, 'photo-whole', { sizes: [PHONE] });
    await page.getByRole('button', { name: t('photo-withdraw'), exact: true }).click();
    await page.getByLabel(t('photo-withdraw-why')).fill('គ្រួសារមិនចង់');
    await axe(page, 'not keeping a photograph');
    await shot(page, 'photo-withdraw', { sizes: [PHONE] });
    await page.getByRole('button', { name: t('photo-withdraw-confirm'), exact: true }).click();
    await until(page, (family) => inside.view({ family: { family } }).photos.length === 0, 'it is not shown', 5_000, family);
    await page.evaluate(() => inside.send('sync_now'));
    await until(page, () => inside.view('more').unsent.length === 0, 'it is sent', 30_000);
    assert.equal((await davy.get(`/api/v1/families/${family}/photos/${kept.hash}`)).status, 404);
    const copies = async () => {
      const names = (await indexedDB.databases()).map(({ name }) => name).filter((name) => name.endsWith('-beside'));
      let all = 0;
      for (const name of names) {
        const request = indexedDB.open(name);
        const db = await new Promise((resolve) => (request.onsuccess = () => resolve(request.result)));
        const count = db.transaction('copies').objectStore('copies').count();
        all += await new Promise((resolve) => (count.onsuccess = () => resolve(count.result)));
        db.close();
      }
      return all === 0;
    };
    await until(page, copies, 'no copy is left on her phone', 15_000);
    await table.evaluate(() => inside.send('sync_now'));
    await until(table, copies, 'nor at the desk', 30_000);
    for (const browser of [one, desk]) assert.deepEqual(browser.errors, []);
  } finally {
    await one.close();
    await desk.close();
  }
});

test('a person is photographed once she has agreed; taking back and withdrawing take the picture along', async () => {
  const one = await browse({ size: PHONE });
  try {
    const page = one.page();
    await enter(page, 'davy');
    const picture = await photograph(page, [PLACE], { width: 640, height: 480 });
    const { person, name } = await page.evaluate((family) => {
      const [one] = inside.view({ family: { family } }).people;
      const day = (days) => new Date(Date.now() + (days * 24 + 7) * 3_600_000).toISOString().slice(0, 10);
      const given = { purpose: 'photo', by: one.id, covers: [], recipient: '', sections: [], language: 'km', on: day(0), until: day(30), withheld: '', mark: { made: 'on_paper' } };
      const refused = inside.act({ act: { family, actions: [{ consent_given: { consent: inside.newId(), given } }], draft: null } });
      if (refused) throw new Error(JSON.stringify(refused));
      return { person: one.id, name: one.name.km || one.name.latin };
    }, family);
    await until(page, ({ family, person }) => inside.view({ family: { family } }).photo_consents.some((one) => one.person === person), 'she may be photographed', 5_000, { family, person });

    const take = () => takes(page, 'photo-of-person', picture, () => page.locator('form').getByText(name, { exact: true }).first().click());
    // Taken back before it has left: nothing of it stays on the phone.
    await take();
    await page.waitForTimeout(500);
    await page.getByRole('button', { name: t('undo'), exact: true }).click();
    await until(page, (family) => inside.view({ family: { family } }).photos.length === 0, 'it is taken back', 5_000, family);

    // Taken again, and kept: until she no longer agrees.
    await take();
    const [shot] = await shots(page);
    assert.deepEqual(shot.of, { is: 'person', person });
    await until(page, () => (inside.view('photos').due.length === 0 && inside.view('photos').waiting.length === 0 ? true : (inside.send('sync_now'), false)), 'it is sent', 60_000);
    const place = `/api/v1/families/${family}/photos/${shot.hash}`;
    assert.equal((await davy.get(place)).status, 200);
    await page.evaluate((family) => {
      const { consents } = inside.view({ family: { family } });
      const consent = consents.find((one) => one.given.purpose === 'photo').id;
      const on = new Date(Date.now() + 7 * 3_600_000).toISOString().slice(0, 10);
      inside.act({ act: { family, actions: [{ consent_withdrawn: { consent, on, reason: 'គាត់លែងចង់' } }], draft: null } });
    }, family);
    await until(page, (family) => inside.view({ family: { family } }).photos.length === 0, 'it is not shown', 5_000, family);
    await until(page, () => (inside.view('more').unsent.length === 0 ? true : (inside.send('sync_now'), false)), 'that is sent', 60_000);
    assert.equal((await davy.get(place)).status, 404);
    assert.deepEqual(one.errors, []);
  } finally {
    await one.close();
  }
});

test('a picture that is lost with a backup is brought again by the phone that took it', async () => {
  const one = await browse({ size: PHONE });
  try {
    const page = one.page();
    await enter(page, 'davy');
    const back = await server.backup();
    await takes(page, 'photo-of-home', await photograph(page, [PLACE], { width: 640, height: 480 }));
    const sent = () => (inside.view('photos').due.length === 0 && inside.view('photos').waiting.length === 0 && inside.view('more').unsent.length === 0 ? true : (inside.send('sync_now'), false));
    await until(page, sent, 'it is sent', 60_000);
    const [shot] = await shots(page);
    const place = `/api/v1/families/${family}/photos/${shot.hash}`;
    assert.equal((await davy.get(place)).status, 200);

    await back();
    davy = await asks(server.direct, 'davy', passphrase);
    assert.equal((await davy.get(place)).status, 404, 'the backup is older than the picture');
    await enter(page, 'davy');
    let status = 0;
    for (const end = Date.now() + 60_000; status !== 200 && Date.now() < end; ) {
      await page.evaluate(() => inside.send('sync_now'));
      await page.waitForTimeout(500);
      ({ status } = await davy.get(place));
    }
    assert.equal(status, 200, 'it is there again');
    await until(page, sent, 'nothing waits', 60_000);
    assert.deepEqual(one.errors, []);
  } finally {
    await one.close();
  }
});
