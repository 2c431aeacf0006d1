import { z } from 'zod';
import type { PluginName } from '@isthmus/contract';
import { certifySchema } from './certify-options.js';
import { convexitySchema } from './convexity-options.js';
import { limitsSchema } from './limits.js';
import { pathLevel } from './path-level.js';
import { pluginName } from './plugin-name-schema.js';
import { subjectFaults } from './subject-faults.js';
import { sweepKey } from './sweep-schema.js';

/**
 * Names of experiments become folder names: lower-case, digits, `-` and `_`, and none of the names
 * that Windows keeps for devices.
 */
const NAME_PATTERN = /^(?!(?:con|prn|aux|nul|com[0-9]|lpt[0-9])$)[a-z0-9][a-z0-9_-]{0,63}$/;

const pluginRef = z
  .union([
    pluginName,
    z.strictObject(
      { use: pluginName, options: z.record(z.string(), z.unknown()).optional() },
      'expected { "use": "scope/name", "options": { … } }',
    ),
  ])
  .meta({ description: 'A plugin by name, or by name and options.' });

const pathEntry = z
  .union([
    pluginName,
    z.strictObject(
      {
        use: pluginName,
        options: z.record(z.string(), z.unknown()).optional(),
        level: pathLevel.optional(),
      },
      'expected { "use": "scope/name", "options": { … }, "level": … }',
    ),
  ])
  .meta({ description: 'A path strategy by name, or by name, options and level.' });

const count = (what: string) => z.int().positive().describe(what);
const split = z.enum(['train', 'probe', 'test']);

const stall = z
  .strictObject({
    window: count('Optimizer steps over which headway is judged.').default(5000),
    improvement: z
      .number()
      .min(0)
      .max(1)
      .default(0.01)
      .describe('Least relative improvement of the best loss within the window.'),
  })
  .describe('When training counts as stalled.');

const train = z
  .strictObject({
    optimizer: pluginRef.default('core/adam').describe('Trains the endpoints and moves the beads.'),
    threshold: z
      .number()
      .positive()
      .optional()
      .describe(
        'L0: the data loss on the evaluation set to which endpoints are trained, and the default level.',
      ),
    evaluate: split
      .default('probe')
      .describe(
        'The split that is the evaluation set: every threshold, profile and verdict is stated on it.',
      ),
    maxSteps: count('Optimizer steps of one attempt.').default(20_000),
    batchSize: z
      .union([z.literal('full'), z.int().positive()])
      .default('full')
      .describe('Rows of the train split in one gradient, or "full".'),
    evaluateEvery: count('Optimizer steps between evaluations.').default(10),
    attempts: count(
      'Trainings from fresh seeds before an endpoint that misses the threshold is kept as it is.',
    ).default(3),
    stall: stall.prefault({}),
  })
  .describe('How endpoints are trained.');

const endpoints = z
  .union([
    z.strictObject({ count: z.int().min(2).max(64).describe('Endpoints to train.') }),
    z.strictObject({
      files: z
        .array(z.string().min(1))
        .min(2)
        .max(64)
        .describe('Safetensors files, relative to the config.'),
      layout: z
        .enum(['isthmus', 'pytorch'])
        .optional()
        .describe(
          'Whose names and axis order the files have, where names and shapes leave a doubt.',
        ),
    }),
    z.strictObject({
      points: z
        .array(z.array(z.number()).min(1))
        .min(2)
        .max(64)
        .describe(
          'Points given as numbers: all parameters of each as one list, in the order of the arrays that the record lists; stored as float32.',
        ),
    }),
  ])
  .describe('The networks or points to connect: trained here, read from files, or given.');

const budget = z
  .strictObject({
    gradientEvaluations: count('Gradients of one model on one batch.').default(1_000_000),
    lossEvaluations: count('Passes over the evaluation set.').default(1_000_000),
    seconds: z
      .number()
      .positive()
      .optional()
      .describe('Wall-clock limit; a run that it stops is outside the promise of equal results.'),
  })
  .describe('What one path search may spend.');

/** Beyond it one loss more takes longer to file than to compute. */
const FINEST_GRID = 16_385;

