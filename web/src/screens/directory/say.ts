/** What the directory says about services, in the language of now. */
import type { Capacity, Eligibility, ServiceCard } from '../../gen/kinkeeper_client.js';
import { act } from '../../lib/core.svelte';
import type { Message } from '../../lib/words.svelte';
import { number, say, t } from '../../lib/words.svelte';
import { today } from '../family/say';

export const KINDS = ['health_centre', 'hospital', 'school', 'ngo', 'authority', 'police', 'court', 'pagoda', 'private', 'other'];

/** For whom, in few words; empty when it is for everybody. */
export function forWhom(of: Eligibility): string {
  const { from_age: from, to_age: to } = of;
  const ages =
    from != null && to != null ? t('dir-ages', { from, to }) : from != null ? t('dir-ages-from', { from }) : to != null ? t('dir-ages-to', { to }) : '';
  return [ages, of.sex ? t(`dir-only-${of.sex}`) : '', of.disability ? t('dir-only-disability') : '', of.id_poor ? t('dir-only-poor') : '', of.words]
    .filter(Boolean)
    .join(' · ');
}

/** Whether there is room, in few words. */
export function room(of: Capacity, open: boolean): string {
  const free = of.free != null && open ? t('dir-free', { count: number(of.free) }) : open ? t('dir-open') : t('dir-full');
  return of.wait_days ? `${free} · ${t('dir-wait', { days: number(of.wait_days) })}` : free;
}

/** Where it is, in the language of now. */
export function placesOf(card: ServiceCard): string {
  return card.places.map(say).filter(Boolean).join(' · ');
}

/** "It is still so": one tap. */
export function confirm(provider: string, service: string | null): Message | null {
  return act({ provide: { provider, actions: [{ confirmed: { service, on: today() } }], draft: null } });
}
