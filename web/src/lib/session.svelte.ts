/**
 * Who uses this phone now: signing in over the network the first time, opening the vault without it
 * afterwards, locking with one press. The server's word and the phone's own store are two things: the one may
 * ask for a further step, the other for a passphrase of its own.
 */
import { flushSync } from 'svelte';
import type { Me } from '../gen/kinkeeper_client.js';
import { deriveKey, forget, keepDraft, newId, loadCore, settled, signedIn, unlocked } from './core.svelte';
import { adopt, keyOf, knownKey, signature } from './keys';
import { claim, letGo, tabs } from './tabs.svelte';
import { compare, forgetMark } from './safety.svelte';
import { WrongPassphrase, create, destroy, findVault, listVaults, lock as lockVault, newSalt, putAside, readAside, removeAside, rewrap, setPin, takeIn, unlock, unlockByPin, type Unsent, type Vault } from './vault';
import type { Problem } from './api';

/** What the server still asks for before the session is good for work. */
export type Step = 'second_factor' | 'passphrase' | 'enrolment' | 'device';

/** Whoever has signed in, as the server tells the page. */
export type Account = Me & { waits_for: Step | null; second_factor_until: number | null; device_key: string | null };

/**
 * How signing in went. `wrong`: name or passphrase; `offline`: a first sign-in needs the network; `step`: there is
 * more to do, and `session.arrival` says what; `locked`, `emptied`: somebody decided so about this phone.
 */
export type SignIn = 'in' | 'step' | 'wrong' | 'used_up' | 'offline' | 'too_many' | 'outdated' | 'trouble' | 'locked' | 'emptied';

/** Somebody whom the server knows, and the passphrase that she typed, if she did. */
export type Arrival = { me: Account; secret: string | null };

const DEVICE = 'kinkeeper.device';

/** How often it was locked: the server's answer to somebody who has locked it since must not open it again. */
let locked = 0;
/** Who was here last. */
let before: string | null = null;

export const session = $state<{
  /** `step`: the server asks for more; `store`: the phone's own store must be opened or made. */
  phase: 'starting' | 'locked' | 'step' | 'store' | 'open';
  account: string | null;
  accounts: string[];
  arrival: Arrival | null;
  /** Until when she may go on without a second factor that she must have. */
  factorUntil: number | null;
  /** The organisation's own sign-in did not work. */
  providerFailed: boolean;
  /** A code for this phone, which came with the address of the page. */
  deviceCode: string | null;
}>({ phase: 'starting', account: null, accounts: [], arrival: null, factorUntil: null, providerFailed: false, deviceCode: null });

/** Looks which accounts this phone knows. */
export async function startSession(): Promise<void> {
  await loadCore();
  session.accounts = (await listVaults()).map((vault) => vault.account);
  compare(session.accounts);
  // The code of a picture that was scanned: the address forgets it.
  const [, place, code] = location.hash.split('/');
  if (place === 'enrol') {
    session.deviceCode = code ?? null;
    history.replaceState(null, '', location.pathname + location.search);
  }
  // Back from an identity provider: the address says how it went, and forgets it.
  const arrived = new URLSearchParams(location.search).get('arrived');
  if (arrived !== null) {
    history.replaceState(null, '', location.pathname + location.hash);
    const me = arrived === '1' ? await whoAmI() : null;
    if (me) {
      await arrive(me, null);
      return;
    }
    session.providerFailed = true;
  }
  session.phase = 'locked';
}

/**
 * Signs in. With a vault on this phone the passphrase opens it, network or not, and the server is asked
 * afterwards; without one the server is asked first. A passphrase that was changed elsewhere opens the server but
 * not the vault: then the vault asks for the old one, or is put aside.
 */
