import { createRng } from '@isthmus/contract/base';
import type { ChainForm, LossForm, PolynomialForm } from '@isthmus/contract';
import { unflatten, type ParamSpec } from '@isthmus/contract/parameters';
import { describe, expect, it } from 'vitest';
import { valueOfForm } from '../form-value.js';
import { isExactBox, touch } from './box.js';
import { provenCells } from './cell-proof.js';
import { boxBoundOf } from './enclosure.js';
import { seekCells, type CellCut } from './search.js';

/** `(x² - 1)² + y²`: wells at x = -1 and x = 1, and between them the saddle of height 1. */
const doubleWell: PolynomialForm = {
  kind: 'polynomial',
  terms: [
    { factor: 1, powers: [4, 0] },
    { factor: -2, powers: [2, 0] },
    { factor: 1, powers: [0, 0] },
    { factor: 1, powers: [0, 2] },
  ],
};
const plane: ParamSpec = { leaves: [{ name: 'w', shape: [2], axes: [null] }] };

/** `v f(w x)` on data that neither a straight line nor a step fits. */
const unit = (activation: string, bias: string | null = null): ChainForm => ({
  kind: 'chain',
  layers: [
    { kernel: 'k1', bias, inputs: 1, units: 1, activation },
    { kernel: 'k2', bias: null, inputs: 1, units: 1, activation: 'none' },
  ],
  inputs: [[-2], [-0.5], [0.25], [1], [2]],
  targets: [[-1], [-0.625], [0.375], [0.875], [1]],
});
const leaf = (name: string, ...shape: number[]) => ({ name, shape, axes: shape.map(() => null) });
const two: ParamSpec = { leaves: [leaf('k1', 1, 1), leaf('k2', 1, 1)] };
const three: ParamSpec = { leaves: [leaf('k1', 1, 1), leaf('b1', 1), leaf('k2', 1, 1)] };

/** In float64 at float32 numbers. */
const valueOf = (form: LossForm, spec: ParamSpec, w: readonly number[]) =>
  valueOfForm(form, spec, unflatten(spec, Float64Array.from(w)));

const forms: readonly (readonly [string, LossForm, ParamSpec])[] = [
  ['a double well', doubleWell, plane],
  ['a tanh unit', unit('tanh'), two],
  ['a tanh unit with a bias', unit('tanh', 'b1'), three],
  ['a ReLU unit', unit('relu'), two],
  ['a linear unit', unit('none'), two],
];

describe.each(forms)('bounds of %s', (_, form, spec) => {
  const bound = boxBoundOf(form, spec)!;
  const size = spec.leaves.reduce((sum, { shape }) => sum + shape.reduce((p, n) => p * n, 1), 0);
  const f32 = Math.fround;

  it('are never above a value in the box', () => {
    const rng = createRng(1);
    for (let trial = 0; trial < 1000; trial++) {
      const width = 2 ** (-8 * rng.next());
      const low = Array.from({ length: size }, () => f32(4 * rng.next() - 2));
      const high = low.map((entry) => f32(entry + width * rng.next()));
      const least = bound(low, high);
      for (let k = 0; k < 8; k++) {
        const part = [0, 1, rng.next()][Math.floor(3 * rng.next())]!;
        const w = low.map((entry, i) => Math.min(high[i]!, f32(entry + (high[i]! - entry) * part)));
        const value = valueOf(form, spec, w);
        // The value itself is rounded, by far less than this.
        expect(least).toBeLessThanOrEqual(value + 1e-13 * (1 + value));
      }
    }
  });

  it('come down to the value as the box shrinks, and to nearly all of it at a point', () => {
    const at = [0.75, -1.125, 0.5].slice(0, size);
    const value = valueOf(form, spec, at);
    const gap = (h: number) => value - bound(at.map((w) => w - h), at.map((w) => w + h)); // prettier-ignore
    expect(gap(2 ** -20)).toBeLessThan(20 * 2 ** -20);
    expect(bound(at, at)).toBeGreaterThan(value - 1e-12);
  });
});

