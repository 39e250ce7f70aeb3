import type { CardView } from '../../gen/kinkeeper_client.js';
import { called, say } from '../../lib/words.svelte';

/** Columns of the caseload, in order. */
export const COLUMNS = ['family', 'risk', 'pressing', 'village', 'lead', 'last', 'next'] as const;
export type Column = (typeof COLUMNS)[number];

/** How she likes the list. Codes and ids only. */
export type Liking = { sort: Column; down: boolean; stage: string; risk: string; lead: string };

const KEY = 'kinkeeper.caseload';
const FIRST: Liking = { sort: 'risk', down: false, stage: '', risk: '', lead: '' };

export const liking = $state<Liking>(recalled());

function recalled(): Liking {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? 'null') as Partial<Liking> | null;
    const known = kept && COLUMNS.some((column) => column === kept.sort);
    return known ? { ...FIRST, ...kept } : { ...FIRST };
  } catch {
    return { ...FIRST };
  }
}

export function remember(): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(liking));
  } catch {
    // Not remembered, but sorted.
  }
}

const RISKS = ['high', 'medium', 'low'];

function place(card: CardView): number {
  return card.risk === null ? RISKS.length : RISKS.indexOf(card.risk);
}

/** What a column compares by; what is missing comes last. */
function compare(column: Column, language: string, a: CardView, b: CardView): number {
  const text = (x: string, y: string): number => x.localeCompare(y, language);
  const LAST = '9999';
  switch (column) {
    case 'family':
      return text(called(a.label), called(b.label));
    case 'risk':
      return place(a) - place(b) || a.rank - b.rank;
    case 'pressing':
      return a.rank - b.rank || place(a) - place(b);
    case 'village':
      return text(say(a.village), say(b.village));
    case 'lead':
      return text(a.lead ? called(a.lead) : '', b.lead ? called(b.lead) : '');
    case 'last':
      return (a.last_visit ?? LAST).localeCompare(b.last_visit ?? LAST);
    case 'next':
      return (a.next_visit ?? LAST).localeCompare(b.next_visit ?? LAST);
  }
}

/** As she likes it. */
export function sorted(cards: CardView[], language: string): CardView[] {
  const sign = liking.down ? -1 : 1;
  return [...cards].sort((a, b) => sign * compare(liking.sort, language, a, b));
}
