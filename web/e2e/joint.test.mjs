// Two organisations work on one file, in Khmer: the family agrees, the senior says what the others read and write, they
// take part and name a worker, she records a visit without a network, the lead sees it and whose it is; the family takes
// its consent back, and on her phone the file is gone.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { browse, go, look, serve, settle, shot, signIn } from './harness.mjs';
import { Walk, asks, facts, speak } from './walk.mjs';

const WHY = 'គេទៅជួបកូនស្រីរាល់សប្ដាហ៍អំពីជើងរបស់នាង ឯយើងបន្តផែនការ';
const SEEN = 'នាងដើរដោយខ្លួនឯងដល់របងផ្ទះ';
let server, passphrase, words, english, data, family, other;

before(async () => {
  server = await serve();
  passphrase = (await (await fetch(`${server.url}/api/v1/demo/accounts`)).json()).passphrase;
  [words, english, data] = [await speak('km'), await speak('en'), await facts()];
  const sophea = await asks(server.url, 'sophea', passphrase);
  const { rows } = await (await sophea.get('/api/v1/caseload?stage=open')).json();
  const row = rows.find(({ summary }) => summary.people.some((person) => person.cares));
  family = { id: row.family, name: row.summary.people[0].name_km };
  const me = await (await sophea.get('/api/v1/me')).json();
  const { org } = await (await (await asks(server.url, 'maly', passphrase)).get('/api/v1/me')).json();
  other = me.network.find(({ id }) => id === org);
});
after(() => server?.stop());

const t = (key, args) => words.t(key, args);
const button = (page, key) => page.getByRole('button', { name: t(key), exact: true });

async function sent(what) {
  const sophea = await asks(server.url, 'sophea', passphrase);
  for (const end = Date.now() + 20_000; ; await new Promise((resolve) => setTimeout(resolve, 200))) {
    if (JSON.stringify(await sophea.entries(family.id)).includes(what)) return;
    assert.ok(Date.now() < end, `${what} was sent`);
  }
}

async function draw(page, pad) {
  await pad.scrollIntoViewIfNeeded();
  const box = await pad.boundingBox();
  await page.mouse.move(box.x + 40, box.y + 70);
  await page.mouse.down();
  for (const [x, y] of [[80, 30], [120, 80]]) await page.mouse.move(box.x + x, box.y + y, { steps: 3 });
  await page.mouse.up();
}


