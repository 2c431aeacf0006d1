import { z } from 'zod';
import { mapLeaves, norm, zerosLike, type Params } from '@isthmus/contract/parameters';
import { checkOptimizer } from '../check-optimizer.js';
import type { Planted } from './planted.js';
import {
  besideSgd,
  builtIn,
  countingCalls,
  descent,
  fused,
  noOptions,
  plugin,
  scaled,
  withRate,
  withState,
  withUpdate,
} from './trial-optimizers.js';

let created = 0;

export const faults = {
  'writes into the gradient': [
    'conformance/optimizer-impure',
    plugin(
      withUpdate((gradients, state) => {
        for (const leaf of Object.values(gradients))
          leaf.data.forEach((g, i) => (leaf.data[i] = -g / 10));
        return [scaled(gradients, 1), state];
      }),
    ),
  ],
  'writes into the parameters': [
    'conformance/optimizer-impure',
    plugin(
      withUpdate((gradients, state, params) => {
        for (const leaf of Object.values(params))
          leaf.data.forEach((x, i) => (leaf.data[i] = x * 0.9));
        return [scaled(gradients, -0.1), state];
      }),
    ),
  ],
  'hands the gradient back': [
    'conformance/optimizer-shared',
    plugin(withUpdate((gradients, state) => [gradients, state])),
  ],
  'has a kernel of another rate': [
    'conformance/optimizer-fused',
    plugin(() => ({ ...descent, fused: { rule: 'sgd', settings: { learningRate: 0.2 } } })),
  ],
  'has a kernel of another rate where it is scaled': [
    'conformance/optimizer-fused',
    plugin(() => ({
      ...descent,
      fused: { rule: 'sgd', settings: { learningRate: 0.1 } },
      scaled: (factor) => ({
        ...withUpdate((g, state) => [scaled(g, -0.1 * factor), state])(),
        fused: { rule: 'sgd', settings: { learningRate: 0.1 } },
      }),
    })),
  ],
  'has a kernel of a name that there is not': [
    'conformance/optimizer-fused',
    fused({ rule: 'sgdd', settings: { learningRate: 0.1 } }),
  ],
  'has a kernel with a misspelt setting': [
    'conformance/optimizer-fused',
    fused({ rule: 'sgd', settings: { learnRate: 0.1 } }),
  ],
  'has a kernel with a setting of another': [
    'conformance/optimizer-fused',
    fused({ rule: 'sgd', settings: { learningRate: 0.1, momentum: 0 } }),
  ],
  'has a kernel with a setting missing': [
    'conformance/optimizer-fused',
    fused({ rule: 'momentum', settings: { learningRate: 0.1 } }),
  ],
  'has a kernel with a setting that is a text': [
    'conformance/optimizer-fused',
    fused({ rule: 'sgd', settings: { learningRate: '0.1' } }),
  ],
  'has a kernel without settings': ['conformance/optimizer-fused', fused({ rule: 'sgd' })],
  'is scaled otherwise than by its factor': [
    'conformance/optimizer-scaled',
    plugin(() => ({ ...descent, scaled: () => descent })),
  ],
  'is scaled by 4 whatever the factor': [
    'conformance/optimizer-scaled',
    plugin(() => ({ ...descent, scaled: () => withRate(0.4) })),
  ],
  'is scaled up, and never down': [
    'conformance/optimizer-scaled',
    plugin(() => ({ ...descent, scaled: (factor) => withRate(Math.max(0.1, 0.1 * factor)) })),
  ],
  'is scaled down, and up to a rate of 1 alone': [
    'conformance/optimizer-scaled',
    plugin(() => ({ ...descent, scaled: (factor) => withRate(Math.min(1, 0.1 * factor)) })),
  ],
  'clips large entries where its kernel does not': [
    'conformance/optimizer-fused',
    plugin(() => besideSgd((g) => mapLeaves(g, ({ data }) => data.map((x) => Math.max(-100, Math.min(100, x)))))), // prettier-ignore
  ],
  'clips a norm of 30 where its kernel does not': [
    'conformance/optimizer-fused',
    plugin(() => besideSgd((g) => scaled(g, Math.min(1, 30 / norm(g))))),
  ],
  'lowers its rate after 20 steps where its kernel does not': [
    'conformance/optimizer-fused',
    plugin(() => {
      const adam = builtIn('core/adam');
      return {
        ...adam,
        update: (g, state, params) => {
          const [updates, next] = adam.update(g, state, params);
          const { count } = state as { readonly count: number };
          return [count >= 20 ? scaled(updates, 0.1) : updates, next];
        },
      };
    }),
  ],
  'hands its velocity out as the update': [
    'conformance/optimizer-shared',
    plugin(
      withUpdate((gradients) => {
        const velocity = scaled(gradients, -0.1);
        return [velocity, { velocity }];
      }),
    ),
  ],
  'counts its calls outside the state': [
    'conformance/optimizer-hidden-state',
    plugin(countingCalls),
  ],
  'depends on what was created before': [
    'conformance/optimizer-not-deterministic',
    plugin(() => {
      const rate = 0.01 * (1 + (created++ % 7));
      return { ...descent, update: (g, state) => [scaled(g, -rate), state] };
    }),
  ],
  'keeps a Map': [
    'conformance/optimizer-state-not-plain',
    plugin(withState(new Map(), (state) => state)),
  ],
  'keeps a function': [
    'conformance/optimizer-state-not-plain',
    plugin(withState({ next: () => 1 }, (state) => state)),
  ],
  'keeps undefined': [
    'conformance/optimizer-state-not-plain',
    plugin(withState({ last: undefined }, (state) => state)),
  ],
  'keys a cache by the state object': [
    'conformance/optimizer-resume',
    plugin(() => {
      const rates = new WeakMap<object, number>();
      return {
        init: () => ({}),
        update(gradients, state) {
          const rate = rates.get(state as object) ?? 0.2;
          const next = {};
          rates.set(next, rate / 2);
          return [scaled(gradients, -rate), next];
        },
      };
    }),
  ],
  'forgets a leaf': [
    'conformance/optimizer-shapes',
    plugin(
      withUpdate((gradients, state) => [{ scalar: scaled(gradients, -0.1)['scalar']! }, state]),
    ),
  ],
  'flattens shapes': [
    'conformance/optimizer-shapes',
    plugin(
      withUpdate((gradients, state) => {
        const flat = Object.entries(scaled(gradients, -0.1)).map(([name, { data }]) => [
          name,
          { shape: [data.length], data },
        ]);
        return [Object.fromEntries(flat) as Params, state];
      }),
    ),
  ],
  'adds a leaf of its own': [
    'conformance/optimizer-shapes',
    plugin(
      withUpdate((gradients, state) => [
        { ...scaled(gradients, -0.1), more: { shape: [], data: Float32Array.of(1) } },
        state,
      ]),
    ),
  ],
  'divides by the norm of the gradient': [
    'conformance/optimizer-nonfinite',
    plugin(
      withUpdate((gradients, state) => [
        mapLeaves(gradients, ({ data }) => data.map((g) => (-0.01 * g) / Math.hypot(...data))),
        state,
      ]),
    ),
  ],
  climbs: [
    'conformance/optimizer-no-progress',
    plugin(withUpdate((gradients, state) => [scaled(gradients, 0.001), state])),
  ],
  'stands still': [
    'conformance/optimizer-no-progress',
    plugin(withUpdate((_, state, params) => [zerosLike(params), state])),
  ],
  'takes unknown options': [
    'conformance/unknown-option-taken',
    plugin(() => descent, z.object({})),
  ],
  'has an option without a default': [
    'conformance/options-refused',
    plugin(() => descent, z.strictObject({ learningRate: z.number() })),
  ],
  'has a default that it would not take': [
    'conformance/options-not-stable',
    plugin(() => descent, z.strictObject({ learningRate: z.number().min(1).default(0.1) })),
  ],
  'changes its options whenever it reads them': [
    'conformance/options-not-stable',
    plugin(
      () => descent,
      z.strictObject({ steps: z.number().default(1) }).transform(({ steps }) => ({
        steps: steps + 1,
      })),
    ),
  ],
  'validates its options asynchronously': [
    'conformance/async-options',
    plugin(() => descent, {
      '~standard': {
        ...noOptions['~standard'],
        validate: (value) => Promise.resolve({ value }),
      },
    }),
  ],
  'cannot print its options': [
    'conformance/no-json-schema',
    plugin(() => descent, {
      '~standard': {
        version: 1,
        vendor: 'test',
        validate: (value) =>
          Object.keys(value as object).length === 0
            ? { value }
            : { issues: [{ message: 'no options' }] },
      },
    }),
  ],
} as const;

export const planted: readonly Planted[] = Object.entries(faults).map(
  ([fault, [code, faulty]]) => ({
    fault,
    code,
    checks: () => checkOptimizer(faulty),
  }),
);
