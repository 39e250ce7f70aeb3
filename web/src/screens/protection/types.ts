import { t } from '../../lib/words.svelte';

/** A file without names, as whoever watches over it sees it. */
export type FileLine = {
  family: string;
  number: string;
  village: string;
  village_km: string;
  village_latin: string;
  lead_km: string;
  lead_latin: string;
  lead_phone: string;
  stage: string;
};

export type ConsentLine = {
  file: FileLine;
  consent: string;
  purpose: string;
  purpose_km: string;
  purpose_en: string;
  recipient_km: string;
  recipient_latin: string;
  until: string;
  days: number;
  uses: string[];
};

export type Verdict = 'explained' | 'follow_up';

export type ReadingLine = {
  id: string;
  kind: string;
  worker: string;
  name_km: string;
  name_latin: string;
  role: string | null;
  phone: string;
  day: string;
  first: number;
  last: number;
  times: number;
  threshold: number;
  usual: number | null;
  files: { family: string; number: string }[];
  judgements: { by_km: string; by_latin: string; at: number; verdict: Verdict; note: string }[];
  can_judge: boolean;
};
export type Readings = { readings: ReadingLine[]; look_back_days: number; night_from: number; night_until: number };

export type Known = { worker: string; name_km: string; name_latin: string; role: string | null; organisation_km: string; organisation_latin: string; own: boolean };
export type Seer = {
  who: Known;
  rules: { row: string; relation: string; because_km: string; because_en: string }[];
  sections: string[];
  until: number | null;
  through: { name_km: string; name_latin: string }[];
};
export type Sight = {
  family: string;
  number: string;
  village_km: string;
  village_latin: string;
  organisation_km: string;
  organisation_latin: string;
  seers: Seer[];
  kept_out: { who: Known; reason: string }[];
  packets: { referral: string; organisation_km: string; organisation_latin: string; sections: string[]; until: string; link: number | null }[];
  sealed: string[];
  asked: number;
  closed_to: number;
};

/** Where it is told who may see a file. */
export const accessOf = (family: string): string => `#/protection/file/${encodeURIComponent(family)}`;

/** How a file's number looks. */
export const EXAMPLE = '7F3A-92C1-08BE';

/** A file as it is named: its number as it stands on paper, in Latin digits beside Latin letters. */
export const fileName = (number: string): string => `${t('protection-file')} ${number}`;
