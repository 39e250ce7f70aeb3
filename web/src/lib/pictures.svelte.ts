/**
 * Pictures on their way: kept here, sealed, as drafts of the core until the server has every part; then only a copy stays
 * that may be thrown away. Which can go, the core says.
 */
import { fetched, get, putSigned, type Problem } from './api';
import { draft, keepDraft, settled, signsFor, tick } from './core.svelte';
import { network } from './network.svelte';
import { PART, fromText, hashOf, joined, toText } from './photos';
import { shown } from './shown';
import { copyBeside, keepBeside, tidyBeside } from './vault';
import { t } from './words.svelte';

type Held = { parts: number; whole: boolean };

/** How long until the next try, in milliseconds; twice as long each time. */
const SOON = 5_000;
const LATE = 300_000;
/** How often what came broken is brought anew before somebody is told. */
const ANEW = 3;
/** So long nobody must have kept a picture before it goes: a form may be about to name it. */
const ORPHANED = 120_000;
/** So long after the server had no room, it is asked again: room is made by people. */
const NO_ROOM = 1_800_000;

export const pictures = $state<{
  /** What is on its way now: so many parts of so many. */
  now: { key: string; part: number; parts: number } | null;
  /** What cannot go, and why: keys of drafts. */
  stuck: Record<string, Problem>;
}>({ now: null, stuck: {} });

export const keyOf = (family: string, hash: string): string => `picture/${family}/${hash}`;
const place = (family: string, hash: string): string => `/api/v1/families/${family}/photos/${hash}`;
const copy = (family: string, hash: string): string => `${family}/${hash}`;

/** Keeps a picture on this phone until it is sent; resolves when it lies there. */
export async function keepPicture(family: string, hash: string, bytes: Uint8Array): Promise<void> {
  keepDraft(keyOf(family, hash), toText(bytes));
  await settled();
}

/** Lets go of a picture that was not sent. */
export function dropPicture(key: string): void {
  keepDraft(key, null);
  delete pictures.stuck[key];
  tick();
}

/** A picture, if it lies on this phone. */
export async function pictureHere(family: string, hash: string): Promise<Uint8Array | null> {
  const kept = draft<string>(keyOf(family, hash));
  if (kept !== null) return fromText(kept);
  return copyBeside(copy(family, hash)).catch(() => null);
}

/** A picture from the server, going on where it broke off; a copy stays on this phone. */
export async function fetchPicture(family: string, hash: string, bytes: number): Promise<Uint8Array | Problem> {
  const account = signsFor();
  const got: Uint8Array[] = [];
  let have = 0;
  for (let tries = 0; ; tries += 1) {
    const answer = await fetched(`${place(family, hash)}?from=${have}`);
    if (!answer.ok && (answer.problem.code !== 'offline' || tries >= ANEW)) return answer.problem;
    if (answer.ok) {
      try {
        for (const reader = answer.value.body?.getReader(); reader; ) {
          const { done, value } = await reader.read();
          if (done) break;
          got.push(value);
          have += value.length;
        }
      } catch {
        if (tries >= ANEW) return broken();
        continue;
      }
      const whole = joined(got);
      if (have < bytes && tries < ANEW) continue;
      if ((await hashOf(whole)) !== hash) return broken();
      // What came for one person is not kept among what is another's.
      if (signsFor() !== account) return broken();
      await keepBeside(copy(family, hash), whole).catch(() => undefined);
      return whole;
    }
  }
}

function broken(): Problem {
  return { code: 'offline', title: t('photo-failed'), detail: '', kept: '', next: '' };
}

let running: Promise<void> | null = null;
let pause = SOON;
let later: ReturnType<typeof setTimeout> | undefined;

/** Sends what can go. What cannot is tried again later, for as long as there is a network. */
export function sendPictures(): Promise<void> {
  running ??= all().finally(() => {
    running = null;
    pictures.now = null;
  });
  return running;
}

