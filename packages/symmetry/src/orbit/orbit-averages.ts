import { permutation, type UnitSpace } from '@isthmus/core';
import type { NetworkMeasures, Rng } from '@isthmus/core/contract';
import { actWide, type NormalForms } from '../group/act-wide.js';
import { mapWide, type WideParams } from '../group/float64.js';

/** The loss of the mean of `count` copies of one network with their units permuted at random. */
export interface AveragedCopies {
  readonly count: number;
  /** One for each draw. */
  readonly losses: readonly number[];
}

/**
 * Losses of means of randomly permuted copies: 1, 2, 4, … of them, each several times. All copies compute the
 * same function and have the same loss; their mean need not.
 *
 * @param most of the copies; the barycentre of the orbit is what the means tend to
 */
export function averagedCopies(
  spaces: readonly UnitSpace[],
  params: WideParams,
  measures: Pick<NetworkMeasures, 'valueAt'>,
  rng: Rng,
  { most, draws }: { readonly most: number; readonly draws: number },
): readonly AveragedCopies[] {
  const counts = Array.from({ length: Math.floor(Math.log2(most)) + 1 }, (_, i) => 2 ** i);
  return counts.map((count) => ({
    count,
    losses: Array.from({ length: draws }, (_, draw) => {
      const stream = rng.fork(`${count} copies, draw ${draw}`);
      return measures.valueAt(meanOfCopies(spaces, params, count, stream));
    }),
  }));
}

function meanOfCopies(
  spaces: readonly UnitSpace[],
  params: WideParams,
  count: number,
  rng: Rng,
): WideParams {
  const copies = Array.from({ length: count }, (_, i) =>
    actWide(spaces, randomPermutations(spaces, rng.fork(`copy ${i}`)), params),
  );
  return mapWide(params, ({ data }, name) =>
    data.map((_, entry) => copies.reduce((sum, copy) => sum + copy[name]!.data[entry]!, 0) / count),
  );
}

function randomPermutations(spaces: readonly UnitSpace[], rng: Rng): NormalForms {
  return Object.fromEntries(
    spaces.map(({ name, size }) => [
      name,
      { map: permutation(size, rng.fork(name)), by: new Float64Array(size).fill(1) },
    ]),
  );
}
