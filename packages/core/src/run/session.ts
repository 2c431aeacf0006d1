import { blaming } from '@isthmus/contract/internal';
import { createRng, IsthmusError } from '@isthmus/contract/base';
import type { Rng } from '@isthmus/contract/base';
import type { FileSource } from '@isthmus/contract';
import type { Checkpoint, Engine, TensorRuntime } from '@isthmus/engine';
import { besideStatistics } from '@isthmus/engine/internal';
import { sha256 } from '@isthmus/files/internal';
import { endpointIdsOf } from '../registry/endpoint-ids.js';
import { ConfigError, type ConfigIssue } from '../registry/issues.js';
import { isPluginFile } from '../registry/plugin-name.js';
import type { Registry } from '../registry/registry.js';
import type { Experiment } from '../registry/resolve.js';
import { createSampler, type Sampler, WITHOUT_DATA } from './batches.js';
import { watchedOptimizer } from './blame.js';
import { readImports, type ImportedEndpoint } from './imports.js';
import { lossFormOf } from './loss-form.js';
import { openNetwork, trainingSet, type NetworkMeans } from './open-network.js';
import { openObjective } from './open-objective.js';
import { proofSubject } from './path-proof.js';
import type { OpenableSubject, OpenedSubject } from './opened.js';

/** What all steps of a run share; opened once in every process or thread that works on it. */
export interface Session extends OpenedSubject {
  readonly experiment: Experiment;
  readonly engine: Engine;
  readonly rng: Rng;
  /** The endpoints that were read from files or given as points, by id; empty where they are trained. */
  readonly imports: ReadonlyMap<string, ImportedEndpoint>;
  /** SHA-256 of the plugin files beside the config, by the names that it gives them. */
  readonly pluginFiles: Readonly<Record<string, string>>;
  /** Called in the midst of long work; it throws where that work is cancelled. */
  readonly checkpoint: Checkpoint;
  dispose(): void;
}

/** How a session is opened. */
export interface SessionOptions {
  /**
   * Called before every pass over the data, and by engines at least every 50 ms. What it throws ends
   * the step, and the session stays fit for the next; without it nothing is called.
   */
  readonly checkpoint?: Checkpoint;
  /** For networks given as code, and the engine "tfjs": `tfjsRuntime` of `@isthmus/tfjs`. */
  readonly tensors?: TensorRuntime | null;
}

/**
 * Loads the data and builds the network, or readies the objective; readies the engine and reads
 * imported endpoints.
 *
 * @param files where the files that the experiment names are read from
 * @throws `data/…`, `architecture/…`, `network/…`, `model/…`, `config/…`: faults of the experiment,
 * found before anything is written; `run/plugin-failed` naming the plugin
 * @example
 * import { readFile } from 'node:fs/promises';
 *
 * const file = 'examples/linear-regression.isthmus.json';
 * const parsed = parseExperiment(parseConfigText(await readFile(file, 'utf8'), file));
 * const experiment = resolveExperiment(parsed, registry);
 * const session = await openSession(experiment, registry, fileSourceIn('examples'));
 * session.spec.leaves.length; // 2
 * session.dispose();
 */
export async function openSession(
  experiment: Experiment,
  registry: Registry,
  files: FileSource,
  given: SessionOptions = {},
): Promise<Session> {
  const { config } = experiment;
  const { checkpoint = () => undefined, tensors = null } = given;
  const means = { checkpoint, tensors };
  const { createEngine, ...opened } = await openSubject(experiment, registry, files, means);
  checkStrategies(experiment, opened);
  const imports = await readImports(config, files, opened);
  const pluginFiles = await pluginHashes(config.plugins, files);
  const engine = await createEngine();
  return {
    ...opened,
    experiment: {
      ...experiment,
      optimizer: watchedOptimizer(experiment.optimizer, config.train.optimizer, opened.spec),
      regularizers: experiment.regularizers.map((each) => besideStatistics(opened.spec, each)),
    },
    engine,
    rng: createRng(config.seed),
    warnings: [...opened.warnings, ...[...imports.values()].flatMap(({ warnings }) => warnings)],
    imports,
    pluginFiles,
    checkpoint,
    dispose: () => engine.dispose(),
  };
}

/**
 * What a strategy can never join, an analysis say nothing of or a symmetry find nothing in is refused
 * before anything is trained for it.
 */