export async function signIn(account: string, passphrase: string): Promise<SignIn> {
  const name = account.trim();
  // Locked from afar it stays locked, whatever the network does, until the server says otherwise.
  if ((await knownKey(name))?.locked) {
    const answer = await ask(name, passphrase);
    return answer.me ? arrive(answer.me, passphrase) : answer.result === 'offline' ? 'locked' : answer.result;
  }
  const known = await findVault(name);
  if (known && (await openVault(known, passphrase))) {
    // The server's word comes when it comes; the work is here already.
    void reconnect(name, passphrase);
    return 'in';
  }
  const answer = await ask(name, passphrase);
  if (!answer.me) return known && answer.result === 'offline' ? 'wrong' : answer.result;
  return arrive(answer.me, passphrase);
}

/**
 * Opens this phone with a PIN, which needs the network: the server has a share of the key. The session that the phone
 * still has goes on; without one, the passphrase is asked for before anything is sent.
 */
export async function openByPin(account: string, pin: string): Promise<Problem | null> {
  const vault = await findVault(account);
  if (!vault?.pin) return null;
  const { keyByPin } = await import('./pin');
  const answer = await keyByPin(vault.account, pin, vault.pin);
  if ('problem' in answer) {
    // The share is destroyed: what was wrapped with it opens no more.
    if (answer.problem.code === 'pin-gone') await setPin(vault.account, null);
    return answer.problem;
  }
  await claim(vault.id, yieldToOther);
  await unlockByPin(vault.account, answer.key);
  await unlocked(vault.account);
  opened(vault.account);
  void reconnect(vault.account, null);
  return null;
}

/** The server knows who it is: does what comes next. */
export async function arrive(me: Account, secret: string | null): Promise<SignIn> {
  // Somebody else has signed in on a phone that lies open: what is open is locked first.
  if (session.account !== null && session.account.toLowerCase() !== me.account.toLowerCase()) await lock();
  const since = locked;
  session.arrival = { me, secret };
  await adopt(me.account, me.device_key);
  // Locked in that moment, it stays so.
  if (locked !== since) return 'trouble';
  if (me.waits_for !== null) {
    // Whoever is at work already is told, and not pulled away from it.
    if (session.phase !== 'open') session.phase = 'step';
    return 'step';
  }
  if (session.account === null) {
    const vault = await findVault(me.account);
    if (vault && secret !== null && (await openVault(vault, secret))) return settledIn(me);
    if (!vault && secret !== null) return makeStore(secret);
    session.phase = 'store';
    return 'step';
  }
  return settledIn(me);
}

function settledIn(me: Account): SignIn {
  signedIn(me, device());
  session.factorUntil = me.second_factor_until;
  session.arrival = null;
  session.phase = 'open';
  return 'in';
}

/** Makes this phone's own store for whoever has arrived, sealed with a passphrase. */
export async function makeStore(passphrase: string): Promise<SignIn> {
  if (!session.arrival) return 'trouble';
  const { me } = session.arrival;
  const salt = newSalt();
  const vault = await create(me.account, await deriveKey(passphrase, salt), salt);
  await claim(vault.id, yieldToOther);
  session.accounts = [...session.accounts, vault.account];
  await unlocked(vault.account);
  opened(vault.account);
  return settledIn(me);
}

/** Opens this phone's store, which is sealed with another passphrase than the account's, and seals it anew. */
export async function openStore(old: string): Promise<SignIn> {
  if (!session.arrival) return 'trouble';
  const { me, secret } = session.arrival;
  const vault = await findVault(me.account);
  if (!vault || !(await openVault(vault, old))) return 'wrong';
  if (secret !== null) await passphraseChanged(old, secret);
  return settledIn(me);
}

/** Puts this phone's store aside, sealed as it is, and makes a new one. */
export async function startNewStore(passphrase: string): Promise<SignIn> {
  if (!session.arrival) return 'trouble';
  const { account } = session.arrival.me;
  await putAside(account);
  forgetMark(account);
  session.accounts = session.accounts.filter((one) => one.toLowerCase() !== account.toLowerCase());
  return makeStore(passphrase);
}

