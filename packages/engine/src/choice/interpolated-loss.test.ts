import { describe, expect, it } from 'vitest';
import { createRng } from '@isthmus/contract/base';
import type { GraphNetwork } from '../network/network.js';
import { createEvaluator } from './evaluator-of.js';
import { chain, lossOf, mlp } from '../testing/networks.js';

const mse = lossOf('mse');
const SAMPLES = 2;
const HIDDEN = 3;
/** Step of the differences, and how many stretches of [0, 1] are looked at, apart from each other. */
const STEP = 0.008;
const STRETCHES = 20;

const linear = (layers: number) =>
  chain(
    { input: [2], output: [1] },
    Array.from({ length: layers }, (_, k) => ['dense', { units: k + 1 < layers ? HIDDEN : 1 }]),
  );

/** The differences of an order of the interpolated loss on each stretch. */
async function differences(network: GraphNetwork, order: number): Promise<readonly number[]> {
  const rng = createRng(4);
  const normals = (size: number) => Float32Array.from({ length: size }, () => rng.normal());
  const data = { size: SAMPLES, x: normals(2 * SAMPLES), y: normals(SAMPLES) };
  const evaluator = await createEvaluator(network, mse, data);
  const [a, b] = [network.init(rng.fork('a')), network.init(rng.fork('b'))];
  const lossAt = evaluator.along(a, b);
  return Array.from({ length: STRETCHES }, (_, stretch) => {
    let values = Array.from({ length: order + 1 }, (__, i) =>
      lossAt(stretch / STRETCHES + i * STEP),
    );
    for (let k = 0; k < order; k++) values = values.slice(1).map((value, i) => value - values[i]!);
    return values[0]!;
  });
}

/** Rounding of 2^order losses near 1; the smallest difference that is meant is 1e-10. */
const NOTHING = 1e-12;
const isNothing = (difference: number) => Math.abs(difference) < NOTHING;

describe('the loss along a straight line', () => {
  it.each([1, 2])('of a linear network of %i layers is a polynomial of degree 2K in t', async (layers) => {
    const network = linear(layers);
    expect((await differences(network, 2 * layers + 1)).every(isNothing)).toBe(true);
    const leading = await differences(network, 2 * layers);
    expect(leading.some(isNothing)).toBe(false);
    for (const one of leading) expect(Math.abs(one - leading[0]!)).toBeLessThan(NOTHING);
  }); // prettier-ignore

  it('of a ReLU network is one between its kinks, of which each unit makes at most one a sample', async () => {
    const bent = (await differences(mlp([2, HIDDEN, 1], 'relu'), 5)).filter((d) => !isNothing(d));
    expect(bent.length).toBeGreaterThan(0);
    expect(bent.length).toBeLessThanOrEqual(HIDDEN * SAMPLES);
  });

  it('of a tanh network is none', async () => {
    expect((await differences(mlp([2, HIDDEN, 1], 'tanh'), 5)).every(isNothing)).toBe(false);
  });
});
