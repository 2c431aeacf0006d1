import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FileSource, TaskData } from '@isthmus/contract';
import { fileSourceIn } from '@isthmus/files/node';
import { numpyFiles } from '@isthmus/files/testing';
import { load } from './testing/load.js';

const utf8 = (text: string) => new TextEncoder().encode(text);
const word = (size: number) => [0, 0, size >> 8, size & 255];
const idxBytes = (shape: readonly number[], values: readonly number[]) =>
  Uint8Array.of(0, 0, 8, shape.length, ...shape.flatMap(word), ...values);

/** A NumPy file of little-endian float64, or of bytes. */
function npyBytes(
  descr: '<f8' | '|u1' | '|b1',
  shape: string,
  values: readonly number[],
): Uint8Array {
  const header = `{'descr': '${descr}', 'fortran_order': False, 'shape': ${shape}}\n`;
  const data =
    descr === '<f8' ? new Uint8Array(Float64Array.from(values).buffer) : Uint8Array.from(values);
  return Uint8Array.of(0x93, ...utf8('NUMPY'), 1, 0, header.length, 0, ...utf8(header), ...data);
}

const pixels = [0, 51, 102, 153, 204, 255];
const content: Readonly<Record<string, Uint8Array>> = {
  'images.idx': idxBytes([3, 1, 2], pixels),
  'images.idx.gz': gzipSync(idxBytes([3, 1, 2], pixels)),
  'more-images.idx': idxBytes([1, 1, 2], [255, 0]),
  'colour.idx': idxBytes([1, 1, 2, 3], pixels),
  'rows.idx': idxBytes([3, 2], pixels),
  'mask.idx': idxBytes([3, 2], [0, 1, 1, 0, 0, 1]),
  'labels.idx': idxBytes([3], [2, 0, 1]),
  'more-labels.idx': idxBytes([1], [3]),
  'two-labels.idx': idxBytes([2], [0, 1]),
  'zero-labels.idx': idxBytes([3], [0, 0, 0]),
  'no-rows.idx': idxBytes([0, 1, 2], []),
  'cut.idx': idxBytes([3, 1, 2], pixels).slice(0, -1),
  'cut.idx.gz': gzipSync(idxBytes([3, 1, 2], pixels)).subarray(0, 20),
  'magic.idx': Uint8Array.of(1, 2, 3, 4),
  'web-page.idx': utf8('<html>'),
  'table.csv': utf8('x,y,class\n0.5,1,0\n-1,2,2\n3,4,1\n'),
  'bare.csv': utf8('0.5;1;0\n-1;2;2\n'),
  'huge.csv': utf8('x,y\n1,2\n1e39,3\n'),
  'cut.csv': utf8('x,y\n1,2\n1'),
  'fractions.csv': utf8('x,y\n1,0\n2,1.5\n'),
  'inputs.npy': npyBytes('<f8', '(3, 2)', [1, 2, 3, 4, 5, 6.5]),
  'cube.npy': npyBytes('<f8', '(1, 1, 2, 3)', [1, 2, 3, 4, 5, 6]),
  'line.npy': npyBytes('<f8', '(3,)', [1, 2, 3]),
  'pixels.npy': npyBytes('|u1', '(3, 2)', pixels),
  'flags.npy': npyBytes('|b1', '(3, 2)', [0, 1, 1, 0, 0, 1]),
  'targets.npy': npyBytes('<f8', '(3, 1)', [0.5, -1, 2]),
  'classes.npy': npyBytes('|u1', '(3,)', [1, 0, 1]),
  'huge.npy': npyBytes('<f8', '(2, 1)', [1, -1e300]),
  'scalar.npy': Buffer.from(numpyFiles.scalar, 'base64'),
  'object.npy': Buffer.from(numpyFiles.object, 'base64'),
  'f4.npy': Buffer.from(numpyFiles['<f4'], 'base64'),
};

let folder = '';
let files: FileSource;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'file-tasks-'));
  for (const [name, bytes] of Object.entries(content)) await writeFile(join(folder, name), bytes);
  files = fileSourceIn(folder);
});
afterAll(() => rm(folder, { recursive: true }));

