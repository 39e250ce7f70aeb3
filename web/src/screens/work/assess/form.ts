/** An assessment while it is being filled: what the form holds, and what of it counts as an answer. */
import type { Answer, AssessView, Instrument, Rating, Row } from '../../../gen/kinkeeper_client.js';
import type { DateParts } from '../../../lib/birth';

type ListItem = Instrument['sections'][number]['items'][number];

export type Item = ListItem;
export type Section = Instrument['sections'][number];
export type Kind<K extends Item['answer']['kind']> = Extract<Item['answer'], { kind: K }>;
export type Given<K extends Answer['kind']> = Extract<Answer, { kind: K }>;
export type Field = Kind<'list'>['row'][number];
export type Problem = AssessView['evaluation']['problems'][number];
export type Who = AssessView['people'][number];

/** A number that somebody has not said yet. */
export type RatingDraft = Omit<Rating, 'score'> & { score: number | null };
export type AnswerDraft = Exclude<Answer, { kind: 'scale' }> | { kind: 'scale'; ratings: RatingDraft[] };
export type Drafts = Record<string, AnswerDraft>;

export type Form = {
  /** The record's id; the same when it is sent again. */
  id: string;
  answers: Drafts;
  on: DateParts;
  sources: string[];
  /** Which page of the form is open: 0 before the first section. */
  section: number;
};

export const SOURCES = ['child', 'caregiver', 'relative', 'neighbour', 'teacher', 'observation', 'other'] as const;

/** What the core may judge: numbers that nobody has said yet are left out. */
export function counted(answers: Drafts): Record<string, Answer> {
  const out: Record<string, Answer> = {};
  for (const [code, answer] of Object.entries(answers)) {
    if (answer.kind !== 'scale') {
      out[code] = answer;
      continue;
    }
    const ratings = answer.ratings.filter((rating): rating is Rating => rating.score !== null);
    if (ratings.length > 0) out[code] = { kind: 'scale', ratings };
  }
  return out;
}

/** Codes of scales on which somebody is named who has not said a number. */
export function unsaid(answers: Drafts): string[] {
  return Object.entries(answers).flatMap(([code, answer]) =>
    answer.kind === 'scale' && answer.ratings.some((rating) => rating.score === null) ? [code] : [],
  );
}

/**
 * What a new record begins with. A map of the family grows from visit to visit: its lists are carried over
 * with the ids of their rows. A check of one child begins empty, with last time beside it.
 */
export function begin(view: AssessView): Drafts {
  if (view.tool.subject !== 'family' || !view.previous) return {};
  const lists = Object.entries(view.previous).filter(([, answer]) => answer.kind === 'list');
  return Object.fromEntries(lists) as Drafts;
}

export function rowsOf(answer: AnswerDraft | Answer | undefined): Row[] {
  return answer?.kind === 'list' ? answer.rows : [];
}

export function itemOf(tool: Instrument, code: string): Item | undefined {
  return tool.sections.flatMap((section) => section.items).find((item) => item.code === code);
}

/** The first words of a row, by which people know it again. */
export function wordsOf(item: Item | undefined, row: Row): string {
  const fields = item?.answer.kind === 'list' ? item.answer.row : [];
  const texts = fields.filter((field) => field.holds.kind === 'text' || field.holds.kind === 'long_text');
  return texts.map((field) => row.fields?.[field.code] ?? '').find((words) => words.trim() !== '') ?? '';
}
