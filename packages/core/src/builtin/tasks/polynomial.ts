import { z } from 'zod';
import type { Rng } from '@isthmus/contract/base';
import { createRng } from '@isthmus/contract/base';
import { define } from '@isthmus/contract';
import type { Dataset, Task, TaskData } from '@isthmus/contract';
import { toFloat32 } from './numbers.js';
import type { Coefficients } from './polynomial-range.js';
import { extremes, valueAt } from './polynomial-range.js';

const NAME = 'core/polynomial';

/** The two regressions of the paper. */
const NAMED = {
  quadratic: [0.1, 0.25, 0.5],
  cubic: [0, 3, -10, 8],
} as const satisfies Readonly<Record<string, Coefficients>>;

/** How far beyond [0, 1] rounding may carry a value that is meant to lie on its edge. */
const EDGE = 1e-9;

const size = (count: number, what: string) =>
  z.int().min(0).max(1_000_000).default(count).describe(what);

const options = z
  .strictObject({
    coefficients: z
      .union(
        [z.enum(['quadratic', 'cubic']), z.array(z.number()).min(1)],
        'expected a list of numbers, "quadratic" or "cubic"',
      )
      .default([...NAMED.quadratic])
      .describe(
        'Coefficients in ascending order of power, or a name: "quadratic" is 0.5 x^2 + 0.25 x + 0.1, "cubic" is 8 x^3 - 10 x^2 + 3 x.',
      ),
    interval: z
      .tuple([z.number(), z.number()])
      .default([0, 1])
      .describe('Where the inputs lie: [from, to].'),
    sizes: z
      .strictObject({
        train: size(128, 'Points to train on.'),
        probe: size(256, 'Points that thresholds and verdicts are about.'),
        test: size(512, 'Points that nothing but the final report looks at.'),
      })
      .prefault({})
      .describe('How many points each split has.'),
    sampling: z
      .enum(['grid', 'uniform'])
      .default('grid')
      .describe(
        'Where the points of train and test lie: on an even grid, or drawn uniformly. Those of probe always lie on a grid.',
      ),
    seed: z.int().min(0).default(0).describe('Seed of the drawn points and of the noise.'),
    noise: z
      .number()
      .min(0)
      .default(0)
      .describe(
        'Standard deviation of the normal noise added to the targets of train; probe and test have none.',
      ),
    requireUnitRange: z
      .boolean()
      .default(false)
      .describe('Refuses a polynomial unless x and f(x) stay in [0, 1] on the interval.'),
  })
  .superRefine(({ coefficients, interval, requireUnitRange }, context) => {
    const [from, to] = interval;
    if (from >= to)
      context.addIssue({ code: 'custom', path: ['interval'], message: 'expected from < to' });
    else if (requireUnitRange)
      for (const { path, message } of outsideUnit(coefficientsOf(coefficients), interval))
        context.addIssue({ code: 'custom', path: [path], message });
  });

type Options = z.output<typeof options>;

/**
 * Regression of a polynomial of one variable: inputs `[1]`, targets `[1]`.
 *
 * A grid of n points has them at the centres of n equal parts of the interval, so that a mean over it
 * is the midpoint rule for the mean over the interval. Probe, the usual evaluation set, is always such
 * a grid: a level is then about the function itself and not about which points were drawn. With the
 * default sizes no point stands in two splits.
 */
export const polynomial = define({
  kind: 'task',
  name: NAME,
  summary: 'Regression of a polynomial on an interval; by default the quadratic on [0, 1].',
  sources: ['arXiv:1611.01540, the experiments on polynomial regression'],
  options,
  // async, so that data that cannot be made reject the promise as those of a file do.
  create: (given): Task => ({ load: async () => makeData(given) }),
});

function makeData(given: Options): TaskData {
  const { sizes, sampling, interval } = given;
  const rng = createRng(given.seed);
  const points = (count: number, tag: string) =>
    sampling === 'grid' ? grid(count, interval) : drawn(count, interval, rng.fork(tag));
  return {
    input: [1],
    output: [1],
    targets: 'values',
    splits: {
      train: dataset(points(sizes.train, 'train'), given, noiseOf(given, rng.fork('noise'))),
      probe: dataset(grid(sizes.probe, interval), given, () => 0),
      test: dataset(points(sizes.test, 'test'), given, () => 0),
    },
  };
}

function noiseOf({ noise }: Options, rng: Rng): () => number {
  return noise === 0 ? () => 0 : () => noise * rng.normal();
}

/** The targets are those of the inputs as float32 holds them. */
function dataset(points: readonly number[], given: Options, noise: () => number): Dataset {
  const coefficients = coefficientsOf(given.coefficients);
  const x = toFloat32(Float64Array.from(points), NAME, (i) => `input ${i}`);
  const values = Float64Array.from(x, (each) => valueAt(coefficients, each) + noise());
  const y = toFloat32(values, NAME, (i) => `the target of x = ${x[i]}`);
  return { size: points.length, x, y };
}

function grid(count: number, [from, to]: readonly [number, number]): readonly number[] {
  return Array.from({ length: count }, (_, i) => from + ((i + 0.5) / count) * (to - from));
}

function drawn(count: number, [from, to]: readonly [number, number], rng: Rng): readonly number[] {
  return Array.from({ length: count }, () => from + rng.next() * (to - from));
}

function coefficientsOf(given: Options['coefficients']): Coefficients {
  return typeof given === 'string' ? NAMED[given] : given;
}

function outsideUnit(
  coefficients: Coefficients,
  interval: readonly [number, number],
): readonly { readonly path: string; readonly message: string }[] {
  const { least, greatest } = extremes(coefficients, interval);
  const leaves = [least, greatest].filter(({ y }) => y < -EDGE || y > 1 + EDGE || Number.isNaN(y));
  const [from, to] = interval;
  return [
    ...(from < 0 || to > 1
      ? [{ path: 'interval', message: 'expected an interval within [0, 1]' }]
      : []),
    ...leaves.map(({ x, y }) => ({
      path: 'coefficients',
      message: `expected f(x) in [0, 1] for every x in [${from}, ${to}], but f(${short(x)}) = ${short(y)}`,
    })),
  ];
}

function short(value: number): string {
  return String(Number(value.toPrecision(6)));
}
