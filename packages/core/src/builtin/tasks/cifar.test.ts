import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FileSource } from '@isthmus/contract';
import { fileSourceIn } from '@isthmus/files/node';
import { load } from './testing/load.js';

const PIXELS = 32 * 32;

/** The value of a colour of a pixel, another for each of them. */
const pixel = (record: number, channel: number, at: number) =>
  (7 * record + 83 * channel + at) % 256;

/** Records of the classes given, the last of several bytes a record being pixels' neighbours. */
function records(labels: readonly (readonly number[])[]): Uint8Array {
  const planes = (record: number) =>
    [0, 1, 2].flatMap((channel) =>
      Array.from({ length: PIXELS }, (_, at) => pixel(record, channel, at)),
    );
  return Uint8Array.from(labels.flatMap((label, record) => [...label, ...planes(record)]));
}

const content: Readonly<Record<string, Uint8Array>> = {
  'batch.bin': records([[3], [9], [0]]),
  'batch.bin.gz': gzipSync(records([[3], [9], [0]])),
  'more.bin': records([[1]]),
  'hundred.bin': records([
    [19, 99],
    [0, 4],
  ]),
  'cut.bin': records([[3], [9]]).slice(0, -1),
  'empty.bin': new Uint8Array(0),
  'eleven.bin': records([[3], [10]]),
  'web-page.bin': new TextEncoder().encode('<html>not found</html>'),
};

let folder = '';
let files: FileSource;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cifar-'));
  for (const [name, bytes] of Object.entries(content)) await writeFile(join(folder, name), bytes);
  files = fileSourceIn(folder);
});
afterAll(() => rm(folder, { recursive: true }));

const classesOf = (y: Float32Array, count: number) =>
  Array.from({ length: y.length / count }, (_, row) =>
    y.subarray(row * count, (row + 1) * count).indexOf(1),
  );

describe('core/cifar', () => {
  it.each(['batch.bin', 'batch.bin.gz'])('reads %s with the colours side by side', async (file) => {
    const { splits, ...rest } = await load('core/cifar', { files: file }, files);
    expect(rest).toMatchObject({ input: [32, 32, 3], output: [10], targets: 'classes' });
    expect(rest.warnings?.map(({ message }) => message)).toEqual([
      `${file}: 7 of the 10 classes have no row: 1, 2, 4, 5, 6, 7, 8. The labels run from 0 to 9, 3 different ones.`,
    ]);
    expect(splits.probe.size).toBe(3);
    expect(splits.test.size).toBe(0);
    expect(classesOf(splits.probe.y, 10)).toEqual([3, 9, 0]);
    for (const [record, at, channel] of [
      [0, 0, 0],
      [0, 0, 2],
      [1, 33, 1],
      [2, 1023, 2],
    ] as const)
      expect(splits.probe.x[(record * PIXELS + at) * 3 + channel]).toBe(
        Math.fround(pixel(record, channel, at) / 255),
      );
  });

  it('reads several files as one, and splits them by rows', async () => {
    const options = {
      files: ['batch.bin', 'more.bin'],
      splits: { train: [0, 2], probe: [2, 3], test: [3, 4] },
    };
    const { splits } = await load('core/cifar', options, files);
    expect(classesOf(splits.train.y, 10)).toEqual([3, 9]);
    expect(classesOf(splits.probe.y, 10)).toEqual([0]);
    expect(classesOf(splits.test.y, 10)).toEqual([1]);
    expect(splits.test.x[1]).toBe(Math.fround(83 / 255));
  });

  it.each([
    ['cifar-100', 100, [99, 4]],
    ['cifar-100-coarse', 20, [19, 0]],
  ])('reads %s', async (labels, count, classes) => {
    const data = await load('core/cifar', { files: 'hundred.bin', labels }, files);
    expect(data.output).toEqual([count]);
    expect(classesOf(data.splits.probe.y, count)).toEqual(classes);
    expect(data.splits.probe.x[0]).toBe(0);
  });

  it.each([
    [{ files: 'none.bin' }, 'data/missing', 'none.bin: cannot be read'],
    [{ files: 'cut.bin' }, 'data/truncated', 'cut.bin: expected records of 3073 bytes'],
    [{ files: 'hundred.bin' }, 'data/truncated', 'check the option "labels"'],
    [{ files: 'empty.bin' }, 'data/bad-value', 'empty.bin: expected at least one record'],
    [{ files: 'web-page.bin' }, 'data/bad-magic', 'a web page'],
    [
      { files: 'eleven.bin' },
      'data/bad-value',
      'row 1 (counted from 0): expected a class from 0 to 9',
    ],
    [
      { files: ['batch.bin', 'cut.bin'] },
      'data/truncated',
      'cut.bin: expected records of 3073 bytes',
    ],
    [
      { files: 'batch.bin', splits: { train: [0, 4] } },
      'data/bad-value',
      'batch.bin, splits.train: expected rows from 0 to 3 at most',
    ],
  ])('refuses %o', async (options, code, words) => {
    await expect(load('core/cifar', options, files)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(words),
    });
  });

  it.each([
    [{}, '/task/options/files: missing'],
    [{ files: 'batch.bin', labels: 'cifar' }, '/task/options/labels'],
  ])('refuses the options %o', async (options, words) => {
    await expect(load('core/cifar', options, files)).rejects.toMatchObject({
      message: expect.stringContaining(words),
    });
  });
});
