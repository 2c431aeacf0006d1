import type {
  Analysis,
  Certifier,
  Kind,
  Loss,
  Optimizer,
  PathStrategy,
  PluginRef,
  PredictionLoss,
  Regularizer,
  Reporter,
  ResolvedRef,
  Symmetry,
} from '@isthmus/contract';
import { certifiedLevel, certifierRef, type ResolvedCertify } from './certify-options.js';
import { convexityOptions, type ConvexityOptions } from './convexity-options.js';
import { crossChecks } from './cross-checks.js';
import type { ParsedExperiment } from './experiment-schema.js';
import type { ConfigIssue } from './issues.js';
import { ConfigError } from './issues.js';
import { levelFaults, levelOf, type PathLevel } from './path-level.js';
import { proofFaults } from './proof-faults.js';
import type { Registry, ResolvedPlugin } from './registry.js';

/** An experiment whose plugins are found and whose options are valid: ready to run. */
export interface Experiment {
  readonly config: ResolvedConfig;
  readonly subject: Subject;
  readonly regularizers: readonly Regularizer[];
  readonly optimizer: Optimizer<unknown>;
  readonly align: readonly Symmetry[];
  readonly strategies: readonly PathStrategy<unknown>[];
  readonly analyses: readonly Analysis[];
  /** Null where no proof is asked for. */
  readonly certifier: Certifier | null;
  readonly reporters: readonly Reporter[];
}

/** What losses are of: a network that learns a task, or an objective, with the references by name. */
export type Subject = NetworkSubject | ObjectiveSubject;

/** A network and its data. */
export interface NetworkSubject {
  readonly kind: 'network';
  readonly task: ResolvedPlugin<'task'>;
  readonly architecture: ResolvedPlugin<'architecture'>;
  readonly loss: { readonly plugin: PredictionLoss; readonly ref: ResolvedRef };
}

/** A loss given directly on parameters. */
export interface ObjectiveSubject {
  readonly kind: 'objective';
  readonly objective: ResolvedPlugin<'objective'>;
}

/**
 * The experiment as data with every default filled in, plugin options included. It holds task,
 * architecture and loss, or an objective.
 */
export type ResolvedConfig = Omit<
  ParsedExperiment,
  | '$schema'
  | 'sweep'
  | 'task'
  | 'architecture'
  | 'loss'
  | 'objective'
  | 'regularizers'
  | 'train'
  | 'align'
  | 'paths'
  | 'analyses'
  | 'certify'
  | 'convexity'
  | 'report'
> & {
  readonly task?: ResolvedRef;
  readonly architecture?: ResolvedRef;
  readonly loss?: ResolvedRef;
  readonly objective?: ResolvedRef;
  readonly regularizers: readonly ResolvedRef[];
  readonly train: Omit<ParsedExperiment['train'], 'optimizer'> & {
    readonly optimizer: ResolvedRef;
  };
  readonly align: readonly ResolvedRef[];
  readonly paths: readonly ResolvedPath[];
  readonly analyses: readonly ResolvedRef[];
  /** False where no proof is asked for. */
  readonly certify: false | ResolvedCertify;
  /** False where it is not asked for. */
  readonly convexity: false | ConvexityOptions;
  readonly report: readonly ResolvedRef[];
};

