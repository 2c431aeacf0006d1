/** How nonconvex the loss is around two endpoints, with the evidence for it. */
export type ConvexityRecord = ConvexityRefused | ConvexityMeasured;

/** Nothing could be measured. */
export interface ConvexityRefused {
  readonly outcome: 'refused';
  /** Why, naming what lacks a float64 Hessian. */
  readonly refusal: string;
}

/** What the measurements have shown. */
export interface ConvexityMeasured {
  /** `nonconvex` where at least one piece of evidence is a proof; `no-violation` proves nothing. */
  readonly outcome: 'nonconvex' | 'no-violation';
  /** Which kinds of evidence prove it. */
  readonly proofs: readonly ConvexityProof[];
  readonly chords: ChordSearch;
  /** The best swap of two units of each hidden layer of endpoint a; empty where none has two units. */
  readonly swaps: readonly SwapGap[];
  readonly hessian: HessianAlong;
  /** The ends of the worst chord and of the walk, in the run folder. */
  readonly file: string;
  readonly cost: ConvexityCost;
}

/** The kinds of evidence: a chord, a swap of two units, a walk along negative curvature. */
export type ConvexityProof = 'chord' | 'swap' | 'curvature';

/**
 * By how much a loss rises above a chord: `f(s p + (1-s) q) - (s f(p) + (1-s) f(q))`. A convex
 * function never does; above 0 beyond the rounding, the margin proves that f is not convex.
 */
export interface ChordMargin {
  /** Above 0: above the chord. */
  readonly margin: number;
  /** A bound of the rounding error of the margin. */
  readonly rounding: number;
  /** Whether the margin exceeds the bound. */
  readonly proof: boolean;
}

/** The worst of the chords that were drawn at random. */
export interface ChordSearch {
  readonly drawn: number;
  /** Above how many of them the loss rises, rounding not counted. */
  readonly above: number;
  /** The one that rises most above its chord. */
  readonly worst: ChordWitness;
}

/** One chord, all of which can be computed again from its ends in the file. */
export interface ChordWitness extends ChordMargin {
  readonly p: ChordEnd;
  readonly q: ChordEnd;
  /** The weight of p, in [0, 1]. */
  readonly s: number;
  /** The losses at p, at q and between them. */
  readonly losses: { readonly p: number; readonly q: number; readonly between: number };
}

/** Where an end of a chord comes from. */
export type ChordEnd =
  /** A point of the path. */
  | { readonly kind: 'path'; readonly t: number }
  /** A point of the path, moved at random by a tenth of the distance of the endpoints. */
  | { readonly kind: 'near'; readonly t: number }
  /** Parameters as a training would begin from. */
  | { readonly kind: 'fresh' };

/**
 * A network and its copy with two units of a hidden layer swapped: equal functions, so a convex loss
 * would not be larger between them.
 */
export interface SwapGap extends ChordMargin {
  /** The first layer that makes the units. */
  readonly space: string;
  /** The units, counted from 0. */
  readonly units: readonly [number, number];
  /** The loss of the network, and of its copy. */
  readonly loss: number;
  readonly midpoint: number;
  /** Swaps of this layer that were tried. */
  readonly tried: number;
}

/** The Hessian of the loss along a path. */
export interface HessianAlong {
  /** Place of the path in the experiment's list; null: the straight line, as no path was found. */
  readonly path: number | null;
  /** At even steps of t, both ends included. Where activations have kinks, each Hessian is that of the smooth piece around the point. */
  readonly points: readonly HessianPoint[];
  /** Why no Hessian of the training objective is given; null where it is, or is the same. */
  readonly objectiveRefusal: string | null;
  /** A walk along the most negative direction met; null where no eigenvalue is below 0. */
  readonly walk: CurvatureWalk | null;
}

/** Extreme eigenvalues at one point of the path. */
export interface HessianPoint {
  readonly t: number;
  readonly loss: number;
  readonly data: ExtremeEigenvalues;
  /** Of the data loss and the regularizers; null where there are none or one gives no Hessian. */
  readonly objective: ExtremeEigenvalues | null;
  /** The second derivative along the path, per squared unit of length; null where it stands still. */
  readonly tangent: number | null;
}

/** The ends of a spectrum as Lanczos's method sees them. */
export interface ExtremeEigenvalues {
  /** The smallest eigenvalue is at or below it. */
  readonly smallest: number;
  /** Some eigenvalue is within this of `smallest`. */
  readonly smallestResidual: number;
  /** The largest eigenvalue is at or above it. */
  readonly largest: number;
  readonly largestResidual: number;
}

/** The chord from one side of a point to the other, along its direction of most negative curvature. */
export interface CurvatureWalk extends ChordMargin {
  readonly t: number;
  readonly eigenvalue: number;
  /** How far to each side. */
  readonly step: number;
}

/** What the report took. */
export interface ConvexityCost {
  /** Passes over the evaluation set. */
  readonly lossEvaluations: number;
  /** Products of the Hessian with a direction, each about five passes. */
  readonly hessianProducts: number;
  /** Wall-clock time; left out of the promise of equal results. */
  readonly seconds: number;
}
