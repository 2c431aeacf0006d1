import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readIdx } from './idx.js';
import { asView, caught, faultOf, mutants, resultOrFault } from './testing/faults.js';

const size = (n: number) => [(n >>> 24) & 255, (n >>> 16) & 255, (n >>> 8) & 255, n & 255];
const file = (kind: number, shape: number[], data: number[]) =>
  Uint8Array.of(0, 0, kind, shape.length, ...shape.flatMap(size), ...data);
const tiny = file(8, [2, 3], [1, 2, 3, 4, 5, 250]);

describe('readIdx', () => {
  it.each([
    ['u1', 0x08, [1, 255], new Uint8Array([1, 255])],
    ['i1', 0x09, [1, 255], new Int8Array([1, -1])],
    ['i2', 0x0b, [1, 2, 255, 254], new Int16Array([258, -2])],
    ['i4', 0x0c, [0, 0, 1, 2, 255, 255, 255, 254], new Int32Array([258, -2])],
    ['f4', 0x0d, [0x3f, 0xc0, 0, 0, 0xc0, 0, 0, 0], new Float32Array([1.5, -2])],
    [
      'f8',
      0x0e,
      [0x3f, 0xf8, 0, 0, 0, 0, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0],
      new Float64Array([1.5, -2]),
    ],
  ])('reads %s, big-endian', (_, kind, data, expected) => {
    expect(readIdx(file(kind, [2], data), 'f')).toEqual({ shape: [2], data: expected });
  });

  it('reads shape and values, plain, gzipped, and from a view into a larger buffer', () => {
    const expected = { shape: [2, 3], data: Uint8Array.of(1, 2, 3, 4, 5, 250) };
    expect(readIdx(tiny, 'f')).toEqual(expected);
    expect(readIdx(gzipSync(tiny), 'f')).toEqual(expected);
    expect(readIdx(asView(tiny), 'f')).toEqual(expected);
  });

  it('returns data of its own', () => {
    const bytes = tiny.slice();
    const { data } = readIdx(bytes, 'f');
    bytes.fill(0);
    expect(data[0]).toBe(1);
  });

  it('reads an array without elements', () => {
    expect(readIdx(file(8, [0, 28, 28], []), 'f').shape).toEqual([0, 28, 28]);
    expect(readIdx(file(8, [0xffffffff, 0, 0xffffffff], []), 'f').data).toHaveLength(0);
  });

  it('refuses a file cut off at any byte, plain or gzipped', () => {
    for (let end = 0; end < tiny.length; end++) {
      const cut = tiny.subarray(0, end);
      expect(faultOf(() => readIdx(cut, 'f'))).toBe('data/truncated');
      expect(faultOf(() => readIdx(gzipSync(cut), 'f'))).toBe('data/truncated');
    }
  });

  it.each([
    ['trailing bytes', Uint8Array.of(...tiny, 0), 'data/trailing-bytes'],
    ['another format', new TextEncoder().encode('<!DOCTYPE html>'), 'data/bad-magic'],
    ['an unknown kind of number', file(0x0a, [1], [1]), 'data/unsupported'],
    ['no axes', file(8, [], [1]), 'data/unsupported'],
    ['sizes beyond the file', file(8, [0xffffffff, 0xffffffff], [1]), 'data/truncated'],
    ['255 huge axes', file(14, new Array(255).fill(0xffffffff), [1]), 'data/truncated'],
    ['a NaN', file(0x0d, [1], [0x7f, 0xc0, 0, 0]), 'data/bad-value'],
    ['an infinity', file(0x0d, [1], [0x7f, 0x80, 0, 0]), 'data/bad-value'],
    ['gzip inside gzip', gzipSync(gzipSync(tiny)), 'data/bad-magic'],
  ])('refuses %s', (_, bytes, code) => {
    expect(faultOf(() => readIdx(bytes, 'f'))).toBe(code);
  });

  it('refuses gzipped content above the cap', () => {
    expect(readIdx(gzipSync(tiny), 'f', tiny.length).shape).toEqual([2, 3]);
    expect(faultOf(() => readIdx(gzipSync(tiny), 'f', tiny.length - 1))).toBe('data/too-large');
  });

  it('names the file, the shape, what was expected and what came', () => {
    const { message } = caught(() => readIdx(tiny.subarray(0, 14), 'train-images'));
    expect(message).toBe(
      'train-images: expected 6 bytes of data for the shape [2, 3] in its header, came 2. The file breaks off or its header is wrong: copy or write it again.',
    );
    const page = caught(() => readIdx(new TextEncoder().encode('<html>'), 'images.gz'));
    expect(page.message).toContain('expected an IDX file, came a web page or XML');
  });

  it('says where a bad value is', () => {
    const nan = [0x7f, 0xc0, 0, 0];
    const bytes = file(0x0d, [2, 2], [0, 0, 0, 0, 0, 0, 0, 0, ...nan, 0, 0, 0, 0]);
    expect(caught(() => readIdx(bytes, 'f')).message).toContain('NaN at [1, 0]');
  });

  it('answers every damaged file with a consistent array or a typed error', () => {
    const floats = file(0x0d, [1, 2], [0x3f, 0xc0, 0, 0, 0xc0, 0, 0, 0]);
    fc.assert(
      fc.property(fc.oneof(mutants(tiny), mutants(floats), mutants(gzipSync(tiny))), (bytes) => {
        const result = resultOrFault(() => readIdx(bytes, 'f'));
        if (typeof result === 'string') return;
        expect(result.data).toHaveLength(result.shape.reduce((a, b) => a * b, 1));
        expect(result.data.every(Number.isFinite)).toBe(true);
      }),
      { numRuns: 4000, seed: 1 },
    );
  });
});
