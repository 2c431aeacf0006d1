import { createRng, distance, norm as normOf, tiedAxes } from '@isthmus/core';
import { describe, expect, it } from 'vitest';
import {
  networkOf,
  predictor,
  randomElement,
  randomParams,
  type Node,
} from '../testing/networks.js';
import { matchWeights } from '../alignment/weight-matching.js';
import { act as moveBy } from './act.js';
import { functionChange } from './invariance.js';

const conv = (id: string, filters: number, from?: readonly string[], strides = 1): Node => ({
  id,
  use: 'core/conv2d',
  options: { filters, kernelSize: 3, padding: 'same', strides },
  ...(from && { from }),
});
const norm = (id: string, kind: string, from?: readonly string[]): Node => ({
  id,
  use: `core/${kind}-norm`,
  options: { eps: 0.1 },
  ...(from && { from }),
});
const act = (id: string, use: string): Node => ({ id, use: `core/${use}` });
const add = (id: string, from: readonly string[]): Node => ({ id, use: 'core/add', from });
const head: readonly Node[] = [
  { id: 'pool', use: 'core/avg-pool', options: { size: 2 } },
  { id: 'flat', use: 'core/flatten' },
  { id: 'out', use: 'core/dense', options: { units: 3 } },
];

/** Blocks as in the first residual networks: the sum is activated. */
const postActivation = (kind: string, f: string): readonly Node[] => [
  conv('stem', 4),
  norm('stemNorm', kind),
  act('stemAct', f),
  conv('conv1', 5),
  norm('norm1', kind),
  act('act1', f),
  conv('conv2', 4),
  norm('norm2', kind),
  add('sum1', ['stemAct', 'norm2']),
  act('out1', f),
  conv('conv3', 3, undefined, 2),
  norm('norm3', kind),
  act('act3', f),
  conv('conv4', 6),
  norm('norm4', kind),
  conv('shortcut', 6, ['out1'], 2),
  norm('shortcutNorm', kind),
  add('sum2', ['norm4', 'shortcutNorm']),
  act('out2', f),
  ...head,
];

/** Blocks that normalize and activate what they read; the sum goes on as it is. */
const preActivation = (kind: string, f: string): readonly Node[] => [
  conv('stem', 4),
  norm('norm1', kind),
  act('act1', f),
  conv('conv1', 5),
  norm('norm2', kind),
  act('act2', f),
  conv('conv2', 4),
  add('sum1', ['stem', 'conv2']),
  norm('norm3', kind),
  act('act3', f),
  conv('conv3', 4),
  add('sum2', ['sum1', 'conv3']),
  norm('last', kind),
  act('lastAct', f),
  ...head,
];

/** One convolution read through a normalization and beside it. */
const besides = (kind: string, f: string): readonly Node[] => [
  conv('stem', 4),
  norm('norm1', kind),
  act('act1', f),
  conv('conv1', 3),
  conv('conv2', 3, ['stem']),
  add('sum', ['conv1', 'conv2']),
  ...head,
];

/** Normalized after it was flattened: every channel stands there once for each position. */
const flattened = (kind: string, f: string): readonly Node[] => [
  conv('stem', 4),
  act('act1', f),
  { id: 'flat', use: 'core/flatten' },
  norm('norm1', kind),
  act('act2', f),
  { id: 'hidden', use: 'core/dense', options: { units: 5 } },
  norm('norm2', kind),
  act('act3', f),
  { id: 'out', use: 'core/dense', options: { units: 3 } },
];

const GRAPHS = { postActivation, preActivation, besides, flattened };
const CASES = Object.entries(GRAPHS).flatMap(([name, nodes]) =>
  ['batch', 'layer'].flatMap((kind) =>
    ['relu', 'tanh', 'sigmoid'].map((f) => ({ name, kind, f, nodes: nodes(kind, f) })),
  ),
);

/** Two dozen layers of float64 roundings, relative to the largest output. */
const EXACT = 1e-10;

