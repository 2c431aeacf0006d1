import { z } from 'zod';
import { createLinear, type LinearState } from '../../builtin/path-strategies/linear.js';
import type { Path, PathStrategy } from '@isthmus/contract';
import { define } from '@isthmus/contract';
import { lerp, mapLeaves, type Params } from '@isthmus/contract/parameters';
import { polyline } from '../../path/polyline.js';
import { checkPathStrategy } from '../check-path-strategy.js';
import type { Planted } from './planted.js';

const linear = createLinear();

/** A plugin around the straight line with some of its parts replaced. */
export function faulty(
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

/** Strategies that ask for proofs. */
const unproven = {
  'needs proofs and trusts samples': [
    'conformance/path-strategy-unproved',
    faulty({ needsProofs: true }),
  ],
  'asks for proofs without saying so': [
    'conformance/path-strategy-proofs',
    faulty({
      step(problem, state, rng) {
        problem.certify!(problem.a, problem.b, 0.5);
        return linear.step(problem, state, rng);
      },
    }),
  ],
} as const;

const plantedIn = (
  strategies: Readonly<Record<string, readonly [string, ReturnType<typeof faulty>]>>,
  needsProofs: boolean,
) =>
  Object.entries(strategies).map(([fault, [code, faultyOne]]) => ({
    fault,
    code,
    checks: () => checkPathStrategy(faultyOne, { maxSteps: 500, needsProofs }),
  }));

export const planted: readonly Planted[] = [
  ...plantedIn(faults, false),
  ...plantedIn(unproven, true),
];
