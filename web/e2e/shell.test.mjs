// The built client: works under the strict policy, opens without a network, changes version politely.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axe, browse, serveBuilt, until } from './harness.mjs';

let server;
before(async () => (server = await serveBuilt()));
after(() => server?.stop());

const controlled = (page) => until(page, () => navigator.serviceWorker.controller !== null);

test('opens without a network after the first visit, and asks for nothing of a third party', async () => {
  const browser = await browse({ language: 'km' });
  try {
    const asked = [];
    browser.context().on('request', (request) => asked.push(request.url()));
    await browser.page().goto(server.url);
    await controlled(browser.page());
    assert.deepEqual(
      asked.filter((url) => !url.startsWith(server.url)),
      [],
    );
    await browser.restart();
    await browser.offline(true);
    const page = browser.page();
    await page.goto(server.url);
    assert.equal(await page.title(), 'Kinkeeper');
    assert.equal(await page.evaluate('document.documentElement.lang'), 'km');
    // The core itself runs, from what the phone kept.
    const wasm = await page.evaluate(async () => {
      const [cache] = await caches.keys();
      const kept = (await (await caches.open(cache)).keys()).map((request) => new URL(request.url).pathname);
      return { core: kept.some((path) => path.endsWith('.wasm')), api: kept.some((path) => path.startsWith('/api')), both: kept.filter((path) => /\/(km|en)-/.test(path)).length };
    });
    assert.deepEqual(wasm, { core: true, api: false, both: 2 });
    assert.deepEqual(browser.errors, []);
  } finally {
    await browser.close();
  }
});

test('a new version waits until it is let in', async () => {
  const browser = await browse({ language: 'en' });
  try {
    const page = browser.page();
    // The gallery's frame has the bar that offers the new version.
    await page.goto(`${server.url}/#/gallery`);
    await controlled(page);
    const version = () => page.evaluate(async () => (await caches.keys()).sort().join());
    const first = await version();
    server.change('sw.js', (code) => code.replace(/shell-[0-9a-f]{16}/, 'shell-0000000000000001'));
    await page.evaluate(async () => (await navigator.serviceWorker.getRegistration()).update());
    const offer = page.getByText('A new version is ready');
    await offer.waitFor();
    await axe(page, 'the offer of a new version');
    assert.ok((await version()).includes(first), 'the old version still serves');
    await Promise.all([page.waitForEvent('load'), page.getByRole('button', { name: 'Use it now' }).click()]);
    await until(page, async () => (await caches.keys()).join() === 'shell-0000000000000001');
    assert.equal(await offer.count(), 0);
    assert.deepEqual(browser.errors, []);
  } finally {
    await browser.close();
  }
});
