/** Pictures that stand for items and options, by the names that instruments use. */
import Accessibility from '@lucide/svelte/icons/accessibility';
import Angry from '@lucide/svelte/icons/angry';
import Baby from '@lucide/svelte/icons/baby';
import Bed from '@lucide/svelte/icons/bed';
import Bike from '@lucide/svelte/icons/bike';
import Book from '@lucide/svelte/icons/book-open';
import Briefcase from '@lucide/svelte/icons/briefcase';
import CloudRain from '@lucide/svelte/icons/cloud-rain';
import Coins from '@lucide/svelte/icons/coins';
import Droplets from '@lucide/svelte/icons/droplets';
import Ear from '@lucide/svelte/icons/ear';
import Eye from '@lucide/svelte/icons/eye';
import Frown from '@lucide/svelte/icons/frown';
import HandHeart from '@lucide/svelte/icons/hand-heart';
import Heart from '@lucide/svelte/icons/heart';
import House from '@lucide/svelte/icons/house';
import Laugh from '@lucide/svelte/icons/laugh';
import Lock from '@lucide/svelte/icons/lock';
import Map from '@lucide/svelte/icons/map';
import MapPin from '@lucide/svelte/icons/map-pin';
import Meh from '@lucide/svelte/icons/meh';
import Message from '@lucide/svelte/icons/message-circle';
import Milestone from '@lucide/svelte/icons/milestone';
import Phone from '@lucide/svelte/icons/phone';
import Pill from '@lucide/svelte/icons/pill';
import Road from '@lucide/svelte/icons/route';
import Scale from '@lucide/svelte/icons/scale';
import School from '@lucide/svelte/icons/school';
import Shield from '@lucide/svelte/icons/shield';
import ShieldAlert from '@lucide/svelte/icons/shield-alert';
import Smile from '@lucide/svelte/icons/smile';
import Sprout from '@lucide/svelte/icons/sprout';
import Star from '@lucide/svelte/icons/star';
import Stethoscope from '@lucide/svelte/icons/stethoscope';
import Sun from '@lucide/svelte/icons/sun';
import Tree from '@lucide/svelte/icons/tree-pine';
import User from '@lucide/svelte/icons/user';
import Users from '@lucide/svelte/icons/users';
import Utensils from '@lucide/svelte/icons/utensils';
import Wallet from '@lucide/svelte/icons/wallet';
import type { Icon } from '../../../ui/types';

export const PICTURES: Record<string, Icon> = {
  accessibility: Accessibility, angry: Angry, baby: Baby, bed: Bed, bike: Bike, 'book-open': Book, briefcase: Briefcase, 'cloud-rain': CloudRain, coins: Coins,
  droplets: Droplets, ear: Ear, eye: Eye, frown: Frown, 'hand-heart': HandHeart, heart: Heart, home: House, house: House, laugh: Laugh, lock: Lock, map: Map,
  'map-pin': MapPin, meh: Meh, 'message-circle': Message, milestone: Milestone, phone: Phone, pill: Pill, road: Road, scale: Scale, school: School, shield: Shield,
  'shield-alert': ShieldAlert, smile: Smile, sprout: Sprout, star: Star, stethoscope: Stethoscope, sun: Sun, 'tree-pine': Tree, user: User, users: Users,
  utensils: Utensils, wallet: Wallet,
};
