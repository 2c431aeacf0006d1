// Operations and a strategy that the product does not have, as somebody would add them: what each adds to
// its package, by file. `edits` are lines that go into files which are there already.

const swish = {
  'src/operations/activations/swish.ts': `import { z } from 'zod';
import { define } from '@isthmus/contract';
import { elementwiseLayer } from '../elementwise.js';
import { logistic, logisticDerivative } from '../functions/logistic.js';

const NAME = 'core/swish';

/** \`x / (1 + exp(-x))\`. */
export const swish = define({
  kind: 'layer',
  name: NAME,
  summary: 'Swish: x times its logistic function.',
  sources: ['arXiv:1710.05941'],
  options: z.strictObject({}),
  create: () =>
    elementwiseLayer(
      NAME,
      (tf, x) => tf.mul(x, tf.sigmoid(x)),
      {
        value: (x) => x * logistic(x),
        derivative: (x) => logistic(x) + x * logisticDerivative(x),
        second: (x) => logisticDerivative(x) * (2 + x * (logistic(-x) - logistic(x))),
      },
      { scaling: false, sign: false },
      { name: 'swish' },
    ),
});
`,
  'kernels/activations/swish.ts': `import { shared as exponential, slope as slopeOfSigmoid, value as sigmoid } from './sigmoid';

@inline
export function shared(x: v128): v128 {
  return exponential(x);
}

@inline
export function sharedNext(x: v128, e: v128): v128 {
  return sigmoid(x, e);
}

@inline
export function value(x: v128, e: v128, s: v128): v128 {
  return f32x4.mul(x, s);
}

@inline
export function slope(x: v128, e: v128, s: v128): v128 {
  return f32x4.add(s, f32x4.mul(x, slopeOfSigmoid(x, e)));
}
`,
};

/** Half of the squared error, as losses in tfjs's own manner. */
const lossText = (fast) => `import { z } from 'zod';
import { define } from '@isthmus/contract';
import { samplesAsRows } from '../functions/samples-as-rows.js';

/** Half of the squared error. */
export const halfSquare = define({
  kind: 'loss',
  name: 'core/half-square',
  summary: 'Half of the squared error.',
  sources: [],
  options: z.strictObject({}),
  create: () => ({
    on: 'prediction',
    unit: 'half of the squared error',
    targets: 'any',
    convex: true,
    tfjs: (prediction, target, tf) => {
      const difference = tf.sub(samplesAsRows(tf, prediction), samplesAsRows(tf, target));
      return tf.mul(tf.sum(tf.square(difference), 1), 0.5);
    },
    reference: {
      value: (z, y, at, size) => {
        let sum = 0;
        for (let i = at; i < at + size; i++) sum += 0.5 * (z[i]! - y[i]!) ** 2;
        return sum;
      },
      gradient: (z, y, at, size, out) => {
        for (let i = at; i < at + size; i++) out[i] = z[i]! - y[i]!;
      },
      hessianVector: (_z, _y, at, size, v, out) => {
        for (let i = at; i < at + size; i++) out[i] = v[i]!;
      },
    },
    ${fast}
  }),
});
`;

const halfSquareKernel = `import { difference } from '../row-losses';
import { UNIT } from '../generated/tiny-records';
import { high, low, mulAdd, storePair, zero } from '../tiny-pairs';

export function row(size: i32, z: usize, y: usize, count: f64, dz: usize): f64 {
  let sum: f64 = 0;
  for (let i: usize = 0, bytes = <usize>size * 4; i < bytes; i += 4) {
    const d = difference(z + i, y + i);
    sum += 0.5 * d * d;
    if (dz) store<f32>(dz + i, <f32>(d / count));
  }
  return sum;
}

@inline
export function lanes<Y>(z: usize, y: usize, stride: usize, outputs: i32, dz: usize, out: usize): void {
  let sum0 = zero(), sum1 = zero();
  const half = f32x4.splat(0.5);
  for (let j = 0; j < outputs; j++) {
    const y0 = low<Y>(y);
    const y1 = high<Y>(y, y0);
    const d0 = f32x4.sub(v128.load(z), y0);
    const d1 = f32x4.sub(v128.load(z, 16), y1);
    sum0 = mulAdd(f32x4.mul(half, d0), d0, sum0);
    sum1 = mulAdd(f32x4.mul(half, d1), d1, sum1);
    storePair(dz, d0, d1);
    z += UNIT;
    dz += UNIT;
    y += stride;
  }
  storePair(out, sum0, sum1);
}
`;

