import { describe, expect, it } from 'vitest';
import { hash128 } from './hash.js';

const bitsOf = (words: readonly number[]) =>
  words.flatMap((word) => Array.from({ length: 32 }, (_, bit) => (word >>> bit) & 1));

/** Names as streams have them: a stem, and a number that differs in one character. */
const names = Array.from({ length: 500 }, (_, i) => `seed ${i % 7}/endpoint a/step ${i}`);

describe('hash128', () => {
  it('gives the values that stored results were made with', () => {
    expect(hash128('')).toEqual([133493709, 1597072771, -792437792, 1785392427]);
    expect(hash128('seed 0')).toEqual([1210019629, 67390102, 1572557117, -607580507]);
  });

  it('never meets twice over many names that are alike', () => {
    const many = [...names, ...names.map((name) => `${name}0`), ...names.map((n) => n.slice(1))];
    expect(new Set(many.map((name) => hash128(name).join())).size).toBe(new Set(many).size);
  });

  it('flips every output bit about half of the time when one input bit is flipped', () => {
    const flips = new Float64Array(128);
    let trials = 0;
    for (const name of names)
      for (const at of [0, name.length >> 1, name.length - 1]) {
        const other =
          name.slice(0, at) + String.fromCharCode(name.charCodeAt(at) ^ 1) + name.slice(at + 1);
        const after = bitsOf(hash128(other));
        bitsOf(hash128(name)).forEach((bit, i) => (flips[i]! += bit ^ after[i]!));
        trials++;
      }
    // 1500 trials of a fair coin have a standard deviation of 0.013; six of them, over 128 bits.
    const rates = [...flips].map((count) => count / trials);
    expect(Math.min(...rates)).toBeGreaterThan(0.5 - 6 * 0.013);
    expect(Math.max(...rates)).toBeLessThan(0.5 + 6 * 0.013);
  });
});
