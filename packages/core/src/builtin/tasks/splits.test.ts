import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { caught } from '@isthmus/files/testing';
import type { Samples } from './splits.js';
import { splits, taskData } from './splits.js';

/** Row r holds r and -1 - r, its target 10 r. */
const rows = (size: number): Samples => ({
  input: [2],
  output: [1],
  targets: 'values',
  size,
  x: Float32Array.from({ length: 2 * size }, (_, i) => (i % 2 === 0 ? i / 2 : -(i + 1) / 2)),
  y: Float32Array.from({ length: size }, (_, row) => 10 * row),
});

/** Which rows each split got, read off the inputs; checks that the rest of each row came along. */
function dealt(size: number, given: unknown) {
  const chosen = given === undefined ? undefined : splits.parse(given);
  const data = taskData(rows(size), { splits: chosen }, 'a.csv');
  const read = (split: 'train' | 'probe' | 'test') => {
    const { size: count, x, y } = data.splits[split];
    expect([x.length, y.length]).toEqual([2 * count, count]);
    return Array.from(y, (target, i) => {
      expect([x[2 * i], x[2 * i + 1]]).toEqual([target / 10, -1 - target / 10]);
      return target / 10;
    });
  };
  return { train: read('train'), probe: read('probe'), test: read('test') };
}

const upTo = (size: number) => Array.from({ length: size }, (_, i) => i);

describe('splits', () => {
  it.each([
    ['nothing', undefined, { train: upTo(5), probe: upTo(5), test: [] }],
    ['all', { probe: 'all' }, { train: [], probe: upTo(5), test: [] }],
    [
      'ranges',
      { train: [0, 3], probe: [3, 4], test: [4, 5] },
      { train: [0, 1, 2], probe: [3], test: [4] },
    ],
    [
      'ranges that overlap',
      { train: [1, 4], probe: [0, 5] },
      { train: [1, 2, 3], probe: upTo(5), test: [] },
    ],
    ['a range and all', { train: 'all', test: [2, 3] }, { train: upTo(5), probe: [], test: [2] }],
  ])('deals rows by %s', (_, given, expected) => {
    expect(dealt(5, given)).toEqual(expected);
  });

  it('deals every row once where fractions add up to 1, in shuffled order, by the seed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 20, max: 300 }), fc.nat(5), (size, seed) => {
        const { train, probe, test } = dealt(size, { train: 0.7, probe: 0.1, test: 0.2, seed });
        expect([...train, ...probe, ...test].sort((a, b) => a - b)).toEqual(upTo(size));
        expect(Math.abs(train.length - 0.7 * size)).toBeLessThanOrEqual(0.5);
        expect(Math.abs(probe.length - 0.1 * size)).toBeLessThanOrEqual(1);
      }),
      { numRuns: 50, seed: 1 },
    );
    const first = dealt(100, { train: 0.5, test: 0.25 });
    expect([first.train.length, first.probe.length, first.test.length]).toEqual([50, 0, 25]);
    expect(first.train).not.toEqual(upTo(50));
    expect(dealt(100, { train: 0.5, test: 0.25, seed: 0 })).toEqual(first);
    expect(dealt(100, { train: 0.5, test: 0.25, seed: 1 })).not.toEqual(first);
  });

  it('does not copy what is used whole', () => {
    const samples = rows(3);
    const { train, probe } = taskData(samples, {}, 'a').splits;
    expect(train.x).toBe(samples.x);
    expect(probe.y).toBe(samples.y);
  });

  it.each([
    [
      'beyond the last row',
      { train: [0, 6] },
      'a.csv, splits.train: expected rows from 0 to 5 at most, for there are 5, came [0, 6].',
    ],
    [
      'of a fraction that rounds to none',
      { train: 0.9, probe: 0.01 },
      'a.csv, splits.probe: expected at least one row',
    ],
  ])('refuses rows %s', (_, given, words) => {
    const error = caught(() => dealt(5, given));
    expect(error.code).toBe('data/bad-value');
    expect(error.message).toContain(words);
  });

  it.each([
    [{}, 'at least one of train, probe and test'],
    [{ seed: 1 }, 'at least one of train, probe and test'],
    [{ train: 0.5, probe: [0, 5] }, 'fractions for all splits or for none'],
    [{ train: 0.5, probe: 'all' }, 'fractions for all splits or for none'],
    [{ train: 0.8, probe: 0.3 }, 'add up to at most 1, not 1.1'],
    [{ train: [3, 3] }, 'with from < to'],
    [{ train: [3, 1] }, 'with from < to'],
    [{ train: [-1, 3] }, 'expected number to be >=0'],
    [{ train: [0, 1.5] }, 'expected "all", a range'],
    [{ train: [0, 1, 2] }, 'expected "all", a range'],
    [{ train: 0 }, 'expected number to be >0'],
    [{ train: 2 }, 'expected number to be <=1'],
    [{ train: 'half' }, 'expected "all", a range'],
    [{ validation: 'all' }, 'Unrecognized key'],
  ])('refuses to read %o as splits', (given, words) => {
    const { error } = splits.safeParse(given);
    expect(error?.issues.map(({ message }) => message).join()).toContain(words);
  });

  it('takes decimals that add up to 1 and a little in binary', () => {
    expect(splits.safeParse({ train: 0.7, probe: 0.1, test: 0.2 }).success).toBe(true);
  });
});
