/**
 * Whether this phone keeps what is not sent. A browser may throw away what it has not promised to keep, when space runs
 * out; what it did throw away is told at the next start, from counts that are kept apart.
 */

/** Less than this is short, in bytes: a day's work with room to spare. */
const LEAST = 20 * 1024 * 1024;
const KEPT = 'kinkeeper.kept';
const LOST = 'kinkeeper.lost';

/** What an account had unsent on this phone, and since when: numbers only. */
export type Mark = { account: string; unsent: number; drafts: number; at: number };

export const safety = $state<{
  /** The browser has promised to keep everything; null while nobody knows. */
  promised: boolean | null;
  /** What is left for this app, in bytes. */
  left: number | null;
  /** What the browser has thrown away. */
  lost: Mark[];
}>({ promised: null, left: null, lost: read(LOST) });

/** There is reason to worry. */
export function isUnsafe(): boolean {
  return safety.promised === false || isShort();
}

export function isShort(): boolean {
  return safety.left !== null && safety.left < LEAST;
}

/** Asks the browser for its promise, and how much space is left. */
export async function lookAtStorage(): Promise<void> {
  const { storage } = navigator;
  if (!storage) return;
  const promised = (await storage.persisted?.().catch(() => false)) || (await storage.persist?.().catch(() => false));
  const { quota, usage } = (await storage.estimate?.().catch(() => ({}) as StorageEstimate)) ?? {};
  safety.promised = promised ?? false;
  safety.left = quota === undefined ? null : Math.max(0, quota - (usage ?? 0));
}

/** Remembers, apart from the store, how much of an account is unsent. */
export function remember(account: string, unsent: number, drafts: number): void {
  const marks = read(KEPT);
  const before = marks.find((mark) => mark.account === account);
  if (before && before.unsent === unsent && before.drafts === drafts) return;
  write(KEPT, [...marks.filter((mark) => mark.account !== account), { account, unsent, drafts, at: Date.now() }]);
}

/** A store was taken away on purpose. */
export function forgetMark(account: string): void {
  write(KEPT, read(KEPT).filter((mark) => !same(mark.account, account)));
}

/** At the start: which stores should be here and are not. */
export function compare(accounts: string[]): void {
  const [here, gone] = [[] as Mark[], [] as Mark[]];
  for (const mark of read(KEPT)) (accounts.some((account) => same(account, mark.account)) ? here : gone).push(mark);
  if (gone.length === 0) return;
  safety.lost = [...safety.lost.filter((mark) => !gone.some(({ account }) => same(account, mark.account))), ...gone];
  write(LOST, safety.lost);
  write(KEPT, here);
}

/** She has read it. */
export function understood(account: string): void {
  safety.lost = safety.lost.filter((mark) => !same(mark.account, account));
  write(LOST, safety.lost);
}

export function lostOf(account: string | null): Mark | null {
  return account === null ? null : (safety.lost.find((mark) => same(mark.account, account)) ?? null);
}

function same(one: string, other: string): boolean {
  return one.trim().toLowerCase() === other.trim().toLowerCase();
}

function read(key: string): Mark[] {
  try {
    const marks: unknown = JSON.parse(localStorage.getItem(key) ?? '[]');
    return Array.isArray(marks) ? (marks as Mark[]) : [];
  } catch {
    return [];
  }
}

function write(key: string, marks: Mark[]): void {
  try {
    if (marks.length === 0) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify(marks));
  } catch {
    // Then it cannot be told later; nothing else depends on it.
  }
}
