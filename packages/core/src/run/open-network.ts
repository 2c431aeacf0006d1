import { blamed } from '@isthmus/contract/internal';
import { isIsthmusError } from '@isthmus/contract/base';
import type {
  Blueprint,
  DataRecord,
  Dataset,
  FileSource,
  InputScaling,
  Layer,
  LayerNode,
  NetworkView,
  ScalingRecord,
  TaskData,
  WarningRecord,
} from '@isthmus/contract';
import { buildNetwork, createEngine, createEvaluator, reestimate } from '@isthmus/engine';
import type { Checkpoint, Evaluator, Network, TensorRuntime } from '@isthmus/engine';
import { sharedProducts } from '@isthmus/engine/internal';
import { statisticsOf, type Params } from '@isthmus/contract/parameters';
import { dataSha256 } from '@isthmus/files/internal';
import { isGuarded } from '../registry/guard/guarded-definition.js';
import { ConfigError } from '../registry/issues.js';
import type { Registry } from '../registry/registry.js';
import type { NetworkSubject, ResolvedConfig } from '../registry/resolve.js';
import { watchedBlueprint } from './blame.js';
import { channelsFirst } from './channels-first.js';
import { askingOf, checkDemand, networkDemand } from './demand.js';
import { heeding } from './heeding.js';
import type { OpenableSubject } from './opened.js';
import { judgedByTrainRows, rowsInCommon } from './shared-rows.js';
import { targetsFault } from './targets-fault.js';
import { unscaledInputs } from './unscaled.js';

/** What a network is computed with. */
export interface NetworkMeans {
  readonly checkpoint: Checkpoint;
  /** Null: networks that need tensors are refused. */
  readonly tensors: TensorRuntime | null;
}

/**
 * Loads the data and builds the network.
 *
 * @throws `data/…`, `architecture/…`, `network/…`, `config/…`, `run/plugin-failed`
 */
export async function openNetwork(
  subject: NetworkSubject,
  config: ResolvedConfig,
  registry: Registry,
  files: FileSource,
  { checkpoint, tensors }: NetworkMeans,
): Promise<OpenableSubject> {
  const loss = subject.loss.plugin;
  const { batchSize, evaluate } = config.train;
  const data = await loadData(subject, files);
  checkFit(subject, config, data);
  const network = networkOf(subject, data, registry);
  checkBatch(network, config);
  const evaluation = data.splits[evaluate];
  const rows = batchSize === 'full' ? trainingSet({ data, evaluation }).size : batchSize;
  const demand = networkDemand(network, config.engine, rows);
  checkDemand(demand, askingOf(subject.architecture.ref, '/architecture', network.spec));
  const evaluators = {
    train: await evaluatorOf(data.splits.train),
    probe: await evaluatorOf(data.splits.probe),
    test: await evaluatorOf(data.splits.test),
  };
  const trainRows = rowsInCommon(evaluation, data.splits.train);
  return {
    spec: network.spec,
    network,
    layers: filledLayers(network, registry),
    data,
    objective: null,
    unit: loss.unit,
    evaluation,
    evaluators,
    evaluator: evaluators[evaluate]!,
    demand,
    record: dataRecord(subject, config, data, trainRows),
    warnings: noticesOf(subject, config, data, trainRows, network.view),
    init: network.init,
    settle: await settlerOf(network, trainingSet({ data, evaluation }), checkpoint),
    createEngine: () => createEngine(config.engine, network, loss, rows, checkpoint, tensors),
  };

  async function evaluatorOf(set: Dataset): Promise<Evaluator | null> {
    if (set.size === 0) return null;
    return heeding(checkpoint, await createEvaluator(network, loss, set, tensors));
  }
}

/** Estimates the statistics of a network where it has any. */
async function settlerOf(
  network: Network,
  rows: Dataset,
  checkpoint: Checkpoint,
): Promise<(params: Params) => Params> {
  if (statisticsOf(network.spec).length === 0) return (params) => params;
  const products = await sharedProducts();
  return (params) => {
    checkpoint();
    return reestimate(network, params, rows, products);
  };
}

async function loadData({ task }: NetworkSubject, files: FileSource): Promise<TaskData> {
  try {
    return await task.plugin.load(files);
  } catch (thrown) {
    // What a task throws on purpose names the file and the fault.
    throw isIsthmusError(thrown) ? thrown : blamed(`task "${task.ref.use}"`, 'load', thrown);
  }
}

