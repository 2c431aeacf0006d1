import { z } from 'zod';

const options = z.strictObject({
  chords: z
    .int()
    .min(1)
    .max(100_000)
    .default(100)
    .describe('Chords drawn at random; the loss is held against each, three passes over the data; from 1.'), // prettier-ignore
  hessianPoints: z
    .int()
    .min(2)
    .max(257)
    .default(9)
    .describe('Points of the path at which the Hessian is looked at, both ends included; from 2.'),
  lanczosSteps: z
    .int()
    .min(1)
    .max(1000)
    .default(40)
    .describe('Products of the Hessian with a direction at each point, by which its extreme eigenvalues are sought; from 1.'), // prettier-ignore
});

/** What the key `convexity` of an experiment may hold. */
export const convexitySchema = z
  .union([z.boolean(), options])
  .default(false)
  .describe(
    'Measures after its paths how nonconvex the loss is around each pair: true, or an object with what to spend.',
  );

/** What a convexity report may spend, with every default filled in. */
export type ConvexityOptions = z.output<typeof options>;

/**
 * The options of the report, `true` standing for the defaults; false where none is asked for.
 *
 * @example
 * convexityOptions(true); // { chords: 100, hessianPoints: 9, lanczosSteps: 40 }
 */
export function convexityOptions(given: boolean | ConvexityOptions): false | ConvexityOptions {
  return given === true ? options.parse({}) : given;
}
