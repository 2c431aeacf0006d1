import { describe, expect, it } from 'vitest';
import { createRng } from '../base/rng.js';
import { lerpEntry } from './entries.js';
import {
  addScaled,
  countOf,
  distance,
  dot,
  isFiniteParams,
  leafOf,
  lerp,
  mapLeaves,
  norm,
  sameBits,
  zerosLike,
  type Params,
} from './parameters.js';

function vector(...entries: readonly number[]): Params {
  return { w: { shape: [entries.length], data: Float32Array.from(entries) } };
}

/** Three leaves (a matrix, an empty one, a scalar) with entries of many sizes. */
function drawn(seed: number, scale = 1): Params {
  const rng = createRng(seed).fork('parameters');
  const data = (size: number) =>
    Float32Array.from({ length: size }, () => scale * rng.normal() * 10 ** (4 * rng.next() - 2));
  return {
    kernel: { shape: [7, 5], data: data(35) },
    none: { shape: [0, 3], data: data(0) },
    scalar: { shape: [], data: data(1) },
  };
}

const entriesOf = (params: Params) => Object.values(params).flatMap(({ data }) => [...data]);

/** Sum with compensation (Neumaier), to hold float64 sums against. */
function exactSum(terms: readonly number[]): number {
  let [sum, lost] = [0, 0];
  for (const term of terms) {
    const next = sum + term;
    lost += Math.abs(sum) >= Math.abs(term) ? sum - next + term : term - next + sum;
    sum = next;
  }
  return sum + lost;
}

const AWKWARD = [0, -0, 1, -1, 0.1, 1e-45, -1e-38, 3.4e38, -3.4e38, 16777217, 1 / 3, NaN];

describe('lerp', () => {
  const [a, b] = [drawn(1), drawn(2, 100)];

  it('meets both ends bit for bit, for entries of every size', () => {
    expect(sameBits(lerp(a, b, 0), a)).toBe(true);
    expect(sameBits(lerp(a, b, 1), b)).toBe(true);
  });

  it('meets both ends bit for bit for awkward pairs of entries', () => {
    const pairs = AWKWARD.flatMap((x) => AWKWARD.map((y) => [x, y] as const));
    const from = vector(...pairs.map(([x]) => x));
    const to = vector(...pairs.map(([, y]) => y));
    expect(sameBits(lerp(from, to, 0), from)).toBe(true);
    expect(sameBits(lerp(from, to, 1), to)).toBe(true);
  });

  it.each([0, 1 / 3, 0.1, 0.5, 0.7, 1 - 2 ** -53, 1])(
    'leaves entries that are equal in both as they are at t = %d',
    (t) => {
      const same = vector(...AWKWARD, Infinity, -Infinity);
      expect(sameBits(lerp(same, same, t), same)).toBe(true);
    },
  );

  it('is (1-t)a + t b in float64, rounded once', () => {
    for (const t of [0.1, 1 / 3, 0.5, 0.9]) {
      const expected = entriesOf(a).map((x, i) => Math.fround((1 - t) * x + t * entriesOf(b)[i]!));
      expect(entriesOf(lerp(a, b, t))).toEqual(expected);
    }
  });

  it('leaves them as they are in float64 too, where the formula alone moves some', () => {
    const rng = createRng(8);
    const moved = Array.from({ length: 1000 }, () => [rng.normal(), rng.next()] as const).filter(
      ([x, t]) => (1 - t) * x + t * x !== x,
    );
    expect(moved.length).toBeGreaterThan(10);
    for (const [x, t] of moved) expect(lerpEntry(x, x, t)).toBe(x);
  });

  it('does not overflow between entries of float32 that are as large as can be', () => {
    const largest = Math.fround(3.4028234663852886e38);
    expect(entriesOf(lerp(vector(largest), vector(-largest), 0.25))).toEqual([largest / 2]);
  });

  it('passes NaN on where an end is NaN, and not elsewhere', () => {
    expect(entriesOf(lerp(vector(NaN, 1), vector(2, 3), 0.5))).toEqual([NaN, 2]);
    expect(lerpEntry(0, -0, 0)).toBe(0);
    expect(lerpEntry(0, -0, 1)).toBe(-0);
  });

  it('keeps names, shapes and its arguments', () => {
    const before = [entriesOf(a), entriesOf(b)];
    const middle = lerp(a, b, 0.5);
    expect(Object.keys(middle)).toEqual(['kernel', 'none', 'scalar']);
    expect(Object.values(middle).map(({ shape }) => shape)).toEqual([[7, 5], [0, 3], []]);
    expect([entriesOf(a), entriesOf(b)]).toEqual(before);
  });
});

