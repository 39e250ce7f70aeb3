/** What `GET /api/v1/numbers` answers. A count that is null is too small to be shown. */
import type { Text } from '../../gen/kinkeeper_client.js';

export type Interval = { value: number; low: number; high: number };
export type Share = { count: number; of: number; share: number; low: number; high: number };
export type OptionCount = { option: string; label: Text; count: number | null };
export type ItemLine = {
  item: string;
  title: Text;
  pairs: number | null;
  figures: { before: number; after: number; improvement: number | null; change: Interval | null; better: number | null; same: number | null; worse: number | null } | null;
  needed: number | null;
};
export type Change = { label: Text | null; pairs: number | null; unpaired: number | null; days: { fewest: number; middle: number; most: number } | null; items: ItemLine[] };
export type Closures = { label: Text | null; closed: number | null; going_on: number | null; ratings: OptionCount[]; problems: OptionCount[]; areas: { area: string; label: Text; problems: OptionCount[] }[] };
export type Performance = { auc: Interval; optimism: number; corrected: Interval; cut_offs: { at: number; flagged: Share | null; sensitivity: Share | null; specificity: Share | null }[] };
export type ItemProposal = {
  code: string;
  answered_above_nil: Share | null;
  now: number;
  left_out: 'constant' | 'missing' | null;
  unshrunk: Interval | null;
  same_sign: number | null;
  points: number | null;
  points_between: [number, number] | null;
};
export type Warning = { kind: string; item?: string; share?: number; difference?: number; screens?: number; answers?: number; groups?: number; optimism?: number; slope?: number; failed?: number; by?: string; group?: string | null; measure?: { kind: string } };
export type Figure = { version: 'now' | 'proposed'; measure: { kind: 'auc' | 'in_the_large' | 'sensitivity'; at?: number }; group: Interval; marked: boolean };
export type Proposal = {
  intake: { used: number; events: number; lost: number; not_due: number; first_day: number | null; last_day: number | null };
  now: Performance;
  proposed: Performance;
  gain: Interval;
  verdict: 'better' | 'not_shown' | 'worse';
  items: ItemProposal[];
  calibration: { slope: Interval | null; groups: { predicted: number; observed: Share }[] };
  fairness: { by: 'sex' | 'disability' | 'area'; groups: { label: string | null; counts: { families: number; events: number } | null; figures: Figure[] }[] }[];
  warnings: Warning[];
};
export type Index = {
  title: Text | null;
  label: Text | null;
  items: { code: string; title: Text }[];
  alpha: Interval | null;
  proposal: Proposal | null;
  refused: { why: string; short: { of: string; had: number | null; needed: number }[] } | null;
};
export type Numbers = { at: number; families: number | null; change: Change | null; closures: Closures | null; index: Index };
