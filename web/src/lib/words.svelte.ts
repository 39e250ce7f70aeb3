/**
 * The words on the screen. Fluent files in `words/` are their only source; this module chooses the
 * language, fills in arguments and writes numbers and dates as the person reads them.
 */
import { FluentBundle, FluentResource, type FluentVariable } from '@fluent/bundle';

export type Language = 'km' | 'en';
export type Digits = 'khmer' | 'latin';

/** A day as people know it: `month` and `day` are missing when nobody remembers them. */
export type PartialDay = { year: number; month?: number | null; day?: number | null };

/** What somebody or something is called, in both scripts; either may be empty. */
export type Name = { km: string; latin: string };

/** A message as the core sends it: an argument may be a name, a day (`2026-11-22`) or itself a message. */
export type Message = { id: string; args?: Record<string, Argument> | null };
export type Argument = string | number | boolean | null | Message | Name | { date: string };

const LANGUAGE_KEY = 'kinkeeper.language';
const DIGITS_KEY = 'kinkeeper.digits';
const KHMER_ZERO = 0x17e0;

const chosen = $state<{ language: Language; digits: Digits }>({
  language: remembered(LANGUAGE_KEY, ['km', 'en'], 'km'),
  digits: remembered(DIGITS_KEY, ['khmer', 'latin'], 'khmer'),
});
let bundle = $state.raw<FluentBundle | null>(null);

function remembered<T extends string>(key: string, allowed: readonly T[], otherwise: T): T {
  const kept = safely(() => localStorage.getItem(key));
  return allowed.find((value) => value === kept) ?? otherwise;
}

function safely<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}

/** Loads the words of one language; the others stay on the server until they are asked for. */
async function load(language: Language): Promise<FluentBundle> {
  const text = language === 'km' ? await import('virtual:words/km') : await import('virtual:words/en');
  // Latin digits inside; `digits()` rewrites them at the end, so that both scripts look the same
  // on phones whose browser has no Khmer number data.
  const fresh = new FluentBundle(language === 'km' ? ['km', 'en'] : 'en', { useIsolating: false });
  const errors = fresh.addResource(new FluentResource(text.default));
  if (errors.length > 0) console.error('words', errors);
  return fresh;
}

export const words = {
  get language(): Language {
    return chosen.language;
  },
  get digits(): Digits {
    return chosen.digits;
  },
  /** Whether numbers are written in Khmer digits now: only in Khmer, and only for who wants them. */
  get khmerDigits(): boolean {
    return chosen.language === 'km' && chosen.digits === 'khmer';
  },
};

/** Loads the remembered language before the first screen is drawn. */
export async function startWords(): Promise<void> {
  bundle = await load(chosen.language);
  document.documentElement.lang = chosen.language;
}

export async function setLanguage(language: Language): Promise<void> {
  const fresh = await load(language);
  chosen.language = language;
  bundle = fresh;
  document.documentElement.lang = language;
  safely(() => localStorage.setItem(LANGUAGE_KEY, language));
}

export function setDigits(digits: Digits): void {
  chosen.digits = digits;
  safely(() => localStorage.setItem(DIGITS_KEY, digits));
}

/** The text for a key, in the language of now. A gap shows itself instead of hiding. */
export function t(key: string, args?: Record<string, Argument> | null): string {
  const pattern = bundle?.getMessage(key)?.value;
  if (!bundle || !pattern) {
    if (bundle) console.error(`no words for ${key}`);
    return bundle ? `⟦${key}⟧` : '';
  }
  const errors: Error[] = [];
  const text = bundle.formatPattern(pattern, args ? spoken(args) : null, errors);
  if (errors.length > 0) console.error(`words for ${key}`, errors);
  return digits(text);
}

/** Text of the data itself, in both languages: an instrument's words, the lists of the protocol. */
export type Text = { en: string; km: string };

/** Says a message of the core, or a text of the data, in the language of now. */
export function say(what: Message | Text): string {
  if ('id' in what) {
    const text = t(what.id, what.id.startsWith('rejected-') ? explained(what.args) : what.args);
    // Of many things that happened the name says which; of some there is none.
    const name = what.id.startsWith('event-') ? what.args?.['name'] : null;
    const about = name && typeof name === 'object' && 'latin' in name ? called(name) : typeof name === 'string' ? name : '';
    return about === '' ? text : `${text} · ${about}`;
  }
  return chosen.language === 'km' ? what.km || what.en : what.en || what.km;
}

/** Why the core refused comes with codes; they have words of their own. */
const CODES: Record<string, string> = { field: 'field-', what: 'thing-', stage: 'stage-', gates: 'gate-' };