const rounded = (values: readonly number[]) => [...Float32Array.from(values)];
const probeOf = ({ splits: { probe } }: TaskData) => ({
  size: probe.size,
  x: [...probe.x],
  y: [...probe.y],
});
const scaled = rounded(pixels.map((pixel) => Math.fround(pixel) / 255));

describe('core/idx', () => {
  it.each([
    ['images', { images: 'images.idx' }, [1, 2, 1], scaled],
    ['gzipped images', { images: 'images.idx.gz' }, [1, 2, 1], scaled],
    ['rows', { images: 'rows.idx' }, [2], scaled],
    ['masks, which are not scaled', { images: 'mask.idx' }, [2], [0, 1, 1, 0, 0, 1]],
    [
      'labels as inputs',
      { images: 'labels.idx' },
      [1],
      rounded([2, 0, 1].map((value) => value / 255)),
    ],
  ])('reads %s', async (_, options, input, x) => {
    const data = await load('core/idx', { ...options, labels: 'labels.idx' }, files);
    expect(data).toMatchObject({ input, output: [3], targets: 'classes' });
    expect(probeOf(data)).toEqual({ size: 3, x, y: [0, 0, 1, 1, 0, 0, 0, 1, 0] });
    expect(data.splits.train).toEqual(data.splits.probe);
    expect(data.splits.test.size).toBe(0);
  });

  it('keeps a channel axis', async () => {
    const options = { images: 'colour.idx', labels: 'more-labels.idx', classes: 4 };
    expect(await load('core/idx', options, files)).toMatchObject({ input: [1, 2, 3], output: [4] });
  });

  it('reads several files one after the other, and splits them as one', async () => {
    const options = {
      images: ['images.idx', 'more-images.idx'],
      labels: ['labels.idx', 'more-labels.idx'],
      splits: { train: [0, 3], probe: [2, 4] },
    };
    const data = await load('core/idx', options, files);
    expect(data.output).toEqual([4]);
    expect(probeOf(data)).toEqual({
      size: 2,
      x: [...scaled.slice(4), 1, 0],
      y: [0, 1, 0, 0, 0, 0, 0, 1],
    });
  });

  it('takes more classes than occur', async () => {
    const options = { images: 'images.idx', labels: 'labels.idx', classes: 5 };
    expect((await load('core/idx', options, files)).output).toEqual([5]);
  });
});

describe('core/csv', () => {
  it.each([
    [
      'values',
      { file: 'table.csv', inputs: ['x'], targets: ['y', 'class'] },
      [0.5, -1, 3],
      [1, 0, 2, 2, 4, 1],
    ],
    [
      'classes',
      { file: 'table.csv', inputs: ['y', 'x'], targets: ['class'], classes: 3 },
      [1, 0.5, 2, -1, 4, 3],
      [1, 0, 0, 0, 0, 1, 0, 1, 0],
    ],
    [
      'a file without names',
      { file: 'bare.csv', inputs: [1, 0], targets: [2], header: false, delimiter: ';' },
      [1, 0.5, 2, -1],
      [0, 2],
    ],
  ])('reads %s', async (_, options, x, y) => {
    const data = await load('core/csv', options, files);
    expect(data).toMatchObject({
      input: [options.inputs.length],
      output: [y.length / data.splits.probe.size],
    });
    expect(probeOf(data)).toMatchObject({ x, y });
  });
});

