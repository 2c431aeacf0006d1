import { describe, expect, it } from 'vitest';
import { toJson } from '@isthmus/contract/internal';
import type { Optimizer } from '@isthmus/contract';
import { addScaled, mapLeaves, sameBits, type Params } from '@isthmus/contract/parameters';
import { createAdam } from './adam.js';
import { createAdamRule } from './adam-rule.js';
import { createMomentum } from './momentum.js';
import { createNesterov } from './nesterov.js';
import { createRmsprop } from './rmsprop.js';
import { createSgd } from './sgd.js';
import { problems, type Problem } from './testing/problems.js';

const adamRates = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };

/** Each rule by its step size, so that a problem can ask for the step that suits it. */
const rules: Record<string, (learningRate: number) => Optimizer<unknown>> = {
  'core/sgd': createSgd,
  'core/momentum': (learningRate) => createMomentum({ learningRate, momentum: 0.9 }),
  'core/nesterov': (learningRate) => createNesterov({ learningRate, momentum: 0.9 }),
  'core/rmsprop': (learningRate) => createRmsprop({ learningRate, decay: 0.9, epsilon: 1e-8 }),
  'core/adam': (learningRate) => createAdam({ learningRate, ...adamRates }),
  'core/adamw': (learningRate) => createAdamRule({ learningRate, ...adamRates, weightDecay: 1e-6 }),
};

const quadraticRates = {
  'core/sgd': 0.1,
  'core/momentum': 0.05,
  'core/nesterov': 0.05,
  'core/rmsprop': 0.001,
  'core/adam': 0.01,
  'core/adamw': 0.01,
};
const rosenbrockRates = {
  'core/sgd': 0.001,
  'core/momentum': 0.0005,
  'core/nesterov': 0.0005,
  'core/rmsprop': 0.0005,
  'core/adam': 0.01,
  'core/adamw': 0.01,
};

/**
 * Rules that average gradients end at the rounding of float32. RMSProp with a fixed rate does not
 * settle: near the minimum its steps stay about `learningRate` long, so its loss ends near
 * `curvature * learningRate^2`; AdamW ends where its decay (here 1e-6) balances the gradient.
 */
function toleranceOf(rule: string, problem: Problem): number {
  if (rule === 'core/rmsprop') return problem.name === 'Rosenbrock' ? 1e-3 : 1e-4;
  return problem.name === 'Rosenbrock' ? 1e-5 : 1e-8;
}

function descend(optimizer: Optimizer<unknown>, problem: Problem, steps: number): Params {
  let params = problem.start;
  let state = optimizer.init(params);
  for (let k = 0; k < steps; k++) {
    const [updates, next] = optimizer.update(problem.gradient(params), state, params);
    params = addScaled(params, updates, 1);
    state = next;
  }
  return params;
}

const matrix = Object.entries(rules).flatMap(([rule, make]) =>
  problems.map((problem) => ({ rule, make, problem })),
);

describe('an optimizer on a problem with a known minimum', () => {
  it.each(matrix)('$rule: $problem.name', ({ rule, make, problem }) => {
    const hard = problem.name === 'Rosenbrock';
    const rates: Record<string, number> = hard ? rosenbrockRates : quadraticRates;
    const end = descend(make(rates[rule]!), problem, hard ? 20_000 : 4000);
    expect(problem.value(end)).toBeLessThanOrEqual(toleranceOf(rule, problem));
    expect(Object.values(end).map((leaf) => leaf.shape)).toEqual(
      Object.values(problem.start).map((leaf) => leaf.shape),
    );
  });
});

/** Freezes everything but the numbers, whose bits the tests compare instead. */
function frozen<T>(value: T): T {
  if (value === null || typeof value !== 'object' || ArrayBuffer.isView(value)) return value;
  Object.values(value).forEach(frozen);
  return Object.freeze(value);
}

describe('an update changes none of its arguments', () => {
  it.each(matrix)('$rule: $problem.name', ({ make, problem }) => {
    const optimizer = make(0.01);
    const params = frozen(mapLeaves(problem.start, (leaf) => leaf.data.slice()));
    const gradient = frozen(problem.gradient(params));
    const first = frozen(optimizer.update(gradient, frozen(optimizer.init(params)), params));
    const text = toJson([params, gradient, first]);
    const again = optimizer.update(gradient, first[1], params);
    expect(toJson([params, gradient, first])).toBe(text);
    expect(optimizer.update(gradient, first[1], params)).toEqual(again);
  });
});

/** State as it comes back from a file: numbers as numbers, leaves as float32 arrays. */
function revive(_: string, value: unknown): unknown {
  const isLeaf = typeof value === 'object' && value !== null && 'shape' in value;
  if (!isLeaf || !('data' in value)) return value;
  return { ...value, data: Float32Array.from(value.data as number[]) };
}

describe('stored and resumed, training goes on bit for bit', () => {
  it.each(matrix)('$rule: $problem.name', ({ make, problem }) => {
    const optimizer = make(0.001);
    const run = (params: Params, state: unknown, steps: number): [Params, unknown] => {
      for (let k = 0; k < steps; k++) {
        const [updates, next] = optimizer.update(problem.gradient(params), state, params);
        params = addScaled(params, updates, 1);
        state = next;
      }
      return [params, state];
    };
    const start = optimizer.init(problem.start);
    const [straight, straightState] = run(problem.start, start, 100);
    for (const cut of [0, 1, 37, 99]) {
      const [params, state] = run(problem.start, start, cut);
      const stored: unknown = JSON.parse(toJson(state), revive);
      const [resumed, resumedState] = run(params, stored, 100 - cut);
      expect(sameBits(resumed, straight)).toBe(true);
      expect(resumedState).toEqual(straightState);
    }
  });
});
