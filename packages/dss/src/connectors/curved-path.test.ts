import { createRng } from '@isthmus/core';
import { Matrix, SingularValueDecomposition } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { normalChain, normalMatrix } from '../testing/linear-networks.js';
import { productOf, type MatrixChain } from './chain-of-matrices.js';
import { curveBetween, curvedPath } from './curved-path.js';

const WIDTHS = [[3, 4, 3], [5, 4, 3], [2, 5, 4], [4, 2, 1], [6, 12, 3]]; // prettier-ignore
const rng = createRng(5);

/** A network whose last layer (or first, where that is the smaller end) has lost a rank. */
function deficient(widths: readonly number[]): MatrixChain {
  const [first, last] = normalChain(widths, rng.fork('deficient')) as [Matrix, Matrix];
  if (widths[2]! <= widths[0]!)
    last.setRow(0, last.rows > 1 ? last.getRow(1) : last.getRow(0).map(() => 0)); // prettier-ignore
  else first.setColumn(0, first.getColumn(1));
  return [first, last];
}

const mix = (a: Matrix, b: Matrix, t: number) => Matrix.mul(a, 1 - t).add(Matrix.mul(b, t));

describe.each(WIDTHS.map((widths) => ({ widths })))('the curve on widths $widths', ({ widths }) => {
  const a = normalChain(widths, rng.fork('a'));
  const b = normalChain(widths, rng.fork('b'));
  const [pa, pb] = [productOf(a), productOf(b)];

  it('has the straight product at every t, and ends at a and b', () => {
    const { at, limits } = curveBetween(a, b, rng);
    for (const t of [1e-9, 0.1, 0.37, 0.5, 0.9, 1 - 1e-9]) {
      const point = at(t);
      // A pseudo-inverse of condition some hundreds.
      const off = Matrix.sub(productOf(point), mix(pa, pb, t)).norm();
      expect(off).toBeLessThan(1e-12 * (1 + point[0]!.norm() * point[1]!.norm()));
    }
    expect(limits).toEqual([a, b]);
    a.forEach((layer, k) => {
      expect(Matrix.sub(at(1e-9)[k]!, layer).norm()).toBeLessThan(1e-5);
      expect(Matrix.sub(at(1 - 1e-9)[k]!, b[k]!).norm()).toBeLessThan(1e-5);
    });
  });

  it('keeps the rank of the layer that is inverted', () => {
    const { at } = curveBetween(a, b, rng);
    const which = widths[2]! <= widths[0]! ? 1 : 0;
    for (let i = 0; i <= 40; i++) {
      const { diagonal } = new SingularValueDecomposition(at(i / 40)[which]!, {
        autoTranspose: true,
      });
      const least = diagonal[Math.min(widths[0]!, widths[2]!) - 1]!;
      expect(least).toBeGreaterThan(1e-3);
    }
  });

  it('comes down as 1/n² as a polygon of n pieces', () => {
    const excess = (pieces: number) => {
      const { vertices, shares } = curvedPath(a, b, rng, pieces);
      return Math.max(
        ...vertices.slice(1).map((to, i) => {
          const middle = vertices[i]!.map((layer, k) => mix(layer, to[k]!, 0.5));
          const share = (shares[i]! + shares[i + 1]!) / 2;
          return Matrix.sub(productOf(middle), mix(pa, pb, share)).norm();
        }),
      );
    };
    // Twice the pieces, a quarter of the error, up to the next order.
    const [coarse, fine] = [excess(256), excess(512)];
    expect(coarse / fine).toBeGreaterThan(3);
    expect(coarse / fine).toBeLessThan(5);
  });

  it('begins at the limit of a rank-deficient end, reached at constant product', () => {
    const start = deficient(widths);
    const product = productOf(start);
    const { at, limits } = curveBetween(start, b, rng);
    const size = 1 + limits[0][0]!.norm() + limits[0][1]!.norm();
    const jump = Math.max(...start.map((layer, k) => Matrix.sub(layer, limits[0][k]!).norm()));
    expect(jump).toBeGreaterThan(1e-2);
    start.forEach((_, k) => {
      // The curve at 1e-6 is so far from its limit, times its speed; below that rounding of 1e-16 / t².
      expect(Matrix.sub(at(1e-6)[k]!, limits[0][k]!).norm()).toBeLessThan(1e-3 * size);
    });
    for (const t of [0, 0.5, 1]) {
      const point = start.map((layer, k) => mix(layer, limits[0][k]!, t));
      expect(Matrix.sub(productOf(point), product).norm()).toBeLessThan(1e-12 * size * size);
    }
    const { vertices, shares } = curvedPath(start, b, rng, 4);
    expect(vertices).toHaveLength(6);
    expect(shares).toEqual([0, 0, 0.25, 0.5, 0.75, 1]);
  });
});

it.each([
  ['a hidden layer as narrow as the outputs', [3, 3, 3], 'dss/too-narrow'],
  ['three layers', [2, 4, 4, 2], 'dss/not-two-layers'],
])('%s is refused', (_, widths, code) => {
  const chain = () => normalChain(widths, rng);
  expect(() => curveBetween(chain(), chain(), rng)).toThrow(expect.objectContaining({ code }));
});

it('a network that is zero throughout is joined too', () => {
  const zero = [Matrix.zeros(4, 3), Matrix.zeros(2, 4)];
  const b = [normalMatrix(4, 3, rng.fork('x')), normalMatrix(2, 4, rng.fork('y'))];
  const { vertices, shares } = curvedPath(zero, b, rng, 8);
  vertices.forEach((vertex, i) => {
    const off = Matrix.sub(productOf(vertex), Matrix.mul(productOf(b), shares[i]!)).norm();
    expect(off).toBeLessThan(1e-11);
  });
});
