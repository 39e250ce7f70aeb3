/**
 * A phone that nobody touches locks by itself. Nothing is lost by it: what is typed is kept as it is typed, and the same
 * place is there again after the passphrase.
 */

/** After how many minutes. Never not at all: a phone is left on a bench, or taken. */
export const MINUTES = ['1', '2', '5', '10', '15'] as const;
export type Minutes = (typeof MINUTES)[number];

const KEY = 'kinkeeper.lock-after';
/** How long before it is said, in milliseconds. */
const SAID_BEFORE = 30_000;
const LOOKS_EVERY = 5_000;
/** What counts as touching it. */
const TOUCHES = ['pointerdown', 'keydown', 'wheel', 'touchstart', 'input'] as const;

export const idle = $state<{ minutes: Minutes }>({ minutes: kept() });

function kept(): Minutes {
  try {
    const said = localStorage.getItem(KEY);
    return MINUTES.find((one) => one === said) ?? '5';
  } catch {
    return '5';
  }
}

export function setMinutes(minutes: Minutes): void {
  idle.minutes = minutes;
  try {
    localStorage.setItem(KEY, minutes);
  } catch {
    // Not remembered, but in force.
  }
}

/**
 * Watches until the answer is called. `soon` is called once half a minute before, `lock` when the time is over. Two clocks:
 * the one on the wall can be put back, the other stands still while some phones sleep.
 */
export function watchIdle(soon: () => void, lock: () => void): () => void {
  let wall = Date.now();
  let steady = performance.now();
  let said = false;
  const since = (): number => Math.max(Date.now() - wall, performance.now() - steady);

  function look(): boolean {
    const [past, limit] = [since(), Number(idle.minutes) * 60_000];
    if (past >= limit) {
      end();
      lock();
      return false;
    }
    if (past >= limit - SAID_BEFORE && !said) {
      said = true;
      soon();
    }
    return true;
  }
  // The touch that wakes a phone after an hour comes too late.
  function touched(): void {
    if (!look()) return;
    [wall, steady, said] = [Date.now(), performance.now(), false];
  }
  function end(): void {
    clearInterval(timer);
    for (const touch of TOUCHES) removeEventListener(touch, touched, true);
    document.removeEventListener('visibilitychange', look);
  }

  const timer = setInterval(look, LOOKS_EVERY);
  for (const touch of TOUCHES) addEventListener(touch, touched, { capture: true, passive: true });
  document.addEventListener('visibilitychange', look);
  return end;
}
