import type { PathRecord, SeparationRecord } from '@isthmus/contract';
import { formatCount, formatNumber, plural } from '../format/format.js';
import { atLeast } from '../format/proof-words.js';

/** Why no path joins two networks, in the numbers of the proof, and what is known of the lowest level that does. */
export function proofWords({ separation, gamma, level }: PathRecord, label: string): string {
  if (!separation) return `Proved by ${label}.`;
  const bracket = gamma
    ? ` The lowest level that connects them lies between ${atLeast(gamma.lower, level)}, which is proved, and ${formatNumber(gamma.upper)}, the peak of this path.`
    : '';
  return `Proved, as ${label} proposed: ${reasonWords(separation, level)}.${bracket}`;
}

function reasonWords(separation: SeparationRecord, level: number): string {
  const least = atLeast(separation.lowerBound, level);
  if ('units' in separation) {
    const { units, separator } = separation;
    const block = separator.kernels.join(' times ');
    return `the determinant of ${block} (${units} x ${units}) has different signs at the two, and every network at which it is 0 loses at least ${least}`;
  }
  if ('of' in separation) {
    const { cells, of, separator } = separation;
    const duals = plural(separator.duals.length, 'dual vector');
    return `of ${formatCount(of)} cells of constant activation a path from the first enters at most ${formatCount(cells)}, and wherever a unit leaves these the network loses at least ${least}, by ${duals} in whole numbers`;
  }
  const { cells, separator } = separation;
  return `${plural(cells, 'cell')} around ${separator.around} are shut in by others, on all of which the loss is at least ${least}`;
}
