/**
 * Who uses this phone now: signing in over the network the first time, opening the vault without it
 * afterwards, locking with one press.
 */
import type { Me } from '../gen/kinkeeper_client.js';
import { deriveKey, forget, newId, loadCore, settled, signedIn, unlocked } from './core.svelte';
import { claim, letGo, tabs } from './tabs.svelte';
import { WrongPassphrase, create, destroy, findVault, listVaults, lock as lockVault, newSalt, rewrap, unlock } from './vault';

/** How signing in went. `wrong`: name or passphrase; `offline`: a first sign-in needs the network. */
export type SignIn = 'in' | 'wrong' | 'offline' | 'too_many' | 'outdated' | 'trouble';

const DEVICE = 'kinkeeper.device';

export const session = $state<{ phase: 'starting' | 'locked' | 'open'; account: string | null; accounts: string[] }>({
  phase: 'starting',
  account: null,
  accounts: [],
});

/** Looks which accounts this phone knows. */
export async function startSession(): Promise<void> {
  await loadCore();
  session.accounts = (await listVaults()).map((vault) => vault.account);
  session.phase = 'locked';
}

/**
 * Signs in. With a vault on this phone the passphrase opens it, network or not, and the server is
 * asked afterwards; without one the server is asked first. A passphrase that was changed elsewhere
 * opens the server but not the vault: then `forgotten` must say that the old vault may go.
 */
export async function signIn(account: string, passphrase: string): Promise<SignIn> {
  const name = account.trim();
  const known = await findVault(name);
  if (known) {
    const kek = await deriveKey(passphrase, known.salt);
    try {
      await claim(known.id, yieldToOther);
      await unlock(name, kek);
    } catch (error) {
      letGo();
      if (error instanceof WrongPassphrase) return 'wrong';
      throw error;
    }
    await unlocked();
    opened(name);
    // The server's word comes when it comes; the work is here already.
    void ask(name, passphrase).then((answer) => answer.me && signedIn(answer.me, device()));
    return 'in';
  }
  const answer = await ask(name, passphrase);
  if (!answer.me) return answer.result;
  const salt = newSalt();
  const vault = await create(name, await deriveKey(passphrase, salt), salt);
  await claim(vault.id, yieldToOther);
  session.accounts = [...session.accounts, name];
  await unlocked();
  signedIn(answer.me, device());
  opened(name);
  return 'in';
}

/** Locks: the key and everything in memory is forgotten. */
export async function lock(): Promise<void> {
  await settled();
  forget();
  await lockVault();
  letGo();
  session.phase = 'locked';
  session.account = null;
}

/** Signs out of the server as well; what the vault holds stays, sealed. */
export async function signOut(): Promise<void> {
  await lock();
  await fetch('/api/v1/sign-out', { method: 'POST', headers: { 'x-kinkeeper': '1' } }).catch(() => undefined);
}

/** After the server has ended the session: signs in again without leaving the page. */
export async function signInAgain(passphrase: string): Promise<SignIn> {
  if (session.account === null) return 'trouble';
  const answer = await ask(session.account, passphrase);
  if (answer.me) signedIn(answer.me, device());
  return answer.result;
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
  session.accounts = session.accounts.filter((one) => one !== account);
}

function opened(account: string): void {
  session.account = account;
  session.phase = 'open';
  tabs.openElsewhere = false;
}

/** Another tab takes over: finish, forget, let go. */
async function yieldToOther(): Promise<void> {
  await settled();
  forget();
  await lockVault();
  session.phase = 'locked';
  session.account = null;
}

/** This phone's own id, made once. */
function device(): string {
  const kept = localStorage.getItem(DEVICE);
  if (kept) return kept;
  const fresh = newId();
  localStorage.setItem(DEVICE, fresh);
  return fresh;
}

async function ask(account: string, passphrase: string): Promise<{ me: Me; result: 'in' } | { me: null; result: Exclude<SignIn, 'in'> }> {
  try {
    const response = await fetch('/api/v1/sign-in', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-kinkeeper': '1' },
      body: JSON.stringify({ account, passphrase, device: device(), device_name: deviceName() }),
      signal: AbortSignal.timeout(30_000),
    });
    if (response.ok) return { me: (await response.json()) as Me, result: 'in' };
    if (response.status === 401 || response.status === 403 || response.status === 404) return { me: null, result: 'wrong' };
    if (response.status === 429) return { me: null, result: 'too_many' };
    if (response.status === 409 || response.status === 426) return { me: null, result: 'outdated' };
    return { me: null, result: 'trouble' };
  } catch {
    return { me: null, result: 'offline' };
  }
}

/** Enough to tell a person's devices apart, no more. */
function deviceName(): string {
  const system = /Android|iPhone|iPad|Windows|Macintosh|Linux/.exec(navigator.userAgent)?.[0] ?? '';
  const browser = /Firefox|Edg|Chrome|Safari/.exec(navigator.userAgent)?.[0] ?? '';
  return [browser, system].filter(Boolean).join(' · ');
}
