import { z } from 'zod';
import type { Layer } from '@isthmus/contract';
import { define } from '@isthmus/contract';
import { onlyInput } from './unfit.js';

const NAME = 'core/dropout';

/** In training, sets entries to 0 with probability `rate` and divides the others by `1 - rate`. */
export const dropout = define({
  kind: 'layer',
  name: NAME,
  summary: 'Drops entries at random in training and scales up the others; else the identity.',
  sources: ['Srivastava et al. 2014, JMLR 15, section 4 (here with the scaling done in training)'],
  options: z.strictObject({
    rate: z.number().min(0).lt(1).default(0.5).describe('The probability of dropping, below 1.'),
  }),
  create: ({ rate }) => createDropout(rate),
});

function createDropout(rate: number): Layer {
  const kept = 1 / (1 - rate);
  const factor = (uniform: number) => (uniform < rate ? 0 : kept);
  return {
    outputShape: (inputs) => onlyInput(NAME, inputs),
    parameters: () => [],
    init: () => ({}),
    interpreters: {
      tfjs: (_, [x], mode, { mul, tensor }) => {
        if (!mode.training) return x!;
        return mul(x!, tensor(mode.uniform(x!.size).map(factor), x!.shape));
      },
      reference: () => ({ kind: 'noise', factor }),
      fast: () => ({ kind: 'dropout', rate }),
      // Of evaluation, where it passes everything on.
      symmetry: { kind: 'channelwise', scaling: true, sign: true, averages: true },
      // Of evaluation too.
      bounds: () => ({ kind: 'identity' }),
    },
  };
}
