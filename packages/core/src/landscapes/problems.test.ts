import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AnalyticLoss } from './analytic.js';
import { analyticProblem } from './analytic.js';
import { ring } from '../builtin/objectives/ring.js';
import { quadraticBowl, signFlip, undefinedBetween } from './landscapes.js';
import { linearRegression } from './regressions.js';

const samples = { x: [[1, 2], [0, 1], [2, -1]], y: [1, 0, 2] }; // prettier-ignore
const losses: readonly (readonly [string, AnalyticLoss, number])[] = [
  ['quadraticBowl', quadraticBowl(), 2],
  ['signFlip', signFlip(), 2],
  ['undefinedBetween', undefinedBetween(), 2],
  ['linearRegression', linearRegression(samples), 2],
];

/** Away from the kinks of the ReLU and from where a loss is undefined. */
const coordinate = fc
  .double({ min: 0.3, max: 1.5, noNaN: true })
  .chain((size) => fc.constantFrom(size, -size));

describe.each(losses)('%s', (_, loss, size) => {
  it('has the gradient that central differences have', () => {
    fc.assert(
      fc.property(fc.array(coordinate, { minLength: size, maxLength: size }), (entries) => {
        const w = Float64Array.from(entries);
        const gradient = loss.gradient(w);
        const h = 1e-5;
        gradient.forEach((slope, i) => {
          const shifted = (by: number) => loss.value(w.with(i, w[i]! + by));
          const difference = (shifted(h) - shifted(-h)) / (2 * h);
          // Truncation h² f'''/6 and cancellation 1e-16 f/h, with f and f''' below 1e3 here.
          expect(Math.abs(difference - slope)).toBeLessThan(1e-6 * (1 + Math.abs(slope)));
        });
      }),
      { numRuns: 30 },
    );
  });
});

describe('analyticProblem', () => {
  it('agrees with itself at the ends of a segment', () => {
    const problem = analyticProblem(ring(), { a: [-1, 0.25], b: [0.5, 2], level: 1 });
    const { a, b, value, valueBetween } = problem;
    expect([valueBetween(a, b, 0), valueBetween(a, b, 1)]).toEqual([value(a), value(b)]);
  });

  it('knows where the sign of an optimum cannot be changed', () => {
    const { value, valueBetween, a, b } = analyticProblem(signFlip(), {
      a: [1, 1],
      b: [-1, -1],
      level: 0.9,
    });
    expect([value(a), value(b), valueBetween(a, b, 0.5)]).toEqual([0, 0, 1]);
  });
});
