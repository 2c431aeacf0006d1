import type { Tensor4D } from '@tensorflow/tfjs';
import { z } from 'zod';
import type { Layer } from '../../contract/layer.js';
import { define } from '../../contract/plugin.js';
import { tfjs } from '../../network/tfjs/library.js';
import { layWindows } from './windows.js';
import type { Windows } from './windows.js';

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
      tfjs: (_, [x]) => tfjs().maxPool(x as Tensor4D, size, strides, padding),
      reference: (inputs) => {
        const at = windows(inputs);
        return { kind: 'selection', choose: (x, rows) => chooseLargest(at, x, rows) };
      },
      fast: (inputs) => ({ kind: 'max-pool', windows: windows(inputs) }),
      symmetry: { kind: 'channelwise', scaling: true, sign: false },
    },
  };
}

function chooseLargest(at: Windows, x: Float64Array, rows: number): Int32Array {
  const { channels, outHeight, outWidth } = at;
  const chosen = new Int32Array(rows * outHeight * outWidth * channels);
  let to = 0;
  for (let row = 0; row < rows; row++)
    for (let oy = 0; oy < outHeight; oy++)
      for (let ox = 0; ox < outWidth; ox++)
        for (let c = 0; c < channels; c++) chosen[to++] = largest(at, x, row, oy, ox, c);
  return chosen;
}

/** The index of the window's largest entry; a NaN counts as the largest, so that it stays seen. */
function largest(
  at: Windows,
  x: Float64Array,
  row: number,
  oy: number,
  ox: number,
  channel: number,
): number {
  const top = oy * at.strides - at.top;
  const left = ox * at.strides - at.left;
  let best = -1;
  for (let y = Math.max(top, 0); y < Math.min(top + at.size, at.height); y++)
    for (let xx = Math.max(left, 0); xx < Math.min(left + at.size, at.width); xx++) {
      const index = ((row * at.height + y) * at.width + xx) * at.channels + channel;
      if (best < 0 || x[index]! > x[best]! || Number.isNaN(x[index])) best = index;
      if (Number.isNaN(x[best])) return best;
    }
  return best;
}
