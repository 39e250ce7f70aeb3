import { called, t } from '../../lib/words.svelte';

/** What the server tells of the information-sharing protocol. */
export type FamilyRow = {
  id: string;
  organisation: string;
  role: string;
  relation: string;
  condition?: string;
  purpose: string;
  sections: string[];
  commands: string[];
  acts: string[];
  lists: string[];
  because: string;
  because_km?: string;
};
export type BesideRow = { id: string; role: string; on: string; acts: string[]; commands: string[]; because: string; because_km?: string };
/** About what was told to a service: who reads it, refers, answers. */
export type ReferralRow = { id: string; role: string; side: string; acts: string[]; commands: string[]; because: string; because_km?: string };
/** Any of them. */
export type Rule = FamilyRow | BesideRow | ReferralRow;
export type Matrix = { name: string; version: number; families: FamilyRow[]; beside_families: BesideRow[]; service_referrals: ReferralRow[] } & Record<string, unknown>;
export type Line = {
  number: number;
  hash: string;
  state: 'shipped' | 'waiting' | 'approved' | 'refused' | 'withdrawn';
  current: boolean;
  reason: string;
  by_km: string;
  by_latin: string;
  at: number | null;
  decided_km: string;
  decided_latin: string;
  decided_at: number | null;
  note: string;
};
export type Organisation = { id: string; name_km: string; name_latin: string };
export type What = { kind: 'read' | 'give' | 'take_on' | 'act' | 'list'; code: string };
export type Change = { role: string; standing: string; purpose: string; organisation: string | null; gains: What[]; loses: What[] };
export type Statement = { code: string; holds: boolean; example: Change | null };
export type Book = { current: string; matrix: Matrix; versions: Line[]; organisations: Organisation[]; can_propose: boolean; can_approve: boolean };
export type Look = {
  version: Line;
  matrix: Matrix;
  changes: Change[] | null;
  statements: Statement[];
  organisations: Organisation[];
  can_decide: boolean;
  can_withdraw: boolean;
};
export type Trial = { fault: { row: string; code: string } | null; hash: string; number: number; same: boolean; changes: Change[]; statements: Statement[] };

export const PATH = '/api/v1/programme/sharing';

export const ROLES = ['village_social_worker', 'senior_social_worker', 'specialist', 'programme_manager', 'me_officer', 'administrator', 'data_protection_officer'];
export const RELATIONS = ['lead', 'specialist', 'supervisor', 'anyone', 'shared', 'break_glass', 'consulted', 'partner', 'partner_supervisor'];
/** These open files of other organisations: for reading only, but for the partners of joint cases. */
export const ACROSS = ['shared', 'break_glass', 'consulted', 'partner', 'partner_supervisor'];
/** On which side of a referral to a service: those of the holder's organisation, and whoever receives it. */
export const SIDES = ['lead', 'specialist', 'supervisor', 'colleague', 'receiver'];
/** What a row about referrals can let somebody do beside reading: a sender refers, a receiver answers. */
export const referralCommands = (side: string): string[] => [side === 'receiver' ? 'serve' : 'refer'];
/** How a side of a referral is told. */
export const sideWords = (side: string): string => `${t('sharing-referrals')} · ${t(`sharing-standing-${side === 'colleague' ? 'anyone' : side}`)}`;
export const SECTIONS = ['identity', 'narrative', 'health', 'protection', 'legal', 'safe_address', 'media'];
export const COMMANDS = ['open', 'care', 'visit', 'steer', 'assign', 'answer', 'sign', 'review'];
export const ACTS = ['print', 'see_readers', 'see_access', 'review_emergency', 'answer_elsewhere', 'consult'];
export const LISTS = ['mine', 'team', 'organisation', 'device'];

const BESIDE: Record<string, { acts: string[]; commands: string[] }> = {
  organisation: {
    acts: ['read', 'ask_for_duplicates', 'see_team', 'read_numbers', 'see_team_tray', 'see_tray', 'open_in_emergency', 'receive_families', 'ask_elsewhere', 'import_families', 'manage_workers', 'manage_devices', 'manage_team_devices', 'watch_over', 'judge_reading'],
    commands: ['organise'],
  },
  village: { acts: ['read'], commands: ['community'] },
  programme: { acts: ['read'], commands: ['govern', 'propose', 'approve'] },
  provider: { acts: ['read'], commands: ['directory'] },
  place: { acts: ['read'], commands: ['survey'] },
  staff: { acts: ['read'], commands: ['appraise'] },
  oneself: { acts: ['read'], commands: [] },
};

/** What a row about no family can grant: what is known here, and what any row of its kind grants already. */
export function choicesOf(on: string, matrix: Matrix): { acts: string[]; commands: string[] } {
  const rows = matrix.beside_families.filter((row) => row.on === on);
  const all = (known: string[], present: string[][]): string[] => [...new Set([...known, ...present.flat()])];
  return { acts: all(BESIDE[on]?.acts ?? [], rows.map((row) => row.acts)), commands: all(BESIDE[on]?.commands ?? [], rows.map((row) => row.commands)) };
}

/** Several things in one sentence. */
export const join = (parts: string[]): string => parts.filter((part) => part !== '').join(t('family-list-comma'));

/** What somebody may, as the end of a sentence that begins with "may". */
export function phrase(whats: What[]): string {
  const of = (kind: What['kind']): string[] => whats.filter((what) => what.kind === kind).map(({ code }) => code);
  const reads = of('read').map((code) => t(`sharing-read-${code}`));
  const lists = of('list').map((code) => t(`sharing-list-${code}`));
  return join([
    reads.length > 0 ? t('sharing-what-read', { what: join(reads) }) : '',
    ...of('give').map((code) => t(`sharing-give-${code}`)),
    ...of('take_on').map((code) => t('sharing-taking-on', { what: t(`sharing-give-${code}`) })),
    ...of('act').map((code) => t(`sharing-act-${code}`)),
    lists.length > 0 ? t('sharing-what-list', { what: join(lists) }) : '',
  ]);
}

/** Which families, or what else, a row is about. */
export function standing(row: Rule, organisations: Organisation[]): string {
  if ('on' in row) return t(`sharing-standing-${row.on}`);
  if ('side' in row) return sideWords(row.side);
  const base = t(`sharing-standing-${row.relation}`);
  const condition = row.condition ? ` · ${t(`sharing-condition-${row.condition}`)}` : '';
  return `${base}${condition}${only(row.organisation, organisations)}`;
}

/** The organisation that a row is for, if it is for one only. */
export function only(id: string | null, organisations: Organisation[]): string {
  const one = organisations.find((organisation) => organisation.id === id);
  return one ? ` · ${t('sharing-only-organisation', { name: called({ km: one.name_km, latin: one.name_latin }) })}` : '';
}

/** Opens the annex of a version. */
export function openAnnex(hash: string, language: 'km' | 'en'): void {
  open(`${PATH}/${hash}/annex.pdf?lang=${language}`, '_blank', 'noopener');
}