test('two organisations work on one file until the family no longer wants it', async () => {
  const browser = await browse();
  const all = [browser];
  const page = browser.page();
  const walk = new Walk({ browser, words, url: server.url, facts: data, shots: 'joint' });
  try {
    await signIn(page, server.url, 'sophea', passphrase);
    await go(page, `families/${family.id}`);
    await page.locator('.people').first().waitFor();
    await go(page, `families/${family.id}/joint`);
    await page.getByText(t('joint-consent-first')).waitFor();
    await look(page, 'joint-consent-first-km');

    await go(page, `families/${family.id}/consent`);
    await page.getByText(data.protocol.consent.purposes.find(({ code }) => code === 'joint_case').label.km, { exact: true }).click();
    await page.getByLabel(t('consent-organisation'), { exact: true }).selectOption({ label: other.name_km });
    await page.getByRole('group', { name: t('consent-sections') }).getByText(t('family-section-health'), { exact: true }).click();
    await page.getByRole('group', { name: t('consent-by') }).locator('label').first().click();
    for (const yes of await page.getByRole('button', { name: t('consent-child-yes'), exact: true }).all()) await yes.click();
    for (const pad of await page.locator('svg.pad').all()) await draw(page, pad);
    for (const witness of await page.getByLabel(t('consent-witness'), { exact: true }).all()) if ((await witness.inputValue()) === '') await witness.fill('អ៊ុំ សារឿន');
    await look(page, 'joint-consent-km');
    await button(page, 'consent-keep').click();
    await page.waitForURL(new RegExp(`families/${family.id}$`));

    // What leaves and who writes what is said beforehand.
    await walk.unfold(t('joint-title'));
    await page.getByRole('link', { name: t('joint-begin'), exact: true }).click();
    await page.getByLabel(t('joint-why'), { exact: true }).fill(WHY);
    await page.getByText(t('joint-what-lead')).waitFor();
    await look(page, 'joint-form-km');
    await button(page, 'joint-send').click();
    await page.waitForURL(new RegExp(`families/${family.id}$`));
    await sent('joint_offered');
    await page.getByText(t('joint-standing-open', { who: other.name_km, day: '' })).first().scrollIntoViewIfNeeded();
    await settle(page);
    await shot(page, 'joint-open-km');

    // The other side reads it, names Kosal, and takes part.
    const theirs = await browse();
    all.push(theirs);
    const senior = theirs.page();
    await signIn(senior, server.url, 'maly', passphrase);
    await go(senior, 'more');
    await senior.getByText(t('joints-title'), { exact: true }).click();
    await senior.getByText(WHY).waitFor();
    await look(senior, 'joints-km');
    await button(senior, 'joints-take-part').click();
    await senior.getByRole('dialog').getByText('អ៊ុក កុសល', { exact: true }).click();
    await look(senior, 'joints-take-part-km');
    await senior.getByRole('dialog').getByRole('button', { name: t('joints-take-part-do'), exact: true }).click();
    await senior.getByText(t('joints-running'), { exact: true }).waitFor();
    await look(senior, 'joints-running-km');

    // It comes to Kosal's phone, marked; without a network he records a visit.
    const field = await browse();
    all.push(field);
    const kosal = field.page();
    const there = new Walk({ browser: field, words, url: server.url, facts: data, shots: 'joint' });
    there.id = family.id;
    await signIn(kosal, server.url, 'kosal', passphrase);
    await there.sent();
    await go(kosal, 'families');
    await kosal.locator(`a[href="#/families/${family.id}"]`).first().waitFor();
    await look(kosal, 'joint-list-km');
    await go(kosal, `families/${family.id}`);
    await kosal.locator('.people').first().waitFor();
    await look(kosal, 'joint-partner-km');
    await field.offline(true);
    await go(kosal, `families/${family.id}/visit`);
    await there.fill(t('visit-observations'), SEEN);
    await there.group(t('visit-met')).locator('label, button').first().click();
    await button(kosal, 'visit-keep').click();
    await kosal.waitForURL(new RegExp(`families/${family.id}$`));
    assert.ok((await there.unsent()) > 0, 'it is kept on the phone');
    await field.offline(false);
    await sent(SEEN);

    // The lead sees it, and for whom he wrote it.
    await go(page, `families/${family.id}`);
    await page.getByText(t('joint-with-led-by-us', { who: other.name_km })).first().waitFor();
    await walk.unfold(t('family-visits'));
    await page.getByText(SEEN).first().waitFor({ timeout: 40_000 });
    await page.getByText(`អ៊ុក កុសល · ${other.name_km}`).first().waitFor();
    await look(page, 'joint-lead-km');
    await go(page, 'families');
    await page.getByText(t('joint-chip-ours', { who: other.name_km })).first().waitFor();
    await look(page, 'joint-lead-list-km');
    await go(page, 'desk');
    await page.getByText(t('desk-joints', { count: '១' })).first().scrollIntoViewIfNeeded();
    await look(page, 'joint-desk-km');

    // In English.
    const reader = await browse({ language: 'en' });
    all.push(reader);
    await signIn(reader.page(), server.url, 'maly', passphrase);
    await go(reader.page(), 'joints');
    await reader.page().getByText(english.t('joints-running'), { exact: true }).waitFor();
    await look(reader.page(), 'joints-running-en');
    // Their own side changes who works with the family while it runs.
    await reader.page().getByRole('button', { name: english.t('joints-change'), exact: true }).click();
    await reader.page().getByRole('dialog').getByText(english.t('joints-change-who')).waitFor();
    await look(reader.page(), 'joints-change-en');
    await reader.page().keyboard.press('Escape');
    await senior.getByRole('button', { name: t('joints-change'), exact: true }).click();
    const chooser = senior.getByRole('dialog');
    const before = await chooser.locator('input[type=checkbox]:checked').count();
    await chooser.locator('input[type=checkbox]:not(:checked)').first().locator('xpath=ancestor::label').click();
    await look(senior, 'joints-change-km');
    await chooser.getByRole('button', { name: t('joints-change-do'), exact: true }).click();
    await chooser.waitFor({ state: 'detached' });
    const { running } = await (await (await asks(server.url, 'maly', passphrase)).get('/api/v1/joints')).json();
    assert.equal(running[0].workers.length, before + 1);
    const lead = await browse({ language: 'en' });
    all.push(lead);
    await signIn(lead.page(), server.url, 'sophea', passphrase);
    await go(lead.page(), `families/${family.id}`);
    await lead.page().locator('.people').first().waitFor();
    await look(lead.page(), 'joint-lead-en');

    // The family takes its consent back: it is over for everybody there.
    await go(page, `families/${family.id}`);
    await walk.unfold(t('family-consents'));
    const purpose = data.protocol.consent.purposes.find(({ code }) => code === 'joint_case').label.km;
    const card = page.getByRole('heading', { name: purpose, exact: true }).locator('xpath=..');
    await card.getByRole('button', { name: t('family-consent-withdraw'), exact: true }).click();
    await page.getByRole('dialog').locator('textarea').fill('គ្រួសារលែងចង់');
    await page.getByRole('dialog').getByRole('button', { name: t('family-consent-withdraw'), exact: true }).click();
    await sent('consent_withdrawn');
    const refused = await (await asks(server.url, 'kosal', passphrase)).get(`/api/v1/families/${family.id}`);
    assert.equal(refused.status, 404);
    await go(kosal, 'more/sync');
    await kosal.getByRole('button', { name: t('sync-now'), exact: true }).click();
    await go(kosal, 'families');
    await kosal.locator(`a[href="#/families/${family.id}"]`).first().waitFor({ state: 'detached', timeout: 30_000 });
    await look(kosal, 'joint-gone-km');
    // Whoever answers for Kosal is told, though the file is gone.
    await go(senior, 'more');
    await go(senior, 'joints');
    await senior.getByText(t('joints-ended'), { exact: true }).waitFor();
    await look(senior, 'joints-ended-km');
    await go(senior, 'more');
    await senior.getByText(t('joints-sub-ended', { count: '១' })).first().waitFor();
    await look(senior, 'joints-ended-more-km');
    await go(senior, 'desk');
    await senior.getByText(t('joints-ended'), { exact: true }).waitFor();
    await look(senior, 'joints-ended-desk-km');
    await go(reader.page(), 'more');
    await go(reader.page(), 'joints');
    await reader.page().getByText(english.t('joints-ended'), { exact: true }).waitFor();
    await look(reader.page(), 'joints-ended-en');
    await go(page, `families/${family.id}`);
    await walk.unfold(t('joint-title'));
    await page.getByRole('button', { name: t('joint-ended-all', { count: 1 }), exact: true }).click();
    await page.getByText(t('joint-standing-no_consent')).first().waitFor();
    await shot(page, 'joint-ended-km');

    for (const one of all) {
      assert.deepEqual(one.errors, []);
      assert.deepEqual(one.complaints ?? [], []);
    }
  } catch (error) {
    for (const [at, one] of all.entries()) await shot(one.page(), `failed-joint-${at}`).catch(() => {});
    throw error;
  } finally {
    for (const one of all) await one.close();
  }
});
