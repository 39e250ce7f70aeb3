/** When somebody was born, as the core writes it. */
export type Birth = { known: 'exact'; day: string } | { known: 'about'; year: number; month: number | null };

/** What is in the boxes of a date field. */
export type DateParts = { year: number | null; month: number | null; day: number | null; about: boolean };

export const NO_DATE: DateParts = { year: null, month: null, day: null, about: false };

const two = (n: number): string => String(n).padStart(2, '0');

/** The ISO day when all three parts are there and the calendar has it. */
export function toIso({ year, month, day }: DateParts): string | null {
  if (year === null || month === null || day === null || year < 1000 || year > 9999) return null;
  const date = new Date(Date.UTC(year, month - 1, day));
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null;
  return `${year}-${two(month)}-${two(day)}`;
}

export function fromIso(iso: string | null | undefined): DateParts {
  const match = /^(\d{4})-(\d{2})-(\d{2})/.exec(iso ?? '');
  if (!match) return { ...NO_DATE };
  return { year: Number(match[1]), month: Number(match[2]), day: Number(match[3]), about: false };
}

/** The birth that the boxes say, or null while it is incomplete or not in the calendar. */
export function toBirth(parts: DateParts): Birth | null {
  if (parts.about) return parts.year === null || parts.year < 1000 ? null : { known: 'about', year: parts.year, month: parts.month };
  const day = toIso(parts);
  return day === null ? null : { known: 'exact', day };
}

export function fromBirth(birth: Birth | null | undefined): DateParts {
  if (!birth) return { ...NO_DATE };
  if (birth.known === 'exact') return fromIso(birth.day);
  return { year: birth.year, month: birth.month, day: null, about: true };
}
