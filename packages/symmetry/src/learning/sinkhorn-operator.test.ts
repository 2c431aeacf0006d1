import { createRng } from '@isthmus/core';
import { describe, expect, it } from 'vitest';
import { linearAssignment } from '../matching/assignment.js';
import { sinkhorn, sinkhornGradient } from './sinkhorn-operator.js';

const SIZE = 6;

function drawn(seed: number): Float64Array {
  const rng = createRng(seed);
  return Float64Array.from({ length: SIZE * SIZE }, () => rng.normal());
}

const sums = (matrix: Float64Array, key: (at: number) => number) =>
  matrix.reduce(
    (all, value, at) => all.map((sum, line) => (line === key(at) ? sum + value : sum)),
    new Array<number>(SIZE).fill(0),
  );

describe('the Sinkhorn operator', () => {
  it('gives doubly stochastic matrices', () => {
    const matrix = sinkhorn(drawn(1), SIZE, { temperature: 1, rounds: 60 });
    for (const sum of [
      ...sums(matrix, (at) => Math.floor(at / SIZE)),
      ...sums(matrix, (at) => at % SIZE),
    ])
      expect(sum).toBeCloseTo(1, 10);
    expect(Math.min(...matrix)).toBeGreaterThan(0);
  });

  it('tends to the best permutation as it gets colder', () => {
    const logits = drawn(2);
    const matrix = sinkhorn(logits, SIZE, { temperature: 0.02, rounds: 2000 });
    linearAssignment(logits, SIZE).forEach((column, row) =>
      expect(matrix[row * SIZE + column]).toBeGreaterThan(0.95),
    );
  });

  it('overflows nowhere', () => {
    const logits = drawn(2).map((value) => 1e6 * value);
    const options = { temperature: 0.01, rounds: 20 };
    const matrix = sinkhorn(logits, SIZE, options);
    expect(matrix.every(Number.isFinite)).toBe(true);
    expect(sinkhornGradient(matrix, drawn(3), SIZE, options).every(Number.isFinite)).toBe(true);
  });

  it.each([1, 0.5])('has the gradient of its differences, at temperature %d', (temperature) => {
    const options = { temperature, rounds: 200 };
    const [logits, weights] = [drawn(3), drawn(4)];
    const loss = (of: Float64Array) =>
      sinkhorn(of, SIZE, options).reduce((sum, value, at) => sum + weights[at]! * value ** 2, 0);
    const matrix = sinkhorn(logits, SIZE, options);
    const inMatrix = matrix.map((value, at) => 2 * weights[at]! * value);
    const gradient = sinkhornGradient(matrix, inMatrix, SIZE, options);
    // Central differences of step 1e-5 err by some 1e-10 times a third derivative, and rounding as much.
    const step = 1e-5;
    gradient.forEach((slope, at) => {
      const [up, down] = [step, -step].map((by) =>
        loss(logits.map((value, i) => (i === at ? value + by : value))),
      );
      expect(slope).toBeCloseTo((up! - down!) / (2 * step), 7);
    });
  });
});
