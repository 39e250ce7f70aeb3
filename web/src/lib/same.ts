/**
 * What is new, with everything that says the same as before taken from there. What hangs on a part that has not changed is
 * not drawn again: a phone notices.
 */
export function keepSame<T>(before: T | null | undefined, now: T): T {
  if (Object.is(before, now) || before === null || before === undefined || now === null || typeof now !== 'object' || typeof before !== 'object') return now;
  if (Array.isArray(now)) {
    const old: readonly unknown[] = Array.isArray(before) ? before : [];
    const parts = now.map((part: unknown, i) => keepSame(old[i], part));
    return Array.isArray(before) && old.length === parts.length && parts.every((part, i) => Object.is(part, old[i])) ? before : (parts as T);
  }
  const old = before as Record<string, unknown>;
  const parts = Object.fromEntries(Object.entries(now).map(([key, part]) => [key, keepSame(old[key], part)]));
  const keys = Object.keys(parts);
  return keys.length === Object.keys(old).length && keys.every((key) => Object.is(parts[key], old[key])) ? before : (parts as T);
}
