// Sixty families with three years of history on one phone (360 × 740), as a browser sees them: (a) getting them over a slow
// road that loses packets, (b) what a day of work costs on it, (d) opening a family without a network on a slow phone. One
// JSON line each. The folder with the families is made by the bench program (`bench years FOLDER`); the road is link.py,
// which wants Linux and root: without it (a) and (b) are not measured, and it says so.
import { spawn } from 'node:child_process';
import { chmod, cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const [, , years] = process.argv;
const SPACE = 'kinkeeper-bench';
const ROAD = { rate_kbit: 1_000, round_trip_ms: 300, loss_percent: 3 };
const THROTTLE = 6;
const FAMILIES = 60;
const PASSPHRASE = 'rice river lotus home';
const PORT = 18_234;
const note = (text) => process.stderr.write(`${text}\n`);
const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];

/** The slow road, or null where it cannot be made. `passed()`: bytes each way so far. */
async function slowRoad() {
  const script = fileURLToPath(new URL('./link.py', import.meta.url));
  const child = spawn('python3', [script, SPACE, ROAD.rate_kbit, ROAD.round_trip_ms, ROAD.loss_percent].map(String), { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => child.once('exit', resolve).once('error', resolve));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const first = await Promise.race([lines.next(), ended.then(() => null)]);
  if (first?.value !== 'ready') return null;
  return {
    host: '10.213.0.1',
    async passed() {
      child.stdin.write('\n');
      return JSON.parse((await lines.next()).value);
    },
    stop: () => (child.stdin.end(), ended),
  };
}

async function startServer(folder, host) {
  const settings = { KINKEEPER_BIND: `${host}:${PORT}`, KINKEEPER_DATA_DIR: folder, KINKEEPER_WEB_DIR: process.env.KINKEEPER_WEB_DIR };
  const outside = Object.entries(process.env).filter(([name]) => !name.startsWith('KINKEEPER_'));
  const child = spawn(process.env.KINKEEPER_BIN, ['serve'], { env: { ...Object.fromEntries(outside), ...settings }, stdio: 'ignore' });
  const url = `http://${host}:${PORT}`;
  for (const end = Date.now() + 60_000; !(await fetch(`${url}/healthz`).catch(() => null))?.ok; await sleep(100)) {
    if (child.exitCode !== null || Date.now() > end) throw new Error('the server does not answer');
  }
  return { url, stop: () => new Promise((resolve) => (child.once('exit', resolve), child.kill('SIGTERM'))) };
}

/** A browser at the far end of the road: the same program, in the other network namespace. */
async function farBrowser(folder, url) {
  const script = join(folder, 'browser.sh');
  const chromium = process.env.KINKEEPER_CHROMIUM ?? '/usr/bin/chromium';
  // What it keeps is kept for pages that came safely; this road is one inside of one machine.
  await writeFile(script, `#!/bin/sh\nexec ip netns exec ${SPACE} ${chromium} --unsafely-treat-insecure-origin-as-secure=${url} "$@"\n`);
  await chmod(script, 0o755);
  process.env.KINKEEPER_CHROMIUM = script;
}

/** Everything is exchanged: nothing waits, nothing is on its way, and the server was asked since. */
async function exchanged(page, since, patience = 300_000) {
  for (const end = Date.now() + patience; ; await sleep(50)) {
    const done = await page.evaluate((since) => {
      const { sync, unsent } = inside.view('more');
      return unsent.length === 0 && !sync.busy && (sync.last_ok ?? 0) >= since;
    }, since);
    if (done) return Date.now();
    if (Date.now() > end) throw new Error('it was never exchanged');
  }
}

/** The app is on the phone, whole, before anybody signs in: what is measured is the families. */
async function arrived(page, road) {
  for (const end = Date.now() + 300_000; Date.now() < end; await sleep(500)) {
    if (await page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.active?.state === 'activated')) break;
  }
  for (let before = -1; ; await sleep(3_000)) {
    const { down } = await road.passed();
    if (down === before) return;
    before = down;
  }
}

const kilobytes = (from, to) => Math.round((to.down + to.up - from.down - from.up) / 100) / 10;

const road = await slowRoad();
const scratch = await mkdtemp(join(tmpdir(), 'kinkeeper-years-'));
const data = join(scratch, 'data');
await cp(years, data, { recursive: true });
const host = road?.host ?? '127.0.0.1';
const server = await startServer(data, host);
if (road) await farBrowser(scratch, server.url);
else note('the slow road could not be made (it wants Linux, root, python3 and iproute2): neither (a) nor (b) is measured');
const { PHONE, browse, go, signIn } = await import('../../../web/e2e/harness.mjs');
const { inside } = await import('../../../web/e2e/inside.mjs');
const profile = join(scratch, 'profile');
const open = async (throttle) => {
  const browser = await browse({ size: PHONE, profile, throttle });
  browser.page().setDefaultTimeout(300_000);
  return browser;
};

