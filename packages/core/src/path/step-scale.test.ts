import { describe, expect, it } from 'vitest';
import { core } from '../builtin/index.js';
import type { Optimizer } from '@isthmus/contract';
import { addScaled, mapLeaves, type Params } from '@isthmus/contract/parameters';
import { Registry } from '../registry/registry.js';
import { gradientDescent } from '../landscapes/analytic.js';
import { CROSSING, hasOwnStep, scaledBy, stepScaleBetween } from './step-scale.js';

const registry = Registry.of(core);
const optimizers = registry
  .list('optimizer')
  .map(
    ({ name }) =>
      [
        name,
        registry.resolve('optimizer', name, '/optimizer').plugin as Optimizer<unknown>,
      ] as const,
  );
const named = (name: string) => optimizers.find(([one]) => one === name)![1];
const point = (x: number): Params => ({ w: { shape: [3], data: Float32Array.of(x, -x, x) } });
const apart = (x: number) => [point(0), point(x)] as const;

/** Adam's rate is 0.001, and every entry has to go so far. */
const afterSteps = (steps: number) => apart(0.001 * steps);

describe('the scale of steps', () => {
  it('is 1 for distances of ordinary networks, whatever the optimizer', () => {
    for (const [, optimizer] of optimizers)
      for (const x of [0.03, 0.1, 0.4, 1, 3])
        expect(stepScaleBetween(optimizer, ...apart(x))).toBe(1);
  });

  it.each(['core/adam', 'core/rmsprop'])('grows and falls with the distance for %s', (name) => {
    for (const times of [10, 200]) {
      const long = stepScaleBetween(named(name), ...afterSteps(times * CROSSING.most));
      // RMSProp's first steps are larger than its rate, as its mean begins at zero.
      expect(long / times).toBeGreaterThan(0.85);
      expect(long / times).toBeLessThan(1.001);
      const short = stepScaleBetween(named(name), ...afterSteps(CROSSING.least / times));
      expect(short * times).toBeGreaterThan(0.85);
      expect(short * times).toBeLessThan(1.001);
    }
  });

  it('is told of those alone whose steps are of the size of their rate', () => {
    const own = optimizers.filter(([, optimizer]) => hasOwnStep(optimizer, point(1)));
    expect(own.map(([name]) => name).sort()).toEqual(['core/adam', 'core/adamw', 'core/rmsprop']);
    expect(hasOwnStep(scaledBy(named('core/adam'), 50), point(1))).toBe(true);
  });

  it('asks for no more than the optimizer makes by itself: a larger rate needs less of it', () => {
    const quick = scaledBy(named('core/adam'), 100);
    const far = afterSteps(1000 * CROSSING.most);
    const ratio = stepScaleBetween(named('core/adam'), ...far) / stepScaleBetween(quick, ...far);
    expect(ratio).toBeCloseTo(100, 3);
  });

  it('is 1 where steps follow the gradient or the weights, and for equal ends', () => {
    const layerwise: Optimizer<unknown> = {
      init: () => ({}),
      update: (_, state, params) => [mapLeaves(params, ({ data }) => data.map((w) => -0.01 * w)), state],
    };
    for (const optimizer of [gradientDescent(0.1), named('core/sgd'), named('core/momentum'), layerwise])
      expect(stepScaleBetween(optimizer, ...apart(1e6))).toBe(1);
    expect(stepScaleBetween(named('core/adam'), ...apart(0))).toBe(1);
  }); // prettier-ignore

  it('scales a user’s optimizer by what it does, known or not', () => {
    const signs: Optimizer<unknown> = {
      init: () => ({}),
      update: (gradient, state) => [mapLeaves(gradient, ({ data }) => data.map((g) => -0.01 * Math.sign(g))), state],
    };
    const scale = stepScaleBetween(signs, ...apart(400));
    expect(scale).toBeCloseTo(10, 5);
    const [updates] = scaledBy(signs, scale).update(point(5), {}, point(1));
    expect([...updates['w']!.data].map((x) => x.toFixed(4))).toEqual(['-0.1000', '0.1000', '-0.1000']);
  }); // prettier-ignore
});

describe.each(optimizers)('%s, scaled', (_, optimizer) => {
  it('makes the updates of its rule times the factor, with the same states', () => {
    // A power of two, so that nothing rounds otherwise.
    const [plain, twice] = [optimizer, scaledBy(optimizer, 2)];
    let [params, state, other] = [point(1), optimizer.init(point(1)), twice.init(point(1))];
    for (let k = 0; k < 5; k++) {
      const gradient = point(0.3 - 0.1 * k);
      const [updates, next] = plain.update(gradient, state, params);
      const [doubled, nextOther] = twice.update(gradient, other, params);
      expect(doubled['w']!.data).toEqual(updates['w']!.data.map((x) => 2 * x));
      expect(nextOther).toEqual(next);
      [params, state, other] = [addScaled(params, updates, 1), next, nextOther];
    }
  });

  it('stays as it is by a factor of 1, and keeps a fused rule', () => {
    expect(scaledBy(optimizer, 1)).toBe(optimizer);
    const { fused } = optimizer;
    if (fused === undefined) return;
    const settings = { ...fused.settings, learningRate: 3 * fused.settings['learningRate']! };
    expect(scaledBy(optimizer, 3).fused).toEqual({ ...fused, settings });
  });
});
