import type { NewPerson, Referral, Risk, Sex } from '../../gen/kinkeeper_client.js';
import { NO_DATE, toBirth, type DateParts } from '../../lib/birth';
import type { Option } from '../../ui';

/** Where the unfinished referral is kept. */
export const DRAFT = 'refer/new';

/** Somebody as typed. */
export type Person = { id: string; km: string; latin: string; sex: Sex; birth: DateParts; focus: boolean };

/** A referral as typed. */
export type Form = {
  family: string;
  step: number;
  source: string | null;
  referrer: string;
  phone: string;
  reasons: string[];
  story: string;
  urgency: Risk | null;
  people: Person[];
  village: Option | null;
  address: string;
  knows: 'yes' | 'no' | 'unknown' | null;
};

export function nobody(id: string, focus: boolean): Person {
  return { id, km: '', latin: '', sex: 'unknown', birth: { ...NO_DATE }, focus };
}

export function fresh(family: string, child: string): Form {
  return {
    family,
    step: 0,
    source: null,
    referrer: '',
    phone: '',
    reasons: [],
    story: '',
    urgency: null,
    people: [nobody(child, true)],
    village: null,
    address: '',
    knows: null,
  };
}

/** The people of whom at least a name is known. */
export function named(form: Form): Person[] {
  return form.people.filter(({ km, latin }) => km.trim() !== '' || latin.trim() !== '');
}

/** They as the core takes them. */
export function newPeople(form: Form): NewPerson[] {
  return named(form).map(({ id, km, latin, sex, birth, focus }) => ({
    id,
    name_km: km.trim(),
    name_latin: latin.trim(),
    sex,
    birth: toBirth(birth),
    in_focus: focus,
  }));
}

/** What is missing at a step: keys of words, by field. Only a few things must be known of a family in need. */
export function missing(form: Form, step: number): Record<string, string> {
  const found: Record<string, string> = {};
  if (step === 0) {
    if (!form.source) found['source'] = 'refer-need-source';
    if (form.reasons.length === 0 && form.story.trim() === '') found['reasons'] = 'refer-need-reason';
    if (!form.urgency) found['urgency'] = 'refer-need-urgency';
  }
  if (step === 1 && named(form).length === 0) found['people'] = 'refer-need-person';
  if (step === 2 && !form.village) found['village'] = 'refer-need-village';
  return found;
}

/** The referral itself. */
export function referral(form: Form): Referral {
  return {
    source: form.source ?? 'other',
    referrer: form.referrer.trim(),
    referrer_phone: form.phone.trim(),
    reasons: form.reasons,
    story: form.story.trim(),
    urgency: form.urgency ?? 'medium',
    people: named(form).map(({ id }) => id),
    family_knows: form.knows === 'yes' ? true : form.knows === 'no' ? false : null,
    received_at: Date.now(),
  };
}
