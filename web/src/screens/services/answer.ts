/** What a receiver may say next, by how the referral stands; the same for receivers with and without an account. */
import type { ServiceReferralAction } from '../../gen/kinkeeper_client.js';

export type Kind = 'accepted' | 'declined' | 'under_way' | 'completed' | 'failed' | 'feedback';
/** Nothing is chosen beforehand: an answer is what somebody chose. */
export type Said = { kind: Kind | ''; words: string; code: string; forFamily: string };

export function next(state: string): Kind[] {
  if (state === 'sent' || state === 'seen') return ['accepted', 'declined'];
  if (state === 'accepted') return ['under_way', 'completed', 'failed'];
  if (state === 'under_way') return ['completed', 'failed'];
  return ['feedback'];
}

/** An answer that is still to be chosen; where there is one only, that one. */
export function blank(state: string): Said {
  const [first, second] = next(state);
  return { kind: first !== undefined && second === undefined ? first : '', words: '', code: '', forFamily: '' };
}

export type Missing = 'kind' | 'code' | 'words' | null;

/** What is missing: nothing when it can be said. */
export function missing({ kind, words, code, forFamily }: Said): Missing {
  if (kind === '') return 'kind';
  if ((kind === 'declined' || kind === 'completed') && code === '') return 'code';
  if (kind === 'failed' && words.trim() === '') return 'words';
  return kind === 'feedback' && words.trim() === '' && forFamily.trim() === '' ? 'words' : null;
}

export function actionsOf(said: Said, by: string): ServiceReferralAction[] {
  const words = said.words.trim();
  const for_family = said.forFamily.trim();
  const report: ServiceReferralAction[] = for_family || said.kind === 'feedback' ? [{ feedback_given: { by, to_worker: words, for_family } }] : [];
  switch (said.kind) {
    case '':
      return [];
    case 'accepted':
      return [{ accepted: { by, words } }];
    case 'declined':
      return [{ declined: { by, reason: said.code, words } }, ...report];
    case 'under_way':
      return [{ under_way: { by, words } }];
    case 'completed':
      return [{ completed: { by, outcome: said.code, words } }, ...report];
    case 'failed':
      return [{ failed: { by, words } }, ...report];
    case 'feedback':
      return report;
  }
}
