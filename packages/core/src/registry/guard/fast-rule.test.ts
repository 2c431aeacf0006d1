import { describe, expect, it } from 'vitest';
import { Registry } from '../registry.js';
import { core } from '../../builtin/index.js';
import { soundFastRule } from './fast-rule.js';

const windows = {
  ...{ height: 4, width: 4, channels: 2, outHeight: 2, outWidth: 2 },
  ...{ top: 0, left: 0, size: 2, strides: 2 },
};
const kernel = { name: 'kernel', shape: [3, 5] };
const dense = { kind: 'dense', units: 5, kernel: 'kernel', bias: null };
const channelwise = ['gamma', 'beta', 'mean', 'variance'].map((name) => ({ name, shape: [3] }));
const norm = {
  kind: 'normalize',
  channels: 3,
  eps: 0.1,
  scale: 'gain',
  shift: 'beta',
  statistics: null,
};
const trained = { ...norm, scale: 'gamma', statistics: { mean: 'mean', variance: 'variance' } };

describe('a fast rule', () => {
  it.each([
    ['core/dense', { units: 3 }, [[4]]],
    ['core/conv2d', { filters: 3, kernelSize: 3, padding: 'same', strides: 2 }, [[6, 5, 2]]],
    ['core/max-pool', { size: 3, strides: 2, padding: 'same' }, [[6, 5, 2]]],
    ['core/avg-pool', {}, [[6, 4, 2]]],
    ['core/leaky-relu', {}, [[4]]],
    ['core/flatten', {}, [[6, 5, 2]]],
    ['core/add', {}, [[4], [4]]],
    ['core/dropout', {}, [[4]]],
    ['core/batch-norm', {}, [[6, 5, 2]]],
    ['core/layer-norm', { eps: 0.1 }, [[4]]],
  ] as const)('of %s is taken', (use, options, inputs) => {
    const layer = Registry.of(core).resolve('layer', { use, options }, '').plugin;
    const rule = layer.interpreters.fast!(inputs);
    expect(soundFastRule(rule, inputs, layer.parameters(inputs))).toEqual(rule);
  });

  it.each([
    ['an unknown kind', { kind: 'banana' }, [[3]]],
    ['a text', 'relu', [[3]]],
    ['nothing', null, [[3]]],
    ['no function', { kind: 'activation' }, [[3]]],
    ['a function by its old shape', { kind: 'activation', function: 'relu' }, [[3]]],
    ['a rate that is a text', { kind: 'dropout', rate: 'x' }, [[3]]],
    ['a kernel that is not there', { ...dense, kernel: 'w' }, [[3]]],
    ['a bias that is not there', { ...dense, bias: 'bias' }, [[3]]],
    ['a kernel of another shape', { ...dense, units: 6 }, [[3]]],
    ['a norm of other channels', { ...norm, channels: 4 }, [[3]]],
    ['a norm without its scale', norm, [[3]]],
    ['a norm whose statistics are trained', trained, [[3]]],
    ['no windows', { kind: 'max-pool' }, [[4, 4, 2]]],
    ['windows on another input', { kind: 'max-pool', windows }, [[5, 4, 2]]],
    [
      'windows beyond the input',
      { kind: 'max-pool', windows: { ...windows, outHeight: 3 } },
      [[4, 4, 2]],
    ],
  ])('with %s is refused', (_, rule, inputs) => {
    expect(() => soundFastRule(rule, inputs, [kernel, ...channelwise])).toThrow(
      /no rule that the fast engine/,
    );
  });
});
