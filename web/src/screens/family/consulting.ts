import { send } from '../../lib/core.svelte';
import { t } from '../../lib/words.svelte';
import type { Family } from './say';

export type Consultation = Family['consultations'][number];

/** Whether the file is open to the adviser now. */
export const lives = (one: Consultation): boolean => one.ended === null && one.until > Date.now();

/** Parts of a file as people call them. */
export const partsOf = (sections: readonly string[]): string => sections.map((section) => t(`family-section-${section}`)).join(t('family-list-comma'));

/** What the server wrote comes onto this screen. */
export function refresh(family: Family): void {
  send(family.card.remote ? { fetch: { what: { family: { family: family.card.id } } } } : 'sync_now');
}
