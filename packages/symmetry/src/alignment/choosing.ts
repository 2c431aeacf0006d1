import { z } from 'zod';

/** The option by which the best of several candidates is taken. */
export const choosing = {
  choose: z
    .enum(['peak', 'distance'])
    .default('peak')
    .describe(
      'What makes one candidate better than another: the lowest peak of the straight line on the evaluation set, or the smallest distance. None is taken that is farther, or has a higher line, than leaving the endpoint as it is.',
    ),
};
