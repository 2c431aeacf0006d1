import type { Path } from '@isthmus/contract';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '@isthmus/contract/internal';
import { thrownBy } from '@isthmus/contract/testing';
import { sameBits, type Params } from '@isthmus/contract/parameters';
import { decodePath, encodeModel, encodePath } from './model-file.js';
import { readSafetensors, writeSafetensors } from './safetensors.js';

const point = (first: number): Params => ({
  'dense1.kernel': { shape: [2, 1], data: Float32Array.of(first, -0) },
  'dense1.bias': { shape: [1], data: Float32Array.of(0.1) },
});
const path: Path = {
  vertices: Array.from({ length: 12 }, (_, i) => point(i)),
  elements: Array.from({ length: 11 }, () => ({ kind: 'segment' })),
};

/** The file with another text in its metadata; undefined: without it. */
function edited(key: string, text: string | undefined): Uint8Array {
  const { tensors, metadata } = readSafetensors(encodePath(path), 'path');
  const entries = Object.fromEntries(metadata);
  return writeSafetensors(tensors, text === undefined ? entries : { ...entries, [key]: text });
}

describe('decodePath', () => {
  it('reads what encodePath wrote, bit for bit, vertices in order beyond the ninth', () => {
    const read = decodePath(encodePath(path), 'path');
    expect(read.elements).toEqual(path.elements);
    expect(read.vertices).toHaveLength(12);
    read.vertices.forEach((vertex, i) => {
      expect(sameBits(vertex, path.vertices[i]!)).toBe(true);
    });
  });

  it('keeps what is known of segments', () => {
    const known = { ...path, elements: path.elements.map(() => ({ kind: 'segment', known: 'convex' }) as const) }; // prettier-ignore
    expect(decodePath(encodePath(known), 'path').elements).toEqual(known.elements);
  });

  const axes = { makes: [], reads: [] };
  const refused: readonly (readonly [string, Uint8Array, RegExp])[] = [
    ['a model', encodeModel(point(0)), /is of format isthmus\/path@1/],
    ['a file of another format', edited('format', 'isthmus/path@9'), /is of format isthmus\/path@1/],
    ['text that is not JSON', edited('elements', '[{'), /elements are not those of a path/],
    ['an unknown element', edited('elements', '[{"kind":"bow"}]'), /elements are not those of a path/],
    ['a segment that is known to be something else', edited('elements', '[{"kind":"segment","known":"flat"}]'), /known/],
    ['an arc without rates', edited('elements', canonicalJson([{ kind: 'arc', factors: [{ kind: 'scaling', ...axes }] }])), /rates/],
    ['too few elements', edited('elements', '[{"kind":"segment"}]'), /12 vertices and 1 elements/],
  ]; // prettier-ignore
  it.each(refused)('refuses %s', (_, bytes, message) => {
    const error = thrownBy(() => decodePath(bytes, 'models/path.safetensors'));
    expect(error.code).toBe('model/invalid');
    expect(error.message).toMatch(message);
    expect(error.message).toContain('models/path.safetensors: ');
  });
});
