import { describe, expect, it } from 'vitest';
import type { Layer, ReferenceRule } from '@isthmus/contract';
import { chain, lossOf, randomData } from '../../testing/networks.js';
import { createReference } from '../../reference/create-reference.js';
import { windowsOf } from '../testing/windows-of.js';
import { layers } from './index.js';

const mse = lossOf('mse');

/** A sample [3, 4, 1]. */
const SAMPLE = [
  [1, 5, 2, 0],
  [3, 4, 8, 7],
  [6, 9, -1, -2],
].flat();

function pooled(use: string, options: object, output: readonly number[]): number[] {
  const network = chain({ input: [3, 4, 1], output }, [[use, { ...options }]]);
  const data = { size: 1, x: Float32Array.from(SAMPLE) };
  return [...createReference(network, mse).predict({}, data)];
}

describe('max-pool', () => {
  it('takes the largest of every window', () => {
    expect(pooled('max-pool', {}, [1, 2, 1])).toEqual([5, 8]);
    expect(pooled('max-pool', { strides: 1 }, [2, 3, 1])).toEqual([5, 8, 8, 9, 9, 8]);
  });

  it('lets windows overhang with padding same', () => {
    expect(pooled('max-pool', { padding: 'same' }, [2, 2, 1])).toEqual([5, 8, 9, -1]);
  });

  it('takes the first of equal entries', () => {
    expect(chosen([2, 2, 2, 2])).toBe(0);
    expect(chosen([1, 2, 2, 2])).toBe(1);
  });

  it('takes a NaN where there is one', () => {
    expect(chosen([NaN, 1, 2, 3])).toBe(0);
    expect(chosen([3, 1, NaN, 2])).toBe(2);
    expect(chosen([-Infinity, -Infinity, -Infinity, -Infinity])).toBe(0);
  });
});

describe('avg-pool', () => {
  it('takes the mean of every window', () => {
    expect(pooled('avg-pool', {}, [1, 2, 1])).toEqual([13 / 4, 17 / 4]);
    expect(pooled('avg-pool', { size: 3, strides: 1 }, [1, 2, 1])).toEqual(
      [37 / 9, 32 / 9].map((mean) => expect.closeTo(mean, 14)),
    );
  });

  it('takes the mean of the entries inside where a window overhangs', () => {
    expect(pooled('avg-pool', { padding: 'same' }, [2, 2, 1])).toEqual([
      13 / 4,
      17 / 4,
      15 / 2,
      -3 / 2,
    ]);
  });
});

const CASES = [
  ['max-pool', 2, 2, 'valid'],
  ['max-pool', 3, 1, 'valid'],
  ['max-pool', 2, 3, 'valid'],
  ['max-pool', 3, 2, 'same'],
  ['max-pool', 4, 1, 'same'],
  ['avg-pool', 2, 2, 'valid'],
  ['avg-pool', 3, 1, 'valid'],
  ['avg-pool', 3, 2, 'same'],
  ['avg-pool', 4, 1, 'same'],
] as const;

it.each(CASES)(
  '%s of size %i, strides %i, %s, against plain loops',
  (use, size, strides, padding) => {
    const count = (length: number) =>
      padding === 'same' ? Math.ceil(length / strides) : Math.floor((length - size) / strides) + 1;
    const shapes = { input: [5, 6, 3], output: [count(5), count(6), 3] };
    const network = chain(shapes, [[use, { size, strides, padding }]]);
    const data = randomData(network, 4);
    const windows = windowsOf(network.nodes[0]!, Float64Array.from(data.x));
    const expected = windows.map((window) =>
      use === 'max-pool' ? Math.max(...window) : window.reduce((a, b) => a + b, 0) / window.length,
    );
    const came = createReference(network, mse).predict({}, data);
    expect([...came]).toEqual(expected.map((value) => expect.closeTo(value, 14)));
  },
);

/** Which entry of a window [2, 2] max-pool chooses. */
function chosen(window: readonly number[]): number {
  const rule = ruleOf(definitionOf('core/max-pool').create({ size: 2, padding: 'valid' }));
  if (rule?.kind !== 'selection') throw new Error('max-pool selects');
  return rule.choose(Float64Array.from(window), 1)[0]!;
}

function ruleOf(layer: Layer): ReferenceRule | undefined {
  return layer.interpreters.reference?.([[2, 2, 1]]);
}

function definitionOf(name: string) {
  return layers.find((definition) => definition.name === name)!;
}
