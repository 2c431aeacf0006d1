import type {
  Trainee,
  EvaluationLimits,
  LossGradient,
  Optimizer,
  Problem,
} from '@isthmus/contract';
import { distance, isFiniteParams, norm, type Params } from '@isthmus/contract/parameters';
import { fingerprint } from './fingerprint.js';

/** A problem that counts what is asked of it, refuses what is too much, and tells what was seen. */
export interface WatchedProblem {
  readonly problem: Problem;
  /** Gradients of one model on one batch; never more than the limit. */
  gradientEvaluations(): number;
  /** Passes over the evaluation set; a loss asked for again is remembered and costs nothing. */
  lossEvaluations(): number;
  /** Whether something was asked for that the limits do not allow: it was refused, by a throw. */
  refused(): boolean;
  /** From now on nothing is refused: what a search left is judged, whatever that takes. */
  lift(): void;
  /** The limits hold again: the search goes on with what is left of them. */
  restrict(): void;
  /** Whether any loss or gradient was NaN or infinite. */
  sawNonfinite(): boolean;
  /** What the optimizer did. */
  steps(): OptimizerSteps;
  /** Whether this was thrown by the problem itself, not by the strategy that asked. */
  threw(thrown: unknown): boolean;
}

const UNLIMITED: EvaluationLimits = { gradientEvaluations: Infinity, lossEvaluations: Infinity };

/** The steps of an optimizer, all models together; of steps made in one call the distance that they went. */
export interface OptimizerSteps {
  readonly count: number;
  /** The sum of their lengths. */
  readonly length: number;
  /** The length of the longest; of steps made in one call their mean. */
  readonly longest: number;
}

/**
 * Wraps a problem for one search.
 *
 * Losses between vertices are remembered by the content of the vertices, those at points of arcs by
 * the content of the point: the judging of a path asks again for what a search has sampled, and a
 * strategy that changes its arrays cannot mislead it.
 *
 * @param limits what the search may spend: descents are cut short there, and any call that would take
 * more is refused before it is made
 */
export function watchProblem(
  problem: Problem,
  limits: EvaluationLimits = UNLIMITED,
): WatchedProblem {
  const meter = createEvaluationMeter(limits);
  return {
    problem: {
      ...problem,
      ...countedLosses(problem, meter),
      ...countedGradients(problem, meter),
      optimizer: countedSteps(problem.optimizer, meter),
    },
    gradientEvaluations: () => meter.spent.gradientEvaluations,
    lossEvaluations: () => meter.spent.lossEvaluations,
    refused: () => meter.refused,
    lift: () => {
      meter.limits = UNLIMITED;
    },
    restrict: () => {
      meter.limits = limits;
    },
    sawNonfinite: () => meter.nonfinite,
    steps: () => ({ ...meter.steps }),
    threw: (thrown) => meter.failure !== null && meter.failure.thrown === thrown,
  };
}

type Kind = keyof EvaluationLimits;

/** What one search has spent and seen. */
interface EvaluationMeter {
  limits: EvaluationLimits;
  readonly spent: Record<Kind, number>;
  readonly steps: { count: number; length: number; longest: number };
  refused: boolean;
  nonfinite: boolean;
  failure: { readonly thrown: unknown } | null;
  left(kind: Kind): number;
  /** @throws where so many more are not left; then nothing is counted */
  count(kind: Kind, evaluations: number): void;
  /** Notes what the problem throws. */
  asked<T>(answer: () => T): T;
}

function createEvaluationMeter(limits: EvaluationLimits): EvaluationMeter {
  const spent = { gradientEvaluations: 0, lossEvaluations: 0 };
  const left = (kind: Kind) => meter.limits[kind] - spent[kind];
  const meter: EvaluationMeter = {
    limits,
    spent,
    steps: { count: 0, length: 0, longest: 0 },
    refused: false,
    nonfinite: false,
    failure: null,
    left,
    count(kind, evaluations) {
      if (evaluations <= left(kind)) spent[kind] += evaluations;
      else {
        meter.refused = true;
        throw new Error(`The budget of ${meter.limits[kind]} ${kind} is used up.`);
      }
    },
    asked(answer) {
      try {
        return answer();
      } catch (thrown) {
        meter.failure = { thrown };
        throw thrown;
      }
    },
  };
  return meter;
}

