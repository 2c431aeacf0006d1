import { IsthmusError } from '@isthmus/core';

/** The permutation that leaves every unit in its place. */
export function identityMap(size: number): Int32Array {
  return Int32Array.from({ length: size }, (_, i) => i);
}

/** `first`, then `second`: unit i of the result is unit `first[second[i]]` of the argument. */
export function composeMaps(second: Int32Array, first: Int32Array): Int32Array {
  return second.map((i) => first[i]!);
}

/** The permutation that brings every unit back. */
export function invertMap(map: Int32Array): Int32Array {
  const inverse = new Int32Array(map.length);
  map.forEach((from, to) => (inverse[from] = to));
  return inverse;
}

/**
 * How many units stand in another place than before.
 *
 * @example
 * movedBy(Int32Array.of(1, 0, 2)); // 2
 */
export function movedBy(map: Int32Array): number {
  return map.reduce((count, from, to) => count + Number(from !== to), 0);
}

/** @throws `symmetry/not-a-symmetry` unless every unit from 0 to size-1 stands exactly once */
export function checkMap(map: Int32Array, space: string): void {
  const seen = new Set(map);
  if (seen.size === map.length && map.every((i) => i >= 0 && i < map.length)) return;
  throw new IsthmusError(
    'symmetry/not-a-symmetry',
    `A permutation of space "${space}" names each unit from 0 to ${map.length - 1} once; got [${[...map.subarray(0, 20)].join(', ')}${map.length > 20 ? ', …' : ''}].`,
    { space },
  );
}
