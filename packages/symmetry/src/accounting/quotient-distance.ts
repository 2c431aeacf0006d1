import type { Rng, UnitSpace } from '@isthmus/core';
import { actWide, type NormalForms } from '../group/act-wide.js';
import type { WideParams } from '../group/float64.js';
import { identityForm } from '../group/normal-form.js';
import { balancedGauge, type LeftOut } from '../gauge/gauge.js';
import { matchUnits, type MatchingOptions } from '../matching/matching.js';

/** How far two networks are apart once their symmetries are taken out. */
export interface QuotientDistance {
  /** Between the two in the balanced gauge, b's units permuted and flipped onto those of a. */
  readonly distance: number;
  /** Of a in the balanced gauge. */
  readonly norm: number;
  /** Units of a and of b that have no balanced point. */
  readonly leftOut: { readonly a: readonly LeftOut[]; readonly b: readonly LeftOut[] };
}

/**
 * The distance of two networks up to permutations, signs and scales of hidden units: both are brought into the balanced
 * gauge, the point of least norm on their scaling orbits, and b's units are matched to those of a.
 * Exact for one hidden layer; for more, and where an array both reads and makes the units, as in a residual block, an
 * upper bound, as the matching is a local optimum.
 *
 * @example
 * const { spaces } = tiedAxes(network.view);
 * const options = { maxSweeps: 100, restarts: 0 };
 * quotientDistance(spaces, widenParams(a), widenParams(a), rng, options).distance; // 0
 */
export function quotientDistance(
  spaces: readonly UnitSpace[],
  a: WideParams,
  b: WideParams,
  rng: Rng,
  options: MatchingOptions,
): QuotientDistance {
  const [one, other] = [inBalance(spaces, a), inBalance(spaces, b)];
  const { forms } = matchUnits(spaces, one.params, other.params, rng, options);
  return {
    distance: distanceOf(one.params, actWide(spaces, forms, other.params)),
    norm: distanceOf(one.params, {}),
    leftOut: { a: one.leftOut, b: other.leftOut },
  };
}

function inBalance(spaces: readonly UnitSpace[], params: WideParams) {
  const { scales, leftOut } = balancedGauge(spaces, params);
  const forms: NormalForms = Object.fromEntries(
    Object.entries(scales).map(([name, by]) => [name, { ...identityForm(by.length), by }]),
  );
  return { params: actWide(spaces, forms, params), leftOut };
}

/** The Euclidean distance; what the second does not have counts as 0. */
function distanceOf(one: WideParams, other: WideParams): number {
  let sum = 0;
  for (const [name, { data }] of Object.entries(one)) {
    const against = other[name]?.data;
    for (let i = 0; i < data.length; i++) sum += (data[i]! - (against?.[i] ?? 0)) ** 2;
  }
  return Math.sqrt(sum);
}
