import type { Dataset, Objective, PredictionLoss } from '@isthmus/contract';
import type { ParamSpec, WidePoint } from '@isthmus/contract/parameters';
import type { GraphNetwork } from '@isthmus/engine';
import type { MatrixProducts, ReferenceVector } from '@isthmus/engine/internal';
import { createReference } from '@isthmus/engine';
import { parameterCount, sizeOf } from '@isthmus/contract/parameters';
import { lossRounding } from './rounding.js';

/** A loss in float64 with its curvature; a point is all parameters as one vector `[P]`, in the order of the spec. */
export interface LossLandscape {
  readonly spec: ParamSpec;
  value(w: Float64Array): number;
  /** The Hessian at a point times a direction; at a kink, that of one smooth piece beside it. */
  hessianVector(w: Float64Array, direction: Float64Array): Float64Array;
  /** The part of the Hessian's largest eigenvalue by which products with it may be off, about. */
  readonly productRounding: number;
  /**
   * A bound of how far the computed value is from the exact loss at any point whose entries differ
   * from those of `w` by at most `slack`.
   */
  rounding(w: Float64Array, slack: Float64Array): number;
}

/** Sums in float64 over layers and samples leave this much of exact products. */
const NETWORK_PRODUCT_ROUNDING = 2 ** -46;

/**
 * The data loss of a network on a data set, by the float64 reference.
 *
 * @param products what multiplies matrices; it decides the speed, never a bit of a result
 * @throws `network/no-reference` naming a node whose layer has no float64 arithmetic
 * @example
 * const landscape = networkLandscape(network, loss, data.splits.probe);
 * landscape.value(flatten(network.spec, a)) > 0; // true
 */
export function networkLandscape(
  network: GraphNetwork,
  loss: PredictionLoss,
  data: Dataset,
  products?: MatrixProducts,
): LossLandscape {
  const { spec } = network;
  const reference = createReference(network, loss, products);
  return {
    spec,
    value: (w) => reference.loss(unflattenWide(spec, w), data),
    hessianVector: (w, direction) =>
      flattenVector(
        spec,
        reference.hessianVector(unflattenWide(spec, w), unflattenWide(spec, direction), data),
      ),
    productRounding: NETWORK_PRODUCT_ROUNDING,
    rounding: (w, slack) =>
      lossRounding(network, loss, data, unflattenWide(spec, w), unflattenWide(spec, slack)),
  };
}

/** Of what an objective computes, this part of its size is taken for the rounding of its formula. */
const OBJECTIVE_ROUNDING = 2 ** -40;

/** A central difference is good to two thirds of the digits; steep landscapes lose some more. */
const DIFFERENCE_ROUNDING = 2 ** -26;

/**
 * An objective with its Hessian by central differences of its exact gradient. How its formula rounds
 * is not known: 2^-40 of its value (or of 1) is allowed for that.
 *
 * @example
 * const bowl = {
 *   spec: { leaves: [{ name: 'w', shape: [2], axes: [null] }] },
 *   unit: 'height',
 *   init: () => ({ w: { shape: [2], data: Float32Array.of(1, 1) } }),
 *   value: (w: Float64Array) => w[0]! ** 2 + 4 * w[1]! ** 2,
 *   gradient: (w: Float64Array) => Float64Array.of(2 * w[0]!, 8 * w[1]!),
 * };
 * const [, second] = objectiveLandscape(bowl).hessianVector(
 *   Float64Array.of(1, 1),
 *   Float64Array.of(0, 1),
 * );
 * Math.abs(second! - 8) < 1e-9; // true
 */
export function objectiveLandscape(
  objective: Pick<Objective, 'spec' | 'value' | 'gradient'>,
): LossLandscape {
  return {
    spec: objective.spec,
    value: (w) => objective.value(w),
    hessianVector: (w, direction) => differenceQuotient(objective.gradient, w, direction),
    productRounding: DIFFERENCE_ROUNDING,
    rounding: (w, slack) => {
      const slope = objective.gradient(w);
      const moved = slope.reduce((sum, entry, i) => sum + Math.abs(entry) * slack[i]!, 0);
      return 2 * moved + OBJECTIVE_ROUNDING * Math.max(1, Math.abs(objective.value(w)));
    },
  };
}

/** The cube root of float64's precision, where truncation and cancellation of a difference balance. */
const DIFFERENCE_STEP = 6e-6;

function differenceQuotient(
  gradient: (w: Float64Array) => Float64Array,
  w: Float64Array,
  direction: Float64Array,
): Float64Array {
  const length = Math.hypot(...direction);
  if (length === 0) return new Float64Array(w.length);
  const h = (DIFFERENCE_STEP * Math.max(1, Math.hypot(...w))) / length;
  const ahead = gradient(w.map((entry, i) => entry + h * direction[i]!));
  const behind = gradient(w.map((entry, i) => entry - h * direction[i]!));
  return ahead.map((entry, i) => (entry - behind[i]!) / (2 * h));
}

/** Views of a vector's parts by the names of the leaves; nothing is copied. */
export function unflattenWide(spec: ParamSpec, flat: Float64Array): WidePoint {
  let at = 0;
  return Object.fromEntries(
    spec.leaves.map(({ name, shape }) => {
      const from = at;
      at += sizeOf(shape);
      return [name, { shape, data: flat.subarray(from, at) }];
    }),
  );
}

/** The inverse of `unflattenWide`, by a copy. */
export function flattenVector(spec: ParamSpec, vector: ReferenceVector): Float64Array {
  const flat = new Float64Array(parameterCount(spec));
  let at = 0;
  for (const { name, shape } of spec.leaves) {
    flat.set(vector[name]!, at);
    at += sizeOf(shape);
  }
  return flat;
}

/** A vector by leaves, with the shapes of the leaves; nothing is copied. */
export function withShapes(spec: ParamSpec, vector: ReferenceVector): WidePoint {
  return Object.fromEntries(
    spec.leaves.map(({ name, shape }) => [name, { shape, data: vector[name]! }]),
  );
}
