import { z } from 'zod';

/** The values of one setting: a list, or numbers in even steps. */
export type AxisValues =
  | readonly unknown[]
  | { readonly from: number; readonly count: number; readonly step?: number | undefined };

/** Settings that vary together: what each variant sets, by JSON pointers. */
export type Variants = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** What is varied: by JSON pointers into the experiment their values, by any other name variants. */
export type Sweep = Readonly<Record<string, AxisValues | Variants>>;

const steps = z
  .strictObject({
    from: z.number().describe('The first value.'),
    count: z.int().min(1).max(100_000).describe('How many values.'),
    step: z.number().default(1).describe('From one value to the next; not 0.'),
  })
  .describe('Numbers in even steps.');

const variants = z
  .record(z.string().min(1).max(100), z.record(z.string(), z.unknown()))
  .describe('Settings that are varied together: names, each with what it sets, by JSON pointers.');

/** Values of one setting. */
const values = z.union([z.array(z.unknown()).min(1), steps], {
  error: 'expected a list of values or { "from": …, "count": …, "step": … }',
});

/**
 * What the values of one key of a sweep must be: told by the key, so that what is wrong with steps is not
 * said of variants.
 */
export function axisSchema(key: string, given: unknown) {
  const isNamed = !key.startsWith('/') && typeof given === 'object' && !Array.isArray(given);
  return isNamed ? variants : values;
}

/** How an experiment names the settings that it varies. */
const sweepSchema = z.record(
  z.string(),
  z.union([z.array(z.unknown()).min(1), steps, variants], {
    error:
      'expected a list of values or { "from": …, "count": …, "step": … }, or of a name its variants',
  }),
);

/** The same as a key of an experiment; null, which the command line can set, is no sweep. */
export const sweepKey = sweepSchema
  .nullable()
  .optional()
  .describe(
    'Varies settings: JSON pointers such as "/train/threshold", each with a list of values or with { "from", "count", "step" }; or a name such as "arm", with variants that each set several of them. Every combination is run as a trial of its own, at most 100,000 of them; null: no sweep.',
  );
