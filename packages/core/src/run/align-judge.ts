import { distance, isFiniteParams, type Params } from '@isthmus/contract/parameters';
import type { Evaluator } from '@isthmus/engine';
import { polyline } from '../path/polyline.js';
import type { JudgedLine } from './align-choice.js';
import { judgePath, type CancelTick } from './path-judge.js';

/**
 * Largest change of an output that rounding may make, as a part of the largest output: as the checks
 * of a symmetry ask it, and more where the losses themselves are computed in float32.
 */
export const FUNCTION_BOUND: Readonly<Record<Evaluator['arithmetic'], number>> = {
  'float64-reference': 1e-5,
  'float64-objective': 1e-5,
  'float32-tfjs': 1e-3,
};

/** What is measured of b as a candidate moves it, before the line to it. */
export interface CandidateFigures {
  readonly finite: boolean;
  readonly keepsFunction: boolean;
  readonly distance: number;
  readonly functionError: number;
}

/** Measures candidates for b against a, and counts what it takes. */
export interface AlignmentJudge {
  /** Distance and function of b as moved. */
  figuresOf(moved: Params): CandidateFigures;
  /** The loss halfway from a. */
  midpointOf(moved: Params): number;
  /** The straight line from a, sampled as every path that is judged. Null when cancelled. */
  lineTo(moved: Params, tick: CancelTick): Promise<JudgedLine | null>;
  /** Passes over the evaluation set so far. */
  lossEvaluations(): number;
}

/** A judge of what may become of b; both as they were before any alignment. */
export function createAlignmentJudge(
  evaluator: Evaluator,
  { gridPoints }: { readonly gridPoints: number },
  a: Params,
  b: Params,
): AlignmentJudge {
  let lossEvaluations = 0;
  const predict = (params: Params) => {
    lossEvaluations++;
    return evaluator.predict(params);
  };
  const outputs = predict(b);
  const bound = FUNCTION_BOUND[evaluator.arithmetic] * largest(outputs);
  return {
    figuresOf(moved) {
      if (!isFiniteParams(moved))
        return { finite: false, keepsFunction: false, distance: NaN, functionError: NaN };
      const functionError = largestDifference(outputs, predict(moved));
      const keepsFunction = functionError <= bound;
      return { finite: true, keepsFunction, distance: distance(a, moved), functionError };
    },
    midpointOf(moved) {
      lossEvaluations++;
      return evaluator.valueBetween(a, moved, 0.5);
    },
    async lineTo(moved, tick) {
      const judgement = await judgePath(
        { level: Infinity, gridPoints, along: evaluator.along, valueAt: evaluator.valueAt },
        polyline([a, moved]),
        tick,
      );
      if (judgement === null) return null;
      const { loss } = judgement.profile;
      lossEvaluations += loss.length;
      return { peak: judgement.peak.loss, end: loss.at(-1)! };
    },
    lossEvaluations: () => lossEvaluations,
  };
}

function largest(values: Float64Array): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

function largestDifference(a: Float64Array, b: Float64Array): number {
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);
}
