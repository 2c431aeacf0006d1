import { createRng } from '@isthmus/core';
import { Matrix } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { normalMatrix } from '../testing/linear-networks.js';
import { productOf, type MatrixChain } from './chain-of-matrices.js';
import { quarticPath } from './quartic-path.js';

const UNITS = 5;
const INPUTS = 3;
const rng = createRng(7);
const optimum = normalMatrix(1, INPUTS, rng.fork('optimum'));

/** A network with that first row and a given product, whose rest is random. */
function networkOf(w1: Matrix, product: Matrix, name: string): MatrixChain {
  const rest = normalMatrix(w1.columns, INPUTS, rng.fork(name));
  const size = w1.norm() ** 2;
  const across = Matrix.sub(rest, w1.transpose().mmul(w1.mmul(rest)).div(size));
  return [Matrix.add(w1.transpose().mmul(product).div(size), across), w1];
}

const first = normalMatrix(1, UNITS, rng.fork('first'), 0.4);
const second = normalMatrix(1, UNITS, rng.fork('second'));
const a = networkOf(first, optimum, 'a');

const pairs: readonly (readonly [string, Matrix, number])[] = [
  ['generic first layers', second, 3],
  ['equal ones', first, 1],
  ['parallel ones of another length', Matrix.mul(first, 2.5), 6],
  ['opposite ones', Matrix.mul(first, -1), 6],
  ['opposite ones of another length', Matrix.mul(first, -0.3), 6],
  ['nearly parallel ones', Matrix.add(first, Matrix.mul(second, 1e-3)), 6],
];

describe.each(pairs)('QUARTICLOSS between two optima with %s', (_, w1, segments) => {
  const b = networkOf(w1, optimum, 'b');
  const { vertices, shares } = quarticPath(a, b);

  it('takes its segments, from a to b', () => {
    expect(vertices).toHaveLength(segments + 1);
    expect(shares).toHaveLength(segments + 1);
    expect(vertices[0]).toEqual(a);
    expect(vertices.at(-1)).toEqual(b);
  });

  it('keeps the product all along each of them', () => {
    for (let i = 0; i + 1 < vertices.length; i++)
      for (const t of [0, 0.3, 0.5, 0.9, 1]) {
        const point = vertices[i]!.map((layer, k) =>
          Matrix.mul(layer, 1 - t).add(Matrix.mul(vertices[i + 1]![k]!, t)),
        );
        // Some products of entries up to 1 / 0.3 in float64.
        const off = Matrix.sub(productOf(point), optimum).norm();
        expect(off).toBeLessThan(1e-13 * (1 + point[0]!.norm() * point[1]!.norm()));
      }
  });

  it('moves one layer at a time', () => {
    for (let i = 0; i + 1 < vertices.length; i++) {
      const moved = vertices[i]!.filter((layer, k) => Matrix.sub(layer, vertices[i + 1]![k]!).norm() > 0); // prettier-ignore
      expect(moved.length).toBeLessThanOrEqual(1);
    }
  });
});

it('ends of other products are joined too: only the last segment moves the product', () => {
  const b = networkOf(second, normalMatrix(1, INPUTS, rng.fork('other')), 'b');
  const { vertices, shares } = quarticPath(a, b);
  vertices.forEach((vertex, i) => {
    const product = shares[i] === 0 ? optimum : productOf(b);
    expect(Matrix.sub(productOf(vertex), product).norm()).toBeLessThan(1e-13);
  });
  expect(shares).toEqual([0, 0, 0, 1]);
});

it('with one hidden unit the sign of w1 cannot change, and the pair is refused', () => {
  const one = (w: number): MatrixChain => [Matrix.div(optimum, w), new Matrix([[w]])];
  expect(() => quarticPath(one(1), one(-1))).toThrow(expect.objectContaining({ code: 'dss/other-unit' })); // prettier-ignore
});
