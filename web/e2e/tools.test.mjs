// Every tool of the library on a phone, in Khmer, without a network: it opens, each of its pages is shown, and its end
// says what is still missing. One is filled in as a worker would, shows what it amounts to, and is read again.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { axe, browse, go, look, onThePhone, PHONE, serve, settle, shot, signIn } from './harness.mjs';
import { asks, speak } from './walk.mjs';

const read = async (path) => JSON.parse(await readFile(new URL(`../../${path}`, import.meta.url), 'utf8'));

let server, passphrase, km, family, newest;

before(async () => {
  server = await serve();
  passphrase = (await (await fetch(`${server.url}/api/v1/demo/accounts`)).json()).passphrase;
  km = await speak('km');
  const davy = await asks(server.url, 'davy', passphrase);
  const me = (await (await davy.get('/api/v1/me')).json()).worker;
  const { rows } = await (await davy.get('/api/v1/caseload')).json();
  family = rows.find((row) => row.summary.lead === me && row.summary.stage === 'open').family;
  const cards = await read('instruments/cards.json');
  newest = cards.filter((card) => cards.every((other) => other.code !== card.code || other.version <= card.version));
});
after(() => server?.stop());

const t = (key, args) => km.t(key, args);
const button = (page, key) => page.getByRole('button', { name: t(key), exact: true });
const name = (text) => text.km;

