import { createRng } from '@isthmus/contract/base';
import { expect, it } from 'vitest';
import { dotOf, floorOf, primitive, wholeNumbers } from '../whole.js';
import { arrangementOf } from './arrangement.js';
import { cellsOf, type ReluProblem } from './cells.js';
import { binds, boundOf, dualOf, reachOf } from './dual.js';
import { cellGraph } from './graph.js';

const f32 = Math.fround;

it.each([1, 2, 3])('dual bounds are the least losses, and exact, with inputs of %d entries', (entries) => {
  const rng = createRng(entries);
  const inputs = Array.from({ length: 5 }, () => Array.from({ length: entries }, () => f32(rng.normal())));
  for (const outputBias of [false, true]) {
    const problem: ReluProblem = { inputs, targets: inputs.map(() => f32(rng.normal())), hidden: 2, outputBias };
    const cells = cellsOf(problem);
    const graph = cellGraph(cells.arrangement, 2);
    for (let k = 0; k < 100; k++) {
      const places = graph.placesIn(Math.floor(rng.next() * graph.count));
      const least = cells.least(places);
      const dual = dualOf(cells, places, cells.needed(places));
      if (dual === null) {
        expect(least).toBeLessThan(1e-9);
        continue;
      }
      expect(binds(reachOf(cells, dual), places)).toBe(true);
      if (outputBias) expect(dual.reduce((sum, entry) => sum + entry, 0n)).toBe(0n);
      expect(boundOf(cells, dual)).toBeLessThanOrEqual(least * (1 + 1e-11) + 1e-13);
      expect(boundOf(cells, dual)).toBeGreaterThan(least * (1 - 1e-9) - 1e-9);
    }
  }
}); // prettier-ignore

it.each([
  [1, 4, 2],
  [2, 1, 4],
  [2, 5, 10],
  [3, 1, 8],
  [3, 2, 8],
  // 2 (C(N-1, 0) + C(N-1, 1) + C(N-1, 2)) cones of N planes in general position.
  [3, 5, 22],
  [3, 8, 58],
])('in %d dimensions %d samples cut %d cones', (entries, samples, count) => {
  const rng = createRng(samples);
  const inputs = Array.from({ length: samples }, () => wholeNumbers(Array.from({ length: entries }, () => f32(rng.normal()))).digits); // prettier-ignore
  const { cones, rays, coneOf } = arrangementOf(inputs);
  expect(cones).toHaveLength(count);
  for (const { rays: own } of cones) expect(own.length).toBeGreaterThanOrEqual(entries);
  // A random vector is a non-negative combination of the rays of its cone: it has their sides.
  for (let k = 0; k < 50; k++) {
    const u = wholeNumbers(Array.from({ length: entries }, () => rng.normal())).digits;
    const { rays: own } = cones[coneOf(u)]!;
    for (const x of inputs) {
      const side = dotOf(x, u) > 0n;
      for (const ray of own) {
        const along = dotOf(x, rays[ray]!);
        expect(side ? along >= 0n : along <= 0n).toBe(true);
      }
    }
  }
});

it('samples of one direction, its opposite, and zero make one plane', () => {
  const { planes, cones } = arrangementOf([[1n, 2n], [2n, 4n], [-1n, -2n], [0n, 0n]]); // prettier-ignore
  // One of the samples, and one across an axis so that cones have tips.
  expect(planes).toHaveLength(2);
  expect(cones).toHaveLength(4);
});

it('numbers are whole, exactly', () => {
  const rng = createRng(1);
  const values = [0, -0, 1, -1.5, 2 ** -149, 2 ** 127, 5e-324, 0.1, ...Array.from({ length: 50 }, () => rng.normal() * 2 ** (40 * rng.normal()))]; // prettier-ignore
  for (const value of values) {
    const { digits, exponent } = wholeNumbers([value]);
    expect(Number(digits[0]!) * 2 ** Math.max(exponent, -1000) * 2 ** Math.min(0, exponent + 1000)).toBe(value === 0 ? 0 : value); // prettier-ignore
  }
  expect(wholeNumbers([0.5, 3]).digits).toEqual([1n, 6n]);
  expect(primitive([6n, -4n, 0n])).toEqual([3n, -2n, 0n]);
});

it('a fraction is rounded down', () => {
  expect(floorOf(1n, 2n, 0)).toBe(0.5);
  expect(floorOf(3n, 1n, -1)).toBe(1.5);
  const third = floorOf(1n, 3n, 0);
  // 3 times it is below 1, and with the next number it is not.
  const times = (value: number) => {
    const { digits, exponent } = wholeNumbers([value]);
    return [3n * digits[0]!, 1n << BigInt(-exponent)] as const;
  };
  const [low, one] = times(third);
  expect(low).toBeLessThan(one);
  const [high, other] = times(third + 2 ** -54);
  expect(high).toBeGreaterThanOrEqual(other);
  expect(floorOf((1n << 60n) - 1n, 1n, 0)).toBe(2 ** 60 - 2 ** 7);
  expect(floorOf(0n, 5n, 3)).toBe(0);
});
