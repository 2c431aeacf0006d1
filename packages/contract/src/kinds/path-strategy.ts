import type { Rng } from '../base/rng.js';
import type { Params } from '../parameters/parameters.js';
import type { ParamSpec } from '../parameters/spec.js';
import type { WidePoint } from '../parameters/wide-point.js';
import type { Optimizer } from './optimizer.js';
import type { LossForm } from './loss-form.js';
import type { Separator } from './separation.js';
import type { LossGradient } from './network-measures.js';
import type { NetworkView } from './symmetry.js';
import type { Trained, Trainee } from './trainee.js';

/** Two endpoints, the level, and everything a strategy may ask of the loss. */
export interface Problem {
  readonly spec: ParamSpec;
  /** What is known of the network's structure; null for a loss without a network. */
  readonly network: NetworkView | null;
  readonly a: Params;
  readonly b: Params;
  /** A path is tested against this: connected means loss <= level for every t. */
  readonly level: number;
  /**
   * Points of the even grid, both ends included, that a finished path is judged on, on each of its
   * elements; 33 where left out. A search that looks at fewer may claim what is then refuted.
   */
  readonly gridPoints?: number;
  /** The optimizer that beads descend with; its updates are multiplied by `stepScale` already. */
  readonly optimizer: Optimizer<unknown>;
  /**
   * What the updates of the optimizer that was given are multiplied by, so that its steps fit the
   * distance of a and b; 1 unless they are far too small or too large for it.
   */
  readonly stepScale: number;
  /**
   * What the search may spend, for plans such as a learning rate that falls towards the end. The driver
   * refuses, by a throw, what would take more, and then ends the search.
   */
  readonly budget: EvaluationLimits;
  /** Rows of data that one evaluation goes through: the measure of work. 1 and 1 without data. */
  readonly rows: {
    /** Of the evaluation set. */
    readonly loss: number;
    /** Of a batch. */
    readonly gradient: number;
  };
  /** The loss as data, where it is known so and small enough for exact methods; null or absent where it is not. */
  form?(): LossForm | null;
  /** Fresh parameters, as a training would begin from: for strategies that bring their own ends. */
  init(rng: Rng): Params;
  /** The data loss on the evaluation set, by the float64 reference: the number that decides. */
  value(params: Params): number;
  /** The same at `(1-t)from + t to`, interpolated in float64 without rounding to float32. */
  valueBetween(from: Params, to: Params, t: number): number;
  /**
   * The same, bit for bit, by t: quicker for many t of one segment, as what does not depend on t is
   * computed once. Neither end may be written to while it is used.
   */
  along(from: Params, to: Params): (t: number) => number;
  /** The same at a point that is given in float64, such as a point of an arc. */
  valueAt(point: WidePoint): number;
  /**
   * Loss and gradient of the training objective (regularizers and noise included) at several models
   * side by side, all on the one batch that `rng` draws; by the engine, so it proposes only.
   */
  gradients(models: readonly Params[], rng: Rng): readonly LossGradient[];
  /**
   * Optimizer steps of several models side by side, down the training objective; every step has a
   * batch of its own that all models share. Much faster than gradients and updates one by one.
   */
  descend(models: readonly Trainee[], rng: Rng): readonly Trained[];
  /**
   * Losses on the evaluation set at several t of a segment, by the engine: quick, and nothing may be
   * accepted by them.
   */
  scan(from: Params, to: Params, t: readonly number[]): Float64Array;
  /**
   * What the certifier of the run shows of a segment: of every point of it, where losses are of samples. It is
   * asked about `level`, with the budget that its own options give, and what was asked before is remembered.
   *
   * A proof may take long, and a step is a bounded piece of work. So the answer is null while it is not known;
   * the driver then finds it, drops whatever the call that asked has returned, and makes that call again, with the
   * same state and random numbers. A strategy may take null for any answer that it likes; it asks before it asks
   * for what would be paid for twice, such as gradients.
   *
   * Absent where the experiment has no `certify`; see `needsProofs` of a strategy.
   *
   * @param highest t in [0, 1] where samples of the segment were highest; a certifier looks there first
   */
  certify?(from: Params, to: Params, highest: number): SegmentProof | null;
}

/** What is shown of a segment, at the level of a problem. */
export type SegmentProof =
  /** At no point of it is the loss above the level. */
  | { readonly tag: 'certified' }
  /** At `t` the loss is at least `lower`, which is above the level. */
  | { readonly tag: 'refuted'; readonly t: number; readonly lower: number }
  /** Neither of the two, by what the certifier may take. */
  | {
      readonly tag: 'undecided';
      /** Where the loss is known to be highest. */
      readonly t: number;
      /** At no point is the loss above it; null where no bound is known. */
      readonly upper: number | null;
    };

/** How many evaluations may be asked for; Infinity where any number may. */
export interface EvaluationLimits {
  /** Gradients of one model on one batch. */
  readonly gradientEvaluations: number;
  /** Passes over the evaluation set. */
  readonly lossEvaluations: number;
}

/**
 * A way of finding a path, as pure functions over an explicit, serialisable state. The driver owns
 * the loop, the budget, cancelling and the check for non-finite numbers; it asks `status` after every
 * step, and it judges the path itself before it reports a verdict.
 */
