import type { AlignmentOutcome, AlignmentRule } from '@isthmus/contract';
import { rank } from '../path/profile.js';

/** What a candidate gives, in the network's own coordinates. */
export interface MeasuredCandidate {
  /** Whether all weights are finite. */
  readonly finite: boolean;
  /** Whether outputs move by no more than rounding may move them. */
  readonly keepsFunction: boolean;
  /** From a. */
  readonly distance: number;
  /** The straight line from a, as judged; null where it was not looked at. */
  readonly line: JudgedLine | null;
}

/** The straight line from a to a candidate. */
export interface JudgedLine {
  readonly peak: number;
  /** Loss of b as the candidate moves it. */
  readonly end: number;
}

/** Peaks, or distances, that differ by this part of the smaller are equal: the other one decides. */
export const EQUAL = 1e-6;

/** A candidate this near to a, as a part of a's norm, is a copy of a that came back. */
export const CAME_BACK = 1e-5;

/** A peak that is higher by no more than this part of it is not higher: its sums run in another order. */
const ORDER_OF_SUMS = 1e-12;

/** The same for a copy, which rounding to float32 has moved a little off a. */
const NEARLY_STILL = 1e-9;

/**
 * Chooses among candidates, of which the first is the identity.
 *
 * Allowed is what has finite weights, keeps the function, is no farther from a than the identity and
 * has no higher line, but for 1e-12 of it. A candidate that is a copy of a come back may have a line higher by as much as
 * rounding b to float32 raised its own loss: where the line has no hill, its peak is such an end.
 *
 * Taken is a copy that came back, the nearest if there are several; else the lowest line or the
 * smallest distance, as the rule says; of those that are equal to 1e-6, the best by the other of the
 * two; of those that are still equal, the first.
 *
 * @param normOfA the norm of a
 * @returns what became of each
 */
export function chooseCandidate(
  candidates: readonly MeasuredCandidate[],
  rule: AlignmentRule,
  normOfA: number,
): readonly AlignmentOutcome[] {
  const [identity] = candidates;
  const isBack = ({ distance }: MeasuredCandidate) => distance <= CAME_BACK * normOfA;
  const fates = candidates.map((candidate) =>
    candidate === identity ? 'no-better' : refusal(candidate, identity!, isBack(candidate)),
  );
  const allowed = [...candidates.keys()].filter((i) => fates[i] === 'no-better');
  const back = allowed.filter((i) => isBack(candidates[i]!));
  const distanceOf = (i: number) => candidates[i]!.distance;
  const peakOf = (i: number) => rank(candidates[i]!.line?.peak ?? NaN);
  const taken =
    back.length > 0
      ? leastBy(back, distanceOf, peakOf)
      : rule === 'peak'
        ? leastBy(allowed, peakOf, distanceOf)
        : leastBy(allowed, distanceOf, peakOf);
  return fates.map((fate, i) => (i === taken ? 'chosen' : fate));
}

/** Why a candidate may not be taken; `no-better` where it may. */
function refusal(
  candidate: MeasuredCandidate,
  identity: MeasuredCandidate,
  isBack: boolean,
): AlignmentOutcome {
  const { finite, keepsFunction, distance, line } = candidate;
  if (!finite) return 'nonfinite';
  if (!keepsFunction) return 'changes-function';
  if (!(distance <= identity.distance)) return 'farther';
  if (line === null) return 'not-judged';
  return isHigher(line, identity.line!, isBack) ? 'higher' : 'no-better';
}

function isHigher(line: JudgedLine, before: JudgedLine, isBack: boolean): boolean {
  const rise = isBack ? Math.max(0, line.end - before.end) : 0;
  const slack = (isBack ? NEARLY_STILL : ORDER_OF_SUMS) * Math.abs(rank(before.peak));
  return !(rank(line.peak) <= rank(before.peak) + rise + slack);
}

/** The one of least value; among those that are equal to it, of least value by the other measure. */
export function leastBy(
  of: readonly number[],
  first: (i: number) => number,
  second: (i: number) => number,
): number {
  const least = Math.min(...of.map(first));
  const equal = of.filter((i) => first(i) <= least + EQUAL * Math.abs(least));
  return equal.reduce((best, i) => (second(i) < second(best) ? i : best));
}
