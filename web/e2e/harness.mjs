// What the browser tests stand on: a server of their own with a fresh data folder, a browser of their
// own with a profile that outlives a restart, pictures at the two sizes that matter, and axe.
import { spawn, spawnSync } from 'node:child_process';
import { cp, mkdtemp, mkdir, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createServer as createHttp } from 'node:http';
import { connect, createServer } from 'node:net';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliDecompressSync } from 'node:zlib';
import { chromium } from 'playwright-core';

const root = fileURLToPath(new URL('../..', import.meta.url));
const shots = fileURLToPath(new URL('./shots', import.meta.url));

/** Today's client, where it was built. */
export const today = process.env.KINKEEPER_WEB_DIR ?? join(root, 'web/dist');

export const PHONE = { width: 360, height: 740 };
export const DESK = { width: 1280, height: 800 };

const FLAGS = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-gpu',
  '--disable-quic',
  '--disable-sync',
  '--no-first-run',
  '--no-sandbox',
];

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** The built program: KINKEEPER_BIN, or the newest profile's in cargo's target directory. */
function program() {
  if (process.env.KINKEEPER_BIN) return process.env.KINKEEPER_BIN;
  const metadata = spawnSync('cargo', ['metadata', '--no-deps', '--format-version', '1', '--offline'], { cwd: root, encoding: 'utf8', maxBuffer: 1 << 26 });
  const target = JSON.parse(metadata.stdout).target_directory;
  const found = ['debug', 'release'].map((profile) => join(target, profile, 'kinkeeper')).find((path) => existsSync(path));
  if (!found) throw new Error('the program is not built: cargo build --workspace --bin kinkeeper');
  return found;
}

/**
 * The road between the browser and a server: `cut()` breaks every connection and refuses new ones, `deafen()` brings
 * requests there and loses the answers, `mend()` lets everything through again, `passed()` counts the bytes that went to
 * the server. What a browser calls "offline" ends at the edges of a page; a road that is cut is cut for service workers
 * and restarted browsers too.
 */
async function road(to) {
  let open = true;
  let deaf = false;
  let bytes = 0;
  const under = new Set();
  const server = createServer((from) => {
    if (!open) return from.destroy();
    const onward = connect(to, '127.0.0.1');
    for (const socket of [from, onward]) {
      under.add(socket);
      socket.on('close', () => (under.delete(socket), from.destroy(), onward.destroy()));
      socket.on('error', () => {});
    }
    from.on('data', (chunk) => (bytes += chunk.length));
    onward.on('data', () => deaf && from.destroy());
    from.pipe(onward).pipe(from);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const destroy = () => under.forEach((socket) => socket.destroy());
  return {
    port: server.address().port,
    passed: () => bytes,
    cut: () => ((open = false), destroy()),
    deafen: () => ((open = true), (deaf = true)),
    mend: () => ((open = true), (deaf = false)),
    stop: () => (destroy(), new Promise((resolve) => server.close(resolve))),
  };
}

/** The environment without our own variables: the server takes every KINKEEPER_ for a setting. */
function outside() {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('KINKEEPER_')));
}

/**
 * A data folder with the demonstration network, made once a day for each build of the program: making it takes the
 * program five seconds of a whole core, and every file of tests wants one. Two who want it at once both make it; the
 * one who is done first is believed.
 */
async function furnished(build) {
  const { mtimeMs, size } = await stat(build);
  const kept = join(tmpdir(), `kinkeeper-e2e-data-${new Date().toISOString().slice(0, 10)}-${Math.round(mtimeMs)}-${size}`);
  if (existsSync(kept)) return kept;
  const folder = await mkdtemp(join(tmpdir(), 'kinkeeper-e2e-making-'));
  const port = await freePort();
  const environment = { KINKEEPER_BIND: `127.0.0.1:${port}`, KINKEEPER_DATA_DIR: folder };
  const child = spawn(build, ['serve', '--demo'], { cwd: root, env: { ...outside(), ...environment }, stdio: 'ignore' });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  for (const end = Date.now() + 120_000; ; await new Promise((resolve) => setTimeout(resolve, 100))) {
    if ((await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => null))?.ok) break;
    if (child.exitCode !== null || Date.now() > end) throw new Error('the demonstration network could not be made');
  }
  child.kill('SIGTERM');
  await ended;
  await rename(folder, kept).catch(() => rm(folder, { recursive: true, force: true }));
  return kept;
}

