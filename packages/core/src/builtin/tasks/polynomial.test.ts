import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { caught } from '@isthmus/files/testing';
import { dataSha256 } from '@isthmus/files/internal';
import { Registry } from '../../registry/registry.js';
import { polynomial } from './polynomial.js';
import { extremes, valueAt } from './polynomial-range.js';
import { load } from './testing/load.js';

const registry = Registry.of([polynomial]);
const refusal = (options: object) =>
  caught(() =>
    registry.resolve('task', { use: 'core/polynomial', options: { ...options } }, '/task'),
  ).message;
const xs = async (options: object, split: 'train' | 'probe' | 'test') => [
  ...(await load('core/polynomial', { ...options })).splits[split].x,
];

describe('core/polynomial', () => {
  it.each([
    ['the default', {}, (x: number) => 0.5 * x * x + 0.25 * x + 0.1],
    ['a list', { coefficients: [0.1, 0.25, 0.5] }, (x: number) => 0.5 * x * x + 0.25 * x + 0.1],
    ['quadratic', { coefficients: 'quadratic' }, (x: number) => 0.5 * x * x + 0.25 * x + 0.1],
    ['cubic', { coefficients: 'cubic' }, (x: number) => 8 * x ** 3 - 10 * x * x + 3 * x],
    ['a constant', { coefficients: [7] }, () => 7],
    ['degree 5', { coefficients: [0, 1, 0, 0, 0, -2] }, (x: number) => x - 2 * x ** 5],
  ])('has the values of %s', async (_, options, f) => {
    const { splits, ...rest } = await load('core/polynomial', options);
    expect(rest).toEqual({ input: [1], output: [1], targets: 'values' });
    for (const { size, x, y } of Object.values(splits)) {
      expect([x.length, y.length]).toEqual([size, size]);
      // Both sides are sums of numbers below 21 in size; float32 rounds the target once.
      x.forEach((each, i) => expect(Math.abs(y[i]! - f(each))).toBeLessThan(1e-6));
    }
  });

  it('puts the points of a grid at the centres of equal parts', async () => {
    const options = { sizes: { train: 2, probe: 4, test: 0 }, interval: [-1, 3] };
    expect(await xs(options, 'train')).toEqual([0, 2]);
    expect(await xs(options, 'probe')).toEqual([-0.5, 0.5, 1.5, 2.5]);
    expect(await xs(options, 'test')).toEqual([]);
  });

  it('has no point twice by default', async () => {
    const all = (
      await Promise.all((['train', 'probe', 'test'] as const).map((split) => xs({}, split)))
    ).flat();
    expect(all).toHaveLength(128 + 256 + 512);
    expect(new Set(all).size).toBe(all.length);
  });

  it('draws train and test by its own seed, and never probe', async () => {
    const drawn = { sampling: 'uniform', interval: [2, 3] };
    const train = await xs(drawn, 'train');
    expect(train.every((x) => x >= 2 && x <= 3)).toBe(true);
    // 128 draws: their mean has a standard deviation of 0.026.
    expect(Math.abs(train.reduce((a, b) => a + b) / 128 - 2.5)).toBeLessThan(0.13);
    expect(await xs({ ...drawn, seed: 0 }, 'train')).toEqual(train);
    expect(await xs({ ...drawn, seed: 1 }, 'train')).not.toEqual(train);
    expect((await xs(drawn, 'test')).slice(0, 128)).not.toEqual(train);
    expect(await xs(drawn, 'probe')).toEqual(await xs({ interval: [2, 3] }, 'probe'));
  });

  it('adds noise to the targets of train alone, the same at every call', async () => {
    const exact = await load('core/polynomial', { sizes: { train: 4000 } });
    const noisy = await load('core/polynomial', { sizes: { train: 4000 }, noise: 0.1, seed: 3 });
    const again = await load('core/polynomial', { sizes: { train: 4000 }, noise: 0.1, seed: 3 });
    const noise = noisy.splits.train.y.map((y, i) => y - exact.splits.train.y[i]!);
    const deviation = Math.sqrt(noise.reduce((sum, e) => sum + e * e, 0) / 4000);
    // The deviation of 4000 draws is 0.1 up to about 1 %.
    expect(Math.abs(deviation - 0.1)).toBeLessThan(0.006);
    expect(noisy.splits.probe).toEqual(exact.splits.probe);
    expect(noisy.splits.test).toEqual(exact.splits.test);
    expect(again).toEqual(noisy);
  });

  it('does not change from one version to the next', async () => {
    const sums = async (options: object) => {
      const { splits } = await load('core/polynomial', { ...options });
      return dataSha256(splits.train, splits.probe, splits.test).slice(0, 16);
    };
    // The first two were also computed with NumPy.
    expect(await sums({})).toBe('bb09047761406d2b');
    expect(await sums({ coefficients: 'cubic' })).toBe('dd6ba083cc3d1913');
    expect(await sums({ sampling: 'uniform', seed: 5 })).toBe('a69af6eff18d9d69');
  });

  it('rejects values that float32 cannot hold', async () => {
    await expect(
      load('core/polynomial', { coefficients: [0, 1e300], interval: [1, 2] }),
    ).rejects.toMatchObject({
      code: 'data/bad-value',
      message: expect.stringContaining('the target of x = 1.00'),
    });
    await expect(load('core/polynomial', { interval: [0, 1e300] })).rejects.toMatchObject({
      code: 'data/bad-value',
    });
  });

  it.each([
    [
      { requireUnitRange: true, coefficients: 'cubic' },
      '/task/options/coefficients: expected f(x) in [0, 1] for every x in [0, 1], but f(0.637146) = -0.0788913',
    ],
    [{ requireUnitRange: true, coefficients: [0, 4.2, -4.2] }, 'but f(0.5) = 1.05'],
    [{ requireUnitRange: true, coefficients: [0.5, 0.6] }, 'but f(1) = 1.1'],
    [
      { requireUnitRange: true, interval: [0, 1.5] },
      '/task/options/interval: expected an interval within [0, 1]',
    ],
    [{ interval: [1, 1] }, '/task/options/interval: expected from < to'],
    [{ interval: [0] }, '/task/options/interval'],
    [{ coefficients: [] }, '/task/options/coefficients: expected a list of at least 1 item'],
    [
      { coefficients: 'quartic' },
      'expected a list of numbers, "quadratic" or "cubic"; got "quartic"',
    ],
    [{ coefficients: [NaN] }, 'coefficients/0: expected a number; got NaN'],
    [{ coeficients: [1] }, 'Did you mean "coefficients"?'],
    [
      { sizes: { trian: 5 } },
      'unknown key "trian". Did you mean "train"? Known keys: train, probe, test.',
    ],
    [{ sizes: { train: -1 } }, '/task/options/sizes/train'],
    [{ sizes: { probe: 1e12 } }, '/task/options/sizes/probe'],
    [{ seed: -1 }, '/task/options/seed'],
    [{ noise: -0.1 }, '/task/options/noise'],
  ])('refuses the options %o', (options, words) => {
    expect(refusal(options)).toContain(words);
  });

  it('takes the quadratic, and a polynomial that touches the edges, for one of unit range', async () => {
    await load('core/polynomial', { requireUnitRange: true });
    await load('core/polynomial', { requireUnitRange: true, coefficients: [0, 4, -4] });
  });
});

