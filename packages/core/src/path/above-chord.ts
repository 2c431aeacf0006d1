import type { Profile } from '@isthmus/contract';
import { indexOfLargest, rank } from './profile.js';

/**
 * The profile of an element with the line between the losses of the whole path's ends taken off: what
 * `aboveChord` is the largest number of.
 *
 * @param place which element of how many it is
 * @example
 * const element = { t: [0, 1], loss: [4, 4] };
 * aboveChord(element, [1, 3], { element: 1, of: 2 }).loss; // [2, 1]
 */
export function aboveChord(
  { t, loss }: Profile,
  [a, b]: readonly [number, number],
  { element, of }: { readonly element: number; readonly of: number },
): Profile {
  const chord = (local: number) => {
    const at = (element + local) / of;
    return (1 - at) * a + at * b;
  };
  return { t, loss: loss.map((value, i) => value - chord(t[i]!)) };
}

/** The elements that hold the largest numbers of their profiles, the largest first. */
export function highestElements(profiles: readonly Profile[], count: number): readonly number[] {
  const peaks = profiles.map(({ loss }) => rank(loss[indexOfLargest(loss, 0, loss.length - 1)]!));
  return [...peaks.keys()]
    .sort((i, j) => (peaks[i] === peaks[j] ? i - j : peaks[i]! > peaks[j]! ? -1 : 1))
    .slice(0, count);
}
