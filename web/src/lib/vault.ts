/**
 * The phone's own store: IndexedDB in which nothing can be read without the passphrase.
 *
 * One database per account. Every record is `(key, bytes)` in a table; the bytes are sealed with
 * AES-GCM-256 under a fresh random IV, with table and key as associated data, so a record cannot be
 * moved to another place unnoticed. The keys are ids without meaning. The master key is random, made
 * at the first sign-in, and kept only wrapped by a key that the core derives from the passphrase with
 * Argon2id. Locking forgets it.
 */

export const TABLES = ['meta', 'streams', 'entries', 'outbox', 'drafts', 'refs'] as const;
export type Table = (typeof TABLES)[number];

/** One change; `bytes: null` removes the record. */
export type Write = { table: Table; key: string; bytes: Uint8Array | null };

/** What is known of an account before anybody unlocks it. `account` is the sign-in name as typed; `pin` the salt of its PIN, if it has one. */
export type Vault = { id: string; account: string; salt: Uint8Array; pin: Uint8Array | null };

/** `aside`: since when it is put aside, sealed, because its passphrase is not known; missing when it is in use. */
type Kept = Omit<Vault, 'pin'> & { iv: Uint8Array; wrapped: Uint8Array; aside?: number; pin?: { salt: Uint8Array; iv: Uint8Array; wrapped: Uint8Array } };
export type Sealed = { iv: Uint8Array; box: ArrayBuffer };
type Unwritten = { table: Table; name: string; value: Sealed | null };
type Open = { id: string; key: CryptoKey; db: IDBDatabase };

/** The passphrase is not the one that the vault was made with. */
export class WrongPassphrase extends Error {
  override name = 'WrongPassphrase';
}
/** The vault is locked, or another tab has taken it over. */
export class Locked extends Error {
  override name = 'Locked';
}

const INDEX = 'kinkeeper';
const text = new TextEncoder();

let open: Open | null = null;
/** What the phone refused to take, by vault and sealed with its key: locking forgets the key, and loses nothing. */
const unwritten = new Map<string, Unwritten[]>();
/** Writes follow each other: a later one must not be overtaken by an earlier. */
let last: Promise<unknown> = Promise.resolve();

/** A salt for `derive_key`, for an account that has no vault yet. */
export function newSalt(): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(16));
}

/** The accounts that have a vault on this phone. */
export async function listVaults(): Promise<Vault[]> {
  return (await all()).filter(({ aside }) => aside === undefined).map(({ id, account, salt, pin }) => ({ id, account, salt, pin: pin?.salt ?? null }));
}

/** The vault of an account, if there is one. Account names know no capitals. */
export async function findVault(account: string): Promise<Vault | null> {
  return (await listVaults()).find((vault) => same(vault.account, account)) ?? null;
}

/** Vaults of an account that are put aside, with the time since when. */
export async function listAside(account: string): Promise<(Vault & { aside: number })[]> {
  return (await all()).flatMap(({ id, account: of, salt, aside }) => (aside !== undefined && same(of, account) ? [{ id, account: of, salt, pin: null, aside }] : []));
}

/** Puts a vault aside, sealed as it is, to make room for another. Nothing in it is lost. */
export async function putAside(account: string): Promise<void> {
  const kept = (await all()).find((one) => one.aside === undefined && same(one.account, account));
  if (!kept) return;
  if (open?.id === kept.id) await lock();
  await keep({ ...kept, aside: Date.now() });
}

/** What was never sent, and forms that were begun: name and content of each. */
export type Unsent = { outbox: [string, Uint8Array][]; drafts: [string, Uint8Array][] };

/** What lies unsent in a vault that is put aside. Throws `WrongPassphrase` when the key does not fit. */
export async function readAside(id: string, kek: Uint8Array): Promise<Unsent> {
  const kept = (await all()).find((one) => one.id === id);
  if (!kept) return { outbox: [], drafts: [] };
  const key = await unwrap(kept, kek, false);
  const db = await connect(`${INDEX}-${id}`, build);
  try {
    return { outbox: await readFrom({ id, db, key }, 'outbox'), drafts: await readFrom({ id, db, key }, 'drafts') };
  } finally {
    db.close();
  }
}

