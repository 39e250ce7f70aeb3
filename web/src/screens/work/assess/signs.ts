/** Signs that a child can put on a drawing, by the names under which they are kept. */
import Cloud from '@lucide/svelte/icons/cloud-rain';
import Frown from '@lucide/svelte/icons/frown';
import Heart from '@lucide/svelte/icons/heart';
import House from '@lucide/svelte/icons/house';
import Meh from '@lucide/svelte/icons/meh';
import Smile from '@lucide/svelte/icons/smile';
import Star from '@lucide/svelte/icons/star';
import Sun from '@lucide/svelte/icons/sun';
import type { Icon } from '../../../ui/types';

export const SIGNS: Record<string, Icon> = { smile: Smile, meh: Meh, frown: Frown, heart: Heart, star: Star, sun: Sun, cloud: Cloud, house: House };
