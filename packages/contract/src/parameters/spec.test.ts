import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { sameBits, type Leaf, type Params } from './parameters.js';
import { conform, flatten, parameterCount, sizeOf, unflatten, type ParamSpec } from './spec.js';

const spec: ParamSpec = {
  leaves: [
    { name: 'dense1.kernel', shape: [2, 3], axes: [null, 'hidden'] },
    { name: 'dense1.bias', shape: [3], axes: ['hidden'] },
    { name: 'gain', shape: [], axes: [] },
  ],
};

const leaf = (shape: readonly number[], ...entries: readonly number[]): Leaf => ({
  shape,
  data: Float32Array.from(entries),
});

const good: Params = {
  'dense1.kernel': leaf([2, 3], 1, 2, 3, 4, 5, 6),
  'dense1.bias': leaf([3], -0, NaN, 1e-45),
  gain: leaf([], 9),
};

describe('sizeOf and parameterCount', () => {
  it('count entries, one for a scalar and none for an empty axis', () => {
    expect([sizeOf([]), sizeOf([2, 3]), sizeOf([4, 0])]).toEqual([1, 6, 0]);
    expect([parameterCount(spec), parameterCount({ leaves: [] })]).toEqual([10, 0]);
  });
});

describe('flatten and unflatten', () => {
  it('are inverse to each other, bit for bit, in the order of the spec', () => {
    const shuffled = { gain: good['gain']!, ...good };
    expect([...flatten(spec, shuffled)]).toEqual([
      1,
      2,
      3,
      4,
      5,
      6,
      -0,
      NaN,
      Math.fround(1e-45),
      9,
    ]);
    const back = unflatten(spec, flatten(spec, shuffled));
    expect(Object.keys(back)).toEqual(['dense1.kernel', 'dense1.bias', 'gain']);
    expect(sameBits(back, good)).toBe(true);
  });

  it('round to float32 on the way back', () => {
    const back = unflatten(spec, new Float64Array(10).fill(0.1));
    expect(back['gain']!.data[0]).toBe(Math.fround(0.1));
  });

  it('refuse what is not of the spec', () => {
    const { gain: _, ...less } = good;
    expect(() => flatten(spec, less)).toThrow(/No parameter is called "gain"/);
    expect(() => flatten(spec, { ...good, gain: leaf([], 1, 2) })).toThrow(
      '"gain" holds 2 numbers; its shape [] asks for 1.',
    );
    for (const length of [0, 9, 11])
      expect(() => unflatten(spec, new Float64Array(length))).toThrow(
        `A vector of ${length} numbers; the parameters of the architecture are 10.`,
      );
  });
});

describe('conform', () => {
  it('gives the same leaves in the order of the spec', () => {
    const mixed = { gain: good['gain']!, ...good };
    const ordered = conform(spec, mixed, 'x');
    expect(Object.keys(ordered)).toEqual(['dense1.kernel', 'dense1.bias', 'gain']);
    expect(ordered['gain']).toBe(good['gain']);
  });

  const bias = '"dense1.bias"';
  const shaped = 'is not { shape: number[], data: Float32Array }';
  const doubles = { shape: [3], data: new Float64Array(3) } as unknown as Leaf;
  it.each<[string, Record<string, unknown>, string]>([
    ['missing', { 'dense1.bias': undefined }, `${bias} ${shaped}`],
    [
      'another rank',
      { 'dense1.bias': leaf([3, 1], 1, 2, 3) },
      `${bias} has shape [3, 1], expected [3]`,
    ],
    ['another size', { 'dense1.bias': leaf([2], 1, 2) }, `${bias} has shape [2], expected [3]`],
    ['too short', { 'dense1.bias': leaf([3], 1) }, `${bias} holds 1 numbers, its shape asks for 3`],
    ['float64', { 'dense1.bias': doubles }, `${bias} ${shaped}`],
    ['a list', { 'dense1.bias': [1, 2, 3] }, `${bias} ${shaped}`],
    ['null', { 'dense1.bias': null }, `${bias} ${shaped}`],
    ['unknown', { extra: leaf([], 1) }, '"extra" is not a parameter of this architecture'],
  ])('refuses a leaf that is %s, by name', (_, change, expected) => {
    expect(() => conform(spec, { ...good, ...change } as Params, 'endpoint a')).toThrow(
      `endpoint a: ${expected}.`,
    );
  });

  it('says all that is wrong at once, with shapes of what is missing', () => {
    expect(() => conform(spec, { other: leaf([], 1) }, 'b.safetensors')).toThrow(
      'b.safetensors: "dense1.kernel" [2, 3] is missing; "dense1.bias" [3] is missing; "gain" [] is missing; "other" is not a parameter of this architecture.',
    );
  });

  it('does not take what every object has for a leaf', () => {
    const odd: ParamSpec = { leaves: [{ name: 'constructor', shape: [], axes: [] }] };
    expect(() => conform(odd, {}, 'x')).toThrow('x: "constructor" [] is missing.');
  });

  it('keeps a long list of faults short, and all of them in the data', () => {
    const many = Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`n${i}`, leaf([], 1)]));
    const error = thrownBy(() => conform(spec, { ...good, ...many }, 'x'));
    expect(error).toMatchObject({
      code: 'parameters/mismatch',
      message: expect.stringMatching(/; and 992 more\.$/),
    });
    expect((error as { data: { problems: unknown[] } }).data.problems).toHaveLength(1000);
  });

  it('takes float32 arrays of another realm', () => {
    const far = runInNewContext('new Float32Array(1)') as Float32Array;
    expect(conform(spec, { ...good, gain: { shape: [], data: far } }, 'x')['gain']!.data).toBe(far);
  });
});

function thrownBy(action: () => unknown): unknown {
  try {
    action();
  } catch (thrown) {
    return thrown;
  }
  throw new Error('nothing was thrown');
}
