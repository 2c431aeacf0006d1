/**
 * What predictors that are no networks lose on the evaluation set, fitted to it: marks that a level
 * can be held against. Null where it is not computed.
 */
export interface Baselines {
  /** The least loss (for cross-entropy: its infimum) of one prediction for all samples. */
  readonly constant: number | null;
  /** The least loss of an affine function of the inputs. */
  readonly linear: number | null;
}

/** By how much a path turns from one element to the next, in degrees: 0 straight on, 180 back. */
export interface PathAngles {
  readonly mean: number;
  readonly largest: number;
}

/**
 * Fractions of the evaluation set that are classified rightly, at the ends, the beads and the middles
 * of the elements (at most 65 places, spread evenly where there are more), by what decides at the
 * float32 point. Both arrays have one length.
 */
export interface PathAccuracy {
  readonly t: readonly number[];
  readonly accuracy: readonly number[];
}

/** How closely a path was looked at: a sampled verdict says nothing of what is narrower. */
export interface Resolution {
  /** Losses that the judge has seen, refinements of the highest points included. */
  readonly samples: number;
  /** The widest gap between neighbouring samples, in t of the whole path. */
  readonly largestGap: number;
}

/** Elements of a path of which its construction makes something certain, but for rounding. */
export interface KnownElements {
  /** How many elements the path has. */
  readonly elements: number;
  /** Along how many the loss is constant. */
  readonly constant: number;
  /** Along how many it is convex, so that it is highest at an end. */
  readonly convex: number;
  /** Of how many something was claimed that their samples contradict; they count as not known. */
  readonly contradicted: number;
}

/** Losses along a path on the splits that its level is not about. No verdict rests on them. */
export interface LossesAlong {
  /** Null where the split has no rows. */
  readonly train: SplitLosses | null;
  readonly test: SplitLosses | null;
  /** Passes over a split, one for each loss and each accuracy. */
  readonly passes: number;
  /** Wall-clock time; left out of the promise of equal results. */
  readonly seconds: number;
}

/**
 * Losses of a split by what decides, at even steps of t, 5 to 65 of them: as many as take about the work
 * of judging. All arrays have one length.
 */
export interface SplitLosses {
  readonly t: readonly number[];
  readonly loss: readonly number[];
  /** At the float32 point; null where there are no classes. */
  readonly accuracy: readonly number[] | null;
}
