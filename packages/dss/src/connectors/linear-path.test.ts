import { createRng, type Rng } from '@isthmus/core';
import { Matrix } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { productOf, widthsOf, type MatrixChain } from './chain-of-matrices.js';
import { connectLinear } from './linear-path.js';

const WIDTHS = [
  [3, 4, 3],
  [5, 4, 2],
  [2, 4, 5],
  [1, 2, 1],
  [1, 2, 2, 1],
  [6, 5, 4, 5, 3],
  [3, 5, 4, 6, 7],
  [10, 12, 11, 13, 12, 10],
  [20, 8, 8, 4],
  [3, 6, 3],
  [50, 64, 64, 64, 10],
  [40, 20, 20, 10],
];

function randomChain(widths: readonly number[], rng: Rng, zeroed: readonly number[] = []) {
  return widths.slice(1).map((rows, k) => {
    const columns = widths[k]!;
    const scale = zeroed.includes(k) ? 0 : 1 / Math.sqrt(columns);
    return new Matrix(
      Array.from({ length: rows }, () =>
        Array.from({ length: columns }, () => scale * rng.normal()),
      ),
    );
  });
}

/** Mean squared error of the product on random data, a convex function of the product. */
function createLoss(widths: readonly number[], rng: Rng) {
  const [inputs, outputs] = [widths[0]!, widths.at(-1)!];
  const normals = (rows: number) =>
    new Matrix(Array.from({ length: rows }, () => Array.from({ length: 30 }, () => rng.normal())));
  const [x, y] = [normals(inputs), normals(outputs)];
  return (layers: MatrixChain) => Matrix.sub(productOf(layers).mmul(x), y).norm() ** 2 / 30;
}

const between = (a: MatrixChain, b: MatrixChain, t: number) =>
  a.map((layer, k) => Matrix.add(Matrix.mul(layer, 1 - t), Matrix.mul(b[k]!, t)));

function check(a: MatrixChain, b: MatrixChain, seed: number): void {
  const { vertices, shares } = connectLinear(a, b, createRng(seed));
  const loss = createLoss(widthsOf(a), createRng(seed).fork('data'));
  const top = Math.max(loss(a), loss(b));
  expect(vertices[0]).toEqual(a);
  expect(vertices.at(-1)).toEqual(b);
  const [pa, pb] = [productOf(a), productOf(b)];
  for (let i = 0; i + 1 < vertices.length; i++) {
    const [from, to] = [vertices[i]!, vertices[i + 1]!];
    const moved = from.filter((layer, k) => Matrix.sub(layer, to[k]!).norm() > 0).length;
    expect(moved).toBeLessThanOrEqual(1);
    for (const t of [0.3, 0.7])
      expect(loss(between(from, to, t))).toBeLessThanOrEqual(top * (1 + 1e-12));
  }
  // Every vertex computes what one of the two ends does.
  const size = Math.max(pa.norm(), pb.norm());
  vertices.forEach((vertex, i) => {
    const kept = shares[i] === 0 ? pa : pb;
    expect(Matrix.sub(productOf(vertex), kept).norm()).toBeLessThanOrEqual(1e-10 * size);
  });
}

describe.each(WIDTHS.map((widths) => ({ widths })))('widths $widths', ({ widths }) => {
  it('are connected for random networks', () => {
    const rng = createRng(1);
    check(randomChain(widths, rng.fork('a')), randomChain(widths, rng.fork('b')), 1);
  });

  it('are connected where layers are zero', () => {
    const rng = createRng(3);
    const zero = randomChain(widths, rng.fork('a'), [0, widths.length - 2]);
    check(zero, randomChain(widths, rng.fork('b')), 3);
  });
});

describe('the number of segments', () => {
  it.each([
    { widths: [3, 6, 3], segments: 3, method: 'short' },
    { widths: [50, 64, 64, 64, 10], segments: 7, method: 'short' },
    { widths: [3, 4, 3], segments: 2 * (4 * 3 + 1) + 1, method: 'canonical' },
    { widths: [6, 5, 4, 5, 3], segments: 2 * 3 * (4 * 3 + 1) + 1, method: 'canonical' },
  ])('of $widths is $segments', ({ widths, segments, method }) => {
    const rng = createRng(1);
    const path = connectLinear(randomChain(widths, rng), randomChain(widths, rng), rng);
    expect([path.vertices.length - 1, path.method]).toEqual([segments, method]);
  });
});

it.each([1, -1, -3])('first layers that are each other times %d are connected', (factor) => {
  const rng = createRng(4);
  const a = randomChain([4, 3, 1], rng);
  const b = [randomChain([4, 3, 1], rng)[0]!, Matrix.mul(a[1]!, factor)];
  check(a, b, 4);
});

it('a hidden layer that is too narrow is refused', () => {
  const rng = createRng(1);
  const chain = () => randomChain([3, 3, 3], rng);
  expect(() => connectLinear(chain(), chain(), rng)).toThrow(
    expect.objectContaining({ code: 'dss/too-narrow' }),
  );
});

it('networks of other widths are refused', () => {
  const rng = createRng(1);
  expect(() =>
    connectLinear(randomChain([2, 4, 1], rng), randomChain([2, 5, 1], rng), rng),
  ).toThrow(expect.objectContaining({ code: 'dss/other-widths' }));
});
