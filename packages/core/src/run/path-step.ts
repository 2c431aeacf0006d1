import type { Problem } from '../contract/path-strategy.js';
import type { PathRecord } from '../contract/result.js';
import { descend } from '../engine/descend.js';
import { batchOf } from '../engine/rows.js';
import { createObjective } from '../engine/training-objective.js';
import { decodeModel, encodePath } from '../io/model-file.js';
import type { Params } from '../parameters/parameters.js';
import { conform } from '../parameters/spec.js';
import { createSampler } from './batches.js';
import { connect } from './connect.js';
import type { Session } from './session.js';
import { required, trainingSet } from './session.js';
import type { PathStep, StepHooks, StepOutput } from './steps.js';

/** Room for rounding above the ends where a level is not given: relative to the larger loss. */
const LEVEL_SLACK = 1e-6;

/** Seeks a path between two endpoints by one of the experiment's strategies, and judges it. */
export async function runPathStep(
  session: Session,
  { pair, index, a, b }: PathStep,
  hooks: StepHooks,
): Promise<StepOutput<Omit<PathRecord, 'vertices'>>> {
  const { experiment, rng } = session;
  const plugin = required(experiment.strategies[index], `strategy ${index}`);
  const ref = required(experiment.config.paths[index], `strategy ${index}`);
  const read = (bytes: Uint8Array, id: string) =>
    conform(session.network.spec, decodeModel(bytes, id), `endpoint ${id}`);
  const outcome = await connect(
    { plugin, ref },
    problemOf(session, read(a, pair[0]), read(b, pair[1])),
    {
      rng: rng.fork(`path ${pair.join('-')} ${index}`),
      budget: experiment.config.budget,
      signal: hooks.signal,
      onProgress: (progress) => {
        hooks.emit({ type: 'path/progress', pair, index, strategy: ref.use, ...progress });
      },
    },
  );
  if (outcome.tag === 'cancelled') throw hooks.signal.reason;
  return { weights: encodePath(outcome.path), record: outcome.record };
}

/**
 * What a strategy may ask. The level is the threshold; for imported endpoints without one it is the
 * larger loss of the two with a slack of 1e-6 of it.
 */
function problemOf(session: Session, a: Params, b: Params): Problem {
  const { experiment, evaluation, evaluator, engine, network } = session;
  const { threshold, batchSize } = experiment.config.train;
  const objective = createObjective(engine, experiment.regularizers);
  const sampler = createSampler(trainingSet(session), batchSize);
  return {
    spec: network.spec,
    network: network.view,
    a,
    b,
    level: threshold ?? Math.max(evaluator.value(a), evaluator.value(b)) * (1 + LEVEL_SLACK),
    optimizer: experiment.optimizer,
    init: (stream) => network.init(stream),
    value: evaluator.value,
    valueBetween: evaluator.valueBetween,
    gradients: (models, rng) => {
      const batch = batchOf(sampler.data, sampler.draw(rng.fork('batch')));
      return objective.valueAndGradient(models, batch, rng.fork('noise'));
    },
    descend: (models, rng) =>
      descend(engine, models, {
        optimizer: experiment.optimizer,
        regularizers: experiment.regularizers,
        data: sampler.data,
        rows: (step) => sampler.draw(rng.fork(`batch ${step}`)),
        noise: (step) => rng.fork(`noise ${step}`),
      }),
    scan: (from, to, t) => engine.profile([{ from, to, t }], evaluation)[0]!,
  };
}
