import { cp, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Dataset } from '@isthmus/contract';
import { dataSha256 } from '@isthmus/files/internal';
import { readEmbedded } from './embedded.js';
import { load } from './testing/load.js';

function classCounts({ size, y }: Dataset): readonly number[] {
  const counts = new Array<number>(10).fill(0);
  for (let row = 0; row < size; row++) counts[y.subarray(10 * row, 10 * row + 10).indexOf(1)]!++;
  return counts;
}

const range = (data: Float32Array) => [
  data.reduce((a, b) => Math.min(a, b)),
  data.reduce((a, b) => Math.max(a, b)),
];

// The sums below were also computed with NumPy from the same files.

describe('core/digits', () => {
  it('has the digits in [0, 1], split by rows', async () => {
    const { splits, ...rest } = await load('core/digits');
    expect(rest).toEqual({
      ...{ input: [64], output: [10], targets: 'classes' },
      scaling: { from: null, mean: [0], deviation: [16] },
    });
    expect([splits.train.size, splits.probe.size, splits.test.size]).toEqual([1200, 237, 360]);
    for (const { x } of Object.values(splits)) expect(range(x)).toEqual([0, 1]);
    const total = Object.values(splits).map(classCounts);
    expect(total[0]!.map((_, c) => total.reduce((sum, counts) => sum + counts[c]!, 0))).toEqual([
      178, 182, 177, 183, 181, 182, 181, 179, 174, 180,
    ]);
    // The first image of the source begins 0 0 5 13 9 1 0 0, and is a 0; the last is an 8.
    expect([...splits.train.x.subarray(0, 8)]).toEqual(
      [0, 0, 5, 13, 9, 1, 0, 0].map((p) => p / 16),
    );
    expect(splits.train.y.indexOf(1)).toBe(0);
    expect([...splits.test.y.subarray(-10)]).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 1, 0]);
    expect(dataSha256(splits.train, splits.probe, splits.test)).toBe(
      'ad27169882d07f63293e3862678adcdf2157504750b87c609420f8ad23fc71f4',
    );
  });

  it('can be split in another way', async () => {
    const { splits } = await load('core/digits', { splits: { train: [0, 10], probe: 'all' } });
    expect([splits.train.size, splits.probe.size, splits.test.size]).toEqual([10, 1797, 0]);
    await expect(load('core/digits', { splits: { train: [0, 1798] } })).rejects.toMatchObject({
      code: 'data/bad-value',
    });
  });
});

describe('core/fashion-mnist-mini', () => {
  it('has balanced clothes in [0, 1], split by rows', async () => {
    const { splits, ...rest } = await load('core/fashion-mnist-mini');
    expect(rest).toEqual({
      ...{ input: [28, 28, 1], output: [10], targets: 'classes' },
      scaling: { from: null, mean: [0], deviation: [255] },
    });
    expect([splits.train.size, splits.probe.size, splits.test.size]).toEqual([400, 100, 200]);
    for (const [split, each] of [
      ['train', 40],
      ['probe', 10],
      ['test', 20],
    ] as const) {
      expect(classCounts(splits[split])).toEqual(new Array(10).fill(each));
      expect(range(splits[split].x)).toEqual([0, 1]);
    }
    expect(dataSha256(splits.train, splits.probe, splits.test)).toBe(
      '82805864f28b193d503ff60cdf26c5749acebc09a969d2af4acca47375ff9e84',
    );
  });
});

describe('readEmbedded', () => {
  const name = 'fashion-mnist-mini-test-labels.idx.gz';
  const program = process.argv[1]!;
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'embedded-'));
    await mkdir(join(folder, 'data'));
  });
  afterEach(async () => {
    process.argv[1] = program;
    await rm(folder, { recursive: true });
  });

  it('reads from the package', async () => {
    const file = fileURLToPath(new URL(`../../../data/${name}`, import.meta.url));
    expect(Buffer.from(await readEmbedded(name))).toEqual(await readFile(file));
  });

  it('reads from beside the program that was started', async () => {
    const own = fileURLToPath(new URL(`../../../data/${name}`, import.meta.url));
    await cp(own, join(folder, 'data', 'other.gz'));
    process.argv[1] = join(folder, 'runner.js');
    expect(Buffer.from(await readEmbedded('other.gz'))).toEqual(await readFile(own));
  });

  it('says where it looked', async () => {
    process.argv[1] = join(folder, 'runner.js');
    await expect(readEmbedded('none.gz')).rejects.toMatchObject({
      code: 'data/missing',
      message: expect.stringContaining(join(folder, 'data')),
    });
  });
});
