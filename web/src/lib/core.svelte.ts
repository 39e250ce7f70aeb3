/**
 * Runs the Rust core: tells it what happened, carries out the effects that it asks for, and reports
 * what came of them. No rule of the work with families lives on this side.
 */
import init, { App, derive_key, trial as judged, type Answer, type Command, type Effect, type Evaluation, type Event as CoreEvent, type Me, type Route, type View } from '../gen/kinkeeper_client.js';
import wasmUrl from '../gen/kinkeeper_client_bg.wasm?url';
import { untrack } from 'svelte';
import { signature } from './keys';
import { network } from './network.svelte';
import { clear, toast } from './toasts.svelte';
import { TABLES, readAll, write, writeLate, type Table, type Write } from './vault';
import { isOf, whose } from './whose';
import type { Message } from './words.svelte';

/** How long the server may take before the phone goes on without it, in milliseconds. */
const HTTP_PATIENCE = 60_000;
/** From how many characters on a body is worth packing. */
const PACKED_FROM = 1_000;
/** Longer than that nobody is asked to wait, in seconds. */
const DAY = 86_400;
/** How long until a write that the phone refused is tried again. */
const RETRY = 5_000;

const text = { to: new TextEncoder(), from: new TextDecoder() };

let app: App | null = null;
/** Somebody's store was loaded into the core. What a form still says afterwards would be found by whoever comes next. */
let holds = false;
/** Whose key signs what is sent. */
let signer = '';
let loading: Promise<void> | null = null;

const shown = $state({
  /** Raised whenever the core may show something else; screens read it through `view`. */
  version: 0,
  trouble: null as Message | null,
  signInAgain: false,
  outdated: false,
});

export const runner = {
  get version(): number {
    return shown.version;
  },
  /** What keeps work from being kept on this phone, if anything does: shown until it is mended. */
  get trouble(): Message | null {
    return shown.trouble;
  },
  /** The server has ended the session; what is unsent waits here. */
  get signInAgain(): boolean {
    return shown.signInAgain;
  },
  /** The server no longer speaks this build's language. */
  get outdated(): boolean {
    return shown.outdated;
  },
};

/** Whose store is open: what is sent for her is signed with her key. */
export function signsFor(): string {
  return signer;
}

/** Fetches and starts the WASM module; later calls return at once. */
export function loadCore(): Promise<void> {
  loading ??= init({ module_or_path: wasmUrl }).then(() => {
    app = new App(crypto.getRandomValues(new Uint8Array(32)));
    addEventListener('online', tick);
    addEventListener('offline', tick);
    document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && tick());
  });
  return loading;
}

/** The key that opens the vault, from passphrase and salt (Argon2id; takes about a second on a phone). */
export async function deriveKey(passphrase: string, salt: Uint8Array): Promise<Uint8Array> {
  await loadCore();
  const key = derive_key(passphrase, salt);
  if (key.length !== 32) throw new Error('no key could be made');
  return key;
}

/** Hands the core everything that the open vault of an account holds, and says that it is open. */
export async function unlocked(account: string): Promise<void> {
  await loadCore();
  isOf(account);
  signer = account;
  for (const table of TABLES) {
    for (const [key, bytes] of await readAll(table)) must().load(table, key, text.from.decode(bytes));
  }
  shown.signInAgain = false;
  holds = true;
  send('unlocked');
  tick();
}

/** Many parts of one screen ask for the same; of words being typed, each keystroke asks for something else. */
const VIEWS = 16;
/** What was asked for since the core last changed, and when. */
const views = new Map<string, { at: number; view: View }>();
/** So long an answer is good, in milliseconds: what is due changes with the clock. */
const NOW = 1_000;

/** Everything on the screen is asked for again; whoever causes it does not thereby depend on it. */
function bump(): void {
  views.clear();
  untrack(() => (shown.version += 1));
}

/** Says that the session is good again. */
export function signedIn(me: Me, device: string): void {
  holds = true;
  shown.signInAgain = false;
  send({ signed_in: { me, device } });
}

const forgetters: (() => void)[] = [];

/** What else must forget when the core does. */
export function whenForgotten(forgets: () => void): void {
  forgetters.push(forgets);
}

/** The core forgets everything; what is being written is finished by the vault. */
export function forget(): void {
  holds = false;
  isOf(null);
  if (app) send('locked');
  for (const forgets of forgetters) forgets();
  // They speak of what was done, and can undo it.
  clear();
}

/** Gives the core an event; what it asks for is on its way when this returns. */
export function send(event: CoreEvent): void {
  const effects = JSON.parse(must().handle(JSON.stringify(event), Date.now())) as Effect[];
  bump();
  if (effects.length > 0) queue = queue.then(() => perform(effects));
}

/**
 * The person does something. Answers with the core's reason when it refuses: nothing was recorded
 * then, and the form keeps what was typed.
 */
export function act(command: Command): Message | null {
  const effects = JSON.parse(must().handle(JSON.stringify({ do: { command } } satisfies CoreEvent), Date.now())) as Effect[];
  bump();
  const refused = effects.find((effect) => effect.do === 'refused');
  if (refused) return refused.message;
  queue = queue.then(() => perform(effects));
  return null;
}

/**
 * What a screen shows. Read in a template or `$derived`, it follows every change of the core; one
 * call for a whole screen.
 */
