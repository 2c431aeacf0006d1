import { createRng, type Rng } from '@isthmus/contract/base';
import { describe, expect, it } from 'vitest';
import type { ReluProblem, ReluUnit } from './cells.js';
import { exactLandscape, type ExactConnection, type ReluPoint } from './landscape.js';

const point = (...units: readonly (readonly [1 | -1, ...number[]])[]): ReluPoint => ({
  units: units.map(([sign, ...u]): ReluUnit => ({ sign, u })),
  outputBias: 0,
});

function lossOf({ inputs, targets }: ReluProblem, { units, outputBias }: ReluPoint): number {
  const relu = (u: readonly number[], x: readonly number[]) =>
    Math.max(0, u.reduce((sum, entry, i) => sum + entry * x[i]!, 0)); // prettier-ignore
  const errors = inputs.map(
    (x, i) => units.reduce((f, { sign, u }) => f + sign * relu(u, x), outputBias) - targets[i]!,
  );
  return errors.reduce((sum, error) => sum + error ** 2, 0) / inputs.length;
}

/** The largest loss on the straight segments from a over all stations to b. */
function peakAlong(problem: ReluProblem, a: ReluPoint, { path }: ExactConnection, b: ReluPoint) {
  const stations = path.map(({ weights, signs, outputBias }) => ({ weights, signs, outputBias }));
  const asStation = ({ units, outputBias }: ReluPoint) => ({
    weights: units.map(({ u }) => u),
    signs: units.map(({ sign }) => sign),
    outputBias,
  });
  const all = [asStation(a), ...stations, asStation(b)];
  let most = 0;
  for (let k = 0; k + 1 < all.length; k++)
    for (let s = 0; s <= 64; s++) {
      const mix = (p: number, q: number) => p + (s / 64) * (q - p);
      const [from, to] = [all[k]!, all[k + 1]!];
      const units = from.weights.map((u, j): ReluUnit => ({
        // A unit at zero at one of the two ends has the sign of the other.
        sign: u.every((entry) => entry === 0) ? to.signs[j]! : from.signs[j]!,
        u: u.map((entry, i) => mix(entry, to.weights[j]![i]!)),
      }));
      most = Math.max(most, lossOf(problem, { units, outputBias: mix(from.outputBias, to.outputBias) })); // prettier-ignore
    }
  return most;
}

const toy = (hidden: number): ReluProblem => ({
  inputs: [[-1], [1]],
  targets: [1, 1],
  hidden,
  outputBias: false,
});

describe('two samples -1 and 1 with target 1', () => {
  it('a swap of two units has the barrier 1/2', () => {
    const [a, b] = [point([1, 1], [1, -1]), point([1, -1], [1, 1])];
    const exact = exactLandscape(toy(2));
    const connection = exact.between(a, b);
    expect(connection.level).toBeCloseTo(0.5, 12);
    expect(peakAlong(toy(2), a, connection, b)).toBeCloseTo(0.5, 12);
    expect(exact.components(0.4999)).toBe(2);
    expect(exact.components(0.5)).toBe(1);
    expect(exact.bars.map(({ dies }) => dies)).toEqual([Infinity, expect.closeTo(0.5, 12)]);
  });

  it('a third unit takes the barrier away', () => {
    const [a, b] = [point([1, 1], [1, 0], [1, -1]), point([1, -1], [1, 0], [1, 1])];
    const exact = exactLandscape(toy(3));
    expect(exact.between(a, b).level).toBeLessThan(1e-12);
    expect(exact.components(0.1)).toBe(1);
  });

  it('one unit fits one of the two at best', () => {
    const exact = exactLandscape(toy(1));
    expect(exact.least).toBeCloseTo(0.5, 12);
    expect(exact.components(0.4)).toBe(0);
    expect(exact.components(0.6)).toBe(2);
    expect(exact.components(1)).toBe(1);
  });
});

describe('random problems with a hidden bias', () => {
  const problems = Array.from({ length: 6 }, (_, i) => ({ seed: i + 1, hidden: (i % 2) + 1 }));

  it.each(problems)('seed $seed, $hidden units: the path meets the level exactly', (given) => {
    const rng = createRng(given.seed);
    const problem = randomProblem(rng, 4, given.hidden, given.seed % 3 === 0);
    const exact = exactLandscape(problem);
    for (let pair = 0; pair < 5; pair++) {
      const [a, b] = [randomPoint(rng, problem), randomPoint(rng, problem)];
      const connection = exact.between(a, b);
      const peak = peakAlong(problem, a, connection, b);
      expect(Math.abs(peak - connection.level)).toBeLessThan(1e-9);
      expect(connection.level).toBeGreaterThanOrEqual(Math.max(lossOf(problem, a), lossOf(problem, b)) - 1e-12); // prettier-ignore
      expect(exact.between(b, a).level).toBeCloseTo(connection.level, 10);
    }
  });

  it('no random walk finds a lower way', () => {
    const rng = createRng(9);
    const problem = randomProblem(rng, 3, 1, false);
    const exact = exactLandscape(problem);
    const [a, b] = [point([1, 1, 0.2]), point([-1, 1, 0.2])];
    // Every way from one sign to the other passes a unit at zero: the loss of predicting 0.
    const atZero = problem.targets.reduce((sum, y) => sum + y * y, 0) / problem.targets.length;
    const ends = Math.max(lossOf(problem, a), lossOf(problem, b));
    expect(exact.between(a, b).level).toBeCloseTo(Math.max(atZero, ends), 12);
  });
});

