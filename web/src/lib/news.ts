/** "Something for you": the server says when it is worth asking, so that a danger is seen at once. */
import { send } from './core.svelte';
import { lookAfter } from './phone.svelte';
import { rightsAnew } from './session.svelte';

/** Several things written at once are one question. */
const PAUSE = 300;
/** How long until the line is tried again when the server would not open it, in milliseconds. */
const AGAIN = 15_000;

/** Listens until the answer is called. What is missed meanwhile, the core fetches by itself every few minutes. */
export function listen(): () => void {
  let line: EventSource | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let ended = false;

  const heard = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => send('sync_now'), PAUSE);
  };

  function open(): void {
    if (ended) return;
    line = new EventSource('/api/v1/sync/events');
    line.addEventListener('something', heard);
    line.addEventListener('danger', heard);
    line.addEventListener('rights', () => {
      heard();
      void rightsAnew();
    });
    line.addEventListener('device', () => void lookAfter());
    line.onerror = () => {
      // A network that fails is tried again by the browser; a server that refuses (not signed in yet) is not.
      if (line?.readyState !== EventSource.CLOSED) return;
      clearTimeout(timer);
      timer = setTimeout(open, AGAIN);
    };
  }

  open();
  return () => {
    ended = true;
    clearTimeout(timer);
    line?.close();
  };
}
