import type { ValuePart } from '../../gen/kinkeeper_client.js';
import { called, day, digits, hasWords, say, t } from '../../lib/words.svelte';

/** What a command did, in words: `family.visit_recorded` is `event-visit-recorded`. */
export function eventWords(what: string): string {
  const key = `event-${what.slice(what.indexOf('.') + 1).replaceAll('_', '-')}`;
  return hasWords(key) ? t(key) : t('event-other');
}

/** What a field is called. */
export function fieldWords(name: string): string {
  const key = `field-${name}`;
  return hasWords(key) ? t(key) : t('field-other');
}

/** A value as a person reads it. */
export function valueWords(parts: ValuePart[]): string {
  return parts.map(partWords).join(' · ');
}

function partWords(part: ValuePart): string {
  switch (part.part) {
    case 'said':
      return digits(part.text);
    case 'word':
      return say(part.word);
    case 'on':
      return day(part.day);
    case 'born':
      return part.birth.known === 'exact' ? day(part.birth.day) : t('family-about', { what: day({ year: part.birth.year, month: part.birth.month }) });
    case 'who':
      return called(part.name);
    case 'where':
      return say(part.place);
  }
}
