import { z } from 'zod';

const leafAxes = z.array(z.strictObject({ leaf: z.string(), axis: z.int().min(0) }));
const arcAxes = { makes: leafAxes, reads: leafAxes };
/** What an element of a path is, as files and strategies give it. */
export const elementSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('segment'),
    known: z.enum(['constant', 'convex']).exactOptional(),
  }),
  z.strictObject({
    kind: z.literal('arc'),
    known: z.literal('constant').exactOptional(),
    factors: z.array(
      z.discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('scaling'), ...arcAxes, rates: z.array(z.number()) }),
        z.strictObject({
          kind: z.literal('linear'),
          ...arcAxes,
          generator: z.array(z.array(z.number())),
        }),
      ]),
    ),
  }),
]);
