import type { IntervalRange, SmoothBounds } from '@isthmus/contract';
import { DENSITY_ERROR, normalDensity, normalDistribution, NORMAL_ERROR } from './normal.js';
import { EXP_ERROR, expOf, UNIT } from './exp.js';
import { LOG_ERROR, logOf } from './log.js';

/** A function of one number that is known to within some error. */
interface Known {
  of(x: number): number;
  /** How far `of` may be off at x. */
  error(x: number): number;
}

/** Where a function has an extremum, and what it is there, rounded outward. */
interface Extremum {
  readonly at: number;
  readonly least: number;
  readonly most: number;
}

/**
 * The range of a function on an interval, of which all interior extrema are known: what it is at both
 * ends and at those inside. Their places are rounded, so they count as inside within 1e-9.
 */
function rangeBy(known: Known, extrema: readonly Extremum[]): IntervalRange {
  const inside = (low: number, high: number, at: number) => low - 1e-9 <= at && at <= high + 1e-9;
  return {
    least(low, high) {
      let least = Math.min(known.of(low) - known.error(low), known.of(high) - known.error(high));
      for (const one of extrema) if (inside(low, high, one.at)) least = Math.min(least, one.least);
      return least;
    },
    most(low, high) {
      let most = Math.max(known.of(low) + known.error(low), known.of(high) + known.error(high));
      for (const one of extrema) if (inside(low, high, one.at)) most = Math.max(most, one.most);
      return most;
    },
  };
}

/** An extremum at `at` and, of an odd function, its opposite at `-at`; the value holds to 1e-12. */
function extremum(at: number, value: number): Extremum {
  return { at, least: value - 1e-12, most: value + 1e-12 };
}

const ofSize = (error: number) => (x: number) => error * (1 + Math.abs(x));

/**
 * What is proved of the hyperbolic tangent: `(1 - e) / (1 + e)` with `e = exp(-2|x|)` moves by at most half of
 * what e is off by, and three operations add 3 u.
 */
export const tanhBounds: SmoothBounds = smooth(
  { of: tanhOf, error: ofSize(16 * UNIT) },
  (x) => slopeOf(2 * x, 4),
  // -2 y (1 - y²): y, 1 - y² and three products, of numbers that are at most 1.
  { of: (x) => -2 * tanhOf(x) * slopeOf(2 * x, 4), error: () => 128 * UNIT },
  [
    extremum(-0.6584789484624084, 0.769800358919501),
    extremum(0.6584789484624084, -0.769800358919501),
  ],
);

/** What is proved of the logistic function: `1 / (1 + e)` or `e / (1 + e)`, with e off by 20 u of it. */
export const sigmoidBounds: SmoothBounds = smooth(
  { of: sigmoidOf, error: ofSize(16 * UNIT) },
  (x) => slopeOf(x, 1),
  { of: (x) => slopeOf(x, 1) * (sigmoidOf(-x) - sigmoidOf(x)), error: () => 64 * UNIT },
  [
    extremum(-1.3169578969248167, 0.0962250448649376),
    extremum(1.3169578969248167, -0.0962250448649376),
  ],
);

/** What is proved of `log(1 + exp(x))`: 10 u from the exponential, 17 u from the logarithm, u from the sum. */
export const softplusBounds: SmoothBounds = smooth(
  { of: softplusOf, error: ofSize(EXP_ERROR / 2 + 2 * LOG_ERROR + 2 * UNIT) },
  sigmoidOf,
  { of: (x) => slopeOf(x, 1), error: () => 16 * UNIT },
  [extremum(0, 0.25)],
);

const geluError = ofSize(NORMAL_ERROR + 2 * UNIT);

/**
 * What is proved of `x Φ(x)`: its derivative `Φ + x φ` and its second `φ (2 - x²)`, in which φ is off by as much as
 * it is, times x² at most; beyond 40 all of it is below 1e-300.
 */
export const geluBounds: SmoothBounds = {
  kind: 'smooth',
  value: (x) => x * normalDistribution(x),
  derivative: (x) => normalDistribution(x) + x * normalDensity(x),
  accuracy: NORMAL_ERROR + DENSITY_ERROR + 8 * UNIT,
  range: rangeBy({ of: (x) => x * normalDistribution(x), error: geluError }, [
    extremum(-0.7517915246935645, -0.16997120747990366),
  ]),
  curvature: rangeBy(
    {
      of: (x) => normalDensity(x) * (2 - x * x),
      error: (x) => Math.min(x * x + 3, 1603) * DENSITY_ERROR,
    },
    [
      extremum(0, 0.7978845608028654),
      extremum(-2, -0.1079819330263761),
      extremum(2, -0.1079819330263761),
    ],
  ),
};

/** A monotone function with its derivative, and the second derivative with its extrema. */
function smooth(
  value: Known,
  derivative: (x: number) => number,
  second: Known,
  extrema: readonly Extremum[],
): SmoothBounds {
  return {
    kind: 'smooth',
    value: (x) => value.of(x),
    derivative,
    accuracy: value.error(0),
    range: rangeBy(value, []),
    curvature: rangeBy(second, extrema),
  };
}

function tanhOf(x: number): number {
  const e = expOf(-2 * Math.abs(x));
  const size = (1 - e) / (1 + e);
  return x < 0 ? -size : size;
}

function sigmoidOf(x: number): number {
  const e = expOf(-Math.abs(x));
  return x < 0 ? e / (1 + e) : 1 / (1 + e);
}

/** `factor e / (1 + e)²` with `e = exp(-|x|)`: the derivative of the logistic function, or with 4 of tanh. */
function slopeOf(x: number, factor: number): number {
  const e = expOf(-Math.abs(x));
  return (factor * e) / ((1 + e) * (1 + e));
}

function softplusOf(x: number): number {
  const e = expOf(-Math.abs(x));
  return Math.max(x, 0) + logOf(1 + e);
}
