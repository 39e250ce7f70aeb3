/// <reference lib="webworker" />
/**
 * Keeps the app itself on the phone. Never anything of `/api`: what is known of families lives only in
 * the vault. (Documents of assessment tools, which speak of nobody, lie in a cache of their own: `lib/tools.svelte.ts`.) `build/precache.ts` fills in the two names below.
 */
declare const self: ServiceWorkerGlobalScope;

const files = '__PRECACHE_FILES__' as unknown as readonly string[];
const cacheName = 'shell-__PRECACHE_VERSION__';

self.addEventListener('install', (event) => {
  event.waitUntil(
    caches.open(cacheName).then(async (cache) => {
      // What the version before already has (same hashed name, same bytes) is not fetched again.
      await Promise.all(
        files.map(async (file) => {
          const known = file.startsWith('/assets/') ? await caches.match(file) : undefined;
          if (known) await cache.put(file, known);
          else await cache.add(new Request(file, { cache: file.startsWith('/assets/') ? 'default' : 'reload' }));
        }),
      );
    }),
  );
});

self.addEventListener('activate', (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((name) => name.startsWith('shell-') && name !== cacheName).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener('message', (event) => {
  if (event.data === 'take-over') void self.skipWaiting();
});

self.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== 'GET' || url.origin !== self.location.origin) return;
  const file = event.request.mode === 'navigate' && url.pathname === '/' ? '/' : url.pathname;
  if (!files.includes(file)) return;
  event.respondWith(
    caches
      .open(cacheName)
      .then((cache) => cache.match(file))
      .then((kept) => kept ?? fetch(event.request)),
  );
});

export {};
