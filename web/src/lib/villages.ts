import type { PlaceHit } from '../gen/kinkeeper_client.js';
import type { Option } from '../ui';
import { get } from './api';
import { network } from './network.svelte';
import { shown } from './shown';
import { called, say } from './words.svelte';

const option = (hit: PlaceHit): Option => ({
  value: hit.code,
  label: called({ km: hit.name_km, latin: hit.name_latin }),
  hint: say({ km: hit.path_km, en: hit.path_en }),
});

/** Villages by name or code. This phone knows those of its area; beyond them the server is asked. */
export async function findVillages(text: string): Promise<Option[]> {
  const here = shown('places', { places: { text } })?.hits ?? [];
  if (here.length > 0 || !network.online) return here.map(option);
  const answer = await get<{ places: PlaceHit[] }>(`/api/v1/places?q=${encodeURIComponent(text)}`);
  // A family lives in a village: eight digits.
  return answer.ok ? answer.value.places.filter(({ code }) => code.length === 8).map(option) : [];
}
