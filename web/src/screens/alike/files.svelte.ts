import { get, post, type Problem } from '../../lib/api';
import { send } from '../../lib/core.svelte';

/** A family of which somebody may be the same as in another. */
export type AlikeFamily = {
  family: string;
  person: string;
  name_km: string;
  name_latin: string;
  sex: 'female' | 'male' | 'unknown';
  birth_year: number | null;
  village: string;
  village_km: string;
  village_latin: string;
  lead_km: string;
  lead_latin: string;
  decides: boolean;
};
export type AlikePair = {
  one: AlikeFamily;
  other: AlikeFamily | null;
  signs: string[];
  ask: { name_km: string; name_latin: string } | null;
};

/** Exchanges come often; the server is not asked with each of them. */
const PAUSE_MS = 5 * 60_000;

let looked = 0;
let pairs = $state.raw<AlikePair[]>([]);

/** Families that may be one and lie before her; the server finds them, when they arrive. */
export const alike = {
  get pairs(): AlikePair[] {
    return pairs;
  },
  /** Asks the server, if it can be reached: what another file says is on no phone. */
  async look({ again = true } = {}): Promise<void> {
    if (!again && Date.now() - looked < PAUSE_MS) return;
    looked = Date.now();
    const answer = await get<{ pairs: AlikePair[] }>('/api/v1/alike');
    if (answer.ok) pairs = answer.value.pairs;
  },
};

/** Says of two files what they are: in both at once, so only the server can. */
export async function sayFiles(stands: string, other: string, same: boolean): Promise<Problem | null> {
  const answer = await post(`/api/v1/families/${stands}/same`, { other, same });
  send('sync_now');
  void alike.look();
  return answer.ok ? null : answer.problem;
}
