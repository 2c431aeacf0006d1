import { IsthmusError } from '../base/errors.js';
import type { Descending, LossGradient, Problem } from '../contract/path-strategy.js';
import { isFiniteParams, type Params } from '../parameters/parameters.js';
import { fingerprint } from './fingerprint.js';

/** Evaluations, asked for or allowed. */
interface Counts {
  gradients: number;
  losses: number;
}

/** A problem that counts what is asked of it, and what was seen meanwhile. */
export interface WatchedProblem {
  readonly problem: Problem;
  /** Gradients of one model on one batch. */
  gradientEvaluations(): number;
  /** Passes over the evaluation set; a loss asked for again is remembered and costs nothing. */
  lossEvaluations(): number;
  /** Whether any loss or gradient was NaN or infinite. */
  sawNonfinite(): boolean;
  /**
   * Runs a step of the search, which may ask for as much as the whole budget and some more.
   *
   * @throws `run/endless-step` in what asks for more
   */
  inStep<T>(action: () => T): T;
  /** Whether this was thrown by the problem itself, not by the strategy that asked. */
  threw(thrown: unknown): boolean;
}

/**
 * Wraps a problem for one search.
 *
 * Losses between vertices are remembered by the content of the vertices, those at points of arcs by
 * the content of the point: the judging of a path asks again for what a search has sampled, and a
 * strategy that changes its arrays cannot mislead it.
 *
 * @param budget what the search may spend: descents are cut short there, and steps bounded
 */
export function watchProblem(problem: Problem, budget: Counts = UNBOUNDED): WatchedProblem {
  const segments = new Map<string, Map<string, Map<number, number>>>();
  const points = new Map<string, number>();
  const lossesKnown = (from: string, to: string): Map<number, number> =>
    entryOf(entryOf(segments, from), to);
  const counts = { gradients: 0, losses: 0 };
  let nonfinite = false;
  let failure: { readonly thrown: unknown } | null = null;

  const step = boundedStep(counts, budget);
  const asked = <T>(answer: () => T): T => {
    step.check();
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
  const bind = createBinding(problem);
  const along: Problem['along'] = (from, to) => {
    const keys = [fingerprint(from), fingerprint(to)] as const;
    const known = lossesKnown(...keys);
    return (t) => {
      // Not bound before a loss is asked for that is not known: it may take as long as some losses.
      const value = known.get(t) ?? loss(() => bind(from, to, keys.join(''))(t));
      known.set(t, value);
      return value;
    };
  };
  return {
    problem: {
      ...problem,
      value: (params) => loss(() => problem.value(params)),
      valueBetween: (from, to, t) => along(from, to)(t),
      along,
      valueAt(point) {
        const key = fingerprint(point);
        const value = points.get(key) ?? loss(() => problem.valueAt(point));
        points.set(key, value);
        return value;
      },
      gradients(models: readonly Params[], rng) {
        counts.gradients += models.length;
        const results = asked(() => problem.gradients(models, rng));
        nonfinite ||= !results.every(isFiniteResult);
        return results;
      },
      descend(models, rng) {
        const results = asked(() =>
          problem.descend(withinBudget(models, budget.gradients - counts.gradients), rng),
        );
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
    inStep: step.run,
    threw: (thrown) => failure !== null && failure.thrown === thrown,
  };
}

/** A budget may be small, and a step of many beads large. */
const STEP_ROOM = 100_000;

const UNBOUNDED: Counts = { gradients: Infinity, losses: Infinity };

/** Bounds what one step may ask for: the whole budget, and some room. */
function boundedStep(counts: Counts, budget: Counts) {
  let [gradients, losses] = [Infinity, Infinity];
  return {
    check() {
      if (counts.losses > losses || counts.gradients > gradients) throw endlessStep(counts);
    },
    run<T>(action: () => T): T {
      gradients = counts.gradients + budget.gradients + STEP_ROOM;
      losses = counts.losses + budget.losses + STEP_ROOM;
      try {
        return action();
      } finally {
        [gradients, losses] = [Infinity, Infinity];
      }
    },
  };
}

function endlessStep({ losses, gradients }: Counts): IsthmusError {
  return new IsthmusError(
    'run/endless-step',
    `it asks for more than the whole budget in one step (${losses} losses and ${gradients} gradients so far). A step is a bounded piece of work.`,
  );
}

/**
 * Keeps the latest segment ready for more losses, as searches look many times at one. It is made anew
 * where the arrays are others, or where what is in them has changed.
 */
function createBinding(
  problem: Problem,
): (from: Params, to: Params, key: string) => (t: number) => number {
  let latest: { from: Params; to: Params; key: string; lossAt: (t: number) => number } | null =
    null;
  return (from, to, key) => {
    if (latest?.from !== from || latest.to !== to || latest.key !== key)
      latest = { from, to, key, lossAt: problem.along(from, to) };
    return latest.lossAt;
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