describe('sums over all entries', () => {
  const [a, b] = [drawn(3, 10), drawn(4)];
  const [x, y] = [entriesOf(a), entriesOf(b)];
  // 36 terms: the error of a float64 sum is below 36 units of rounding of the sum of magnitudes.
  const within = 36 * 2 ** -53;

  it('agree with compensated sums', () => {
    const products = x.map((v, i) => v * y[i]!);
    const magnitude = exactSum(products.map(Math.abs));
    expect(Math.abs(dot(a, b) - exactSum(products))).toBeLessThanOrEqual(within * magnitude);
    const square = exactSum(x.map((v) => v * v));
    expect(Math.abs(norm(a) ** 2 - square)).toBeLessThanOrEqual(2 * within * square);
    const apart = exactSum(x.map((v, i) => (v - y[i]!) ** 2));
    expect(Math.abs(distance(a, b) ** 2 - apart)).toBeLessThanOrEqual(2 * within * apart);
  });

  it('are exact where float32 would round: 2^24 + 1 ones', () => {
    expect(dot(vector(4096, 1), vector(4096, 1))).toBe(2 ** 24 + 1);
    expect(distance(vector(1e20, 1), vector(1e20, 2))).toBe(1);
  });

  it('do not overflow for the largest float32 entries', () => {
    expect(norm(vector(3e38, 3e38))).toBeCloseTo(Math.fround(3e38) * Math.SQRT2, -24);
  });

  it('are zero for equal points, symmetric, and NaN where an entry is', () => {
    expect(distance(a, a)).toBe(0);
    expect(distance(a, b)).toBe(distance(b, a));
    expect(norm(zerosLike(a))).toBe(0);
    expect([norm(vector(NaN)), distance(vector(NaN), vector(NaN))]).toEqual([NaN, NaN]);
    expect(countOf(a)).toBe(36);
  });
});

describe('addScaled', () => {
  it('is a + scale b in float64, rounded once', () => {
    const [a, b] = [drawn(5), drawn(6)];
    const expected = entriesOf(a).map((v, i) => Math.fround(v - 0.3 * entriesOf(b)[i]!));
    expect(entriesOf(addScaled(a, b, -0.3))).toEqual(expected);
    expect(sameBits(addScaled(a, b, 0), a)).toBe(true);
  });
});

describe('two points of different networks', () => {
  const pairwise = {
    addScaled: (a: Params, b: Params) => addScaled(a, b, 1),
    dot,
    distance,
  } as const;
  const others = { ...pairwise, lerp: (a: Params, b: Params) => lerp(a, b, 0.5) };

  it.each(Object.entries(others))('%s refuses a missing leaf and another length', (_, f) => {
    expect(() => f(vector(1, 2), {})).toThrow(
      expect.objectContaining({ code: 'parameters/missing' }),
    );
    for (const other of [vector(1), vector(1, 2, 3)])
      expect(() => f(vector(1, 2), other)).toThrow(
        expect.objectContaining({ code: 'parameters/mismatch' }),
      );
  });

  it('are never met through a name that every object has', () => {
    const odd: Params = { constructor: { shape: [1], data: Float32Array.of(1) } };
    expect(() => distance(odd, vector(1))).toThrow(/No parameter is called "constructor"/);
    expect(sameBits(odd, vector(1))).toBe(false);
    expect(() => leafOf({}, 'toString')).toThrow(/There are: none/);
  });
});

describe('sameBits', () => {
  it('tells signs of zero, shapes, names and counts of leaves apart', () => {
    const base = vector(0, NaN, 1);
    expect(sameBits(base, vector(0, NaN, 1))).toBe(true);
    const data = Float32Array.of(0, NaN, 1);
    const others: readonly Params[] = [
      vector(-0, NaN, 1),
      vector(0, NaN, 1 + 2 ** -23),
      { w: { shape: [3, 1], data } },
      { v: { shape: [3], data } },
      { w: { shape: [3], data }, v: { shape: [0], data: new Float32Array() } },
      { w: { shape: [3], data: Float32Array.of(0, NaN) } },
      {},
    ];
    for (const other of others)
      expect([sameBits(base, other), sameBits(other, base)]).toEqual([false, false]);
  });
});

describe('isFiniteParams', () => {
  it.each([
    [[0, -0, 1e-45, 3.4e38], true],
    [[], true],
    [[1, NaN], false],
    [[Infinity], false],
    [[-Infinity, 1], false],
  ])('of %j is %s', (entries, expected) => {
    expect(isFiniteParams(vector(...entries))).toBe(expected);
  });
});

describe('mapLeaves', () => {
  it('keeps the order of names and gives each leaf its own', () => {
    const named = mapLeaves(drawn(1), ({ data }, name) => data.map(() => name.length));
    expect(Object.entries(named).map(([name, { data }]) => [name, data[0]])).toEqual([
      ['kernel', 6],
      ['none', undefined],
      ['scalar', 6],
    ]);
  });
});
