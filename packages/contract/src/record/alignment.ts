import type { ResolvedRef } from '../kinds/ref.js';
import type { AlignmentRule } from '../kinds/symmetry.js';

/** What was done to b before paths were sought. */
export interface AlignmentRecord {
  readonly strategies: readonly ResolvedRef[];
  readonly distanceBefore: number;
  /** Never larger than `distanceBefore`. */
  readonly distanceAfter: number;
  /** Largest loss of the straight line from a to b on the evaluation set, before any alignment. */
  readonly peakBefore: number;
  /**
   * The same to b as it was aligned. It is never larger than `peakBefore`, but for 1e-12 of it (sums
   * in another order) and, where b is a copy of a that came back, for what rounding b to float32 added
   * to its own loss.
   */
  readonly peakAfter: number;
  /** Largest change of any output on the evaluation set, in float64, by acting on b. */
  readonly functionError: number;
  /** Loss of b on the evaluation set after alignment. */
  readonly lossAfter: number;
  /** What was done to each unit space. */
  readonly spaces: readonly AlignedSpace[];
  /** What was taken of each of the strategies, in their order. */
  readonly chosen: readonly AlignmentChoice[];
  /** What was compared, strategy after strategy: first the identity, then what was proposed. */
  readonly candidates: readonly AlignmentCandidate[];
  readonly cost: AlignmentCost;
  /** How all endpoints were aligned together; absent where this pair was aligned by itself. */
  readonly together?: TogetherRecord;
  /** The aligned b, as a path in the run folder. */
  readonly file: string;
}

/**
 * How a run with more than two endpoints aligned all of them by one element for each: the alignment of (i, j)
 * after that of (j, k) is that of (i, k). The same stands at every pair.
 */
export interface TogetherRecord {
  /** Ids, in the order of the experiment. */
  readonly endpoints: readonly string[];
  /** What was compared: first the identity, then what was proposed. */
  readonly frames: readonly FrameRecord[];
  readonly cost: AlignmentCost;
  /** The element of each endpoint in the frame that was taken, as a path in the run folder. */
  readonly file: string;
}

/** One frame, as its pairs were measured. */
export interface FrameRecord {
  readonly label: string;
  /** Of the distances of all pairs. */
  readonly meanDistance: number;
  /** Largest loss of the straight lines of all pairs; null where a pair was refused before its line. */
  readonly highestPeak: number | null;
  /** `chosen`, `no-better`, or why it may not be taken for some pair. */
  readonly outcome: AlignmentOutcome;
}

/** What an alignment did to the units of one space. */
export interface AlignedSpace {
  readonly space: string;
  /** The number of its units; of a shift, what every output weighs. */
  readonly size: number;
  /** How many of its units moved to another place. */
  readonly moved: number;
  /**
   * `mixed`: its units were multiplied by a matrix; `shifted`: all outputs were raised by one number.
   * Absent where units only changed places, signs and scales.
   */
  readonly also?: 'mixed' | 'shifted';
}

/** What was taken of one strategy's proposals. */
export interface AlignmentChoice {
  /** Of the candidate; `identity` where b stayed as it was. */
  readonly label: string;
  /** By what it was chosen. */
  readonly by: AlignmentRule;
  /** How many elements the strategy proposed; records list 32 candidates of each at most. */
  readonly proposed: number;
}

/** One way to align b with a, as it was measured in the network's own coordinates. */
export interface AlignmentCandidate {
  /** Place in `strategies` of the symmetry that proposed it. */
  readonly strategy: number;
  /** How it was found, in the words of the symmetry; `identity`: b as it was. */
  readonly label: string;
  /** From a to b as this candidate moves it. */
  readonly distance: number;
  /** Largest loss of the straight line from a to there; null where it was not looked at. */
  readonly peak: number | null;
  /** Largest change of any output of b on the evaluation set, against b before any alignment. */
  readonly functionError: number;
  readonly outcome: AlignmentOutcome;
}

/**
 * What became of a candidate.
 *
 * - `chosen`
 * - `no-better`: allowed, but the chosen one is at least as good
 * - `farther`: it would move b away from a
 * - `higher`: the line to it has a higher peak than the line to b as it was
 * - `changes-function`: an output moves by more than rounding could move it
 * - `nonfinite`: it gives weights that are not finite
 * - `not-judged`: many others were more promising, so the line to it was not looked at
 */
export type AlignmentOutcome =
  'chosen' | 'no-better' | 'farther' | 'higher' | 'changes-function' | 'nonfinite' | 'not-judged';

/** What an alignment took. */
export interface AlignmentCost {
  /**
   * Passes over the evaluation set (outputs, losses on the lines), and what the symmetries asked for: as
   * much of a split, or less, each.
   */
  readonly lossEvaluations: number;
  /** Gradients of one model that the symmetries asked for; absent where they asked for none. */
  readonly gradientEvaluations?: number;
  /** Wall-clock time; left out of the promise of equal results. */
  readonly seconds: number;
}
