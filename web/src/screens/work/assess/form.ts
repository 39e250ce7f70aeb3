/** An assessment while it is being filled: what the form holds, and what of it counts as an answer. */
import type { Answer, AssessView, Instrument, Rating, Row } from '../../../gen/kinkeeper_client.js';
import type { DateParts } from '../../../lib/birth';
import { called } from '../../../lib/words.svelte';

type ListItem = Instrument['sections'][number]['items'][number];

export type Item = ListItem;
export type Section = Instrument['sections'][number];
export type Kind<K extends Item['answer']['kind']> = Extract<Item['answer'], { kind: K }>;
export type Given<K extends Answer['kind']> = Extract<Answer, { kind: K }>;
export type Field = Kind<'list'>['row'][number];
export type Problem = AssessView['evaluation']['problems'][number];
export type Who = AssessView['people'][number];
export type Evaluation = AssessView['evaluation'];
/** What is not asked. */
export type Hides = Pick<Evaluation, 'hidden'>;
export type Choice = Kind<'choice'>['options'] extends (infer C)[] | undefined ? C : never;

/** A number that somebody has not said yet. */
export type RatingDraft = Omit<Rating, 'score'> & { score: number | null };
export type AnswerDraft = Exclude<Answer, { kind: 'scale' | 'repeat' }> | { kind: 'scale'; ratings: RatingDraft[] } | { kind: 'repeat'; rows: InstanceDraft[] };
export type InstanceDraft = { id: string; answers: Drafts };
export interface Drafts {
  [code: string]: AnswerDraft;
}

export type Form = {
  /** The record's id; the same when it is sent again. */
  id: string;
  /** The version of the tool in which it was begun. */
  version: number;
  answers: Drafts;
  on: DateParts;
  sources: string[];
  /** Which page was open in forms begun before pages had names. */
  section: number;
  /** Which page of the form is open, by section or item: before the first when empty. */
  place: string;
  /** What was wrong with the record that this one corrects. */
  why: string;
};

export const SOURCES = ['child', 'caregiver', 'relative', 'neighbour', 'teacher', 'observation', 'other'] as const;

/** What the core may judge: numbers that nobody has said yet are left out. */
export function counted(answers: Drafts): Record<string, Answer> {
  const out: Record<string, Answer> = {};
  for (const [code, answer] of Object.entries(answers)) {
    if (answer.kind === 'scale') {
      const ratings = answer.ratings.filter((rating): rating is Rating => rating.score !== null);
      if (ratings.length > 0) out[code] = { kind: 'scale', ratings };
    } else if (answer.kind === 'repeat') {
      out[code] = { kind: 'repeat', rows: answer.rows.map((row) => ({ id: row.id, answers: counted(row.answers) })) };
    } else out[code] = answer;
  }
  return out;
}

/** Codes of scales on which somebody is named who has not said a number. */
export function unsaid(answers: Drafts): string[] {
  return Object.entries(answers).flatMap(([code, answer]) =>
    answer.kind === 'scale' && answer.ratings.some((rating) => rating.score === null) ? [code] : [],
  );
}

export function rowsOf(answer: AnswerDraft | Answer | undefined): Row[] {
  return answer?.kind === 'list' ? answer.rows : [];
}

/** Items with those that lie in them. */
export function allOf(items: readonly Item[]): Item[] {
  return items.flatMap((item) => [item, ...(item.answer.kind === 'group' || item.answer.kind === 'repeat' ? allOf(item.answer.items) : [])]);
}

export function itemOf(tool: Instrument, code: string): Item | undefined {
  return tool.sections.flatMap((section) => allOf(section.items)).find((item) => item.code === code);
}

/** Whether something is not asked. */
export function isHidden(evaluation: Hides, code: string, row: string | null = null): boolean {
  return (evaluation.hidden ?? []).some((place) => place.code === code && (place.row ?? null) === row);
}

/** What an item offers here: its own options or those of a list, without those that a filter leaves out. */
export function optionsOf(tool: Instrument, evaluation: Evaluation, item: Item, row: string | null = null): Choice[] {
  const kind = item.answer;
  if (kind.kind !== 'choice' && kind.kind !== 'several' && kind.kind !== 'ranking') return [];
  const all = kind.list ? (tool.lists?.[kind.list] ?? []) : (kind.options ?? []);
  const offered = (evaluation.offered ?? []).find((one) => one.at.code === item.code && (one.at.row ?? null) === row)?.options;
  return offered ? all.filter((option) => offered.includes(option.code)) : all;
}

/** What people know a row by: the words that every row must have, else whom it is about, else whatever words it has. */
export function wordsOf(item: Item | undefined, row: Row, people: readonly Who[]): string {
  const fields = item?.answer.kind === 'list' ? item.answer.row : [];
  const texts = fields.filter((field) => field.holds.kind === 'text' || field.holds.kind === 'long_text');
  const persons = fields.filter((field) => field.holds.kind === 'person');
  const found = [...texts.filter((field) => field.required), ...persons, ...texts].find((field) => row.fields?.[field.code]?.trim());
  const words = found ? (row.fields?.[found.code] ?? '') : '';
  const known = found?.holds.kind === 'person' ? people.find((one) => one.id === words) : undefined;
  return known ? called(known.name) : words;
}