/** A path strategy and the level that it seeks a path at. */
export type ResolvedPath = ResolvedRef & { readonly level: PathLevel };

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
  const one = <K extends Kind>(kind: K, ref: PluginRef, at: string): ResolvedPlugin<K> | null => {
    try {
      return registry.resolve(kind, ref, at);
    } catch (thrown) {
      if (!(thrown instanceof ConfigError)) throw thrown;
      issues.push(...thrown.issues);
      return null;
    }
  };
  const optional = <K extends Kind>(kind: K, ref: PluginRef | undefined, at: string) =>
    ref === undefined ? null : one(kind, ref, at);
  const many = <K extends Kind>(kind: K, refs: readonly PluginRef[], at: string) =>
    refs.map((ref, i) => one(kind, ref, `${at}/${i}`));

  const found = {
    task: optional('task', parsed.task, '/task'),
    architecture: optional('architecture', parsed.architecture, '/architecture'),
    loss: optional('loss', parsed.loss, '/loss'),
    objective: optional('objective', parsed.objective, '/objective'),
    optimizer: one('optimizer', parsed.train.optimizer, '/train/optimizer'),
    regularizers: many('loss', parsed.regularizers, '/regularizers'),
    align: many('symmetry', parsed.align, '/align'),
    paths: many('pathStrategy', parsed.paths, '/paths'),
    analyses: many('analysis', parsed.analyses, '/analyses'),
    certify: optional('certifier', certifierRef(parsed.certify) ?? undefined, '/certify'),
    report: many('reporter', parsed.report, '/report'),
  };
  issues.push(...levelFaults(parsed.paths, found.paths), ...proofFaults(parsed, found.paths));
  if (issues.length > 0) throw new ConfigError(issues);
  return assemble(parsed, found as Found);
}

/** Task, architecture and loss are there, or the objective is: the schema saw to that. */
interface Found {
  readonly task: ResolvedPlugin<'task'> | null;
  readonly architecture: ResolvedPlugin<'architecture'> | null;
  readonly loss: ResolvedPlugin<'loss'> | null;
  readonly objective: ResolvedPlugin<'objective'> | null;
  readonly optimizer: ResolvedPlugin<'optimizer'>;
  readonly regularizers: readonly ResolvedPlugin<'loss'>[];
  readonly align: readonly ResolvedPlugin<'symmetry'>[];
  readonly paths: readonly ResolvedPlugin<'pathStrategy'>[];
  readonly analyses: readonly ResolvedPlugin<'analysis'>[];
  readonly certify: ResolvedPlugin<'certifier'> | null;
  readonly report: readonly ResolvedPlugin<'reporter'>[];
}

function assemble(parsed: ParsedExperiment, found: Found): Experiment {
  const { $schema: _, sweep: __, task, architecture, loss, objective, ...rest } = parsed;
  const subject = subjectOf(found);
  return {
    config: {
      ...rest,
      ...subjectRefs(subject),
      regularizers: found.regularizers.map(({ ref }) => ref),
      train: { ...parsed.train, optimizer: found.optimizer.ref },
      align: found.align.map(({ ref }) => ref),
      paths: found.paths.map(({ ref }, i) => ({ ...ref, level: levelOf(parsed.paths[i]!) })),
      analyses: found.analyses.map(({ ref }) => ref),
      certify:
        found.certify === null
          ? false
          : { ...found.certify.ref, level: certifiedLevel(parsed.certify) },
      convexity: convexityOptions(parsed.convexity),
      report: found.report.map(({ ref }) => ref),
    },
    subject,
    regularizers: found.regularizers.map(regularizer),
    optimizer: found.optimizer.plugin,
    align: found.align.map(({ plugin }) => plugin),
    strategies: found.paths.map(({ plugin }) => plugin),
    analyses: found.analyses.map(({ plugin }) => plugin),
    certifier: found.certify?.plugin ?? null,
    reporters: found.report.map(({ plugin }) => plugin),
  };
}

function subjectOf({ task, architecture, loss, objective }: Found): Subject {
  if (objective !== null) return { kind: 'objective', objective };
  return {
    kind: 'network',
    task: task!,
    architecture: architecture!,
    loss: { plugin: predictionLoss(loss!), ref: loss!.ref },
  };
}

function subjectRefs(subject: Subject) {
  if (subject.kind === 'objective') return { objective: subject.objective.ref };
  const { task, architecture, loss } = subject;
  return { task: task.ref, architecture: architecture.ref, loss: loss.ref };
}

function predictionLoss({ plugin, ref }: ResolvedPlugin<'loss'>): PredictionLoss {
  if (plugin.on === 'prediction') return plugin;
  throw wrongSide('/loss', ref.use, 'is a regularizer; name it under "regularizers"');
}

function regularizer({ plugin, ref }: ResolvedPlugin<'loss'>, index: number): Regularizer {
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
