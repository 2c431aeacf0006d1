import { describe, expect, it } from 'vitest';
import type { Dataset } from '@isthmus/contract';
import { dataSha256, sha256 } from './sha256.js';

describe('sha256', () => {
  it('gives the digests of FIPS 180-2', () => {
    expect(sha256()).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    expect(sha256('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });

  it('takes parts one after the other, texts as UTF-8', () => {
    expect(sha256('a', Uint8Array.of(98), 'c')).toBe(sha256('abc'));
    expect(sha256('ü')).toBe(sha256(Uint8Array.of(0xc3, 0xbc)));
  });
});

describe('dataSha256', () => {
  const set = (size: number, x: number[], y: number[]): Dataset => ({
    size,
    x: Float32Array.from(x),
    y: Float32Array.from(y),
  });
  const one = set(2, [0, 1], [2, 3]);

  it('is the digest of the sizes and the little-endian floats', () => {
    const bytes = [0, 0, 0, 0, 0, 0, 128, 63, 0, 0, 0, 64, 0, 0, 64, 64];
    expect(dataSha256(one)).toBe(sha256('2\n', Uint8Array.from(bytes)));
  });

  it('is of the content, wherever it lies in memory', () => {
    const far = Float32Array.of(9, 9, 0, 1, 9).subarray(2, 4);
    expect(dataSha256({ ...one, x: far })).toBe(dataSha256(one));
  });

  it('tells every change apart', () => {
    const others = [
      [set(2, [0, 1], [3, 2])],
      [set(2, [-0, 1], [2, 3])],
      [set(1, [0, 1], [2, 3])],
      [set(2, [0, 1 + 2 ** -23], [2, 3])],
      [one, one],
      [one, set(0, [], [])],
      [],
    ];
    const hashes = others.map((sets) => dataSha256(...sets));
    expect(new Set([...hashes, dataSha256(one)]).size).toBe(others.length + 1);
  });
});