describe('cells around a well', () => {
  const bound = boxBoundOf(doubleWell, plane)!;
  const [a, b] = [
    [-1, 0],
    [1, 0],
  ] as const;

  it.each([0.5, 0.9, 0.99])('shut it in at %d', (level) => {
    const cut = seekCells(bound, a, b, level, { maxCells: 1e5 })!;
    const { lowerBound } = provenCells(cut, bound, a, b)!;
    expect(lowerBound).toBeGreaterThan(level);
    // The saddle.
    expect(lowerBound).toBeLessThanOrEqual(1);
  });

  it.each([1, 1.01, 5])('are not shut in at %d, where there is a path', (level) => {
    expect(seekCells(bound, a, b, level, { maxCells: 1e4 })).toBeNull();
  });

  it('say nothing where the ends are in one well, nor of an end above the level', () => {
    expect(seekCells(bound, a, [-1.1, 0.1], 0.5, { maxCells: 1e4 })).toBeNull();
    expect(seekCells(bound, [0, 3], b, 0.5, { maxCells: 1e4 })).toBeNull();
  });

  it('are no proof where one of them is changed', () => {
    const cut = seekCells(bound, a, b, 0.9, { maxCells: 1e5 })!;
    const level = 0.9;
    const proves = (claim: CellCut) => (provenCells(claim, bound, a, b)?.lowerBound ?? 0) > level;
    expect(proves(cut)).toBe(true);
    let [changed, held] = [0, 0];
    for (let at = 0; at < cut.tree.length; at += 3)
      for (const mark of 'ion/x') {
        if (cut.tree[at] === mark) continue;
        changed++;
        const tree = `${cut.tree.slice(0, at)}${mark}${cut.tree.slice(at + 1)}`;
        // What is no proof any more is refused; of the rest each still shuts a in, and not b.
        if (!proves({ ...cut, tree })) continue;
        held++;
        expect(mark).not.toMatch(/[/x]/);
      }
    expect(changed).toBeGreaterThan(500);
    // A cell beyond the wall may be called anything: i, which adds a cell to the side that is walled too, or n for o.
    expect(held).toBeLessThan(changed);
    for (const tree of ['', 'i', 'o', '/', '/iiii', `${cut.tree}i`, cut.tree.slice(1)])
      expect(proves({ ...cut, tree })).toBe(false);
    expect(provenCells(cut, bound, b, a)).toBeNull();
    expect(proves({ ...cut, box: { ...cut.box, width: 3 } })).toBe(false);
    expect(proves({ ...cut, box: { ...cut.box, width: 2 * cut.box.width } })).toBe(false);
  });

  it('have a surface: what lies beyond it is not looked at', () => {
    // The whole box as one side: a is in it, and b outside.
    expect(provenCells({ box: { low: [-2, -2], width: 2 }, tree: 'i' }, bound, a, b)).toBeNull();
  });
});

it('the two signs of a tanh unit are shut in, of weights without a bias and with one', () => {
  const bound = boxBoundOf(unit('tanh'), two)!;
  const [a, b] = [[1.5, 1], [-1.5, -1]] as const; // prettier-ignore
  const cut = seekCells(bound, a, b, 0.02, { maxCells: 1e5 })!;
  expect(provenCells(cut, bound, a, b)!.lowerBound).toBeGreaterThan(0.02);
  const wide = boxBoundOf(unit('tanh', 'b1'), three)!;
  const [c, d] = [[1.5, 0, 1], [-1.5, 0, -1]] as const; // prettier-ignore
  const thick = seekCells(wide, c, d, 0.005, { maxCells: 1e5 })!;
  expect(provenCells(thick, wide, c, d)!.lowerBound).toBeGreaterThan(0.005);
}, 60_000);

it('a ReLU unit is never shut in: scaled copies of it reach to infinity', () => {
  const bound = boxBoundOf(unit('relu'), two)!;
  expect(seekCells(bound, [1, 1], [-1, 1], 0.45, { maxCells: 1e4 })).toBeNull();
});

it('cells touch by as much as a corner, of whatever depth', () => {
  expect(touch({ depth: 1, at: [0, 0] }, { depth: 1, at: [1, 1] })).toBe(true);
  expect(touch({ depth: 1, at: [0, 0] }, { depth: 3, at: [4, 4] })).toBe(true);
  expect(touch({ depth: 1, at: [0, 0] }, { depth: 3, at: [5, 0] })).toBe(false);
});

it('a box is exact where its halves are', () => {
  expect(isExactBox({ low: [-2, 0.5], width: 4 })).toBe(true);
  expect(isExactBox({ low: [0.1], width: 4 })).toBe(false);
  expect(isExactBox({ low: [0], width: 3 })).toBe(false);
  expect(isExactBox({ low: [2 ** 60], width: 1 })).toBe(false);
});