/**
 * Takes what another store of hers held into the open one. What is here already, or was sent and came home, is passed
 * over: whatever is cut short is done again. Answers with the drafts of forms that were begun here too, and differ.
 */
export async function takeIn({ outbox, drafts }: Unsent): Promise<Uint8Array[]> {
  const names = async (table: Table): Promise<string[]> => (await readAll(table)).map(([name]) => name);
  const known = new Set([...(await names('outbox')), ...(await names('entries'))]);
  const begun = new Map(await readAll('drafts'));
  await write([
    ...outbox.filter(([name]) => !known.has(name)).map(([key, bytes]): Write => ({ table: 'outbox', key, bytes })),
    ...drafts.filter(([name]) => !begun.has(name)).map(([key, bytes]): Write => ({ table: 'drafts', key, bytes })),
  ]);
  const differs = (one: Uint8Array, other: Uint8Array | undefined): boolean => other !== undefined && !(one.length === other.length && one.every((byte, i) => byte === other[i]));
  return drafts.filter(([name, bytes]) => differs(bytes, begun.get(name))).map(([, bytes]) => bytes);
}

/** Removes a vault that is put aside, unread. It cannot be undone. */
export async function removeAside(id: string): Promise<void> {
  await remove(id);
}

function same(one: string, other: string): boolean {
  return one.trim().toLowerCase() === other.trim().toLowerCase();
}

async function all(): Promise<Kept[]> {
  const db = await index();
  try {
    return await done<Kept[]>(db.transaction('accounts').objectStore('accounts').getAll());
  } finally {
    db.close();
  }
}

/** Makes an empty vault and opens it. `kek` is what the core derived from the passphrase and `salt`. */
export async function create(account: string, kek: Uint8Array, salt: Uint8Array): Promise<Vault> {
  const id = crypto.randomUUID();
  const master = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, true, ['encrypt', 'decrypt']);
  const wrapped = await wrap(id, master, kek);
  await keep({ id, account, salt, ...wrapped });
  await openWith({ id, account, salt, ...wrapped }, kek);
  return { id, account, salt, pin: null };
}

/** Opens a vault; throws `WrongPassphrase` when the key does not fit. */
export async function unlock(account: string, kek: Uint8Array): Promise<Vault> {
  const kept = (await all()).find((one) => one.aside === undefined && same(one.account, account));
  if (!kept) throw new Locked('no vault for this account');
  await openWith(kept, kek);
  return { id: kept.id, account: kept.account, salt: kept.salt, pin: kept.pin?.salt ?? null };
}

/** Opens a vault with the key that its PIN and the server's share give; throws `WrongPassphrase` when it does not fit. */
export async function unlockByPin(account: string, kek: Uint8Array): Promise<void> {
  const kept = await inUse(account);
  if (!kept.pin) throw new WrongPassphrase('no PIN was chosen here');
  await openWith({ ...kept, ...kept.pin }, kek);
}

/** Whether a key opens a vault; throws `WrongPassphrase` when it does not. */
export async function prove(account: string, kek: Uint8Array): Promise<void> {
  await unwrap(await inUse(account), kek, false);
}

/** The same contents under a second wrapping beside the passphrase's, or (with none) no longer. */
export async function setPin(account: string, pin: { kek: Uint8Array; pinKek: Uint8Array; salt: Uint8Array } | null): Promise<void> {
  const { pin: _, ...kept } = await inUse(account);
  if (pin === null) return keep(kept);
  const master = await unwrap(kept, pin.kek, true);
  await keep({ ...kept, pin: { salt: pin.salt, ...(await wrap(kept.id, master, pin.pinKek)) } });
}

async function inUse(account: string): Promise<Kept> {
  const kept = (await all()).find((one) => one.aside === undefined && same(one.account, account));
  if (!kept) throw new Locked('no vault for this account');
  return kept;
}

/** After a change of passphrase: the same contents under a new wrapping. The vault must be open. */
export async function rewrap(account: string, oldKek: Uint8Array, kek: Uint8Array, salt: Uint8Array): Promise<void> {
  const kept = (await all()).find((one) => one.aside === undefined && same(one.account, account));
  if (!kept) throw new Locked('no vault for this account');
  const master = await unwrap(kept, oldKek, true);
  await keep({ ...kept, salt, ...(await wrap(kept.id, master, kek)) });
}

