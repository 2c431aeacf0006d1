import { describe, expect, it } from 'vitest';
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { createRng, type Rng } from '@isthmus/contract/base';
import { mean, type RegressionSamples } from '../../landscapes/regressions.js';
import { drawnSamples, linearNetwork } from './quartic.js';
import { quarticLine, quarticOptimum, type QuarticPoint } from './quartic-line.js';

const flat = ({ w1, w2 }: QuarticPoint) => Float64Array.from([...w1, ...w2.flat()]);
const between = (a: QuarticPoint, b: QuarticPoint, t: number) => {
  const [from, to] = [flat(a), flat(b)];
  return from.map((entry, i) => (1 - t) * entry + t * to[i]!);
};
const normals = (rng: Rng, count: number) => Array.from({ length: count }, () => rng.normal());
const randomPoint = (rng: Rng, hidden: number, inputs: number): QuarticPoint => ({
  w1: normals(rng, hidden),
  w2: Array.from({ length: hidden }, () => normals(rng, inputs)),
});
const randomOptimum = (samples: RegressionSamples, rng: Rng, hidden: number) => {
  const { w1, w2 } = randomPoint(rng, hidden, samples.x[0]!.length);
  return quarticOptimum(samples, w1, w2);
};

const T = Array.from({ length: 41 }, (_, i) => i / 40);
const cases = [1, 2, 3, 4].flatMap((hidden) =>
  [1, 2, 3].map((inputs) => ({ hidden, inputs, seed: 10 * hidden + inputs })),
);

describe.each(cases)('hidden $hidden, inputs $inputs', ({ hidden, inputs, seed }) => {
  const samples = drawnSamples({ inputs, samples: 6, noise: 0.3, seed });
  const loss = linearNetwork(samples, hidden);
  const rng = createRng(seed).fork('test');
  const a = randomOptimum(samples, rng, hidden);
  const b = randomOptimum(samples, rng, hidden);
  const least = loss.value(flat(a));
  // Losses are sums of six squares of size below 1e3; float64 keeps them to 1e-13 of that.
  const scale = 1e-12 * (1 + quarticLine(samples, a, b).peak.loss);

  it('all optima have one loss and no gradient', () => {
    expect(Math.abs(loss.value(flat(b)) - least)).toBeLessThan(scale);
    for (const point of [a, b])
      for (const slope of loss.gradient(flat(point))) expect(Math.abs(slope)).toBeLessThan(1e-9);
    // Nothing near an optimum is lower.
    const nearby = flat(a).map((entry) => entry + 0.01 * rng.normal());
    expect(loss.value(nearby)).toBeGreaterThanOrEqual(least - scale);
  });

  it('between two optima the loss is L* + t²(1-t)² D S Dᵀ, with its peak at 1/2', () => {
    const { at, peak } = quarticLine(samples, a, b);
    const bow = 16 * (at(0.5) - least);
    for (const t of T) {
      const exact = least + t * t * (1 - t) * (1 - t) * bow;
      expect(Math.abs(loss.value(between(a, b, t)) - exact)).toBeLessThan(scale);
    }
    expect(peak.t).toBeCloseTo(0.5, 7);
    expect(Math.abs(peak.loss - (least + bow / 16))).toBeLessThan(scale);
  });

  it('the bow between optima keeps to its bound by curvature and distance', () => {
    const top = largestEigenvalue(samples);
    const squares = (p: readonly number[], q: readonly number[]) =>
      p.reduce((sum, entry, i) => sum + (q[i]! - entry) ** 2, 0);
    const first = squares(a.w1, b.w1);
    const second = squares(a.w2.flat(), b.w2.flat());
    const excess = quarticLine(samples, a, b).peak.loss - least;
    expect(excess).toBeLessThanOrEqual((top * first * second) / 16 + scale);
    expect((top * first * second) / 16).toBeLessThanOrEqual(
      (top * (first + second) ** 2) / 64 + scale,
    );
  });

  it('between any two points the loss is the stated quartic in t', () => {
    const p = randomPoint(rng, hidden, inputs);
    const q = randomPoint(rng, hidden, inputs);
    const line = quarticLine(samples, p, q);
    const sampled = T.map((t) => loss.value(between(p, q, t)));
    T.forEach((t, k) => {
      expect(Math.abs(line.at(t) - sampled[k]!)).toBeLessThan(1e-12 * (1 + line.peak.loss));
    });
    // The peak is no smaller than any sample, and is taken where it is said to be.
    expect(line.peak.loss).toBeGreaterThanOrEqual(Math.max(...sampled) * (1 - 1e-12));
    expect(line.at(line.peak.t)).toBe(line.peak.loss);
  });
});

describe('a curve through optima cut into n straight pieces', () => {
  // w1 turns at constant length and w2 with it, so all its points are optima.
  const samples = drawnSamples({ inputs: 2, samples: 6, noise: 0.3, seed: 5 });
  const optimumAt = (angle: number) => quarticOptimum(samples, [Math.cos(angle), Math.sin(angle)]);
  const excessOf = (n: number) => {
    const points = Array.from({ length: n + 1 }, (_, i) => optimumAt((Math.PI * i) / n));
    const least = quarticLine(samples, points[0]!, points[0]!).peak.loss;
    const peaks = points.slice(1).map((p, i) => quarticLine(samples, points[i]!, p).peak.loss);
    const length = points
      .slice(1)
      .reduce(
        (sum, p, i) => sum + Math.hypot(...flat(p).map((e, k) => e - flat(points[i]!)[k]!)),
        0,
      );
    return {
      excess: Math.max(...peaks) - least,
      bound: (largestEigenvalue(samples) * length ** 4) / (64 * n ** 4),
    };
  };

  it('rises above them by the fourth power of 1/n, and stays below the bound', () => {
    const found = [4, 8, 16, 32].map(excessOf);
    for (const { excess, bound } of found) expect(excess).toBeLessThanOrEqual(bound);
    // Halving the pieces divides the excess by 16, but for terms of the next order, 4 times smaller each time.
    const ratios = found.slice(1).map(({ excess }, k) => found[k]!.excess / excess);
    expect(Math.abs(ratios[0]! - 16)).toBeLessThan(1.6);
    expect(Math.abs(ratios[2]! - 16)).toBeLessThan(0.1);
  });
});

/** Of S = mean x xᵀ. */
function largestEigenvalue({ x }: RegressionSamples): number {
  const size = x[0]!.length;
  const entries = Array.from({ length: size }, (_, i) =>
    Array.from({ length: size }, (_, j) => mean(x.map((row) => row[i]! * row[j]!))),
  );
  const { realEigenvalues } = new EigenvalueDecomposition(new Matrix(entries));
  return Math.max(...realEigenvalues);
}
