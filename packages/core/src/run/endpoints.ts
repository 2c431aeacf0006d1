import type { Rng } from '@isthmus/contract/base';
import type { Params } from '@isthmus/contract/parameters';
import {
  train,
  type TrainingHooks,
  type TrainingProgress,
  type TrainingResult,
  type TrainingSetup,
} from './train.js';

/** Everything that the training of an endpoint depends on. */
export interface EndpointSetup extends Omit<TrainingSetup, 'initial'> {
  /** Fresh parameters of the network. */
  init(rng: Rng): Params;
  /** Trainings from fresh seeds before an endpoint that misses the threshold is kept, from 1. */
  readonly attempts: number;
}

/** As for one training, with the attempt in the progress. */
export interface EndpointHooks extends Omit<TrainingHooks, 'onProgress'> {
  readonly onProgress?: (progress: TrainingProgress & { readonly attempt: number }) => void;
}

/** An endpoint as it came out of its trainings. */
export interface TrainedEndpoint {
  readonly reached: boolean;
  /** Trainings begun, the last one included. */
  readonly attempts: number;
  /** The attempt whose parameters these are, from 1: the last one when reached, else the best. */
  readonly kept: number;
  readonly params: Params;
  /** The evaluated loss of `params`. */
  readonly loss: number;
  /** Outcome, steps and curve as a record states them are those of the last attempt. */
  readonly last: TrainingResult;
  /** Of all attempts together. */
  readonly gradientEvaluations: number;
  readonly lossEvaluations: number;
}

/**
 * Trains an endpoint, and again from a fresh seed when it misses the threshold.
 *
 * Attempt k draws its parameters, batches and noise from the fork `attempt k`. A cancel ends it.
 *
 * @example
 * const { reached, params } = await trainEndpoint({ ...setup, rng: rng.fork('endpoint a') });
 */
export async function trainEndpoint(
  setup: EndpointSetup,
  hooks: EndpointHooks = {},
): Promise<TrainedEndpoint> {
  const results = [await trainAttempt(1, setup, hooks)];
  while (isWorthRetrying(results.at(-1)!) && results.length < setup.attempts)
    results.push(await trainAttempt(results.length + 1, setup, hooks));
  return endpointOf(results);
}

function trainAttempt(
  attempt: number,
  setup: EndpointSetup,
  hooks: EndpointHooks,
): Promise<TrainingResult> {
  const rng = setup.rng.fork(`attempt ${attempt}`);
  const { onProgress, ...others } = hooks;
  return train(
    { ...setup, initial: setup.init(rng.fork('init')), rng: rng.fork('training') },
    onProgress === undefined
      ? others
      : { ...others, onProgress: (progress) => onProgress({ ...progress, attempt }) },
  );
}

function isWorthRetrying({ outcome }: TrainingResult): boolean {
  return outcome !== 'reached' && outcome !== 'cancelled';
}

function endpointOf(results: readonly TrainingResult[]): TrainedEndpoint {
  const last = results.at(-1)!;
  const best = results.reduce((kept, result) => (isBetter(result, kept) ? result : kept));
  return {
    reached: last.outcome === 'reached',
    attempts: results.length,
    kept: results.indexOf(best) + 1,
    params: best.params,
    loss: best.loss,
    last,
    gradientEvaluations: sum(results.map((result) => result.gradientEvaluations)),
    lossEvaluations: sum(results.map((result) => result.lossEvaluations)),
  };
}

/** The one that reached, else the lower loss; an endpoint whose loss is no number is the worst. */
function isBetter(a: TrainingResult, b: TrainingResult): boolean {
  if (a.outcome === 'reached') return true;
  return a.loss < b.loss || (Number.isNaN(b.loss) && !Number.isNaN(a.loss));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
