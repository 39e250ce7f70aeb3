/** Short messages at the bottom of the screen, with a way to undo. */
import type { Message } from './words.svelte';

export type Tone = 'plain' | 'good' | 'warn';
export type Toast = { id: number; message: Message; tone: Tone; since: number; undo?: () => void };

/** Long enough to read a Khmer sentence and reach the button. */
const STAYS = 7_000;

/** A tap that comes sooner was meant for what stood there before. */
export const SETTLES = 400;

export const toasts = $state<{ list: Toast[] }>({ list: [] });
let next = 1;

export function toast(message: Message, options: { tone?: Tone; undo?: () => void } = {}): number {
  const id = next++;
  // Two at once; more would cover the form that somebody goes on filling.
  toasts.list = [...toasts.list.slice(-1), { id, message, tone: options.tone ?? 'plain', since: performance.now(), undo: options.undo }];
  setTimeout(() => dismiss(id), STAYS);
  return id;
}

export function dismiss(id: number): void {
  toasts.list = toasts.list.filter((one) => one.id !== id);
}

/** Takes all of them away. */
export function clear(): void {
  toasts.list = [];
}
