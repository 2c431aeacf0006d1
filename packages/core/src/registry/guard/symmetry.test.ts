import { describe, expect, it } from 'vitest';
import { createRng } from '@isthmus/contract/base';
import type { GroupFactor } from '@isthmus/contract';
import { noMeasures } from '../../measures/no-measures.js';
import { createGuard } from './guard.js';
import { guardedSymmetry } from './symmetry.js';

const POINT = { w: { shape: [1], data: Float32Array.of(1) } };
const found = (factor: unknown) =>
  guardedSymmetry(
    { align: () => ({ h: [factor as GroupFactor] }), act: (_, __, params) => params },
    createGuard('symmetry', 'test/mine'),
  ).align({ spec: { leaves: [] } }, POINT, POINT, createRng(0), noMeasures());

const one = Float64Array.of(1);
const four = Float64Array.of(1, 0, 0, 1);

describe('an element from outside', () => {
  it.each([
    [{ kind: 'permutation', map: Int32Array.of(1, 0) }],
    [{ kind: 'sign', by: Int8Array.of(1, -1) }],
    [{ kind: 'scaling', by: Float64Array.of(0.5, 2) }],
    [{ kind: 'linear', matrix: four, inverse: four }],
    [{ kind: 'shift', weights: one, bias: 0 }],
  ])('may hold %o', (factor) => {
    expect(found(factor)).toEqual({ h: [factor] });
  });

  it.each([
    [{ kind: 'turn' }],
    [{ kind: 'permutation', map: [0, 0] }],
    [{ kind: 'scaling', by: [0] }],
    [{ kind: 'linear', matrix: four, inverse: one }],
    [{ kind: 'linear', matrix: [1, 2], inverse: [1, 2] }],
    [{ kind: 'linear', matrix: four.with(0, NaN), inverse: four }],
    [{ kind: 'linear', matrix: four }],
    [{ kind: 'shift', weights: one.with(0, Infinity), bias: 0 }],
    [{ kind: 'shift', weights: one }],
  ])('is refused with %o', (factor) => {
    expect(() => found(factor)).toThrow(/"test\/mine" failed in align: "h": a factor is/);
  });
});
