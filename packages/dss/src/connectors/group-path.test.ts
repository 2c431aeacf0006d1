import { arcPoint, createRng } from '@isthmus/core';
import { Matrix } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { normalMatrix } from '../testing/linear-networks.js';
import { groupPath } from './group-path.js';

/**
 * Runs rows along the generators by the arcs of the product: in float64 but for the rounding of each
 * start to float32.
 */
function run(from: Matrix, generators: readonly Matrix[], s = 1): Matrix {
  return generators.reduce((rows, generator) => {
    const factor = {
      kind: 'linear',
      makes: [{ leaf: 'w', axis: 1 }],
      reads: [],
      generator: generator.to2DArray(),
    } as const;
    const start = {
      w: { shape: [rows.rows, rows.columns], data: Float32Array.from(rows.to1DArray()) },
    };
    const { data } = arcPoint({ kind: 'arc', factors: [factor] }, start, s).w!;
    return Matrix.from1DArray(rows.rows, rows.columns, [...data]);
  }, from);
}

/** Of float32 entries, so that the first arc begins where it is meant to. */
const rows = (r: number, m: number, name: string) =>
  Matrix.from1DArray(r, m, [...Float32Array.from(normalMatrix(r, m, createRng(3).fork(name)).to1DArray())]); // prettier-ignore

const positive = (matrix: Matrix) => {
  const copy = matrix.clone();
  copy.set(0, 0, Math.abs(copy.get(0, 0)) + 3);
  copy.set(1, 1, Math.abs(copy.get(1, 1)) + 3);
  return copy;
};
const a1 = rows(1, 4, 'a1');
const a2 = rows(2, 5, 'a2');
const swap = new Matrix([[0, 1], [1, 0]]); // prettier-ignore
const cases: readonly (readonly [string, Matrix, Matrix, number])[] = [
  ['one row to another', a1, rows(1, 4, 'b1'), 1],
  ['one row to its opposite', a1, Matrix.mul(a1, -2), 1],
  ['one row to a longer one', a1, Matrix.mul(a1, 3), 1],
  ['two rows of five to others', a2, rows(2, 5, 'b2'), 3],
  ['two rows to their opposites', a2, Matrix.mul(a2, -1), 3],
  ['two rows exchanged', a2, swap.mmul(a2), 3],
  ['square ones of equal signs', positive(rows(2, 2, 'a3')), positive(rows(2, 2, 'b3')), 3],
  ['diag(1, 1) to diag(-1, -2), of which no single logarithm is real', Matrix.eye(2), Matrix.diag([-1, -2]), 2],
]; // prettier-ignore

describe.each(cases)('%s', (_, from, to, most) => {
  const generators = groupPath(from, to);

  it('arrives', () => {
    expect(generators.length).toBeLessThanOrEqual(most);
    expect(generators.length).toBeGreaterThan(0);
    // Each arc begins at entries rounded to float32, but for the first.
    const tolerance = generators.length === 1 ? 1e-14 : 3e-7;
    expect(Matrix.sub(run(from, generators), to).norm()).toBeLessThan(tolerance * to.norm() * 10);
  });

  it('turns in planes, and stretches at the end', () => {
    if (from.rows === 1) return;
    for (const turn of generators.slice(0, -1))
      expect(Matrix.add(turn, turn.transpose()).norm()).toBeLessThan(1e-12);
  });
});

it('keeps the product of two layers along both legs, generic and anti-parallel', () => {
  // w1 e^(sg) e^(-sg) w2 in one arc, as the strategy runs it.
  for (const to of [rows(1, 4, 'b1'), Matrix.mul(a1, -2)]) {
    const [generator] = groupPath(a1, to);
    const factor = {
      kind: 'linear',
      makes: [{ leaf: 'w1', axis: 1 }],
      reads: [{ leaf: 'w2', axis: 0 }],
      generator: generator!.to2DArray(),
    } as const;
    const w2 = rows(4, 3, 'w2');
    const start = {
      w1: { shape: [1, 4], data: Float32Array.from(a1.to1DArray()) },
      w2: { shape: [4, 3], data: Float32Array.from(w2.to1DArray()) },
    };
    const product = a1.mmul(w2);
    for (const s of [0, 0.25, 0.5, 1]) {
      const point = arcPoint({ kind: 'arc', factors: [factor] }, start, s);
      const [p, q] = [Matrix.from1DArray(1, 4, [...point.w1!.data]), Matrix.from1DArray(4, 3, [...point.w2!.data])]; // prettier-ignore
      expect(Matrix.sub(p.mmul(q), product).norm()).toBeLessThan(1e-14 * 10);
      if (s === 1) expect(Matrix.sub(p, to).norm()).toBeLessThan(1e-14 * 10);
    }
  }
});

it.each([
  ['determinants of different signs', Matrix.eye(2), Matrix.diag([1, -1]), 'dss/opposite-signs'],
  ['dependent rows', new Matrix([[1, 2, 3], [2, 4, 6]]), rows(2, 3, 'c'), 'dss/rank-deficient'],
  ['zero', Matrix.zeros(1, 3), rows(1, 3, 'c'), 'dss/rank-deficient'],
])('%s are refused', (_, from, to, code) => {
  expect(() => groupPath(from, to)).toThrow(expect.objectContaining({ code }));
}); // prettier-ignore
