import { describe, expect, it } from 'vitest';
import { createRng } from '../base/rng.js';
import type { SampleShapes } from '../contract/architecture.js';
import type { LossGradient } from '../contract/path-strategy.js';
import type { GraphNetwork } from '../network/network.js';
import { readyBackends } from '../network/tfjs/backend.js';
import { leafOf } from '../parameters/parameters.js';
import { gradientBackend } from './backend-choice.js';
import { createReferenceEngine } from './reference-engine.js';
import { chain, lossOf, randomData, randomParams } from './testing/networks.js';
import type { Link } from './testing/networks.js';
import { tfjsEngineOn } from './tfjs-engine.js';

/**
 * What float32 may lose, in the Euclidean norm: per leaf, the norm of the difference divided by the
 * norm of the reference's gradient. Rounding is 6e-8 an operation and adds up over sums of some
 * dozens of terms in a few layers; 2e-3, the usual bound, would let a wrong entry pass.
 */
const RELATIVE = 1e-5;

const ACTIVATIONS = ['relu', 'leaky-relu', 'tanh', 'sigmoid', 'softplus', 'gelu'];
const LOSSES = ['mse', 'mae', 'cross-entropy'];
const ROWS = 5;

const vector: SampleShapes = { input: [4], output: [3] };
const image: SampleShapes = { input: [6, 5, 2], output: [3] };
const head: Link[] = [['flatten'], ['dense', { units: 3 }]];

/** Every layer and every one of its modes at least once, each with an activation to be filled in. */
const NETWORKS: Record<string, (activation: Link) => GraphNetwork> = {
  dense: (f) => chain(vector, [['dense', { units: 5 }], f, ['dense', { units: 3 }]]),
  'dense without bias': (f) =>
    chain(vector, [['dense', { units: 5, bias: false }], f, ['dense', { units: 3, bias: false }]]),
  'activation last': (f) => chain(vector, [['dense', { units: 3 }], f]),
  'conv valid': (f) => chain(image, [['conv2d', { filters: 3, kernelSize: 3 }], f, ...head]),
  'conv same, strides 2, no bias': (f) =>
    chain(image, [
      ['conv2d', { filters: 2, kernelSize: 3, strides: 2, padding: 'same', bias: false }],
      f,
      ...head,
    ]),
  'max pool valid': (f) =>
    chain(image, [['conv2d', { filters: 2, kernelSize: 2 }], f, ['max-pool'], ...head]),
  'max pool same, overlapping': (f) =>
    chain(image, [
      ['conv2d', { filters: 2, kernelSize: 2, padding: 'same' }],
      f,
      ['max-pool', { size: 3, strides: 2, padding: 'same' }],
      ...head,
    ]),
  'max pool without conv': (f) => chain(image, [['max-pool'], ['flatten'], ...twoDense(f)]),
  'avg pool': (f) =>
    chain(image, [['conv2d', { filters: 2, kernelSize: 2 }], f, ['avg-pool'], ...head]),
  'avg pool, overlapping, without conv': (f) =>
    chain(image, [['avg-pool', { size: 3, strides: 1 }], ['flatten'], ...twoDense(f)]),
  residual: (f) =>
    chain(vector, [
      ['dense', { units: 4 }],
      f,
      ['dense', { units: 4 }],
      ['add', {}, ['n0']],
      ['dense', { units: 3 }],
    ]),
  dropout: (f) =>
    chain(vector, [
      ['dense', { units: 8 }],
      f,
      ['dropout', { rate: 0.4 }],
      ['dense', { units: 6 }],
      ['dropout', { rate: 0.2 }],
      ['dense', { units: 3 }],
    ]),
};

function twoDense(activation: Link): Link[] {
  return [['dense', { units: 4 }], activation, ['dense', { units: 3 }]];
}

/** What wasm has no kernel for. */
const convolves = (name: string) =>
  NETWORKS[name]!(['relu']).nodes.some((node) => node.use === 'core/conv2d');

const casesOf = (names: readonly string[]) =>
  names.flatMap((network) =>
    ACTIVATIONS.flatMap((activation) => LOSSES.map((loss) => ({ network, activation, loss }))),
  );

const CASES = {
  cpu: casesOf(Object.keys(NETWORKS)),
  wasm: casesOf(Object.keys(NETWORKS).filter((name) => !convolves(name))),
};

describe.each(['cpu', 'wasm'] as const)('gradients of tfjs on %s', async (kind) => {
  const backend = (await readyBackends())[kind]!;

  it.each(CASES[kind])('$network, $activation, $loss', ({ network: name, activation, loss: l }) => {
    const network = NETWORKS[name]!([activation]);
    const loss = lossOf(l);
    const data = randomData(network, ROWS, l === 'cross-entropy');
    const models = [randomParams(network, 1), randomParams(network, 2)];
    const noise = createRng(3);
    const expected = createReferenceEngine(network, loss).valueAndGradient(models, data, noise);
    const came = tfjsEngineOn(backend, network, loss).valueAndGradient(models, data, noise);
    expect(came).toHaveLength(2);
    came.forEach((one, i) => expectNear(one, expected[i]!));
  });
});

it.each(Object.keys(NETWORKS))('wasm is chosen where it can train: %s', async (name) => {
  const { cpu, wasm } = await readyBackends();
  const chosen = await gradientBackend(NETWORKS[name]!(['relu']), lossOf('mse'));
  expect(chosen).toBe(convolves(name) ? cpu : wasm);
});

function expectNear(came: LossGradient, expected: LossGradient): void {
  expect(Math.abs(came.value - expected.value)).toBeLessThanOrEqual(RELATIVE * expected.value);
  expect(Object.keys(came.gradient)).toEqual(Object.keys(expected.gradient));
  for (const [name, leaf] of Object.entries(came.gradient)) {
    const reference = leafOf(expected.gradient, name);
    expect(leaf.shape).toEqual(reference.shape);
    const size = Math.hypot(...reference.data);
    const off = Math.hypot(...reference.data.map((value, i) => value - leaf.data[i]!));
    expect(size, `${name} has a gradient`).toBeGreaterThan(0);
    expect(off / size, name).toBeLessThanOrEqual(RELATIVE);
  }
}