/** Forgets the key. What is being written is finished first. */
export async function lock(): Promise<void> {
  await last.catch(() => undefined);
  open?.db.close();
  open = null;
}

/** The open vault's id, or null. */
export function openId(): string | null {
  return open?.id ?? null;
}

/** Every record of a table. One that cannot be unsealed is an error, never left out silently. */
export async function readAll(table: Table): Promise<[string, Uint8Array][]> {
  return readFrom(must(), table);
}

async function readFrom(vault: Open, table: Table): Promise<[string, Uint8Array][]> {
  return Promise.all(
    (await sealedOf(vault, table)).map(async ([name, sealed]): Promise<[string, Uint8Array]> => [
      name,
      new Uint8Array(await crypto.subtle.decrypt(how(table, name, sealed.iv), vault.key, sealed.box)),
    ]),
  );
}

/** The records of a table, with what the phone has not taken yet laid over them. */
async function sealedOf({ id, db }: Open, table: Table): Promise<[string, Sealed][]> {
  const store = db.transaction(table).objectStore(table);
  const [keys, values] = await Promise.all([done<IDBValidKey[]>(store.getAllKeys()), done<Sealed[]>(store.getAll())]);
  const found = new Map(values.map((sealed, i) => [String(keys[i]), sealed]));
  for (const { table: of, name, value } of unwritten.get(id) ?? []) {
    if (of !== table) continue;
    if (value === null) found.delete(name);
    else found.set(name, value);
  }
  return [...found];
}

/**
 * Makes all changes or none, durably: they are on the phone's storage when the promise resolves. What the phone refuses
 * is held, sealed, until it takes it: before anything newer of the same vault, and never in another one.
 */
export function write(batch: readonly Write[]): Promise<void> {
  const next = last.then(
    () => put(batch),
    () => put(batch),
  );
  last = next;
  return next;
}

/** Tries once more to write what the phone refused, whoever's it is: it is sealed already, so no vault need be open. */
export function writeLate(): Promise<void> {
  const late = async (): Promise<void> => {
    for (const [id, held] of [...unwritten]) {
      const db = open?.id === id ? open.db : await connect(`${INDEX}-${id}`, build);
      try {
        await putSealed(id, db, held);
      } finally {
        if (db !== open?.db) db.close();
      }
    }
  };
  const next = last.then(late, late);
  last = next;
  return next;
}

/**
 * A copy of what is unsent, sealed as it lies here. `list` is sealed too: whose it is, when it was made, and what must be
 * in it, so that nothing can be taken out of it unnoticed.
 */
export type Copy = { id: string; salt: Uint8Array; iv: Uint8Array; wrapped: Uint8Array; list: Sealed; records: { table: Table; name: string; value: Sealed }[] };
type List = { account: string; records: string[] };

/** The copy is not whole. */
export class Damaged extends Error {
  override name = 'Damaged';
}

/** A sealed copy of what the open vault holds unsent; null when there is nothing. */
export async function copyOut(): Promise<Copy | null> {
  await last.catch(() => undefined);
  const vault = must();
  const kept = (await all()).find(({ id }) => id === vault.id);
  if (!kept) throw new Locked('the vault is gone');
  const records: Copy['records'] = [];
  for (const table of ['outbox', 'drafts'] as const) {
    for (const [name, value] of await sealedOf(vault, table)) records.push({ table, name, value });
  }
  if (records.length === 0) return null;
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const list: List = { account: kept.account, records: records.map(mark) };
  const box = await crypto.subtle.encrypt(listing(vault.id, iv), vault.key, text.encode(JSON.stringify(list)));
  return { id: kept.id, salt: kept.salt, iv: kept.iv, wrapped: kept.wrapped, list: { iv, box }, records };
}

