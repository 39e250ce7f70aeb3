/** The next version of a tool, while somebody writes it: kept on this device until it is published or thrown away. */
import { untrack } from 'svelte';
import { draft as kept, keepDraft, tick, whenForgotten } from '../../lib/core.svelte';
import { codesOf } from './document';
import { draftOf, type Document } from './types';

type Begun = {
  /** The document as JSON: texts are kept, compared and judged faster than trees. */
  text: string;
  /** The newest version when it was begun; none for a tool that is new. */
  follows: number | null;
  /** Codes that were ever given in it: none is given again to something else. */
  codes: string[];
  /** The workbook that it came from, in base64, and the document that it amounted to. */
  workbook: string | null;
  brought: string | null;
  note: string;
};

/** Removed and not forgotten: puts it back where it was. */
type Gone = { what: string; back: () => void };

class Draft {
  document = $state<Document | null>(null);
  follows = $state<number | null>(null);
  codes = $state.raw<string[]>([]);
  workbook = $state.raw<string | null>(null);
  brought = $state.raw<string | null>(null);
  note = $state('');
  gone = $state.raw<Gone[]>([]);
  /** The question that was opened last: the preview turns to it. */
  shown = $state('');

  /** The document as it would be sent. */
  text = $derived(this.document === null ? '' : JSON.stringify(this.document));
  /** Whether the workbook still says what the document says. */
  asBrought = $derived(this.brought !== null && this.brought === this.text);

  /** Takes up what is kept of a tool; false when nothing is. */
  open(code: string): boolean {
    const found = untrack(() => kept<Begun>(draftOf(code)));
    this.gone = [];
    if (!found) {
      this.document = null;
      return false;
    }
    this.document = JSON.parse(found.text) as Document;
    this.follows = found.follows;
    this.codes = found.codes;
    this.workbook = found.workbook;
    this.brought = found.brought;
    this.note = found.note;
    return true;
  }

  get begun(): Begun | null {
    if (this.text === '') return null;
    return { text: this.text, follows: this.follows, codes: this.codes, workbook: this.workbook, brought: this.brought, note: this.note };
  }

  /** Another document in the place of this one: after somebody wrote it as text. */
  replace(document: Document): void {
    this.document = document;
    this.gone = [];
  }

  /** Codes that nothing new may have. */
  get taken(): Set<string> {
    return new Set([...this.codes, ...(this.document ? codesOf(this.document) : [])]);
  }

  /** Takes something out of a list; it can be put back until the screen is left. */
  remove<T>(list: T[], i: number, what: string): void {
    const [one] = list.splice(i, 1);
    if (one === undefined) return;
    this.gone = [...this.gone, { what, back: () => list.splice(Math.min(i, list.length), 0, one) }];
  }

  putBack(): void {
    const last = this.gone.at(-1);
    this.gone = this.gone.slice(0, -1);
    last?.back();
  }
}

export const draft = new Draft();

/** Whoever locks the app leaves nothing behind. */
whenForgotten(() => {
  draft.document = null;
  draft.workbook = draft.brought = null;
  draft.note = '';
  draft.gone = [];
});

/** Moves something within its list. */
export function move<T>(list: T[], from: number, by: number): void {
  const to = from + by;
  if (to < 0 || to >= list.length) return;
  const [one] = list.splice(from, 1);
  if (one !== undefined) list.splice(to, 0, one);
}

export function hasDraft(code: string): boolean {
  return untrack(() => kept(draftOf(code))) !== null;
}

/** Begins the next version of a tool on this device. */
export function begin(document: Document, follows: number | null, workbook: string | null = null): void {
  const text = JSON.stringify(document);
  const begun: Begun = { text, follows, codes: codesOf(document), workbook, brought: workbook === null ? null : text, note: '' };
  keepDraft(draftOf(document.code), begun);
  tick();
}
