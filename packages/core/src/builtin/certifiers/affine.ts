import { z } from 'zod';
import { define } from '@isthmus/contract';
import { affineCertifier } from '../../certify/affine.js';

/** Proofs by first-order forms in t, as a plugin. */
export const affine = define({
  kind: 'certifier',
  name: 'core/affine',
  summary:
    'Proves by first-order forms in t, halving the path where they are too wide, that the loss stays at or below a level for every t.',
  sources: [
    'doi:10.1023/B:NUMA.0000049462.70970.b6 (affine forms)',
    'arXiv:1811.00866 (bounds of activations)',
  ],
  options: z.strictObject({
    leaves: z
      .int()
      .min(1)
      .max(20_000)
      .default(10_000)
      .describe('Parts that the path is at most cut into; beyond them the path stays undecided.'),
    evaluations: z
      .int()
      .min(1)
      .default(50_000)
      .describe('Passes of bounds over the evaluation set at most.'),
    tightness: z
      .number()
      .min(1e-9)
      .max(1)
      .nullable()
      .default(null)
      .describe(
        'How near the bounds of the largest loss are brought to each other, relative to it; null: a proof of the level is enough.',
      ),
    rows: z
      .int()
      .positive()
      .nullable()
      .default(null)
      .describe(
        'How many rows of the evaluation set are looked at, evenly spread; the claim is then about those alone, and the grade of the path stays "sampled". Null: all.',
      ),
  }),
  create: affineCertifier,
});
