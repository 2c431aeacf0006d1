import { createRng } from '@isthmus/contract/base';
import { flattenWide } from '@isthmus/contract/internal';
import type { WidePoint } from '@isthmus/contract/parameters';
import { parameterCount } from '@isthmus/contract/parameters';
import { beforeAll, describe, expect, it } from 'vitest';
import { extremesOf } from '../../curvature/lanczos.js';
import { unflattenWide } from '../../curvature/landscape.js';
import {
  densityAt,
  exactMeasure,
  shareUpTo,
  spectralMeasure,
  type SpectralMeasure,
  type SymmetricProduct,
} from '../../curvature/spectral-density.js';
import { traceOf } from '../../curvature/trace.js';
import { measuresOf } from '../../run/analysis-step.js';
import { tinySession } from '../../run/testing/tiny-run.js';

/** The directions and products that the analysis takes unless it is told otherwise. */
const [PROBES, STEPS] = [8, 60];

/** Seeds of the estimates: each is another set of directions. */
const SEEDS = [1, 2, 3];

/** Digits, 64-14-10: 1,060 parameters, descended by gradients of the data loss in float64. */
async function descended(activation: string, steps: number) {
  const session = await tinySession({
    task: { use: 'core/digits', options: { splits: { train: [0, 80], probe: [0, 80] } } },
    architecture: { use: 'core/mlp', options: { hidden: [14], activation } },
    loss: 'core/cross-entropy',
    train: { threshold: 0.1 },
  });
  const { measures } = await measuresOf(session);
  const { spec } = session;
  const size = parameterCount(spec);
  let w = flattenWide(spec, session.init(createRng(5)) as unknown as WidePoint);
  for (let step = 0; step < steps; step++) {
    const slope = flattenWide(spec, measures.gradientAt(unflattenWide(spec, w)));
    w = w.map((entry, i) => entry - 0.5 * slope[i]!);
  }
  const point = unflattenWide(spec, w);
  const product: SymmetricProduct = (v) =>
    flattenWide(spec, measures.hessianVector(point, unflattenWide(spec, v)));
  const loss = measures.valueAt(point);
  return { product, size, loss, end: () => session.dispose() };
}

describe.each([
  ['tanh', 0],
  ['relu', 100],
])('of a network of %s after %i steps', (activation, steps) => {
  let product: SymmetricProduct;
  let size: number;
  let exact: SpectralMeasure;
  let top: number;
  let end = () => {};

  beforeAll(async () => {
    const made = await descended(activation, steps);
    ({ product, size, end } = made);
    expect(made.loss).toBeLessThan(steps === 0 ? Infinity : 1);
    exact = exactMeasure(product, size);
    top = exact.values.at(-1)!;
    return () => end();
  }, 120_000);

  const estimate = (seed: number) =>
    spectralMeasure(product, size, { probes: PROBES, steps: STEPS, rng: createRng(seed) });

  it('the density is that of all eigenvalues, blurred alike', () => {
    const width = (top - exact.values[0]!) / 150;
    for (const seed of SEEDS) {
      const own = estimate(seed);
      let [off, area] = [0, 0];
      for (let x = exact.values[0]! - 5 * width; x < top + 5 * width; x += width / 4) {
        const density = densityAt(exact, x, width);
        off += Math.abs(densityAt(own, x, width) - density) * (width / 4);
        area += (density * width) / 4;
      }
      expect(area).toBeCloseTo(1, 3);
      // The area between both, of 2 where they have nothing in common; of twelve estimates the worst came to 0.022.
      expect(off).toBeLessThan(0.05);
    }
  });

  it('shares of the eigenvalues are within what so many directions can tell', () => {
    for (const seed of SEEDS) {
      const own = estimate(seed);
      for (const part of [-0.05, -0.01, 0.01, 0.05, 0.2, 0.5]) {
        const share = shareUpTo(exact, part * top);
        // A direction's squares of P coordinates, of variance 2 / P² each; and one eigenvalue may fall on either side.
        const spread = Math.sqrt((2 * share * (1 - share)) / size / PROBES);
        expect(Math.abs(shareUpTo(own, part * top) - share)).toBeLessThan(5 * spread + 1 / size);
      }
    }
  });

  it('extremes and trace are those of all eigenvalues', () => {
    const { smallest, largest } = extremesOf(product, size, createRng(1), STEPS);
    // Both ends of the spectrum are the first that a Krylov space has, to rounding.
    expect(largest.value).toBeCloseTo(top, 8);
    expect(smallest.value).toBeCloseTo(exact.values[0]!, 8);
    const sum = exact.values.reduce((total, value) => total + value, 0);
    for (const seed of SEEDS) {
      const rng = createRng(seed);
      const { trace, error } = traceOf(product, size, { relativeError: 0.01, products: 600, rng });
      expect(Math.abs(trace - sum)).toBeLessThan(5 * error);
      expect(error).toBeLessThan(0.02 * sum);
    }
  });
});