export interface PathStrategy<S> {
  /** What it asks of the problem, so that what cannot be given is refused before a run. */
  readonly needs: 'value' | 'gradient';
  /**
   * `fixed`, unless it is given: the path runs from a to b. `free`: the strategy may choose or move the
   * ends. Where they are not a and b its verdict is about the ends that it leaves, and the record says so.
   */
  readonly ends?: PathEnds;
  /**
   * Whether a path of its own that holds at the level is reported also where the straight line is
   * lower: for constructions, and for strings that are to have beads. Absent: the lower one is.
   */
  readonly keepsItsPath?: boolean;
  /**
   * Whether it asks `certify` of its problem and counts as found only what is proved. Then it is refused where
   * nothing would answer, and a path that is not certified is reported as not found. Absent: it does not.
   */
  readonly needsProofs?: boolean;
  /**
   * Why it joins no two points of a network, whatever these are, such as "it joins networks
   * of dense layers"; null where it may. Asked before anything is trained. Absent: it takes any.
   *
   * @param network null for a loss without a network
   * @param form the loss as data, as a problem gives it
   */
  refusal?(network: NetworkView | null, form?: LossForm | null): string | null;
  init(problem: Problem, rng: Rng): S;
  /** A bounded piece of work (about one descent step for each moving bead), then a new state. */
  step(problem: Problem, state: S, rng: Rng): S;
  status(state: S): Status;
  /**
   * Goes on after a search that ended as "connected", where the loss at a place of its path is above the level
   * for certain, though no sample was. Absent: then the search ends, and its path is refuted.
   *
   * @returns a state that is running, unless there is nothing more to try
   */
  refuted?(problem: Problem, state: S, witness: ElementPlace, rng: Rng): S;
  /** The current path; while running, the best so far. Its ends are a and b, unless `ends` is `free`. */
  path(state: S): Path;
  /**
   * The path as it moves, for live display, where it differs from the best so far. The driver samples
   * it now and then, off the budget.
   */
  live?(state: S): Path;
  /**
   * What separates the two points, where the search has come upon it: a claim, which the driver holds
   * against numbers of its own. Null or absent: nothing is claimed.
   */
  separator?(state: S): Separator | null;
  /** What the record says besides, as plain data: for example what was tried; null: nothing. */
  details?(state: S): Readonly<Record<string, unknown>> | null;
}

/** Whether a path runs from a to b, or between ends of the strategy's own. */
export type PathEnds = 'fixed' | 'free';

/** Why a search ended without a path. */
export type Reason =
  | 'above-level'
  | 'depth'
  | 'vertices'
  | 'budget'
  | 'stalled'
  | 'spacing'
  | 'plateau'
  | 'nonfinite'
  | 'refuted'
  | 'undecided';

/** How a search stands. A strategy never says "disconnected": it may name a separator, and the driver proves. */
export type Status =
  | { readonly tag: 'running' }
  | { readonly tag: 'connected' }
  | { readonly tag: 'not-found'; readonly reason: Reason };

/** Vertices joined by elements; element i of n covers t in [i/n, (i+1)/n]. */
export interface Path {
  /** The endpoint a, the beads, the endpoint b; ends of its own where a strategy's are free. */
  readonly vertices: readonly Params[];
  /** One fewer than there are vertices. */
  readonly elements: readonly PathElement[];
}

/** A place on a path: an element of it, and its own t in [0, 1]. */
export interface ElementPlace {
  readonly element: number;
  readonly t: number;
}

/** How two neighbouring vertices are joined. */
export type PathElement = SegmentElement | ArcElement;

/** A straight line between two vertices. */
export interface SegmentElement {
  readonly kind: 'segment';
  /**
   * What the construction makes certain of the data loss along it, but for rounding: that it is
   * `constant`, as what moves is not read; or that only the last, linear layer or one layer of a
   * linear network moves (a bias of the last layer may with it), so that it is `convex` where the
   * loss is convex in the prediction. Absent: nothing.
   */
  readonly known?: 'constant' | 'convex';
}

/**
 * A curve that a symmetry of the network draws through the vertex before it: `e^(s g)` of that vertex,
 * in float64, s from 0 to 1. Its end differs from the stored float32 vertex after it by rounding, so
 * the element ends with the straight segment that joins the two: t in [0, 31/32] runs along the
 * curve at `s = 32 t / 31`, t in [31/32, 1] along that segment. Both vertices are met bit for bit.
 */
export interface ArcElement {
  readonly kind: 'arc';
  /** The loss is constant along the curve, by the symmetry; the segment at its end is not covered. */
  readonly known?: 'constant';
  /** What acts on the units of several layers at once; no axis of a leaf is in two of them. */
  readonly factors: readonly ArcFactor[];
}

/**
 * A one-parameter group on n units of one layer, by its generator G (n x n; for `scaling` the
 * diagonal matrix of the rates): the row of units `h` becomes `h e^(s G)`, and what reads them
 * undoes it. Entries along a `makes` axis are multiplied by `e^(s G)` from the right, along a `reads`
 * axis by `e^(-s G)` from the left. An axis is n long or a multiple of it, units fastest.
 */
export type ArcFactor =
  | (ArcAxes & { readonly kind: 'scaling'; readonly rates: readonly number[] })
  | (ArcAxes & { readonly kind: 'linear'; readonly generator: readonly (readonly number[])[] });

/** Where a factor of an arc acts. */
export interface ArcAxes {
  /** Kernels and biases that make the units. */
  readonly makes: readonly LeafAxis[];
  /** Kernels that read them. */
  readonly reads: readonly LeafAxis[];
}

/** One axis of one array of the parameters. */
export interface LeafAxis {
  readonly leaf: string;
  readonly axis: number;
}

/** Losses along a path at increasing t; both arrays have one length. */
export interface Profile {
  readonly t: readonly number[];
  readonly loss: readonly number[];
}

/** The largest loss of a profile and where it was met. */
export interface Peak {
  readonly t: number;
  readonly loss: number;
}
