import type { Rng } from '@isthmus/contract/base';
import type { Dataset, Optimizer } from '@isthmus/contract';
import type { Engine, Evaluator } from '@isthmus/engine';
import { trainBySteps } from '@isthmus/engine/internal';
import { addScaled, mapLeaves, zerosLike, type Params } from '@isthmus/contract/parameters';

/** A model with its mean squared error and exact gradient in float64. */
export interface SmallModel {
  init(rng: Rng): Params;
  /** The prediction for one input, and the gradient of the prediction by leaf. */
  predict(params: Params, x: number): { y: number; gradient: Record<string, readonly number[]> };
}

/** `w0 + w1 x + w2 x^2`: linear least squares, so that its best loss is known. */
export const parabola: SmallModel = {
  init: (rng) => ({ w: leaf([rng.normal(), rng.normal(), rng.normal()]) }),
  predict({ w }, x) {
    const features = [1, x, x * x];
    return {
      y: features.reduce((sum, f, i) => sum + f * w!.data[i]!, 0),
      gradient: { w: features },
    };
  },
};

/**
 * `v relu(w x + b) + c`: one hidden unit, which for some seeds is dead on all of [0, 1], so that
 * training cannot move it: a real reason to begin again.
 */
export const oneUnit: SmallModel = {
  init: (rng) => ({ p: leaf([rng.normal(), rng.normal(), rng.normal(), 0]) }),
  predict({ p }, x) {
    const [w, b, v, c] = p!.data as unknown as [number, number, number, number];
    const h = Math.max(0, w * x + b);
    const on = w * x + b > 0 ? 1 : 0;
    return { y: v * h + c, gradient: { p: [v * on * x, v * on, h, 1] } };
  },
};

function leaf(numbers: readonly number[]) {
  return { shape: [numbers.length], data: Float32Array.from(numbers) };
}

/** `size` samples of a function at even distances over [0, 1], both ends included. */
export function samples(size: number, f: (x: number) => number): Dataset {
  const x = Float32Array.from({ length: size }, (_, i) => i / (size - 1));
  return { size, x, y: x.map(f) };
}

/** The mean squared error on a data set: an evaluator. */
export function evaluatorOn(model: SmallModel, data: Dataset): Pick<Evaluator, 'value'> {
  return { value: (params) => meanSquaredError(model, params, data) };
}

function meanSquaredError(model: SmallModel, params: Params, { size, x, y }: Dataset): number {
  let sum = 0;
  for (let i = 0; i < size; i++) sum += (model.predict(params, x[i]!).y - y[i]!) ** 2;
  return sum / size;
}

/** The mean squared error on a batch with its gradient, and training by them, without noise. */
export function engineOf(model: SmallModel): Pick<Engine, 'valueAndGradient' | 'trainMany'> {
  return engineBy((models, batch) =>
    models.map((params) => ({
      value: meanSquaredError(model, params, batch),
      gradient: gradientOn(model, params, batch),
    })),
  );
}

/** Training by these gradients. */
export function engineBy(
  valueAndGradient: Engine['valueAndGradient'],
): Pick<Engine, 'valueAndGradient' | 'trainMany'> {
  return {
    valueAndGradient,
    trainMany: (trainees, training) => trainBySteps(valueAndGradient, trainees, training),
  };
}

function gradientOn(model: SmallModel, params: Params, { size, x, y }: Dataset): Params {
  const sums: Record<string, Float64Array> = {};
  for (const [name, { data }] of Object.entries(params)) sums[name] = new Float64Array(data.length);
  for (let i = 0; i < size; i++) {
    const { y: predicted, gradient } = model.predict(params, x[i]!);
    for (const [name, by] of Object.entries(gradient))
      by.forEach((g, j) => (sums[name]![j]! += (2 / size) * (predicted - y[i]!) * g));
  }
  return mapLeaves(params, (_, name) => Float32Array.from(sums[name]!));
}

/** Gradient descent with momentum: enough to train these models, with state that must be carried. */
export function descent(learningRate: number, momentum = 0): Optimizer<Params> {
  return {
    init: zerosLike,
    update(gradients, velocity) {
      const next = addScaled(
        mapLeaves(velocity, ({ data }) => data.map((v) => momentum * v)),
        gradients,
        1,
      );
      return [mapLeaves(next, ({ data }) => data.map((v) => -learningRate * v)), next];
    },
  };
}
