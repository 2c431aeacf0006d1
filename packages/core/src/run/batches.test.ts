import { describe, expect, it } from 'vitest';
import { createRng, type Rng } from '@isthmus/contract/base';
import type { Dataset } from '@isthmus/contract';
import { batchOf, takeRows } from '@isthmus/engine/internal';
import { createSampler, type Sampler } from './batches.js';

/** Row i has the inputs (i, i + 0.5) and the target -i. */
function rows(size: number): Dataset {
  return {
    size,
    x: Float32Array.from({ length: 2 * size }, (_, i) => Math.floor(i / 2) + 0.5 * (i % 2)),
    y: Float32Array.from({ length: size }, (_, i) => -i),
  };
}

/** Which rows a batch holds, after checking that inputs and targets stayed together. */
function rowsIn({ size, x, y }: Dataset): number[] {
  expect([x.length, y.length]).toEqual([2 * size, size]);
  return Array.from({ length: size }, (_, i) => {
    expect([x[2 * i], x[2 * i + 1]]).toEqual([-y[i]!, -y[i]! + 0.5]);
    return -y[i]! + 0;
  });
}

const batchAt = (sampler: Sampler, ...[rng, step]: Parameters<Sampler['rows']>) =>
  batchOf(sampler.data, sampler.rows(rng, step));
const drawBatch = (sampler: Sampler, rng: Rng) => batchOf(sampler.data, sampler.draw(rng));

const upTo = (size: number) => Array.from({ length: size }, (_, i) => i);
const sorted = (numbers: readonly number[]) => [...numbers].sort((a, b) => a - b);

describe('batches by step', () => {
  const sizes = [
    { size: 12, batchSize: 4 },
    { size: 10, batchSize: 4 },
    { size: 7, batchSize: 1 },
    { size: 100, batchSize: 99 },
  ];

  it.each(sizes)('$batchSize of $size: every epoch holds every row once', ({ size, batchSize }) => {
    const sampler = createSampler(rows(size), batchSize);
    const perEpoch = Math.ceil(size / batchSize);
    const rng = createRng(1);
    const epochs = [0, 1, 2].map((epoch) =>
      upTo(perEpoch).flatMap((i) => rowsIn(batchAt(sampler, rng, epoch * perEpoch + i))),
    );
    for (const epoch of epochs) expect(sorted(epoch)).toEqual(upTo(size));
    expect(epochs[0]).not.toEqual(epochs[1]);
    expect(epochs[1]).not.toEqual(epochs[2]);
  });

  it.each(sizes)(
    '$batchSize of $size: only the last of an epoch is smaller',
    ({ size, batchSize }) => {
      const sampler = createSampler(rows(size), batchSize);
      const perEpoch = Math.ceil(size / batchSize);
      for (const step of upTo(3 * perEpoch)) {
        const isLast = step % perEpoch === perEpoch - 1;
        const rest = size - (perEpoch - 1) * batchSize;
        expect(batchAt(sampler, createRng(0), step).size).toBe(isLast ? rest : batchSize);
      }
    },
  );

  it('depend on the stream and the step alone: any order, any sampler, numbers drawn before', () => {
    const steps = upTo(23);
    const straight = createSampler(rows(10), 3);
    const rng = createRng(5).fork('batches');
    const expected = steps.map((step) => rowsIn(batchAt(straight, rng, step)));
    const resumed = createSampler(rows(10), 3);
    const used = createRng(5).fork('batches');
    used.next();
    for (const step of [...steps].reverse()) {
      used.normal();
      expect(rowsIn(batchAt(resumed, used, step))).toEqual(expected[step]);
    }
    const other = createRng(5).fork('other');
    const alone = steps.map((step) => rowsIn(batchAt(createSampler(rows(10), 3), other, step)));
    expect(alone).not.toEqual(expected);
    for (const step of steps) {
      expect(rowsIn(batchAt(straight, other, step))).toEqual(alone[step]);
      expect(rowsIn(batchAt(straight, rng, step))).toEqual(expected[step]);
    }
  });

  it('are copies: writing into one changes neither the data nor the next', () => {
    const data = rows(6);
    const sampler = createSampler(data, 2);
    batchAt(sampler, createRng(0), 0).x.fill(NaN);
    expect(rowsIn(data)).toEqual(upTo(6));
    expect(rowsIn(batchAt(sampler, createRng(0), 0))).toHaveLength(2);
  });
});

describe('a full batch', () => {
  it.each(['full', 6, 7] as const)('batchSize %s gives the data set itself', (batchSize) => {
    const data = rows(6);
    const sampler = createSampler(data, batchSize);
    expect(sampler.batchSize).toBe(6);
    expect(batchAt(sampler, createRng(0), 3)).toBe(data);
    expect(drawBatch(sampler, createRng(0))).toBe(data);
  });
});

describe('a single draw', () => {
  it('holds different rows, equal for equal streams', () => {
    const sampler = createSampler(rows(50), 20);
    for (const seed of upTo(50)) {
      const drawn = rowsIn(drawBatch(sampler, createRng(seed)));
      expect(new Set(drawn).size).toBe(20);
      expect(drawn.every((row) => row >= 0 && row < 50)).toBe(true);
      expect(rowsIn(drawBatch(sampler, createRng(seed)))).toEqual(drawn);
    }
  });

  it('takes every pair of rows about equally often', () => {
    const sampler = createSampler(rows(5), 2);
    const rng = createRng(3);
    const counts = new Map<string, number>();
    const draws = 20_000;
    for (let i = 0; i < draws; i++) {
      const pair = sorted([...drawBatch(sampler, rng).y]).join();
      counts.set(pair, (counts.get(pair) ?? 0) + 1);
    }
    expect(counts.size).toBe(10);
    // Chi-square with 9 degrees of freedom passes 27.9 once in a thousand; the seed is fixed.
    const expected = draws / 10;
    const chiSquare = [...counts.values()].reduce((s, n) => s + (n - expected) ** 2 / expected, 0);
    expect(chiSquare).toBeLessThan(27.9);
  });
});

describe('what is refused', () => {
  it.each([0, -1, 1.5, NaN, Infinity])('batchSize %s', (batchSize) => {
    expect(() => createSampler(rows(3), batchSize)).toThrow(
      expect.objectContaining({ code: 'run/bad-batch-size' }),
    );
  });

  it('a data set without rows', () => {
    expect(() => createSampler(rows(0), 'full')).toThrow(
      expect.objectContaining({ code: 'run/no-rows' }),
    );
  });
});

it('takeRows takes rows by place, also twice', () => {
  expect(rowsIn(takeRows(rows(4), Int32Array.of(3, 0, 3)))).toEqual([3, 0, 3]);
});
