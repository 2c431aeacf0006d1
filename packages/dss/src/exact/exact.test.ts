import { analyticProblem } from '@isthmus/core/conformance';
import { doubleWellForm } from '../testing/double-well-form.js';
import { reluProblem, unread, type ReluSetting } from '../testing/relu-problem.js';
import { judged } from '../testing/judged.js';
import { describe, expect, it } from 'vitest';
import { cellsPath } from './cells.js';
import { reluLayerPath } from './relu-layer.js';

/** What rounding vertices to float32 adds, and what sampling misses of a peak at a vertex, which is nothing. */
const ROUNDING = 1e-5;

const settings: readonly (readonly [string, ReluSetting])[] = [
  ...[1, 2, 3, 4, 5, 6].map((seed) => [`seed ${seed}`, { seed, hidden: 2, samples: 4 }] as const),
  ['three units', { seed: 7, hidden: 3, samples: 3 }],
  ['one unit', { seed: 8, hidden: 1, samples: 5 }],
  ['a unit that nothing reads at a', { seed: 9, hidden: 2, samples: 4, edit: (params, end) => (end === 'a' ? unread(params, 0) : params) }],
  ['a unit that nothing reads at b', { seed: 10, hidden: 2, samples: 4, edit: (params, end) => (end === 'b' ? unread(params, 1) : params) }],
]; // prettier-ignore

describe.each(settings)('dss/relu-layer on %s', (_, setting) => {
  it('joins the two at the exact level, and not below it', async () => {
    const { problem, exact } = await reluProblem(setting);
    const above = { ...problem, level: exact * (1 + ROUNDING) };
    const { record } = await judged(reluLayerPath, {}, above);
    expect(record).toMatchObject({ verdict: 'connected', grade: 'sampled' });
    expect(record.peak.loss).toBeLessThanOrEqual(exact * (1 + ROUNDING));
    expect(record.details).toMatchObject({ exactLevel: exact });
    const below = { ...problem, level: exact * (1 - 1e-3) };
    const { record: lower } = await judged(reluLayerPath, {}, below);
    expect(lower).toMatchObject({ verdict: 'not-found', reason: 'above-level' });
  });
});

describe('what they do not know', () => {
  it('is refused by name', async () => {
    const { problem } = await reluProblem({ seed: 1, hidden: 2, samples: 4 });
    const form = problem.form!()!;
    const { refusal } = reluLayerPath.create({});
    expect(refusal!(problem.network, form)).toBeNull();
    expect(refusal!(problem.network, null)).toMatch(/not known as a formula/);
    expect(refusal!(null, doubleWellForm)).toMatch(/the loss is no network/);
    const many = { ...form, inputs: Array.from({ length: 60 }, (_, i) => [i]), targets: Array.from({ length: 60 }, () => [0]) };
    expect(refusal!(problem.network, many as typeof form)).toBeNull();
    const wide = form.kind === 'chain' && { ...many, layers: form.layers.map((layer, k) => (k === 0 ? { ...layer, units: 3 } : { ...layer, inputs: 3 })) };
    expect(refusal!(problem.network, wide as typeof form)).toMatch(/60 samples and 3 hidden units make 240\^3 cells/);
    const cells = cellsPath.create({ maxCells: 100 });
    expect(cells.refusal!(problem.network, form)).toMatch(/at most 4 parameters, and there are 7/);
    expect(cells.refusal!(null, null)).toMatch(/formulas/);
  }); // prettier-ignore
});

describe('dss/cells between two wells', () => {
  const at = (level: number) => ({
    ...analyticProblem(doubleWell, { a: [-1, 0], b: [1, 0], level }),
    form: () => doubleWellForm,
  });
  const doubleWell = {
    spec: { leaves: [{ name: 'w', shape: [2], axes: [null] }] },
    value: ([x = 0, y = 0]: Float64Array) => (x * x - 1) ** 2 + y * y,
    gradient: ([x = 0, y = 0]: Float64Array) => Float64Array.of(4 * x * (x * x - 1), 2 * y),
  };

  it('names the cells of one well, of either end', () => {
    const strategy = cellsPath.create({ maxCells: 50_000 });
    const problem = at(0.9);
    const state = strategy.init(problem, null as never);
    expect(strategy.separator!(state)).toMatchObject({ kind: 'cells', around: 'a' });
    expect(strategy.status(state)).toEqual({ tag: 'not-found', reason: 'above-level' });
  });

  it('names none where the straight line holds, nor with too few cells', () => {
    for (const [level, maxCells] of [[1.5, 50_000], [0.9, 10]] as const) {
      const strategy = cellsPath.create({ maxCells });
      expect(strategy.separator!(strategy.init(at(level), null as never))).toBeNull();
    }
  });
}); // prettier-ignore
