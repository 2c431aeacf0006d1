import { z } from 'zod';
import type { GeneralRule, Layer, RulePoint } from '@isthmus/contract';
import { define } from '@isthmus/contract';
import { columnSums } from '../../reference/entries.js';
import { differenceError, factorError, momentErrors, scaledError } from './norm-errors.js';
import { channelProducts, freshScaleAndShift, scale, scaleAndShift } from './norm-parameters.js';
import {
  byPosition,
  standardize,
  standardizeBend,
  standardizeSlope,
  type Groups,
} from './standardize.js';
import { channelsOf, norm2d } from './norm-tensors.js';
import { unfit } from './unfit.js';

const NAME = 'core/layer-norm';

/**
 * Brings the channels of every position to mean 0 and variance 1, sample by sample, and gives each
 * channel a scale `gamma` and a shift `beta`: `y = gamma (x - mean) / sqrt(variance + eps) + beta`.
 */
export const layerNorm = define({
  kind: 'layer',
  name: NAME,
  summary: 'Normalizes the channels of every position, with a scale and a shift for each channel.',
  sources: ['arXiv:1607.06450, eq. 4 (here over the last axis alone)'],
  options: z.strictObject({
    eps: z
      .number()
      .positive()
      .max(1)
      .default(1e-5)
      .describe('Added to the variance before the root is taken.'),
  }),
  create: ({ eps }) => createLayerNorm(eps),
});

function createLayerNorm(eps: number): Layer {
  const channels = (inputs: readonly (readonly number[])[]) => {
    const count = channelsOf(NAME, inputs);
    // A single channel is its own mean, so that nothing would be left of it.
    if (count === 1) throw unfit(NAME, 'an input with at least two channels', inputs);
    return count;
  };
  return {
    outputShape: (inputs) => {
      channels(inputs);
      return inputs[0]!;
    },
    parameters: (inputs) => {
      const shape = [channels(inputs)];
      return [
        { name: 'gamma', shape },
        { name: 'beta', shape },
      ];
    },
    init: (inputs) => freshScaleAndShift(channels(inputs)),
    interpreters: {
      tfjs: (params, [x], _mode, tf) => norm2d(params, x!, tf, 1, eps),
      reference: (inputs) => layerNormRule(channels(inputs), eps),
      fast: (inputs) => ({
        kind: 'normalize',
        channels: channels(inputs),
        eps,
        scale: 'gamma',
        shift: 'beta',
        statistics: null,
      }),
      symmetry: { kind: 'normalize', scale: 'gamma', shift: 'beta', statistics: [] },
    },
  };
}

function layerNormError(
  channels: number,
  eps: number,
  { x, own }: RulePoint,
  errors: RulePoint,
): Float64Array {
  const bounds = new Float64Array(x.length);
  const part = (which: number, c: number) => {
    return { value: own[which]![c]!, error: errors.own[which]![c]! };
  };
  for (let at = 0; at < x.length; at += channels) {
    const numbers = Array.from({ length: channels }, (_, c) => {
      return { value: x[at + c]!, error: errors.x[at + c]! };
    });
    const { mean, variance } = momentErrors(numbers);
    const factor = factorError(variance, eps);
    for (const [c, number] of numbers.entries())
      bounds[at + c] = scaledError(part(0, c), factor, differenceError(number, mean), part(1, c));
  }
  return bounds;
}

/** The rule of `core/layer-norm`; `own` is gamma and beta. */
export function layerNormRule(channels: number, eps: number): GeneralRule {
  const groups = (x: Float64Array): Groups => byPosition(x.length, channels);
  const transpose = ({ x, own: [gamma] }: RulePoint, dy: Float64Array): RulePoint => {
    const at = standardize(x, groups(x), eps);
    return {
      x: standardizeSlope(at, scale(dy, gamma!), groups(x)),
      own: [channelProducts(dy, at.h, channels), columnSums(dy, channels)],
    };
  };
  return {
    kind: 'general',
    parameters: ['gamma', 'beta'],
    apply: ({ x, own: [gamma, beta] }) =>
      scaleAndShift(standardize(x, groups(x), eps).h, gamma!, beta!),
    transpose,
    error: (at, errors) => layerNormError(channels, eps, at, errors),
    push: ({ x, own: [gamma] }, { x: dx, own: [dGamma, dBeta] }) => {
      const at = standardize(x, groups(x), eps);
      const moved = scale(standardizeSlope(at, dx, groups(x)), gamma!);
      const turned = scaleAndShift(at.h, dGamma!, dBeta!);
      return moved.map((entry, i) => entry + turned[i]!);
    },
    bend: ({ x, own: [gamma] }, { x: dx, own: [dGamma] }, dy) => {
      const at = standardize(x, groups(x), eps);
      const dh = standardizeSlope(at, dx, groups(x));
      const bent = standardizeBend(at, scale(dy, gamma!), dx, dh, groups(x));
      const turned = standardizeSlope(at, scale(dy, dGamma!), groups(x));
      return {
        x: bent.map((entry, i) => entry + turned[i]!),
        own: [channelProducts(dy, dh, channels), new Float64Array(channels)],
      };
    },
  };
}
