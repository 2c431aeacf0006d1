import { tfjsRuntime } from '@isthmus/tfjs';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { architectures } from '../builtin/architectures/index.js';
import type { Blueprint, CodeBlueprint, Layer, SampleShapes } from '@isthmus/contract';
import { define, type Definition } from '@isthmus/contract';
import { runChecks } from './check.js';
import { checkArchitecture, type ArchitectureCheckSetup } from './check-architecture.js';

const rows: SampleShapes = { input: [3], output: [2] };
const images: SampleShapes = { input: [6, 6, 2], output: [4] };

/** Every built-in architecture, so that every layer that it may have is in one of its graphs. */
const setups: Readonly<Record<string, readonly ArchitectureCheckSetup[]>> = {
  'core/mlp': [
    { options: { hidden: [] }, shapes: [rows, images] },
    { options: { hidden: [5, 4], activation: 'relu' }, shapes: [rows, images] },
    {
      options: { hidden: [5], activation: 'gelu', dropout: 0.3, bias: false },
      shapes: [rows],
    },
    { options: { hidden: [5], activation: 'tanh', outputActivation: 'sigmoid' }, shapes: [rows] },
  ],
  'core/convnet': [
    { options: { blocks: [{ filters: 3 }], dense: [5] }, shapes: [images] },
    {
      options: { blocks: [{ filters: 3 }], residual: true, pooling: 'average' },
      shapes: [images],
    },
  ],
};

describe.each(architectures.map((each) => [each.name, each] as const))(
  'the built-in architecture %s',
  (name, architecture) => {
    it('has a setup here', () => expect(setups[name]).toBeDefined());
    for (const [i, setup] of (setups[name] ?? []).entries())
      for (const check of checkArchitecture(architecture, { ...setup, tensors: tfjsRuntime }))
        it(`${check.name} (${i})`, () => check.run());
  },
);

/** A sound architecture as code; each fault changes one thing of it. */
const sound: CodeBlueprint = {
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

function plugin(build: (shapes: SampleShapes) => Blueprint): Definition<'architecture'> {
  return define({
    kind: 'architecture',
    name: 'test/architecture',
    summary: 'An architecture to find faults in.',
    sources: [],
    options: z.strictObject({}),
    create: () => ({ build }),
  });
}

async function codesOf(definition: Definition<'architecture'>, setup: ArchitectureCheckSetup = {}) {
  const results = await runChecks(
    checkArchitecture(definition, { tensors: tfjsRuntime, ...setup }),
  );
  const failures = results.filter(({ passed }) => !passed);
  return [...new Set(failures.map(({ error }) => (error as { code?: string }).code))];
}

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

const doublingLayer = define({
  kind: 'layer',
  name: 'test/doubling',
  summary: 'Says two things.',
  sources: [],
  options: z.strictObject({}),
  create: () => doubling,
});

const doubled = plugin(({ output }) => ({
  graph: {
    nodes: [
      { id: 'dense1', use: 'core/dense', options: { units: output[0] }, inputs: ['input'] },
      { id: 'twice', use: 'test/doubling', options: {}, inputs: ['dense1'] },
    ],
    output: 'twice',
  },
}));

let calls = 0;

describe('checkArchitecture', () => {
  it('finds nothing in a sound architecture given as code', async () => {
    expect(await codesOf(plugin(() => sound))).toEqual([]);
  });

  it.each<readonly [string, (shapes: SampleShapes) => Blueprint, string]>([
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
  ])('finds %s', async (_, build, code) => {
    expect(await codesOf(plugin(build))).toContain(code);
  });

  it('finds a layer that says different things to its interpreters', async () => {
    expect(await codesOf(doubled, { layers: [doublingLayer] })).toEqual([
      'conformance/architecture-interpreters-differ',
      'conformance/layer-tfjs',
    ]);
  });

  it('says which layer it is that fails', async () => {
    const setup = { tensors: tfjsRuntime, layers: [doublingLayer] };
    const results = await runChecks(checkArchitecture(doubled, setup));
    const messages = results.flatMap(({ error }) => (error instanceof Error ? error.message : []));
    expect(messages).toContainEqual(expect.stringMatching(/^Layer "twice" \(test\/doubling\): tfjs computes/)); // prettier-ignore
  });

  it('names a layer that is not there', async () => {
    expect(await codesOf(doubled)).toEqual(['config/unknown-plugin']);
  });
});
