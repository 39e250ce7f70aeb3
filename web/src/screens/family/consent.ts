/** What the consent form holds, who may be asked, and the commands that record the answers. */
import type { ConsentAge, FamilyAction, PersonId, Section } from '../../gen/kinkeeper_client.js';
import { freshMark, toMark, type MarkDraft } from './mark';
import type { Family, Person, Protocol } from './say';
import type { WishDraft, WishFaults } from './withheld';

/** What another organisation may be let read, the most needed first. */
export const SECTIONS = ['identity', 'narrative', 'health', 'protection', 'legal', 'media', 'safe_address'] as const;
export type FileSection = (typeof SECTIONS)[number];

export type AssentDraft = { id: string; agrees: boolean | null; words: string; mark: MarkDraft };
export type ConsentDraft = {
  id: string;
  purpose: string;
  language: string;
  by: string;
  covers: PersonId[];
  recipient: string;
  /** An organisation of the network; empty for none. */
  organisation: string;
  sections: FileSection[];
  /** What a referral to a service would tell, when it is more than who they are and why help is asked for. */
  told: string[];
  /** What is not to be told, when there is something. */
  wish: WishDraft | null;
  months: string;
  mark: MarkDraft;
  assents: Record<PersonId, AssentDraft>;
};

/** What the protocol asks of a child of this age; nothing for adults and where the age is not known. */
export function ruleFor(person: Person, protocol: Protocol): ConsentAge | null {
  const { age } = person;
  if (age === null || age === undefined || !person.child) return null;
  return protocol.protocol.consent.ages.find((rule) => rule.from <= age && age <= rule.to) ?? null;
}

/** Adults, and young people who decide for themselves. */
export function mayConsent(family: Family, protocol: Protocol): Person[] {
  return family.people.filter((person) => !person.died_on && (!person.child || ruleFor(person, protocol)?.child === 'consent'));
}

/** The children who are to be asked themselves. A child whose age nobody knows is asked. */
export function toAsk(family: Family, form: ConsentDraft, protocol: Protocol): Person[] {
  return family.people.filter((person) => {
    if (!person.child || person.id === form.by || !form.covers.includes(person.id)) return false;
    const rule = ruleFor(person, protocol);
    return rule === null || rule.child !== 'none';
  });
}

export function freshConsent(family: Family, protocol: Protocol, id: string): ConsentDraft {
  const carers = mayConsent(family, protocol).filter((person) => person.cares_for.some((care) => care.main));
  const covers = family.people.filter((person) => person.in_focus && !person.died_on).map((person) => person.id);
  return {
    id,
    purpose: family.consent_live ? '' : 'services',
    language: family.language || 'km',
    by: carers[0]?.id ?? '',
    covers,
    recipient: '',
    organisation: '',
    sections: ['identity'],
    told: [],
    wish: null,
    months: String(protocol.protocol.consent.max_months),
    mark: freshMark(),
    assents: {},
  };
}

/** The same day some months later; the last of the month where that day is missing. */
export function monthsLater(day: string, months: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  const last = new Date(Date.UTC(year, month - 1 + months + 1, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + months, Math.min(date, last))).toISOString().slice(0, 10);
}

export type ConsentFaults = { purpose?: boolean; by?: boolean; covers?: boolean; recipient?: boolean; sections?: boolean; mark?: boolean; wish?: WishFaults; children: Record<PersonId, 'answer' | 'mark'> };

export function consentFaults(form: ConsentDraft, children: Person[]): ConsentFaults {
  const asked: ConsentFaults['children'] = {};
  for (const child of children) {
    const answer = form.assents[child.id];
    if (!answer || answer.agrees === null) asked[child.id] = 'answer';
    else if (!toMark(answer.mark)) asked[child.id] = 'mark';
  }
  return {
    purpose: form.purpose === '',
    by: form.by === '',
    covers: form.covers.length === 0,
    recipient: form.purpose === 'referral' && form.recipient.trim() === '',
    sections: form.organisation !== '' && form.sections.length === 0,
    mark: toMark(form.mark) === null,
    children: asked,
  };
}

export function consentActions(form: ConsentDraft, children: Person[], on: string): FamilyAction[] {
  const mark = toMark(form.mark);
  if (!mark) return [];
  const { purpose, language } = form;
  const until = monthsLater(on, Number(form.months));
  // The generated types have a section of an instrument by the same name.
  const sections = SECTIONS.filter((section) => form.sections.includes(section)) as unknown as Section[];
  const shared = form.organisation === '' ? { sections: form.purpose === 'referral' ? ([...form.told] as unknown as Section[]) : [] } : { organisation: form.organisation, sections };
  const given = { purpose, by: form.by, covers: [...form.covers], recipient: form.recipient.trim(), ...shared, language, on, until, withheld: '', mark };
  const actions: FamilyAction[] = [{ consent_given: { consent: form.id, given } }];
  for (const child of children) {
    const answer = form.assents[child.id];
    const made = answer && toMark(answer.mark);
    if (!answer || answer.agrees === null || !made) continue;
    actions.push({ assent_given: { assent: answer.id, given: { child: child.id, purpose, agrees: answer.agrees, words: answer.words.trim(), language, on, mark: made } } });
  }
  return actions;
}
