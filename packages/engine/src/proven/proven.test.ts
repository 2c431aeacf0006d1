import { describe, expect, it } from 'vitest';
import { createRng } from '@isthmus/contract/base';
import type { LossBounds, SmoothBounds } from '@isthmus/contract';
import {
  absOf,
  asNumber,
  fixed,
  fixedDensity,
  fixedExp,
  fixedLog,
  fixedLogistic,
  fixedNormal,
  fixedSoftplus,
  fixedTanh,
  maxOf,
  ONE,
  times,
  type Fixed,
} from '../testing/fixed.js';
import { binaryCrossEntropyBounds, crossEntropyBounds } from './entropy-bounds.js';
import { EXP_ERROR, expAtLeast, expAtMost, expOf, UNIT } from './exp.js';
import { LOG_ERROR, log1pAtLeast, log1pAtMost, logOf } from './log.js';
import { absoluteErrorBounds, squaredErrorBounds } from './loss-bounds.js';
import { geluBounds, sigmoidBounds, softplusBounds, tanhBounds } from './smooth-bounds.js';

const rng = createRng(5);
/** The largest is taken out, so that nothing is cut off that counts. */
const entropyOf = (z: readonly Fixed[], y: readonly number[]): Fixed => {
  const top = z.reduce(maxOf);
  const sum = z.reduce((total, each) => total + fixedExp(each - top), 0n);
  return top - z[y.indexOf(1)]! + fixedLog(sum);
};

/** Numbers of all sizes from 1e-9 to `largest`, of both signs. */
const numbers = (count: number, largest: number) =>
  Array.from({ length: count }, () => {
    const size = largest * 10 ** (-9 * rng.next() ** 3);
    return rng.next() < 0.5 ? -size : size;
  });

describe('what the arithmetic of the tests computes', () => {
  it.each([
    ['exp 1', fixedExp(ONE), Math.E],
    ['log 2', fixedLog(2n * ONE), Math.LN2],
    ['tanh 0.5', fixedTanh(ONE / 2n), Math.tanh(0.5)],
    ['normal 1.96', fixedNormal(fixed(1.96)), 0.9750021048517795],
    ['-3', fixed(-3), -3],
  ])('%s', (_, value, expected) => {
    expect(Math.abs(asNumber(value) - expected)).toBeLessThan(4e-16 * Math.abs(expected));
  });
});

describe('the exponential', () => {
  it('is off by less than is stated', () => {
    for (const x of [...numbers(300, 60), 0, -0]) {
      const exact = fixedExp(fixed(x));
      const error = absOf(fixed(expOf(x)) - exact);
      expect(error <= times(exact, fixed(EXP_ERROR)) + 1n, String(x)).toBe(true);
      expect(fixed(expAtMost(x)) >= exact && fixed(expAtLeast(x)) <= exact).toBe(true);
    }
  });

  it('agrees with the built-in one far out, which is off by an ulp or two', () => {
    for (const x of [...numbers(300, 700), 708.9, -707.9])
      expect(Math.abs(expOf(x) / Math.exp(x) - 1)).toBeLessThan(EXP_ERROR);
  });

  it.each([[710, Infinity], [-709, 0], [Infinity, Infinity], [-Infinity, 0], [NaN, NaN]])('of %d is %d', (x, expected) => {
    expect(expOf(x)).toBe(expected);
    expect(expAtMost(x) >= Math.exp(x) || Number.isNaN(x)).toBe(true);
    expect(expAtLeast(x) <= Math.exp(x) || Number.isNaN(x)).toBe(true);
  }); // prettier-ignore
});

describe('the logarithm', () => {
  it('is off by less than is stated', () => {
    for (const exponent of numbers(200, 100)) {
      const x = 2 ** exponent;
      const exact = fixedLog(fixed(x));
      const error = asNumber(absOf(fixed(logOf(x)) - exact));
      expect(error, String(x)).toBeLessThan(LOG_ERROR * (1 + Math.abs(Math.log(x))));
    }
    expect([logOf(0), logOf(Infinity)]).toEqual([NaN, Infinity]);
  });

  it('of 1 + x lies between its bounds, which are near for small x', () => {
    for (const size of [...numbers(300, 1e6).map(Math.abs), 0, 1e-18, 1e-300]) {
      const exact = fixedLog(ONE + fixed(size));
      const [least, most] = [log1pAtLeast(size), log1pAtMost(size)];
      expect(fixed(least) <= exact && fixed(most) >= exact, String(size)).toBe(true);
      expect(most - least).toBeLessThan(30 * UNIT * (1 + Math.log1p(size)));
    }
  });
});

