import { describe, expect, it } from 'vitest';
import type { GroupElement, Symmetry } from '@isthmus/contract';
import { createRng } from '@isthmus/contract/base';
import { noMeasures } from '../measures/no-measures.js';
import { candidatesOf } from './align-candidates.js';

const POINT = { w: { shape: [1], data: Float32Array.of(1) } };
const spacesOf = (element: GroupElement) => {
  const symmetry: Symmetry = { align: () => element, act: (_, __, params) => params };
  const question = { network: { spec: { leaves: [] } }, a: POINT, b: POINT, rng: createRng(0) };
  const found = candidatesOf(symmetry, 'test/mine', { ...question, measures: noMeasures() });
  return found[1]!.spaces();
};
const swap = { kind: 'permutation', map: Int32Array.of(1, 0, 2) } as const;
const matrix = Float64Array.of(2, 0, 0, 2);
const mix = { kind: 'linear', matrix, inverse: matrix.map((entry) => entry / 4) } as const;

describe('what a record says of the units that an element moves', () => {
  it('counts those that changed places', () => {
    expect(spacesOf({ h: [swap] })).toEqual([{ space: 'h', size: 3, moved: 2 }]);
    expect(spacesOf({ h: [{ kind: 'sign', by: Int8Array.of(-1) }] })).toEqual([]);
  });

  it('says where they were mixed, and where all outputs were raised', () => {
    const shift = { kind: 'shift', weights: Float64Array.of(1, 2), bias: 0 } as const;
    expect(spacesOf({ h: [mix], out: [shift] })).toEqual([
      { space: 'h', size: 2, moved: 0, also: 'mixed' },
      { space: 'out', size: 2, moved: 0, also: 'shifted' },
    ]);
    expect(spacesOf({ h: [swap, mix] })).toEqual([
      { space: 'h', size: 3, moved: 2, also: 'mixed' },
    ]);
  });
});
