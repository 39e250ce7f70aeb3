import { get } from '../../lib/api';
import type { Name } from '../../lib/words.svelte';

/** Somebody of another organisation. */
export type Person = { name_km: string; name_latin: string; role: string | null; organisation_km: string; organisation_latin: string; phone: string };

/** A question of another organisation about a family that she answers for. */
export type Enquiry = {
  enquiry: string;
  family: string;
  name: string;
  sex: 'female' | 'male' | 'unknown';
  birth_year: number | null;
  village: string | null;
  village_km: string;
  village_latin: string;
  reason: string;
  asker: Person;
  at: number;
  until: number;
};

/** One that somebody of her organisation decided. */
export type Decided = {
  enquiry: string;
  family: string;
  name: string;
  asker: Person;
  contact: boolean;
  why: string;
  words: string;
  by_km: string;
  by_latin: string;
  decided: number;
};
export type Enquiries = { enquiries: Enquiry[]; decided: Decided[] };

export const nameOf = (person: Person): Name => ({ km: person.name_km, latin: person.name_latin });
export const organisationOf = (person: Person): Name => ({ km: person.organisation_km, latin: person.organisation_latin });

let count = $state(0);

/** How many questions of other organisations wait for her. */
export const enquiries = {
  get count(): number {
    return count;
  },
  /** Asks the server, if it can be reached: the questions are on no phone. */
  async look(): Promise<Awaited<ReturnType<typeof get<Enquiries>>>> {
    const answer = await get<Enquiries>('/api/v1/elsewhere/enquiries');
    if (answer.ok) count = answer.value.enquiries.length;
    return answer;
  },
};