/** Brings what was never sent out of a store that was put aside. `false`: the passphrase does not open it. */
export async function recoverStore(vault: Vault, passphrase: string): Promise<boolean> {
  const kek = await deriveKey(passphrase, vault.salt);
  try {
    await takeUnsent(await readAside(vault.id, kek), vault.id);
  } catch (error) {
    if (error instanceof WrongPassphrase) return false;
    throw error;
  }
  // Not before everything of it is here.
  await removeAside(vault.id);
  return true;
}

/** Takes what another store of hers held into this one. Of a form that was begun in both, both versions stay. */
export async function takeUnsent(unsent: Unsent, from: string): Promise<void> {
  const account = session.account;
  if (account === null) return;
  await settled();
  const differing = await takeIn(unsent);
  // The core reads everything anew, with what has come.
  forget();
  await unlocked(account);
  for (const bytes of differing) {
    const [name, text] = JSON.parse(new TextDecoder().decode(bytes)) as [string, string];
    keepDraft(name.startsWith('second/') ? name : `second/${from}/${name}`, JSON.parse(text));
  }
  await settled();
  void reconnect(account, null);
}

/** She has chosen a passphrase of her own, and the server has taken it. */
export async function passphraseChosen(me: Account, old: string, fresh: string): Promise<SignIn> {
  if (session.account !== null) await passphraseChanged(old, fresh);
  return arrive(me, fresh);
}

/** Keeps what stands in fields and forms, then forgets the key and everything in memory. */
async function shut(): Promise<void> {
  locked += 1;
  // A field is kept when it is left, a form when it goes away: both before there is no key to seal them with.
  if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
  session.phase = 'starting';
  flushSync();
  await settled();
  forget();
  await lockVault();
}

/** Locks: the key and everything in memory is forgotten. */
export async function lock(): Promise<void> {
  await shut();
  letGo();
  session.phase = 'locked';
  session.account = null;
  session.arrival = null;
}

/** Signs out of the server as well; what the vault holds stays, sealed. */
export async function signOut(): Promise<void> {
  await lock();
  await fetch('/api/v1/sign-out', { method: 'POST', headers: { 'x-kinkeeper': '1' } }).catch(() => undefined);
}

/** Leaves an unfinished sign-in: back to work when the store is open, else back to the beginning. */
export async function leaveStep(): Promise<void> {
  if (session.account !== null) session.phase = 'open';
  else await signOut();
}

/** After the server has ended the session: signs in again without leaving the page. */
export async function signInAgain(passphrase: string): Promise<SignIn> {
  if (session.account === null) return 'trouble';
  const since = locked;
  const answer = await ask(session.account, passphrase);
  if (!answer.me) return answer.result;
  if (locked !== since) return 'trouble';
  const result = await arrive(answer.me, passphrase);
  if (result === 'step') session.phase = 'step';
  return result;
}

/** Puts this phone's vault under a new passphrase, once the server has taken it. */
export async function passphraseChanged(old: string, fresh: string): Promise<void> {
  const account = session.account;
  const vault = account === null ? null : await findVault(account);
  if (account === null || !vault) return;
  const salt = newSalt();
  await rewrap(account, await deriveKey(old, vault.salt), await deriveKey(fresh, salt), salt);
}

/** Removes an account from this phone with everything that is not sent. It cannot be undone. */
export async function removeAccount(account: string): Promise<void> {
  if (session.account === account) await lock();
  await destroy(account);
  forgetMark(account);
  session.accounts = session.accounts.filter((one) => one !== account);
}

/** Opens a vault; `false` when the passphrase is not its own. */
async function openVault(vault: Vault, passphrase: string): Promise<boolean> {
  const kek = await deriveKey(passphrase, vault.salt);
  try {
    await claim(vault.id, yieldToOther);
    await unlock(vault.account, kek);
  } catch (error) {
    letGo();
    if (error instanceof WrongPassphrase) return false;
    throw error;
  }
  await unlocked(vault.account);
  opened(vault.account);
  return true;
}

