import { specOf, type AnalyticLoss } from './analytic.js';

/**
 * `x² + 4y²`: convex, so every straight line stays below its ends.
 *
 * @example
 * quadraticBowl().value(Float64Array.of(1, 1)); // 5
 */
export function quadraticBowl(): AnalyticLoss {
  return {
    spec: specOf({ w: [2] }),
    value: ([x = 0, y = 0]) => x * x + 4 * y * y,
    gradient: ([x = 0, y = 0]) => Float64Array.of(2 * x, 8 * y),
  };
}

/**
 * `(w1 w2 - 1)²`, a linear network with one hidden unit: the optima (1, 1) and (-1, -1) differ in
 * sign, and no path from one to the other stays below loss 1, that of the origin.
 *
 * @example
 * signFlip().value(Float64Array.of(-1, -1)); // 0
 * signFlip().value(Float64Array.of(0, 0)); // 1
 */
export function signFlip(): AnalyticLoss {
  return {
    spec: specOf({ w1: [1], w2: [1] }),
    value: ([u = 0, v = 0]) => (u * v - 1) ** 2,
    gradient: ([u = 0, v = 0]) => Float64Array.of(2 * (u * v - 1) * v, 2 * (u * v - 1) * u),
  };
}

/**
 * `sqrt(x - 0.1) + y²` right of 0.1 and by symmetry left of -0.1; NaN between: nothing may be claimed.
 *
 * @example
 * undefinedBetween().value(Float64Array.of(0, 0)); // NaN
 */
export function undefinedBetween(): AnalyticLoss {
  return {
    spec: specOf({ w: [2] }),
    value: ([x = 0, y = 0]) => Math.sqrt(Math.abs(x) - 0.1) + y * y,
    gradient: ([x = 0, y = 0]) =>
      Float64Array.of((0.5 * Math.sign(x)) / Math.sqrt(Math.abs(x) - 0.1), 2 * y),
  };
}
