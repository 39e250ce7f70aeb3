import type { Text } from '../../gen/kinkeeper_client.js';
import { say } from '../../lib/words.svelte';

/** The village's name; nothing while this device knows only its code. */
export function where(village: Text): string {
  return /^\d+$/.test(village.en) ? '' : say(village);
}
