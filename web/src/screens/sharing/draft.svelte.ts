/** A change that somebody has begun: kept on this device until it is proposed. */
import { draft as kept } from '../../lib/core.svelte';
import type { Matrix } from './types';

/** Under which key it is kept. */
export const KEY = 'sharing/edit';

type Begun = { base: string; matrix: Matrix; removed: string[]; reason: string };

class Draft {
  /** The hash of the version that it changes. */
  base = $state('');
  matrix = $state<Matrix | null>(null);
  /** The rules that it takes away, by their names. */
  removed = $state<string[]>([]);
  reason = $state('');
  /** What was begun changes a version that is no longer in force: it cannot go on, and the words stay. */
  overtaken = $state(false);

  begin(base: string, matrix: Matrix): void {
    const before = kept<Begun>(KEY);
    const goesOn = before !== null && before.base === base;
    this.base = base;
    this.matrix = structuredClone(goesOn ? before.matrix : matrix);
    this.removed = goesOn ? before.removed : [];
    this.reason = before?.reason ?? '';
    this.overtaken = before !== null && !goesOn;
  }
  /** What is kept of it. */
  get begun(): Begun | null {
    return this.matrix && { base: this.base, matrix: this.matrix, removed: this.removed, reason: this.reason };
  }
}

export const draft = new Draft();