/** Opens a copy. Throws `WrongPassphrase` when the key does not fit, `Damaged` when it is not whole. */
export async function openCopy(copy: Copy, kek: Uint8Array): Promise<Unsent & { account: string }> {
  const key = await unwrap({ id: copy.id, account: '', salt: copy.salt, iv: copy.iv, wrapped: copy.wrapped }, kek, false);
  const found: Unsent = { outbox: [], drafts: [] };
  try {
    const list = JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt(listing(copy.id, copy.list.iv), key, copy.list.box))) as List;
    if (list.records.join() !== copy.records.map(mark).join()) throw new Damaged('something is missing');
    for (const { table, name, value } of copy.records) {
      if (table !== 'outbox' && table !== 'drafts') throw new Damaged('something else is in it');
      found[table].push([name, new Uint8Array(await crypto.subtle.decrypt(how(table, name, value.iv), key, value.box))]);
    }
    return { ...found, account: list.account };
  } catch {
    throw new Damaged('the copy is not whole');
  }
}

const mark = ({ table, name }: { table: Table; name: string }): string => `${table}/${name}`;

function listing(id: string, iv: Uint8Array): AesGcmParams {
  return { name: 'AES-GCM', iv: iv as BufferSource, additionalData: text.encode(`copy\0${id}`) };
}

/** Removes an account's vault with everything in it. It cannot be undone. */
export async function destroy(account: string): Promise<void> {
  const vault = await findVault(account);
  if (!vault) return;
  if (open?.id === vault.id) await lock();
  await remove(vault.id);
}

/** Copies of pictures that the server has: what is thrown away of them can be fetched again. At most so many. */
const COPIES = 60;
const besideOf = (id: string): string => `${INDEX}-${id}-beside`;
type Copied = Sealed & { at: number };

async function withBeside<T>(work: (db: IDBDatabase, vault: Open) => Promise<T>): Promise<T> {
  const vault = must();
  const db = await connect(besideOf(vault.id), (fresh) => fresh.createObjectStore('copies'));
  try {
    return await work(db, vault);
  } finally {
    db.close();
  }
}

function besideHow(name: string, iv: Uint8Array): AesGcmParams {
  return { name: 'AES-GCM', iv: iv as BufferSource, additionalData: text.encode(`beside\0${name}`) };
}

/** A copy that was kept beside the open vault, if it is still here. */
export function copyBeside(name: string): Promise<Uint8Array | null> {
  return withBeside(async (db, { key }) => {
    const sealed = await done<Copied | undefined>(db.transaction('copies').objectStore('copies').get(name));
    return sealed ? new Uint8Array(await crypto.subtle.decrypt(besideHow(name, sealed.iv), key, sealed.box)) : null;
  });
}

/** Keeps a copy beside the open vault, sealed as everything; the oldest makes room. */
export function keepBeside(name: string, bytes: Uint8Array): Promise<void> {
  return withBeside(async (db, { key }) => {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const box = await crypto.subtle.encrypt(besideHow(name, iv), key, bytes as BufferSource);
    const store = db.transaction('copies', 'readwrite').objectStore('copies');
    const names = (await done<IDBValidKey[]>(store.getAllKeys())).length;
    if (names >= COPIES) {
      const [keys, all] = await Promise.all([done<IDBValidKey[]>(store.getAllKeys()), done<Copied[]>(store.getAll())]);
      const oldest = all.reduce((least, one, i) => (one.at < (all[least]?.at ?? Infinity) ? i : least), 0);
      if (keys[oldest] !== undefined) store.delete(keys[oldest]);
    }
    await done(store.put({ iv, box, at: Date.now() } satisfies Copied, name));
  });
}

/** Throws away all copies but those of which `keeps` says yes. */
export function tidyBeside(keeps: (name: string) => boolean): Promise<void> {
  return withBeside(async (db) => {
    const store = db.transaction('copies', 'readwrite').objectStore('copies');
    const names = await done<IDBValidKey[]>(store.getAllKeys());
    await Promise.all(names.filter((name) => !keeps(String(name))).map((name) => done(store.delete(name))));
  });
}

async function remove(id: string): Promise<void> {
  unwritten.delete(id);
  const db = await index();
  try {
    // The wrapped key first: without it the rest is noise, even if removing it is interrupted.
    await done(db.transaction('accounts', 'readwrite').objectStore('accounts').delete(id));
  } finally {
    db.close();
  }
  await done(indexedDB.deleteDatabase(besideOf(id)));
  await done(indexedDB.deleteDatabase(`${INDEX}-${id}`));
}

