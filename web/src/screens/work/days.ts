/** Days as the forms of the work need them. */
import { today } from '../family/say';

const DAY = 86_400_000;

/** The day so many days after today, in Cambodia. */
export function daysFromNow(days: number): string {
  return new Date(Date.parse(today()) + days * DAY).toISOString().slice(0, 10);
}

/** A list without, or with, one of its members. */
export function toggled<T>(list: readonly T[], one: T): T[] {
  return list.includes(one) ? list.filter((other) => other !== one) : [...list, one];
}