/** What is wrong with the graph of an architecture from outside is told with its name. */
function networkOf(subject: NetworkSubject, data: TaskData, registry: Registry): Network {
  const blueprint = blueprintOf(subject, data);
  const { plugin, ref } = subject.architecture;
  try {
    return buildNetwork(blueprint, data, layersOf(registry));
  } catch (thrown) {
    throw isGuarded(plugin) ? blamed(`architecture "${ref.use}"`, 'build', thrown) : thrown;
  }
}

function blueprintOf({ architecture }: NetworkSubject, data: TaskData): Blueprint {
  try {
    return watchedBlueprint(architecture.plugin.build(data), architecture.ref);
  } catch (thrown) {
    const who = `architecture "${architecture.ref.use}"`;
    throw isIsthmusError(thrown) ? thrown : blamed(who, 'build', thrown);
  }
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

/** The nodes of a graph as somebody reads them who knows no defaults. */
function filledLayers(network: Network, registry: Registry): readonly LayerNode[] | null {
  if (network.kind === 'code') return null;
  return network.nodes.map(({ id, use, options, inputs }) => {
    const { ref } = registry.resolve('layer', { use, options }, `layer "${id}"`);
    return { id, use, options: ref.options, inputs };
  });
}

function checkFit({ task, loss }: NetworkSubject, config: ResolvedConfig, data: TaskData): void {
  const { evaluate } = config.train;
  const { train } = data.splits;
  const fault = (pointer: string, message: string) =>
    new ConfigError([{ code: 'config/unfit', pointer, message }]);
  if (data.splits[evaluate].size === 0)
    throw fault('/train/evaluate', `the ${evaluate} split of "${task.ref.use}" holds no samples.`);
  if (train.size === 0 && 'count' in config.endpoints)
    throw fault('/task', 'the train split holds no samples, so no endpoint can be trained.');
  const unfit = targetsFault(loss.plugin.targets, data, task.ref.use);
  if (unfit !== null) throw fault('/loss', `"${loss.ref.use}" ${unfit}`);
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

/** One row is its own mean: normalized by itself nothing is left of it, and nothing can be learnt. */
function checkBatch(network: Network, { train, endpoints }: ResolvedConfig): void {
  if (train.batchSize !== 1 || !('count' in endpoints)) return;
  const [statistic] = statisticsOf(network.spec);
  if (statistic === undefined) return;
  const message = `1 row has no variance to normalize by, and "${statistic}" belongs to a layer that normalizes by the batch; set 2 or more.`;
  throw new ConfigError([{ code: 'config/unfit', pointer: '/train/batchSize', message }]);
}

/** What must be known of the data, by whatever task they came. */
function noticesOf(
  { task }: NetworkSubject,
  config: ResolvedConfig,
  data: TaskData,
  trainRows: number,
  view: NetworkView,
): readonly WarningRecord[] {
  const { evaluate } = config.train;
  const { train, [evaluate]: evaluation } = data.splits;
  const imported = 'files' in config.endpoints;
  const canStandardize = 'standardize' in task.ref.options;
  const seen = train.size > 0 ? train : evaluation;
  return [
    ...(data.warnings ?? []),
    ...channelsFirst(data.input, view),
    ...unscaledInputs(data, seen, { canStandardize, imported }),
    ...(data.whole ? [] : judgedByTrainRows(evaluate, evaluation.size, trainRows)),
  ];
}

function dataRecord(
  { task }: NetworkSubject,
  { train }: ResolvedConfig,
  { splits, classes, dropped, scaling }: TaskData,
  trainRows: number,
): Omit<DataRecord, 'baselines'> {
  const { evaluate } = train;
  const set = splits[evaluate];
  return {
    task: task.ref,
    sha256: dataSha256(splits.train, splits.probe, splits.test),
    sizes: { train: splits.train.size, probe: splits.probe.size, test: splits.test.size },
    evaluation: {
      split: evaluate,
      size: set.size,
      sha256: dataSha256(set),
      trainRows,
    },
    scaling: scaling === undefined ? null : scalingRecord(scaling),
    classes: classes ?? null,
    dropped: dropped ?? 0,
  };
}

/** Scales of more columns would be most of the record; the data and the config give them again. */
const MOST_SCALES = 1024;

function scalingRecord({ from, mean, deviation }: InputScaling): ScalingRecord {
  const columns = mean.length;
  return columns > MOST_SCALES
    ? { from, columns, mean: null, deviation: null }
    : { from, columns, mean, deviation };
}

/** What is descended on: the evaluation set where nothing was set apart to train on, as with imported endpoints. */
export function trainingSet({
  data,
  evaluation,
}: {
  readonly data: TaskData;
  readonly evaluation: Dataset;
}): Dataset {
  return data.splits.train.size > 0 ? data.splits.train : evaluation;
}