async function put(batch: readonly Write[]): Promise<void> {
  const { id, db, key } = must();
  const sealed = await Promise.all(
    batch.map(async ({ table, key: name, bytes }) => {
      if (bytes === null) return { table, name, value: null } satisfies Unwritten;
      const iv = crypto.getRandomValues(new Uint8Array(12));
      const box = await crypto.subtle.encrypt(how(table, name, iv), key, bytes as BufferSource);
      return { table, name, value: { iv, box } } satisfies Unwritten;
    }),
  );
  await putSealed(id, db, [...(unwritten.get(id) ?? []), ...sealed]);
}

async function putSealed(id: string, db: IDBDatabase, all: Unwritten[]): Promise<void> {
  if (all.length === 0) return;
  const tables = [...new Set(all.map(({ table }) => table))];
  // A table that is not there is a mistake of ours, and would be one for ever.
  for (const table of tables) if (!db.objectStoreNames.contains(table)) throw new TypeError(`no table ${table}`);
  unwritten.set(id, all);
  await new Promise<void>((resolve, reject) => {
    const transaction = db.transaction(tables, 'readwrite', { durability: 'strict' });
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new Error('the transaction was aborted'));
    try {
      for (const { table, name, value } of all) {
        const store = transaction.objectStore(table);
        if (value === null) store.delete(name);
        else store.put(value, name);
      }
    } catch (error) {
      // What went in before it would be kept alone.
      transaction.abort();
      reject(error);
    }
  });
  unwritten.delete(id);
}

function how(table: Table, name: string, iv: Uint8Array): AesGcmParams {
  return { name: 'AES-GCM', iv: iv as BufferSource, additionalData: text.encode(`${table}\0${name}`) };
}

function must(): Open {
  if (!open) throw new Locked('the vault is locked');
  return open;
}

async function openWith(kept: Kept, kek: Uint8Array): Promise<void> {
  const key = await unwrap(kept, kek, false);
  await lock();
  const db = await connect(`${INDEX}-${kept.id}`, build);
  open = { id: kept.id, key, db };
}

function build(fresh: IDBDatabase): void {
  TABLES.forEach((table) => fresh.createObjectStore(table));
}

function wrapping(id: string, iv: Uint8Array): AesGcmParams {
  return { name: 'AES-GCM', iv: iv as BufferSource, additionalData: text.encode(`master\0${id}`) };
}

async function wrap(id: string, master: CryptoKey, kek: Uint8Array): Promise<{ iv: Uint8Array; wrapped: Uint8Array }> {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const outer = await crypto.subtle.importKey('raw', kek as BufferSource, 'AES-GCM', false, ['wrapKey']);
  return { iv, wrapped: new Uint8Array(await crypto.subtle.wrapKey('raw', master, outer, wrapping(id, iv))) };
}

async function unwrap(kept: Kept, kek: Uint8Array, extractable: boolean): Promise<CryptoKey> {
  const outer = await crypto.subtle.importKey('raw', kek as BufferSource, 'AES-GCM', false, ['unwrapKey']);
  try {
    return await crypto.subtle.unwrapKey(
      'raw',
      kept.wrapped as BufferSource,
      outer,
      wrapping(kept.id, kept.iv),
      'AES-GCM',
      extractable,
      ['encrypt', 'decrypt'],
    );
  } catch {
    throw new WrongPassphrase('the passphrase does not open this vault');
  }
}

async function keep(kept: Kept): Promise<void> {
  const db = await index();
  try {
    await done(db.transaction('accounts', 'readwrite').objectStore('accounts').put(kept));
  } finally {
    db.close();
  }
}

function index(): Promise<IDBDatabase> {
  return connect(INDEX, (db) => db.createObjectStore('accounts', { keyPath: 'id' }));
}

function connect(name: string, build: (db: IDBDatabase) => void): Promise<IDBDatabase> {
  const request = indexedDB.open(name, 1);
  request.onupgradeneeded = () => build(request.result);
  return done(request);
}

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('the phone’s storage refused'));
  });
}
