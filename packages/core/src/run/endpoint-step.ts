import type { EndpointRecord } from '@isthmus/contract';
import { encodeModel } from '@isthmus/files';
import { leafOf, type Params } from '@isthmus/contract/parameters';
import type { WidePoint } from '@isthmus/contract/parameters';
import { isClassifying } from './classifying.js';
import { trainEndpoint } from './endpoints.js';
import type { ImportedEndpoint } from './imports.js';
import type { Session } from './session.js';
import { required, samplerOf } from './session.js';
import type { EndpointStep, StepHooks, StepOutput } from './steps.js';

/** Trains an endpoint, or takes it as the experiment gives it, in a file or as a point. */
export async function runEndpointStep(
  session: Session,
  step: EndpointStep,
  hooks: StepHooks,
): Promise<StepOutput<Omit<EndpointRecord, 'file'>>> {
  const imported = session.imports.get(step.id);
  return imported === undefined
    ? trainedEndpoint(session, step, hooks)
    : importedEndpoint(session, step, imported);
}

async function trainedEndpoint(session: Session, { id }: EndpointStep, hooks: StepHooks) {
  const { experiment, engine, evaluator, rng } = session;
  const { maxSteps, evaluateEvery, stall, attempts } = experiment.config.train;
  const threshold = required(experiment.config.train.threshold, 'threshold');
  const begun = performance.now();
  const trained = await trainEndpoint(
    {
      init: (stream) => session.init(stream),
      optimizer: experiment.optimizer,
      engine,
      regularizers: experiment.regularizers,
      sampler: samplerOf(session),
      settle: (params) => session.settle(params),
      evaluator,
      threshold,
      attempts,
      rules: { maxSteps, evaluateEvery, stall },
      rng: rng.fork(`endpoint ${id}`),
    },
    {
      signal: hooks.signal,
      onProgress: (progress) => {
        hooks.emit({ type: 'endpoint/progress', endpoint: id, ...progress });
      },
    },
  );
  // A training that ended before the cancel came is worth keeping.
  if (trained.last.outcome === 'cancelled') throw hooks.signal.reason;
  const { params, last, reached, gradientEvaluations, lossEvaluations } = trained;
  return {
    weights: encodeModel(params),
    record: {
      id,
      ...measured(session, params),
      reached,
      outcome: last.outcome,
      attempts: trained.attempts,
      steps: last.steps,
      curve: last.curve,
      source: null,
      rounding: null,
      cost: { gradientEvaluations, lossEvaluations, seconds: secondsSince(begun) },
    },
  };
}

function importedEndpoint(
  session: Session,
  { id }: EndpointStep,
  { file, params, unrounded }: ImportedEndpoint,
) {
  const begun = performance.now();
  const measures = measured(session, params);
  const { threshold } = session.experiment.config.train;
  const rounding = unrounded && roundingOf(session, params, unrounded);
  const lossEvaluations = (rounding?.loss ?? null) === null ? 1 : 2;
  return {
    weights: encodeModel(params),
    record: {
      id,
      ...measures,
      reached: threshold === undefined || measures.loss <= threshold,
      outcome: file === null ? ('given' as const) : ('imported' as const),
      attempts: 0,
      steps: 0,
      curve: { step: [], loss: [] },
      source: file,
      rounding,
      cost: { gradientEvaluations: 0, lossEvaluations, seconds: secondsSince(begun) },
    },
  };
}

/** How many numbers float32 could not hold, and the loss with them as they were. */
function roundingOf(
  { evaluator }: Session,
  params: Params,
  unrounded: WidePoint,
): NonNullable<EndpointRecord['rounding']> {
  const changed = Object.entries(unrounded).map(([name, { data }]) => {
    const stored = leafOf(params, name).data;
    return data.reduce((count, value, i) => count + Number(value !== stored[i]), 0);
  });
  return {
    parameters: changed.reduce((sum, count) => sum + count, 0),
    loss: evaluator.arithmetic === 'float32-tfjs' ? null : evaluator.valueAt(unrounded),
  };
}

/** Losses and accuracies of a network on the splits, or the value of an objective. */
function measured(session: Session, params: Params) {
  const { evaluators, evaluator } = session;
  const classes = isClassifying(session);
  return {
    loss: evaluator.value(params),
    trainLoss: evaluators.train?.value(params) ?? null,
    testLoss: evaluators.test?.value(params) ?? null,
    accuracy: classes ? evaluator.accuracy(params) : null,
    testAccuracy: classes ? (evaluators.test?.accuracy(params) ?? null) : null,
  };
}

function secondsSince(begun: number): number {
  return (performance.now() - begun) / 1000;
}
