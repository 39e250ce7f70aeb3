/**
 * The recovery file: what is not sent, as it lies sealed in the store, with the wrapped key beside it. Nobody reads it
 * without the passphrase of the day when it was made; what it brings back twice, the server takes once.
 */
import { deriveKey } from './core.svelte';
import { session, takeUnsent } from './session.svelte';
import { Damaged, WrongPassphrase, copyOut, openCopy, type Copy, type Sealed } from './vault';

const KIND = 'kinkeeper-recovery';
const VERSION = 1;

export type Outcome = 'brought' | 'wrong' | 'damaged' | 'other';

type Box = { iv: string; box: string };
type File = { kind: string; version: number; id: string; salt: string; iv: string; wrapped: string; list: Box; records: ({ table: string; name: string } & Box)[] };

/** The file's content; null when there is nothing to save. */
export async function recoveryFile(): Promise<Blob | null> {
  const copy = await copyOut();
  if (!copy) return null;
  const sealed = ({ iv, box }: Sealed): Box => ({ iv: encode(iv), box: encode(new Uint8Array(box)) });
  const file: File = {
    kind: KIND,
    version: VERSION,
    id: copy.id,
    salt: encode(copy.salt),
    iv: encode(copy.iv),
    wrapped: encode(copy.wrapped),
    list: sealed(copy.list),
    records: copy.records.map(({ table, name, value }) => ({ table, name, ...sealed(value) })),
  };
  return new Blob([JSON.stringify(file)], { type: 'application/octet-stream' });
}

/** A file as it was chosen; null when it is none of ours. */
export function readRecovery(content: string): Copy | null {
  try {
    const file = JSON.parse(content) as File;
    if (file.kind !== KIND || file.version !== VERSION) return null;
    const sealed = ({ iv, box }: Box): Sealed => ({ iv: decode(iv), box: decode(box).buffer });
    return {
      id: String(file.id),
      salt: decode(file.salt),
      iv: decode(file.iv),
      wrapped: decode(file.wrapped),
      list: sealed(file.list),
      records: file.records.map((record) => ({ table: record.table as 'outbox' | 'drafts', name: record.name, value: sealed(record) })),
    };
  } catch {
    return null;
  }
}

/** Brings it into the store that lies open. */
export async function bringRecovery(copy: Copy, passphrase: string): Promise<{ outcome: Outcome; notes: number; drafts: number }> {
  const nothing = { notes: 0, drafts: 0 };
  try {
    const { account, ...unsent } = await openCopy(copy, await deriveKey(passphrase, copy.salt));
    if (account.toLowerCase() !== session.account?.toLowerCase()) return { outcome: 'other', ...nothing };
    await takeUnsent(unsent, copy.id);
    return { outcome: 'brought', notes: unsent.outbox.length, drafts: unsent.drafts.length };
  } catch (error) {
    if (error instanceof WrongPassphrase) return { outcome: 'wrong', ...nothing };
    if (error instanceof Damaged) return { outcome: 'damaged', ...nothing };
    throw error;
  }
}

function encode(bytes: Uint8Array): string {
  let plain = '';
  for (const byte of bytes) plain += String.fromCharCode(byte);
  return btoa(plain);
}

function decode(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}
