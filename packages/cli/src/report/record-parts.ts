import { z } from 'zod';

/** A number as records hold it: what is not finite is written as a string, and is a number again here. */
export const number = z.union([
  z.number(),
  z.enum(['NaN', 'Infinity', '-Infinity']).transform((text) => Number(text)),
]);

/** How many of something. */
export const count = z.number().int().nonnegative();

/** More beads than this no search leaves; a chart marks each of them. */
export const beads = count.max(1_000_000);

/** Whatever stands under names. */
export const texts = z.record(z.string(), z.unknown());

/** A plugin with its options. */
export const ref = z.looseObject({ use: z.string(), options: texts.default({}) });

/** Two lists of numbers that go together. */
export const curve = <A extends string, B extends string>(x: A, y: B) =>
  z
    .looseObject({ [x]: z.array(number), [y]: z.array(number) } as Record<
      A | B,
      z.ZodArray<typeof number>
    >)
    .refine((both) => (both[x] as unknown[]).length === (both[y] as unknown[]).length, {
      message: `"${x}" and "${y}" have different lengths`,
    });

/** What something took. */
export const cost = z.looseObject({
  gradientEvaluations: number.default(0),
  lossEvaluations: number.default(0),
  seconds: number.default(Number.NaN),
});

/** A part that is drawn where it is there; what is absent, as in a record from before it, is null. */
export const absent = <S extends z.ZodType>(part: S) => part.nullable().default(null as never);

/** Parts as many as can be drawn; each lies between two places. */
const leafBounds = z
  .looseObject({ t: z.array(number).max(100_001), upper: z.array(absent(number)) })
  .refine(({ t, upper }) => t.length === upper.length + 1, {
    message: '"t" has not one place more than "upper" has bounds',
  });

/** What a certifier has shown of a path. */
export const certification = z.looseObject({
  outcome: z.enum(['certified', 'refuted', 'undecided']),
  level: number,
  lower: absent(number),
  upper: absent(number),
  rows: absent(count),
  rowsOf: absent(count),
  leaves: count.default(0),
  leafBounds: absent(leafBounds),
  witness: absent(z.looseObject({ t: number, loss: number })),
  reason: absent(z.string()),
});
