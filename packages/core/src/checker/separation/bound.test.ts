import { expect, it } from 'vitest';
import { leastIn } from './bound.js';
import { readSubject } from './subject.js';

const unit = (activation: string) =>
  readSubject({
    kind: 'chain',
    layers: [
      { kernel: 'k1', bias: null, inputs: 1, units: 1, activation },
      { kernel: 'k2', bias: null, inputs: 1, units: 1, activation: 'none' },
    ],
    inputs: [[-2], [-0.5], [0.25], [1], [2]],
    targets: [[-1], [-0.625], [0.375], [0.875], [1]],
  });
const polynomial = readSubject({
  kind: 'polynomial',
  terms: [
    { factor: 1, powers: [4, 1] },
    { factor: -2, powers: [2, 0] },
    { factor: 1, powers: [0, 0] },
    { factor: 0.75, powers: [1, 3] },
  ],
});
const places = new Map([['k1', 0], ['k2', 1]]); // prettier-ignore

const unitLoss = (f: (z: number) => number) => (w: number, v: number) =>
  [[-2, -1], [-0.5, -0.625], [0.25, 0.375], [1, 0.875], [2, 1]].reduce((sum, [x, y]) => sum + (v * f(w * x!) - y!) ** 2, 0) / 5; // prettier-ignore

it.each([
  ['a tanh unit', unit('tanh'), unitLoss(Math.tanh)],
  ['a ReLU unit', unit('relu'), unitLoss((z) => Math.max(0, z))],
  ['a linear unit', unit('none'), unitLoss((z) => z)],
  ['a polynomial', polynomial, (x: number, y: number) => x ** 4 * y - 2 * x * x + 1 + 0.75 * x * y ** 3], // prettier-ignore
] as const)('%s is nowhere in a box below its bound, and near to it in a small one', (_, subject, value) => {
  let state = 1;
  // Numbers of a few binary digits, so that boxes are exact.
  const next = () => (state = (state * 1103515245 + 12345) % 2 ** 31) / 2 ** 31;
  let nearest = Infinity;
  for (let trial = 0; trial < 600; trial++) {
    const half = 2 ** -Math.floor(10 * next());
    const middle = [0, 1].map(() => Math.round((4 * next() - 2) * 1024) / 1024);
    const least = leastIn(subject, places, { middle, half });
    for (let k = 0; k < 40; k++) {
      const [x, y] = middle.map((m) => m + half * [-1, 1, 2 * next() - 1][k % 3]!) as [number, number];
      const found = value(x, y);
      // The value is rounded, by far less than this.
      expect(least).toBeLessThanOrEqual(found + 1e-13 * (1 + Math.abs(found)));
      nearest = Math.min(nearest, (found - least) / half);
    }
  }
  expect(nearest).toBeLessThan(0.05);
}); // prettier-ignore
