import type { Architecture } from '../contract/architecture.js';
import type { Loss, PredictionLoss, Regularizer } from '../contract/loss.js';
import type { Optimizer } from '../contract/optimizer.js';
import type { PathStrategy } from '../contract/path-strategy.js';
import type { Kind, PluginRef, ResolvedRef } from '../contract/plugin.js';
import type { Reporter } from '../contract/reporter.js';
import type { Symmetry } from '../contract/symmetry.js';
import type { Task } from '../contract/task.js';
import type { ParsedExperiment } from './experiment-schema.js';
import type { ConfigIssue } from './issues.js';
import { ConfigError } from './issues.js';
import type { Registry, Resolved } from './registry.js';
import { valueWords } from './words.js';

/** An experiment whose plugins are found and whose options are valid: ready to run. */
export interface Experiment {
  readonly config: ResolvedConfig;
  readonly task: Task;
  readonly architecture: Architecture;
  readonly loss: PredictionLoss;
  readonly regularizers: readonly Regularizer[];
  readonly optimizer: Optimizer<unknown>;
  readonly align: readonly Symmetry[];
  readonly strategies: readonly PathStrategy<unknown>[];
  readonly reporters: readonly Reporter[];
}

/** The experiment as data with every default filled in, plugin options included. */
export type ResolvedConfig = Omit<
  ParsedExperiment,
  | '$schema'
  | 'task'
  | 'architecture'
  | 'loss'
  | 'regularizers'
  | 'train'
  | 'align'
  | 'paths'
  | 'report'
> & {
  readonly task: ResolvedRef;
  readonly architecture: ResolvedRef;
  readonly loss: ResolvedRef;
  readonly regularizers: readonly ResolvedRef[];
  readonly train: Omit<ParsedExperiment['train'], 'optimizer'> & {
    readonly optimizer: ResolvedRef;
  };
  readonly align: readonly ResolvedRef[];
  readonly paths: readonly ResolvedRef[];
  readonly report: readonly ResolvedRef[];
};

/**
 * Finds every plugin that an experiment names and checks what the schema alone cannot say.
 *
 * @throws `ConfigError` with every fault, each with its JSON pointer
 * @example
 * const raw = {
 *   name: 'quadratic',
 *   task: 'core/polynomial',
 *   architecture: { use: 'core/mlp', options: { hidden: [4, 4] } },
 *   train: { threshold: 0.001 },
 *   paths: ['core/linear'],
 * };
 * const { config, strategies } = resolveExperiment(parseExperiment(raw), registry);
 * config.loss; // { use: 'core/mse', options: {} }
 * strategies.length; // 1
 */
export function resolveExperiment(parsed: ParsedExperiment, registry: Registry): Experiment {
  const issues: ConfigIssue[] = [...crossChecks(parsed)];
  const one = <K extends Kind>(kind: K, ref: PluginRef, at: string): Resolved<K> | null => {
    try {
      return registry.resolve(kind, ref, at);
    } catch (thrown) {
      if (!(thrown instanceof ConfigError)) throw thrown;
      issues.push(...thrown.issues);
      return null;
    }
  };
  const many = <K extends Kind>(kind: K, refs: readonly PluginRef[], at: string) =>
    refs.map((ref, i) => one(kind, ref, `${at}/${i}`));

  const found = {
    task: one('task', parsed.task, '/task'),
    architecture: one('architecture', parsed.architecture, '/architecture'),
    loss: one('loss', parsed.loss, '/loss'),
    optimizer: one('optimizer', parsed.train.optimizer, '/train/optimizer'),
    regularizers: many('loss', parsed.regularizers, '/regularizers'),
    align: many('symmetry', parsed.align, '/align'),
    paths: many('pathStrategy', parsed.paths, '/paths'),
    report: many('reporter', parsed.report, '/report'),
  };
  if (issues.length > 0) throw new ConfigError(issues);
  return assemble(parsed, found as Found);
}

interface Found {
  readonly task: Resolved<'task'>;
  readonly architecture: Resolved<'architecture'>;
  readonly loss: Resolved<'loss'>;
  readonly optimizer: Resolved<'optimizer'>;
  readonly regularizers: readonly Resolved<'loss'>[];
  readonly align: readonly Resolved<'symmetry'>[];
  readonly paths: readonly Resolved<'pathStrategy'>[];
  readonly report: readonly Resolved<'reporter'>[];
}

