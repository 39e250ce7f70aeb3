// Every tool of the library on a phone, in Khmer, without a network: it opens, each of its pages is shown, and its end
// says what is still missing. One is filled in as a worker would, shows what it amounts to, and is read again.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { PHONE, axe, browse, go, look, serve, settle, shot, signIn } from './harness.mjs';
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
    await page.waitForTimeout(4_000);
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
