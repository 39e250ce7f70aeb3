/**
 * What was decided about this phone from afar: locked, or to be emptied. It asks by its keys alone, when the app starts,
 * when the network comes back, and when the server says that it is worth asking, whoever is signed in or nobody.
 */
import { runner, send, settled } from './core.svelte';
import { allKeys, forgetKey, rememberLocked, signature, type PublicKey } from './keys';
import { lock, session } from './session.svelte';
import { forgetMark } from './safety.svelte';
import { shown } from './shown';
import { destroy, listAside, removeAside } from './vault';

/** How long what is unsent may take to be sent before it is destroyed with the rest, in milliseconds. */
const LAST_WORDS = 30_000;
const PATIENCE = 15_000;

export const phone = $state<{
  /** Accounts for which this phone is locked. */
  locked: string[];
  /** Accounts whose store here was destroyed, as somebody ordered. */
  emptied: string[];
}>({ locked: [], emptied: [] });

let asking: Promise<void> | null = null;

/** Asks for every account that this phone knows, and does what was decided. */
export function lookAfter(): Promise<void> {
  asking ??= all().finally(() => (asking = null));
  return asking;
}

async function all(): Promise<void> {
  const keys = await allKeys().catch(() => []);
  for (const key of keys) if (key.locked && !phone.locked.includes(key.account)) phone.locked.push(key.account);
  await Promise.all(keys.map(one));
}

async function one(key: PublicKey): Promise<void> {
  const answer = await tell('/api/v1/device/state', key);
  if (!answer?.ok) return;
  const { state } = (await answer.json()) as { state: string };
  const locked = state === 'locked';
  await rememberLocked(key.account, locked);
  phone.locked = locked ? [...new Set([...phone.locked, key.account])] : phone.locked.filter((account) => account !== key.account);
  if (locked && isOpen(key.account)) await lock();
  if (state === 'wiping') await empty(key);
}

function isOpen(account: string): boolean {
  return session.account?.trim().toLowerCase() === account;
}

async function tell(path: string, key: PublicKey): Promise<Response | null> {
  const body = JSON.stringify({ device_key: key.open });
  const headers = { 'content-type': 'application/json', 'x-kinkeeper': '1', ...(await signature(key.account, 'POST', path, body)) };
  return fetch(path, { method: 'POST', headers, body, cache: 'no-store', signal: AbortSignal.timeout(PATIENCE) }).catch(() => null);
}

/** Destroys what lies here of one account, and nothing of anybody else. What can be sent is sent before. */
async function empty(key: PublicKey): Promise<void> {
  if (isOpen(key.account)) {
    await lastWords();
    await lock();
  }
  const name = session.accounts.find((account) => account.trim().toLowerCase() === key.account) ?? key.account;
  await destroy(name);
  // It was not thrown away: nobody needs to be told that it was.
  forgetMark(name);
  for (const { id } of await listAside(name)) await removeAside(id);
  session.accounts = session.accounts.filter((account) => account !== name);
  if (!phone.emptied.includes(name)) phone.emptied.push(name);
  // Until the server knows, the key stays: with it the phone says so at its next start.
  if ((await tell('/api/v1/device/wiped', key))?.ok) await forgetKey(key.account);
}

async function lastWords(): Promise<void> {
  send('sync_now');
  const end = Date.now() + LAST_WORDS;
  for (;;) {
    await settled();
    const sync = shown('today', 'today')?.sync ?? shown('lease', 'today')?.sync;
    const unsent = sync?.unsent ?? 0;
    if (unsent === 0 || runner.signInAgain || Date.now() > end) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
