import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Params } from '@isthmus/contract/parameters';
import { fingerprint } from './fingerprint.js';

const params = (...leaves: readonly (readonly number[])[]): Params =>
  Object.fromEntries(
    leaves.map((data, i) => [`p${i}`, { shape: [data.length], data: Float32Array.from(data) }]),
  );

describe('fingerprint', () => {
  it('is the same for equal bits, wherever they lie in memory', () => {
    const entries = fc.array(fc.float(), { minLength: 1 });
    fc.assert(
      fc.property(entries, entries, (a, b) => {
        const moved = Float32Array.from([9, ...a]).subarray(1);
        const other = { p0: { shape: [a.length], data: moved }, p1: params(b)['p0']! };
        expect(fingerprint(other)).toBe(fingerprint(params(a, b)));
      }),
    );
  });

  it('tells small differences apart', () => {
    const all = [
      params([0, 0], [0]),
      params([-0, 0], [0]),
      params([0, -0], [0]),
      params([0, 0], [-0]),
      params([0], [0, 0]),
      params([0, 0, 0]),
      params([1, 2], [3]),
      params([2, 1], [3]),
      params([1, 2 + 2 ** -22], [3]),
      params([1, NaN], [3]),
    ];
    expect(new Set(all.map(fingerprint)).size).toBe(all.length);
  });

  it('gives no two of 100 000 neighbours one text', () => {
    const seen = new Set<string>();
    for (let i = 0; i < 100_000; i++) seen.add(fingerprint(params([i, 0, i % 7])));
    expect(seen.size).toBe(100_000);
  });
});
