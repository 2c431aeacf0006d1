import { IsthmusError, isIsthmusError } from '../base/errors.js';
import type { Rng } from '../base/rng.js';
import { createRng } from '../base/rng.js';
import type { Blueprint, LayerNode } from '../contract/architecture.js';
import type { Layer } from '../contract/layer.js';
import type { DataRecord } from '../contract/result.js';
import type { Dataset, FileSource, Split, TaskData } from '../contract/task.js';
import { createEngine } from '../engine/choose.js';
import type { Checkpoint, Engine } from '../engine/engine.js';
import { createEvaluator } from '../engine/evaluator-of.js';
import type { Evaluator } from '../engine/evaluator.js';
import { dataSha256, sha256 } from '../io/sha256.js';
import { buildNetwork } from '../network/build.js';
import type { Network } from '../network/network.js';
import { ConfigError } from '../registry/issues.js';
import { isPluginFile } from '../registry/load-plugins.js';
import type { Registry } from '../registry/registry.js';
import type { Experiment } from '../registry/resolve.js';
import { blamed, watchedBlueprint, watchedOptimizer } from './blame.js';
import { readImports, type ImportedEndpoint } from './imports.js';

/** What all steps of a run share; opened once in every process or thread that works on it. */
export interface Session {
  readonly experiment: Experiment;
  readonly data: TaskData;
  /** The evaluation set χ. */
  readonly evaluation: Dataset;
  readonly network: Network;
  readonly engine: Engine;
  /** One for each split that has samples. */
  readonly evaluators: Readonly<Record<Split, Evaluator | null>>;
  /** The evaluator of the evaluation set: what decides. */
  readonly evaluator: Evaluator;
  readonly rng: Rng;
  /** The endpoints that were read from files, by id; empty where they are trained. */
  readonly imports: ReadonlyMap<string, ImportedEndpoint>;
  /** SHA-256 of the plugin files beside the config, by the names that it gives them. */
  readonly pluginFiles: Readonly<Record<string, string>>;
  readonly record: DataRecord;
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
}

/**
 * Loads the data, builds the network, readies its engine and reads imported endpoints.
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
 * session.network.spec.leaves.length; // 2
 * session.dispose();
 */
export async function openSession(
  experiment: Experiment,
  registry: Registry,
  files: FileSource,
  { checkpoint = () => undefined }: SessionOptions = {},
): Promise<Session> {
  const { config, loss } = experiment;
  const { batchSize, evaluate, optimizer } = config.train;
  const data = await loadData(experiment, files);
  checkFit(experiment, data);
  const network = buildNetwork(blueprintOf(experiment, data), data, layersOf(registry));
  const imports = await readImports(config, files, network);
  const pluginFiles = await pluginHashes(config.plugins, files);
  const evaluators = {
    train: await evaluatorOf(data.splits.train),
    probe: await evaluatorOf(data.splits.probe),
    test: await evaluatorOf(data.splits.test),
  };
  const evaluation = data.splits[evaluate];
  const rows = batchSize === 'full' ? trainingSet({ data, evaluation }).size : batchSize;
  const engine = await createEngine(config.engine, network, loss, rows, checkpoint);
  return {
    experiment: {
      ...experiment,
      optimizer: watchedOptimizer(experiment.optimizer, optimizer, network.spec),
    },
    data,
    evaluation,
    network,
    engine,
    evaluators,
    evaluator: evaluators[evaluate]!,
    rng: createRng(config.seed),
    imports,
    pluginFiles,
    record: dataRecord(experiment, data),
    checkpoint,
    dispose: () => engine.dispose(),
  };

  async function evaluatorOf(set: Dataset): Promise<Evaluator | null> {
    return set.size === 0 ? null : heeding(checkpoint, await createEvaluator(network, loss, set));
  }
}

/** An evaluator that calls the checkpoint before it computes a loss. */
function heeding(checkpoint: Checkpoint, evaluator: Evaluator): Evaluator {
  return {
    ...evaluator,
    value: (params) => {
      checkpoint();
      return evaluator.value(params);
    },
    valueBetween: (from, to, t) => {
      checkpoint();
      return evaluator.valueBetween(from, to, t);
    },
  };
}

async function loadData({ task, config }: Experiment, files: FileSource): Promise<TaskData> {
  try {
    return await task.load(files);
  } catch (thrown) {
    // What a task throws on purpose names the file and the fault.
    throw isIsthmusError(thrown) ? thrown : blamed(`task "${config.task.use}"`, 'load', thrown);
  }
}

function blueprintOf({ architecture, config }: Experiment, data: TaskData): Blueprint {
  try {
    return watchedBlueprint(architecture.build(data), config.architecture);
  } catch (thrown) {
    const who = `architecture "${config.architecture.use}"`;
    throw isIsthmusError(thrown) ? thrown : blamed(who, 'build', thrown);
  }
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
 * Finds the layers that a graph names, with their options validated.
 *
 * @throws in the function that it returns: `ConfigError` for an unknown layer or wrong options
 * @example
 * const layer = layersOf(registry)({ id: 'act1', use: 'core/relu', options: {}, inputs: ['input'] });
 * layer.outputShape([[8, 8, 3]]); // [8, 8, 3]
 */
export function layersOf(registry: Registry): (node: LayerNode) => Layer {
  return (node) => registry.resolve('layer', node, `layer "${node.id}"`).plugin;
}

function checkFit({ config, loss }: Experiment, data: TaskData): void {
  const { evaluate } = config.train;
  const { train } = data.splits;
  const fault = (pointer: string, message: string) =>
    new ConfigError([{ code: 'config/unfit', pointer, message }]);
  if (data.splits[evaluate].size === 0)
    throw fault(
      '/train/evaluate',
      `the ${evaluate} split of "${config.task.use}" holds no samples.`,
    );
  if (train.size === 0 && 'count' in config.endpoints)
    throw fault('/task', 'the train split holds no samples, so no endpoint can be trained.');
  if (loss.targets !== 'any' && loss.targets !== data.targets)
    throw fault(
      '/loss',
      `"${config.loss.use}" takes ${loss.targets}; the targets of "${config.task.use}" are ${data.targets}.`,
    );
  if (
    typeof config.train.batchSize === 'number' &&
    config.train.batchSize > train.size &&
    train.size > 0
  )
    throw fault(
      '/train/batchSize',
      `${config.train.batchSize} rows are more than the train split has (${train.size}).`,
    );
}

function dataRecord({ config }: Experiment, { splits }: TaskData): DataRecord {
  const { evaluate } = config.train;
  const set = splits[evaluate];
  return {
    task: config.task,
    sha256: dataSha256(splits.train, splits.probe, splits.test),
    sizes: { train: splits.train.size, probe: splits.probe.size, test: splits.test.size },
    evaluation: { split: evaluate, size: set.size, sha256: dataSha256(set) },
  };
}

/** The batch that an imported-endpoints experiment descends on: its evaluation set where nothing was set apart to train on. */
export function trainingSet({ data, evaluation }: Pick<Session, 'data' | 'evaluation'>): Dataset {
  return data.splits.train.size > 0 ? data.splits.train : evaluation;
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
