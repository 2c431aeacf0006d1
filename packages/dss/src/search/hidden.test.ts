import { mapLeaves, Registry, type ChosenCertifier } from '@isthmus/core';
import { core } from '@isthmus/core/builtin';
import { affineProofs, analyticProblem, hiddenRidge } from '@isthmus/core/conformance';
import type { Definition } from '@isthmus/core/contract';
import { describe, expect, it } from 'vitest';
import { judged } from '../testing/judged.js';
import { linearProblem } from '../testing/linear-networks.js';
import { auto } from '../auto/auto.js';
import { bezier } from '../rivals/bezier.js';
import { breadthFirst } from './breadth-first.js';
import { constrained } from './constrained.js';
import { greedy } from './greedy.js';

const place = 0.3743;
/** From the width of a part of a grid of 101 points down to a millionth of the segment. */
const widths = [3e-3, 1e-3, 1e-4, 1e-5, 1e-6];

const strategies: readonly (readonly [string, Definition<'pathStrategy'>, object])[] = [
  ['greedy', greedy, {}],
  ['greedy that shortens', greedy, { shorten: true }],
  ['constrained', constrained, { mode: 'transversal' }],
  ['breadth-first', breadthFirst, { start: 'endpoints' }],
  ['Bézier', bezier, {}],
  ['auto', auto, { tries: ['core/linear', 'dss/greedy', 'dss/constrained'] }],
];

describe.each(strategies)('%s', (_, strategy, options) => {
  describe.each([33, 101])('judged on %i points', (gridPoints) => {
    it.each(widths)('meets no wall of width %s by samples, and claims nothing by proofs', async (width) => {
      const wall = hiddenRidge({ place, width });
      const problem = { ...analyticProblem(wall, { a: [0, 0], b: [1, 0], level: 0.5 }), gridPoints };
      const ask = (edges: string) =>
        judged(strategy, { ...options, edges }, problem, 1, affineProofs(wall));
      const { record } = await ask('certified');
      expect([record.verdict, record.grade]).toEqual(['not-found', null]);
      // The grid itself sees the wall where it is wide: what is hidden is told here.
      const line = await judged(greedy, { maxDepth: 0 }, problem);
      if (width < 1e-3) expect(line.record.verdict).toBe('connected');
    }); // prettier-ignore
  });
});

it.each(widths)('beads that descend across a ridge of width %s go round it, or nothing is found', async (width) => {
  const ridge = hiddenRidge({ place, width, endsAbove: 0 });
  const problem = analyticProblem(ridge, { a: [0, 0], b: [1, 0], level: 0.5 });
  const options = { mode: 'transversal', edges: 'certified' };
  const { record, path } = await judged(constrained, options, problem, 1, affineProofs(ridge));
  if (record.verdict === 'not-found') return;
  expect(record.grade).toBe('certified');
  // Every way across is where the ridge is half as high.
  const crossing = path.vertices.findIndex((vertex) => vertex['w']!.data[0]! > place);
  const [before, after] = [path.vertices[crossing - 1]!, path.vertices[crossing]!];
  const at = (i: 0 | 1) => [before, after].map((vertex) => vertex['w']!.data[i]!);
  const [xs, ys] = [at(0), at(1)];
  const t = (place - xs[0]!) / (xs[1]! - xs[0]!);
  expect((1 - t) * ys[0]! + t * ys[1]!).toBeGreaterThanOrEqual(0.5 - 1e-9);
}); // prettier-ignore

it('a ridge is gone round at some widths', async () => {
  const verdicts = await Promise.all(
    widths.map(async (width) => {
      const ridge = hiddenRidge({ place, width, endsAbove: 0 });
      const problem = analyticProblem(ridge, { a: [0, 0], b: [1, 0], level: 0.5 });
      const options = { mode: 'transversal', edges: 'certified' };
      return (await judged(constrained, options, problem, 1, affineProofs(ridge))).record.verdict;
    }),
  );
  expect(verdicts.filter((verdict) => verdict === 'connected').length).toBeGreaterThanOrEqual(3);
});

describe('ReLU networks with a spike between them', () => {
  const one = { size: 1, x: Float32Array.of(1), y: Float32Array.of(0) };
  const registry = Registry.of(core);

  /** Three units of slopes that rise to `steep` draw a tent of height 1, 1/steep wide to both sides, at a whole number of steps of its width. */
  async function spiky(steep: number) {
    const top = Math.floor(steep * place);
    const numbers: Readonly<Record<string, (end: 'a' | 'b') => readonly number[]>> = {
      'dense1.kernel': (end) => (end === 'a' ? [0, 0, 0] : [steep, steep, steep]),
      'dense1.bias': () => [1, 0, -1].map((shift) => shift - top),
      'dense2.kernel': () => [1, -2, 1],
      'dense2.bias': () => [0],
    };
    const made = await linearProblem({
      widths: [1, 3, 1],
      activation: 'relu',
      data: one,
      edit: (params, end) => mapLeaves(params, (_, name) => Float32Array.from(numbers[name]!(end))),
    });
    const { plugin: loss } = registry.resolve('loss', 'core/mse', '/loss');
    if (loss.on !== 'prediction') throw new Error('core/mse is a loss of predictions');
    const subject = { kind: 'network', network: made.network!, loss, data: one, classes: false } as const; // prettier-ignore
    const certifier: ChosenCertifier = {
      ...registry.resolve('certifier', 'core/affine', '/certify'),
      subject,
    };
    return { problem: { ...made, level: 0.5, gridPoints: 101 }, top: top / steep, certifier };
  }

  it.each([2 ** 9, 2 ** 11, 2 ** 13, 2 ** 16])('whose sides are 1 to %i', async (steep) => {
    const { problem, top, certifier } = await spiky(steep);
    const { a, b, valueBetween } = problem;
    expect(valueBetween(a, b, top)).toBe(1);
    const sampled = await judged(greedy, {}, problem);
    expect(sampled.record).toMatchObject({ verdict: 'connected', grade: 'sampled', beads: 0 });
    for (const [, strategy, options] of strategies.slice(0, 3)) {
      const { record } = await judged(strategy, { ...options, edges: 'certified' }, problem, 1, certifier);
      // The line is refuted, whatever is found beside it.
      expect(record.search.proofs!.refuted).toBeGreaterThan(0);
      expect(record.verdict === 'connected' ? record.grade : record.reason).not.toBe('sampled');
      expect(record.beads > 0 || record.verdict === 'not-found').toBe(true);
    }
  }); // prettier-ignore
});
