/** Second factors as the server lists them. */
import type { PasskeyItem } from './passkeys';

export type Factors = {
  required: boolean;
  /** She proved who she is a moment ago. */
  fresh: boolean;
  passkeys_possible: boolean;
  passkeys: PasskeyItem[];
  app_since: number | null;
  codes_left: number;
};

/** Where somebody is signed in. */
export type SessionItem = { session: string; device_name: string; proofs: string[]; since: number; last_seen: number; this_one: boolean };

/** Letting somebody in again who lost everything. */
export type RecoveryItem = {
  recovery: string;
  worker: string;
  name_km: string;
  name_latin: string;
  proposed_by: string;
  proposed_by_km: string;
  proposed_by_latin: string;
  proposed_at: number;
  state: 'proposed' | 'confirmed' | 'refused' | 'late';
  can_confirm: boolean;
};
