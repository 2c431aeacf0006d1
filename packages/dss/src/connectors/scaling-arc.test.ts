import { arcPoint, lossesOn, narrowed, polyline } from '@isthmus/core';
import type { Path } from '@isthmus/core/contract';
import { describe, expect, it } from 'vitest';
import { judgedPath } from '../testing/judged.js';
import { linearProblem } from '../testing/linear-networks.js';
import { scalingArc } from './scaling-arc.js';

const widths = [2, 3, 4, 2];
const factors = [
  [0, [4, 1, 0.2]],
  [1, [0.5, 3, 1, 0.01]],
] as const;

describe.each(['relu', 'leaky-relu', 'none'])('hidden layers of %s', (activation) => {
  it.each(factors)('layer %i scaled by %j keeps the loss along the arc, not along its chord', async (layer, by) => {
    const problem = await linearProblem({ widths, activation, seed: 3 });
    const arc = scalingArc(problem.network!, layer, by);
    const to = narrowed(arcPoint(arc, problem.a, 1));
    const path: Path = { vertices: [problem.a, to], elements: [arc] };
    const lossAt = lossesOn(arc, [problem.a, to], problem);
    const start = lossAt(0);
    // Sums of some dozens of terms in float64.
    for (const t of [0.1, 0.5, 31 / 32]) expect(Math.abs(lossAt(t) / start - 1)).toBeLessThan(1e-13);
    // The end is rounded to float32.
    expect(Math.abs(lossAt(1) / start - 1)).toBeLessThan(1e-5);
    const chord = problem.valueBetween(problem.a, to, 0.5);
    expect(Math.abs(chord / start - 1)).toBeGreaterThan(1e-3);

    const room = { ...problem, b: to, level: start * (1 + 1e-5) };
    expect((await judgedPath(path, room)).record.verdict).toBe('connected');
    if (chord > room.level)
      expect((await judgedPath(polyline(path.vertices), room)).record.verdict).toBe('not-found');
  }); // prettier-ignore
});

it.each([
  ['tanh', widths, 0, [1, 2, 3], /"act1" does not commute/],
  ['relu', widths, 2, [1, 2], /no hidden dense layer 2/],
  ['relu', widths, 0, [1, 2], /takes 3 positive factors/],
  ['relu', widths, 0, [1, 2, -1], /takes 3 positive factors/],
] as const)('%s units: widths %j, layer %i by %j is refused', async (activation, given, layer, by, message) => {
  const { network } = await linearProblem({ widths: given, activation });
  expect(() => scalingArc(network!, layer, by)).toThrow(message);
}); // prettier-ignore
