// Measures the web client as the server gives it out, in Chromium at 360 × 740: what a first visit costs on the
// network, and how long a later one takes on a slow phone (processor throttled six times). One JSON line.
import { PHONE, browse, serve } from '../../../web/e2e/harness.mjs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const THROTTLE = 6;
const ROUNDS = 5;
const note = (text) => process.stderr.write(`${text}\n`);
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];

/** In the page: the moment at which each of these was first drawn, in milliseconds since its navigation began. */
function watch() {
  const marks = {
    signIn: () => document.querySelector('form button[type=submit], main .stack-tight button'),
    // The frame with its places is there and its page has a heading.
    today: () => document.querySelector('nav') && document.querySelector('h1') && !document.querySelector('input[type=password]'),
  };
  const seen = (window.__seen = {});
  const look = () => {
    for (const [name, there] of Object.entries(marks)) {
      if (name in seen || !there()) continue;
      seen[name] = -1;
      requestAnimationFrame(() => requestAnimationFrame(() => (seen[name] = performance.now())));
    }
  };
  new MutationObserver(look).observe(document, { subtree: true, childList: true });
  addEventListener('submit', () => (seen.submit = performance.now()), true);
}

async function seen(page, name, patience = 120_000) {
  const end = Date.now() + patience;
  for (;;) {
    const at = await page.evaluate((key) => window.__seen?.[key] ?? 0, name).catch(() => 0);
    if (at > 0) return at;
    if (Date.now() > end) throw new Error(`never drawn: ${name}`);
    await sleep(100);
  }
}

/** Bytes over the network until the sign-in page can be used, and until the core is there as well. */
async function firstVisit(server, profile) {
  const browser = await browse({ size: PHONE, profile });
  const page = browser.page();
  const session = await browser.context().newCDPSession(page);
  await session.send('Network.enable');
  const asked = new Map();
  const parts = [];
  session.on('Network.responseReceived', ({ requestId, response }) =>
    asked.set(requestId, { path: new URL(response.url).pathname, encoding: response.headers['content-encoding'] ?? response.headers['Content-Encoding'] ?? 'plain' }),
  );
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const { path, encoding } = asked.get(requestId) ?? { path: '?', encoding: '?' };
    parts.push({ path, encoding, bytes: encodedDataLength });
  });
  await page.addInitScript(watch);
  await page.goto(server.url);
  const ready = await seen(page, 'signIn');
  const until = Date.now() + 30_000;
  while (!parts.some(({ path }) => path.endsWith('.wasm')) && Date.now() < until) await sleep(50);
  await sleep(1_500);
  for (const { path, encoding, bytes } of parts) note(`${String(bytes).padStart(8)} ${encoding.padEnd(6)} ${path}`);
  const sum = (list) => list.reduce((all, { bytes }) => all + bytes, 0);
  // The sign-in page is drawn by what is no part of the core and of the screens behind it.
  const behind = /\.wasm$|\/Shell-|\/Gallery-/;
  const result = { bytes: sum(parts.filter(({ path }) => !behind.test(path))), withCore: sum(parts), ready };
  // Signed in once, so that this phone has a store of its own.
  await page.locator('ul button').first().click();
  await seen(page, 'today');
  for (const end = Date.now() + 30_000; Date.now() < end; await sleep(100)) {
    if (await page.evaluate(() => navigator.serviceWorker.controller !== null)) break;
  }
  await sleep(2_000);
  await browser.close();
  return result;
}

/** From opening the app to the screen that asks for the passphrase, and from there to Today. */
async function laterVisit(server, profile) {
  const browser = await browse({ size: PHONE, profile, throttle: THROTTLE });
  const page = browser.page();
  page.setDefaultTimeout(120_000);
  await page.addInitScript(watch);
  await page.goto(server.url);
  const start = await seen(page, 'signIn');
  await page.locator('main .stack-tight button').first().click();
  await page.locator('input[type=password]').fill('rice river lotus home');
  await page.locator('form button[type=submit]').click();
  const today = await seen(page, 'today');
  const submit = await page.evaluate(() => window.__seen.submit);
  await browser.close();
  return { start, unlock: today - submit };
}

const server = await serve();
const profile = await mkdtemp(join(tmpdir(), 'kinkeeper-shell-'));
try {
  note('first visit');
  const first = await firstVisit(server, profile);
  const later = [];
  for (let round = 0; round < ROUNDS; round++) {
    later.push(await laterVisit(server, profile));
    note(`visit ${round + 2}: ${JSON.stringify(later.at(-1))}`);
  }
  const line = {
    bytes_first_ready: first.bytes,
    bytes_with_core: first.withCore,
    warm_start_ms: Math.round(median(later.map(({ start }) => start))),
    unlock_to_today_ms: Math.round(median(later.map(({ unlock }) => unlock))),
    cpu_throttle: THROTTLE,
  };
  process.stdout.write(`${JSON.stringify(line)}\n`);
} finally {
  await server.stop();
  await rm(profile, { recursive: true, force: true });
}
