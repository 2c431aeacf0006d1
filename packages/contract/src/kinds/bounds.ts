/**
 * What is proved of a layer for whole intervals, as data from which bounds follow. What is stated here is a
 * claim about real numbers, and every certificate of a network with the layer rests on it; what it computes
 * in float64 it takes from the reference rule, so it needs one.
 */
export type BoundsRule =
  | BilinearBounds
  | HingeBounds
  | SmoothBounds
  | WeightsBounds
  | SelectionBounds
  | StandardizingBounds
  | { readonly kind: 'identity' };

/**
 * The reference rule is bilinear, and each entry of `apply` is one sum of products of an entry of the kernel
 * and one of x, in any order, each rounded as float64 rounds it.
 */
export interface BilinearBounds {
  readonly kind: 'bilinear';
  /** Products in the longest of these sums. */
  readonly terms: number;
}

/** `x` above 0 and `slope x` below it, entry by entry. */
export interface HingeBounds {
  readonly kind: 'hinge';
  /** In [-1, 1]. */
  readonly slope: number;
}

/** A function f of every entry that has a second derivative everywhere. */
export interface SmoothBounds {
  readonly kind: 'smooth';
  /** f(x) and f'(x) in float64, each off by at most `accuracy (1 + |x|)`. */
  value(x: number): number;
  derivative(x: number): number;
  readonly accuracy: number;
  /** Of f on [low, high], with rounding. */
  readonly range: IntervalRange;
  /** Of the second derivative on [low, high], with rounding. */
  readonly curvature: IntervalRange;
}

/** What a function is at least and at most on an interval: rigorous, and as near as can be. */
export interface IntervalRange {
  least(low: number, high: number): number;
  most(low: number, high: number): number;
}

/** The reference rule is linear, and each entry is one sum of entries times weights that are at least 0. */
export interface WeightsBounds {
  readonly kind: 'weights';
  /** Terms of the longest of these sums. */
  readonly terms: number;
}

/** Every entry of the output is the largest of some entries of the input. */
export interface SelectionBounds {
  readonly kind: 'largest';
  /** For entry i of one sample's output: `entries[starts[i]]` to before `entries[starts[i + 1]]` in its input. */
  readonly starts: Int32Array;
  readonly entries: Int32Array;
}

/**
 * `scale (x - mean) / sqrt(max(variance, 0) + eps) + shift`, channel by channel along the last axis; all four
 * are parameters, by the layer's own names.
 */
export interface StandardizingBounds {
  readonly kind: 'standardizing';
  readonly scale: string;
  readonly shift: string;
  readonly mean: string;
  readonly variance: string;
  /** Above 0. */
  readonly eps: number;
}
