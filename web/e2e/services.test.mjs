// A village worker refers a child to a health centre that has no account: it opens its packet with a link and a
// code, accepts, completes, and its word for the family reaches her and the family's file. In Khmer, on a phone.
// The directory is searched without a network.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axe, browse, DESK, onThePhone, PHONE, serve, settle, shot, signIn, until } from './harness.mjs';
import { Walk, asks, facts, speak } from './walk.mjs';

const PASSPHRASE = 'rice river lotus home';
const CENTRE = 'មណ្ឌលសុខភាពអន្លង់វិល';
const NEED = 'ពិនិត្យកុមារដែលក្អកយូរ';
const WHY = 'ក្អកបីសប្ដាហ៍ហើយ';
const FOR_FAMILY = 'លេបថ្នាំឱ្យគ្រប់ប្រាំពីរថ្ងៃ';
const SECRET = /ជំពាក់បំណុល|IDPoor|ហិង្សា/;

let server, words, davy, centre;
let family = '';
let referral = '';
let link = null;

before(async () => {
  server = await serve();
  words = await speak('km');
  davy = new Walk({ browser: await browse({ size: PHONE, language: 'km' }), words, url: server.url, facts: await facts() });
});
after(async () => {
  await davy?.browser.close();
  await centre?.close();
  await server?.stop();
});

const t = (...args) => words.t(...args);
let stopped = null;
function step(name, walk) {
  test(name, async (context) => {
    if (stopped) return context.skip(`NOT RUN: "${stopped}" failed before it`);
    try {
      await walk();
    } catch (error) {
      stopped = name;
      if (davy) await shot(davy.page, 'failed-services-davy', { whole: true, sizes: [PHONE] }).catch(() => {});
      if (centre) await shot(centre.page(), 'failed-services-centre', { whole: true, sizes: [PHONE] }).catch(() => {});
      throw error;
    }
  });
}

