/** A person's own mark: how it was made, and whether it was. */
import type { Mark } from '../../gen/kinkeeper_client.js';

export type MarkDraft = { how: 'here' | 'paper' | 'spoken'; signature: { mode: 'drawn' | 'thumb'; strokes: number[][] } | null; witness: string };

/** Coordinates are whole thousandths and never negative, wherever the finger slid to. */
const MOST = 65_535;
const inside = (value: number): number => Math.min(MOST, Math.max(0, Math.round(value)));

export function freshMark(how: MarkDraft['how'] = 'here', witness = ''): MarkDraft {
  return { how, signature: null, witness };
}

/** The mark as the core takes it; null while there is none. */
export function toMark({ how, signature, witness }: MarkDraft): Mark | null {
  switch (how) {
    case 'paper':
      return { made: 'on_paper' };
    case 'spoken':
      return witness.trim() === '' ? null : { made: 'spoken', witness: witness.trim() };
    case 'here':
      return signature ? { made: signature.mode, strokes: signature.strokes.map((stroke) => stroke.map(inside)) } : null;
  }
}
