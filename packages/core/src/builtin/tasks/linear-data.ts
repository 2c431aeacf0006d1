import { z } from 'zod';
import { createRng, type Rng } from '@isthmus/contract/base';
import { define } from '@isthmus/contract';
import type { Dataset, Split, Task, TaskData } from '@isthmus/contract';

const size = (count: number, what: string) =>
  z.int().min(0).max(1_000_000).default(count).describe(what);

const shared = {
  inputs: z.int().min(1).max(10_000).default(3).describe('Entries D of an input, each normal.'),
  sizes: z
    .strictObject({
      train: size(64, 'Samples to train on.'),
      probe: size(64, 'Samples that thresholds and verdicts are about.'),
      test: size(64, 'Samples that nothing but the final report looks at.'),
    })
    .prefault({})
    .describe('How many samples each split has; all are drawn afresh.'),
  seed: z.int().min(0).default(0).describe('Seed of the true weights, the inputs and the targets.'),
};

/** As much as 1 GiB of float32 holds, as of the classes of files. */
const MAX_ENTRIES = 2 ** 28;

/** Complains of sizes and inputs that together are more than a run can hold */
function checkEntries(
  { inputs, sizes }: Pick<Drawn, 'inputs' | 'sizes'>,
  context: z.RefinementCtx,
): void {
  const samples = sizes.train + sizes.probe + sizes.test;
  if (samples * inputs > MAX_ENTRIES)
    context.addIssue({
      code: 'custom',
      path: ['sizes'],
      message: `expected at most ${Math.floor(MAX_ENTRIES / inputs)} samples of ${inputs} inputs (1 GiB)`,
    });
}

const regressionOptions = z
  .strictObject({
    ...shared,
    noise: z
      .number()
      .min(0)
      .default(0.1)
      .describe('Standard deviation of the normal noise on the targets of every split.'),
  })
  .superRefine(checkEntries);

const logisticOptions = z
  .strictObject({
    ...shared,
    steepness: z
      .number()
      .min(0)
      .default(2)
      .describe(
        'Length of the true weights: 0 makes the classes a coin toss, 10 nearly separable.',
      ),
  })
  .superRefine(checkEntries);

/**
 * Targets that are linear in normal inputs but for noise: inputs `[D]`, targets `[1]`; the true
 * weights have length 1. Under `core/mse` and a linear model the loss is convex, so the straight line
 * needs no bead.
 */
export const linearRegressionTask = define({
  kind: 'task',
  name: 'core/linear-regression',
  summary: 'Regression of a linear function of normal inputs, with noise; drawn from a seed.',
  sources: [],
  options: regressionOptions,
  create: ({ noise, ...given }): Task => ({
    load: async () =>
      drawnData(given, { output: [1], targets: 'values' }, 1, (mean, rng) => [
        mean + noise * rng.normal(),
      ]),
  }),
});

/**
 * Two classes, drawn with the odds that a logistic model gives: inputs `[D]`, targets `[2]` one-hot.
 * Under `core/cross-entropy` and a linear model the loss is convex; the classes overlap, so it has a
 * minimum above 0.
 */
export const logisticRegressionTask = define({
  kind: 'task',
  name: 'core/logistic-regression',
  summary: 'Two overlapping classes of normal inputs, by a logistic model; drawn from a seed.',
  sources: [],
  options: logisticOptions,
  create: ({ steepness, ...given }): Task => ({
    load: async () =>
      drawnData(given, { output: [2], targets: 'classes' }, steepness, (mean, rng) =>
        rng.next() < 1 / (1 + Math.exp(-mean)) ? [0, 1] : [1, 0],
      ),
  }),
});

interface Drawn {
  readonly inputs: number;
  readonly sizes: Readonly<Record<Split, number>>;
  readonly seed: number;
}

/** @param targetOf the target of a sample from the value of the true linear function */
function drawnData(
  { inputs, sizes, seed }: Drawn,
  shapes: Pick<TaskData, 'output' | 'targets'>,
  length: number,
  targetOf: (mean: number, rng: Rng) => readonly number[],
): TaskData {
  const rng = createRng(seed);
  const weights = direction(inputs, length, rng.fork('weights'));
  const split = (name: Split): Dataset => {
    const [features, targets] = [rng.fork(`${name} inputs`), rng.fork(`${name} targets`)];
    const x = Float32Array.from({ length: sizes[name] * inputs }, () => features.normal());
    const y = Array.from({ length: sizes[name] }, (_, n) => {
      const row = x.subarray(n * inputs, (n + 1) * inputs);
      return targetOf(
        row.reduce((sum, entry, i) => sum + entry * weights[i]!, 0),
        targets,
      );
    });
    return { size: sizes[name], x, y: Float32Array.from(y.flat()) };
  };
  const splits = { train: split('train'), probe: split('probe'), test: split('test') };
  return { input: [inputs], ...shapes, splits };
}

/** A vector of this length in a random direction. */
function direction(size: number, length: number, rng: Rng): Float64Array {
  const entries = Float64Array.from({ length: size }, () => rng.normal());
  const norm = Math.sqrt(entries.reduce((sum, entry) => sum + entry * entry, 0));
  return entries.map((entry) => (length * entry) / norm);
}
