import { z } from 'zod';

/** The options of every strategy whose path can be shortened once it is found, or has to be proved. */
export const shortenOption = {
  shorten: z
    .boolean()
    .default(false)
    .describe(
      'Shortens the path that was found, as far as it stays at or below the level: vertices are left out, or pulled towards the midpoint of their neighbours. Its loss evaluations count; where they use up the budget, the path is left as it is by then.',
    ),
  edges: z
    .enum(['sampled', 'certified'])
    .default('sampled')
    .describe(
      'By what an edge of a path is accepted: by samples of its loss, or by a proof of the certifier that the experiment names under "certify", which is asked about every edge that samples let pass, those of shortened paths too. Then whatever is found is proved.',
    ),
};

/** By what edges are accepted. */
export type EdgeGrade = 'sampled' | 'certified';