const judge = z
  .strictObject({
    gridPoints: z
      .int()
      .min(33)
      .max(FINEST_GRID)
      .default(33)
      .describe(
        `Points of the even grid on each element of a path, both ends included; from 33 to ${FINEST_GRID}. The highest points are refined whatever it is.`,
      ),
  })
  .describe('How closely a path is looked at; searches look no less closely.');

const expectation = z
  .strictObject({
    strategy: pluginName.describe('The strategy whose outcome is claimed.'),
    verdict: z.enum(['connected', 'not-found', 'disconnected']),
    grade: z
      .enum(['certified', 'sampled'])
      .optional()
      .describe('How the verdict is known, where the claim is about that too.'),
    beads: z.int().min(0).optional().describe('Interior vertices, where the claim is that exact.'),
    atMost: z
      .number()
      .positive()
      .optional()
      .describe('The level is at most this loss: a claim about the lowest level that was found.'),
  })
  .describe('A claim about the outcome, for every pair; unmet: exit code 1.');

/** The loss of a network where none is named. */
export const DEFAULT_LOSS: PluginName = 'core/mse';

const fields = z.strictObject({
  $schema: z.string().optional(),
  name: z
    .string()
    .regex(
      NAME_PATTERN,
      'expected at most 64 lower-case letters, digits, "-" and "_", beginning with a letter or digit, and no name of a device (con, nul …)',
    )
    .describe('Names the run folder.'),
  seed: z.int().min(0).default(0).describe('Every random number follows from it.'),
  plugins: z
    .array(z.string().min(1))
    .max(100)
    .default([])
    .describe('npm packages, or files beside the config, that add plugins.'),
  task: pluginRef.optional().describe('The data.'),
  architecture: pluginRef.optional().describe('The network.'),
  loss: pluginRef
    .optional()
    .meta({ default: DEFAULT_LOSS })
    .describe('The loss that levels are about.'),
  objective: pluginRef
    .optional()
    .describe(
      'A loss given directly on parameters, in place of task, architecture and loss: no data and no network.',
    ),
  regularizers: z
    .array(pluginRef)
    .max(100)
    .default([])
    .describe('Penalties that act in training and descent, never in a level.'),
  engine: z
    .enum(['auto', 'fast', 'reference', 'tfjs'])
    .default('auto')
    .describe('What computes gradients and scans; "auto" takes the fastest that can.'),
  train: train.prefault({}),
  endpoints: endpoints.default({ count: 2 }),
  pairs: z
    .union([
      z.literal('all'),
      z
        .array(z.tuple([z.string(), z.string()]))
        .min(1)
        .max(2016),
    ])
    .default('all')
    .describe('Which endpoints to connect: "all", or a list of pairs of ids (a, b, c …).'),
  align: z
    .array(pluginRef)
    .max(100)
    .default([])
    .describe('Symmetries removed from the second endpoint before paths are sought.'),
  paths: z.array(pathEntry).min(1).max(1000).describe('Path strategies, each run on every pair.'),
  analyses: z
    .array(pluginRef)
    .max(100)
    .default([])
    .describe('What is looked at in the endpoints besides, such as their symmetries.'),
  budget: budget.prefault({}),
  judge: judge.prefault({}),
  certify: certifySchema,
  convexity: convexitySchema,
  sweep: sweepKey,
  expect: z.array(expectation).max(1000).default([]).describe('Claims about the outcome.'),
  limits: limitsSchema.prefault({}),
  report: z
    .array(pluginRef)
    .max(100)
    .default([])
    .describe('Documents written into the run folder.'),
});

/**
 * The shape of `NAME.isthmus.json`; plugin options are checked by the plugins' own schemas. What is
 * learnt is a task by an architecture, or an objective, never both.
 */
export const experimentSchema = fields.superRefine((given, context) => {
  for (const { path, message } of subjectFaults(given))
    context.addIssue({ code: 'custom', path: [...path], message });
});

/** An experiment as it is written. */
export type RawExperiment = z.input<typeof experimentSchema>;

/** An experiment of valid shape with its own defaults filled in, its plugins not yet looked up. */
export type ParsedExperiment = z.output<typeof experimentSchema>;
