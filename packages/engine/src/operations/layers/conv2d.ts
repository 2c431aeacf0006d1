import { z } from 'zod';
import type { Layer } from '@isthmus/contract';
import { define } from '@isthmus/contract';
import { convolutionRule } from './convolution-rule.js';
import { freshKernelAndBias, initializer } from './initializers.js';
import { layWindows } from './windows.js';

const NAME = 'core/conv2d';

const options = z.strictObject({
  filters: z.int().positive().describe('The number of output channels.'),
  kernelSize: z.int().positive().describe('Height and width of the kernel.'),
  strides: z.int().positive().default(1).describe('Step of the window in both directions.'),
  padding: z
    .enum(['valid', 'same', 'symmetric'])
    .default('valid')
    .describe(
      'valid: the window stays inside; same: zeros around, output = ceil(input / strides); symmetric: as many zeros on every side, (kernelSize - 1) / 2, of the same output.',
    ),
  bias: z.boolean().default(true).describe('Whether a bias is added to every channel.'),
  initializer,
});

/**
 * A 2-D convolution (cross-correlation, as everywhere in this field) of inputs `[h, w, c]`: kernel
 * `[kernelSize, kernelSize, c, filters]`, bias `[filters]`.
 */
export const conv2d = define({
  kind: 'layer',
  name: NAME,
  summary: 'A 2-D convolution with a square kernel, channels last.',
  sources: [],
  options,
  create: createConv2d,
});

function createConv2d(given: z.output<typeof options>): Layer {
  const { filters, strides, padding, bias } = given;
  const windows = (inputs: readonly (readonly number[])[]) =>
    layWindows(NAME, inputs, { size: given.kernelSize, strides, padding });
  const kernelShape = (channels: number) => [given.kernelSize, given.kernelSize, channels, filters];
  return {
    outputShape: (inputs) => {
      const { outHeight, outWidth } = windows(inputs);
      return [outHeight, outWidth, filters];
    },
    parameters: (inputs) => {
      const kernel = { name: 'kernel', shape: kernelShape(windows(inputs).channels) };
      return bias ? [kernel, { name: 'bias', shape: [filters] }] : [kernel];
    },
    init: (inputs, rng) => {
      const { channels } = windows(inputs);
      const area = given.kernelSize ** 2;
      const fans = { fanIn: area * channels, fanOut: area * filters };
      const biasSize = bias ? filters : null;
      return freshKernelAndBias(given.initializer, kernelShape(channels), fans, biasSize, rng);
    },
    interpreters: {
      tfjs: (params, [x], _mode, tf) => {
        const pad = padding === 'symmetric' ? (given.kernelSize - 1) / 2 : padding;
        const y = tf.conv2d(x!, params['kernel']!, strides, pad);
        return bias ? tf.add(y, params['bias']!) : y;
      },
      reference: (inputs) => convolutionRule(windows(inputs), filters, bias),
      fast: (inputs) => ({
        kind: 'convolution',
        windows: windows(inputs),
        filters,
        kernel: 'kernel',
        bias: bias ? 'bias' : null,
      }),
      symmetry: {
        kind: 'mix',
        kernel: 'kernel',
        bias: bias ? 'bias' : null,
        inputAxis: -2,
        outputAxis: -1,
        // Of `same` only a kernel of one entry never hangs over the edge.
        uniform: padding === 'valid' || given.kernelSize === 1,
      },
      bounds: (inputs) => {
        return { kind: 'bilinear', terms: given.kernelSize ** 2 * windows(inputs).channels };
      },
    },
  };
}
