import { MediaQuery } from 'svelte/reactivity';

/** There is room for a list beside its detail. */
export const wide = new MediaQuery('min-width: 1024px');
