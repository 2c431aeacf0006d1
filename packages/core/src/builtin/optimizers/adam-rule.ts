import type { Optimizer } from '../../contract/optimizer.js';
import { zerosLike, type Params } from '../../parameters/parameters.js';
import { dataOf } from './data-of.js';

/** Steps made and the running means of the gradient and of its square. */
export interface AdamState {
  readonly count: number;
  readonly mu: Params;
  readonly nu: Params;
}

/** Options that Adam and AdamW share; Adam has the decay 0. */
export interface AdamOptions {
  readonly learningRate: number;
  /** How much of the mean gradient a step keeps, in [0, 1). */
  readonly beta1: number;
  /** How much of the mean square a step keeps, in [0, 1). */
  readonly beta2: number;
  readonly epsilon: number;
  /** How much of the parameters a step takes away, times the learning rate. */
  readonly weightDecay: number;
}

/** The options and what the means of this step are divided by to free them of their start at zero. */
interface AdamStep extends AdamOptions {
  readonly correction1: number;
  readonly correction2: number;
}

/**
 * The rule of Kingma & Ba (Algorithm 1) with decay of the weights apart from the gradient.
 *
 * The bias corrections are powers of the betas made of the count at every step, so a state that was
 * stored and read goes on bit for bit as one that was not.
 */
export function createAdamRule(options: AdamOptions): Optimizer<AdamState> {
  return {
    init: (params) => ({ count: 0, mu: zerosLike(params), nu: zerosLike(params) }),
    update(gradients, state, params) {
      const step = atCount(options, state.count + 1);
      const updates = zerosLike(params);
      const mu = zerosLike(params);
      const nu = zerosLike(params);
      for (const name of Object.keys(params))
        adamKernel(
          step,
          { gradient: dataOf(gradients, name), theta: dataOf(params, name) },
          { mu: dataOf(state.mu, name), nu: dataOf(state.nu, name) },
          { update: dataOf(updates, name), mu: dataOf(mu, name), nu: dataOf(nu, name) },
        );
      return [updates, { count: state.count + 1, mu, nu }];
    },
  };
}

function atCount(options: AdamOptions, count: number): AdamStep {
  return {
    ...options,
    correction1: 1 - Math.pow(options.beta1, count),
    correction2: 1 - Math.pow(options.beta2, count),
  };
}

function adamKernel(
  step: AdamStep,
  at: { readonly gradient: Float32Array; readonly theta: Float32Array },
  past: { readonly mu: Float32Array; readonly nu: Float32Array },
  out: { readonly update: Float32Array; readonly mu: Float32Array; readonly nu: Float32Array },
): void {
  const { learningRate, beta1, beta2, epsilon, weightDecay, correction1, correction2 } = step;
  const { gradient, theta } = at;
  for (let i = 0; i < gradient.length; i++) {
    const g = gradient[i]!;
    const mu = beta1 * past.mu[i]! + (1 - beta1) * g;
    const nu = beta2 * past.nu[i]! + (1 - beta2) * g * g;
    out.mu[i] = mu;
    out.nu[i] = nu;
    const direction = mu / correction1 / (Math.sqrt(nu / correction2) + epsilon);
    out.update[i] = -learningRate * (direction + weightDecay * theta[i]!);
  }
}
