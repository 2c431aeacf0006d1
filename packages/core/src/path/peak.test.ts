import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findPeak, nextSample, PEAK_SEARCH, withSample } from './peak.js';
import { analyticProblem } from '../landscapes/analytic.js';
import { linearNetwork } from '../builtin/objectives/quartic.js';
import { linearRegression } from '../landscapes/regressions.js';
import { evenly, NO_SAMPLES, peakOf } from './profile.js';

/** A bound on |t - t*| that the search promises for smooth maxima. */
const T_TOLERANCE = 1e-6;

describe('findPeak on QUARTICLOSS, (w1 w2 x - y)²', () => {
  // x spans both inputs, y = a* x exactly, so L* = 0 and every optimum has w1 w2 = a*.
  const x = [[1, 0], [0, 2], [1, 1]] as const; // prettier-ignore
  const target = [3, -1] as const;
  const samples = { x, y: x.map(([p, q]) => target[0] * p + target[1] * q) };
  const loss = linearNetwork(samples, 2);
  // w1 | w2 (hidden x inputs, row by row); entries that float32 holds exactly, as the optimum needs.
  const a = [1, 0, 3, -1, 0.5, 2];
  const b = [0, 2, -1, 1, 1.5, -0.5];
  const { a: from, b: to, valueBetween } = analyticProblem(loss, { a, b, level: 1 });
  const barrier = quarticBarrier(x, a, b);

  it('finds t* = 1/2 between two optima, and L* + D S Dᵀ/16', () => {
    const peak = findPeak((t) => valueBetween(from, to, t));
    expect(barrier).toBeGreaterThan(0.1);
    expect(Math.abs(peak.t - 0.5)).toBeLessThan(T_TOLERANCE);
    // A dozen float64 operations on numbers of size 10.
    expect(Math.abs(peak.loss - barrier / 16)).toBeLessThan(1e-12);
  });

  it('agrees with L* + t²(1-t)² D S Dᵀ at every t', () => {
    for (const t of evenly(101)) {
      const closed = t ** 2 * (1 - t) ** 2 * barrier;
      expect(Math.abs(valueBetween(from, to, t) - closed)).toBeLessThan(1e-12);
    }
  });

  it('finds t* off the grid as well as on it', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 0.99, noNaN: true }), (middle) => {
        // Shifted and cut: still one smooth maximum, at `middle`.
        const peak = findPeak((t) => 2 - (t - middle) ** 2);
        expect(Math.abs(peak.t - middle)).toBeLessThan(T_TOLERANCE);
      }),
    );
  });
});

