/** What the form about a person holds, and which commands say what was changed. */
import type { FamilyAction, HealthField, Known, PaperField, PersonField, Sex } from '../../gen/kinkeeper_client.js';
import { NO_DATE, fromBirth, fromIso, toBirth, toIso, type DateParts } from '../../lib/birth';
import { latinDigits } from '../../lib/words.svelte';
import { today, type Family, type Person } from './say';

export const SCHOOL = ['attending', 'irregular', 'dropped_out', 'never', 'too_young', 'finished', 'not_for_adult'] as const;
/** Domains of the Washington Group's short set. */
export const DIFFICULTIES = ['seeing', 'hearing', 'walking', 'remembering', 'self_care', 'communicating'] as const;
export const KNOWN: readonly Known[] = ['yes', 'no', 'unknown'];
/** Not in a household of the file. */
export const AWAY = 'away';
export const NEW_HOME = 'new';

export type PersonDraft = {
  id: string;
  name_km: string;
  name_latin: string;
  sex: Sex | null;
  birth: DateParts;
  died: boolean;
  died_on: DateParts;
  phone: string;
  in_focus: boolean;
  school: string;
  school_name: string;
  grade: string;
  occupation: string;
  note: string;
  difficulties: string[];
  health_asked: boolean;
  health_note: string;
  birth_certificate: Known;
  family_book: Known;
  home: string;
  home_id: string;
  home_name: string;
  since: DateParts;
  whereabouts: string;
};

/** The form as the file has it now. */
export function fresh(person: Person | null, ids: { person: string; home: string }): PersonDraft {
  return {
    id: person?.id ?? ids.person,
    name_km: person?.name.km ?? '',
    name_latin: person?.name.latin ?? '',
    sex: person?.sex ?? null,
    birth: fromBirth(person?.birth),
    died: Boolean(person?.died_on),
    died_on: fromIso(person?.died_on),
    phone: person?.phone ?? '',
    in_focus: person?.in_focus ?? false,
    school: person?.school?.state ?? '',
    school_name: person?.school?.school ?? '',
    grade: person?.school?.grade ? String(person.school.grade) : '',
    occupation: person?.occupation ?? '',
    note: person?.note ?? '',
    difficulties: [...(person?.difficulties ?? [])],
    health_asked: Array.isArray(person?.difficulties),
    health_note: person?.health_note ?? '',
    birth_certificate: person?.birth_certificate ?? 'unknown',
    family_book: person?.family_book ?? 'unknown',
    home: person?.household ?? (person?.whereabouts ? AWAY : ''),
    home_id: ids.home,
    home_name: '',
    since: { ...NO_DATE },
    whereabouts: person?.whereabouts ?? '',
  };
}

export type Faults = { name?: boolean; sex?: boolean; birth?: boolean; died?: boolean; home?: boolean };

/** What must be put right before the form can be kept. */
export function faults(form: PersonDraft): Faults {
  const begun = ({ year, month, day }: DateParts): boolean => year !== null || month !== null || day !== null;
  return {
    name: form.name_km.trim() === '' && form.name_latin.trim() === '',
    sex: form.sex === null,
    birth: begun(form.birth) && toBirth(form.birth) === null,
    died: form.died && toIso(form.died_on) === null,
    home: form.home === NEW_HOME && form.home_name.trim() === '',
  };
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

function identity(old: PersonDraft, form: PersonDraft, isNew: boolean): PersonField[] {
  const changes: PersonField[] = [];
  const changed = (...keys: (keyof PersonDraft)[]): boolean => keys.some((key) => !same(old[key], form[key]));
  // A new person brings her names, sex, birth and whether the work is about her herself.
  if (!isNew) {
    if (changed('name_km')) changes.push({ name_km: form.name_km.trim() });
    if (changed('name_latin')) changes.push({ name_latin: form.name_latin.trim() });
    if (changed('sex') && form.sex) changes.push({ sex: form.sex });
    if (changed('birth')) changes.push({ birth: toBirth(form.birth) });
    if (changed('in_focus')) changes.push({ in_focus: form.in_focus });
  }
  if (changed('died', 'died_on')) changes.push({ died_on: form.died ? toIso(form.died_on) : null });
  if (changed('phone')) changes.push({ phone: latinDigits(form.phone).trim() });
  if (changed('school', 'school_name', 'grade') && form.school) {
    const grade = Math.min(12, Number(latinDigits(form.grade).replace(/\D/g, '')) || 0);
    changes.push({ school: { state: form.school, school: form.school_name.trim(), grade } });
  }
  if (changed('occupation')) changes.push({ occupation: form.occupation.trim() });
  if (changed('note')) changes.push({ note: form.note.trim() });
  return changes;
}

function moves(old: PersonDraft, form: PersonDraft, person: Person | null): FamilyAction[] {
  const since = toIso(form.since);
  const left = person?.household ?? null;
  const actions: FamilyAction[] = [];
  const moved = form.home !== old.home && form.home !== '';
  if (moved && left) {
    const whereabouts = form.home === AWAY ? form.whereabouts.trim() : '';
    actions.push({ household_moved: { movement: { person: form.id, household: left, from: null, until: since ?? today(), whereabouts } } });
  }
  if (!moved || form.home === AWAY) return actions;
  const household = form.home === NEW_HOME ? form.home_id : form.home;
  if (form.home === NEW_HOME) actions.push({ household_named: { household, name: form.home_name.trim() } });
  actions.push({ household_moved: { movement: { person: form.id, household, from: since, until: null, whereabouts: '' } } });
  return actions;
}

/** Only what was changed, each kind of fact as a command of its own. */
export function actionsOf(old: PersonDraft, form: PersonDraft, person: Person | null, family: Family): FamilyAction[] {
  const actions: FamilyAction[] = [];
  if (!person) {
    const { id, name_km, name_latin, in_focus } = form;
    actions.push({ person_added: { person: { id, name_km: name_km.trim(), name_latin: name_latin.trim(), sex: form.sex ?? 'unknown', birth: toBirth(form.birth), in_focus } } });
  }
  const changes = identity(old, form, !person);
  if (changes.length > 0) actions.push({ person_set: { person: form.id, changes } });

  const health: HealthField[] = [];
  const asked = form.health_asked && (!old.health_asked || !same([...old.difficulties].sort(), [...form.difficulties].sort()));
  if (asked) health.push({ difficulties: [...form.difficulties] });
  if (old.health_note !== form.health_note) health.push({ note: form.health_note.trim() });
  if (health.length > 0) actions.push({ health_set: { person: form.id, changes: health } });

  const papers: PaperField[] = [];
  if (old.birth_certificate !== form.birth_certificate) papers.push({ birth_certificate: form.birth_certificate });
  if (old.family_book !== form.family_book) papers.push({ family_book: form.family_book });
  if (papers.length > 0) actions.push({ papers_set: { person: form.id, changes: papers } });

  if (family.can.includes('family.household_moved')) actions.push(...moves(old, form, person));
  return actions;
}