type Losses = Pick<Problem, 'value' | 'valueBetween' | 'along' | 'valueAt' | 'scan'>;

function countedLosses(problem: Problem, meter: EvaluationMeter): Losses {
  const segments = new Map<string, Map<string, Map<number, number>>>();
  const points = new Map<string, number>();
  const loss = (answer: () => number): number => {
    meter.count('lossEvaluations', 1);
    const value = meter.asked(answer);
    meter.nonfinite ||= !Number.isFinite(value);
    return value;
  };
  const bind = createBinding(problem);
  const along: Problem['along'] = (from, to) => {
    const keys = [fingerprint(from), fingerprint(to)] as const;
    const known = entryOf(entryOf(segments, keys[0]), keys[1]);
    return (t) => {
      // Not bound before a loss is asked for that is not known: it may take as long as some losses.
      const value = known.get(t) ?? loss(() => bind(from, to, keys.join(''))(t));
      known.set(t, value);
      return value;
    };
  };
  return {
    value: (params) => loss(() => problem.value(params)),
    valueBetween: (from, to, t) => along(from, to)(t),
    along,
    valueAt(point) {
      const key = fingerprint(point);
      const value = points.get(key) ?? loss(() => problem.valueAt(point));
      points.set(key, value);
      return value;
    },
    scan(from, to, t) {
      meter.count('lossEvaluations', t.length);
      const losses = meter.asked(() => problem.scan(from, to, t));
      meter.nonfinite ||= !losses.every(Number.isFinite);
      return losses;
    },
  };
}

function countedGradients(
  problem: Problem,
  meter: EvaluationMeter,
): Pick<Problem, 'gradients' | 'descend'> {
  const kind = 'gradientEvaluations';
  return {
    gradients(models: readonly Params[], rng) {
      meter.count(kind, models.length);
      const results = meter.asked(() => problem.gradients(models, rng));
      meter.nonfinite ||= !results.every(isFiniteResult);
      return results;
    },
    descend(models, rng) {
      // Where not even a step of each is left, the count refuses.
      if (models.some(({ steps }) => steps > 0) && meter.left(kind) < models.length)
        meter.count(kind, models.length);
      const results = meter.asked(() =>
        problem.descend(withinBudget(models, meter.left(kind)), rng),
      );
      results.forEach(({ gradientEvaluations, params, steps, rest }, i) => {
        meter.spent[kind] += gradientEvaluations;
        stepped(meter, steps, distance(params, models[i]!.params));
        meter.nonfinite ||= rest === 'nonfinite' || !isFiniteParams(params);
      });
      return results;
    },
  };
}

function stepped({ steps }: EvaluationMeter, count: number, length: number): void {
  if (count === 0) return;
  steps.count += count;
  steps.length += length;
  steps.longest = Math.max(steps.longest, length / count);
}

function countedSteps(optimizer: Optimizer<unknown>, meter: EvaluationMeter): Optimizer<unknown> {
  return {
    ...optimizer,
    init: (params) => optimizer.init(params),
    update: (gradients, state, params) => {
      const updated = optimizer.update(gradients, state, params);
      stepped(meter, 1, norm(updated[0]));
      return updated;
    },
  };
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

/** Fewer steps where all would cost more than is left, the same number for each. */
function withinBudget(models: readonly Trainee[], left: number): readonly Trainee[] {
  const most = Math.floor(left / models.length);
  return models.map((model) => (model.steps <= most ? model : { ...model, steps: most }));
}

/** The map under a key, made where there is none. */
function entryOf<K, V>(maps: Map<string, Map<K, V>>, key: string): Map<K, V> {
  const map = maps.get(key) ?? new Map<K, V>();
  maps.set(key, map);
  return map;
}