export function view(route: Route): View | null {
  // Reading the version makes the caller depend on it.
  if (shown.version < 0 || !app) return null;
  const asked = JSON.stringify(route);
  const moment = Date.now();
  const known = views.get(asked);
  if (known !== undefined && Math.abs(moment - known.at) < NOW) return known.view;
  const fresh = JSON.parse(app.view(asked, moment)) as View;
  if (views.size < VIEWS || known !== undefined) views.set(asked, { at: moment, view: fresh });
  return fresh;
}

/** A fresh id for a thing that a form is about to make. */
export function newId(): string {
  return must().new_id(Date.now());
}

/** What answers amount to by a document that no file knows yet; null when it cannot be read as one. */
export function trial(document: string, answers: Record<string, Answer>, age: number | null, day: string): Evaluation | null {
  must();
  const text = judged(document, JSON.stringify(answers), age, day);
  return text === '' ? null : (JSON.parse(text) as Evaluation);
}

/** A kept draft, as the form last left it. */
export function draft<T>(key: string): T | null {
  const kept = app?.draft(key);
  return kept === undefined ? null : (JSON.parse(kept) as T);
}

/** Keeps what a form holds; `null` when it is no longer needed. */
export function keepDraft(key: string, value: unknown): void {
  if (!holds) return;
  note({ draft: { key, value: value === null ? null : JSON.stringify(value) } });
}

/** Gives the core an event of which the screen shows nothing now: not a new version, so nothing is drawn again for it. */
export function note(event: CoreEvent): void {
  views.clear();
  const effects = JSON.parse(must().handle(JSON.stringify(event), Date.now())) as Effect[];
  queue = queue.then(() => perform(effects));
}

/** Time has passed, or the network has come or gone. */
export function tick(): void {
  if (app) send({ tick: { online: network.online } });
}

function must(): App {
  if (!app) throw new Error('the core is not loaded');
  return app;
}

/** Effects are carried out in the order in which they were asked for; what is kept comes before what is sent. */
let queue: Promise<void> = Promise.resolve();

/** Resolves when everything asked for so far is kept on this phone. */
export function settled(): Promise<void> {
  return queue;
}

async function perform(effects: Effect[]): Promise<void> {
  let kept = true;
  for (const effect of effects) {
    switch (effect.do) {
      case 'store':
        kept = await store(effect.writes.map(toWrite));
        break;
      case 'http':
        // Sent even when the phone could not keep it: then the server is the best place for it.
        void http(effect);
        break;
      case 'wake':
        setTimeout(tick, effect.after_ms);
        break;
      case 'done': {
        const entries = effect.undo;
        const undo = entries.length > 0 ? () => send({ do: { command: { undo: { entries } } } }) : undefined;
        if (kept) toast(effect.message, { tone: 'good', undo });
        break;
      }
      case 'refused':
        toast(effect.message, { tone: 'warn' });
        break;
      case 'sign_in':
        shown.signInAgain = true;
        break;
      case 'update':
        shown.outdated = true;
        break;
      case 'fault':
        console.error('core', effect.text);
        break;
    }
  }
}

function toWrite({ table, key, value }: { table: string; key: string; value?: string | null | undefined }): Write {
  return { table: table as Table, key, bytes: value === undefined || value === null ? null : text.to.encode(value) };
}

let retry: ReturnType<typeof setTimeout> | undefined;

function store(writes: Write[]): Promise<boolean> {
  return keeping(() => write(writes));
}

async function keeping(work: () => Promise<void>): Promise<boolean> {
  try {
    await work();
    shown.trouble = null;
    return true;
  } catch (error) {
    // The vault holds it, sealed, and writes it before anything newer.
    const full = error instanceof DOMException && error.name === 'QuotaExceededError';
    shown.trouble = { id: full ? 'trouble-phone-full' : 'trouble-not-kept' };
    clearTimeout(retry);
    // Locked or not: for that no key is needed.
    retry = setTimeout(() => (queue = queue.then(() => void keeping(writeLate))), RETRY);
    return false;
  }
}

/** Long bodies go packed; what is signed is what the server reads, unpacked. */
async function packed(body: string): Promise<{ body: string | ArrayBuffer; headers: Record<string, string> }> {
  if (body.length < PACKED_FROM || typeof CompressionStream === 'undefined') return { body, headers: {} };
  const stream = new Blob([body]).stream().pipeThrough(new CompressionStream('gzip'));
  return { body: await new Response(stream).arrayBuffer(), headers: { 'content-encoding': 'gzip' } };
}

/** A network that fails is status 0, never an exception. */
async function http({ id, method, path, body }: Extract<Effect, { do: 'http' }>): Promise<void> {
  let status = 0;
  let answer = '';
  let again = 0;
  try {
    const sent = body === undefined || body === null ? null : await packed(body);
    const response = await fetch(path, {
      method,
      headers: { ...whose(), ...(sent && { ...sent.headers, 'content-type': 'application/json', 'x-kinkeeper': '1', ...(await signature(signer, method, path, body ?? '')) }) },
      body: sent?.body ?? null,
      credentials: 'same-origin',
      cache: 'no-store',
      signal: AbortSignal.timeout(HTTP_PATIENCE),
    });
    answer = await response.text();
    status = response.status;
    // Whatever stands between may say anything here, a date or less than nothing: the answer itself is never lost for it.
    again = Number.parseInt(response.headers.get('retry-after') ?? '', 10);
  } catch {
    status = 0;
  }
  send({ http: { id, status, body: answer, ...(again > 0 ? { again_s: Math.min(again, DAY) } : {}) } });
}