const twice = `import { z } from 'zod';
import { define } from '@isthmus/contract';
import { onlyInput } from './unfit.js';

const NAME = 'core/twice';

/** Every entry twice as large. */
export const twice = define({
  kind: 'layer',
  name: NAME,
  summary: 'Twice its input.',
  sources: [],
  options: z.strictObject({}),
  create: () => ({
    outputShape: (inputs) => onlyInput(NAME, inputs),
    parameters: () => [],
    init: () => ({}),
    interpreters: {
      tfjs: (_, [x], _mode, tf) => tf.mul(x!, 2),
      reference: () => ({
        kind: 'linear',
        apply: ([x]) => x!.map((each) => 2 * each),
        transpose: (dy) => [dy.map((each) => 2 * each)],
      }),
      symmetry: { kind: 'channelwise', scaling: true, sign: true },
    },
  }),
});
`;

/** By the words of CONTRIBUTING.md. */
/** The straight line, judged at a few dozen points: the least that searches. */
const grid = `import { z } from 'zod';
import { polyline } from '@isthmus/core';
import { define, type Params } from '@isthmus/core/contract';

interface State {
  readonly a: Params;
  readonly b: Params;
  readonly level: number;
  readonly highest: number | null;
}

export const grid = define({
  kind: 'pathStrategy',
  name: 'dss/grid',
  summary: 'The straight line, at the points of a grid.',
  sources: ['arXiv:1412.6544'],
  options: z.strictObject({ points: z.int().min(2).default(65) }),
  create: ({ points }) => ({
    needs: 'value',
    init: ({ a, b, level }): State => ({ a, b, level, highest: null }),
    step: ({ along }, state) => {
      const loss = along(state.a, state.b);
      const losses = Array.from({ length: points }, (_, i) => loss(i / (points - 1)));
      return { ...state, highest: Math.max(...losses) };
    },
    status: ({ level, highest }) =>
      highest === null
        ? { tag: 'running' }
        : highest <= level
          ? { tag: 'connected' }
          : { tag: 'not-found', reason: 'above-level' },
    path: ({ a, b }) => polyline([a, b]),
  }),
});
`;

/** By the words that CONTRIBUTING.md has for each. */
export const PLANTED_STRATEGY = {
  'a path strategy': {
    files: { 'src/search/grid.ts': grid },
    edits: {
      'src/index.ts': [
        ['import { greedy }', "import { grid } from './search/grid.js';\nimport { greedy }"],
        ['  greedy,\n', '  greedy,\n  grid,\n'],
      ],
    },
  },
};

/** Likewise, of the package `engine`. */
export const PLANTED = {
  'an activation with a fast path': { files: swish, edits: {} },
  'a loss': {
    files: { 'src/operations/losses/half-square.ts': lossText('') },
    edits: {},
  },
  'a loss with a fast path': {
    files: {
      'src/operations/losses/half-square.ts': lossText("fast: 'half-square',"),
      'kernels/losses/half-square.ts': halfSquareKernel,
    },
    edits: {},
  },
  'a layer kind': {
    files: { 'src/operations/layers/twice.ts': twice },
    edits: {
      'src/operations/layers/index.ts': [
        ['import { dense }', "import { twice } from './twice.js';\nimport { dense }"],
        ['  dense,\n', '  dense,\n  twice,\n'],
      ],
    },
  },
};
