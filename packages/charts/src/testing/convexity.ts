import type { ConvexityMeasured, HessianPoint } from '@isthmus/contract';

function point(t: number, smallest: number): HessianPoint {
  const data = { smallest, smallestResidual: 1e-4, largest: 40 - t, largestResidual: 1e-9 };
  const objective = { ...data, smallest: smallest + 0.2, largest: data.largest + 0.2 };
  return { t, loss: 0.0009, data, objective, tangent: 3 * t - 1 };
}

/** What was measured where there are proofs of every kind. */
export function exampleConvexity(changes: Partial<ConvexityMeasured> = {}): ConvexityMeasured {
  const margin = { margin: 0.3, rounding: 2e-14, proof: true };
  return {
    outcome: 'nonconvex',
    proofs: ['chord', 'swap', 'curvature'],
    chords: {
      drawn: 100,
      above: 37,
      worst: {
        ...margin,
        p: { kind: 'near', t: 0.25 },
        q: { kind: 'fresh' },
        s: 0.4,
        losses: { p: 0.01, q: 0.2, between: 0.424 },
      },
    },
    swaps: [
      { ...margin, space: 'dense1', units: [0, 2], loss: 0.0009, midpoint: 0.3009, tried: 6 },
    ],
    hessian: {
      path: 1,
      points: [point(0, 0.01), point(0.5, -0.5), point(1, -0.02)],
      objectiveRefusal: null,
      walk: { ...margin, t: 0.5, eigenvalue: -0.5, step: 0.1 },
    },
    file: 'models/convexity-a-b.safetensors',
    cost: { lossEvaluations: 320, hessianProducts: 240, seconds: 0.4 },
    ...changes,
  };
}
