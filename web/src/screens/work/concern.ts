/** A worry about somebody's safety while it is written down. */
import type { FamilyAction, Risk } from '../../gen/kinkeeper_client.js';
import { newId } from '../../lib/core.svelte';
import { t } from '../../lib/words.svelte';
import { today, type Family, type Protocol } from '../family/say';

export const KINDS = ['violence', 'sexual_abuse', 'neglect', 'abandonment', 'exploitation', 'self_harm', 'separation', 'health', 'other'] as const;
/** Ill-treatment, of which the law asks that the authorities be told when a child is young. */
const REPORTED = ['violence', 'sexual_abuse', 'neglect', 'exploitation'];

export type ConcernDraft = {
  concern: string;
  level: Risk | null;
  kind: string;
  about: string[];
  what: string;
  saidBy: string;
  done: string;
  reported: 'yes' | 'no' | null;
  to: string;
  why: string;
  risk: Risk | null;
  reason: string;
};

export type ConcernFaults = Partial<Record<'level' | 'kind' | 'what' | 'saidBy' | 'reported' | 'to' | 'why' | 'reason', string>>;

export function freshConcern(): ConcernDraft {
  return { concern: newId(), level: null, kind: '', about: [], what: '', saidBy: '', done: '', reported: null, to: '', why: '', risk: null, reason: '' };
}

/**
 * Whether it must be decided to tell the authorities: ill-treatment of a child under the protocol's age. A
 * child whose age nobody knows counts, and so does a child who is not named.
 */
export function mustDecide(form: ConcernDraft, family: Family, protocol: Protocol | null): boolean {
  if (!protocol || !REPORTED.includes(form.kind)) return false;
  if (form.about.length === 0) return true;
  const under = protocol.protocol.mandatory_report.under_age;
  return family.people.some((person) => form.about.includes(person.id) && (person.age === null || person.age === undefined ? person.child || !person.birth : person.age < under));
}

export function concernFaults(form: ConcernDraft, decide: boolean): ConcernFaults {
  const empty = (text: string): string | undefined => (text.trim() === '' ? t('work-say-something') : undefined);
  return {
    level: form.level === null ? t('work-choose-one') : undefined,
    kind: form.kind === '' ? t('work-choose-one') : undefined,
    what: empty(form.what),
    saidBy: empty(form.saidBy),
    reported: decide && form.reported === null ? t('work-choose-one') : undefined,
    to: decide && form.reported === 'yes' ? empty(form.to) : undefined,
    why: decide && form.reported !== null ? empty(form.why) : undefined,
    reason: form.risk ? empty(form.reason) : undefined,
  };
}

export function concernActions(form: ConcernDraft, decide: boolean): FamilyAction[] {
  if (form.level === null) return [];
  const report = decide && form.reported !== null ? { reported: form.reported === 'yes', to: form.reported === 'yes' ? form.to.trim() : '', reason: form.why.trim() } : null;
  const actions: FamilyAction[] = [
    {
      concern_raised: {
        concern: form.concern,
        raised: { level: form.level, about: form.about, kind: form.kind, what: form.what.trim(), said_by: form.saidBy.trim(), done_at_once: form.done.trim(), report, on: today() },
      },
    },
  ];
  if (form.risk) actions.push({ risk_set: { level: form.risk, reason: form.reason.trim() } });
  return actions;
}
