import { avgPool as tfAvgPool } from '@tensorflow/tfjs';
import type { Tensor4D } from '@tensorflow/tfjs';
import { z } from 'zod';
import type { Layer, LinearRule } from '../../contract/layer.js';
import { define } from '../../contract/plugin.js';
import { layWindows } from './windows.js';
import type { Windows } from './windows.js';

const NAME = 'core/avg-pool';

const options = z.strictObject({
  size: z.int().positive().default(2).describe('Height and width of the window.'),
  strides: z
    .int()
    .positive()
    .optional()
    .describe('Step of the window in both directions; the size of the window unless given.'),
  padding: z
    .literal('valid', {
      error:
        'core/avg-pool knows padding "valid" only: the gradient of tfjs\'s avgPool with "same" is wrong at the edges.',
    })
    .default('valid')
    .describe(
      'The window stays inside the input; "same" is refused, as tfjs has its gradient wrong.',
    ),
});

/** The mean of every window, channel by channel. */
export const avgPool = define({
  kind: 'layer',
  name: NAME,
  summary: 'Takes the mean of every window, channel by channel.',
  sources: [],
  options,
  create: createAvgPool,
});

function createAvgPool({ size, strides = size, padding }: z.output<typeof options>): Layer {
  const windows = (inputs: readonly (readonly number[])[]) =>
    layWindows(NAME, inputs, { size, strides, padding });
  return {
    outputShape: (inputs) => {
      const { outHeight, outWidth, channels } = windows(inputs);
      return [outHeight, outWidth, channels];
    },
    parameters: () => [],
    init: () => ({}),
    interpreters: {
      tfjs: (_, [x]) => tfAvgPool(x as Tensor4D, size, strides, padding),
      reference: (inputs) => meanRule(windows(inputs)),
      symmetry: { kind: 'channelwise', scaling: true, sign: true },
    },
  };
}

function meanRule(at: Windows): LinearRule {
  const inputSize = at.height * at.width * at.channels;
  const outputSize = at.outHeight * at.outWidth * at.channels;
  const share = 1 / (at.size * at.size);
  return {
    kind: 'linear',
    apply: ([x], rows) => {
      const y = new Float64Array(rows * outputSize);
      eachPair(at, rows, (input, output) => (y[output]! += x![input]! * share));
      return y;
    },
    transpose: (dy, rows) => {
      const dx = new Float64Array(rows * inputSize);
      eachPair(at, rows, (input, output) => (dx[input]! += dy[output]! * share));
      return [dx];
    },
  };
}

/** Visits every entry of every window together with the window's output entry. */
function eachPair(at: Windows, rows: number, visit: (input: number, output: number) => void): void {
  for (let row = 0; row < rows; row++)
    for (let oy = 0; oy < at.outHeight; oy++)
      for (let ox = 0; ox < at.outWidth; ox++) {
        const output = ((row * at.outHeight + oy) * at.outWidth + ox) * at.channels;
        for (let ky = 0; ky < at.size; ky++)
          for (let kx = 0; kx < at.size; kx++) {
            const y = row * at.height + oy * at.strides + ky;
            const input = (y * at.width + ox * at.strides + kx) * at.channels;
            for (let c = 0; c < at.channels; c++) visit(input + c, output + c);
          }
      }
}
