/** A new version waits politely until the person lets it in. */
export const update = $state({ ready: false });

let waiting: ServiceWorker | null = null;

export async function startServiceWorker(): Promise<void> {
  if (!('serviceWorker' in navigator) || import.meta.env.DEV) return;
  const registration = await navigator.serviceWorker.register('/sw.js');
  const watch = (worker: ServiceWorker | null): void => {
    worker?.addEventListener('statechange', () => {
      // Without a controller this is the first visit: nothing to replace.
      if (worker.state === 'installed' && navigator.serviceWorker.controller) offer(worker);
    });
  };
  if (registration.waiting && navigator.serviceWorker.controller) offer(registration.waiting);
  watch(registration.installing);
  registration.addEventListener('updatefound', () => watch(registration.installing));
  let reloaded = false;
  navigator.serviceWorker.addEventListener('controllerchange', () => {
    if (!update.ready || reloaded) return;
    reloaded = true;
    location.reload();
  });
}

function offer(worker: ServiceWorker): void {
  waiting = worker;
  update.ready = true;
}

/** Switches to the new version; the page loads again. */
export function takeUpdate(): void {
  waiting?.postMessage('take-over');
}
