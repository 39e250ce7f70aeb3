/** Numbers as people read them. */
import { number, t } from '../../lib/words.svelte';
import type { Interval } from './types';

/** A count, or that it is too small to be shown. */
export const count = (of: number | null): string => (of === null ? t('numbers-few') : number(of));
export const percent = (share: number): string => t('numbers-percent', { value: number(share * 100) });
/** A figure with its interval: 0.71 (0.64 to 0.78). */
export const ranged = (of: Interval, decimals = 2): string => t('numbers-ranged', { value: number(of.value, decimals), low: number(of.low, decimals), high: number(of.high, decimals) });
