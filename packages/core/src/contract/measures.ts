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
