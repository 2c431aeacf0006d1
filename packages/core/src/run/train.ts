import type { Rng } from '../base/rng.js';
import type { Optimizer } from '../contract/optimizer.js';
import type { TrainingOutcome } from '../contract/result.js';
import type { Evaluator } from '../engine/evaluator.js';
import type { TrainingObjective } from '../engine/training-objective.js';
import { addScaled, type Params } from '../parameters/parameters.js';
import type { Sampler } from './batches.js';
import type { TrainingCurve } from './curve.js';
import { createPacer, type Clock } from './pacer.js';
import { createJudge, type TrainingJudge, type TrainingRules } from './training-judge.js';

/** Everything that one training depends on. */
export interface TrainingSetup {
  readonly initial: Params;
  readonly optimizer: Optimizer<unknown>;
  /** What is descended: the engine's data loss and the regularizers. */
  readonly objective: TrainingObjective;
  readonly sampler: Sampler;
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
  /** The lowest batch loss that made training evaluate early in vain. */
  vainBatchLoss: number;
}

/**
 * Trains until the loss on the evaluation set is at or below a threshold, or until the rules end it.
 *
 * Parameters are evaluated at step 0, every `evaluateEvery` steps and after the last step. A batch
 * loss at or below the threshold is a hint to evaluate those very parameters at once (then only a
 * lower batch loss is a hint again); the evaluator alone decides. Outcomes, each a value:
 * - `reached`: finite parameters evaluated at or below the threshold; exactly they are returned
 * - `diverged`: a batch loss, an evaluated loss or the parameters are not finite, or the evaluated
 *   loss is `rules.divergence` times the first one
 * - `stalled`: the best evaluated loss fell by less than the rule asks for within its window
 * - `budget`: `maxSteps` steps were made
 * - `cancelled`: the signal was aborted
 *
 * The event loop has its turn every 25 ms, or after every step where a step takes longer. Equal
 * setups give equal bits, whatever the time does.
 */
export async function train(
  setup: TrainingSetup,
  hooks: TrainingHooks = {},
): Promise<TrainingResult> {
  const { initial, optimizer, evaluator, threshold, rules } = setup;
  const judge = createJudge(evaluator, threshold, rules);
  const pacer = createPacer(hooks.clock);
  const at: Standing = {
    step: 0,
    params: initial,
    state: optimizer.init(initial),
    gradientEvaluations: 0,
    vainBatchLoss: Infinity,
  };
  const advance = createStepper(setup, judge);
  let outcome = judge.look(0, initial);
  report(at, judge, setup, hooks);
  while (outcome === null) {
    outcome = endBefore(at, rules, hooks) ?? advance(at);
    if (!pacer.due()) continue;
    await pacer.rest();
    report(at, judge, setup, hooks);
  }
  return resultOf(outcome, at, judge);
}

/** What ends training before another step is made. */
function endBefore(at: Standing, rules: TrainingRules, hooks: TrainingHooks) {
  if (hooks.signal?.aborted === true) return 'cancelled';
  return at.step >= rules.maxSteps ? 'budget' : null;
}

/** One optimizer step, with the evaluations that belong to it. */
function createStepper(
  { objective, sampler, optimizer, threshold, rules, rng }: TrainingSetup,
  judge: TrainingJudge,
): (at: Standing) => TrainingOutcome | null {
  const batches = rng.fork('batches');
  const noise = rng.fork('noise');
  const isHint = (at: Standing, batchLoss: number) =>
    batchLoss <= threshold && batchLoss < at.vainBatchLoss && judge.latestStep() !== at.step;
  return (at) => {
    const batch = sampler.batch(batches, at.step);
    const descent = objective.gradients([at.params], batch, noise.fork(`step ${at.step}`))[0]!;
    at.gradientEvaluations++;
    if (!Number.isFinite(descent.value)) return 'diverged';
    if (isHint(at, descent.value)) {
      const outcome = judge.look(at.step, at.params);
      if (outcome !== null) return outcome;
      at.vainBatchLoss = descent.value;
    }
    const [updates, state] = optimizer.update(descent.gradient, at.state, at.params);
    at.params = addScaled(at.params, updates, 1);
    at.state = state;
    at.step++;
    const isTime = at.step % rules.evaluateEvery === 0 || at.step === rules.maxSteps;
    return isTime ? judge.look(at.step, at.params) : null;
  };
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
