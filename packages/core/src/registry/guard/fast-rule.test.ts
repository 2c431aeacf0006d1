import { describe, expect, it } from 'vitest';
import type { FastRule } from '@isthmus/contract';
import { Registry } from '../registry.js';
import { core } from '../../builtin/index.js';
import { readFastRule, soundFastLoss, soundFastRule } from './fast-rule.js';

const windows = {
  ...{ height: 4, width: 4, channels: 2, outHeight: 2, outWidth: 2 },
  ...{ top: 0, left: 0, size: 2, strides: 2 },
};
const kernel = { name: 'kernel', shape: [3, 5] };
const activation = (name: string, parameter?: unknown) => ({
  kind: 'activation',
  function: { name, parameter },
});
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
    const output = layer.outputShape(inputs);
    const shapes = { inputs, output, parameters: layer.parameters(inputs) };
    expect(soundFastRule(rule, shapes)).toEqual(rule);
  });

  it.each([
    ['a misspelt kind', { kind: 'max-pol' }, [[3]], 'Did you mean "max-pool"?'],
    ['an unknown kind', { kind: 'banana' }, [[3]], 'no kernel computes the kind of layer "banana"'],
    ['a text', 'relu', [[3]], 'an object with its "kind"'],
    ['nothing', null, [[3]], 'an object with its "kind"'],
    ['no function', { kind: 'activation' }, [[3]], '"function" of a rule "activation": expected'],
    [
      'a function by its old shape',
      { kind: 'activation', function: 'relu' },
      [[3]],
      '"function" of a rule "activation": expected an object',
    ],
    ['a misspelt function', activation('sofplus'), [[3]], 'Did you mean "softplus"?'],
    ['an unknown function', activation('toString'), [[3]], 'Kernels compute gelu, leaky-relu,'],
    ['a function without its setting', activation('leaky-relu'), [[3]], '"parameter" is missing'],
    [
      'a setting that its function has not',
      activation('relu', 0.1),
      [[3]],
      'the activation "relu" takes no parameter',
    ],
    ['a slope below 0', activation('leaky-relu', -0.1), [[3]], 'is not negative; got -0.1'],
    [
      'a setting that is a text',
      activation('leaky-relu', '0.1'),
      [[3]],
      '"function.parameter" of a rule "activation": expected a number',
    ],
    ['a rate that is a text', { kind: 'dropout', rate: 'x' }, [[3]], 'expected a number'],
    ['a kernel that is not there', { ...dense, kernel: 'w' }, [[3]], 'no parameter "w" of shape'],
    ['a bias that is not there', { ...dense, bias: 'bias' }, [[3]], 'no parameter "bias"'],
    ['a kernel of another shape', { ...dense, units: 6 }, [[3]], 'of shape [3, 6]'],
    ['more inputs than it takes', dense, [[3], [3]], 'takes one input, the layer has 2'],
    ['another output than is said', dense, [[3]], 'which are 5 numbers; outputShape says [7]'],
    ['a sum of another size', { kind: 'add' }, [[7], [6]], 'it makes [6], which are 6 numbers'],
    [
      'a norm of other channels',
      { ...norm, channels: 4 },
      [[3]],
      'the last axis of its input has 3',
    ],
    ['a norm without its scale', norm, [[3]], 'no parameter "gain" of shape [3]'],
    ['a norm whose statistics are trained', trained, [[3]], '"mean" is wrong'],
    ['no windows', { kind: 'max-pool' }, [[4, 4, 2]], '"windows" of a rule "max-pool"'],
    ['windows on another input', { kind: 'max-pool', windows }, [[5, 4, 2]], 'the input is [5'],
    [
      'windows beyond the input',
      { kind: 'max-pool', windows: { ...windows, outHeight: 3 } },
      [[4, 4, 2]],
      'wholly outside of the input',
    ],
    ['an output of another size', { kind: 'max-pool', windows }, [[4, 4, 2]], 'it makes [2, 2, 2]'],
  ])('with %s is refused', (_, rule, inputs, words) => {
    const refused = () =>
      soundFastRule(rule, { inputs, output: [7], parameters: [kernel, ...channelwise] });
    expect(refused).toThrow('no rule that the fast engine can follow');
    expect(refused).toThrow(words);
  });
});

describe('the fast rule of a layer', () => {
  const given = (fast: unknown) => {
    const layer = Registry.of(core).resolve('layer', 'core/tanh', '').plugin;
    return { ...layer, interpreters: { ...layer.interpreters, fast: fast as () => FastRule } };
  };

  it('is what it answers at once', () => {
    const rule = readFastRule(
      given(() => activation('tanh')),
      [[3]],
    );
    expect(rule).toEqual({ kind: 'activation', function: { name: 'tanh' } });
    expect(() =>
      readFastRule(
        given(() => Promise.resolve(rule)),
        [[3]],
      ),
    ).toThrow('a promise');
    expect(() => readFastRule(given(rule), [[3]])).toThrow('fast is a function of the shapes');
  });
});

describe('the kernel of a loss', () => {
  it('is known by its name', () => {
    expect(soundFastLoss('squared-error')).toBe('squared-error');
  });

  it.each([
    ['squared-eror', 'Did you mean "squared-error"?'],
    ['huber', 'Kernels compute absolute-error, cross-entropy, squared-error'],
    [5, 'expected the name of a loss, a text. Kernels compute'],
  ])('is refused by name: %o', (name, words) => {
    expect(() => soundFastLoss(name)).toThrow(words);
  });
});
