/**
 * This phone's keys: one for each account, with which everything that it sends for her is signed. The private half
 * cannot be read, not even by this page; the browser keeps it beside the vaults, so that a phone can ask whether it is
 * locked or to be emptied while every vault is sealed.
 */

/** `account` in small letters; empty while nobody knows yet whose it will be. */
type Kept = { account: string; pair: CryptoKeyPair; open: string; locked?: boolean };

/** The public half, in hexadecimal, and the account. */
export type PublicKey = { account: string; open: string; locked: boolean };

const NAME = 'kinkeeper-keys';
const WAY = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const HEADER = 'x-kinkeeper-signature';
const text = new TextEncoder();

const hex = (bytes: ArrayBuffer): string => [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
const named = (account: string): string => account.trim().toLowerCase();

async function stored<T>(mode: IDBTransactionMode, what: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const request = indexedDB.open(NAME, 1);
  request.onupgradeneeded = () => request.result.createObjectStore('keys', { keyPath: 'account' });
  const db = await answered(request);
  try {
    return await answered(what(db.transaction('keys', mode).objectStore('keys')));
  } finally {
    db.close();
  }
}

function answered<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('the phone’s storage refused'));
  });
}

async function find(account: string): Promise<Kept | null> {
  return (await stored<Kept | undefined>('readonly', (store) => store.get(named(account)))) ?? null;
}

/** The account's key, made the first time. An empty name: a new one, for whoever it will turn out to be. */
export async function keyOf(account: string): Promise<PublicKey> {
  const kept = named(account) === '' ? null : await find(account);
  if (kept) return { account: kept.account, open: kept.open, locked: kept.locked ?? false };
  const pair = (await crypto.subtle.generateKey(WAY, false, ['sign', 'verify'])) as CryptoKeyPair;
  const fresh = { account: named(account), pair, open: hex(await crypto.subtle.exportKey('raw', pair.publicKey)) };
  await stored('readwrite', (store) => store.put(fresh satisfies Kept));
  return { account: fresh.account, open: fresh.open, locked: false };
}

/** What is known of an account's key, without making one. */
export async function knownKey(account: string): Promise<PublicKey | null> {
  const kept = await find(account).catch(() => null);
  return kept && { account: kept.account, open: kept.open, locked: kept.locked ?? false };
}

/** Every account that has a key here. */
export async function allKeys(): Promise<PublicKey[]> {
  const all = await stored<Kept[]>('readonly', (store) => store.getAll() as IDBRequest<Kept[]>);
  return all.filter(({ account }) => account !== '').map(({ account, open, locked }) => ({ account, open, locked: locked ?? false }));
}

/** The key of nobody yet is this account's, if the server took it for that. */
export async function adopt(account: string, open: string | null): Promise<void> {
  const fresh = await find('');
  if (!fresh) return;
  if (fresh.open === open) await stored('readwrite', (store) => store.put({ ...fresh, account: named(account) }));
  await forgetKey('');
}

/** Remembers that the phone is locked for an account, so that it stays so without a network. */
export async function rememberLocked(account: string, locked: boolean): Promise<void> {
  const kept = await find(account);
  if (kept && (kept.locked ?? false) !== locked) await stored('readwrite', (store) => store.put({ ...kept, locked }));
}

/** Forgets an account's key. */
export async function forgetKey(account: string): Promise<void> {
  await stored('readwrite', (store) => store.delete(named(account)));
}

/** The header that signs a request; none when there is no key, and then the server says what to do. */
export async function signature(account: string, method: string, path: string, body: string | Uint8Array): Promise<Record<string, string>> {
  const kept = await find(account).catch(() => null);
  if (!kept) return {};
  const at = Date.now();
  const whole = hex(await crypto.subtle.digest('SHA-256', (typeof body === 'string' ? text.encode(body) : body) as BufferSource));
  const said = text.encode(`kinkeeper-device-1\n${method}\n${path}\n${at}\n${whole}`);
  const signed = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, kept.pair.privateKey, said);
  return { [HEADER]: `t=${at};s=${hex(signed)}` };
}