function checkStrategies(experiment: Experiment, opened: OpenedSubject): void {
  const { align, analyses, config, strategies } = experiment;
  const { network } = opened;
  const form = lossFormOf({ ...opened, experiment });
  const view = network?.view ?? null;
  const subject = view === null ? 'an objective' : 'this network';
  const issues = strategies.flatMap((strategy, i): readonly ConfigIssue[] => {
    const { use } = config.paths[i]!;
    const refusal = () => strategy.refusal?.(view, form) ?? null;
    const why = blaming(`path strategy "${use}"`, 'refusal', refusal);
    const message = `"${use}" does not fit ${subject}: ${why}. Use another strategy.`;
    return why === null ? [] : [{ code: 'config/unfit', pointer: `/paths/${i}`, message }];
  });
  const silent = analyses.flatMap((analysis, i): readonly ConfigIssue[] => {
    const { use } = config.analyses[i]!;
    const refusal = () => analysis.refusal?.(view) ?? null;
    const why = blaming(`analysis "${use}"`, 'refusal', refusal);
    const message = `"${use}" can say nothing of ${subject}: ${why}. Take it out of the list.`;
    return why === null ? [] : [{ code: 'config/unfit', pointer: `/analyses/${i}`, message }];
  });
  const idle = align.flatMap((symmetry, i): readonly ConfigIssue[] => {
    if (view === null) return [];
    const { use } = config.align[i]!;
    const why = blaming(`symmetry "${use}"`, 'refusal', () => symmetry.refusal?.(view) ?? null);
    const message = `"${use}" finds nothing in this network: ${why}. Use another symmetry, or none.`;
    return why === null ? [] : [{ code: 'config/unfit', pointer: `/align/${i}`, message }];
  });
  const all = [
    ...issues,
    ...silent,
    ...idle,
    ...undoing(align, config),
    ...unproven(experiment, opened),
  ];
  if (all.length > 0) throw new ConfigError(all);
}

/** What aligns all endpoints together would be undone by what aligns pairs, and undo it. */
function undoing(align: Experiment['align'], config: Experiment['config']): readonly ConfigIssue[] {
  if (align.length < 2 || endpointIdsOf(config).length < 3) return [];
  return align.flatMap(({ alignAll }, i): readonly ConfigIssue[] => {
    if (alignAll === undefined) return [];
    const message = `"${config.align[i]!.use}" aligns all ${endpointIdsOf(config).length} endpoints together, which a further symmetry would undo. Let it stand alone in "align".`;
    return [{ code: 'config/unfit', pointer: `/align/${i}`, message }];
  });
}

/** What nothing can be proved of is told before anything is trained. */
function unproven(experiment: Experiment, opened: OpenedSubject): readonly ConfigIssue[] {
  const { certifier, config } = experiment;
  if (certifier === null || config.certify === false) return [];
  const { use } = config.certify;
  const subject = proofSubject(experiment, opened);
  const why = blaming(`certifier "${use}"`, 'refusal', () => certifier.refusal(subject));
  if (why === null) return partial(experiment, opened.evaluation.size);
  const of = subject.kind === 'objective' ? 'this objective' : 'this network';
  const asking = askingForProofs(experiment).map(
    (i) => `, and what asks for proofs in /paths/${i}`,
  );
  const message = `"${use}" can prove nothing of ${of}: ${why}. Leave "certify" out${asking.join('')}, or use another certifier.`;
  return [{ code: 'config/unfit', pointer: '/certify', message }];
}

/** The places of the strategies that count as found only what is proved. */
function askingForProofs({ strategies }: Experiment): readonly number[] {
  return strategies.flatMap(({ needsProofs }, i) => (needsProofs === true ? [i] : []));
}

/** A claim about some rows is none about the loss, so nothing would ever be found by it. */
function partial(experiment: Experiment, size: number): readonly ConfigIssue[] {
  const { certifier, config, subject } = experiment;
  if (certifier === null || config.certify === false || subject.kind === 'objective') return [];
  const { use } = config.certify;
  const rows = blaming(`certifier "${use}"`, 'rows', () => certifier.rows?.(size) ?? null);
  if (rows === null) return [];
  return askingForProofs(experiment).map((i) => ({
    code: 'config/unfit',
    pointer: `/paths/${i}/options`,
    message: `"${config.paths[i]!.use}" with these options counts as found only what is proved, and the claims of "${use}" are about ${rows.length} of the ${size} rows of the evaluation set, so not about the loss. Let it look at all rows, or take out the option that asks for proofs ("edges": "certified" of the strategies of Isthmus).`,
  }));
}

async function openSubject(
  { subject, config }: Experiment,
  registry: Registry,
  files: FileSource,
  means: NetworkMeans,
): Promise<OpenableSubject> {
  return subject.kind === 'objective'
    ? openObjective(subject, means.checkpoint)
    : openNetwork(subject, config, registry, files, means);
}

/** By content, so that a plugin changed since a step was done has it done again. */
async function pluginHashes(
  plugins: readonly string[],
  files: FileSource,
): Promise<Readonly<Record<string, string>>> {
  const hashed = plugins.filter(isPluginFile).map(async (name) => {
    return [name, sha256(await files.read(name))] as const;
  });
  return Object.fromEntries(await Promise.all(hashed));
}

/**
 * Where gradients take their rows from: what is set apart to train on, else the evaluation set. An
 * objective has no rows.
 */
export function samplerOf({ data, evaluation, experiment }: Session): Sampler {
  if (data === null) return WITHOUT_DATA;
  return createSampler(trainingSet({ data, evaluation }), experiment.config.train.batchSize);
}

/** @throws `run/internal` when a step asks for what the run does not have */
export function required<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined)
    throw new IsthmusError(
      'run/internal',
      `The run has no ${what}. This is a fault of Isthmus; please report it.`,
    );
  return value;
}
