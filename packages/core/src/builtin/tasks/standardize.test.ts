import { describe, expect, it } from 'vitest';
import type { FileSource } from '@isthmus/contract';
import { Registry } from '../../registry/registry.js';
import { tasks } from './index.js';
import { load } from './testing/load.js';
import { standardized } from './standardize.js';

const utf8 = (text: string) => new TextEncoder().encode(text);

/** Files by name, made by the test. */
const filesOf = (content: Readonly<Record<string, Uint8Array>>): FileSource => ({
  read: async (name) => content[name]!,
});

const npy = (shape: readonly number[], values: readonly number[]): Uint8Array => {
  const tuple = `(${shape.join(', ')}${shape.length === 1 ? ',' : ''})`;
  const header = `{'descr': '<f8', 'fortran_order': False, 'shape': ${tuple}}\n`;
  const data = new Uint8Array(Float64Array.from(values).buffer);
  return Uint8Array.of(0x93, ...utf8('NUMPY'), 1, 0, header.length, 0, ...utf8(header), ...data);
};
const word = (size: number) => [0, 0, size >> 8, size & 255];
const idx = (shape: readonly number[], values: readonly number[]) =>
  Uint8Array.of(0, 0, 8, shape.length, ...shape.flatMap(word), ...values);

const moments = (values: readonly number[]) => {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return [mean, Math.sqrt(squares / values.length)];
};

it('is an option of every task that reads files', () => {
  const registry = Registry.of(tasks);
  const readers = tasks.filter(({ name }) => {
    try {
      registry.resolve('task', { use: name }, '/task');
      return false;
    } catch {
      return true;
    }
  });
  // A reader that is added has it too, or fails below.
  expect(readers.map(({ name }) => name).sort()).toEqual(['core/cifar', 'core/csv', 'core/idx', 'core/npy']); // prettier-ignore
  for (const { options } of readers) {
    const { issues = [] } = options['~standard'].validate({ standardize: 'no boolean' }) as {
      issues?: readonly { readonly path: readonly string[] }[];
    };
    expect(issues.map(({ path }) => path.join())).toContain('standardize');
  }
});

describe('a table', () => {
  // The last two rows are far away, so that they would show in mean and deviation.
  const table = 'big,small,same,class\n1000,0.001,7,0\n3000,0.003,7,1\n2000,0.002,7,0\n9e9,50,8,1\n8e9,60,9,0\n'; // prettier-ignore
  const options = { file: 't.csv', inputs: ['big', 'small', 'same'], targets: ['class'], standardize: true, splits: { train: [0, 3], probe: [3, 5] } }; // prettier-ignore

  it('is scaled by the train rows alone; a column that does not vary is shifted', async () => {
    const data = await load('core/csv', options, filesOf({ 't.csv': utf8(table) }));
    const deviation = Math.sqrt(2 / 3);
    expect(data.scaling).toEqual({
      from: 'train',
      mean: [2000, 0.002, 7],
      deviation: [expect.closeTo(1000 * deviation, 9), expect.closeTo(0.001 * deviation, 12), 1],
    });
    const { train, probe } = data.splits;
    for (const column of [0, 1]) {
      const [mean, spread] = moments([...train.x].filter((_, i) => i % 3 === column));
      expect(mean).toBeCloseTo(0, 6);
      expect(spread).toBeCloseTo(1, 6);
    }
    expect([...probe.x].filter((_, i) => i % 3 === 2)).toEqual([1, 2]);
    expect(data.columns).toEqual(['big', 'small', 'same']);
    expect(data.warnings ?? []).toEqual([]);
  });

  it('says so where there is no train split to scale by', async () => {
    const judged = { ...options, splits: { test: 'all' } };
    const data = await load('core/csv', judged, filesOf({ 't.csv': utf8(table) }));
    expect(data.scaling?.from).toBe('test');
    expect(data.warnings).toMatchObject([{ code: 'data/scaled-by-judged-rows' }]);
  });

  it('is scaled before it is rounded: times of day of one year are told apart', async () => {
    const seconds = [0, 1, 2, 3].map((more) => 1.7e9 + more);
    const text = `time,y\n${seconds.map((time) => `${time},0`).join('\n')}\n`;
    const given = { file: 't.csv', inputs: ['time'], targets: ['y'], standardize: true };
    const data = await load('core/csv', given, filesOf({ 't.csv': utf8(text) }));
    // Rounded to float32 first all four would be one number.
    const expected = [-3, -1, 1, 3].map((part) => Math.fround(part / Math.sqrt(5)));
    expect([...data.splits.train.x]).toEqual(expected);
    expect(data.warnings ?? []).toEqual([]);
  });
});

describe('images', () => {
  it('have one mean and deviation a channel', async () => {
    const [red, green] = [[0, 100, 200, 40, 60, 20, 80, 140], [1, 1, 1, 1, 3, 3, 3, 3]]; // prettier-ignore
    const pixels = red!.flatMap((value, i) => [value, green![i]!]);
    const files = filesOf({ 'x.npy': npy([2, 2, 2, 2], pixels), 'y.npy': npy([2, 1], [0, 1]) });
    const given = { inputs: 'x.npy', targets: 'y.npy', standardize: true };
    const { scaling } = await load('core/npy', given, files);
    const [r, g] = [moments(red!), moments(green!)];
    expect(scaling).toEqual({ from: 'train', mean: [r[0], g[0]], deviation: [r[1], g[1]] });
  });

  it('of bytes are told in the numbers of the file', async () => {
    const bytes = [0, 51, 102, 255];
    const files = filesOf({ 'x.idx': idx([4, 1, 1], bytes), 'y.idx': idx([4], [0, 1, 0, 1]) });
    const names = { images: 'x.idx', labels: 'y.idx' };
    const plain = await load('core/idx', names, files);
    expect(plain.scaling).toEqual({ from: null, mean: [0], deviation: [255] });
    const { scaling, splits } = await load('core/idx', { ...names, standardize: true }, files);
    const [mean, deviation] = moments(bytes);
    expect(scaling).toEqual({ from: 'train', mean: [mean], deviation: [deviation] });
    expect([...splits.train.x]).toEqual(bytes.map((byte) => Math.fround((byte - mean!) / deviation!))); // prettier-ignore
  });
});

it('composes with a scaling that was made before, where the numbers of the file are not at hand', () => {
  const scaling = { from: null, mean: [0], deviation: [255] };
  const inputs = { size: 2, input: [1], x: Float32Array.of(0, 1), scaling };
  expect(standardized(inputs, [0, 1], 'train')).toEqual({
    x: Float32Array.of(-1, 1),
    scaling: { from: 'train', mean: [127.5], deviation: [127.5] },
  });
});
