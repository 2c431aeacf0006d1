import { describe, expect, it } from 'vitest';
import { chain, lossOf, randomData, randomParams } from '../../testing/networks.js';
import { createReference } from '../../reference/create-reference.js';
import { leafOf } from '@isthmus/contract/parameters';

const INPUTS = 4;

/** Linear regression whose inputs are dropped with this probability in training. */
const regression = (rate: number) =>
  chain({ input: [INPUTS], output: [1] }, [
    ['dropout', { rate }],
    ['dense', { units: 1 }],
  ]);

/** Every choice of inputs to drop, with its probability. */
function masks(rate: number) {
  return Array.from({ length: 2 ** INPUTS }, (_, bits) => {
    const dropped = Array.from({ length: INPUTS }, (_, i) => ((bits >> i) & 1) === 1);
    const count = dropped.filter((drop) => drop).length;
    return { dropped, probability: rate ** count * (1 - rate) ** (INPUTS - count) };
  });
}

describe('dropout', () => {
  const data = randomData({ input: [INPUTS], output: [1] }, 10);

  it.each([0.1, 0.5, 0.75])(
    'of %d adds ((1-q)/q) Σ w² mean(x²) to the expected loss of linear regression',
    (rate) => {
      const network = regression(rate);
      const reference = createReference(network, lossOf('mse'));
      const params = randomParams(network);
      // The samples are independent, so one mask for all of them has the same expectation.
      const expected = masks(rate).reduce((sum, { dropped, probability }) => {
        const noise = (_: string, count: number) =>
          Float32Array.from({ length: count }, (_, i) => (dropped[i % INPUTS] === true ? 0 : 1));
        return sum + probability * reference.gradient(params, data, noise).value;
      }, 0);
      const weights = leafOf(params, 'n1.kernel').data;
      const squares = Array.from({ length: INPUTS }, (_, j) =>
        Array.from({ length: data.size }, (_, row) => data.x[row * INPUTS + j]! ** 2),
      ).map((column) => column.reduce((sum, square) => sum + square, 0) / data.size);
      const q = 1 - rate;
      const penalty = squares.reduce((sum, square, j) => sum + weights[j]! ** 2 * square, 0);
      const closed = reference.loss(params, data) + ((1 - q) / q) * penalty;
      expect(Math.abs(expected - closed)).toBeLessThan(1e-13 * closed);
    },
  );

  it('leaves losses, levels and Hessians as they are without it', () => {
    const [none, half] = [regression(0), regression(0.5)].map((network) =>
      createReference(network, lossOf('mse')),
    );
    const w = randomParams(regression(0));
    expect(half!.loss(w, data)).toBe(none!.loss(w, data));
    expect(half!.hessianVector(w, w, data)).toEqual(none!.hessianVector(w, w, data));
  });
});
