import { z } from 'zod';
import type { Layer, LinearRule } from '@isthmus/contract';
import { define } from '@isthmus/contract';
import { layWindows } from './windows.js';
import type { WindowGrid } from '@isthmus/contract';

const NAME = 'core/avg-pool';

const options = z.strictObject({
  size: z.int().positive().default(2).describe('Height and width of the window.'),
  strides: z
    .int()
    .positive()
    .optional()
    .describe('Step of the window in both directions; the size of the window unless given.'),
  padding: z
    .enum(['valid', 'same'])
    .default('valid')
    .describe(
      'valid: the window stays inside; same: it may overhang, output = ceil(input / strides), and the mean is of the entries inside.',
    ),
});

/** The mean of every window, channel by channel; where it overhangs the edge, of the entries inside. */
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
      tfjs: (_, [x], _mode, tf) => tf.avgPool(x!, size, strides, padding),
      reference: (inputs) => meanRule(windows(inputs)),
      fast: (inputs) => ({ kind: 'avg-pool', windows: windows(inputs) }),
      symmetry: { kind: 'channelwise', scaling: true, sign: true, averages: true },
      bounds: () => ({ kind: 'weights', terms: size * size }),
    },
  };
}

function meanRule(at: WindowGrid): LinearRule {
  const inputSize = at.height * at.width * at.channels;
  const outputSize = at.outHeight * at.outWidth * at.channels;
  return {
    kind: 'linear',
    apply: ([x], rows) => {
      const y = new Float64Array(rows * outputSize);
      eachPair(at, rows, (input, output, share) => (y[output]! += x![input]! * share));
      return y;
    },
    transpose: (dy, rows) => {
      const dx = new Float64Array(rows * inputSize);
      eachPair(at, rows, (input, output, share) => (dx[input]! += dy[output]! * share));
      return [dx];
    },
  };
}

type VisitPair = (input: number, output: number, share: number) => void;

/** Visits every entry of every window with the window's output entry and its share of that. */
function eachPair(at: WindowGrid, rows: number, visit: VisitPair): void {
  for (let row = 0; row < rows; row++)
    for (let oy = 0; oy < at.outHeight; oy++)
      for (let ox = 0; ox < at.outWidth; ox++) {
        const output = ((row * at.outHeight + oy) * at.outWidth + ox) * at.channels;
        const [top, bottom] = inside(oy * at.strides - at.top, at.size, at.height);
        const [left, right] = inside(ox * at.strides - at.left, at.size, at.width);
        const share = 1 / ((bottom - top) * (right - left));
        for (let y = row * at.height + top; y < row * at.height + bottom; y++)
          for (let x = left; x < right; x++) {
            const input = (y * at.width + x) * at.channels;
            for (let c = 0; c < at.channels; c++) visit(input + c, output + c, share);
          }
      }
}

/** The part of a window that lies on an axis. */
function inside(start: number, size: number, length: number): readonly [from: number, to: number] {
  return [Math.max(start, 0), Math.min(start + size, length)];
}
