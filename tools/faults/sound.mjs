// A sound plugin of every kind, all called fault/it, and the experiment that runs it.
import { mapLeaves, polyline } from '@isthmus/core';

/** The library, for the forms that compute with it: to load it takes longer than all else here. */
let tf = null;

/** Gives the forms of `WITH_TFJS` what they compute with. */
export function useTfjs(library) {
  tf = library;
}

/** Forms of which a function is called with tensors. */
export const WITH_TFJS = new Set(['architecture as code', 'layer', 'loss']);

const rows = (size) => ({
  size,
  x: Float32Array.from({ length: size }, (_, i) => i / size),
  y: Float32Array.from({ length: size }, (_, i) => 0.1 + (0.5 * i) / size),
});

const relu = (x) => Math.max(0, x);
const size = (shape) => shape.reduce((product, one) => product * one, 1);

/** Kinds and, for those with several, which of their forms. */
export const SOUND = {
  optimizer: () => ({
    init: () => ({}),
    update: (gradients, state) => [
      mapLeaves(gradients, ({ data }) => data.map((entry) => -0.05 * entry)),
      state,
    ],
  }),
  pathStrategy: () => ({
    needs: 'value',
    refusal: () => null,
    init: ({ a, b }) => ({ ends: [a, b], steps: 0 }),
    step: (problem, { ends, steps }) => {
      problem.valueBetween(ends[0], ends[1], 1 / (2 + steps));
      return { ends, steps: steps + 1 };
    },
    status: ({ steps }) =>
      steps < 3 ? { tag: 'running' } : { tag: 'not-found', reason: 'stalled' },
    path: ({ ends }) => polyline(ends),
    live: ({ ends }) => polyline(ends),
    details: ({ steps }) => ({ steps }),
  }),
  symmetry: () => ({
    align: (_network, a) => ({
      hidden: [{ kind: 'permutation', map: Int32Array.from(a['dense1.bias'].data, (_, i) => i) }],
    }),
    act: (_network, _element, params) => params,
  }),
  reporter: () => ({ file: 'mine.txt', mime: 'text/plain', render: () => 'a report' }),
  task: () => ({
    load: async () => ({
      input: [1],
      output: [1],
      targets: 'values',
      splits: { train: rows(8), probe: rows(8), test: rows(4) },
    }),
  }),
  architecture: () => ({
    build: ({ output }) => ({
      graph: {
        nodes: [
          { id: 'dense1', use: 'core/dense', options: { units: output[0] }, inputs: ['input'] },
        ],
        output: 'dense1',
      },
    }),
  }),
  'architecture as code': () => ({
    build: () => ({
      spec: { leaves: [{ name: 'w', shape: [1, 1], axes: [null, null] }] },
      init: (rng) => ({ w: { shape: [1, 1], data: Float32Array.of(rng.normal()) } }),
      apply: ({ w }, x) => tf.matMul(x, w),
    }),
  }),
  layer: () => ({
    outputShape: ([input]) => input,
    parameters: () => [],
    init: () => ({}),
    interpreters: {
      tfjs: (_params, [x]) => tf.relu(x),
      reference: () => ({
        kind: 'elementwise',
        value: relu,
        derivative: (x) => (x > 0 ? 1 : 0),
        second: () => 0,
      }),
      symmetry: { kind: 'channelwise', scaling: true, sign: false },
    },
  }),
  loss: () => ({
    on: 'prediction',
    unit: 'squares',
    targets: 'any',
    convex: true,
    tfjs: (z, y) => tf.sum(tf.square(tf.sub(z, y)), 1),
    reference: {
      value: (z, y, at, count) => {
        let sum = 0;
        for (let i = at; i < at + count; i++) sum += (z[i] - y[i]) ** 2;
        return sum;
      },
      gradient: (z, y, at, count, out) => {
        for (let i = at; i < at + count; i++) out[i] = 2 * (z[i] - y[i]);
      },
      hessianVector: (_z, _y, at, count, v, out) => {
        for (let i = at; i < at + count; i++) out[i] = 2 * v[i];
      },
    },
  }),
  regularizer: () => ({
    on: 'parameters',
    value: () => 0,
    gradient: (params) => mapLeaves(params, ({ data }) => new Float32Array(data.length)),
    hessianVector: (params) =>
      Object.fromEntries(
        Object.entries(params).map(([name, { shape }]) => [name, new Float64Array(size(shape))]),
      ),
  }),
  objective: () => ({
    spec: { leaves: [{ name: 'w', shape: [2], axes: [null] }] },
    unit: 'height',
    init: (rng) => ({ w: { shape: [2], data: Float32Array.of(rng.normal(), rng.normal()) } }),
    value: ([x, y]) => x * x + y * y,
    gradient: ([x, y]) => Float64Array.of(2 * x, 2 * y),
  }),
  analysis: () => ({
    of: 'endpoint',
    refusal: () => null,
    analyze: ({ points: [point], measures }) => ({
      summary: 'It is as it is.',
      facts: [{ label: 'loss', value: measures.value(point.params), meaning: 'The data loss.' }],
      tables: [],
      charts: [],
    }),
  }),
  certifier: () => ({ certify: () => ({ tag: 'undecided', reason: 'not tried' }) }),
};

/** The contract's kind of a form. */
export const kindOf = (form) =>
  ({ 'architecture as code': 'architecture', regularizer: 'loss' })[form] ?? form;

const BASE = {
  name: 'faulty',
  seed: 1,
  task: {
    use: 'core/polynomial',
    options: { coefficients: [0.1, 0.5], sizes: { train: 8, probe: 8, test: 4 } },
  },
  architecture: { use: 'core/mlp', options: { hidden: [4] } },
  train: { threshold: 0.05, maxSteps: 100, attempts: 1 },
  paths: ['core/linear'],
  report: [],
};

/** The experiment in which the function of a form is called. */
export function experimentOf(form, phase, options) {
  const it = { use: 'fault/it', options };
  const on = (change) => ({ ...BASE, ...change });
  switch (form) {
    case 'optimizer':
      return on({ train: { ...BASE.train, optimizer: it } });
    case 'pathStrategy':
      return on({ paths: ['core/linear', it] });
    case 'symmetry':
      return on({ align: [it] });
    case 'analysis':
      return on({ analyses: [it] });
    case 'reporter':
      return on({ report: ['cli/html', it] });
    case 'task':
      return on({ task: it });
    case 'architecture':
    case 'architecture as code':
      return on({ architecture: it });
    case 'layer':
      return on({
        architecture: { use: 'fault/around', options: { layer: options } },
        engine: phase.includes('tfjs') ? 'tfjs' : 'reference',
      });
    case 'loss':
      return on({
        loss: it,
        engine: phase.includes('tfjs') ? 'tfjs' : 'reference',
        convexity: phase.includes('hessian'),
      });
    case 'regularizer':
      return on({ regularizers: [it], convexity: phase.includes('hessian') });
    case 'objective': {
      const { task: _, architecture: __, ...rest } = BASE;
      return { ...rest, objective: it };
    }
    default:
      // Nothing runs a certifier yet.
      return BASE;
  }
}
