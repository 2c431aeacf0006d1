import { prettifyError, z } from 'zod';
import type { Dataset, Split, TaskData } from '@isthmus/contract';

type Splits = Readonly<Record<Split, Dataset>>;

/**
 * What a task says of its data, a copy of it that is plain.
 *
 * @throws `TypeError` for what the contract does not have
 */
export function soundFacts(facts: unknown, input: readonly number[]): Facts {
  const last = input.at(-1) ?? 1;
  const read = schemaFor(last).safeParse(facts);
  if (read.success) return read.data as Facts;
  throw new TypeError(
    `what a task says of its data is not as it should be: ${prettifyError(read.error).slice(0, 400)}.`,
  );
}

/** The facts besides shapes and splits. */
export type Facts = Omit<TaskData, 'input' | 'output' | 'targets' | 'splits'>;

function schemaFor(last: number) {
  const perEntry = (number: z.ZodNumber) =>
    z.array(number).refine(({ length }) => length === 1 || length === last, {
      error: `expected 1 or ${last} numbers, as the last axis of an input has`,
    });
  return z.object({
    classes: z.array(z.string()).optional(),
    dropped: z.int().min(0).optional(),
    columns: z.array(z.string()).length(last).optional(),
    scaling: z
      .object({
        from: z.enum(['train', 'probe', 'test']).nullable(),
        mean: perEntry(z.number()),
        deviation: perEntry(z.number().positive()),
      })
      .optional(),
    whole: z.literal(true).optional(),
    warnings: z.array(z.object({ code: z.string().min(1), message: z.string().min(1) })).optional(),
  });
}

/**
 * The splits of a task with classes.
 *
 * @throws `TypeError` unless every target is all 0 but for one 1, and as many classes as names
 */
export function checkClasses(
  splits: Splits,
  output: readonly number[],
  names: readonly string[] | undefined,
): void {
  const [count] = output;
  if (count === undefined || output.length !== 1 || count < 2)
    throw new TypeError(
      'the "output" of a task with classes is [count], of 2 classes or more; two classes in one column are "values" of 0 and 1.',
    );
  if (names !== undefined && names.length !== count)
    throw new TypeError(`"classes" are ${names.length} names of ${count} classes.`);
  for (const [split, { size, y }] of Object.entries(splits))
    for (let row = 0; row < size; row++)
      if (!isOneHot(y.subarray(row * count, (row + 1) * count)))
        throw new TypeError(
          `y of the ${split} split: the target of sample ${row} is not one-hot, all 0 but for one 1; numbers to be met are "values".`,
        );
}

function isOneHot(row: Float32Array): boolean {
  let ones = 0;
  for (const entry of row)
    if (entry === 1) ones++;
    else if (entry !== 0) return false;
  return ones === 1;
}
