import { createRng, type Rng } from '@isthmus/contract/base';
import { describe, expect, it } from 'vitest';
import { rectify, smoothForm } from './activations.js';
import { boundsOn, type Subject } from './bounds.js';
import { blankForm } from './form.js';
import { readLoss } from './losses.js';
import { readNetwork } from './network.js';
import { largestForm } from './pooling.js';
import { layTaps } from './taps.js';
import {
  exp,
  expDown,
  expUp,
  logDown,
  logUp,
  softplusDown,
  softplusUp,
  sqrtDown,
  sqrtUp,
  UNIT,
} from './numbers.js';
import type { Point, Segment } from './segment.js';
import {
  type Exact,
  exact,
  exponential,
  LITTLE,
  logarithm,
  root,
  size,
  softplusOf,
} from './testing/dyadic.js';
import { exactLoss } from './testing/exact-network.js';
import {
  chain,
  dense,
  type NetworkJson,
  NETWORKS,
  segmentFor,
  subjectFor,
} from './testing/networks.js';

const INPUTS = 8;

/** Weights of size 1e7 whose sum, each times its x, is near 1: their products lose what the sum is. */
function cancelling(x: readonly number[], rng: Rng): number[] {
  const weights = x.map(() => Math.fround(1e7 * rng.normal()));
  const others = weights.slice(1).reduce((sum, w, i) => sum + w * x[i + 1]!, 0);
  weights[0] = Math.fround(-others / x[0]!);
  return weights;
}

function subjectOf(network: NetworkJson, x: readonly number[]): Subject {
  const loss = readLoss({ use: 'core/mae', options: {} });
  return {
    network: readNetwork(network),
    loss,
    size: 1,
    x: Float64Array.from(x),
    y: Float64Array.of(0),
  };
}

/** Counts how often the exact loss is outside of the bounds of points; it must never be. */
function outside(subject: Subject, segment: Segment, rng: Rng): number {
  const t = Math.floor(rng.next() * 2 ** 20) / 2 ** 20;
  const { upper, lower } = boundsOn(subject, segment, [{ mid: t, half: 0 }]);
  const loss = exactLoss(subject, segment, t);
  return loss <= exact(upper[0]!) && exact(lower[0]!) <= loss ? 0 : 1;
}

describe('sums that lose what they are', () => {
  it('in a first layer are bounded', () => {
    const network = chain([INPUTS], [1], [dense(1, false)]);
    let count = 0;
    for (let seed = 0; seed < 40; seed++) {
      const rng = createRng(seed);
      const x = Array.from({ length: INPUTS }, () => Math.fround(1 + rng.next()));
      const point = (): Point => new Map([['n0.kernel', Float64Array.from(cancelling(x, rng))]]);
      count += outside(subjectOf(network, x), { from: point(), to: point(), slack: null }, rng);
    }
    expect(count).toBe(0);
  });

  it('in a further layer are bounded', () => {
    // The first layer gives out its weights, as the input is 1.
    const network = chain([1], [1], [dense(INPUTS, false), dense(1, false)]);
    let count = 0;
    for (let seed = 0; seed < 40; seed++) {
      const rng = createRng(seed);
      const units = Array.from({ length: INPUTS }, () => Math.fround(1 + rng.next()));
      const point = (): Point =>
        new Map([
          ['n0.kernel', Float64Array.from(units)],
          ['n1.kernel', Float64Array.from(cancelling(units, rng))],
        ]);
      count += outside(subjectOf(network, [1]), { from: point(), to: point(), slack: null }, rng);
    }
    expect(count).toBe(0);
  });
});

it('a sum that rounds the same way at every step is bounded', () => {
  // 2^30, then 300 times 0.6 of what it can tell, each of which rounds up to all of it, then -2^30.
  const count = 302;
  const weights = Float64Array.from({ length: count }, () => Math.fround(0.6 * 2 ** -22));
  [weights[0], weights[count - 1]] = [2 ** 30, -(2 ** 30)];
  const network = chain([1], [1], [dense(count, false), dense(1, false)]);
  const at: Point = new Map([
    ['n0.kernel', new Float64Array(count).fill(1)],
    ['n1.kernel', weights],
  ]);
  const subject = subjectOf(network, [1]);
  const { upper, lower } = boundsOn(subject, { from: at, to: at, slack: null }, [
    { mid: 0.5, half: 0 },
  ]);
  const loss = exactLoss(subject, { from: at, to: at, slack: null }, 0.5);
  expect(loss <= exact(upper[0]!) && exact(lower[0]!) <= loss).toBe(true);
});

it.each(['relu', 'tanh', 'batchNorm', 'maxPool'])(
  'weights that are known to some slack alone: %s',
  (name) => {
    for (let seed = 1; seed < 9; seed++) {
      const subject = subjectFor(NETWORKS[name]!, 'core/mse', 2, seed);
      const { from, to } = segmentFor(subject.network, 0.5, seed);
      const rng = createRng(seed);
      const slack: Point = new Map([...from].map(([leaf, data]) => [leaf, data.map(() => 0.01)]));
      const other: Point = new Map([...from].map(([leaf, data]) => [leaf, data.map((w) => w + (rng.next() < 0.5 ? -0.01 : 0.01))])); // prettier-ignore
      const leaf = { mid: 0.125, half: 0.125 };
      const { upper } = boundsOn(subject, { from, to, slack }, [leaf]);
      for (const t of [0, 0.1, 0.25])
        expect(exactLoss(subject, { from: other, to, slack: null }, t) <= exact(upper[0]!)).toBe(
          true,
        );
    }
  },
);

