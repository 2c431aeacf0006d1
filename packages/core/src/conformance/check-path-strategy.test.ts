import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { isIsthmusError } from '@isthmus/contract/base';
import { pathStrategies } from '../builtin/path-strategies/index.js';
import { createLinear, type LinearState } from '../builtin/path-strategies/linear.js';
import type { Path, PathStrategy } from '@isthmus/contract';
import { define } from '@isthmus/contract';
import { lerp, mapLeaves, type Params } from '@isthmus/contract/parameters';
import { polyline } from '../path/polyline.js';
import { runChecks } from './check.js';
import { checkPathStrategy } from './check-path-strategy.js';
import { KNOWN_PROBLEMS } from './path-problems.js';

describe('every built-in path strategy keeps the contract', () => {
  const matrix = pathStrategies.flatMap((strategy) =>
    checkPathStrategy(strategy).map(({ name, run }) => [`${strategy.name}: ${name}`, run] as const),
  );
  it.each(matrix)('%s', (_, run) => run());

  it('core/linear, on nine problems', () => {
    expect(pathStrategies.map(({ name }) => name)).toEqual(['core/linear']);
    expect(matrix.length).toBeGreaterThan(8 * 5 + 9);
  });
});

describe('the known problems', () => {
  it.each(KNOWN_PROBLEMS)('$name: ends at or below the level, but where said', (known) => {
    const { a, b, level, value } = known.create();
    const above = [value(a), value(b)].filter((loss) => !(loss <= level));
    expect(above).toHaveLength(known.name === 'an end above the level' ? 1 : 0);
  });
});

const linear = createLinear();

/** A plugin around the straight line with some of its parts replaced. */
function faulty(
  parts: Partial<PathStrategy<LinearState>> | (() => Partial<PathStrategy<LinearState>>),
) {
  return define({
    kind: 'pathStrategy',
    name: 'test/faulty',
    summary: 'One fault on purpose.',
    sources: [],
    options: z.strictObject({}),
    create: () =>
      ({
        ...linear,
        ...(typeof parts === 'function' ? parts() : parts),
      }) as PathStrategy<unknown>,
  });
}