/**
 * Starts `kinkeeper serve --demo` on a free port with its own data folder; `settings(url)` writes its settings file. `stop()` ends it and removes
 * the folder; `kill()` ends it as a power cut would, `start()` starts it again on the same folder and port, with another
 * client if it names a folder. `client`: the folder of the client that it gives out, at first today's.
 */
export async function serve(extra = [], settings = null, client = today) {
  const folder = await mkdtemp(join(tmpdir(), 'kinkeeper-e2e-'));
  const built = program();
  await cp(await furnished(built), folder, { recursive: true });
  const port = await freePort();
  const between = await road(port);
  const direct = `http://127.0.0.1:${port}`;
  const url = `http://127.0.0.1:${between.port}`;
  let child = null;
  let log = '';
  const file = settings ? join(folder, 'settings.toml') : undefined;
  if (file) await writeFile(file, settings(url));

  async function start(gives = client) {
    client = gives;
    const environment = { KINKEEPER_BIND: `127.0.0.1:${port}`, KINKEEPER_DATA_DIR: folder, KINKEEPER_WEB_DIR: client, KINKEEPER_CONFIG: file };
    child = spawn(built, ['serve', '--demo', ...extra], {
      cwd: root,
      env: { ...outside(), ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const keep = (chunk) => (log = (log + chunk).slice(-20_000));
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    const until = Date.now() + 120_000;
    for (;;) {
      if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}:\n${log}`);
      const answer = await fetch(`${direct}/healthz`).catch(() => null);
      if (answer?.ok) return;
      if (Date.now() > until) throw new Error(`the server does not answer:\n${log}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  async function end(signal) {
    if (!child || child.exitCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await ended;
  }

  await start();
  return {
    url,
    /** The server itself, past the road. */
    direct,
    road: between,
    folder,
    start,
    kill: () => end('SIGKILL'),
    log: () => log,
    /** Makes a backup; what it answers with loses everything and puts the server back to it. */
    async backup() {
      const [file, secret] = [`${folder}.backup`, `${folder}.secret`];
      await writeFile(secret, 'of this backup alone');
      const run = (what) => {
        const done = spawnSync(built, [what, file, '--passphrase-file', secret], { env: { ...outside(), KINKEEPER_DATA_DIR: folder }, encoding: 'utf8' });
        if (done.status !== 0) throw new Error(`${what}: ${done.stdout}${done.stderr}`);
      };
      run('backup');
      return async () => {
        await end('SIGKILL');
        for (const name of await readdir(folder)) if (name.startsWith('kinkeeper.db') || name === 'root.key') await rm(join(folder, name));
        run('restore');
        await rm(file);
        await rm(secret);
        await start();
      };
    },
    async stop() {
      await between.stop();
      await end('SIGTERM');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/**
 * A client as it was built for an earlier protocol, unpacked to a folder of its own: whoever does not press "update" for
 * weeks still has it. `fixtures/client-1.tar.br` was made of 95e48a1 (26 November 2026) with `cargo xtask web`.
 */
export async function formerClient(protocol) {
  const packed = await readFile(fileURLToPath(new URL(`./fixtures/client-${protocol}.tar.br`, import.meta.url)));
  const folder = await mkdtemp(join(tmpdir(), `kinkeeper-client-${protocol}-`));
  const unpacked = spawnSync('tar', ['-x', '-C', folder], { input: brotliDecompressSync(packed) });
  if (unpacked.status !== 0) throw new Error(`the former client could not be unpacked: ${unpacked.stderr}`);
  return folder;
}

/** The shell alone, from its sources: for tests of its parts. */
export async function serveSources() {
  const { createServer: createVite } = await import('vite');
  const port = await freePort();
  const vite = await createVite({
    root: join(root, 'web'),
    logLevel: 'error',
    cacheDir: await mkdtemp(join(tmpdir(), 'kinkeeper-vite-')),
    server: { port, strictPort: true, host: '127.0.0.1', hmr: false },
    // Everything known beforehand: a package found late would load the page again under the test.
    optimizeDeps: { include: ['@fluent/bundle', 'svelte'], entries: ['index.html', 'src/Gallery.svelte'] },
  });
  await vite.listen();
  return { url: `http://127.0.0.1:${port}`, stop: () => vite.close() };
}

/** The policy that the server sends, at its strictest: the built client must work under it. */
const POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; " +
  "manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const TYPES = { html: 'text/html; charset=utf-8', js: 'text/javascript', css: 'text/css', wasm: 'application/wasm', svg: 'image/svg+xml', woff2: 'font/woff2', json: 'application/json', webmanifest: 'application/manifest+json' };

/** The built client alone, under the strict policy; `change(name, edit)` alters a file as a new version would. */
export async function serveBuilt() {
  const dist = join(root, 'web/dist');
  const changed = new Map();
  const asked = [];
  const server = createHttp(async (request, response) => {
    const path = new URL(request.url, 'http://localhost').pathname;
    asked.push(path);
    const name = path === '/' ? 'index.html' : path.slice(1);
    try {
      const body = await readFile(join(dist, name));
      response.writeHead(200, { 'content-type': TYPES[name.split('.').pop()], 'content-security-policy': POLICY, 'cache-control': 'no-cache' });
      response.end(changed.has(name) ? changed.get(name)(body.toString()) : body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    asked,
    change: (name, edit) => changed.set(name, edit),
    stop: () => new Promise((resolve) => (server.closeAllConnections(), server.close(resolve))),
  };
}

/** The processes of the browser on this profile; its own, not those of its pages. */
function processes(profile) {
  const lines = spawnSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8', maxBuffer: 1 << 26 }).stdout.split('\n');
  const ours = lines.filter((line) => line.includes(`--user-data-dir=${profile}`) && !line.includes('--type='));
  return ours.map((line) => Number.parseInt(line, 10));
}

/**
 * A browser with a profile on disk. `restart()` closes and opens it again with everything that it kept, as
 * when somebody closes the browser and comes back; `kill()` does so without closing it first, as when the power goes or
 * the phone ends it; `crash()` kills what draws the page, and opens another one; `another()` opens a tab beside it;
 * `page()` is its page, `profile` the folder with everything that it keeps.
 */
export async function browse({ size = PHONE, language = 'km', dark = false, profile, throttle = 1, eachContext } = {}) {
  const kept = profile ?? (await mkdtemp(join(tmpdir(), 'kinkeeper-profile-')));
  let context = null;
  let page = null;
  const errors = [];

  function adopt(fresh) {
    fresh.setDefaultTimeout(20_000);
    fresh.on('pageerror', (error) => errors.push(String(error)));
    fresh.on('console', (message) => {
      // A network that was cut on purpose is no mistake of the page.
      if (message.type() === 'error' && !/net::ERR_|Failed to load resource/.test(message.text())) errors.push(message.text());
    });
    return fresh;
  }

  async function open() {
    context = await chromium.launchPersistentContext(kept, {
      executablePath: process.env.KINKEEPER_CHROMIUM ?? '/usr/bin/chromium',
      headless: true,
      args: FLAGS,
      viewport: size,
      // Phones have more dots than that, and a processor that draws them pays for each: E2E_SCALE=2 for sharp pictures.
      deviceScaleFactor: Number(process.env.E2E_SCALE ?? 1),
      hasTouch: size.width < 600,
      locale: language === 'km' ? 'km-KH' : 'en-GB',
      timezoneId: 'Asia/Phnom_Penh',
      // What is still changing its colour has none that axe could judge, however busy the machine.
      reducedMotion: 'reduce',
      colorScheme: dark ? 'dark' : 'light',
    });
    await context.addInitScript((code) => {
      if (!localStorage.getItem('kinkeeper.language')) localStorage.setItem('kinkeeper.language', code);
    }, language);
    await eachContext?.(context);
    page = adopt(context.pages()[0] ?? (await context.newPage()));
    if (throttle > 1) {
      const session = await context.newCDPSession(page);
      await session.send('Emulation.setCPUThrottlingRate', { rate: throttle });
    }
  }

  await open();
  return {
    errors,
    profile: kept,
    page: () => page,
    context: () => context,
    offline: (cut) => context.setOffline(cut),
    /** `meanwhile` runs while it is closed. */
    async restart(meanwhile) {
      await context.close();
      await meanwhile?.();
      await open();
    },
    async kill(meanwhile) {
      const gone = new Promise((resolve) => context.once('close', resolve));
      for (const one of processes(kept)) process.kill(one, 'SIGKILL');
      await gone;
      while (processes(kept).length > 0) await new Promise((resolve) => setTimeout(resolve, 20));
      await meanwhile?.();
      await open();
    },
    async crash() {
      const [gone, session] = [page, await context.newCDPSession(page)];
      const crashed = new Promise((resolve) => gone.once('crash', resolve));
      // It is never answered.
      session.send('Page.crash').catch(() => {});
      await crashed;
      page = adopt(await context.newPage());
      await gone.close();
    },
    async another() {
      page = adopt(await context.newPage());
      return page;
    },
    async close() {
      await context.close();
      if (!profile) await rm(kept, { recursive: true, force: true });
    },
  };
}

/**
 * The page at 360 × 740 and 1280 × 800, in `e2e/shots`, where somebody wants to look: E2E_PICTURES=1 (they are a tenth of
 * the time of a run, and no test reads them). `whole`: all of it, not only what fits.
 */
export async function shot(page, name, { whole = false, sizes = [PHONE, DESK] } = {}) {
  if (!process.env.E2E_PICTURES) return;
  await mkdir(shots, { recursive: true });
  const before = page.viewportSize();
  for (const size of sizes) {
    await page.setViewportSize(size);
    // What stays in its place while one scrolls belongs at the edges of the picture.
    if (whole) await page.evaluate(() => scrollTo({ top: 0, behavior: 'instant' }));
    await settle(page);
    await page.screenshot({ path: join(shots, `${name}-${size.width}.png`), fullPage: whole, animations: 'disabled' });
  }
  if (before) await page.setViewportSize(before);
}

/** Waits until fonts are there and nothing moves. */
export async function settle(page) {
  await page.evaluate(async () => {
    await document.fonts.ready;
    // A page that is not drawn has no next frame; it is not waited for.
    await Promise.race([new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))), new Promise((resolve) => setTimeout(resolve, 1_000))]);
  });
}

/** Waits until `ask` is true in the page. (Playwright's own `waitForFunction` cannot, under the strict policy.) */
export async function until(page, ask, what = String(ask), patience = 15_000, given = undefined) {
  const end = Date.now() + patience;
  // The page may load again under the question.
  while (!(await page.evaluate(ask, given).catch(() => false))) {
    if (Date.now() > end) throw new Error(`in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Waits until the app lies on the phone: before that, not every screen comes without a network. */
export async function onThePhone(page) {
  await until(page, async () => (await navigator.serviceWorker.getRegistration())?.active?.state === 'activated', 'the app is on the phone', 60_000);
}

/** Throws when axe finds anything serious (without `colours`: but for their contrast, which takes it longest), or when the page must be moved sideways to be read. */
export async function axe(page, where, { colours = true } = {}) {
  const source = await readFile(fileURLToPath(new URL('../node_modules/axe-core/axe.min.js', import.meta.url)), 'utf8');
  await settle(page);
  // What is still fading in has no colour of its own yet.
  await page.evaluate(() =>
    Promise.all(
      document
        .getAnimations()
        .filter((animation) => animation.effect?.getComputedTiming().iterations !== Infinity)
        .map((animation) => animation.finished.catch(() => null)),
    ).then(() => null),
  );
  // As an expression of the debugger: the content security policy of the page stays as it is.
  await page.evaluate(`(() => { if (!window.axe) { ${source} } })()`);
  const found = await page.evaluate(async (colours) => {
    const result = await window.axe.run(document, { resultTypes: ['violations'], preload: false, rules: { 'color-contrast': { enabled: colours } } });
    return result.violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, help, nodes }) => `${id}: ${help}\n    ${nodes.map((node) => `${node.html.slice(0, 160)} ${node.any[0]?.message ?? ''}`).join('\n    ')}`);
  }, colours);
  if (found.length > 0) throw new Error(`axe on ${where}:\n  ${found.join('\n  ')}`);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (wide > 0) throw new Error(`${where} is ${wide} px wider than the window`);
}

/** A screen is looked at as it stands: no gap in its words, axe, no sideways scroll, a picture at both sizes. */
export async function glance(page, name) {
  await settle(page);
  const text = await page.locator('body').innerText();
  const gaps = text.match(/⟦[^⟧]*⟧|\{ ?\$\w+ ?\}/g);
  if (gaps) throw new Error(`${name}: keys without words: ${gaps}`);
  await axe(page, name);
  await shot(page, name, { whole: true });
}

/** What can be pressed but is smaller than 44 px in either direction (24 px for links within text). */
export async function tooSmall(page) {
  return page.evaluate(() =>
    [...document.querySelectorAll('button, select, textarea, input:not(.visually-hidden), a[href]')]
      .filter((element) => element.checkVisibility() && !element.closest('.skip, p'))
      .map((element) => ({ box: element.getBoundingClientRect(), html: element.outerHTML.slice(0, 120) }))
      .filter(({ box }) => box.width > 0 && (box.width < 44 || box.height < 44))
      .map(({ box, html }) => `${Math.round(box.width)}×${Math.round(box.height)} ${html}`),
  );
}

/** Types into the sign-in page and waits until it is over. On a phone that knows the account, it is chosen first. */
export async function signIn(page, url, account, passphrase) {
  await page.goto(url);
  const secret = page.locator('input[autocomplete=current-password]');
  const known = page.locator('button.person', { hasText: account });
  const name = page.locator('input[autocomplete=username]');
  const anybody = page.locator('button.person');
  await anybody.or(name).or(secret).first().waitFor();
  // Others have been here, and not she.
  if (!(await known.count()) && !(await secret.count()) && (await anybody.count())) await page.locator('main .card .row button').first().click();
  if (await known.count()) await known.first().click();
  else if (await name.count()) await name.fill(account);
  await secret.fill(passphrase);
  await page.locator('main form button[type=submit]').click();
  await page.locator('nav').filter({ visible: true }).first().waitFor({ timeout: 60_000 });
}

/** To a place of the app, by its address. */
export async function go(page, place) {
  // A screen may still be coming: until it stands there, the heading is that of the screen before.
  const leaving = await page.evaluate((hash) => {
    const path = (of) => of.split('?')[0];
    const leaves = path(location.hash) !== path(hash);
    if (leaves) document.querySelector('main h1')?.setAttribute('data-before', '');
    location.hash = hash;
    return leaves;
  }, `#/${place}`);
  // Some places differ by their address only and keep their heading.
  if (leaving) await page.locator('main h1:not([data-before])').first().waitFor({ timeout: 3_000 }).catch(() => {});
  await page.locator('main h1').first().waitFor().catch(async (error) => {
    const shown = await Promise.race([page.evaluate(() => document.body.innerText), new Promise((resolve) => setTimeout(resolve, 5_000))]);
    throw new Error(`${place} does not come; ${shown === undefined ? 'the page does not answer' : `it says: ${shown.slice(0, 600)}`}`, { cause: error });
  });
  await settle(page);
}

/** Fields that the browser would write down in files of its own, to bring a closed tab back. */
export async function writtenDown(page) {
  return page.evaluate(() =>
    [...document.querySelectorAll('input, textarea, select')]
      .filter(({ autocomplete, type }) => !['off', 'username', 'current-password', 'new-password', 'one-time-code'].includes(autocomplete) && type !== 'password')
      .map((element) => element.outerHTML.slice(0, 120)),
  );
}

/** Looks at what is shown, at both sizes: axe, touch targets, words, and a picture. */
export async function look(page, name) {
  for (const size of [PHONE, DESK]) {
    await page.setViewportSize(size);
    // Colours are the same at both sizes.
    await axe(page, `${name} at ${size.width}`, { colours: size === PHONE });
    const small = await tooSmall(page);
    if (small.length > 0) throw new Error(`${name} at ${size.width}: everything can be hit with a thumb: ${small.join(', ')}`);
  }
  const written = await writtenDown(page);
  if (written.length > 0) throw new Error(`${name}: fields that the browser keeps by itself: ${written.join(', ')}`);
  const text = await page.locator('body').innerText();
  if (text.includes('⟦')) throw new Error(`${name}: every key has words: ${text.match(/⟦[^⟧]*⟧/g)}`);
  await shot(page, name, { whole: true });
  await page.setViewportSize(PHONE);
}

/** The sources of this folder's parent, for tests that look at what was built. */
export const web = dirname(fileURLToPath(new URL('.', import.meta.url)));
