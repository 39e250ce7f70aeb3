/** A change that somebody has begun: it stays while she looks at other screens, until the app is left. */
import type { Matrix } from './types';

class Draft {
  /** The hash of the version that it changes. */
  base = $state('');
  matrix = $state<Matrix | null>(null);
  /** The rules that it takes away, by their names. */
  removed = $state<string[]>([]);
  reason = $state('');

  begin(base: string, matrix: Matrix): void {
    if (this.base === base && this.matrix !== null) return;
    this.base = base;
    this.matrix = structuredClone(matrix);
    this.removed = [];
    this.reason = '';
  }
  end(): void {
    this.base = '';
    this.matrix = null;
  }
}

export const draft = new Draft();
