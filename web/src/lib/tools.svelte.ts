/**
 * Documents of assessment tools. Those that come with the program lie among the app's own files, so the service worker
 * keeps them on the phone; those of the network's own are fetched when the phone hears of them, and kept in a cache. The core
 * is given one when a screen needs it, and sees by its hash whether it is the one that was published.
 */
import { fetched } from './api';
import { send, whenForgotten } from './core.svelte';
import { shown } from './shown';

const files = import.meta.glob<string>('../../../instruments/*.v*.json', { query: '?url', import: 'default', eager: true });

type Wanted = { code: string; version: number };

const asked = new Map<string, Promise<boolean>>();

/** Brings a document into the core. False when it could not be had now: without a network and not kept yet. */
export function bring({ code, version }: Wanted): Promise<boolean> {
  const name = `${code}.v${version}`;
  const under = asked.get(name);
  if (under) return under;
  const coming = found(code, version);
  asked.set(name, coming);
  // What failed may be asked for again.
  void coming.then((came) => came || asked.delete(name));
  return coming;
}

const CACHE = 'tools';
const pathOf = ({ code, version }: Wanted): string => `/api/v1/tools/${encodeURIComponent(code)}/${version}`;
const fileOf = ({ code, version }: Wanted): string | undefined => files[`../../../instruments/${code}.v${version}.json`];

async function found(code: string, version: number): Promise<boolean> {
  const wanted = { code, version };
  try {
    const address = fileOf(wanted);
    const response = address ? await fetch(address) : await kept(pathOf(wanted));
    if (!response?.ok) return false;
    send({ tool: { document: await response.text() } });
    return true;
  } catch {
    return false;
  }
}

/** A document of the network's own: from the cache, else from the server and into the cache. A version never changes. */
async function kept(path: string): Promise<Response | null> {
  // Where the browser keeps nothing beside the vault, a document is fetched each time.
  const cache = await caches.open(CACHE).catch(() => null);
  const held = await cache?.match(path);
  if (held) return held;
  const answer = await fetched(path);
  if (!answer.ok) return null;
  await cache?.put(path, answer.value.clone()).catch(() => undefined);
  return answer.value;
}

/** Fetches what the phone will need without a network, and lets go of what nobody needs any more. */
export async function keepPublished(): Promise<void> {
  const wanted = shown('published', 'published')?.tools ?? [];
  for (const tool of wanted) if (!fileOf(tool)) await kept(pathOf(tool)).catch(() => null);
}

/** Whoever locks the app takes everything from the core, documents too. */
whenForgotten(() => asked.clear());
