/** Keeps what a form holds, at every keystroke, so that nothing typed is ever lost. */
import { untrack } from 'svelte';
import { draft, keepDraft } from '../../lib/core.svelte';

/** What was kept of a form, laid over a fresh one: a draft of an older build lacks newer fields. */
export function restored<T extends object>(key: string, fresh: T): T {
  return { ...fresh, ...untrack(() => draft<Partial<T>>(key)) };
}

/**
 * From now on every change of `value` is kept under `key`. `done()` ends it: after what was written has been
 * recorded. `drop()` also forgets what was kept: nothing was to be recorded. `pause()`: what the form holds
 * from here on is its new beginning.
 */
export function keeping(key: () => string, value: () => unknown): { done: () => void; drop: () => void; pause: () => void } {
  let before: string | undefined;
  let over = false;
  $effect(() => {
    const now = JSON.stringify(value());
    // What the form began with is not yet a draft.
    if (before !== undefined && before !== now && !over) untrack(() => keepDraft(key(), JSON.parse(now)));
    before = now;
  });
  const done = (): void => {
    over = true;
  };
  const drop = (): void => {
    done();
    if (draft(key()) !== null) keepDraft(key(), null);
  };
  const pause = (): void => {
    before = undefined;
  };
  return { done, drop, pause };
}
