import type { TrainingOutcome } from '@isthmus/contract';
import type { Evaluator } from '@isthmus/engine';
import { isFiniteParams, type Params } from '@isthmus/contract/parameters';
import { createCurveRecorder, type TrainingCurve } from './curve.js';

/** When training counts as stalled. */
export interface StallRule {
  /** Optimizer steps over which headway is judged. */
  readonly window: number;
  /** Least relative improvement of the best evaluated loss within the window, from 0 to 1. */
  readonly improvement: number;
}

/** When training ends. */
export interface TrainingRules {
  /** Optimizer steps, from 0. */
  readonly maxSteps: number;
  /** Optimizer steps between evaluations, from 1. */
  readonly evaluateEvery: number;
  readonly stall: StallRule;
  /**
   * Training has diverged when an evaluated loss is this many times the first one (in size; the
   * threshold's size where that is larger). 1000 where left out: ordinary spikes stay far below it.
   */
  readonly divergence?: number;
}

const DIVERGENCE = 1000;

/** What the evaluations of one training have shown. */
export interface TrainingJudge {
  /**
   * Evaluates the parameters of a step.
   *
   * @returns why training ends here, or null when it goes on
   */
  look(step: number, params: Params): TrainingOutcome | null;
  /** The step of the latest evaluation; -1 before the first. */
  latestStep(): number;
  latestLoss(): number;
  /** The finite parameters of the lowest finite loss; the very first ones where none were finite. */
  best(): { readonly params: Params; readonly loss: number };
  curve(): TrainingCurve;
  evaluations(): number;
}

/** Judges one training by its evaluated losses. */
export function createJudge(
  evaluator: Pick<Evaluator, 'value'>,
  threshold: number,
  rules: TrainingRules,
): TrainingJudge {
  const recorder = createCurveRecorder();
  let best: { readonly params: Params; readonly loss: number } | null = null;
  let latest = { step: -1, loss: NaN };
  let evaluations = 0;
  let ceiling = Infinity;
  let mark = { step: 0, loss: Infinity };
  return {
    look(step, params) {
      const loss = evaluator.value(params);
      evaluations++;
      recorder.add(step, loss);
      latest = { step, loss };
      if (best === null) {
        best = { params, loss };
        ceiling = ceilingOf(loss, threshold, rules);
      }
      if (!Number.isFinite(loss) || !isFiniteParams(params)) return 'diverged';
      if (loss < best.loss) best = { params, loss };
      if (loss > ceiling) return 'diverged';
      if (loss <= threshold) return 'reached';
      if (isHeadway(mark.loss, best.loss, rules.stall)) mark = { step, loss: best.loss };
      return step - mark.step >= rules.stall.window ? 'stalled' : null;
    },
    latestStep: () => latest.step,
    latestLoss: () => latest.loss,
    best: () => best!,
    curve: () => recorder.curve(),
    evaluations: () => evaluations,
  };
}

function ceilingOf(first: number, threshold: number, { divergence = DIVERGENCE }: TrainingRules) {
  return divergence * Math.max(Math.abs(first), Math.abs(threshold));
}

/** Whether the best loss came down by the fraction that the rule asks for since the mark. */
function isHeadway(marked: number, best: number, { improvement }: StallRule): boolean {
  return marked === Infinity || marked - best > improvement * Math.abs(marked);
}
