/** What the server tells of assessment tools, and what an editor calls their parts. */
import type { Instrument, Text } from '../../gen/kinkeeper_client.js';
import { hasWords, t } from '../../lib/words.svelte';

export type Document = Instrument;
export type Section = Document['sections'][number];
export type Item = Section['items'][number];
export type Answer = Item['answer'];
export type KindName = Answer['kind'];
export type Kind<K extends KindName> = Extract<Answer, { kind: K }>;
export type Option = NonNullable<Kind<'choice'>['options']>[number];
export type Level = Kind<'level'>['levels'][number];
export type Field = Kind<'list'>['row'][number];
export type Score = NonNullable<Document['scores']>[number];
export type Banding = NonNullable<Document['bandings']>[number];
export type Flag = NonNullable<Document['flags']>[number];
export type Gate = NonNullable<Document['gates']>[number];
export type Step = NonNullable<Document['next_steps']>[number];

/** A version of a tool. */
export type Version = {
  code: string;
  version: number;
  title: Text;
  subject: Document['subject'];
  items: number;
  shipped: boolean;
  current: boolean;
  by_km: string | null;
  by_latin: string | null;
  at: number | null;
  note: string | null;
  workbook: boolean;
  retired: string | null;
};
export type Book = { tools: Version[]; may_publish: boolean };

/** Something about a cell of a workbook. */
export type Told = { cell: string; en: string; km: string };
export type ReadWorkbook = { document: Document | null; faults: Told[]; warnings: Told[]; kept: Told[] };

export type Fault = string | { text: string };
export type DocumentProblem = { path: string; fault: Fault };
export type Advice = { path: string; advice: string };
export type Difference = { path: string; before: string | null; after: string | null };
export type Looked = { problems: DocumentProblem[]; version: number; follows: number | null; differences: Difference[]; advice?: Advice[] };

export const PATH = '/api/v1/tools';
export const BOOK = '#/tools';
export const pathOf = (code: string, version: number): string => `${PATH}/${encodeURIComponent(code)}/${version}`;
export const toolAt = (code: string): string => `#/tools/of/${encodeURIComponent(code)}`;
export const versionAt = (code: string, version: number): string => `${toolAt(code)}/${version}`;
export const editAt = (code: string): string => `#/tools/edit/${encodeURIComponent(code)}`;
/** Under which key the draft of a tool's next version is kept. */
export const draftOf = (code: string): string => `tool/${code}`;

export const SUBJECTS = ['child', 'family', 'carer', 'network', 'village', 'group', 'facility', 'worker'] as const;
export const TRIGGERS = ['referred', 'accepted', 'concern_raised', 'household_changed', 'plan_agreed', 'placed', 'reunified', 'health_noted', 'closing_proposed', 'closed'] as const;
export const TONES = ['neutral', 'strength', 'worry', 'plan', 'view'] as const;
export const VOICES = ['child', 'caregiver', 'network', 'worker', 'supervisor'] as const;
export const FACTS = ['subject_name', 'subject_age', 'subject_sex', 'subject_birth', 'family_number', 'family_village', 'household_size', 'children_count', 'caregiver_name', 'worker_name', 'organisation_name', 'today'] as const;
export const COLOURS = ['green', 'blue', 'yellow', 'red'] as const;
export const CANVASES = ['blank', 'body', 'house', 'three_houses', 'circles', 'line', 'tree', 'map'] as const;
export const PLACES = ['village', 'point', 'trace', 'shape'] as const;
/** Those that are asked for most come first. */
export const KINDS = [
  'choice', 'several', 'yes_no_unknown', 'level', 'scale', 'number', 'text', 'date', 'money', 'ranking', 'list',
  'repeat', 'group', 'note', 'calculated', 'acknowledge', 'time', 'moment', 'place', 'photo', 'drawing', 'signature', 'audio',
] as const satisfies readonly KindName[];

/** Values with their words, for choosing. */
export function offered<V extends string>(values: readonly V[], kind: string): { value: V; label: string }[] {
  return values.map((value) => ({ value, label: t(`tool-${kind}-${value}`) }));
}

export function faultOf(fault: Fault): string {
  const code = typeof fault === 'string' ? fault : `text_${fault.text}`;
  return hasWords(`tool-fault-${code}`) ? t(`tool-fault-${code}`) : code;
}

export function adviceOf(advice: string): string {
  return hasWords(`tool-advice-${advice}`) ? t(`tool-advice-${advice}`) : advice;
}