/** Strategies that do one thing wrong, by the code that tells of it. */
const faults = {
  'says connected of everything': [
    'conformance/path-strategy-claim',
    faulty({ status: () => ({ tag: 'connected' }) }),
  ],
  'looks at the vertices only': [
    'conformance/path-strategy-claim',
    faulty({
      step: (problem, state) => ({
        ...state,
        samples: { t: [0, 1], loss: [problem.value(state.a), problem.value(state.b)] },
      }),
      status: ({ samples, level }) => {
        if (samples.t.length < 2) return { tag: 'running' };
        const holds = samples.loss.every((loss) => loss <= level);
        return holds ? { tag: 'connected' } : { tag: 'not-found', reason: 'above-level' };
      },
    }),
  ],
  'gives up at once': [
    'conformance/path-strategy-misses-line',
    faulty({ status: () => ({ tag: 'not-found', reason: 'stalled' }) }),
  ],
  'never ends': [
    'conformance/path-strategy-endless',
    faulty({ status: () => ({ tag: 'running' }) }),
  ],
  'says disconnected': [
    'conformance/path-strategy-status',
    faulty({
      status: (state) => {
        const status = linear.status(state);
        return status.tag === 'not-found' ? JSON.parse('{"tag":"disconnected"}') : status;
      },
    }),
  ],
  'runs from b to a': [
    'conformance/path-strategy-ends',
    faulty({ path: ({ a, b }) => polyline([b, a]) }),
  ],
  'claims too much of a path with free ends': [
    'conformance/path-strategy-claim',
    faulty({ ends: 'free', status: () => ({ tag: 'connected' }) }),
  ],
  'rounds an end': [
    'conformance/path-strategy-ends',
    faulty({
      path: ({ a, b }) => polyline([a, mapLeaves(b, ({ data }) => data.map((x) => x + 2 ** -23))]),
    }),
  ],
  'leaves out an element': [
    'conformance/path-strategy-path',
    faulty({ path: ({ a, b }) => ({ vertices: [a, b], elements: [] }) }),
  ],
  'gives a vertex another shape': [
    'parameters/mismatch',
    faulty({
      path: ({ a, b }) => polyline([a, { w: { shape: [1], data: Float32Array.of(0) } }, b]),
    }),
  ],
  'shows a live path that ends elsewhere': [
    'conformance/path-strategy-ends',
    faulty({ live: ({ a, b }) => polyline([a, lerp(a, b, 0.75)]) }),
  ],
  'writes into its state': [
    'conformance/path-strategy-impure',
    faulty({
      step(problem, state, rng) {
        const next = linear.step(problem, state, rng);
        return Object.assign(state, next);
      },
    }),
  ],
  'writes into an endpoint': [
    'conformance/path-strategy-impure',
    faulty({
      step(problem, state, rng) {
        problem.a['w']?.data.set([-1.5]);
        return linear.step(problem, state, rng);
      },
    }),
  ],
  'asks for gradients that it does not declare': [
    'conformance/path-strategy-needs',
    faulty({
      step(problem, state, rng) {
        problem.gradients([problem.a], rng);
        return linear.step(problem, state, rng);
      },
    }),
  ],
  'keeps a function': [
    'conformance/path-strategy-state-not-plain',
    faulty({ init: (problem, rng) => ({ ...linear.init(problem, rng), later: () => 0 }) }),
  ],
  'says its status under another key': [
    'conformance/path-strategy-status',
    faulty({ status: () => JSON.parse('{"status":"running"}') }),
  ],
  'gives a list of vertices for a path': [
    'conformance/path-strategy-path',
    faulty({ path: ({ a, b }) => [a, b] as unknown as Path }),
  ],
  'gives names for elements': [
    'conformance/path-strategy-path',
    faulty({
      path: ({ a, b }) => ({ vertices: [a, b], elements: ['segment'] }) as unknown as Path,
    }),
  ],
  'gives vertices that are no parameters': [
    'conformance/path-strategy-path',
    faulty({ path: () => polyline([[0], [1]] as unknown as Params[]) }),
  ],
  'keeps the problem in its first step': [
    'conformance/path-strategy-state-not-plain',
    faulty({
      step: (problem, state, rng) => ({ ...problem, ...linear.step(problem, state, rng) }),
    }),
  ],
  'keeps its samples outside the state': [
    'conformance/path-strategy-resume',
    faulty(() => {
      let steps = 0;
      return {
        step: (problem, state, rng) => ({ ...linear.step(problem, state, rng), steps: ++steps }),
        path: ({ a, b, ...state }) =>
          polyline('steps' in state && Number(state.steps) > 20 ? [a, lerp(a, b, 0.5), b] : [a, b]),
      };
    }),
  ],
} as const;

describe('a fault is found and named', () => {
  it.each(Object.entries(faults))('%s', async (_, [code, plugin]) => {
    const results = await runChecks(checkPathStrategy(plugin, { maxSteps: 500 }));
    const errors = results.filter((result) => !result.passed).map((result) => result.error);
    expect(errors.filter(isIsthmusError).map((error) => error.code)).toContain(code);
    expect(errors.filter((error) => error instanceof TypeError)).toEqual([]);
  });

  it('under the name of the plugin, also where the driver tells it', async () => {
    const step = () => {
      throw new Error('it broke');
    };
    const results = await runChecks(checkPathStrategy(faulty({ step })));
    const told = results.map((result) => (result.passed ? '' : String(result.error)));
    const driven = told.filter((text) => text.includes('failed in step'));
    expect(driven.length).toBeGreaterThan(0);
    expect(driven.filter((text) => !text.includes('"test/faulty"'))).toEqual([]);
  });
});

describe('a strategy whose ends are free', () => {
  // It offers b itself as a path, wherever b is low enough.
  const still = faulty({
    ends: 'free',
    step: (problem, state) => ({
      ...state,
      samples: { t: [0, 1], loss: [problem.value(state.b), problem.value(state.b)] },
    }),
    status: ({ samples, level }) => {
      if (samples.t.length < 2) return { tag: 'running' };
      const holds = samples.loss.every((loss) => loss <= level);
      return holds ? { tag: 'connected' } : { tag: 'not-found', reason: 'above-level' };
    },
    path: ({ b }) => polyline([b, b]),
  });

  it('may connect others than a and b, where those cannot be', async () => {
    const results = await runChecks(checkPathStrategy(still));
    expect(results.filter(({ passed }) => !passed)).toEqual([]);
  });
});