describe('findPeak', () => {
  it('finds the peak of a linear regression at an end', () => {
    const samples = { x: [[1, 2], [0, 1], [2, 1]], y: [1, 0, 2] }; // prettier-ignore
    const loss = linearRegression(samples);
    // Quarters: x has full rank, so between different ones the loss curves far above rounding.
    const quarter = fc.integer({ min: -16, max: 16 }).map((k) => k / 4);
    const weights = fc.tuple(quarter, quarter);
    fc.assert(
      fc.property(weights, weights, (a, b) => {
        const problem = analyticProblem(loss, { a, b, level: 1 });
        const peak = findPeak((t) => problem.valueBetween(problem.a, problem.b, t));
        expect([0, 1]).toContain(peak.t);
        expect(peak.loss).toBe(Math.max(problem.value(problem.a), problem.value(problem.b)));
      }),
    );
  });

  it('takes t = 0 for a constant loss', () => {
    expect(findPeak(() => 0.25)).toMatchObject({ t: 0, loss: 0.25 });
  });

  it('takes the smallest t of equal maxima', () => {
    expect(findPeak((t) => Math.cos(4 * Math.PI * t)).t).toBe(0);
    expect(findPeak((t) => -((t - 0.25) ** 2) * (t - 0.75) ** 2).t).toBe(0.25);
  });

  it('finds a kink, and the higher of two maxima', () => {
    expect(Math.abs(findPeak((t) => -Math.abs(t - 0.4321)).t - 0.4321)).toBeLessThan(T_TOLERANCE);
    // Grid points tell the left maximum (0.203, height 1) higher; the right one (0.733, 1.001) is.
    const two = (t: number) =>
      Math.max(1 - 3 * Math.abs(t - 0.203), 1.001 - 3 * Math.abs(t - 0.733));
    expect(findPeak(two).t).toBeCloseTo(0.733, 5);
  });

  it('counts its samples, both ends among them, in order and without doubles', () => {
    const { samples, evaluations } = findPeak((t) => Math.sin(9 * t));
    expect(samples.t).toHaveLength(evaluations);
    expect([samples.t[0], samples.t.at(-1)]).toEqual([0, 1]);
    expect(samples.t.every((t, i) => i === 0 || t > samples.t[i - 1]!)).toBe(true);
    expect(evaluations).toBeGreaterThan(PEAK_SEARCH.gridPoints);
    expect(evaluations).toBeLessThan(PEAK_SEARCH.gridPoints + 80);
  });

  it('never reports less than it sampled', () => {
    const curve = fc.array(fc.double({ min: -5, max: 5, noNaN: true }), {
      minLength: 1,
      maxLength: 8,
    });
    fc.assert(
      fc.property(curve, (waves) => {
        const lossAt = (t: number) =>
          waves.reduce((sum, height, k) => sum + height * Math.cos(k * Math.PI * t), 0);
        const peak = findPeak(lossAt);
        expect(peak.loss).toBe(Math.max(...peak.samples.loss));
        expect(peak.loss).toBeGreaterThanOrEqual(Math.max(...evenly(33).map(lossAt)));
        expect(lossAt(peak.t)).toBe(peak.loss);
      }),
    );
  });

  it('can be cut into steps: the samples are all its state', () => {
    const lossAt = (t: number) => Math.sin(7 * t) + Math.cos(23 * t);
    let samples = NO_SAMPLES;
    for (let t = nextSample(samples, PEAK_SEARCH); t !== null;) {
      samples = JSON.parse(JSON.stringify(withSample(samples, t, lossAt(t))));
      t = nextSample(samples, PEAK_SEARCH);
    }
    expect(samples).toEqual(findPeak(lossAt).samples);
    expect(peakOf(samples).loss).toBe(findPeak(lossAt).loss);
  });

  it.each([NaN, Infinity])('reports %s where the loss is that, and ends', (bad) => {
    const peak = findPeak((t) => (Math.abs(t - 0.5) < 0.1 ? bad : 1));
    expect(peak.loss).toBe(bad);
    expect(peak.t).toBeCloseTo(0.4, 3);
  });

  it('misses a spike that lies between the points of its grid; a finer grid finds it', () => {
    // This is why a sampled verdict is no proof: 33 points are 0.031 apart, the spike is 0.002 wide.
    const spike = (t: number) => Math.max(0, 1 - Math.abs(t - 0.51) / 0.001);
    expect(findPeak(spike).loss).toBe(0);
    const finer = findPeak(spike, { ...PEAK_SEARCH, gridPoints: 1025 });
    expect(finer.loss).toBeGreaterThan(0.99);
    expect(Math.abs(finer.t - 0.51)).toBeLessThan(T_TOLERANCE);
  });

  it.each([32, 0, 40.5, NaN])('refuses a grid of %s points', (gridPoints) => {
    expect(() => findPeak(() => 0, { ...PEAK_SEARCH, gridPoints })).toThrow(
      expect.objectContaining({ code: 'path/coarse-grid' }),
    );
  });
});

/** `D S Dᵀ` with D = (w1B - w1A)(w2B - w2A) and S = mean x xᵀ, for two hidden units and two inputs. */
function quarticBarrier(
  x: readonly (readonly number[])[],
  a: readonly number[],
  b: readonly number[],
): number {
  const [u, v, p, q, r, s] = b.map((entry, i) => entry - a[i]!) as [
    number, number, number, number, number, number,
  ]; // prettier-ignore
  const product = [u * p + v * r, u * q + v * s] as const;
  const squares = x.map(([k, l]) => (product[0] * k! + product[1] * l!) ** 2);
  return squares.reduce((sum, square) => sum + square, 0) / x.length;
}
