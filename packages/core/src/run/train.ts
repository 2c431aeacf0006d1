import type { Rng } from '@isthmus/contract/base';
import type { Optimizer, Regularizer, Trained, TrainingOutcome } from '@isthmus/contract';
import type { Engine, Evaluator } from '@isthmus/engine';
import type { SharedTraining } from '@isthmus/engine/internal';
import type { Params } from '@isthmus/contract/parameters';
import type { Sampler } from './batches.js';
import type { TrainingCurve } from './curve.js';
import { createPacer, type Clock } from './pacer.js';
import { createJudge, type TrainingJudge, type TrainingRules } from './training-judge.js';

/** Everything that one training depends on. */
export interface TrainingSetup {
  readonly initial: Params;
  readonly optimizer: Optimizer<unknown>;
  readonly engine: Pick<Engine, 'trainMany'>;
  /** Descended besides the data loss; no part of what is evaluated. */
  readonly regularizers: readonly Regularizer[];
  readonly sampler: Sampler;
  /** What is evaluated and kept of parameters that were trained: these with their statistics estimated. */
  settle(params: Params): Params;
  /** The data loss on the evaluation set: the number that decides. */
  readonly evaluator: Pick<Evaluator, 'value'>;
  /** Training ends when the evaluated loss is at or below it. */
  readonly threshold: number;
  readonly rules: TrainingRules;
  /** Batches and noise are drawn from forks of it, by step. */
  readonly rng: Rng;
}

/** Where training reports to and hears of a cancel. */
export interface TrainingHooks {
  readonly signal?: AbortSignal;
  /** Called after the first evaluation and whenever the event loop had a turn. */
  readonly onProgress?: (progress: TrainingProgress) => void;
  /** Milliseconds, for cutting the work into slices only; the system's clock where left out. */
  readonly clock?: Clock;
}

/** A snapshot of a training, of bounded size. */
export interface TrainingProgress {
  readonly step: number;
  readonly maxSteps: number;
  /** The latest evaluated loss. */
  readonly loss: number;
  readonly threshold: number;
  readonly curve: TrainingCurve;
}

/** How a training ended, and with what. */
export interface TrainingResult {
  readonly outcome: TrainingOutcome;
  /** Of all evaluated parameters those with the lowest loss; when reached, the ones that reached. */
  readonly params: Params;
  /** The evaluated loss of `params`. */
  readonly loss: number;
  /** Optimizer steps made; the kept parameters may be those of an earlier step. */
  readonly steps: number;
  /** Every evaluation, thinned to at most 512 points. */
  readonly curve: TrainingCurve;
  /** Gradients of one model on one batch. */
  readonly gradientEvaluations: number;
  /** Passes over the evaluation set. */
  readonly lossEvaluations: number;
}

/** Where a training stands between two steps. */
interface Standing {
  step: number;
  params: Params;
  state: unknown;
  gradientEvaluations: number;
  /** A batch loss at or below it is a hint. */
  restAt: number;
}

/**
 * Trains until the loss on the evaluation set is at or below a threshold, or until the rules end it.
 *
 * Parameters are evaluated at step 0, every `evaluateEvery` steps and after the last step. A batch
 * loss at or below the threshold is a hint to evaluate those very parameters at once (then only one
 * lower by a hundredth is a hint again); the evaluator alone decides. Outcomes, each a value:
 * - `reached`: finite parameters evaluated at or below the threshold; exactly they are returned
 * - `diverged`: a batch loss, an evaluated loss or the parameters are not finite, or the evaluated
 *   loss is `rules.divergence` times the first one
 * - `stalled`: the best evaluated loss fell by less than the rule asks for within its window
 * - `budget`: `maxSteps` steps were made
 * - `cancelled`: the signal was aborted
 *
 * The event loop has its turn about every 25 ms, or after every step where a step takes longer: how
 * many steps the engine makes in one call follows the time, and the results do not depend on it.
 */
