import { describe, expect, it } from 'vitest';
import { cellExperiment, sweepGrid, sweepOf } from './sweep.js';

describe('a grid', () => {
  const sweep = { '/train/threshold': [0.1, 0.01], '/seed': { from: 3, count: 3 } };
  const grid = sweepGrid(sweep);
  const cells = Array.from({ length: grid.count }, (_, i) => grid.cell(i));

  it('holds every combination once, the first axis slowest', () => {
    expect(cells.map(({ values }) => Object.values(values))).toEqual([
      [0.1, 3], [0.1, 4], [0.1, 5], [0.01, 3], [0.01, 4], [0.01, 5],
    ]); // prettier-ignore
    expect(new Set(cells.map(({ id }) => id)).size).toBe(6);
  });

  it('names a cell by its values alone, whatever else is in the grid', () => {
    const wider = sweepGrid({ '/seed': [9, 4], '/train/threshold': [1, 0.01] });
    const same = cells.find(({ values }) => values['/seed'] === 4 && values['/train/threshold'] === 0.01); // prettier-ignore
    expect(wider.cell(3)).toEqual({ id: same!.id, values: { '/seed': 4, '/train/threshold': 0.01 } }); // prettier-ignore
  });

  it('goes in steps, without the traces of binary fractions', () => {
    expect(sweepGrid({ '/x': { from: 0.1, count: 3, step: 0.1 } }).axes[0]!.values).toEqual([
      0.1, 0.2, 0.3,
    ]);
    const large = Number.MAX_SAFE_INTEGER - 2;
    expect(sweepGrid({ '/x': { from: large, count: 2 } }).axes[0]!.values[1]).toBe(large + 1);
    expect(sweepGrid({ '/x': { from: 2, count: 3, step: -0.5 } }).axes[0]!.values).toEqual([
      2, 1.5, 1,
    ]);
  });

  it('makes the experiment of a cell', () => {
    const raw = { name: 'a', seed: 0, train: { maxSteps: 9 }, sweep };
    expect(cellExperiment(raw, cells[4]!)).toEqual({
      name: 'a',
      seed: 4,
      train: { maxSteps: 9, threshold: 0.01 },
    });
    expect(raw).toHaveProperty('sweep');
  });

  it('varies several settings together by variants, which a cell knows by their names', () => {
    const arms = {
      plain: {},
      penalized: { '/regularizers': ['core/l2'], '/train/batchSize': 8 },
    };
    const grid = sweepGrid({ arm: arms, '/seed': [1, 2] });
    expect(grid.axes[0]).toEqual({
      pointer: 'arm',
      values: ['plain', 'penalized'],
      variants: arms,
    });
    expect(grid.cell(2).values).toEqual({ arm: 'penalized', '/seed': 1 });
    const raw = { name: 'a', train: { maxSteps: 9 }, sweep: { arm: arms } };
    expect(cellExperiment(raw, grid.cell(0))).toEqual({
      name: 'a',
      seed: 1,
      train: { maxSteps: 9 },
    });
    expect(cellExperiment(raw, grid.cell(3))).toEqual({
      ...{ name: 'a', seed: 2, train: { maxSteps: 9, batchSize: 8 } },
      regularizers: ['core/l2'],
    });
    expect(() => cellExperiment({ name: 'a' }, grid.cell(3))).toThrow(
      '/sweep/arm: it has no variant "penalized", which a trial is to run.',
    );
  });

  it('takes a variant called "from" for one', () => {
    expect(sweepGrid({ arm: { from: { '/seed': 1 }, count: { '/seed': 2 } } }).count).toBe(2);
  });

  it('of nothing is one cell', () => {
    expect(sweepGrid({}).count).toBe(1);
  });
});

describe('refused, with where and what to do', () => {
  it.each([
    [{ '/seed': [] }, /\/sweep\/~1seed: it has no values/],
    [{ '/seed': { from: 1, count: 0 } }, /it has no values/],
    [{ seed: [1] }, /\/sweep\/seed: its key is no JSON pointer/],
    [{ '': [1] }, /its key is no JSON pointer/],
    [{ '/name': ['x'] }, /\/name cannot be varied/],
    [{ '/plugins/0': ['x'] }, /\/plugins\/0 cannot be varied/],
    [{ '/train': [{}], '/train/threshold': [1] }, /\/train\/threshold is a part of \/train/],
    [{ '/x': [[1, 2], { a: 1 }, [1, 2]] }, /\/sweep\/~1x: \[1,2\] stands there twice/],
    [{ '/x': { from: 1, count: 2, step: 0 } }, /\/sweep\/~1x: its step is 0/],
    [{ '/seed': { from: 0, count: 1e5 }, '/x': [1, 2] }, /200000 combinations.*100000/],
    [{ '/x': { a: { '/y': 1 } } }, /\/sweep\/~1x: a JSON pointer has a list of values; variants/],
    [{ 'a/b': { a: { '/y': 1 } } }, /\/sweep\/a~1b: variants stand under a name such as "arm"/],
    [{ arm: {} }, /\/sweep\/arm: it has no variants/],
    [{ arm: { a: { seed: 1 } } }, /of variant "a" "seed" is no JSON pointer/],
    [{ arm: { a: { '': 1 } } }, /of variant "a" "" is no JSON pointer/],
    [{ arm: { a: { '/plugins/0': 1 } } }, /of variant "a" \/plugins\/0 cannot be varied/],
    [
      { arm: { a: { '/train': {}, '/train/threshold': 1 } } },
      /of variant "a" \/train\/threshold is a part of \/train/,
    ],
    [
      { arm: { a: { '/train': {} } }, '/train/threshold': [1] },
      /\/train\/threshold is a part of \/train, which is varied too/,
    ],
    [{ arm: { a: { '/seed': 3 } }, '/seed': [1] }, /\/seed is varied by "arm" too/],
    [{ arm: { a: { '/seed': 3 } }, leg: { b: { '/seed': 1 } } }, /\/seed is varied by "leg" too/],
  ])('%j', (sweep, message) => {
    expect(() => sweepGrid(sweep)).toThrow(message);
  });

  it('a billion cells are refused without being made', () => {
    const axis = { from: 0, count: 1e9 };
    expect(() => sweepGrid({ '/a': axis, '/b': axis })).toThrow(/combinations/);
  });
});

describe('the sweep of an experiment', () => {
  it.each([{}, { sweep: null }])('%j has none', (raw) => {
    expect(sweepOf(raw)).toBeNull();
  });

  it('is read while the rest is not whole yet', () => {
    const sweep = { '/seed': { from: 1, count: 2 }, '/paths': [['core/linear']] };
    expect(sweepOf({ sweep })).toEqual({ ...sweep, '/seed': { from: 1, count: 2, step: 1 } });
  });

  it.each([
    [[], /\/sweep: expected an object/],
    [{ '/seed': 5 }, /\/sweep\/~1seed: expected a list of values or \{ "from"/],
    [{ '/seed': [] }, /\/sweep\/~1seed: /],
    [{ '/seed': { from: 1, cuont: 2 } }, /\/sweep\/~1seed/],
    [{ arm: { a: 5 } }, /\/sweep\/arm\/a: /],
    [{ '/seed': { from: 1, count: 1.5 } }, /\/sweep\/~1seed\/count: expected a whole number/],
    [{ '/seed': { from: 1, count: 1e9 } }, /\/sweep\/~1seed\/count: .*100000/],
  ])('%j is refused with its place', (sweep, message) => {
    expect(() => sweepOf({ sweep })).toThrow(message);
  });
});
