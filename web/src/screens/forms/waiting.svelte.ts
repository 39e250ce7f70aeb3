import { get } from '../../lib/api';
import type { Name, Text } from '../../lib/words.svelte';

/** A form that came filled in from outside the app. */
export type Form = {
  id: string;
  tool: string;
  version: number;
  title: Text;
  by_km: string;
  by_latin: string;
  at: number;
  /** The file that it is in, when only its pictures wait. */
  placed: string | null;
  files: number;
};

/** What it says, and why it waits. */
export type Detail = {
  form: Form;
  number: string | null;
  person: string | null;
  why: string | null;
  missing: number | null;
  places: string[];
  family: string | null;
  about_one: boolean;
  people: { id: string; name_km: string; name_latin: string }[];
  lines: { title: Text; answer: Text }[];
  left: { path: string; value: string; why: string }[];
  files: { name: string; bytes: number }[];
};

export const senderOf = (form: Form): Name => ({ km: form.by_km, latin: form.by_latin });

/** Exchanges come often; forms are not looked for with each of them. */
const PAUSE_MS = 5 * 60_000;

let looked = 0;
let count = $state(0);

/** Forms that wait for her or for somebody whom she supervises. */
export const received = {
  get count(): number {
    return count;
  },
  /** Asks the server, if it can be reached: forms are on no phone. */
  async look({ again = true } = {}): Promise<Awaited<ReturnType<typeof get<{ forms: Form[] }>>> | null> {
    if (!again && Date.now() - looked < PAUSE_MS) return null;
    looked = Date.now();
    const answer = await get<{ forms: Form[] }>('/api/v1/forms');
    if (answer.ok) count = answer.value.forms.length;
    return answer;
  },
};
