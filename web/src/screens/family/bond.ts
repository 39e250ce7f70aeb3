/** Who somebody is to somebody: what the form holds, and the commands that say it. */
import type { CareKind, FamilyAction, Quality, Step, UnionKind, UnionState } from '../../gen/kinkeeper_client.js';
import { NO_DATE, toIso, type DateParts } from '../../lib/birth';
import type { Family, Person } from './say';

export const BONDS = ['parent', 'child', 'couple', 'elder', 'younger', 'carer', 'other'] as const;
export const QUALITIES: readonly Quality[] = ['birth', 'step', 'adoptive', 'foster', 'ritual'];
export const UNION_KINDS: readonly UnionKind[] = ['married', 'cohabiting'];
export const UNION_STATES: readonly UnionState[] = ['together', 'separated', 'divorced', 'widowed'];
export const CARE_KINDS: readonly CareKind[] = ['parental', 'kinship', 'foster', 'informal', 'child_headed'];
/** A path is no longer than this (as the core has it). */
export const LONGEST_PATH = 6;

export type Bond = (typeof BONDS)[number];

const step = (kind: Step['kind'], sex: Step['sex'], seniority: Step['seniority'] = null, quality: Quality = 'birth'): Step => ({ kind, sex, seniority, quality });

/** Steps as people say them. */
export const STEPS: Record<string, Step> = {
  mother: step('parent', 'female'),
  father: step('parent', 'male'),
  'elder-brother': step('sibling', 'male', 'elder'),
  'elder-sister': step('sibling', 'female', 'elder'),
  'younger-brother': step('sibling', 'male', 'younger'),
  'younger-sister': step('sibling', 'female', 'younger'),
  sibling: step('sibling', 'unknown'),
  husband: step('spouse', 'male'),
  wife: step('spouse', 'female'),
  son: step('child', 'male'),
  daughter: step('child', 'female'),
  'step-mother': step('parent', 'female', null, 'step'),
  'step-father': step('parent', 'male', null, 'step'),
  'ritual-mother': step('parent', 'female', null, 'ritual'),
  'ritual-father': step('parent', 'male', null, 'ritual'),
};

export type BondDraft = {
  id: string;
  one: string;
  other: string;
  bond: Bond | null;
  quality: Quality;
  kind: UnionKind;
  state: UnionState;
  care: CareKind;
  main: boolean;
  from: DateParts;
  until: DateParts;
  path: string[];
  older: 'elder' | 'younger' | null;
};

export function freshBond(id: string): BondDraft {
  const dates = { from: { ...NO_DATE }, until: { ...NO_DATE } };
  return { id, one: '', other: '', bond: null, quality: 'birth', kind: 'married', state: 'together', care: 'kinship', main: true, ...dates, path: [], older: null };
}

/** Whether a path leads to a cousin: Khmer then asks who of the two is older. */
export function asksAge(path: readonly string[]): boolean {
  const kinds = path.map((name) => STEPS[name]?.kind);
  return kinds.at(-1) === 'child' && kinds.includes('sibling');
}

function share(a: Person, b: Person): boolean {
  return a.parents.some((parent) => b.parents.some((other) => other.person === parent.person));
}

/** The commands that say "`one` is … of `other`". Empty when something is still missing. */
export function bondActions(form: BondDraft, family: Family): FamilyAction[] {
  const one = family.people.find((person) => person.id === form.one);
  const other = family.people.find((person) => person.id === form.other);
  if (!one || !other || one.id === other.id || !form.bond) return [];
  const from = toIso(form.from);
  const until = toIso(form.until);
  switch (form.bond) {
    case 'parent':
      return [{ parentage_set: { parentage: { child: other.id, parent: one.id, quality: form.quality, from, until } } }];
    case 'child':
      return [{ parentage_set: { parentage: { child: one.id, parent: other.id, quality: form.quality, from, until } } }];
    case 'couple': {
      const known = one.partners.find((partner) => partner.person === other.id);
      return [{ union_set: { union: known?.union ?? form.id, facts: { a: one.id, b: other.id, kind: form.kind, state: form.state, from, until } } }];
    }
    case 'elder':
    case 'younger': {
      const [elder, younger] = form.bond === 'elder' ? [one.id, other.id] : [other.id, one.id];
      const actions: FamilyAction[] = [{ seniority_stated: { elder, younger } }];
      // Without a parent in common the file does not know yet that they are brother and sister.
      if (!share(one, other)) {
        const path = [step('sibling', one.sex, form.bond)];
        actions.push({ relation_stated: { relation: form.id, stated: { from: other.id, to: one.id, path } } });
      }
      return actions;
    }
    case 'carer':
      return [{ caregiver_set: { caring: { child: other.id, caregiver: one.id, kind: form.care, main: form.main, from, until: null } } }];
    case 'other': {
      const path = form.path.map((name) => ({ ...(STEPS[name] ?? step('parent', 'unknown')) }));
      const last = path.at(-1);
      if (!last) return [];
      if (one.sex !== 'unknown') last.sex = one.sex;
      if (asksAge(form.path)) last.seniority = form.older;
      return [{ relation_stated: { relation: form.id, stated: { from: other.id, to: one.id, path } } }];
    }
  }
}