function explained(args: Message['args']): Message['args'] {
  if (!args) return args;
  const word = (prefix: string, code: string): string => {
    const key = `${prefix}${prefix === 'field-' ? code.replaceAll('_', '-') : code}`;
    return hasWords(key) ? t(key) : code;
  };
  return Object.fromEntries(
    Object.entries(args).map(([name, value]) => {
      const prefix = CODES[name];
      if (prefix === undefined || typeof value !== 'string') return [name, value];
      return [name, value.split(',').map((code) => word(prefix, code)).join(' · ')];
    }),
  );
}

/** Whether there are words for a key: for keys made from data, such as a status of a later version. */
export function hasWords(key: string): boolean {
  return bundle?.hasMessage(key) ?? false;
}

function spoken(args: Record<string, Argument>): Record<string, FluentVariable> {
  const out: Record<string, FluentVariable> = {};
  for (const [name, value] of Object.entries(args)) {
    if (typeof value === 'string' || typeof value === 'number') out[name] = value;
    else if (typeof value === 'boolean') out[name] = String(value);
    else if (value === null) out[name] = '';
    else if ('date' in value) out[name] = day(value.date);
    else if ('latin' in value) out[name] = called(value);
    else out[name] = say(value);
  }
  return out;
}

/** A name in the script of now, or in the other when that is all there is. */
export function called({ km, latin }: Name): string {
  return chosen.language === 'km' ? km || latin : latin || km;
}

/** The same name in the other script, when there is one: for beside it. */
export function calledToo({ km, latin }: Name): string {
  if (!km || !latin || km === latin) return '';
  return chosen.language === 'km' ? latin : km;
}

/** Latin digits become Khmer ones when the person wants those. */
export function digits(text: string): string {
  if (!words.khmerDigits) return text;
  return text.replace(/[0-9]/g, (d) => String.fromCharCode(KHMER_ZERO + Number(d)));
}

/** Khmer digits become Latin ones: for reading what somebody typed. */
export function latinDigits(text: string): string {
  return text.replace(/[\u17e0-\u17e9]/g, (d) => String(d.charCodeAt(0) - KHMER_ZERO));
}

/** A number, grouped by thousands. */
export function number(value: number, decimals = 0): string {
  const [whole = '', part] = value.toFixed(decimals).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  return digits(part === undefined ? grouped : `${grouped}.${part}`);
}

export function monthName(month: number): string {
  return t(`month-${month}`);
}

function parts(iso: string): PartialDay | null {
  const match = /^(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?/.exec(iso);
  if (!match) return null;
  return { year: Number(match[1]), month: match[2] ? Number(match[2]) : null, day: match[3] ? Number(match[3]) : null };
}

/**
 * A day in words, day before month before year: "22 November 2026", "២២ វិច្ឆិកា ២០២៦". What is not
 * known is left out. Month names are ours: cheap phones come without Khmer calendar data.
 */
export function day(value: string | PartialDay): string {
  const known = typeof value === 'string' ? parts(value) : value;
  if (!known) return '';
  const pieces = [known.month ? (known.day ?? '') : '', known.month ? monthName(known.month) : '', known.year];
  return digits(pieces.filter((piece) => piece !== '').join(' '));
}

/** A day in figures, for narrow columns: 22-11-2026. */
export function shortDay(iso: string): string {
  const known = parts(iso);
  if (!known) return '';
  const two = (n: number): string => String(n).padStart(2, '0');
  const pieces = [known.day ? two(known.day) : '', known.month ? two(known.month) : '', String(known.year)];
  return digits(pieces.filter((piece) => piece !== '').join('-'));
}

/** The name of the weekday of a day. */
export function weekday(iso: string): string {
  const known = parts(iso);
  if (!known?.month || !known.day) return '';
  return t(`weekday-${new Date(Date.UTC(known.year, known.month - 1, known.day)).getUTCDay() || 7}`);
}

/** An instant (milliseconds) as a day and time in Cambodia. */
export function moment(ms: number): string {
  const local = new Date(ms + 7 * 3_600_000).toISOString();
  return `${day(local)} ${digits(local.slice(11, 16))}`;
}

/** The time of day of an instant, in Cambodia: 14:05. */
export function clock(ms: number): string {
  return digits(new Date(ms + 7 * 3_600_000).toISOString().slice(11, 16));
}

/** An instant (milliseconds) as the ISO day it is in Cambodia. */
export function dayOf(ms: number): string {
  return new Date(ms + 7 * 3_600_000).toISOString().slice(0, 10);
}
