import { addScaled, distance, lerp, type Params, type Rng } from '@isthmus/core';
import type { Problem } from '@isthmus/core/contract';
import { perturbed } from '../string/noise.js';
import type { Basis } from './bases.js';
import { combine } from './combine.js';
import type { CurveMover } from './search.js';

/** A curve given by control points, on its way down. */
export interface FittedCurve {
  /** The endpoint a, the bends, the endpoint b. */
  readonly points: readonly Params[];
  /** The optimizer's state of each bend. */
  readonly memories: readonly unknown[];
}

/** How a curve is fitted. */
export interface FitRules {
  readonly bends: number;
  /** Points of the curve whose gradients make one optimizer step. */
  readonly samplesPerStep: number;
  readonly maxSteps: number;
  /** Size of the noise on each bend at the start, as a part of the distance of the endpoints. */
  readonly noise: number;
}

/**
 * Fits a curve by stochastic gradients of its mean loss, `E over t ~ U[0, 1] of loss(curve(t))`
 * (Garipov et al. 2018, equation 2). The gradient of a bend is that at the drawn point of the curve
 * times the bend's weight there; both endpoints stay.
 *
 * @param flattened the curve as the vertices of a polyline
 */
export function fittedCurveMover(
  rules: FitRules,
  basis: Basis,
  flattened: (points: readonly Params[]) => readonly Params[],
): CurveMover<FittedCurve> {
  return {
    // The vertices of a fine polyline lie close together already.
    leastPoints: 3,
    gradientsToBegin: 0,
    begin: (problem, _, rng) => onTheLine(rules, problem, rng),
    vertices: ({ points }) => flattened(points),
    move: (problem, curve, rate, rng) => fitted(rules, basis, problem, curve, rate, rng),
    gradientsPerStep: () => rules.samplesPerStep,
    stageSteps: () => rules.maxSteps,
    advance: () => ({ ended: null }),
  };
}

/** Bends evenly along the line; the noise lets them leave a line that is a ridge. */
function onTheLine({ bends, noise }: FitRules, problem: Problem, rng: Rng): FittedCurve {
  const { a, b, optimizer } = problem;
  const size = noise * distance(a, b);
  const inner = Array.from({ length: bends }, (_, i) => {
    const point = lerp(a, b, (i + 1) / (bends + 1));
    return size === 0 ? point : perturbed(point, size, rng.fork(`bend ${i}`));
  });
  return { points: [a, ...inner, b], memories: inner.map((point) => optimizer.init(point)) };
}

/** One optimizer step of every bend; null where a loss is not finite. */
function fitted(
  { samplesPerStep }: FitRules,
  basis: Basis,
  problem: Problem,
  { points, memories }: FittedCurve,
  rate: number,
  rng: Rng,
): FittedCurve | null {
  const draws = rng.fork('t');
  const weights = Array.from({ length: samplesPerStep }, () => basis(points.length, draws.next()));
  const models = weights.map((weight) => combine(points, weight));
  const samples = problem.gradients(models, rng.fork('batch'));
  if (!samples.every(({ value }) => Number.isFinite(value))) return null;
  const gradients = samples.map(({ gradient }) => gradient);
  const moved = memories.map((memory, bend) => {
    const i = bend + 1;
    const share = weights.map((weight) => weight[i]! / samplesPerStep);
    const point = points[i]!;
    const [updates, next] = problem.optimizer.update(combine(gradients, share), memory, point);
    return { point: addScaled(point, updates, rate), memory: next };
  });
  return {
    points: [points[0]!, ...moved.map(({ point }) => point), points.at(-1)!],
    memories: moved.map(({ memory }) => memory),
  };
}
