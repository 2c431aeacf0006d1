import { Matrix, pseudoInverse, SingularValueDecomposition } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { createRng } from '@isthmus/contract/base';
import type { Dataset } from '@isthmus/contract';
import { leastLossOfRank } from './lower-rank.js';

/** Random data; `mix` makes inputs and targets of it. */
function dataOf(seed: number, size: number, inputs: number, outputs: number): Dataset {
  const rng = createRng(seed);
  const x = Float32Array.from({ length: size * inputs }, () => rng.normal() + 2);
  const y = Float32Array.from({ length: size * outputs }, (_, i) => x[Math.floor(i / outputs) * inputs + (i % inputs)]! + rng.normal()); // prettier-ignore
  return { size, x, y };
}

/** The same by singular values, with nothing known of its rounding: Eckart and Young. */
function bySingularValues({ size, x, y }: Dataset, rank: number, withConstant: boolean): number {
  const centred = (data: Float32Array) => {
    const rows = Matrix.from1DArray(size, data.length / size, data).transpose();
    return withConstant ? rows.center('row') : rows;
  };
  const [inputs, targets] = [centred(x), centred(y)];
  const fitted = targets.mmul(pseudoInverse(inputs)).mmul(inputs);
  const { diagonal } = new SingularValueDecomposition(fitted, { autoTranspose: true });
  const left = diagonal.slice(rank).reduce((sum, sigma) => sum + sigma * sigma, 0);
  return (Matrix.sub(targets, fitted).norm() ** 2 + left) / size;
}

const shapes = [
  [2, 2, 2],
  [40, 3, 3],
  [200, 5, 2],
  [100, 2, 6],
  [3000, 8, 4],
] as const;

describe.each(shapes)('%i rows, %i inputs, %i outputs', (size, inputs, outputs) => {
  it.each([false, true])('is just below the least loss of a rank, constants free: %s', (free) => {
    const data = dataOf(size + inputs, size, inputs, outputs);
    for (let rank = 0; rank <= Math.min(inputs, outputs); rank++) {
      const expected = bySingularValues(data, rank, free);
      const bound = leastLossOfRank(data, rank, free)!;
      const room = 1e-9 * bySingularValues(data, 0, false);
      // The oracle rounds too, by less than a part in 10^12.
      expect(bound).toBeLessThanOrEqual(expected + 1e-3 * room);
      expect(bound).toBeGreaterThan(expected - room);
    }
  });
});

it('is never above the loss of any function of the rank', () => {
  const rng = createRng(9);
  const data = dataOf(9, 30, 3, 3);
  const bound = leastLossOfRank(data, 1, true)!;
  for (let i = 0; i < 500; i++) {
    const draw = (n: number) => Array.from({ length: n }, () => rng.normal());
    const [u, v, c] = [draw(3), draw(3), draw(3)];
    let sum = 0;
    for (let row = 0; row < 30; row++)
      for (let k = 0; k < 3; k++) {
        const z = v.reduce((total, entry, d) => total + entry * data.x[row * 3 + d]!, 0);
        sum += (u[k]! * z + c[k]! - data.y[row * 3 + k]!) ** 2;
      }
    expect(sum / 30).toBeGreaterThan(bound);
  }
});

describe('inputs that depend on each other', () => {
  const base = dataOf(4, 50, 2, 2);
  const wider = (third: (row: number) => number): Dataset => {
    const x = Float32Array.from({ length: 150 }, (_, i) => {
      const row = Math.floor(i / 3);
      return i % 3 === 2 ? third(row) : base.x[row * 2 + (i % 3)]!;
    });
    return { ...base, x };
  };

  it('make the bound weaker, never wrong', () => {
    const twice = wider((row) => base.x[row * 2]!);
    const bound = leastLossOfRank(twice, 1, false)!;
    expect(bound).toBeLessThanOrEqual(bySingularValues(base, 1, false) * (1 + 1e-12));
    expect(bound).toBeGreaterThan(0);
    const nearly = wider((row) => base.x[row * 2]! * (1 + 1e-7 * (row % 3)));
    expect(leastLossOfRank(nearly, 1, false)!).toBeLessThanOrEqual(bySingularValues(nearly, 1, false) * (1 + 1e-9)); // prettier-ignore
  });

  it('by a column that does not vary change nothing', () => {
    const bound = leastLossOfRank(wider(() => 7), 1, true)!; // prettier-ignore
    expect(Math.abs(bound / leastLossOfRank(base, 1, true)! - 1)).toBeLessThan(1e-9);
  });
});

it('is not computed of too many numbers, or of such that are none', () => {
  const size = 10_000;
  const large = { size, x: new Float32Array(size * 500), y: new Float32Array(size) };
  expect(leastLossOfRank(large, 0, false)).toBeNull();
  expect(leastLossOfRank({ size: 1, x: Float32Array.of(NaN), y: Float32Array.of(1) }, 0, false)).toBeNull(); // prettier-ignore
});
