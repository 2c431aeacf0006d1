import { zerosLike, type Params } from '@isthmus/contract/parameters';

/** The state of an optimizer that has a kernel: arrays by their names, and `count` where it counts. */
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
