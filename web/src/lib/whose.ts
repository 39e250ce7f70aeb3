/**
 * Whose store lies open. A phone that people share has one session with the server, that of whoever signed in last, and a
 * store for each of them: every request says for whom it is, and the server takes it on her session only.
 */
let account: string | null = null;

export function isOf(name: string | null): void {
  account = name;
}

/** The header of a request; none while no store is open. */
export function whose(): Record<string, string> {
  return account === null ? {} : { 'x-account': account };
}
