import { hasWords, t } from '../../lib/words.svelte';

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
