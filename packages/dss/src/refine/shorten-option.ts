import { z } from 'zod';

/** The option of every strategy whose path can be shortened once it is found. */
export const shortenOption = {
  shorten: z
    .boolean()
    .default(false)
    .describe(
      'Shortens the path that was found, as far as it stays at or below the level: vertices are left out, or pulled towards the midpoint of their neighbours. Its loss evaluations count; where they use up the budget, the path is left as it is by then.',
    ),
};