/** A screen is looked at: no gap in its words, axe, no sideways scroll, a picture. */
async function look(page, name) {
  await settle(page);
  const text = await page.locator('body').innerText();
  assert.deepEqual(text.match(/⟦[^⟧]*⟧|\{ ?\$\w+ ?\}/g) ?? [], [], `${name}: keys without words`);
  await axe(page, name);
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${name}: it scrolls sideways`);
  await shot(page, `services-${name}`, { whole: true, sizes: [PHONE, DESK] });
}

step('davy signs in, and the directory of her area comes to her phone', async () => {
  await signIn(davy.page, server.url, 'davy', PASSPHRASE);
  await davy.sent();
  await davy.go('directory', t('dir-title'));
  await davy.page.getByText(CENTRE).first().waitFor();
  await look(davy.page, 'directory');
});

step('the directory is searched without a network, by need and by words', async () => {
  // Every screen is on the phone once the app itself is kept there.
  await onThePhone(davy.page);
  await davy.browser.offline(true);
  await davy.pick(t('dir-need'), 'ពិការភាព');
  await davy.page.getByText('មជ្ឈមណ្ឌលព្យាបាលដោយចលនាត្រពាំងឈូក').first().waitFor();
  assert.equal(await davy.page.getByText(CENTRE).count(), 0);
  await davy.pick(t('dir-need'), t('dir-need-any'));
  await davy.fill(t('dir-words'), 'សំបុត្រកំណើត');
  await davy.page.getByText('អត្រានុកូលដ្ឋានឃុំអន្លង់វិល').first().waitFor();
  await look(davy.page, 'directory-offline');
  await davy.go('directory/pathway', t('pathway-title'));
  await davy.page.locator('svg.pathway').waitFor();
  await look(davy.page, 'pathway');
  await davy.go('directory/meetings', t('meeting-title'));
  await look(davy.page, 'meetings');
  await davy.browser.offline(false);
});

step('a family’s page leads to services near it; nothing may leave without consent', async () => {
  // The child of the first story: her grandmother gave consent to others, not to this centre by name.
  await davy.go('families', t('place-families'));
  const hrefs = await davy.page.locator('a[href^="#/families/0"]').evaluateAll((links) => links.map((one) => one.getAttribute('href')));
  for (const href of hrefs) {
    await davy.go(href.slice(2));
    await davy.page.locator('button.fold').first().waitFor();
    const fold = davy.page.locator('button.fold', { hasText: t('family-services') }).first();
    if ((await fold.getAttribute('aria-expanded')) === 'false') await fold.click();
    if (await davy.page.getByRole('link', { name: t('family-services-find') }).count()) {
      family = href.split('/').pop();
      break;
    }
  }
  assert.ok(family, 'a family that davy may refer');
  await davy.go(`families/${family}/services`, t('dir-title'));
  const card = davy.page.locator('li', { hasText: CENTRE }).first();
  await card.getByRole('link', { name: t('dir-refer') }).click();
  await davy.at(t('service-refer'));
  await davy.fill(t('service-need'), NEED);
  await davy.fill(t('service-why'), WHY);
  await davy.page.getByRole('button', { name: t('service-ask-consent') }).waitFor();
  assert.ok(await davy.page.getByRole('button', { name: t('service-send'), exact: true }).isDisabled());
  await look(davy.page, 'lacking');
});

step('consent is asked for this service, and the child is asked', async () => {
  await davy.page.getByRole('button', { name: t('service-ask-consent') }).click();
  await davy.at(t('consent-title'));
  const recipient = await davy.field(t('consent-recipient')).inputValue();
  assert.equal(recipient, CENTRE);
  await look(davy.page, 'consent');
  await davy.agreed();
  // Back to where it was asked for.
  await davy.at(t('service-refer'));
  assert.equal(await davy.field(t('service-need')).inputValue(), NEED, 'what was typed is kept');
  await davy.page.getByText(t('service-leaves', { name: CENTRE })).waitFor();
});

step('she sees exactly what leaves, under which consent, and sends it', async () => {
  const send = davy.page.getByRole('button', { name: t('service-send'), exact: true });
  await until(davy.page, () => !document.querySelector('form button[type=submit]').disabled);
  const left = davy.page.getByText(t('service-left-out'));
  if (await left.count()) await left.click();
  await look(davy.page, 'leaves');
  await send.click();
  const dialog = davy.page.getByRole('dialog').first();
  await dialog.waitFor();
  await shot(davy.page, 'services-sure', { sizes: [PHONE] });
  await dialog.getByRole('button', { name: t('service-send'), exact: true }).click();
  await davy.page.getByText(t('service-packet-left')).first().waitFor();
  await davy.sent();
  await davy.page.getByRole('button', { name: t('service-link'), exact: true }).click();
  const address = await davy.page.locator('.address code').innerText();
  const code = (await davy.page.locator('p.code').innerText()).replace(/[\u17e0-\u17e9]/g, (d) => String(d.charCodeAt(0) - 0x17e0));
  link = { address, code };
  await look(davy.page, 'link');
});

step('the health centre opens its packet with the code, and sees nothing else', async () => {
  centre = await browse({ size: PHONE, language: 'km' });
  const page = centre.page();
  const asked = [];
  centre.context().on('request', (request) => asked.push(new URL(request.url()).pathname));
  await page.goto(link.address);
  await page.getByRole('heading', { name: t('received-title') }).waitFor();
  await page.getByLabel(t('received-code')).fill('000000');
  await page.getByRole('button', { name: t('received-open') }).click();
  await page.getByText(/លេខកូដមិនត្រូវ/).first().waitFor();
  await look(page, 'received-wrong');
  await page.getByLabel(t('received-code')).fill(link.code);
  await page.getByRole('button', { name: t('received-open') }).click();
  await page.getByText(NEED).waitFor();
  const text = await page.locator('body').innerText();
  assert.ok(text.includes(WHY) && !SECRET.test(text));
  assert.equal(await page.locator('nav').count(), 0, 'nothing of the app');
  assert.ok(asked.every((path) => !path.startsWith('/api/') || path.startsWith('/api/v1/received/')), asked.join(' '));
  await look(page, 'received');
});

step('it accepts, and completes with a word for the family', async () => {
  const page = centre.page();
  await page.getByLabel(t('received-name')).fill('គិលានុបដ្ឋាយិកា ចាន់ ដារ៉ា');
  // Nothing is chosen beforehand: nobody accepts by pressing on.
  await page.getByRole('button', { name: t('answer-send') }).click();
  await page.getByText(t('family-choose-one')).first().waitFor();
  await page.getByText(t('answer-accepted'), { exact: true }).click();
  await page.getByLabel(t('answer-next')).fill('មកថ្ងៃសៅរ៍');
  await page.getByRole('button', { name: t('answer-send') }).click();
  await page.getByText(t('service-state-accepted'), { exact: true }).first().waitFor();
  await page.getByText(t('answer-completed'), { exact: true }).click();
  await page.getByLabel(t('answer-result')).selectOption('helped');
  await page.getByLabel(t('answer-words')).fill('រលាកទងសួត បានថ្នាំ');
  await page.getByLabel(t('answer-for-family')).fill(FOR_FAMILY);
  await look(page, 'received-answer');
  await page.getByRole('button', { name: t('answer-send') }).click();
  await page.getByText(t('service-state-completed'), { exact: true }).first().waitFor();
  assert.deepEqual(centre.errors, []);
});

step('the word reaches the worker, and the family’s file', async () => {
  await davy.go('more/sync');
  await davy.page.getByRole('button', { name: t('sync-now') }).click();
  await davy.go('today');
  await davy.page.getByText(t('service-fresh')).first().waitFor();
  await look(davy.page, 'today');
  await davy.page.locator('a[href^="#/services/"]', { hasText: NEED }).first().click();
  await davy.page.getByText(FOR_FAMILY).first().waitFor();
  referral = await davy.page.evaluate(() => location.hash);
  await look(davy.page, 'answered');
  await davy.page.getByRole('button', { name: t('service-told') }).first().click();
  await davy.page.getByRole('dialog').getByRole('button', { name: t('service-told') }).click();
  await davy.page.getByText(t('service-family-told')).waitFor();
  await davy.sent();
  const entries = await (await asks(server.url, 'davy', PASSPHRASE)).entries(family);
  const kinds = entries.map(({ action }) => Object.keys(action?.family ?? {}).join());
  assert.ok(kinds.includes('service_referred') && kinds.includes('service_answered'), kinds.join(' '));
  await davy.go(`families/${family}`);
  const fold = davy.page.locator('button.fold', { hasText: t('family-services') }).first();
  await fold.waitFor();
  if ((await fold.getAttribute('aria-expanded')) === 'false') await fold.click();
  await davy.page.getByText(FOR_FAMILY).first().waitFor();
  await look(davy.page, 'family');
  // The family may learn who came with the link.
  const report = await davy.page.evaluate(async (id) => (await fetch(`/api/v1/families/${id}/readers`)).json(), family);
  const manners = report.days.flatMap((one) => one.readings).map((reading) => reading.manner);
  assert.ok(manners.includes('by_link'), manners.join(' '));
  assert.deepEqual(davy.browser.errors, []);
});

step('it reads as well in English, on both sides', async () => {
  const en = await speak('en');
  let english = await browse({ size: PHONE, language: 'en' });
  try {
    let page = english.page();
    await page.goto(link.address);
    await page.getByLabel(en.t('received-code')).fill(link.code);
    await page.getByRole('button', { name: en.t('received-open') }).click();
    await page.getByText(en.t('service-state-completed'), { exact: true }).first().waitFor();
    await look(page, 'en-received');
    assert.deepEqual(english.errors, []);
    await english.close();
    english = await browse({ size: PHONE, language: 'en' });
    page = english.page();
    await signIn(page, server.url, 'davy', PASSPHRASE);
    for (const [place, name] of [
      ['directory', 'en-directory'],
      ['directory/pathway', 'en-pathway'],
      ['directory/meetings', 'en-meetings'],
      ['referrals', 'en-referrals'],
      [`families/${family}/services`, 'en-for-family'],
    ]) {
      await page.evaluate((hash) => (location.hash = hash), `#/${place}`);
      await page.locator('main, h1').first().waitFor();
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      await look(page, name);
    }
    await page.evaluate((hash) => (location.hash = hash), referral);
    await page.getByText(FOR_FAMILY).first().waitFor();
    await look(page, 'en-answered');
    await page.evaluate((hash) => (location.hash = hash), `#/families/${family}`);
    await page.locator('button.fold').first().waitFor();
    assert.deepEqual(english.errors, []);
  } finally {
    await english.close();
  }
});