export async function train(
  setup: TrainingSetup,
  hooks: TrainingHooks = {},
): Promise<TrainingResult> {
  const { initial, optimizer, evaluator, threshold, rules } = setup;
  const judge = settling(createJudge(evaluator, threshold, rules), setup);
  const pacer = createPacer(hooks.clock);
  const at: Standing = {
    step: 0,
    params: initial,
    state: optimizer.init(initial),
    gradientEvaluations: 0,
    restAt: threshold,
  };
  const advance = createStepper(setup, judge);
  let outcome = judge.look(0, initial);
  report(at, judge, setup, hooks);
  while (outcome === null) {
    outcome = endBefore(at, rules, hooks) ?? advance(at, pacer.chunk());
    if (!pacer.due()) continue;
    await pacer.rest();
    report(at, judge, setup, hooks);
  }
  return resultOf(outcome, at, judge);
}

/** A judge of parameters as they are once their statistics are estimated; training goes on from the same. */
function settling(judge: TrainingJudge, { settle }: TrainingSetup): TrainingJudge {
  return { ...judge, look: (step, params) => judge.look(step, settle(params)) };
}

/** What ends training before another step is made. */
function endBefore(at: Standing, rules: TrainingRules, hooks: TrainingHooks) {
  if (hooks.signal?.aborted === true) return 'cancelled';
  return at.step >= rules.maxSteps ? 'budget' : null;
}

/** Optimizer steps up to the next evaluation, at most as many as told, with the evaluation itself. */
function createStepper(
  setup: TrainingSetup,
  judge: TrainingJudge,
): (at: Standing, most: number) => TrainingOutcome | null {
  const { engine, rules } = setup;
  const trainingFrom = createTraining(setup);
  return (at, most) => {
    const steps = Math.min(most, stepsToEvaluation(at.step, rules));
    const trainee = { params: at.params, state: at.state, steps, restAt: at.restAt };
    const [trained] = engine.trainMany([trainee], trainingFrom(at.step));
    take(at, trained!);
    if (trained!.rest === 'nonfinite') return 'diverged';
    if (trained!.rest === 'loss') return followHint(at, trained!.loss, judge);
    const isTime = at.step % rules.evaluateEvery === 0 || at.step === rules.maxSteps;
    return isTime ? judge.look(at.step, at.params) : null;
  };
}

function stepsToEvaluation(step: number, { evaluateEvery, maxSteps }: TrainingRules): number {
  return Math.min(evaluateEvery - (step % evaluateEvery), maxSteps - step);
}

function take(at: Standing, { params, state, steps, gradientEvaluations }: Trained): void {
  at.params = params;
  at.state = state;
  at.step += steps;
  at.gradientEvaluations += gradientEvaluations;
}

/** The part by which a batch loss must fall below one that was a hint in vain. */
const NEW_HINT = 0.01;

/** Evaluates where the batch loss is low, unless that was just done; only a lower one is a hint again. */
function followHint(at: Standing, loss: number, judge: TrainingJudge): TrainingOutcome | null {
  at.restAt = loss - NEW_HINT * Math.abs(loss) - Number.MIN_VALUE;
  return judge.latestStep() === at.step ? null : judge.look(at.step, at.params);
}

/** What the engine needs for the steps from a given one on: batches and noise are those of the step. */
function createTraining(setup: TrainingSetup): (first: number) => SharedTraining {
  const { optimizer, regularizers, sampler, rng } = setup;
  const batches = rng.fork('batches');
  const noise = rng.fork('noise');
  return (first) => ({
    optimizer,
    regularizers,
    data: sampler.data,
    rows: (step) => sampler.rows(batches, first + step),
    noise: (step) => noise.fork(`step ${first + step}`),
  });
}

function report(
  { step }: Standing,
  judge: TrainingJudge,
  { rules, threshold }: TrainingSetup,
  { onProgress }: TrainingHooks,
): void {
  onProgress?.({
    step,
    maxSteps: rules.maxSteps,
    loss: judge.latestLoss(),
    threshold,
    curve: judge.curve(),
  });
}

function resultOf(outcome: TrainingOutcome, at: Standing, judge: TrainingJudge): TrainingResult {
  return {
    outcome,
    ...judge.best(),
    steps: at.step,
    curve: judge.curve(),
    gradientEvaluations: at.gradientEvaluations,
    lossEvaluations: judge.evaluations(),
  };
}
