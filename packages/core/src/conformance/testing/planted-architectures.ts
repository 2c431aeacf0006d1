import { tfjsRuntime } from '@isthmus/tfjs';
import * as tf from '@tensorflow/tfjs';
import { z } from 'zod';
import type { Blueprint, CodeBlueprint, Layer, SampleShapes } from '@isthmus/contract';
import { define, type Definition } from '@isthmus/contract';
import { checkArchitecture } from '../check-architecture.js';
import type { Planted } from './planted.js';

/** A sound architecture as code; each fault changes one thing of it. */
export const sound: CodeBlueprint = {
  spec: {
    leaves: [
      { name: 'kernel', shape: [3, 2], axes: [null, null] },
      { name: 'shift', shape: [2], axes: [null] },
    ],
  },
  init: (rng) => ({
    kernel: { shape: [3, 2], data: Float32Array.from({ length: 6 }, () => rng.normal()) },
    shift: { shape: [2], data: Float32Array.from({ length: 2 }, () => rng.normal()) },
  }),
  apply: ({ kernel, shift }, x) => tf.add(tf.tanh(tf.matMul(x as tf.Tensor2D, kernel!)), shift!),
};

export function plugin(build: (shapes: SampleShapes) => Blueprint): Definition<'architecture'> {
  return define({
    kind: 'architecture',
    name: 'test/architecture',
    summary: 'An architecture to find faults in.',
    sources: [],
    options: z.strictObject({}),
    create: () => ({ build }),
  });
}

let calls = 0;
const faults: readonly (readonly [string, (shapes: SampleShapes) => Blueprint, string])[] = [
  [
    'no parameters',
    () => ({
      spec: { leaves: [] },
      init: () => ({}),
      apply: (_, x) => tf.slice(x, [0, 0], [-1, 2]),
    }),
    'conformance/architecture-no-parameters',
  ],
  [
    'shapes that are written into',
    ({ output }) => {
      Reflect.set(output, 0, 2.5);
      return sound;
    },
    'conformance/architecture-impure',
  ],
  [
    'a function in its graph',
    ({ output }) => ({
      graph: {
        nodes: [
          {
            id: 'dense1',
            use: 'core/dense',
            options: { units: output[0], initializer: () => 0 },
            inputs: ['input'],
          },
        ],
        output: 'dense1',
      },
    }),
    'conformance/architecture-not-plain',
  ],
  [
    'another network at every call',
    () => ({
      ...sound,
      spec: {
        leaves: sound.spec.leaves.map((leaf) => ({
          ...leaf,
          axes: leaf.axes.map(() => `${calls++}`),
        })),
      },
    }),
    'conformance/architecture-not-repeatable',
  ],
  [
    'randomness that is not given',
    () => ({
      ...sound,
      init: (rng) => ({
        ...sound.init(rng),
        shift: { shape: [2], data: Float32Array.of(calls++, 0) },
      }),
    }),
    'conformance/architecture-not-repeatable',
  ],
  [
    'one start for all',
    () => ({
      ...sound,
      init: () => ({
        kernel: { shape: [3, 2], data: new Float32Array(6).fill(0.1) },
        shift: { shape: [2], data: new Float32Array(2) },
      }),
    }),
    'conformance/architecture-same-start',
  ],
  [
    'NaN to begin with',
    () => ({
      ...sound,
      init: (rng) => ({
        ...sound.init(rng),
        shift: { shape: [2], data: Float32Array.of(NaN, 0) },
      }),
    }),
    'conformance/architecture-nonfinite',
  ],
  [
    'samples that see each other',
    () => ({
      ...sound,
      apply: (params, x, library) => {
        const prediction = sound.apply(params, x, library);
        return tf.sub(prediction, tf.mean(prediction, 0));
      },
    }),
    'conformance/architecture-mixes-samples',
  ],
  [
    'a wrong gradient',
    () => ({
      ...sound,
      apply: ({ kernel, shift }, x, library) => {
        const halved = tf.customGrad((t) => ({
          value: (t as tf.Tensor).clone(),
          gradFunc: (dy: tf.Tensor) => tf.mul(dy, 0.5),
        }));
        return sound.apply({ kernel: halved(kernel!), shift: shift! }, x, library);
      },
    }),
    'conformance/architecture-gradient',
  ],
  [
    'a parameter that leaves the tape',
    () => ({
      ...sound,
      apply: ({ kernel, shift }, x, library) =>
        sound.apply({ kernel: kernel!, shift: tf.tensor(shift!.dataSync()) }, x, library),
    }),
    'network/no-gradient',
  ],
  [
    'a tensor that is kept',
    () => ({ ...sound, apply: (params, x, library) => tf.keep(sound.apply(params, x, library)) }),
    'conformance/architecture-leaks',
  ],
  [
    'an argument that is disposed of',
    () => ({
      ...sound,
      apply: (params, x, library) => {
        const prediction = sound.apply(params, x, library);
        x.dispose();
        return prediction;
      },
    }),
    'conformance/architecture-disposes',
  ],
];

/** A layer whose tfjs doubles and whose reference does not. */
const doubling: Layer = {
  outputShape: ([input]) => input!,
  parameters: () => [],
  init: () => ({}),
  interpreters: {
    tfjs: (_, [x]) => tf.mul(x!, 2),
    reference: () => ({
      kind: 'elementwise',
      value: (x) => x,
      derivative: () => 1,
      second: () => 0,
    }),
  },
};

export const doublingLayer = define({
  kind: 'layer',
  name: 'test/doubling',
  summary: 'Says two things.',
  sources: [],
  options: z.strictObject({}),
  create: () => doubling,
});

export const doubled = plugin(({ output }) => ({
  graph: {
    nodes: [
      { id: 'dense1', use: 'core/dense', options: { units: output[0] }, inputs: ['input'] },
      { id: 'twice', use: 'test/doubling', options: {}, inputs: ['dense1'] },
    ],
    output: 'twice',
  },
}));

/** One that fails in the midst of what it is asked. */
const failingLayer = define({
  ...doublingLayer,
  create: (): Layer => ({
    ...doubling,
    interpreters: {
      ...doubling.interpreters,
      reference: () => {
        throw new TypeError('no rule for these inputs');
      },
    },
  }),
});

const ofLayer = (fault: string, code: string, layer: Definition<'layer'>): Planted => ({
  fault,
  code,
  checks: () => checkArchitecture(doubled, { tensors: tfjsRuntime, layers: [layer] }),
});

const ofCode: readonly Planted[] = faults.map(([fault, build, code]) => ({
  fault,
  code,
  checks: () => checkArchitecture(plugin(build), { tensors: tfjsRuntime }),
}));

export const planted: readonly Planted[] = [
  ...ofCode,
  ofLayer(
    'a layer that says different things to its interpreters',
    'conformance/architecture-interpreters-differ',
    doublingLayer,
  ),
  ofLayer('a layer that fails its own checks', 'conformance/layer-tfjs', doublingLayer),
  ofLayer('a layer that throws', 'conformance/layer-failed', failingLayer),
];
