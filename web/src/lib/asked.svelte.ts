/** What only the server knows: asked for when a screen opens, and again when the network comes back. */
import { untrack } from 'svelte';
import type { Answer, Problem } from './api';
import { network } from './network.svelte';

export type Asked<T> = {
  /** As last heard; `null` before. */
  readonly value: T | null;
  /** Why the last question had no answer. */
  readonly problem: Problem | null;
  /** Asks again. */
  load(): Promise<void>;
};

/** To be called while a component is made. */
export function asked<T>(ask: () => Promise<Answer<T>>): Asked<T> {
  let value = $state.raw<T | null>(null);
  let problem = $state.raw<Problem | null>(null);
  let turn = 0;

  async function load(): Promise<void> {
    const mine = ++turn;
    const answer = await ask();
    // An answer that comes after a later question says what was.
    if (mine !== turn) return;
    problem = answer.ok ? null : answer.problem;
    if (answer.ok) value = answer.value;
  }

  $effect(() => {
    // Offline it is asked once as well: what the phone says about the network is only a hint.
    if (network.online || untrack(() => value === null && problem === null)) untrack(() => void load());
  });

  return {
    get value() {
      return value;
    },
    get problem() {
      return problem;
    },
    load,
  };
}