/** The session that this phone still has, or else a new one. */
async function reconnect(name: string, secret: string | null): Promise<void> {
  const since = locked;
  const live = await whoAmI();
  const hers = live && live.account.toLowerCase() === name.toLowerCase();
  // A session under a key that this browser does not have, or none yet, is good for nothing: she signs in anew.
  const good = hers && (secret === null || live.device_key === (await knownKey(name))?.open);
  if (locked !== since) return;
  if (live && good) {
    await arrive(live, secret);
    return;
  }
  if (secret === null) return;
  const answer = await ask(name, secret);
  if (answer.me && locked === since) await arrive(answer.me, secret);
}

/** Whom the server takes this phone for, if anybody. */
export async function whoAmI(): Promise<Account | null> {
  const response = await fetch('/api/v1/me', { cache: 'no-store', signal: AbortSignal.timeout(30_000) }).catch(() => null);
  return response?.ok ? ((await response.json()) as Account) : null;
}

/** What one may see and do can change while one works: asks once more, and tells the core. */
export async function rightsAnew(): Promise<void> {
  const account = session.account;
  const me = await whoAmI();
  if (!me || me.waits_for !== null || session.phase !== 'open' || account === null || session.account !== account) return;
  if (me.account.toLowerCase() === account.toLowerCase()) signedIn(me, device());
}

function opened(account: string): void {
  // Where the one before her was is not where she goes on.
  if (before !== null && before !== account) location.hash = '';
  before = account;
  session.account = account;
  session.phase = 'open';
  tabs.openElsewhere = false;
}

/** Another tab takes over: finish, forget, let go. */
async function yieldToOther(): Promise<void> {
  await shut();
  session.phase = 'locked';
  session.account = null;
}

/** This phone's own id, made once. */
export function device(): string {
  const kept = localStorage.getItem(DEVICE);
  if (kept) return kept;
  const fresh = newId();
  localStorage.setItem(DEVICE, fresh);
  return fresh;
}

async function ask(account: string, passphrase: string): Promise<{ me: Account; result: 'in' } | { me: null; result: Exclude<SignIn, 'in' | 'step'> }> {
  try {
    const path = '/api/v1/sign-in';
    const body = JSON.stringify({ account, passphrase, ...(await thisPhone(account)) });
    const response = await fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-kinkeeper': '1', ...(await signature(account, 'POST', path, body)) },
      body,
      signal: AbortSignal.timeout(30_000),
    });
    if (response.ok) return { me: (await response.json()) as Account, result: 'in' };
    const { code } = (await response.json().catch(() => ({}))) as { code?: string };
    if (code === 'device-locked') return { me: null, result: 'locked' };
    if (code === 'device-wiped') return { me: null, result: 'emptied' };
    if (code === 'first-passphrase-used') return { me: null, result: 'used_up' };
    if (response.status === 401 || response.status === 403 || response.status === 404) return { me: null, result: 'wrong' };
    if (response.status === 429) return { me: null, result: 'too_many' };
    if (response.status === 409 || response.status === 426) return { me: null, result: 'outdated' };
    return { me: null, result: 'trouble' };
  } catch {
    return { me: null, result: 'offline' };
  }
}

/** What signing in says of this phone. Without a key (a browser that cannot keep one) it says none. */
export async function thisPhone(account: string): Promise<{ device: string; device_name: string; device_key?: string }> {
  const key = await keyOf(account).catch(() => null);
  return { device: device(), device_name: deviceName(), ...(key ? { device_key: key.open } : {}) };
}

/** Enough to tell a person's devices apart, no more. */
export function deviceName(): string {
  const system = /Android|iPhone|iPad|Windows|Macintosh|Linux/.exec(navigator.userAgent)?.[0] ?? '';
  const browser = /Firefox|Edg|Chrome|Safari/.exec(navigator.userAgent)?.[0] ?? '';
  return [browser, system].filter(Boolean).join(' · ');
}
