import type { FusedRule } from '@isthmus/contract';
import { zerosLike, type Params } from '@isthmus/contract/parameters';

/** How many float64 the kernels' settings of a rule are. */
export const SETTINGS = 5;

/** A rule as the kernels know it; see kernels/optimize.ts. */
export interface FusedKernel {
  readonly rule: number;
  readonly settings: readonly number[];
  /** Names of the state's parameters, in the order of the kernels' slots. */
  readonly slots: readonly string[];
  /** The betas of a rule that counts its steps. */
  readonly betas: readonly [number, number] | null;
}

/** What the kernels need to know of a rule. */
export function fusedKernel(fused: FusedRule): FusedKernel {
  const { learningRate } = fused;
  switch (fused.rule) {
    case 'sgd':
      return { rule: 0, settings: [learningRate, 0, 0, 0, 0], slots: [], betas: null };
    case 'momentum':
    case 'nesterov': {
      const settings = [learningRate, fused.momentum, 0, 0, 0];
      const rule = fused.rule === 'momentum' ? 1 : 2;
      return { rule, settings, slots: ['velocity'], betas: null };
    }
    case 'rmsprop': {
      const settings = [learningRate, fused.decay, 0, fused.epsilon, 0];
      return { rule: 3, settings, slots: ['nu'], betas: null };
    }
    case 'adam': {
      const { beta1, beta2, epsilon, weightDecay } = fused;
      const settings = [learningRate, beta1, beta2, epsilon, weightDecay];
      return { rule: 4, settings, slots: ['mu', 'nu'], betas: [beta1, beta2] };
    }
  }
}

/** An optimizer's state as the kernels use it; the contract of `FusedRule` says its names. */
export type FusedState = Readonly<Record<string, Params | number>>;

/** The parameters of that name in a state. */
export function slotOf(state: FusedState, name: string, like: Params): Params {
  const slot = state[name];
  return typeof slot === 'object' ? slot : zerosLike(like);
}

/** Steps made by a rule that counts them. */
export function stepsCounted(state: FusedState): number {
  return typeof state['count'] === 'number' ? state['count'] : 0;
}

const MOST_KNOWN = 4096;

/**
 * The divisors that free Adam's means of their start, by the count of a step. They are powers made
 * as the optimizer makes them; models of one training ask for the same ones over and over.
 */
export function createCorrections(
  betas: readonly [number, number] | null,
): (count: number) => readonly [number, number] {
  const [beta1, beta2] = betas ?? [0, 0];
  const known = new Map<number, readonly [number, number]>();
  return (count) => {
    const found = known.get(count);
    if (found !== undefined) return found;
    // Counts go up; those of long ago are not asked for again.
    if (known.size === MOST_KNOWN) known.clear();
    const made = [1 - Math.pow(beta1, count), 1 - Math.pow(beta2, count)] as const;
    known.set(count, made);
    return made;
  };
}
