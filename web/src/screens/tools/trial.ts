/** A tool without a file: what the screens of filling are given, so that they draw it as they would on a phone. */
import type { AssessView, BandView, Evaluation, ScoreView, Text } from '../../gen/kinkeeper_client.js';
import type { Language } from '../../lib/words.svelte';
import type { Document } from './types';

/** The document with one language only; where that has no words, the other's are shown, as on the phone. */
export function inLanguage(text: string, language: Language): Document {
  const other = language === 'km' ? 'en' : 'km';
  return JSON.parse(text, (_, value: unknown) => {
    if (value === null || typeof value !== 'object' || Object.keys(value).length !== 2) return value;
    const { km, en } = value as Partial<Text>;
    if (typeof km !== 'string' || typeof en !== 'string') return value;
    const said = (value as Text)[language] || (value as Text)[other];
    return { km: said, en: said };
  }) as Document;
}

export function scoresOf(tool: Document, evaluation: Evaluation): ScoreView[] {
  return (evaluation.scores ?? []).flatMap(({ code, thousandths, answered, of }) => {
    const score = tool.scores?.find((one) => one.code === code);
    if (!score) return [];
    return [{ code, title: score.title, value: thousandths ?? null, before: null, decimals: score.decimals ?? 0, most: score.most ?? null, direction: 'new' as const, answered, of }];
  });
}

export function bandsOf(tool: Document, evaluation: Evaluation, reasonOf: (banding: string) => string | null): BandView[] {
  return (evaluation.bands ?? []).flatMap((result) => {
    const banding = tool.bandings?.find((one) => one.code === result.banding);
    const place = banding?.bands.findIndex((one) => one.code === result.band) ?? -1;
    const band = banding?.bands[place];
    if (!banding || !band) return [];
    const other = result.reckoned === result.band ? undefined : banding.bands.find((one) => one.code === result.reckoned);
    const forced = (result.forced_by ?? []).flatMap((code) => tool.flags?.find((one) => one.code === code)?.title ?? []);
    return [
      {
        code: banding.code,
        title: banding.title,
        label: band.label,
        meaning: band.meaning ?? null,
        colour: band.colour,
        place,
        of: banding.bands.length,
        before: null,
        reckoned: other?.label ?? null,
        reason: result.overridden ? reasonOf(banding.code) : null,
        forced_by: forced,
      },
    ];
  });
}

export function viewOf(tool: Document, evaluation: Evaluation, age: number | null, scores: ScoreView[], bands: BandView[]): AssessView {
  return {
    tool,
    subject: null,
    name: null,
    age,
    file: { km: '', latin: '' },
    people: [],
    evaluation,
    previous: null,
    previous_on: null,
    changes: [],
    consent_live: true,
    draft: '',
    begin: {},
    wrong_on: null,
    sources: [],
    scores,
    bands,
  };
}
