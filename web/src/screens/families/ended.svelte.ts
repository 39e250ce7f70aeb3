import { get } from '../../lib/api';

/** A file of another organisation on which ours worked and no longer does. The file itself is closed. */
export type Over = {
  joint: string;
  number: string;
  lead_km: string;
  lead_latin: string;
  standing: string;
  at: number;
  workers: { name_km: string; name_latin: string }[];
};

/** Exchanges come often; what ended is not looked for with each of them. */
const PAUSE_MS = 5 * 60_000;

let looked = 0;
let list = $state.raw<Over[]>([]);

/** What ended lately, where she answers for somebody who had been named. */
export const over = {
  get list(): Over[] {
    return list;
  },
  /** Asks the server, if it can be reached: what ended is on no phone. */
  async look({ again = true } = {}): Promise<void> {
    if (!again && Date.now() - looked < PAUSE_MS) return;
    looked = Date.now();
    const answer = await get<{ ended: Over[] }>('/api/v1/joints/ended');
    if (answer.ok) list = answer.value.ended;
  },
};
