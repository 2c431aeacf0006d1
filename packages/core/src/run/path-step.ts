import { provenSeparation } from '../separation/prove.js';
import type { LossesAlong, Path, PathAccuracy, Problem, Separator } from '@isthmus/contract';
import { batchOf } from '@isthmus/engine/internal';
import { createObjective } from '@isthmus/engine';
import { decodeModel, encodePath } from '@isthmus/files';
import type { Params } from '@isthmus/contract/parameters';
import { conform, statisticsOf } from '@isthmus/contract/parameters';
import { scaledBy, stepScaleBetween } from '../path/step-scale.js';
import { lowestOf, type PathLevel } from '../registry/path-level.js';
import { isClassifying } from './classifying.js';
import { connect } from './connect.js';
import { levelBetween } from './level.js';
import { lossFormOf } from './loss-form.js';
import { lossesAlong } from './losses-along.js';
import { connectLowest } from './lowest.js';
import { accuracyAlong } from './path-accuracy.js';
import type { ConnectSettings } from './search.js';
import type { Session } from './session.js';
import { required, samplerOf } from './session.js';
import { pathCertifier } from './path-proof.js';
import type { PathFound, PathStep, StepHooks, StepOutput } from './steps.js';

/** Seeks a path between two endpoints by one of the experiment's strategies, and judges it. */
export async function runPathStep(
  session: Session,
  { pair, index, a, b }: PathStep,
  hooks: StepHooks,
): Promise<StepOutput<PathFound>> {
  const { experiment, rng } = session;
  const { subject } = experiment;
  const plugin = required(experiment.strategies[index], `strategy ${index}`);
  const ref = required(experiment.config.paths[index], `strategy ${index}`);
  const read = (bytes: Uint8Array, id: string) =>
    conform(session.spec, decodeModel(bytes, id), `endpoint ${id}`);
  const ends = [read(a, pair[0]), read(b, pair[1])] as const;
  const problem = problemOf(session, ref.level, ...ends);
  const settings: ConnectSettings = {
    rng: rng.fork(`path ${pair.join('-')} ${index}`),
    budget: experiment.config.budget,
    signal: hooks.signal,
    convexLoss: subject.kind === 'network' && subject.loss.plugin.convex,
    prove: (separator) => proved(session, separator, ...ends),
    certify: pathCertifier(experiment, session, () => problemLevel(session, 'threshold', ...ends)),
    onProgress: (progress) => {
      hooks.emit({ type: 'path/progress', pair, index, strategy: ref.use, ...progress });
    },
  };
  const lowest = lowestOf(ref.level);
  const outcome =
    lowest === null
      ? await connect({ plugin, ref }, problem, settings)
      : await connectLowest({ plugin, ref }, problem, settings, lowest);
  if (outcome.tag === 'cancelled') throw hooks.signal.reason;
  const { path, record } = outcome;
  const measures = {
    accuracy: accuracyOf(session, path),
    along: alongOf(session, path, record.resolution.samples),
  };
  const { proof } = outcome;
  return { weights: encodePath(path), record: { ...record, ...measures, ...(proof && { proof }) } };
}

function alongOf(session: Session, path: Path, samples: number): LossesAlong | null {
  const { data, evaluation, evaluators } = session;
  if (data === null) return null;
  const of = (split: 'train' | 'test') => ({
    rows: data.splits[split],
    evaluator: evaluators[split],
  });
  const splits = { train: of('train'), test: of('test') };
  return lossesAlong(path, splits, samples * evaluation.size, data.targets === 'classes');
}

function proved(session: Session, separator: Separator, a: Params, b: Params) {
  const { network, evaluation: data, experiment, spec } = session;
  const { subject } = experiment;
  const graph =
    network?.kind === 'graph' && subject.kind === 'network'
      ? { network, loss: subject.loss.plugin, data }
      : null;
  return provenSeparation({ spec, graph, form: lossFormOf(session) }, separator, a, b);
}

function accuracyOf(session: Session, path: Path): PathAccuracy | null {
  if (!isClassifying(session)) return null;
  const { evaluator, checkpoint } = session;
  return accuracyAlong(path, (params) => {
    checkpoint();
    return evaluator.accuracy(params);
  });
}

/** The number that a level stands for between two endpoints. */
function problemLevel(
  { experiment, evaluator }: Session,
  asked: PathLevel,
  a: Params,
  b: Params,
): number {
  const { threshold } = experiment.config.train;
  return levelBetween(asked, threshold, () => [evaluator.value(a), evaluator.value(b)]);
}

/** What a strategy may ask. */
function problemOf(session: Session, asked: PathLevel, a: Params, b: Params): Problem {
  const { experiment, evaluation, evaluator, engine, spec } = session;
  const objective = createObjective(engine, experiment.regularizers);
  const sampler = samplerOf(session);
  const stepScale = stepScaleBetween(experiment.optimizer, a, b);
  const optimizer = scaledBy(experiment.optimizer, stepScale);
  return {
    spec,
    network: session.network?.view ?? null,
    form: () => lossFormOf(session),
    a,
    b,
    level: problemLevel(session, asked, a, b),
    gridPoints: experiment.config.judge.gridPoints,
    optimizer,
    stepScale,
    budget: experiment.config.budget,
    rows: { loss: Math.max(evaluation.size, 1), gradient: Math.max(sampler.batchSize, 1) },
    init: (stream) => session.init(stream),
    value: evaluator.value,
    valueBetween: evaluator.valueBetween,
    along: evaluator.along,
    valueAt: evaluator.valueAt,
    gradients: (models, rng) => {
      const batch = batchOf(sampler.data, sampler.draw(rng.fork('batch')));
      // A strategy's own steps move the statistics with the weights, so their gradient is that of evaluation.
      const noise = statisticsOf(spec).length > 0 ? null : rng.fork('noise');
      return objective.valueAndGradient(models, batch, noise);
    },
    descend: (models, rng) =>
      engine
        .trainMany(models, {
          optimizer,
          regularizers: experiment.regularizers,
          data: sampler.data,
          rows: (step) => sampler.draw(rng.fork(`batch ${step}`)),
          noise: (step) => rng.fork(`noise ${step}`),
        })
        .map((trained) => ({ ...trained, params: session.settle(trained.params) })),
    scan: (from, to, t) => engine.profile([{ from, to, t }], evaluation)[0]!,
  };
}
