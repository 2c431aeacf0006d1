import type { Fact } from '@isthmus/core/contract';
import { MOST_RANKED } from './orbit-dimension.js';
import type { WeightsFound } from './units-found.js';

/** Duplicates beyond the first of each group. */
export function spareUnits(found: Pick<WeightsFound, 'duplicates'>): number {
  return found.duplicates.reduce((sum, { units }) => sum + units.length - 1, 0);
}

/** Of all spaces together. */
export function hiddenUnits({ tied }: Pick<WeightsFound, 'tied'>): number {
  return tied.spaces.reduce((sum, { size }) => sum + size, 0);
}

/** What is counted below. */
export function hiddenFact(found: Pick<WeightsFound, 'tied'>): Fact {
  return {
    label: 'hidden units',
    value: hiddenUnits(found),
    meaning:
      'Units (channels of convolutions) that change places without a change of the function. Units that a residual connection ties count once; below, a unit counts for every activation that it goes through.',
  };
}

/** Directions that symmetries of the function leave free. */
export function orbitFact({ orbit, tied }: Pick<WeightsFound, 'orbit' | 'tied'>): Fact {
  return {
    label: 'orbit dimension',
    value: orbit.orbit,
    meaning:
      orbit.orbit === null
        ? `Not known: at most ${orbit.group}, the dimension of the group of scalings and of matrices between linear layers; what makes some layer has not full rank, or more than ${MOST_RANKED} units, whose rank is not computed.`
        : `Directions in which scalings of units${tied.spaces.some(({ linear }) => linear) ? ' and matrices between linear layers' : ''} move these weights with the function kept everywhere; the group has ${orbit.group}.`,
  };
}
