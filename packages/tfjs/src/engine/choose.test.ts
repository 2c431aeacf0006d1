import { describe, expect, it } from 'vitest';
import { createEngine } from '@isthmus/engine';
import type { EngineChoice, GraphNetwork, Network } from '@isthmus/engine';
import { chain, code, lossOf, mlp, plainMlp } from '@isthmus/engine/testing';
import { tfjsRuntime } from './runtime.js';

const mse = lossOf('mse');
const small = mlp([1, 4, 4, 1], 'relu');
const large = mlp([784, 64, 10], 'relu');
const convolutional = chain({ input: [20, 20, 1], output: [10] }, [
  ['conv2d', { filters: 8, kernelSize: 5 }],
  ['relu'],
  ['max-pool'],
  ['flatten'],
  ['dense', { units: 10 }],
]);
const plain = plainMlp(3, 5, 2);
const plainConvolution = code(
  {
    spec: { leaves: [{ name: 'kernel', shape: [3, 3, 1, 2], axes: [null, null, null, null] }] },
    init: () => ({ kernel: { shape: [3, 3, 1, 2], data: new Float32Array(18) } }),
    apply: (p, x, { conv2d }) => conv2d(x, p['kernel']!, 1, 'same'),
  },
  { input: [4, 4, 1], output: [4, 4, 2] },
);

/** The network as if none of its layers had a fast rule. */
function withoutKernels(network: GraphNetwork): GraphNetwork {
  const nodes = network.nodes.map((node) => {
    const { fast: _, ...interpreters } = node.layer.interpreters;
    return { ...node, layer: { ...node.layer, interpreters } };
  });
  return { ...network, nodes };
}

const TABLE: readonly [string, EngineChoice, Network, number, RegExp][] = [
  ['a small network', 'auto', small, 64, /^fast \(tiny plan, (narrow|wide) kernels\)$/],
  ['a large network', 'auto', large, 100, /^fast \(graph plan, (narrow|wide) kernels\)$/],
  ['a convnet', 'auto', convolutional, 100, /^fast \(graph plan/],
  ['a convnet', 'fast', convolutional, 100, /^fast \(graph plan/],
  ['a small network without kernels', 'auto', withoutKernels(small), 64, /^reference$/],
  ['the same on a huge batch', 'auto', withoutKernels(small), 200_000, /^tfjs-wasm/],
  ['a large network without kernels', 'auto', withoutKernels(large), 100, /^tfjs-wasm/],
  ['the same on one row', 'auto', withoutKernels(large), 1, /^reference$/],
  ['code', 'auto', plain, 64, /^tfjs-wasm/],
  ['code that convolves', 'auto', plainConvolution, 64, /^tfjs-wasm/],
  ['a small network', 'tfjs', small, 64, /^tfjs-wasm/],
  ['a convnet', 'tfjs', convolutional, 100, /^tfjs-wasm/],
  ['code', 'tfjs', plain, 64, /^tfjs-wasm/],
  ['a small network', 'reference', small, 64, /^reference$/],
  ['a large network', 'reference', large, 100, /^reference$/],
];

describe('createEngine', () => {
  it.each(TABLE)('for %s, choice %s', async (_, choice, network, rows, name) => {
    const engine = await createEngine(choice, network, mse, rows, undefined, tfjsRuntime);
    expect(engine.name).toMatch(name);
    engine.dispose();
  });

  it('refuses the reference for code and says why', async () => {
    await expect(createEngine('reference', plain, mse, 64)).rejects.toMatchObject({
      code: 'engine/no-reference',
      message: expect.stringMatching(/layer graphs only.*"tfjs" or "auto"/),
    });
  });
});

it.each([
  ['code', () => plain, /layer graphs only/],
  ['a layer without kernels', () => withoutKernels(small), /no kernel for .*dense/],
])('refuses the fast engine for %s and says why', async (_, network, message) => {
  await expect(createEngine('fast', network(), mse, 64)).rejects.toMatchObject({
    code: 'engine/not-fast',
    message: expect.stringMatching(message),
  });
});

it.each([
  ['code', 'auto', plain],
  ['the choice "tfjs"', 'tfjs', small],
] as const)('refuses %s where no tfjs was handed in', async (_, choice, network) => {
  await expect(createEngine(choice, network, mse, 64)).rejects.toMatchObject({
    code: 'engine/no-tensors',
    message: expect.stringMatching(/tfjsRuntime/),
  });
});

it('takes the reference for large networks without kernels where no tfjs was handed in', async () => {
  const engine = await createEngine('auto', withoutKernels(large), mse, 100);
  expect(engine.name).toBe('reference');
});
