import { describe, expect, it } from 'vitest';
import { createRng } from '@isthmus/contract/base';
import { sameBits } from '@isthmus/contract/parameters';
import { createSampler } from './batches.js';
import { trainEndpoint, type EndpointSetup } from './endpoints.js';
import { descent, evaluatorOn, engineOf, oneUnit, samples } from './testing/small-models.js';
import { train } from './train.js';

/** A line: one live unit fits it, a dead one is left with the variance, about 0.1. */
const data = samples(12, (x) => x);

function setup(seed: number, changes: Partial<EndpointSetup> = {}): EndpointSetup {
  return {
    init: oneUnit.init,
    optimizer: descent(0.1, 0.9),
    engine: engineOf(oneUnit),
    regularizers: [],
    sampler: createSampler(data, 'full'),
    settle: (params) => params,
    evaluator: evaluatorOn(oneUnit, data),
    threshold: 1e-3,
    rules: { maxSteps: 2000, evaluateEvery: 10, stall: { window: 300, improvement: 0.01 } },
    attempts: 8,
    rng: createRng(seed).fork('endpoint a'),
    ...changes,
  };
}

/** The training of one attempt by itself, from the streams that the attempt draws from. */
function trainAlone(endpoint: EndpointSetup, attempt: number) {
  const rng = endpoint.rng.fork(`attempt ${attempt}`);
  const initial = endpoint.init(rng.fork('init'));
  return train({ ...endpoint, initial, rng: rng.fork('training') });
}

const seeds = Array.from({ length: 24 }, (_, seed) => seed);

describe('an endpoint whose threshold may be missed', () => {
  it('is trained again from a fresh seed until it reaches, and says how often', async () => {
    const results = await Promise.all(seeds.map((seed) => trainEndpoint(setup(seed))));
    const single = await Promise.all(
      seeds.map((seed) => trainEndpoint(setup(seed, { attempts: 1 }))),
    );
    expect(results.filter(({ reached }) => reached)).toHaveLength(seeds.length);
    for (const [i, { attempts, kept, params, loss, last }] of results.entries()) {
      expect(kept).toBe(attempts);
      expect(params).toBe(last.params);
      expect(evaluatorOn(oneUnit, data).value(params)).toBe(loss);
      expect(loss).toBeLessThanOrEqual(1e-3);
      expect(attempts === 1).toBe(single[i]!.reached);
      if (attempts === 1) expect(sameBits(params, single[i]!.params)).toBe(true);
    }
    // A unit is dead for 3 of 8 seeds; some of the others die while they are trained.
    const retried = results.filter(({ attempts }) => attempts > 1).length;
    expect(retried).toBeGreaterThan(4);
    expect(retried).toBeLessThan(20);
  });

  it('keeps the best attempt when none reaches', async () => {
    const kept: number[] = [];
    for (const seed of seeds.slice(0, 8)) {
      const missed = setup(seed, { threshold: 1e-30, attempts: 4 });
      const alone = await Promise.all([1, 2, 3, 4].map((attempt) => trainAlone(missed, attempt)));
      const best = alone.reduce((a, b) => (b.loss < a.loss ? b : a));
      const result = await trainEndpoint(missed);
      expect(result).toMatchObject({ reached: false, attempts: 4, loss: best.loss });
      expect(sameBits(result.params, best.params)).toBe(true);
      expect(alone[result.kept - 1]).toBe(best);
      expect(result.last).toEqual(alone[3]);
      kept.push(result.kept);
    }
    expect(new Set(kept).size).toBeGreaterThan(1);
  });

  it('counts the cost of all attempts', async () => {
    const rules = { maxSteps: 20, evaluateEvery: 10, stall: { window: 1e9, improvement: 0 } };
    const result = await trainEndpoint(setup(1, { threshold: 1e-30, attempts: 3, rules }));
    expect(result).toMatchObject({ gradientEvaluations: 60, lossEvaluations: 9, attempts: 3 });
    expect(result.last).toMatchObject({ outcome: 'budget', steps: 20, gradientEvaluations: 20 });
  });

  it('is the same for the same stream and another for another', async () => {
    const [one, again, other] = await Promise.all(
      [3, 3, 4].map((seed) => trainEndpoint(setup(seed, { sampler: createSampler(data, 5) }))),
    );
    expect(again).toEqual(one);
    expect(sameBits(one!.params, again!.params)).toBe(true);
    expect(sameBits(one!.params, other!.params)).toBe(false);
  });
});

/** A clock by which every look at it finds a slice over. */
function tickingFast(): () => number {
  let now = 0;
  return () => (now += 1000);
}

describe('a cancel', () => {
  it('ends the attempts too', async () => {
    const cancel = new AbortController();
    const result = await trainEndpoint(setup(1, { threshold: 1e-30, attempts: 100 }), {
      signal: cancel.signal,
      clock: tickingFast(),
      onProgress: ({ attempt }) => {
        if (attempt === 3) cancel.abort();
      },
    });
    expect(result).toMatchObject({ reached: false, attempts: 3 });
    expect(result.last.outcome).toBe('cancelled');
    expect(Number.isFinite(result.loss)).toBe(true);
  });
});

describe('an attempt whose loss is no number', () => {
  it('is never kept before one whose loss is', async () => {
    let made = 0;
    const firstIsNaN = (rng: Parameters<EndpointSetup['init']>[0]) => {
      const params = oneUnit.init(rng);
      return made++ === 0 ? { p: { shape: [4], data: new Float32Array(4).fill(NaN) } } : params;
    };
    const result = await trainEndpoint(
      setup(2, { init: firstIsNaN, threshold: 1e-30, attempts: 2 }),
    );
    expect(result).toMatchObject({ kept: 2, attempts: 2, reached: false });
    expect(Number.isFinite(result.loss)).toBe(true);
  });
});
