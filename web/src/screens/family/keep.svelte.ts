/** Keeps what a form holds while it is being filled, so that nothing typed is ever lost. */
import { onDestroy, untrack } from 'svelte';
import { draft, keepDraft, tick } from '../../lib/core.svelte';

/** What was kept of a form, laid over a fresh one: a draft of an older build lacks newer fields. */
export function restored<T extends object>(key: string, fresh: T): T {
  return { ...fresh, ...untrack(() => draft<Partial<T>>(key)) };
}

/** Keystrokes closer together than this, in milliseconds, are kept as one: a slow phone must follow the fingers. */
const BREATH = 200;

/**
 * From now on every change of `value` is kept under `key`: after a breath, and at once when the screen goes away.
 * `now()` does not wait for the breath. `done()` ends it: after what was written has been recorded. `drop()` also forgets what was kept: nothing was to
 * be recorded. `pause()`: what the form holds from here on is its new beginning.
 */
export function keeping(key: () => string, value: () => unknown): { now: () => void; done: () => void; drop: () => void; pause: () => void } {
  let before: string | undefined;
  let waiting: { key: string; value: string } | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let over = false;

  function keep(): void {
    clearTimeout(timer);
    if (!waiting || over) return;
    const { key: where, value: what } = waiting;
    waiting = null;
    untrack(() => keepDraft(where, JSON.parse(what)));
  }

  $effect(() => {
    const now = JSON.stringify(value());
    // What the form began with is not yet a draft.
    if (before !== undefined && before !== now && !over) {
      waiting = { key: untrack(key), value: now };
      clearTimeout(timer);
      timer = setTimeout(keep, BREATH);
    }
    before = now;
  });

  const hidden = (): void => {
    if (document.visibilityState === 'hidden') keep();
  };
  document.addEventListener('visibilitychange', hidden);
  addEventListener('pagehide', keep);
  onDestroy(() => {
    keep();
    document.removeEventListener('visibilitychange', hidden);
    removeEventListener('pagehide', keep);
  });

  const done = (): void => {
    over = true;
    waiting = null;
  };
  const drop = (): void => {
    done();
    if (draft(untrack(key)) === null) return;
    keepDraft(untrack(key), null);
    // Lists of what is begun show it no longer.
    tick();
  };
  const pause = (): void => {
    before = undefined;
    waiting = null;
  };
  return { now: keep, done, drop, pause };
}
