import { z } from 'zod';
import type { Layer } from '@isthmus/contract';
import { define } from '@isthmus/contract';
import type { SelectionComputation } from '../../reference/rules.js';
import { entriesOfWindows } from './window-entries.js';
import { layWindows } from './windows.js';
import type { WindowGrid } from '@isthmus/contract';

const NAME = 'core/max-pool';

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
      'valid: the window stays inside; same: it may overhang, output = ceil(input / strides).',
    ),
});

/** The largest entry of every window, channel by channel; of equal ones the first. */
export const maxPool = define({
  kind: 'layer',
  name: NAME,
  summary: 'Takes the largest entry of every window, channel by channel.',
  sources: [],
  options,
  create: createMaxPool,
});

function createMaxPool({ size, strides = size, padding }: z.output<typeof options>): Layer {
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
      tfjs: (_, [x], _mode, tf) => tf.maxPool(x!, size, strides, padding),
      reference: (inputs) => largestOfWindows(windows(inputs)),
      fast: (inputs) => ({ kind: 'max-pool', windows: windows(inputs) }),
      symmetry: { kind: 'channelwise', scaling: true, sign: false, shifts: true },
      bounds: (inputs) => ({ kind: 'largest', ...entriesOfWindows(windows(inputs)) }),
    },
  };
}

function largestOfWindows(at: WindowGrid): SelectionComputation {
  return {
    kind: 'selection',
    choose: (x, rows, products) =>
      products?.operations?.chooseLargest(at, x, rows) ?? chooseLargest(at, x, rows),
  };
}

function chooseLargest(at: WindowGrid, x: Float64Array, rows: number): Int32Array {
  const { channels, outHeight, outWidth } = at;
  const chosen = new Int32Array(rows * outHeight * outWidth * channels);
  let to = 0;
  for (let row = 0; row < rows; row++)
    for (let oy = 0; oy < outHeight; oy++)
      for (let ox = 0; ox < outWidth; ox++, to += channels)
        chooseInWindow(at, x, row * at.height, oy, ox, chosen, to);
  return chosen;
}

/** The index of a window's largest entry in each channel; a NaN counts as the largest, so that it stays seen. */
function chooseInWindow(
  { channels, width, height, size, strides, top, left }: WindowGrid,
  x: Float64Array,
  firstRow: number,
  oy: number,
  ox: number,
  chosen: Int32Array,
  to: number,
): void {
  const fromY = Math.max(oy * strides - top, 0);
  const toY = Math.min(oy * strides - top + size, height);
  const fromX = Math.max(ox * strides - left, 0);
  const toX = Math.min(ox * strides - left + size, width);
  const corner = ((firstRow + fromY) * width + fromX) * channels;
  for (let channel = 0; channel < channels; channel++) {
    let best = corner + channel;
    let most = x[best]!;
    for (let y = fromY; y < toY; y++) {
      let index = ((firstRow + y) * width + fromX) * channels + channel;
      for (let column = fromX; column < toX; column++, index += channels) {
        const entry = x[index]!;
        if (entry > most || (Number.isNaN(entry) && !Number.isNaN(most))) {
          best = index;
          most = entry;
        }
      }
    }
    chosen[to + channel] = best;
  }
}
