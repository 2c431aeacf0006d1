import type { Optimizer } from '@isthmus/contract';
import { zerosLike, type Params } from '@isthmus/contract/parameters';
import { dataOf, growParams } from './leaves.js';
import { withRate } from './with-rate.js';

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

/**
 * The rule of Kingma & Ba (Algorithm 1) with decay of the weights apart from the gradient.
 *
 * The bias corrections are powers of the betas made of the count at every step, so a state that was
 * stored and read goes on bit for bit as one that was not.
 */
export function createAdamRule(options: AdamOptions): Optimizer<AdamState> {
  return {
    fused: { rule: 'adam', settings: { ...options } },
    scaled: (factor) => createAdamRule(withRate(options, factor)),
    init: (params) => ({ count: 0, mu: zerosLike(params), nu: zerosLike(params) }),
    update(gradients, state, params) {
      const count = state.count + 1;
      // The means start at zero; divided by these they are free of it.
      const correction1 = 1 - Math.pow(options.beta1, count);
      const correction2 = 1 - Math.pow(options.beta2, count);
      const updates = growParams();
      const mu = growParams();
      const nu = growParams();
      for (const [name, leaf] of Object.entries(params))
        adamKernel(
          options,
          correction1,
          correction2,
          dataOf(gradients, name),
          leaf.data,
          dataOf(state.mu, name),
          dataOf(state.nu, name),
          updates.grow(name, leaf),
          mu.grow(name, leaf),
          nu.grow(name, leaf),
        );
      return [updates.done(), { count, mu: mu.done(), nu: nu.done() }];
    },
  };
}

function adamKernel(
  { learningRate, beta1, beta2, epsilon, weightDecay }: AdamOptions,
  correction1: number,
  correction2: number,
  gradient: Float32Array,
  theta: Float32Array,
  mu: Float32Array,
  nu: Float32Array,
  update: Float32Array,
  nextMu: Float32Array,
  nextNu: Float32Array,
): void {
  for (let i = 0; i < gradient.length; i++) {
    const g = gradient[i]!;
    const m = beta1 * mu[i]! + (1 - beta1) * g;
    const v = beta2 * nu[i]! + (1 - beta2) * g * g;
    nextMu[i] = m;
    nextNu[i] = v;
    const direction = m / correction1 / (Math.sqrt(v / correction2) + epsilon);
    update[i] = -learningRate * (direction + weightDecay * theta[i]!);
  }
}