/** (a) From the press that signs her in until the last family lies on the phone. */
async function firstSync(page) {
  await page.goto(server.url);
  await page.locator('input[autocomplete=username]').fill('worker1');
  await page.locator('input[autocomplete=current-password]').fill(PASSPHRASE);
  if (road) await arrived(page, road);
  const from = await road?.passed();
  const since = Date.now();
  await page.locator('main form button[type=submit]').click();
  await page.locator('nav').filter({ visible: true }).first().waitFor();
  const first = Date.now();
  await inside(page);
  for (; (await page.evaluate(() => inside.view({ families: { search: '' } }).held)) < FAMILIES; ) await sleep(50);
  const done = await exchanged(page, since);
  const to = await road?.passed();
  note(`first sync: today after ${first - since} ms, everything after ${done - since} ms`);
  if (road) say({ what: 'first sync', families: FAMILIES, seconds: Math.round((done - since) / 100) / 10, mb: Math.round((to.down + to.up - from.down - from.up) / 1e4) / 100, ...ROAD });
}

/** What she writes on one day: six visits, three tasks, two changed risks. */
async function worksADay(page) {
  return page.evaluate(async () => {
    const { cards } = inside.view({ families: { search: '' } });
    const worker = inside.view('protocol').me;
    const words = (n) => inside.view({ family: { family: cards[n % cards.length].id } }).visits.find(({ observations }) => observations).observations;
    let refused = 0;
    const act = (n, ...actions) => {
      if (inside.act({ act: { family: cards[n % cards.length].id, actions, draft: null } })) refused += 1;
    };
    const on = new Date().toISOString().slice(0, 10);
    for (let n = 0; n < 6; n += 1) {
      const recorded = { on, place: 'home', met: [], others: '', strengths: words(n + 10).slice(0, 120), observations: words(n + 20), child_words: [], done: [] };
      act(n, { visit_recorded: { visit: inside.newId(), recorded } });
      if (n % 2 === 0) act(n, { task_added: { task: inside.newId(), new: { what: words(n + 30).slice(0, 60), worker, by: null } } });
      if (n % 3 === 0) act(n, { risk_set: { level: 'medium', reason: words(n + 40).slice(0, 80) } });
    }
    await inside.settled();
    return refused;
  });
}

/** (b) A day: the app stands open for half an hour, and in the evening everything that was written without a network goes. */
async function aDay(browser) {
  const page = browser.page();
  const idle = Number(process.env.KINKEEPER_IDLE_MINUTES ?? 30);
  const from = await road.passed();
  // Somebody looks at it now and then: left alone it would lock.
  for (let minute = 0; minute < idle; minute += 1) {
    await sleep(60_000);
    await page.keyboard.press('Shift');
  }
  const stood = await road.passed();
  await browser.offline(true);
  const refused = await worksADay(page);
  if (refused > 0) throw new Error(`${refused} of her entries were refused`);
  const unsent = await page.evaluate(() => inside.view('more').unsent.length);
  await browser.offline(false);
  const since = Date.now();
  await page.evaluate(() => inside.send('sync_now'));
  await exchanged(page, since);
  const to = await road.passed();
  say({ what: 'a day', entries: unsent, kb: kilobytes(from, to), evening_kb: kilobytes(stood, to), open_minutes: idle, open_kb: kilobytes(from, stood) });
}

/**
 * (d) From the press on a family in the list until what fits on the screen is drawn, and until all of its page is: what
 * stands further down is drawn after the first picture.
 */
async function opening() {
  const browser = await open(THROTTLE);
  const page = browser.page();
  await browser.offline(true);
  await signIn(page, server.url, 'worker1', PASSPHRASE);
  const times = [];
  for (let n = 0; n < 12; n += 1) {
    await go(page, 'families');
    await page.locator('main a[href^="#/families/"]').nth(n).waitFor();
    // She looks for it; the list is drawn by then.
    await sleep(1_500);
    times.push(
      await page.evaluate(async (n) => {
        const link = document.querySelectorAll('main a[href^="#/families/"]')[n];
        const frame = () => new Promise(requestAnimationFrame);
        // Called while a picture is begun: a task of its own runs behind it.
        const pictured = async () => {
          const { port1, port2 } = new MessageChannel();
          port2.postMessage(0);
          await new Promise((resolve) => (port1.onmessage = resolve));
        };
        const drawn = () => location.hash === link.getAttribute('href') && document.querySelector('main h1') && document.querySelector('main .people');
        const whole = () => document.querySelectorAll('main .column:last-child > section').length >= 10;
        const from = performance.now();
        link.click();
        while (!drawn()) await frame();
        await pictured();
        const first = performance.now() - from;
        while (!whole()) await frame();
        await pictured();
        return { first, whole: performance.now() - from };
      }, n),
    );
  }
  const list = (of) => times.map((one) => Math.round(one[of]));
  note(`opened in ${list('first').join(', ')} ms, whole after ${list('whole').join(', ')} ms`);
  say({ what: 'opening a family offline', p50_ms: median(list('first')), worst_ms: Math.max(...list('first')), whole_p50_ms: median(list('whole')), whole_worst_ms: Math.max(...list('whole')), cpu_throttle: THROTTLE });
  await browser.close();
}

try {
  const browser = await open(1);
  await firstSync(browser.page());
  if (road) await aDay(browser);
  await browser.close();
  await opening();
} finally {
  await server.stop();
  await road?.stop();
  await rm(scratch, { recursive: true, force: true });
}
