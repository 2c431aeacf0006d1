import { z } from 'zod';
import type { Layer } from '@isthmus/contract';
import { define } from '@isthmus/contract';
import { sizeOf } from '@isthmus/contract/parameters';
import { onlyInput } from './unfit.js';

const NAME = 'core/flatten';

/** `[h, w, c]` to `[h w c]`, the channel fastest; any other shape likewise, row-major. */
export const flatten = define({
  kind: 'layer',
  name: NAME,
  summary: 'Lines up all entries of a sample, the last axis fastest.',
  sources: [],
  options: z.strictObject({}),
  create: createFlatten,
});

function createFlatten(): Layer {
  return {
    outputShape: (inputs) => [sizeOf(onlyInput(NAME, inputs))],
    parameters: () => [],
    init: () => ({}),
    interpreters: {
      tfjs: (_, [x], _mode, tf) => tf.reshape(x!, [x!.shape[0]!, sizeOf(x!.shape.slice(1))]),
      reference: () => ({
        kind: 'linear',
        apply: ([x]) => x!.slice(),
        transpose: (dy) => [dy.slice()],
      }),
      fast: () => ({ kind: 'reshape' }),
      symmetry: { kind: 'flatten' },
      bounds: () => ({ kind: 'identity' }),
    },
  };
}
