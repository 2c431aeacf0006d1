import type { Optimizer } from '@isthmus/contract';
import { countOf, distance, mapLeaves, norm, type Params } from '@isthmus/contract/parameters';

/**
 * Steps of an optimizer that go from one endpoint to the other, each straight on: below the least they
 * jump over what lies between, above the most they do not get anywhere. Measured: see the guide,
 * "Steps and distances".
 */
export const CROSSING = { least: 5, most: 4000 } as const;

/**
 * What the updates of an optimizer are to be multiplied by between two endpoints: 1 where it takes
 * from 5 to 4000 of its steps to go from one to the other, else what brings it to the nearer of the two.
 *
 * Only steps whose size is the learning rate's are judged, as those of Adam and RMSProp are. A step in
 * proportion to the gradient, as gradient descent and momentum make it, follows the landscape's own
 * scale, and one in proportion to the weights has its own too: they are left as they are.
 *
 * @example
 * const far = { w: { shape: [2], data: Float32Array.of(80, -80) } };
 * const near = { w: { shape: [2], data: Float32Array.of(0, 0) } };
 * stepScaleBetween(adam, near, far); // 20: Adam's steps of 0.001 would take 80000
 * stepScaleBetween(momentum, near, far); // 1
 */
export function stepScaleBetween(optimizer: Optimizer<unknown>, a: Params, b: Params): number {
  const step = ownStepOf(optimizer, a);
  const apart = distance(a, b) / Math.sqrt(countOf(a));
  const crossing = step === null ? NaN : apart / step;
  if (crossing > CROSSING.most) return crossing / CROSSING.most;
  if (crossing > 0 && crossing < CROSSING.least) return crossing / CROSSING.least;
  return 1;
}

/**
 * Whether an optimizer's steps are of the size of its learning rate, whatever the gradient: those that
 * `stepScaleBetween` scales.
 *
 * @param like parameters of the shapes that the optimizer expects
 */
export function hasOwnStep(optimizer: Optimizer<unknown>, like: Params): boolean {
  return ownStepOf(optimizer, like) !== null;
}

/** The optimizer with its updates multiplied; itself for a factor of 1. */
export function scaledBy(optimizer: Optimizer<unknown>, factor: number): Optimizer<unknown> {
  if (factor === 1) return optimizer;
  if (optimizer.scaled !== undefined) return optimizer.scaled(factor);
  return {
    init: (params) => optimizer.init(params),
    update: (gradients, state, params) => {
      const [updates, next] = optimizer.update(gradients, state, params);
      return [mapLeaves(updates, ({ data }) => data.map((x) => factor * x)), next];
    },
  };
}

/** By how much gradient and weights are made larger, to see what the step makes of it. */
const LARGER = 64;

/** After so many steps running means are about those of the gradient. */
const STEPS = 20;

/**
 * The size of a step, as the root of the mean square of its entries, where neither the size of the
 * gradient nor that of the weights has much to do with it; null where one has.
 *
 * @param like parameters of the shapes that the optimizer expects
 */
function ownStepOf(optimizer: Optimizer<unknown>, like: Params): number | null {
  const [small, large] = [1, LARGER].map((size) =>
    mapLeaves(like, ({ data }) => data.map((_, i) => (i % 2 === 0 ? size : -size))),
  ) as [Params, Params];
  const first = stepOf(optimizer, small, small, 1);
  const others = [stepOf(optimizer, large, small, 1), stepOf(optimizer, small, large, 1)];
  if (!others.every((other) => other < Math.sqrt(LARGER) * first)) return null;
  const step = stepOf(optimizer, small, small, STEPS);
  return Number.isFinite(step) && step > 0 ? step : null;
}

function stepOf(
  optimizer: Optimizer<unknown>,
  gradient: Params,
  params: Params,
  steps: number,
): number {
  let state = optimizer.init(params);
  let size = NaN;
  for (let k = 0; k < steps; k++) {
    const [updates, next] = optimizer.update(gradient, state, params);
    size = norm(updates) / Math.sqrt(countOf(updates));
    state = next;
  }
  return size;
}
