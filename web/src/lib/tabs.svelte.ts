/**
 * One tab at a time holds an account: two that write the same outbox would send twice. The tab that
 * came last takes over; the other finishes what it is writing, locks, and says so.
 */
type Word = { about: string; say: 'yield' | 'changed' };

/** How long an answer from a tab that may be frozen is waited for, in milliseconds. */
const PATIENCE = 2_000;

const channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('kinkeeper');

export const tabs = $state({ openElsewhere: false });

let release: (() => void) | null = null;

/**
 * Takes the account for this tab. `onlost` runs when another tab takes it: it must finish writing and
 * lock the vault; only then is the account handed on.
 */
export async function claim(id: string, onlost: () => Promise<void>): Promise<void> {
  letGo();
  const lost = async (): Promise<void> => {
    if (!release) return;
    tabs.openElsewhere = true;
    await onlost();
    letGo();
  };
  if (channel) {
    channel.onmessage = ({ data }: MessageEvent<Word>) => {
      if (data.about === id && data.say === 'yield') void lost();
    };
    channel.postMessage({ about: id, say: 'yield' } satisfies Word);
  }
  if (navigator.locks) {
    await hold(id, { signal: AbortSignal.timeout(PATIENCE) }, lost).catch(() => hold(id, { steal: true }, lost));
  }
  tabs.openElsewhere = false;
}

/** Gives the account back, for instance when signing out. */
export function letGo(): void {
  release?.();
  release = null;
}

/** Resolves when the lock is held; the lock itself is kept until `release`. */
function hold(id: string, options: LockOptions, lost: () => Promise<void>): Promise<void> {
  return new Promise((granted, refused) => {
    const held = navigator.locks.request(`kinkeeper-${id}`, options, () => {
      const until = new Promise<void>((resolve) => (release = resolve));
      granted();
      return until;
    });
    held.catch((error: unknown) => {
      refused(error);
      // Stolen: this tab did not answer in time.
      void lost();
    });
  });
}
