import { permutation } from '@isthmus/core';
import type { Rng } from '@isthmus/core/contract';
import { isEven } from './rotation-logarithm.js';

/** The permutation that carries three units around and leaves the others: the smallest even one. */
export function threeCycle(size: number, [i, j, k]: readonly [number, number, number]): Int32Array {
  const map = Int32Array.from({ length: size }, (_, unit) => unit);
  [map[i], map[j], map[k]] = [j, k, i];
  return map;
}

/** An even permutation drawn evenly from all of these. */
export function evenPermutation(size: number, rng: Rng): Int32Array {
  const map = permutation(size, rng);
  if (isEven(map)) return map;
  [map[0], map[1]] = [map[1]!, map[0]!];
  return map;
}