describe.each([
  ['tanh', tanhBounds, fixedTanh],
  ['sigmoid', sigmoidBounds, fixedLogistic],
  ['softplus', softplusBounds, fixedSoftplus],
  ['gelu', geluBounds, (x: Fixed) => times(x, fixedNormal(x))],
] as readonly (readonly [string, SmoothBounds, (x: Fixed) => Fixed])[])('%s', (name, bounds, exact) => {
  const slope = (x: Fixed): Fixed => {
    if (name === 'tanh') return ONE - times(fixedTanh(x), fixedTanh(x));
    if (name === 'sigmoid') return times(fixedLogistic(x), ONE - fixedLogistic(x));
    return name === 'softplus' ? fixedLogistic(x) : fixedNormal(x) + times(x, fixedDensity(x));
  };
  const second = (x: Fixed): Fixed => {
    if (name === 'tanh') return -2n * times(fixedTanh(x), slope(x));
    if (name === 'sigmoid') return times(slope(x), ONE - 2n * fixedLogistic(x));
    if (name === 'softplus') return times(fixedLogistic(x), ONE - fixedLogistic(x));
    return times(fixedDensity(x), 2n * ONE - times(x, x));
  };

  it('value and slope are off by less than is stated', () => {
    for (const x of [...numbers(120, 40), 0, 8.49, -8.51]) {
      const room = bounds.accuracy * (1 + Math.abs(x));
      expect(asNumber(absOf(fixed(bounds.value(x)) - exact(fixed(x))))).toBeLessThanOrEqual(room);
      expect(asNumber(absOf(fixed(bounds.derivative(x)) - slope(fixed(x))))).toBeLessThanOrEqual(room);
    }
  });

  it.each(['range', 'curvature'] as const)('%s holds what is taken on an interval, and little more', (which) => {
    const f = which === 'range' ? exact : second;
    for (let i = 0; i < 60; i++) {
      const low = 6 * rng.normal();
      const high = low + Math.abs(rng.normal()) * 4 ** rng.integer(3);
      const { least, most } = bounds[which];
      const values = Array.from({ length: 41 }, (_, k) => f(fixed(low + ((high - low) * k) / 40)));
      const [small, large] = [fixed(least(low, high)), fixed(most(low, high))];
      expect(values.every((value) => small <= value && value <= large)).toBe(true);
      // Between 41 points no function here moves by more than its slope times a fortieth.
      const top = asNumber(values.reduce(maxOf));
      expect(most(low, high) - top).toBeLessThan(1e-9 + (high - low) / 20);
    }
  }); // prettier-ignore
}); // prettier-ignore

describe.each([
  ['mse', squaredErrorBounds, (z: Fixed[], y: number[]) => z.reduce((sum, each, i) => sum + times(each - fixed(y[i]!), each - fixed(y[i]!)), 0n)],
  ['mae', absoluteErrorBounds, (z: Fixed[], y: number[]) => z.reduce((sum, each, i) => sum + absOf(each - fixed(y[i]!)), 0n)],
  ['cross-entropy', crossEntropyBounds, entropyOf],
  ['binary-cross-entropy', binaryCrossEntropyBounds, (z: Fixed[], y: number[]) => z.reduce((sum, each, i) => sum + fixedSoftplus(each) - BigInt(y[i]!) * each, 0n)],
] as readonly (readonly [string, LossBounds, (z: Fixed[], y: number[]) => Fixed])[])('the bounds of %s', (name, bounds, exact) => {
  it('hold every loss in a box, and of a point little more', () => {
    for (let i = 0; i < 150; i++) {
      const size = 1 + rng.integer(4);
      const scale = 10 ** (rng.integer(4) - 1);
      const width = i % 2 === 0 ? 0 : rng.next();
      const own = rng.integer(size);
      const y = Array.from({ length: size }, (_, k) => name === 'cross-entropy' ? Number(k === own) : name === 'binary-cross-entropy' ? rng.integer(2) : Math.fround(scale * rng.normal()));
      const low = Float64Array.from(y, () => scale * rng.normal());
      const high = low.map((each) => each + width * rng.next());
      const [least, most] = [bounds.least(low, high, Float32Array.from(y), 0, size), bounds.most(low, high, Float32Array.from(y), 0, size)];
      for (let k = 0; k < 4; k++) {
        const z = [...low].map((each, j) => fixed(Math.min(high[j]!, each + (high[j]! - each) * (k < 2 ? k : rng.next()))));
        const loss = exact(z, y);
        expect(fixed(least) <= loss && loss <= fixed(most)).toBe(true);
        if (width === 0) expect(most - least).toBeLessThan(1e-14 * size * (1 + scale + asNumber(loss)));
      }
    }
  });
}); // prettier-ignore

it('nothing is proved of targets that are not one class, or not 0 or 1', () => {
  const [z, y] = [Float64Array.of(0, 1), Float32Array.of(0.5, 0.5)];
  for (const bounds of [crossEntropyBounds, binaryCrossEntropyBounds])
    expect([bounds.least(z, z, y, 0, 2), bounds.most(z, z, y, 0, 2)]).toEqual([
      -Infinity,
      Infinity,
    ]);
});
