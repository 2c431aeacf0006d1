import { describe, expect, it } from 'vitest';
import { load } from './testing/load.js';

describe('core/two-points and core/xor', () => {
  it('are what their names say, to train on and to judge by', async () => {
    const { splits } = await load('core/two-points');
    for (const { x, y } of [splits.train, splits.probe]) {
      expect([...x]).toEqual([-1, 1]);
      expect([...y]).toEqual([1, 1]);
    }
    expect(splits.test.size).toBe(0);
  });

  it.each([
    [{}, [0, 0, 0, 1, 1, 0, 1, 1], [0, 1, 1, 0]],
    [{ inputs: 'signs' }, [-1, -1, -1, 1, 1, -1, 1, 1], [0, 1, 1, 0]],
    [{ targets: 'classes' }, [0, 0, 0, 1, 1, 0, 1, 1], [1, 0, 0, 1, 0, 1, 1, 0]],
  ])('xor %j', async (options, x, y) => {
    const { splits } = await load('core/xor', options);
    expect([...splits.probe.x]).toEqual(x);
    expect([...splits.probe.y]).toEqual(y);
  });
});

describe('core/linear-regression', () => {
  it('is linear where there is no noise', async () => {
    const { splits } = await load('core/linear-regression', { inputs: 1, noise: 0 });
    const ratios = [...splits.train.y].map((target, n) => target / splits.train.x[n]!);
    // One weight of length 1; targets and inputs are rounded to float32.
    for (const ratio of ratios) expect(Math.abs(Math.abs(ratio) - 1)).toBeLessThan(1e-6);
  });

  it('draws other samples for every split and seed, with the noise that is asked for', async () => {
    const first = (await load('core/linear-regression', { seed: 1 })).splits;
    const second = (await load('core/linear-regression', { seed: 2 })).splits;
    const starts = [first.train, first.probe, first.test, second.train].map(({ x }) => x[0]);
    expect(new Set(starts).size).toBe(4);
    const sizes = { train: 4000, probe: 0, test: 0 };
    const { train } = (await load('core/linear-regression', { inputs: 1, noise: 0.5, sizes }))
      .splits;
    const sign = Math.sign([...train.y].reduce((sum, y, n) => sum + y * train.x[n]!, 0));
    const errors = [...train.y].map((y, n) => y - sign * train.x[n]!);
    const deviation = Math.sqrt(errors.reduce((sum, e) => sum + e * e, 0) / errors.length);
    // Of 4000 draws the deviation is known to 1 / sqrt(8000), about 1 %; five of these.
    expect(Math.abs(deviation / 0.5 - 1)).toBeLessThan(0.056);
  });
});

describe('core/logistic-regression', () => {
  it('draws classes with the odds of the model', async () => {
    const sizes = { train: 4000, probe: 0, test: 0 };
    const options = { inputs: 1, steepness: 2, sizes };
    const { x, y } = (await load('core/logistic-regression', options)).splits.train;
    const ones = [...x].map((input, n) => ({ input, one: y[2 * n + 1]! }));
    const sign = Math.sign(ones.reduce((sum, { input, one }) => sum + input * (one - 0.5), 0));
    const near = ones.filter(({ input }) => Math.abs(sign * input - 0.5) < 0.1);
    const share = near.reduce((sum, { one }) => sum + one, 0) / near.length;
    // sigmoid(2 · 0.5) = 0.731; about 270 draws are near, so 5 deviations are 0.135.
    expect(Math.abs(share - 0.731)).toBeLessThan(0.135);
    expect(near.length).toBeGreaterThan(100);
  });
});
