import { describe, expect, it } from 'vitest';
import { core } from '../builtin/index.js';
import { load } from '../builtin/tasks/testing/load.js';
import type { PluginRef, TaskData } from '@isthmus/contract';
import { buildNetwork } from '@isthmus/engine';
import { Registry } from '../registry/registry.js';
import { channelsFirst } from './channels-first.js';
import { layersOf } from './open-network.js';
import { judgedByTrainRows, rowsInCommon } from './shared-rows.js';
import { unscaledInputs } from './unscaled.js';

const context = { canStandardize: true, imported: false };

/** Rows of inputs, as the data of a task of any plugin. */
function dataOf(rows: readonly (readonly number[])[], names?: readonly string[]) {
  const x = Float32Array.from(rows.flat());
  const set = { size: rows.length, x, y: new Float32Array(rows.length) };
  const data: TaskData = {
    ...{ input: [rows[0]!.length], output: [1], targets: 'values' },
    splits: { train: set, probe: set, test: set },
    ...(names === undefined ? {} : { columns: names }),
  };
  return { data, set };
}

const spread = (count: number, size: number) =>
  Array.from({ length: count }, (_, i) => size * Math.sin(i));

describe('inputs of very different size', () => {
  it.each([
    ['far apart in deviation', [1, 0.009], true],
    ['not that far', [1, 0.011], false],
    ['all small alike', [1e-4, 1e-4], false],
    ['large', [11, 5], true],
    ['of some size', [9, 0.5], false],
  ])('%s: %j', (_, sizes, warned) => {
    const rows = spread(50, 1).map((value) => sizes.map((size) => value * size));
    const { data, set } = dataOf(rows, ['first', 'second']);
    const found = unscaledInputs(data, set, context);
    expect(found.map(({ code }) => code)).toEqual(warned ? ['data/unscaled'] : []);
    expect(unscaledInputs({ ...data, scaling: { from: 'train', mean: [0], deviation: [1] } }, set, context)).toEqual([]); // prettier-ignore
  });

  it('are named, the remedy for what was asked too', () => {
    const rows = spread(40, 1).map((value) => [1000 * value, value, 0.001 * value]);
    const { data, set } = dataOf(rows, ['proline', 'hue', 'ash']);
    const said = (change: Partial<typeof context>) =>
      unscaledInputs(data, set, { ...context, ...change })[0]!.message;
    for (const name of ['proline', 'hue', 'ash']) expect(said({})).toContain(`"${name}"`);
    expect(said({})).toContain('"standardize": true');
    expect(said({ canStandardize: false })).not.toContain('standardize');
    // Scaling by this data what a network was trained on would change its function.
    expect(said({ imported: true })).not.toContain('standardize');
    expect(said({ imported: true })).toContain('as they were trained on');
  });

  it('take a bounded message, however many columns there are', () => {
    const rows = spread(20, 1).map((value) => Array.from({ length: 5000 }, (_, c) => value * 2 ** (c % 20))); // prettier-ignore
    const { data, set } = dataOf(rows);
    expect(unscaledInputs(data, set, context)[0]!.message.length).toBeLessThan(1000);
  });

  it('are not seen in a pixel at the rim, which is hardly ever lit', () => {
    const rows = spread(100, 0.5).map((value, i) => [0.5 + value, i === 3 ? 0.004 : 0]);
    const { data, set } = dataOf(rows);
    expect(unscaledInputs(data, set, context)).toEqual([]);
  });
});

describe('the data that come with Isthmus', () => {
  const registry = Registry.of(core);
  const own = registry.list('task').filter(({ name }) => {
    try {
      registry.resolve('task', { use: name }, '/task');
      return true;
    } catch {
      return false;
    }
  });

  it.each(own.map(({ name }) => name))('%s is not warned of', async (name) => {
    const data = await load(name as `core/${string}`);
    const { train, probe } = data.splits;
    const found = [
      ...unscaledInputs(data, train, context),
      ...channelsFirst(data.input),
      ...(data.whole ? [] : judgedByTrainRows('probe', probe.size, rowsInCommon(probe, train))),
    ];
    expect(found).toEqual([]);
  });
});

describe('images with their channels first', () => {
  const registry = Registry.of(core);
  const viewOf = (architecture: PluginRef) => {
    const { plugin } = registry.resolve('architecture', architecture, '/architecture');
    const shapes = { input: [3, 8, 8], output: [2] };
    return buildNetwork(plugin.build(shapes), shapes, layersOf(registry)).view;
  };
  it.each([
    [[3, 32, 32], true],
    [[1, 28, 28], true],
    [[3, 4, 5], true],
    [[4, 32, 32], true],
    [[2, 28, 28], true],
    [[4, 8, 16], false],
    [[4, 4, 4], false],
    [[32, 32, 3], false],
    [[28, 28, 1], false],
    [[3, 3, 3], false],
    [[1, 1, 4], false],
    [[3, 32], false],
    [[3, 8, 8, 8], false],
  ])('%j: %s', (input, warned) => {
    const found = channelsFirst(input);
    expect(found).toHaveLength(warned ? 1 : 0);
    if (warned) expect(found[0]!.message).toContain('numpy.moveaxis(x, 1, -1)');
  });

  it('are said to matter to weights from files alone, where the network flattens them', () => {
    const words = 'This network flattens them';
    expect(
      channelsFirst([3, 8, 8], viewOf({ use: 'core/mlp', options: { hidden: [4] } }))[0]!.message,
    ).toContain(words);
    expect(
      channelsFirst(
        [3, 8, 8],
        viewOf({ use: 'core/convnet', options: { blocks: [{ filters: 2 }] } }),
      )[0]!.message,
    ).not.toContain(words);
  });
});

describe('rows that are train rows too', () => {
  const rows = (numbers: readonly (readonly number[])[]) => ({
    size: numbers.length,
    x: Float32Array.from(numbers.flatMap(([a, b]) => [a!, b!])),
    y: Float32Array.from(numbers.map(([, , y]) => y!)),
  });
  const train = rows([[1, 2, 0], [3, 4, 1], [3, 4, 1], [5, 6, 0]]); // prettier-ignore

  it.each([
    [
      'none',
      [
        [2, 1, 0],
        [7, 8, 9],
      ],
      0,
    ],
    ['not with another target', [[1, 2, 1]], 0],
    [
      'some, in any order',
      [
        [5, 6, 0],
        [9, 9, 9],
        [3, 4, 1],
      ],
      2,
    ],
  ] as const)('%s', (_, numbers, common) => {
    expect(rowsInCommon(rows(numbers), train)).toBe(common);
  });

  it('are found among many by content, not by the arrays', () => {
    const many = (from: number) => rows(Array.from({ length: 3000 }, (_, i) => [from + i, Math.sin(from + i), i % 2])); // prettier-ignore
    expect(rowsInCommon(many(1000), many(0))).toBe(2000);
    expect(rowsInCommon(many(0), many(0))).toBe(3000);
  });

  it('are said where they are a tenth or more, and counted always', () => {
    expect(judgedByTrainRows('probe', 150, 1)).toEqual([]);
    expect(judgedByTrainRows('probe', 100, 40)[0]!.message).toContain('40 of its 100 rows');
    expect(judgedByTrainRows('test', 6, 6)[0]!.message).toContain('all of its 6 rows');
  });
});
