/** What a joint case opens and what is written in it, in the order in which it is told. */
import type { FileSection } from './consent';

/** Without these nobody can work with a family. */
export const NEEDED: readonly FileSection[] = ['identity', 'narrative'];

export const WORKS = ['visits', 'tasks', 'assessments', 'steps', 'health'] as const;
export type Work = (typeof WORKS)[number];

/** The section that whoever writes it reads. */
export function readFor(work: Work): FileSection {
  return work === 'health' ? 'health' : 'narrative';
}
