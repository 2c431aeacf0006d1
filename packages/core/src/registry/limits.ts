import { z } from 'zod';

/** The `limits` of an experiment: bounds on what runs, which change nothing in what is found. */
export const limitsSchema = z
  .strictObject({
    silenceSeconds: z
      .number()
      .positive()
      .max(86_400)
      .default(30)
      .describe('A plugin that gives no sign of life for so long is stopped, and named.'),
    memoryMB: z
      .int()
      .min(64)
      .optional()
      .describe(
        'A run whose process takes more memory is stopped; unless given, ISTHMUS_MEMORY or three quarters of the machine.',
      ),
  })
  .describe('Bounds on what plugins may take; no result depends on them.');

/** Bounds on what plugins may take. */
export type Limits = z.output<typeof limitsSchema>;

/** The limits that hold before an experiment is read. */
export const DEFAULT_LIMITS: Limits = limitsSchema.parse({});
