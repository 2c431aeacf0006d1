import { z } from 'zod';

const steps = z
  .strictObject({
    from: z.number().describe('The first value.'),
    count: z.int().min(1).max(100_000).describe('How many values.'),
    step: z.number().default(1).describe('From one value to the next; not 0.'),
  })
  .describe('Numbers in even steps.');

/** How an experiment names the settings that it varies. */
export const sweepSchema = z.record(
  z.string(),
  z.union([z.array(z.unknown()).min(1), steps], {
    error: 'expected a list of values or { "from": …, "count": …, "step": … }',
  }),
);

/** The same as a key of an experiment; null, which the command line can set, is no sweep. */
export const sweepKey = sweepSchema
  .nullable()
  .optional()
  .describe(
    'Varies settings: JSON pointers such as "/train/threshold", each with a list of values or with { "from", "count", "step" }. Every combination is run as a trial of its own, at most 100,000 of them; null: no sweep.',
  );
