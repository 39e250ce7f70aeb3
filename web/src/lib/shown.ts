import type { Route, View } from '../gen/kinkeeper_client.js';
import { view } from './core.svelte';

/** The view model of one kind. */
export type Shown<K extends View['view']> = Extract<View, { view: K }>;

/** What a screen shows, when it is of the kind that is asked for; null while there is nothing (any more). */
export function shown<K extends View['view']>(kind: K, route: Route): Shown<K> | null {
  const found = view(route);
  return found?.view === kind ? (found as Shown<K>) : null;
}
