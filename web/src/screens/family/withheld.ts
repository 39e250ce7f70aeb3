/** What the form of a wish not to tell holds, what it becomes, and from whom something is kept. */
import type { FamilyAction, FamilyView, PersonId, Section } from '../../gen/kinkeeper_client.js';
import { called, t } from '../../lib/words.svelte';
import { SECTIONS, type FileSection } from './consent';
import { calledAll, type Family, type Person, type Protocol } from './say';

export type Wish = FamilyView['withheld'][number];

export type WishDraft = {
  id: string;
  by: PersonId;
  words: string;
  why: string;
  why_words: string;
  people: PersonId[];
  others: boolean;
  organisations: string[];
  somebody: string;
  sections: FileSection[];
};

export const freshWish = (id: string, words = ''): WishDraft => ({ id, by: '', words, why: '', why_words: '', people: [], others: false, organisations: [], somebody: '', sections: [] });

export type WishFaults = { by?: boolean; words?: boolean; why?: boolean; from?: boolean };

/** Who can have such a wish: children first, for it is mostly theirs. */
export function wishers(family: Family): Person[] {
  const alive = family.people.filter((person) => !person.died_on);
  return [...alive.filter((person) => person.child), ...alive.filter((person) => !person.child)];
}

/** It is about other organisations: then parts of the file can be closed to them. */
export const isInside = (form: WishDraft): boolean => form.others || form.organisations.length > 0;

export function wishFaults(form: WishDraft, protocol: Protocol): WishFaults {
  const reasons = protocol.protocol.consent.withheld_reasons ?? [];
  return {
    by: form.by === '',
    words: form.words.trim() === '',
    why: reasons.length > 0 && form.why === '',
    from: !isInside(form) && form.people.length === 0 && form.somebody.trim() === '',
  };
}

export function wishAction(form: WishDraft, on: string): FamilyAction {
  const inside = isInside(form);
  const asked = {
    by: form.by,
    words: form.words.trim(),
    sections: (inside ? SECTIONS.filter((section) => form.sections.includes(section)) : []) as unknown as Section[],
    people: form.people.filter((person) => person !== form.by),
    others: form.others,
    organisations: form.others ? [] : [...form.organisations],
    somebody: form.somebody.trim(),
    why: form.why || 'other',
    why_words: form.why_words.trim(),
    on,
  };
  return { information_withheld: { withheld: form.id, asked } };
}

export const stands = (wish: Wish): boolean => !wish.lifted_on;

/** Wishes that keep something from an organisation of the network; none for a service outside of it. */
export function keptFrom(family: Family, organisation: string | null): Wish[] {
  return family.withheld.filter((wish) => stands(wish) && (wish.others || wish.organisations.some(({ id }) => id === organisation)));
}

/** Whether a section is closed to an organisation by somebody's wish. */
export function withholds(family: Family, organisation: string, section: FileSection): boolean {
  return keptFrom(family, organisation).some((wish) => wish.sections.map(String).includes(section));
}

/** Who is not to know, as one would say it. */
export function fromWhom(wish: Wish): string {
  const all = [calledAll(wish.people), wish.others ? t('withheld-others') : wish.organisations.map(({ name }) => called(name)).join(t('family-list-comma')), wish.somebody];
  return all.filter(Boolean).join(t('family-list-comma'));
}
