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
 * `(x²-1)² + y²`: minima (-1, 0) and (1, 0) with loss 0, and the saddle (0, 0) with loss 1, the
 * lowest level at which they are connected.
 *
 * @example
 * doubleWell().value(Float64Array.of(1, 0)); // 0
 * doubleWell().value(Float64Array.of(0, 0)); // 1
 */
export function doubleWell(): AnalyticLoss {
  return {
    spec: specOf({ w: [2] }),
    value: ([x = 0, y = 0]) => (x * x - 1) ** 2 + y * y,
    gradient: ([x = 0, y = 0]) => Float64Array.of(4 * x * (x * x - 1), 2 * y),
  };
}

/**
 * `(x²+y²-1)²`: the minima are a circle, so any two are connected at level 0; but the middle of
 * opposite ones is a critical point (a maximum of loss 1), from which plain descent never leaves.
 *
 * @example
 * ring().value(Float64Array.of(0.6, 0.8)); // 0
 * ring().value(Float64Array.of(0, 0)); // 1
 */
export function ring(): AnalyticLoss {
  return {
    spec: specOf({ w: [2] }),
    value: ([x = 0, y = 0]) => (x * x + y * y - 1) ** 2,
    gradient: ([x = 0, y = 0]) => {
      const slope = 4 * (x * x + y * y - 1);
      return Float64Array.of(slope * x, slope * y);
    },
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

/**
 * The smallest ReLU network without biases: x in {-1, 1}, y = 1, loss `((p-1)² + (q-1)²)/2` with
 * `p = sum of w1_j w2_j over w2_j > 0` and `q = sum of w1_j |w2_j| over w2_j < 0`.
 *
 * With two units, (1, 1; 1, -1) and its copy with the units swapped are connected at no level
 * below 1/2: below it both p and q are positive, so no w2_j can change its sign. A third unit
 * lets them pass at any level above 0.
 *
 * @param units of the hidden layer, from 1
 * @example
 * reluToy(2).value(Float64Array.of(1, 1, 1, -1)); // 0
 * reluToy(2).value(Float64Array.of(1, 1, 1, 0)); // 0.5
 */
export function reluToy(units: number): AnalyticLoss {
  return {
    spec: specOf({ w1: [units], w2: [units] }),
    value: (w) => {
      const [p, q] = responses(w, units);
      return ((p - 1) ** 2 + (q - 1) ** 2) / 2;
    },
    gradient: (w) => {
      const [p, q] = responses(w, units);
      return Float64Array.from(w, (_, i) => {
        const j = i % units;
        const inner = w[units + j]!;
        const residual = inner > 0 ? p - 1 : inner < 0 ? 1 - q : 0;
        return residual * (i < units ? inner : w[j]!);
      });
    },
  };
}

function responses(w: Float64Array, units: number): readonly [p: number, q: number] {
  let p = 0;
  let q = 0;
  for (let j = 0; j < units; j++) {
    const product = w[j]! * w[units + j]!;
    if (w[units + j]! > 0) p += product;
    else q -= product;
  }
  return [p, q];
}
