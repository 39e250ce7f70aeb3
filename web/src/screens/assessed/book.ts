/** Where the screens of what is assessed are, and what one writes there. */
import type { About, AssessedAction } from '../../gen/kinkeeper_client.js';
import { act } from '../../lib/core.svelte';
import { link } from '../../lib/router.svelte';
import type { Message } from '../../lib/words.svelte';

export type Kind = 'village' | 'group' | 'facility' | 'worker';

/** What something is. */
export const kindOf = (about: About): Kind => Object.keys(about)[0] as Kind;

export const places = {
  list: '#/assessed',
  file: (file: string): string => link('assessed', file),
  assess: (file: string, tool: string): string => link('assessed', file, 'assess', tool),
  record: (file: string, record: string): string => link('assessed', file, 'record', record),
  revise: (file: string, tool: string, record: string): string => link('assessed', file, 'revise', tool, record),
};

/** Writes in a file in one act; answers with the reason when nothing was recorded. */
export function note(file: string, actions: AssessedAction[], draft: string | null = null): Message | null {
  return act({ assess: { file, actions, draft } });
}