async function all(): Promise<void> {
  clearTimeout(later);
  const account = signsFor();
  // First of all: of a file that the server has lost no copy would be kept.
  if (!(await takeOut(account))) return;
  await tidy();
  let failed = false;
  for (;;) {
    const next = shown('photos', 'photos')?.due.find(({ key }) => !(key in pictures.stuck));
    if (!next || !network.online || signsFor() !== account) break;
    const problem = await bring(account, next.key, next.family, next.hash);
    if (signsFor() !== account) return;
    if (problem === null) continue;
    if (['photo-unfit', 'photo-broken', 'not-found', 'photo-no-room'].includes(problem.code)) {
      pictures.stuck[next.key] = problem;
      if (problem.code === 'photo-no-room') roomier ??= setTimeout(askForRoom, NO_ROOM);
    } else {
      failed = true;
      break;
    }
  }
  if (!failed) {
    pause = SOON;
    return;
  }
  later = setTimeout(() => void sendPictures(), pause);
  pause = Math.min(LATE, pause * 2);
}

let roomier: ReturnType<typeof setTimeout> | undefined;

function askForRoom(): void {
  roomier = undefined;
  for (const [key, { code }] of Object.entries(pictures.stuck)) if (code === 'photo-no-room') delete pictures.stuck[key];
  void sendPictures();
}

/** What the server may have lost with a backup lies here as a copy: it goes again. False when somebody else is there by now. */
async function takeOut(account: string): Promise<boolean> {
  for (const { key, family, hash } of shown('photos', 'photos')?.again ?? []) {
    // What cannot be looked for now is looked for the next time; only what is not there is given up.
    const bytes = await copyBeside(copy(family, hash)).catch(() => undefined);
    if (signsFor() !== account) return false;
    if (bytes !== undefined) keepDraft(key, bytes && toText(bytes));
  }
  return true;
}

/** Tries once more what could not go. */
export function tryAgain(): void {
  pictures.stuck = {};
  void sendPictures();
}

async function bring(account: string, key: string, family: string, hash: string): Promise<Problem | null> {
  const kept = draft<string>(key);
  if (kept === null) return null;
  const bytes = fromText(kept);
  const parts = Math.ceil(bytes.length / PART);
  const asked = await get<Held>(`${place(family, hash)}/held`);
  if (!asked.ok) return asked.problem;
  let held = asked.value;
  let worst: Problem | null = null;
  for (let anew = 0; !held.whole && anew < ANEW; ) {
    const { parts: part } = held;
    pictures.now = { key, part, parts };
    const answer = await putSigned<Held>(account, `${place(family, hash)}/${part}`, bytes.subarray(part * PART, (part + 1) * PART));
    if (answer.ok) held = answer.value;
    else if (answer.problem.code !== 'photo-broken') return answer.problem;
    else {
      // Something on the way changed it; none of it is there any more.
      worst = answer.problem;
      held = { parts: 0, whole: false };
      anew += 1;
    }
    if (signsFor() !== account) return null;
  }
  if (!held.whole) return worst;
  await keepBeside(copy(family, hash), bytes).catch(() => undefined);
  if (signsFor() === account) dropPicture(key);
  return null;
}

/** Since when nobody keeps a picture. */
const orphans = new Map<string, number>();
/** Of whom, and of which photographs, copies were last looked through. */
let tidied = '';

/** Lets go of what nobody keeps. */
async function tidy(): Promise<void> {
  const view = shown('photos', 'photos');
  if (!view) return;
  for (const key of [...orphans.keys()]) if (!view.gone.includes(key)) orphans.delete(key);
  for (const key of view.gone) {
    const since = orphans.get(key) ?? Date.now();
    orphans.set(key, since);
    if (Date.now() - since >= ORPHANED) dropPicture(key);
  }
  const now = [signsFor(), ...view.kept].join(' ');
  if (now === tidied) return;
  const kept = new Set(view.kept);
  await tidyBeside((name) => kept.has(name)).then(
    () => (tidied = now),
    () => undefined,
  );
}