describe('extremes', () => {
  it('finds the critical points of the cubic', () => {
    const { least, greatest } = extremes([0, 3, -10, 8], [0, 1]);
    expect(least.x).toBeCloseTo((10 + Math.sqrt(28)) / 24, 12);
    expect(greatest).toEqual({ x: 1, y: 1 });
    expect(extremes([0, 3, -10, 8], [0, 0.5]).greatest.x).toBeCloseTo(
      (10 - Math.sqrt(28)) / 24,
      12,
    );
  });

  it('is never beaten by a fine grid', () => {
    const coefficients = fc.array(fc.double({ min: -5, max: 5, noNaN: true }), {
      minLength: 1,
      maxLength: 8,
    });
    fc.assert(
      fc.property(coefficients, fc.double({ min: -2, max: 1, noNaN: true }), (given, from) => {
        const to = from + 1.5;
        const { least, greatest } = extremes(given, [from, to]);
        // Rounding of Horner's rule with coefficients up to 5 at points up to 2.5, degree 7.
        const slack = 1e-10;
        const values = Array.from({ length: 301 }, (_, i) =>
          valueAt(given, from + (i / 300) * (to - from)),
        );
        expect(Math.min(...values)).toBeGreaterThanOrEqual(least.y - slack);
        expect(Math.max(...values)).toBeLessThanOrEqual(greatest.y + slack);
      }),
      { numRuns: 300, seed: 1 },
    );
  });
});
