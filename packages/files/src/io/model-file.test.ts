import { describe, expect, it } from 'vitest';
import type { Path } from '@isthmus/contract';
import { sameBits, type Params } from '@isthmus/contract/parameters';
import { thrownBy } from '@isthmus/contract/testing';
import { decodeModel, encodeModel, encodePath } from './model-file.js';
import { readSafetensors } from './safetensors.js';

const params = (first: number): Params => ({
  'dense1.kernel': { shape: [2, 2], data: Float32Array.of(first, -0, 1e-45, 3.4e38) },
  'dense1.bias': { shape: [2], data: Float32Array.of(0.1, -1) },
  empty: { shape: [0, 3], data: new Float32Array() },
});

describe('encodeModel and decodeModel', () => {
  it('are inverse to each other, bit for bit, names in order', () => {
    const back = decodeModel(encodeModel(params(7)), 'a');
    expect(Object.keys(back)).toEqual(['dense1.kernel', 'dense1.bias', 'empty']);
    expect(sameBits(back, params(7))).toBe(true);
  });

  it('give equal bytes for equal parameters, and say what the file is', () => {
    expect(encodeModel(params(7))).toEqual(encodeModel(params(7)));
    const { metadata } = readSafetensors(encodeModel(params(7)), 'a');
    expect([...metadata]).toEqual([['format', 'isthmus/model@1']]);
  });

  it('refuse a file cut short, naming it', () => {
    const bytes = encodeModel(params(7));
    for (let length = 0; length < bytes.length; length++) {
      const error = thrownBy(() => decodeModel(bytes.subarray(0, length), 'models/a.safetensors'));
      expect(error.code).toBe('model/invalid');
      expect(error.message).toContain('models/a.safetensors: ');
    }
  });
});

describe('encodePath', () => {
  it('holds every vertex under its number, in order from a', () => {
    const vertices = [params(0), params(1), params(2)];
    const segment = { kind: 'segment' } as const;
    const path: Path = { vertices, elements: [segment, segment] };
    const { tensors } = readSafetensors(encodePath(path), 'path');
    expect([...tensors.keys()].filter((name) => name.endsWith('kernel'))).toEqual([
      '0/dense1.kernel',
      '1/dense1.kernel',
      '2/dense1.kernel',
    ]);
    expect(tensors.get('2/dense1.kernel')!.data[0]).toBe(2);
  });
});
