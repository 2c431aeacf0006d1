import type { Descending, LossGradient, Problem } from '../contract/path-strategy.js';
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
 *
 * @param mostGradients what the search may spend: descents are cut short there
 */
export function watchProblem(problem: Problem, mostGradients = Infinity): WatchedProblem {
  const known = new Map<string, Map<string, Map<number, number>>>();
  const lossesKnown = (from: string, to: string): Map<number, number> =>
    entryOf(entryOf(known, from), to);
  const counts = { gradients: 0, losses: 0 };
  const left = () => mostGradients - counts.gradients;
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
        const along = lossesKnown(fingerprint(from), fingerprint(to));
        const value = along.get(t) ?? loss(() => problem.valueBetween(from, to, t));
        along.set(t, value);
        return value;
      },
      gradients(models: readonly Params[], rng) {
        counts.gradients += models.length;
        const results = asked(() => problem.gradients(models, rng));
        nonfinite ||= !results.every(isFiniteResult);
        return results;
      },
      descend(models, rng) {
        const results = asked(() => problem.descend(withinBudget(models, left()), rng));
        for (const { gradientEvaluations, params, finite } of results) {
          counts.gradients += gradientEvaluations;
          nonfinite ||= !finite || !isFiniteParams(params);
        }
        return results;
      },
      scan(from, to, t) {
        counts.losses += t.length;
        const losses = asked(() => problem.scan(from, to, t));
        nonfinite ||= !losses.every(Number.isFinite);
        return losses;
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

/** Fewer steps where all would cost more than is left; one at least, as a search ends between steps. */
function withinBudget(models: readonly Descending[], left: number): readonly Descending[] {
  const most = Math.max(1, Math.floor(left / models.length));
  return models.map((model) => (model.steps <= most ? model : { ...model, steps: most }));
}

/** The map under a key, made where there is none. */
function entryOf<K, V>(maps: Map<string, Map<K, V>>, key: string): Map<K, V> {
  const map = maps.get(key) ?? new Map<K, V>();
  maps.set(key, map);
  return map;
}