it('the path of 75 random pairs meets the level to 1e-12, which no other bound is above', () => {
  let pairs = 0;
  for (const hidden of [1, 2, 3]) {
    const rng = createRng(hidden).fork('pairs');
    const problem = randomProblem(rng, hidden === 3 ? 3 : 4, hidden, hidden === 2);
    const exact = exactLandscape(problem);
    for (let pair = 0; pair < 25; pair++, pairs++) {
      const [a, b] = [randomPoint(rng, problem), randomPoint(rng, problem)];
      const connection = exact.between(a, b);
      const peak = peakAlong(problem, a, connection, b);
      expect(Math.abs(peak - connection.level)).toBeLessThan(1e-12 * (1 + peak));
    }
  }
  expect(pairs).toBe(75);
});

describe('one unit with a bias: the plane of its weights, flooded on a grid', () => {
  it.each([1, 2, 3])('seed %d has as many components at every level', (seed) => {
    const rng = createRng(seed).fork('flood');
    const problem = randomProblem(rng, 3, 1, false);
    const exact = exactLandscape(problem);
    const top = Math.max(...exact.bars.map(({ born, dies }) => (dies < Infinity ? dies : born)));
    for (const part of [0.25, 0.5, 0.75, 0.97, 1.2]) {
      const level = exact.least + part * (top - exact.least) + 1e-3;
      if (exact.bars.some(({ born, dies }) => near(born, level) || near(dies, level))) continue;
      expect(exact.components(level)).toBe(floodedComponents(problem, level));
    }
  });

  const near = (a: number, b: number) => Math.abs(a - b) < 5e-3;
});

/** Components of the sublevel set on both planes (one a sign), joined at zero, by a fine grid. */
function floodedComponents(problem: ReluProblem, level: number): number {
  const size = 241;
  const span = 12;
  const at = (k: number) => (span * (k - (size - 1) / 2)) / ((size - 1) / 2);
  const inside = new Uint8Array(2 * size * size);
  const index = (plane: number, i: number, j: number) => (plane * size + i) * size + j;
  for (const plane of [0, 1])
    for (let i = 0; i < size; i++)
      for (let j = 0; j < size; j++) {
        const units: ReluUnit[] = [{ sign: plane === 0 ? 1 : -1, u: [at(i), at(j)] }];
        if (lossOf(problem, { units, outputBias: 0 }) <= level) inside[index(plane, i, j)] = 1;
      }
  const middle = (size - 1) / 2;
  let components = 0;
  for (let start = 0; start < inside.length; start++) {
    if (inside[start] !== 1) continue;
    components++;
    const stack = [start];
    inside[start] = 2;
    const visit = (next: number) => {
      if (inside[next] !== 1) return;
      inside[next] = 2;
      stack.push(next);
    };
    for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
      const plane = Math.floor(node / (size * size));
      const i = Math.floor(node / size) % size;
      const j = node % size;
      for (let di = -1; di <= 1; di++)
        for (let dj = -1; dj <= 1; dj++)
          if (i + di >= 0 && i + di < size && j + dj >= 0 && j + dj < size)
            visit(index(plane, i + di, j + dj));
      if (i === middle && j === middle) visit(index(1 - plane, i, j));
    }
  }
  return components;
}

describe('width', () => {
  it.each([1, 2, 3, 4, 5, 6])(
    'of one more than the samples leaves one component, seed %d',
    (seed) => {
      const problem = randomProblem(createRng(seed).fork('wide'), 2, 3, false);
      expect(exactLandscape(problem).bars).toHaveLength(1);
    },
  );

  it('of one unit a sample may leave several', () => {
    const bars = [1, 2, 3, 4, 5, 6].map(
      (seed) => exactLandscape(randomProblem(createRng(seed).fork('narrow'), 2, 2, false)).bars,
    );
    expect(Math.max(...bars.map(({ length }) => length))).toBeGreaterThan(1);
  });
});

describe('limits', () => {
  it('too many cells are refused politely', () => {
    const inputs = Array.from({ length: 40 }, (_, i) => [i / 40, 1]);
    const problem = { inputs, targets: inputs.map(() => 0), hidden: 3, outputBias: false };
    expect(() => exactLandscape(problem)).toThrow(/160\^3 cells.*fewer samples/);
  });

  it.each([
    { inputs: [[1, 2, 3, 4]], targets: [1] },
    { inputs: [[NaN]], targets: [1] },
    { inputs: [[1], [1, 2]], targets: [1, 2] },
    { inputs: [[1]], targets: [1, 2] },
    { inputs: [], targets: [] },
  ])('%j is refused', (given) => {
    expect(() => exactLandscape({ ...given, hidden: 1, outputBias: false })).toThrow(
      expect.objectContaining({ code: 'separation/bad-inputs' }),
    );
  });
});

function randomProblem(rng: Rng, samples: number, hidden: number, outputBias: boolean) {
  const inputs = Array.from({ length: samples }, () => [rng.normal(), 1]);
  const targets = inputs.map(() => rng.normal());
  return { inputs, targets, hidden, outputBias };
}

function randomPoint(rng: Rng, { hidden, outputBias }: ReluProblem): ReluPoint {
  const units = Array.from({ length: hidden }, (): ReluUnit => ({
    sign: rng.next() < 0.5 ? 1 : -1,
    u: [rng.normal(), rng.normal()],
  }));
  return { units, outputBias: outputBias ? rng.normal() : 0 };
}