describe('core/npy', () => {
  it.each([
    [
      'numbers',
      { inputs: 'inputs.npy', targets: 'targets.npy' },
      [2],
      [1, 2, 3, 4, 5, 6.5],
      [0.5, -1, 2],
    ],
    [
      'bytes, which are scaled',
      { inputs: 'pixels.npy', targets: 'targets.npy' },
      [2],
      scaled,
      [0.5, -1, 2],
    ],
    [
      'booleans, which are not',
      { inputs: 'flags.npy', targets: 'line.npy' },
      [2],
      [0, 1, 1, 0, 0, 1],
      [1, 2, 3],
    ],
    ['a line', { inputs: 'line.npy', targets: 'line.npy' }, [1], [1, 2, 3], [1, 2, 3]],
    [
      'classes',
      { inputs: 'line.npy', targets: 'classes.npy', classes: 2 },
      [1],
      [1, 2, 3],
      [0, 1, 1, 0, 0, 1],
    ],
  ])('reads %s', async (_, options, input, x, y) => {
    const data = await load('core/npy', options, files);
    expect(data).toMatchObject({ input, targets: 'classes' in options ? 'classes' : 'values' });
    expect(probeOf(data)).toEqual({ size: 3, x, y });
  });

  it('keeps the shapes of rows', async () => {
    const data = await load('core/npy', { inputs: 'cube.npy', targets: 'cube.npy' }, files);
    expect(data).toMatchObject({ input: [1, 2, 3], output: [1, 2, 3] });
  });

  it('reads several files one after the other', async () => {
    const options = {
      inputs: ['inputs.npy', 'pixels.npy'],
      targets: ['targets.npy', 'targets.npy'],
    };
    // Bytes beside other numbers are numbers, not pixels.
    expect(probeOf(await load('core/npy', options, files))).toEqual({
      size: 6,
      x: [1, 2, 3, 4, 5, 6.5, ...pixels],
      y: [0.5, -1, 2, 0.5, -1, 2],
    });
  });
});