/** The place in the app behind a link. */
const placeOf = async (link) => (await link.getAttribute('href')).replace(/^#\//, '');

/** From the first page of a tool to its last; gives how many there were. */
async function through(page, onpage = async () => {}) {
  let pages = 0;
  while ((await button(page, 'assess-next').count()) > 0) {
    await onpage(pages);
    await button(page, 'assess-next').click();
    pages += 1;
    assert.ok(pages < 120, 'a tool has an end');
  }
  return pages;
}

test('every tool about a family, a child or a carer opens without a network, page by page', async () => {
  const browser = await browse();
  try {
    let page = browser.page();
    await signIn(page, server.url, 'davy', passphrase);
    await go(page, `families/${family}`);
    await page.locator('.people').first().waitFor();
    await go(page, `families/${family}/tools`);
    await page.getByText(t('tools-about-family')).waitFor();
    await shot(page, 'tools-choose-km', { sizes: [PHONE] });
    await axe(page, 'tools');
    // Every document is on the phone once the app has settled.
    await onThePhone(page);
    server.road.cut();
    await browser.offline(true);
    const faults = [];
    page.on('pageerror', (error) => faults.push(String(error)));
    const here = newest.filter((card) => ['family', 'child', 'carer', 'network'].includes(card.subject));
    assert.ok(here.length >= 30, `${here.length} tools`);
    for (const card of here) {
      await go(page, `families/${family}/tools`);
      const link = page.locator(`a[href*="/assess/${card.code}"]`).first();
      await link.waitFor();
      await go(page, await placeOf(link));
      await button(page, 'assess-begin').waitFor();
      // Digits are shown as the person chose them.
      const plain = (text) => text.replace(/[0-9០-៩]/g, '#');
      assert.ok(plain(await page.locator('body').innerText()).includes(plain(name(card.title))), card.code);
      await button(page, 'assess-begin').click();
      const pages = await through(page);
      assert.ok(pages > 0, `${card.code} has pages`);
      await button(page, 'assess-finish').waitFor();
      const text = await page.locator('body').innerText();
      assert.ok(!/assess-|draw-|place-|tools-/.test(text), `${card.code}: a word is missing in ${text.match(/(assess|draw|place|tools)-\S+/)?.[0]}`);
      assert.deepEqual(faults, [], card.code);
    }
  } finally {
    server.road.mend();
    await browser.close();
  }
});

test('the separation screen: a red flag outweighs the count, the worker sees it otherwise, and it is read again', async () => {
  const browser = await browse();
  try {
    const page = browser.page();
    await signIn(page, server.url, 'davy', passphrase);
    const tool = await read('instruments/separation-risk.v1.json');
    const { answers } = await read('instruments/examples/separation-risk.v1.json');
    await go(page, `families/${family}/assess/separation-risk`);
    await page.getByText(t('assess-source-caregiver'), { exact: true }).click();
    await button(page, 'assess-begin').click();
    const items = tool.sections.flatMap((section) => section.items);
    await through(page, async (at) => {
      for (const item of items) {
        const card = page.locator(`#item-${item.code}`);
        const answer = answers[item.code];
        if (!answer || (await card.count()) === 0) continue;
        await fill(card, item, answer);
      }
      await settle(page);
      if (at === 0) await look(page, 'tools-screen-km');
    });
    await button(page, 'assess-finish').waitFor();
    const severe = tool.bandings[0].bands.at(-1);
    await page.getByText(severe.label.km, { exact: true }).first().waitFor();
    await page.getByText(tool.label.km).first().waitFor();
    await settle(page);
    await shot(page, 'tools-result-km', { whole: true });
    await axe(page, 'tools result');
    await button(page, 'assess-finish').click();
    await page.getByText(t('assess-recorded')).waitFor();
    await go(page, `families/${family}`);
    const fold = page.locator('button.fold', { hasText: t('family-tools') });
    await fold.waitFor();
    if ((await fold.getAttribute('aria-expanded')) === 'false') await fold.click();
    const article = page.locator('article', { hasText: tool.title.km });
    await article.getByText(severe.label.km, { exact: true }).waitFor();
    await article.getByText(t('family-tool-open')).click();
    await page.getByText(t('assess-revise'), { exact: true }).waitFor();
    await settle(page);
    await shot(page, 'tools-record-km', { whole: true });
    await axe(page, 'tools record');

    // What is begun anew and what is being corrected are two drafts.
    await go(page, `families/${family}/assess/separation-risk`);
    await button(page, 'assess-begin').click();
    const words = items.find((item) => answers[item.code]?.kind === 'text');
    await page.goBack();
    await page.getByText(t('assess-revise'), { exact: true }).click();
    await page.getByLabel(t('assess-revise-why'), { exact: true }).fill('ច្រឡំចម្លើយ');
    await button(page, 'assess-begin').click();
    await through(page, async () => {
      const card = page.locator(`#item-${words.code}`);
      if ((await card.count()) === 0) return;
      const field = card.locator('textarea, input').first();
      assert.equal(await field.inputValue(), answers[words.code].text, 'it begins with what was written');
      await field.fill('បានកែ');
    });
    await look(page, 'tools-revise-km');
    // Locked in the middle: what was typed and where she was are there again, and documents come again.
    await go(page, 'more');
    await page.getByRole('button', { name: t('session-lock') }).first().click();
    await page.locator('button.person', { hasText: 'davy' }).click();
    await page.locator('input[autocomplete=current-password]').fill(passphrase);
    await page.locator('main form button[type=submit]').click();
    await page.locator('nav').filter({ visible: true }).first().waitFor();
    await go(page, 'today');
    await page.getByText(t('draft-revise')).first().click();
    await button(page, 'assess-finish').click();
    await page.getByText(t('assess-recorded')).waitFor();
    await go(page, `families/${family}`);
    const again = page.locator('button.fold', { hasText: t('family-tools') });
    await again.waitFor();
    if ((await again.getAttribute('aria-expanded')) === 'false') await again.click();
    await page.locator('article', { hasText: tool.title.km }).getByText(t('family-tool-open')).click();
    await page.getByText('ច្រឡំចម្លើយ').waitFor();
    await page.getByText('បានកែ').first().waitFor();
    assert.equal(await page.getByText(t('assess-other-records')).count(), 0, 'the wrong one counts no more');
  } finally {
    await browser.close();
  }
});

test('in English at a desk, and in the dark: the choice, a drawing, a record', async () => {
  const browser = await browse({ language: 'en', dark: true });
  try {
    const page = browser.page();
    await signIn(page, server.url, 'davy', passphrase);
    await go(page, `families/${family}`);
    await page.locator('.people').first().waitFor();
    await go(page, `families/${family}/tools`);
    const link = page.locator('a[href*="/assess/body-map"]').first();
    await link.waitFor();
    await shot(page, 'tools-choose-en-dark');
    await axe(page, 'tools in the dark');
    await go(page, await placeOf(link));
    const english = await speak('en');
    const press = (key) => page.getByRole('button', { name: english.t(key), exact: true });
    await press('assess-begin').click();
    while ((await page.locator('svg.pad').count()) === 0) await press('assess-next').click();
    const pad = page.locator('svg.pad').first();
    await pad.scrollIntoViewIfNeeded();
    const box = await pad.boundingBox();
    await page.mouse.move(box.x + 40, box.y + 40);
    await page.mouse.down();
    await page.mouse.move(box.x + 90, box.y + 80, { steps: 8 });
    await page.mouse.up();
    assert.equal(await pad.locator('path[stroke]').count(), 1, 'a line is there');
    await press('draw-sign-heart').click();
    await page.mouse.click(box.x + 120, box.y + 120);
    assert.equal(await pad.locator('g').count(), 1, 'and a sign');
    await page.getByText(english.t('draw-undo'), { exact: true }).click();
    assert.equal(await pad.locator('g').count(), 0, 'which can be taken back');
    await settle(page);
    await shot(page, 'tools-drawing-en-dark');
    await axe(page, 'a drawing in the dark', { colours: false });
  } finally {
    await browser.close();
  }
});

/** Answers one card as the example does. */
async function fill(card, item, answer) {
  switch (answer.kind) {
    case 'yes_no':
      await card.locator(`label.option:has(input[value="${answer.value}"])`).click();
      if (answer.reason) await card.getByLabel(t('assess-why'), { exact: true }).fill(answer.reason);
      break;
    case 'choice':
      await card.locator(`label.option:has(input[value="${answer.option}"])`).click();
      if (answer.reason) await card.getByLabel(t('assess-why'), { exact: true }).fill(answer.reason);
      break;
    case 'text':
      await card.locator('textarea, input').first().fill(answer.text);
      break;
    case 'number':
      await card.locator('input').first().fill(String(answer.value / 10 ** (item.answer.decimals ?? 0)));
      break;
    case 'several':
      for (const code of answer.options) {
        const label = item.answer.options.find((option) => option.code === code).label.km;
        await card.locator('label.check', { hasText: label }).first().click();
      }
      break;
    default:
      throw new Error(`no way to answer ${item.code}: ${answer.kind}`);
  }
}
