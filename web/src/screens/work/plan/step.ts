/** A step while it is written: what, who, by when. */
import type { Doer, FamilyView, Link, NewAction } from '../../../gen/kinkeeper_client.js';
import { fromIso, toIso, type DateParts } from '../../../lib/birth';
import { newId } from '../../../lib/core.svelte';
import { called, t } from '../../../lib/words.svelte';
import { noteOf, type Family, type Protocol } from '../../family/say';
import { daysFromNow } from '../days';

type Step = FamilyView['plan']['goals'][number]['steps'][number];

/** `doer` is `person:<id>`, `worker:<id>` or `other`. */
export type StepDraft = { id: string; what: string; doer: string; name: string; by: DateParts };

export type GoalDraft = { id: string; words: string; people: string[]; links: Link[]; when: string; steps: StepDraft[] };

/** A first step is small: it is done in two weeks. */
const SOON = 14;

export function freshStep(): StepDraft {
  return { id: newId(), what: '', doer: '', name: '', by: fromIso(daysFromNow(SOON)) };
}

export function freshGoal(): GoalDraft {
  return { id: newId(), words: '', people: [], links: [], when: '', steps: [freshStep()] };
}

export function stepOf(step: Step): StepDraft {
  const { doer } = step;
  const who = doer.who === 'person' ? `person:${doer.person}` : doer.who === 'worker' ? `worker:${doer.worker}` : 'other';
  return { id: step.id, what: step.what, doer: who, name: doer.who === 'other' ? doer.name : '', by: fromIso(step.by) };
}

/** Who does it, as the core takes it; null while nobody is named. */
export function doerOf({ doer, name }: StepDraft): Doer | null {
  const [kind, id = ''] = doer.split(':');
  if (kind === 'person' && id) return { who: 'person', person: id };
  if (kind === 'worker' && id) return { who: 'worker', worker: id };
  return kind === 'other' && name.trim() !== '' ? { who: 'other', name: name.trim() } : null;
}

export function doers(family: Family, protocol: Protocol | null): { value: string; label: string }[] {
  const people = family.people.filter((person) => !person.died_on).map((person) => ({ value: `person:${person.id}`, label: [called(person.name), noteOf(person)].filter(Boolean).join(' · ') }));
  const team = family.team.map((one) => ({ value: `worker:${one.worker}`, label: called(one.name) }));
  const me = protocol?.workers.find((worker) => worker.id === protocol.me);
  const mine = me && !family.team.some((one) => one.worker === me.id) ? [{ value: `worker:${me.id}`, label: called(me.name) }] : [];
  return [...people, ...team, ...mine, { value: 'other', label: t('plan-doer-other') }];
}

export type StepFaults = { what?: string; doer?: string; by?: string };

export function stepFaults(step: StepDraft): StepFaults | null {
  const { year, month, day } = step.by;
  const begun = year !== null || month !== null || day !== null;
  const faults: StepFaults = {
    what: step.what.trim() === '' ? t('work-say-something') : undefined,
    doer: doerOf(step) === null ? t('plan-doer-needed') : undefined,
    by: begun && toIso(step.by) === null ? t('work-date-incomplete') : undefined,
  };
  return Object.values(faults).some(Boolean) ? faults : null;
}

/** The step as the core takes it; null while it is incomplete. `place` is its place among the goal's steps. */
export function toAction(step: StepDraft, goal: string, place: number): NewAction | null {
  const doer = doerOf(step);
  return doer ? { id: step.id, goal, what: step.what.trim(), doer, by: toIso(step.by), place } : null;
}

export function sameLink(a: Link, b: Link): boolean {
  return a.instrument === b.instrument && a.item === b.item && a.row === b.row && (a.subject ?? null) === (b.subject ?? null);
}
