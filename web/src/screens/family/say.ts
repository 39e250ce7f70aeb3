/** What the family screens say about people and days, in the language of now. */
import type { Colour, Direction, FamilyAction, FamilyView, Name, PersonView, Risk, Text, View } from '../../gen/kinkeeper_client.js';
import { act, view } from '../../lib/core.svelte';
import { called, dayOf, digits, t, words, type Message } from '../../lib/words.svelte';
import type { Tone } from '../../ui';

export type Family = FamilyView;
export type Person = PersonView;
export type Protocol = Extract<View, { view: 'protocol' }>;

/** A section of a file, which has its own readers. */
export type FileSection = 'identity' | 'narrative' | 'health' | 'protection' | 'legal' | 'safe_address' | 'media';

export const COLOURS: Record<Colour, Tone> = { red: 'red', yellow: 'yellow', blue: 'blue', green: 'green' };
export const RISKS: Record<Risk, Tone> = { high: 'red', medium: 'yellow', low: 'green' };
export const ARROWS: Record<Direction, string> = { better: '↑', worse: '↓', same: '→', new: '', gone: '', changed: '' };

/** Text that is data (an item of a tool, a choice of the protocol) in the language of now. */
export function told(text: Text | null | undefined): string {
  if (!text) return '';
  return digits(words.language === 'km' ? text.km || text.en : text.en || text.km);
}

export function calledAll(names: readonly Name[]): string {
  return names.map(called).filter(Boolean).join(t('family-list-comma'));
}

/** Today in Cambodia. */
export function today(): string {
  return dayOf(Date.now());
}

/** "about 7 years"; for the dead, when they died. Empty when nobody knows. */
export function ageOf(person: Person): string {
  const years = person.age;
  if (years === null || years === undefined) return '';
  if (years < 1) return t('family-age-baby');
  return t(person.about ? 'family-age-about' : 'family-age', { years });
}

/** What one needs beside a name to know who it is: kinship and age. */
export function noteOf(person: Person): string {
  return [told(person.kin), person.died_on ? t('family-has-died') : ageOf(person)].filter(Boolean).join(' · ');
}

/** A file of which this phone holds everything a screen needs, or null. */
export function fileOf(family: string): Family | null {
  const shown = view({ family: { family } });
  return shown?.view === 'family' ? shown : null;
}

export function protocolOf(): Protocol | null {
  const shown = view('protocol');
  return shown?.view === 'protocol' ? shown : null;
}

/** Whether papers of the file are set for the reader: those of another organisation's file are its own to print. */
export function prints(family: Family): boolean {
  return !family.guest && family.card.joint?.ours !== false;
}

/** Whom a visit or a task can be for: the team, and workers of other organisations who work with the family too. */
export function doersOf(family: Family): { value: string; label: string }[] {
  return [...family.team, ...family.partners].map((one) => ({ value: one.worker, label: called(one.name) }));
}

/** Whether the reader may give a command, such as `visit_recorded`. */
export function may(family: Family, command: string): boolean {
  return family.can.includes(`family.${command}`);
}

/** Opens a paper that the server sets: for signing with a pen or a thumb. Works with a network only. */
export function openPaper(family: string, paper: 'plan' | 'consent' | 'closing' | 'readers' | 'access'): void {
  const digits = words.khmerDigits ? 'khmer' : 'latin';
  open(`/api/v1/families/${family}/${paper}.pdf?lang=${words.language}&digits=${digits}`, '_blank', 'noopener');
}

/** Whether the reader may read a section. */
export function reads(family: Family, section: FileSection): boolean {
  // The generated name `Section` means a part of a tool as well.
  return (family.readable as unknown as FileSection[]).includes(section);
}

/** Gives commands to a family's file in one act; answers with the reason when nothing was recorded. */
export function give(family: string, actions: FamilyAction[], draft: string | null = null): Message | null {
  return act({ act: { family, actions, draft } });
}