describe('the symmetries of networks that normalize', () => {
  it.each(CASES)('$name, $kind norm, $f: random elements keep the function', ({ nodes }) => {
    const network = networkOf(nodes, [6, 6, 2], [3]);
    for (let seed = 0; seed < 5; seed++) {
      const rng = createRng(seed);
      const params = randomParams(network, rng.fork('params'));
      const element = randomElement(network, rng.fork('element'));
      const predict = predictor(network, rng.fork('x'));
      const { exact, scale } = functionChange(network.view, element, params, predict);
      expect(exact).toBeLessThan(EXACT * scale);
    }
  });

  const spacesOf = (nodes: readonly Node[]) =>
    tiedAxes(networkOf(nodes, [6, 6, 2], [3]).view).spaces;
  const rolesOf = (nodes: readonly Node[], at: number) =>
    spacesOf(nodes)[at]!.bindings.map(({ role, leaf }) => `${role} ${leaf}`);

  it.each([
    ['relu', { scaling: true, sign: false }],
    ['tanh', { scaling: false, sign: true }],
    ['sigmoid', { scaling: false, sign: false }],
  ])('are permutations, and the size that scale and shift give: %s', (f, expected) => {
    for (const kind of ['batch', 'layer'])
      for (const space of spacesOf(postActivation(kind, f))) expect(space).toMatchObject(expected);
  });

  it('tie what is added, and let convolutions before a norm change places only', () => {
    const nodes = postActivation('batch', 'relu');
    expect(spacesOf(nodes).map(({ name, size }) => `${name} ${size}`)).toEqual([
      'stem 4',
      'conv1 5',
      'conv3 3',
      'conv4 6',
    ]);
    expect(rolesOf(nodes, 0).toSorted()).toEqual([
      'makes norm2.beta',
      'makes norm2.gamma',
      'makes stemNorm.beta',
      'makes stemNorm.gamma',
      'reads conv1.kernel',
      'reads conv3.kernel',
      'reads shortcut.kernel',
      'tied conv2.bias',
      'tied conv2.kernel',
      'tied norm2.mean',
      'tied norm2.variance',
      'tied stem.bias',
      'tied stem.kernel',
      'tied stemNorm.mean',
      'tied stemNorm.variance',
    ]);
  });

  it('keep the size of a stream of sums that only norms read, and of what reads it beside a norm', () => {
    const stream = rolesOf(preActivation('layer', 'relu'), 0);
    expect(stream).toContain('tied conv2.kernel');
    expect(stream).toContain('makes norm3.gamma');
    expect(stream).toContain('reads conv3.kernel');
    expect(rolesOf(besides('batch', 'relu'), 0)).toContain('tied conv2.kernel');
  });

  it('give every position of a flattened channel one factor', () => {
    const [space] = spacesOf(flattened('layer', 'relu'));
    expect(space!.bindings).toContainEqual({
      leaf: 'norm1.gamma',
      axis: 0,
      blocks: 36,
      role: 'makes',
    });
  });

  it('claim nothing of what normalizes the input of the network or makes its output', () => {
    const first: readonly Node[] = [norm('norm1', 'batch'), ...head];
    const last: readonly Node[] = [...head, norm('norm1', 'batch')];
    for (const nodes of [first, last]) expect(spacesOf(nodes)).toEqual([]);
  });
});

it('a factor on a convolution before a norm is no symmetry, as the norm adds eps', () => {
  const network = networkOf(postActivation('batch', 'relu'), [6, 6, 2], [3]);
  const rng = createRng(1);
  const params = randomParams(network, rng.fork('params'));
  const predict = predictor(network, rng.fork('x'));
  const times = (name: string, by: number) => ({
    [name]: { ...params[name]!, data: params[name]!.data.map((entry) => by * entry) },
  });
  const scaled = { ...params, ...times('conv1.kernel', 2), ...times('conv1.bias', 2), ...times('norm1.mean', 2), ...times('norm1.variance', 4) }; // prettier-ignore
  const [before, after] = [predict(params), predict(scaled)];
  const apart = Math.max(...before.map((value, i) => Math.abs(value - after[i]!)));
  expect(apart).toBeGreaterThan(1e-3);
});

describe('weight matching', () => {
  const cases = ['relu', 'tanh', 'sigmoid'].flatMap((f) =>
    ['batch', 'layer'].map((kind) => [f, kind] as const),
  );

  /** Of the norm of all parameters: what rounding to float32 leaves of a copy that has come back. */
  const BACK = 1e-6;

  it.each(cases)('brings back a planted element: %s, %s norm', (f, kind) => {
    const network = networkOf(postActivation(kind, f), [6, 6, 2], [3]);
    for (let seed = 0; seed < 3; seed++) {
      const rng = createRng(seed);
      const a = randomParams(network, rng.fork('params'));
      const b = moveBy(network.view, randomElement(network, rng.fork('element')), a);
      const options = { maxSweeps: 100, restarts: 0, gauge: 'any' } as const;
      const { element } = matchWeights(network.view, a, b, rng, options);
      expect(distance(a, b)).toBeGreaterThan(normOf(a));
      expect(distance(a, moveBy(network.view, element, b))).toBeLessThan(BACK * normOf(a));
    }
  });
});