step('a supervisor sees what came to her organisation', async () => {
  await davy.go('referrals', t('place-referrals'));
  await look(davy.page, 'referrals');
  const sophea = await browse({ size: PHONE, language: 'km' });
  try {
    const page = sophea.page();
    await signIn(page, server.url, 'sophea', PASSPHRASE);
    await page.evaluate(() => (location.hash = '#/referrals'));
    await page.getByText(t('service-to-us')).first().waitFor({ timeout: 60_000 });
    await look(page, 'to-us');
    await page.locator('a[href^="#/services/"]', { hasText: 'ស្វែងរកឪពុក' }).first().click();
    await page.getByText(t('answer-title')).waitFor();
    await look(page, 'to-us-one');
    await page.getByText(t('answer-accepted'), { exact: true }).click();
    await page.getByRole('button', { name: t('answer-send') }).click();
    await page.getByText(t('service-state-accepted'), { exact: true }).first().waitFor();
    // Who may see the file: services that were told something are among them.
    await page.evaluate((hash) => (location.hash = hash), `#/protection/file/${family}`);
    await page.getByRole('heading', { name: t('protection-packets') }).waitFor();
    await look(page, 'told');
    assert.deepEqual(sophea.errors, []);
  } finally {
    await sophea.close();
  }
  const en = await speak('en');
  const english = await browse({ size: PHONE, language: 'en' });
  try {
    const page = english.page();
    await signIn(page, server.url, 'sophea', PASSPHRASE);
    await page.evaluate((hash) => (location.hash = hash), `#/protection/file/${family}`);
    await page.getByRole('heading', { name: en.t('protection-packets') }).waitFor();
    await look(page, 'en-told');
    assert.deepEqual(english.errors, []);
  } finally {
    await english.close();
  }
});
