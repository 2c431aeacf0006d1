import type { LossGradient, Problem } from '../contract/path-strategy.js';
import { isFiniteParams, type Params } from '../parameters/parameters.js';
import { fingerprint } from './fingerprint.js';

/** A problem that counts what is asked of it, and what was seen meanwhile. */
export interface WatchedProblem {
  readonly problem: Problem;
  /** Gradients of one model on one batch. */
  gradientEvaluations(): number;
  /** Passes over the evaluation set; a loss asked for again is remembered and costs nothing. */
  lossEvaluations(): number;
  /** Whether any loss or gradient was NaN or infinite. */
  sawNonfinite(): boolean;
  /** Whether this was thrown by the problem itself, not by the strategy that asked. */
  threw(thrown: unknown): boolean;
}

/**
 * Wraps a problem for one search.
 *
 * Losses between vertices are remembered by the content of the vertices: the judging of a path asks
 * again for what a search has sampled, and a strategy that changes its arrays cannot mislead it.
 */
export function watchProblem(problem: Problem): WatchedProblem {
  const known = new Map<string, number>();
  const counts = { gradients: 0, losses: 0 };
  let nonfinite = false;
  let failure: { readonly thrown: unknown } | null = null;

  const asked = <T>(answer: () => T): T => {
    try {
      return answer();
    } catch (thrown) {
      failure = { thrown };
      throw thrown;
    }
  };
  const loss = (answer: () => number): number => {
    counts.losses++;
    const value = asked(answer);
    nonfinite ||= !Number.isFinite(value);
    return value;
  };
  return {
    problem: {
      ...problem,
      value: (params) => loss(() => problem.value(params)),
      valueBetween(from, to, t) {
        const key = `${fingerprint(from)} ${fingerprint(to)} ${t}`;
        const value = known.get(key) ?? loss(() => problem.valueBetween(from, to, t));
        known.set(key, value);
        return value;
      },
      gradients(models: readonly Params[], rng) {
        counts.gradients += models.length;
        const results = asked(() => problem.gradients(models, rng));
        nonfinite ||= !results.every(isFiniteResult);
        return results;
      },
    },
    gradientEvaluations: () => counts.gradients,
    lossEvaluations: () => counts.losses,
    sawNonfinite: () => nonfinite,
    threw: (thrown) => failure !== null && failure.thrown === thrown,
  };
}

function isFiniteResult({ value, gradient }: LossGradient): boolean {
  return Number.isFinite(value) && isFiniteParams(gradient);
}