describe('file tasks', () => {
  const idx = { images: 'images.idx', labels: 'labels.idx' };
  const csv = { file: 'table.csv', inputs: ['x'], targets: ['y'] };
  const npy = { inputs: 'inputs.npy', targets: 'targets.npy' };

  it.each<readonly [`core/${string}`, object, string, string]>([
    [
      'core/idx',
      { ...idx, images: 'none.idx' },
      'data/missing',
      'none.idx: cannot be read (there is no such file)',
    ],
    ['core/idx', { ...idx, images: '.' }, 'data/missing', 'it is a folder'],
    ['core/idx', { ...idx, images: 'cut.idx' }, 'data/truncated', 'cut.idx: expected 6 bytes'],
    [
      'core/idx',
      { ...idx, images: 'cut.idx.gz' },
      'data/truncated',
      'cut.idx.gz: expected a complete gzip file',
    ],
    [
      'core/idx',
      { ...idx, images: 'magic.idx' },
      'data/bad-magic',
      'came a file that begins with the bytes 01 02 03 04',
    ],
    ['core/idx', { ...idx, images: 'web-page.idx' }, 'data/bad-magic', 'a web page'],
    [
      'core/idx',
      { ...idx, images: 'no-rows.idx' },
      'data/bad-value',
      'no-rows.idx: expected at least one row',
    ],
    [
      'core/idx',
      { ...idx, labels: 'two-labels.idx' },
      'data/bad-value',
      'two-labels.idx: expected 3 rows, as many as images.idx has, came 2.',
    ],
    [
      'core/idx',
      { ...idx, labels: 'images.idx' },
      'data/bad-value',
      'images.idx: expected one label a row, an array with one axis, came the shape [3, 1, 2]',
    ],
    [
      'core/idx',
      { ...idx, classes: 2 },
      'data/bad-value',
      'labels.idx, row 0 (counted from 0): expected a class from 0 to 1, for there are 2 classes, came 2 (the labels run from 0 to 2, 3 different ones).',
    ],
    [
      'core/idx',
      { ...idx, labels: 'zero-labels.idx' },
      'data/bad-value',
      'zero-labels.idx: expected labels of two classes or more',
    ],
    [
      'core/idx',
      { ...idx, images: ['images.idx', 'colour.idx'] },
      'data/bad-value',
      'colour.idx: expected rows of shape [1, 2], as images.idx has, came rows of shape [1, 2, 3].',
    ],
    [
      'core/idx',
      { ...idx, splits: { train: [0, 4] } },
      'data/bad-value',
      'images.idx, splits.train: expected rows from 0 to 3 at most',
    ],
    ['core/csv', { ...csv, file: 'none.csv' }, 'data/missing', 'none.csv'],
    [
      'core/csv',
      { ...csv, file: 'cut.csv' },
      'data/bad-value',
      'cut.csv, line 3: expected 2 cells',
    ],
    [
      'core/csv',
      { ...csv, inputs: ['z'] },
      'data/bad-value',
      'expected exactly one column named "z"',
    ],
    [
      'core/csv',
      { ...csv, file: 'huge.csv' },
      'data/bad-value',
      'huge.csv, line 3, column "x": expected a number that float32 can hold, at most 3.4e38 in size, came 1e+39.',
    ],
    [
      'core/csv',
      { ...csv, file: 'fractions.csv', classes: 2 },
      'data/bad-value',
      'fractions.csv, line 3: expected a class from 0 to 1, for there are 2 classes, came 1.5 (the labels',
    ],
    [
      'core/csv',
      { ...csv, inputs: ['y'], targets: ['x'], classes: 4 },
      'data/bad-value',
      'came 0.5',
    ],
    ['core/npy', { ...npy, targets: 'none.npy' }, 'data/missing', 'none.npy'],
    [
      'core/npy',
      { ...npy, inputs: 'scalar.npy' },
      'data/bad-value',
      'scalar.npy: expected at least one row',
    ],
    [
      'core/npy',
      { ...npy, inputs: 'object.npy' },
      'data/unsupported',
      'a pickle, which is never read',
    ],
    ['core/npy', { ...npy, inputs: 'images.idx' }, 'data/bad-magic', 'an IDX file'],
    [
      'core/npy',
      { ...npy, inputs: 'f4.npy' },
      'data/bad-value',
      'targets.npy: expected 2 rows, as many as f4.npy has, came 3.',
    ],
    [
      'core/npy',
      { inputs: 'huge.npy', targets: 'huge.npy' },
      'data/bad-value',
      'huge.npy, row 1 (counted from 0): expected a number that float32 can hold',
    ],
    [
      'core/npy',
      { ...npy, targets: 'inputs.npy', classes: 2 },
      'data/bad-value',
      'inputs.npy: expected one class a row, for "classes" is set, came rows of shape [2].',
    ],
    [
      'core/npy',
      { ...npy, classes: 2 },
      'data/bad-value',
      'targets.npy, row 0 (counted from 0): expected a class from 0 to 1',
    ],
  ])('%s refuses %o', async (task, options, code, words) => {
    await expect(load(task, { ...options }, files)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(words),
    });
  });

  it.each<readonly [`core/${string}`, object, string]>([
    [
      'core/idx',
      { images: 'a' },
      '/task/options/labels: missing; expected the path of a file, or a list of paths',
    ],
    [
      'core/idx',
      { ...idx, images: [] },
      '/task/options/images: expected a list of at least 1 item',
    ],
    ['core/idx', { ...idx, classes: 1 }, '/task/options/classes'],
    ['core/idx', { ...idx, splits: {} }, '/task/options/splits: expected rows for at least one'],
    ['core/csv', { ...csv, inputs: [] }, '/task/options/inputs'],
    ['core/csv', { ...csv, inputs: [-1] }, '/task/options/inputs/0: expected a number, at least 0'],
    [
      'core/csv',
      { ...csv, targets: ['x', 'y'], classes: 2 },
      '/task/options/targets: expected one column of classes, for "classes" is set',
    ],
    ['core/csv', { ...csv, delimiter: '' }, '/task/options/delimiter'],
    ['core/csv', { ...csv, path: 'x' }, 'unknown key "path"'],
    [
      'core/npy',
      { ...npy, inputs: 5 },
      '/task/options/inputs: expected the path of a file, or a list of paths; got 5',
    ],
    ['core/npy', { ...npy, input: 'x' }, 'unknown key "input". Did you mean "inputs"?'],
  ])('%s refuses the options %o', async (task, options, words) => {
    await expect(load(task, { ...options }, files)).rejects.toMatchObject({
      message: expect.stringContaining(words),
    });
  });
});
