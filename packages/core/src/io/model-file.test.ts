import { describe, expect, it } from 'vitest';
import type { Params } from '../parameters/parameters.js';
import { sameBits } from '../parameters/parameters.js';
import { caught } from './formats/testing/faults.js';
import { decodeModel, encodeModel, encodePath } from './model-file.js';
import { readSafetensors } from './safetensors.js';

const model = (value: number): Params => ({
  'dense1.kernel': { shape: [1, 2], data: Float32Array.of(value, -0) },
  'dense1.bias': { shape: [2], data: Float32Array.of(NaN, 1e-45) },
});

describe('model files', () => {
  it('come back bit for bit, in their order, and say what they are', () => {
    const bytes = encodeModel(model(1));
    const back = decodeModel(bytes, 'a');
    expect(sameBits(back, model(1))).toBe(true);
    expect(Object.keys(back)).toEqual(['dense1.kernel', 'dense1.bias']);
    expect(readSafetensors(bytes, 'a').metadata.get('format')).toBe('isthmus/model@1');
  });

  it('keep a parameter called __proto__', () => {
    const named: Params = Object.fromEntries([['__proto__', model(1)['dense1.bias']!]]);
    expect(Object.keys(decodeModel(encodeModel(named), 'a'))).toEqual(['__proto__']);
  });

  it('are refused with the name of the file', () => {
    const error = caught(() => decodeModel(encodeModel(model(1)).subarray(0, 100), 'models/a'));
    expect(error.code).toBe('model/invalid');
    expect(error.message).toMatch(/^models\/a: /);
  });
});

describe('path files', () => {
  it('hold every vertex under its number, and the elements', () => {
    const vertices = Array.from({ length: 11 }, (_, i) => model(i));
    const elements = vertices.slice(1).map(() => ({ kind: 'segment' as const }));
    const { tensors, metadata } = readSafetensors(encodePath({ vertices, elements }), 'p');
    expect([...tensors.keys()]).toEqual(
      vertices.flatMap((_, i) => [`${i}/dense1.kernel`, `${i}/dense1.bias`]),
    );
    expect(vertices.map((_, i) => tensors.get(`${i}/dense1.kernel`)!.data[0])).toEqual(
      vertices.map((_, i) => i),
    );
    expect(metadata.get('format')).toBe('isthmus/path@1');
    expect(metadata.get('vertices')).toBe('11');
    expect(JSON.parse(metadata.get('elements')!)).toEqual(elements);
  });
});
