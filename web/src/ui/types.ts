import type { Component } from 'svelte';

/** An icon of Lucide. */
export type Icon = Component<{ size?: number | string; strokeWidth?: number | string; class?: string; 'aria-hidden'?: boolean | 'true' | 'false' }>;

/** One of the meanings that a colour has; never shown by colour alone. */
export type Tone = 'plain' | 'accent' | 'red' | 'yellow' | 'blue' | 'green';

/** Something to choose. */
export type Option = { value: string; label: string; hint?: string; icon?: Icon; tone?: Tone; disabled?: boolean };

/** A place of the bottom bar and the left rail. */
export type Place = { id: string; label: string; href: string; icon: Icon; count?: number };