function assemble(parsed: ParsedExperiment, found: Found): Experiment {
  const { $schema: _, ...rest } = parsed;
  return {
    config: {
      ...rest,
      task: found.task.ref,
      architecture: found.architecture.ref,
      loss: found.loss.ref,
      regularizers: found.regularizers.map(({ ref }) => ref),
      train: { ...parsed.train, optimizer: found.optimizer.ref },
      align: found.align.map(({ ref }) => ref),
      paths: found.paths.map(({ ref }) => ref),
      report: found.report.map(({ ref }) => ref),
    },
    task: found.task.plugin,
    architecture: found.architecture.plugin,
    loss: predictionLoss(found.loss),
    regularizers: found.regularizers.map(regularizer),
    optimizer: found.optimizer.plugin,
    align: found.align.map(({ plugin }) => plugin),
    strategies: found.paths.map(({ plugin }) => plugin),
    reporters: found.report.map(({ plugin }) => plugin),
  };
}

function predictionLoss({ plugin, ref }: Resolved<'loss'>): PredictionLoss {
  if (plugin.on === 'prediction') return plugin;
  throw wrongSide('/loss', ref.use, 'is a regularizer; name it under "regularizers"');
}

function regularizer({ plugin, ref }: Resolved<'loss'>, index: number): Regularizer {
  if (isRegularizer(plugin)) return plugin;
  throw wrongSide(
    `/regularizers/${index}`,
    ref.use,
    'is a loss of predictions; name it under "loss"',
  );
}

const isRegularizer = (loss: Loss): loss is Regularizer => loss.on === 'parameters';

function wrongSide(pointer: string, use: string, what: string): ConfigError {
  return new ConfigError([{ code: 'config/wrong-loss', pointer, message: `"${use}" ${what}.` }]);
}

function* crossChecks(parsed: ParsedExperiment): Generator<ConfigIssue> {
  const { endpoints, train, pairs, expect, paths } = parsed;
  if ('count' in endpoints && train.threshold === undefined)
    yield {
      code: 'config/missing-threshold',
      pointer: '/train/threshold',
      message:
        'missing; expected a number greater than 0: endpoints are trained until their loss is at or below it.',
    };
  const ids = endpointIdsOf(parsed);
  if (pairs !== 'all') yield* pairFaults(pairs, ids);
  const uses = paths.map((ref) => (typeof ref === 'string' ? ref : ref.use));
  for (const [i, { strategy }] of expect.entries())
    if (!uses.includes(strategy))
      yield {
        code: 'config/unknown-strategy',
        pointer: `/expect/${i}/strategy`,
        message: `"${strategy}" is not among this experiment's paths: ${uses.join(', ')}.`,
      };
}

/** Two equal pairs would be one step under one name, run twice at once. */
function* pairFaults(
  pairs: readonly (readonly [string, string])[],
  ids: readonly string[],
): Generator<ConfigIssue> {
  for (const [i, [a, b]] of pairs.entries()) {
    const pointer = `/pairs/${i}`;
    if (a === b || !ids.includes(a) || !ids.includes(b)) {
      const message = `expected two different endpoints of ${ids.join(', ')}; got ${valueWords([a, b])}.`;
      yield { code: 'config/unknown-endpoint', pointer, message };
    } else if (pairs.findIndex((other) => other[0] === a && other[1] === b) < i)
      yield {
        code: 'config/duplicate-pair',
        pointer,
        message: `the pair ${a}, ${b} stands there twice. Remove one.`,
      };
  }
}

/**
 * The ids of endpoints: a … z, then e26, e27 …
 *
 * @example
 * endpointIds(3); // ['a', 'b', 'c']
 */
export function endpointIds(count: number): readonly string[] {
  return Array.from({ length: count }, (_, i) => (i < 26 ? String.fromCharCode(97 + i) : `e${i}`));
}

/**
 * The ids of an experiment's endpoints, in order.
 *
 * @example
 * endpointIdsOf({ endpoints: { count: 2 } }); // ['a', 'b']
 */
export function endpointIdsOf({
  endpoints,
}: Pick<ParsedExperiment, 'endpoints'>): readonly string[] {
  return endpointIds('count' in endpoints ? endpoints.count : endpoints.files.length);
}

/**
 * The pairs that an experiment asks for.
 *
 * @example
 * const raw = {
 *   name: 'quadratic',
 *   task: 'core/polynomial',
 *   architecture: { use: 'core/mlp', options: { hidden: [4, 4] } },
 *   train: { threshold: 0.001 },
 *   endpoints: { count: 3 },
 *   paths: ['core/linear'],
 * };
 * const { config } = resolveExperiment(parseExperiment(raw), registry);
 * pairsOf(config); // [['a', 'b'], ['a', 'c'], ['b', 'c']]
 */
export function pairsOf(config: ResolvedConfig): readonly (readonly [string, string])[] {
  if (config.pairs !== 'all') return config.pairs;
  const ids = endpointIdsOf(config);
  return ids.flatMap((a, i) => ids.slice(i + 1).map((b) => [a, b] as const));
}
