import type { PairRecord, PathRecord } from '@isthmus/contract';
import { toNumber } from '../format/format.js';

/**
 * The path that leads its pair: what is proved goes before what was found, and that before what was not;
 * among equals the lowest peak leads, among those as low (within 1e-6 of it, the precision to which losses
 * are compared) the shortest, and among those the first of the experiment. A path with free ends is about
 * other models, and none of these.
 *
 * @example
 * const [pair] = result.pairs;
 * bestPath(pair)?.strategy; // 'core/linear'
 */
export function bestPath(pair: Pick<PairRecord, 'paths'>): PathRecord | undefined {
  const between = pair.paths.filter(({ ends }) => ends !== 'free');
  return shortestOf(lowestOf(firstOf(between)))[0];
}

/** That rule, for a reader. */
export const LEAD_RULE =
  'Which path leads: what is proved before what was found, and that before what was not; among equals the lowest peak, among those as low the shortest, among those the first of the experiment.';

/** Losses within this part of each other count as equal, as where `isthmus verify` compares them. */
const LOSS_PRECISION = 1e-6;

/** Those with the least value, in their order; `slack` is a part of it. */
export function least<T>(items: readonly T[], value: (item: T) => number, slack = 0): readonly T[] {
  const lowest = items.reduce((low, item) => Math.min(low, value(item)), Infinity);
  const top = Number.isFinite(lowest) ? lowest + slack * Math.abs(lowest) : lowest;
  return items.filter((item) => value(item) <= top);
}

function rank(path: PathRecord): number {
  if (path.verdict === 'not-found') return 2;
  return path.grade === 'certified' ? 0 : 1;
}

function peakHeight({ peak }: PathRecord): number {
  return orLast(toNumber(peak.loss));
}

/** What is not a number goes last. */
function orLast(value: number): number {
  return Number.isNaN(value) ? Infinity : value;
}

/** Those with the lowest peak, all that are as low within the precision of losses. */
export function lowestOf(paths: readonly PathRecord[]): readonly PathRecord[] {
  return least(paths, peakHeight, LOSS_PRECISION);
}

/** The shortest, all that are as short. */
export function shortestOf(paths: readonly PathRecord[]): readonly PathRecord[] {
  return least(paths, ({ length }) => orLast(toNumber(length)));
}

/** Those of which the most is known: what is proved, else what was found, else all. */
export function firstOf(paths: readonly PathRecord[]): readonly PathRecord[] {
  return least(paths, rank);
}
