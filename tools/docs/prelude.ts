// What examples in doc comments may use without declaring it; CONTRIBUTING.md lists it for authors.
import { readFileSync } from 'node:fs';
import { builtInRegistry } from '@isthmus/cli/plugins';
import {
  buildNetwork,
  createEvaluator,
  createMeasures,
  createRng,
  IsthmusError,
  layersOf,
  meanInterval,
  wilsonInterval,
} from '@isthmus/core';
import type { GraphNetwork } from '@isthmus/core';
import type {
  ExperimentResult,
  NetworkMeasures,
  PredictionLoss,
  SweepRecord,
  TaskData,
} from '@isthmus/core/contract';
import { Window } from 'happy-dom';

/** All plugins that come with Isthmus. */
export const registry = builtInRegistry();

/** A stream of random numbers. */
export const rng = createRng(1);

/** The quadratic on [0, 1]: inputs `[1]`, targets `[1]`. */
export const data: TaskData = await registry
  .resolve('task', 'core/polynomial', '')
  .plugin.load({ read: () => Promise.reject(new Error('the polynomial needs no file')) });

/** A multilayer perceptron for it: 1-4-4-1, relu, 33 parameters. */
export const network: GraphNetwork = graphNetwork();

/** Fresh parameters of `network`. */
export const a = network.init(createRng(1));

/** Other fresh parameters of `network`. */
export const b = network.init(createRng(2));

/** The squared error, `core/mse`. */
export const loss: PredictionLoss = predictionLoss();

/** What a symmetry or an analysis may measure of `network` on `data`. */
export const measures: NetworkMeasures = await networkMeasures();

/** The record of a finished run of `examples/linear-regression.isthmus.json`. */
export const result: ExperimentResult = JSON.parse(
  readFileSync('runs/linear-regression/result.json', 'utf8'),
);

/** The record of a sweep over two thresholds and two strategies. */
export const sweep: SweepRecord = sweepRecord();

/** An empty page. */
export const document = new Window().document as unknown as Document;

function graphNetwork(): GraphNetwork {
  const mlp = { use: 'core/mlp', options: { hidden: [4, 4] } } as const;
  const { plugin } = registry.resolve('architecture', mlp, '');
  const made = buildNetwork(plugin.build(data), data, layersOf(registry));
  if (made.kind === 'graph') return made;
  throw new IsthmusError('docs/no-graph', 'core/mlp is no layer graph any more.');
}

function predictionLoss(): PredictionLoss {
  const { plugin } = registry.resolve('loss', 'core/mse', '');
  if (plugin.on === 'prediction') return plugin;
  throw new IsthmusError('docs/no-loss', 'core/mse is no loss of predictions any more.');
}

async function networkMeasures(): Promise<NetworkMeasures> {
  const { probe: evaluation, train } = data.splits;
  const evaluator = await createEvaluator(network, loss, evaluation, null);
  return createMeasures({
    ...{ spec: network.spec, network, loss, objective: null, evaluation, train, evaluator },
    gradients: () => [],
  }).measures;
}

function sweepRecord(): SweepRecord {
  const one = meanInterval([1, 1.25, 1.5]);
  const length = { normalizedLength: one, beads: one, peak: one, aboveEnds: one };
  const means = { ...length, gradientEvaluations: one, lossEvaluations: one };
  const thresholds = [0.1, 0.01];
  const groups = thresholds.flatMap((threshold) =>
    (['core/linear', 'dss/greedy'] as const).map((strategy, index) => ({
      ...{ values: { '/train/threshold': threshold }, index, strategy, label: strategy },
      ...{ options: {}, level: 'threshold', ends: 'fixed' as const },
      ...{ trials: { total: 3, finished: 3, failed: 0 }, pairs: 3, reached: 3, connected: 3 },
      ...{ fraction: { value: 1, ...wilsonInterval(3, 3) }, all: means, connectedOnly: means },
    })),
  );
  return {
    ...{ format: 'isthmus/sweep@1', status: 'finished', name: 'shown', config: {}, count: 6 },
    axes: [{ pointer: '/train/threshold', name: 'threshold', values: thresholds }],
    ...{ unit: 'squared error', baselines: null, trials: [], groups },
    environment: { isthmus: '0.1.0', node: '20.19.0', workers: 2, startedAt: '', finishedAt: '' },
  };
}
