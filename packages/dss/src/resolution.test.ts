import { connect, createRng, Registry } from '@isthmus/core';
import { core } from '@isthmus/core/builtin';
import { analyticProblem } from '@isthmus/core/conformance';
import { expect, it } from 'vitest';
import { dss } from './index.js';

const registry = Registry.of(core, dss);

/** A ridge 1/64 wide between two points of the usual grid, which ends beside the straight line. */
const ridge = {
  spec: { leaves: [{ name: 'w', shape: [2], axes: [null] }] },
  value: (w: Float64Array) => Math.max(0, 1 - 128 * Math.abs(w[0]! - 33 / 64)) * Math.exp(-((w[1]! - 0.1) ** 2)), // prettier-ignore
  gradient: (w: Float64Array) => {
    const [x, y] = [w[0]! - 33 / 64, w[1]! - 0.1];
    const height = Math.max(0, 1 - 128 * Math.abs(x));
    const slope = height > 0 ? -128 * Math.sign(x) : 0;
    return Float64Array.of(slope * Math.exp(-(y ** 2)), -2 * y * height * Math.exp(-(y ** 2)));
  },
};

/** All that search between two points of a loss without a network; one that is added falls under this. */
const strategies = registry
  .list('pathStrategy')
  .filter(({ create, options }) => {
    const made = options['~standard'].validate({}) as { value?: never };
    return made.value !== undefined && (create(made.value).refusal?.(null) ?? null) === null;
  })
  .map(({ name }) => name);

it('is asked of every strategy', () => {
  expect(strategies).toEqual(
    expect.arrayContaining(['core/linear', 'dss/greedy', 'dss/polychain']),
  );
});

it.each(strategies)('%s claims nothing that a finer judge refutes', async (use) => {
  const problem = { ...analyticProblem(ridge, { a: [0, 0], b: [1, 0], level: 0.01 }), gridPoints: 257 }; // prettier-ignore
  const strategy = registry.resolve('pathStrategy', { use }, '/paths/0');
  const budget = { gradientEvaluations: 2000, lossEvaluations: 20_000 };
  const outcome = await connect(strategy, problem, { rng: createRng(1), budget });
  if (outcome.tag !== 'finished') throw new Error('cancelled');
  const { verdict, reason, peak, resolution, beads } = outcome.record;
  expect(reason).not.toBe('refuted');
  expect(verdict === 'connected').toBe(peak.loss <= 0.01);
  expect(resolution.largestGap).toBe(1 / (256 * (beads + 1)));
});