describe('forms', () => {
  const form = (c: number, s: number, r: number) => {
    return { c: Float64Array.of(c), s: Float64Array.of(s), r: Float64Array.of(r) };
  };

  it('of relu are the chord and half of what it is above the function', () => {
    const to = blankForm(1);
    // z in [-1, 3]: k = 3/4, and k z lies 3/4 below at most.
    rectify(0, form(1, 2, 0), to);
    expect([to.c[0], to.s[0]]).toEqual([expect.closeTo(1.125, 12), expect.closeTo(1.5, 12)]);
    expect(to.r[0]).toBeCloseTo(0.375, 8);
    rectify(0.5, form(1, 1, 1), to);
    // z in [-1, 3]: k = (3 + 1/2) / 4.
    expect(to.s[0]).toBeCloseTo(0.875, 12);
    rectify(0, form(3, 1, 1), to);
    expect([to.c[0], to.s[0], to.r[0]]).toEqual([3, 1, 1]);
    rectify(0, form(-3, 1, 1), to);
    expect([to.c[0], to.s[0], to.r[0]]).toEqual([0, 0, 0]);
  });

  it('of the largest of a window lie between its least and its most', () => {
    const { taps } = layTaps({ height: 1, width: 2, size: 1, strides: 1, padding: 'valid' }, 1);
    const window = { ...taps, positions: 1, start: Int32Array.of(0, 2) };
    const pair = (c: readonly number[], s: readonly number[], r: readonly number[]) => {
      const to = blankForm(1);
      const from = { c: Float64Array.from(c), s: Float64Array.from(s), r: Float64Array.from(r) };
      largestForm(window, 1, from, to);
      return [to.c[0]!, to.s[0]!, to.r[0]!] as const;
    };
    // |tau|: between the line tau and the line 1, whose middle is (1 + tau) / 2, off by 1 at tau = -1.
    const [c, s, r] = pair([0, 0], [1, -1], [0, 0]);
    expect([c, s]).toEqual([0.5, 0.5]);
    expect(r).toBeGreaterThanOrEqual(1);
    expect(r).toBeLessThan(1 + 1e-8);
    // The first is larger throughout.
    expect(pair([5, 0], [1, 2], [0.5, 1])).toEqual([5, 1, 0.5]);
    // It is not at one end.
    expect(pair([5, 0], [1, -6], [0.5, 1])[2]).toBeGreaterThan(1);
  });

  it('of smooth functions are the tangent, or the range where that is sharper', () => {
    const to = blankForm(1);
    smoothForm('tanh', form(0.5, 1e-3, 0), to);
    expect(to.c[0]).toBeCloseTo(Math.tanh(0.5), 5);
    expect(to.s[0]).toBeCloseTo(1e-3 * (1 - Math.tanh(0.5) ** 2), 9);
    expect(to.r[0]).toBeLessThan(1e-6);
    smoothForm('sigmoid', form(0, 50, 0), to);
    expect([to.c[0], to.s[0]]).toEqual([expect.closeTo(0.5, 9), 0]);
    expect(to.r[0]).toBeCloseTo(0.5, 6);
    // What gelu dips to lies within the leaf, below both of its ends.
    smoothForm('gelu', form(-0.7, 0, 8), to);
    expect(to.c[0]! - to.r[0]!).toBeLessThan(-0.1699712);
    expect(to.c[0]! - to.r[0]!).toBeGreaterThan(-0.18);
  });
});

describe('functions of our own', () => {
  const rng = createRng(5);
  const points = Array.from({ length: 400 }, (_, i) =>
    i < 200 ? 1400 * (rng.next() - 0.5) : rng.normal() * 3,
  );
  const inside = (low: number, value: Exact, high: number) =>
    exact(low) <= value + LITTLE && value <= exact(high) + LITTLE;

  it('exp is off by 8 units at most, and its bounds are bounds', () => {
    for (const x of points.filter((each) => Math.abs(each) < 120)) {
      const value = exponential(exact(x));
      // Twenty units are claimed, eight proved; LITTLE is more than the smallest of these numbers.
      const off = size(exact(exp(x)) - value) - LITTLE;
      expect(off <= (value * 8n) / 2n ** 53n).toBe(true);
      expect(inside(expDown(x), value, expUp(x))).toBe(true);
      expect(expDown(x) <= exp(x) && exp(x) <= expUp(x)).toBe(true);
    }
    expect([exp(701), exp(-701), exp(NaN)]).toEqual([NaN, NaN, NaN]);
    expect([expUp(-1e9), expDown(-1e9), expUp(1e9), expDown(NaN)]).toEqual([
      1e-300,
      0,
      Infinity,
      NaN,
    ]);
    expect(exp(0)).toBe(1);
  });

  it('log, softplus and the root are bounded', () => {
    for (const x of points) {
      const y = Math.abs(x) + 1e-3;
      expect(inside(logDown(y), logarithm(exact(y)), logUp(y))).toBe(true);
      expect(logUp(y) - logDown(y)).toBeLessThan(1000 * UNIT * (1 + Math.abs(Math.log(y))));
      expect(inside(sqrtDown(y), root(exact(y)), sqrtUp(y))).toBe(true);
      if (Math.abs(x) > 100) continue;
      expect(inside(softplusDown(x), softplusOf(exact(x)), softplusUp(x))).toBe(true);
      expect(softplusUp(x) - softplusDown(x)).toBeLessThan(1e-9 * softplusUp(x) + 1e-300);
    }
  });

  it('believe nothing of Math that they have not seen', () => {
    const { log, sqrt } = Math;
    try {
      Math.log = () => 0.1;
      Math.sqrt = () => 1.1;
      expect([logUp(3), logDown(1), sqrtUp(4), sqrtDown(1)]).toEqual([
        Infinity,
        -Infinity,
        Infinity,
        0,
      ]);
    } finally {
      Object.assign(Math, { log, sqrt });
    }
  });
});
