/** How a referral to a service stands, in words and colours. */
import type { ServiceLine } from '../../gen/kinkeeper_client.js';
import { t } from '../../lib/words.svelte';
import type { Tone } from '../../ui';

const TONES: Record<string, Tone> = { sent: 'blue', seen: 'blue', accepted: 'accent', declined: 'yellow', under_way: 'accent', completed: 'green', failed: 'yellow' };

export const stateTone = (line: ServiceLine): Tone => (line.late ? 'red' : (TONES[line.state] ?? 'plain'));
export const stateWords = (line: ServiceLine): string => t(`service-state-${line.state.replaceAll('_', '-')}`);
