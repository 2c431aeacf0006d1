import type { Params } from '../parameters/parameters.js';

/**
 * A short text that tells parameters apart by the bits of their entries: 128 bits of hash a leaf, so that
 * two of the thousands of points of a search do not meet by accident. Not cryptographic, and only
 * meant to live as long as the process.
 */
export function fingerprint(params: Params): string {
  let text = '';
  for (const { data } of Object.values(params)) text += hashOf(data);
  return text;
}

function hashOf(data: Float32Array): string {
  const words = new Int32Array(data.buffer, data.byteOffset, data.length);
  let a = 0x9e3779b9;
  let b = 0x85ebca6b;
  let c = 0xc2b2ae35;
  let d = 0x27d4eb2f;
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    a = Math.imul(a ^ word, 0x2545f491);
    b = Math.imul(b ^ (word + (a >>> 15)), 0x9e3779b1);
    c = Math.imul(c ^ (word - (b >>> 13)), 0x85ebca77);
    d = Math.imul(d ^ (word ^ (c >>> 16)), 0xc2b2ae3d);
  }
  return String.fromCharCode(...halves(a), ...halves(b), ...halves(c), ...halves(d));
}

function halves(word: number): readonly [number, number] {
  return [(word >>> 16) & 0xffff, word & 0xffff];
}
