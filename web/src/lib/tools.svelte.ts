/**
 * Documents of assessment tools. They lie among the app's own files, so the service worker keeps them on the phone;
 * the core is given one when a screen needs it.
 */
import { send, whenForgotten } from './core.svelte';

const files = import.meta.glob<string>('../../../instruments/*.v*.json', { query: '?url', import: 'default', eager: true });

type Wanted = { code: string; version: number };

const asked = new Map<string, Promise<boolean>>();

/** Brings a document into the core. False when it could not be had now: without a network and not kept yet. */
export function bring({ code, version }: Wanted): Promise<boolean> {
  const name = `${code}.v${version}`;
  const under = asked.get(name);
  if (under) return under;
  const coming = fetched(name);
  asked.set(name, coming);
  // What failed may be asked for again.
  void coming.then((came) => came || asked.delete(name));
  return coming;
}

async function fetched(name: string): Promise<boolean> {
  const address = files[`../../../instruments/${name}.json`];
  if (!address) return false;
  try {
    const response = await fetch(address);
    if (!response.ok) return false;
    send({ tool: { document: await response.text() } });
    return true;
  } catch {
    return false;
  }
}

/** Whoever locks the app takes everything from the core, documents too. */
whenForgotten(() => asked.clear());
