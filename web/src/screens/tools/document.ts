/** Parts of a document as an editor makes and finds them. Codes are made once: what is stored under them never changes its meaning. */
import type { Text } from '../../gen/kinkeeper_client.js';
import type { Answer, Document, Item, KindName, Section } from './types';

export const blank = (): Text => ({ en: '', km: '' });
export const isBlank = (text: Text | null | undefined): boolean => !text || (text.en.trim() === '' && text.km.trim() === '');

/** A name for what people called something, of letters that expressions and forms can carry. */
export function codeFrom(words: string, otherwise: string, taken: ReadonlySet<string>): string {
  const LONGEST = 40;
  const plain = words
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[_0-9]+|_+$/g, '')
    .slice(0, LONGEST)
    .replace(/_+$/, '');
  const base = plain.length > 1 ? plain : otherwise;
  if (base !== otherwise && !taken.has(base)) return base;
  for (let n = base === otherwise ? 1 : 2; ; n++) if (!taken.has(`${base}_${n}`)) return `${base}_${n}`;
}

export const isToolCode = (code: string): boolean => /^[a-z][a-z0-9_-]{1,59}$/.test(code);

export function innerOf(item: Item): Item[] {
  return item.answer.kind === 'group' || item.answer.kind === 'repeat' ? item.answer.items : [];
}

/** Items with those that lie in them. */
export function itemsOf(items: readonly Item[]): Item[] {
  return items.flatMap((item) => [item, ...itemsOf(innerOf(item))]);
}

export const allItems = (document: Document): Item[] => document.sections.flatMap((section) => itemsOf(section.items));

/** Everything that an expression can name, and every other code of the document. */
export function codesOf(document: Document): string[] {
  return [
    ...document.sections.map((one) => one.code),
    ...allItems(document).map((one) => one.code),
    ...[document.scores, document.bandings, document.flags, document.gates, document.next_steps].flatMap((list) => (list ?? []).map((one) => one.code)),
  ];
}

export function newDocument(code: string, title: Text, subject: Document['subject']): Document {
  return {
    code,
    version: 1,
    title,
    purpose: blank(),
    owner: '',
    licence: '',
    attribution: blank(),
    cautions: [],
    subject,
    schedule: {},
    sections: [],
  };
}

export function newSection(code: string, title: Text): Section {
  return { code, title, tone: 'neutral', items: [] };
}

export function newAnswer(kind: KindName): Answer {
  switch (kind) {
    case 'level':
      return { kind, levels: (['green', 'blue', 'yellow', 'red'] as const).map((colour, i) => ({ value: 4 - i, label: blank(), description: blank(), colour, needs_goal: i > 1 })), reason_required: true };
    case 'list':
      return { kind, row: [] };
    case 'scale':
      return { kind, low: blank(), high: blank() };
    case 'choice':
    case 'several':
    case 'ranking':
      return { kind, options: [] };
    case 'drawing':
      return { kind, canvas: 'blank' };
    case 'calculated':
      return { kind, expr: '' };
    case 'group':
    case 'repeat':
      return { kind, items: [] };
    case 'text':
    case 'yes_no_unknown':
    case 'acknowledge':
    case 'money':
    case 'date':
    case 'time':
    case 'moment':
    case 'photo':
    case 'audio':
    case 'signature':
    case 'place':
    case 'note':
    case 'number':
      return { kind };
  }
}

export function newItem(code: string, title: Text, kind: KindName): Item {
  return { code, title, answer: newAnswer(kind) };
}

/** A place of the document by its path, `sections.0.items.2`: what lies there, if anything does. */
export function at(document: unknown, path: string): unknown {
  let here = document;
  for (const step of path.split('.')) {
    if (here === null || typeof here !== 'object') return undefined;
    here = (here as Record<string, unknown>)[step];
  }
  return here;
}

type Coded = { code: string };

/** Every thing with a code, by its path. The last of several with one code is the one that came too late. */
export function placesOf(document: Document): Map<string, string> {
  const places = new Map<string, string>();
  const put = (list: readonly Coded[] | undefined, path: string): void => list?.forEach((one, i) => places.set(one.code, `${path}.${i}`));
  put(document.next_steps, 'next_steps');
  put(document.gates, 'gates');
  put(document.flags, 'flags');
  put(document.bandings, 'bandings');
  put(document.scores, 'scores');
  put(document.sections, 'sections');
  const items = (list: readonly Item[], path: string): void => {
    put(list, path);
    list.forEach((item, i) => items(innerOf(item), `${path}.${i}.answer.items`));
  };
  document.sections.forEach((section, i) => items(section.items, `sections.${i}.items`));
  return places;
}

/** Where a thing that lies in another by its code or mark stands. */
function within(document: Document, path: string, code: string): string {
  for (const list of ['answer.options', 'answer.levels', 'answer.row', 'bands']) {
    const found = at(document, `${path}.${list}`);
    if (!Array.isArray(found)) continue;
    const i = found.findLastIndex((one: { code?: string; value?: number }) => one.code === code || String(one.value) === code);
    if (i >= 0) return `${path}.${list}.${i}`;
  }
  return path;
}

/** The checks name what they found by codes or by the path of a text; here both become paths of the document. */
export function placeOf(document: Document, named: string, places: Map<string, string> = placesOf(document)): string {
  const [first = '', ...rest] = named.split('.');
  if (/^(sections|scores|bandings|flags|gates|next_steps|cautions|disciplines)$/.test(first) && /^\d+$/.test(rest[0] ?? '')) return named;
  if (['title', 'purpose', 'attribution', 'label', 'lists', 'disciplines', 'translations', 'results', 'schedule', ''].includes(first)) return first === 'disciplines' || first === 'lists' ? first : named;
  if (first === 'code') return 'code';
  if (first === 'items' || first === 'sections') return rest.length > 0 ? (places.get(rest.join('.')) ?? 'sections') : 'sections';
  // A code may itself have points in it.
  for (let n = named.split('.').length; n > 0; n--) {
    const code = named.split('.').slice(0, n).join('.');
    const place = places.get(code);
    if (place === undefined) continue;
    const inner = named.split('.').slice(n).join('.');
    return inner === '' ? place : within(document, place, inner);
  }
  return '';
}

/** Sets of codes that one list holds. */
export const taken = (list: readonly Coded[]): Set<string> => new Set(list.map((one) => one.code));
