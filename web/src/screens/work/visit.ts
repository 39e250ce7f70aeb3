/** A visit while it is written down: what the form holds, what is still needed, what is recorded. */
import type { FamilyAction, Risk } from '../../gen/kinkeeper_client.js';
import { newId } from '../../lib/core.svelte';
import { t } from '../../lib/words.svelte';
import { today, type Family, type Protocol } from '../family/say';
import { daysFromNow } from './days';

export const PLACES = ['home', 'school', 'health_centre', 'village_office', 'phone', 'elsewhere'] as const;

export type VisitDraft = {
  visit: string;
  /** The next visit's id; the same when the form is sent again. */
  next: string;
  /** It was planned and did not take place. */
  missed: boolean;
  why: string;
  on: string | null;
  place: string;
  met: string[];
  others: string;
  strengths: string;
  observations: string;
  words: Record<string, string>;
  done: string[];
  nextOn: string | null;
  purpose: string;
  risk: Risk | null;
  reason: string;
};

export type VisitFaults = { why?: string; on?: string; met?: string; said?: string; nextOn?: string; purpose?: string; reason?: string };

/** Which planned visit this one is: the one that was asked for, or the one that is due. */
export function plannedOf(family: Family, visit: string): Family['next_visit'] {
  const next = family.next_visit;
  if (!next) return null;
  if (visit) return next.id === visit ? next : null;
  return next.on <= today() ? next : null;
}

export function freshVisit(family: Family, protocol: Protocol | null, visit: string): VisitDraft {
  const planned = plannedOf(family, visit);
  const coming = family.next_visit !== null && family.next_visit !== undefined && family.next_visit.id !== planned?.id;
  return {
    visit: visit || planned?.id || newId(),
    next: newId(),
    missed: false,
    why: '',
    on: today(),
    place: 'home',
    met: [],
    others: '',
    strengths: '',
    observations: '',
    words: {},
    done: [],
    // Another visit is planned already: no second one beside it.
    nextOn: coming ? null : daysFromNow(family.card.risk && protocol ? protocol.protocol.visit_every_days[family.card.risk] : 14),
    purpose: '',
    risk: null,
    reason: '',
  };
}

export function visitFaults(form: VisitDraft): VisitFaults {
  const faults: VisitFaults = {};
  if (form.missed) {
    if (form.why.trim() === '') faults.why = t('work-say-something');
  } else {
    if (!form.on) faults.on = t('work-date-incomplete');
    else if (form.on > today()) faults.on = t('work-date-future');
    if (form.met.length === 0 && form.others.trim() === '') faults.met = t('visit-met-needed');
    const said = [form.strengths, form.observations, ...Object.values(form.words)].some((text) => text.trim() !== '');
    if (!said) faults.said = t('visit-said-needed');
    if (form.risk && form.reason.trim() === '') faults.reason = t('work-say-something');
  }
  if (form.nextOn === '') faults.nextOn = t('work-date-incomplete');
  else if (form.nextOn !== null && form.nextOn < today()) faults.nextOn = t('work-date-past');
  return faults;
}

/** Everything that one press records, in one act. */
export function visitActions(form: VisitDraft, worker: string): FamilyAction[] {
  const actions: FamilyAction[] = [];
  if (form.missed) {
    actions.push({ visit_missed: { visit: form.visit, reason: form.why.trim() } });
  } else if (form.on) {
    const child_words = Object.entries(form.words).flatMap(([child, words]) => (words.trim() === '' ? [] : [{ child, words: words.trim() }]));
    actions.push({
      visit_recorded: {
        visit: form.visit,
        recorded: {
          on: form.on,
          place: form.place,
          met: form.met,
          others: form.others.trim(),
          strengths: form.strengths.trim(),
          observations: form.observations.trim(),
          child_words,
          done: form.done,
        },
      },
    });
    if (form.risk) actions.push({ risk_set: { level: form.risk, reason: form.reason.trim() } });
  }
  if (form.nextOn) actions.push({ visit_planned: { visit: form.next, planned: { on: form.nextOn, worker, purpose: form.purpose.trim() || t('visit-purpose-usual') } } });
  return actions;
}
