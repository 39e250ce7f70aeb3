import { t } from '../../lib/words.svelte';

/** A phone as the server lists it; times in milliseconds. */
export type DeviceItem = {
  device: string;
  worker: string;
  name_km: string;
  name_latin: string;
  called: string;
  kind: string;
  enrolled_at: number;
  last_contact: number;
  all_sent_at: number | null;
  state: 'open' | 'locked' | 'wiping' | 'wiped';
  state_at: number | null;
  state_by_km: string;
  state_by_latin: string;
  signs: boolean;
  own: boolean;
  this_one: boolean;
};

/** What a phone is called: as somebody named it, or by its kind. */
export const nameOf = (one: DeviceItem): string => one.called || one.kind || t('sessions-some-device');
