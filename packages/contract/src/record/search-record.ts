import type { Peak } from '../kinds/path-strategy.js';

/** What a search did by itself. Where the lowest level was sought it is the search that left the path. */
export interface SearchRecord {
  /** At most what the budget allows, as is the next. */
  readonly gradientEvaluations: number;
  readonly lossEvaluations: number;
  /** What the optimizer's updates were multiplied by to fit the distance of the endpoints; mostly 1. */
  readonly stepScale: number;
  /** Peak of the straight line between the endpoints; null where the path has ends of its own. */
  readonly straight: Peak | null;
  /**
   * The path that the search left, where the straight line was lower and so stands in its place; null
   * where the path is the search's own.
   */
  readonly outdone: OutdonePath | null;
  /** Segments that it had proved as it went, each counted once; absent where it asked for none. */
  readonly proofs?: ProofCounts;
}

/** What became of the segments that a search asked a certifier about. */
export interface ProofCounts {
  readonly certified: number;
  readonly refuted: number;
  readonly undecided: number;
  /** Passes of bounds over the evaluation set. */
  readonly evaluations: number;
}

/** A path that is higher than doing nothing. */
export interface OutdonePath {
  readonly peak: Peak;
  readonly normalizedLength: number | null;
  readonly beads: number;
}
