import { IsthmusError, type UnitSpace } from '@isthmus/core';
import type { GroupFactor } from '@isthmus/core/contract';
import { checkMap } from './permutation.js';

/**
 * Checks that a factor is a symmetry of a space.
 *
 * @throws `symmetry/misfit` for another number of units; `symmetry/not-a-symmetry` for a map that
 * is no permutation, a factor that is not positive and finite, a sign that is not 1 or -1, or a kind
 * of factor that changes what the network computes
 */
export function checkFactor(factor: GroupFactor, space: UnitSpace): void {
  checkSize(factor, space);
  if (factor.kind === 'permutation') return checkMap(factor.map, space.name);
  if (!space[factor.kind])
    refuse(
      space,
      `its layers do not commute with a ${factor.kind}, so it would change the function`,
    );
  if (!Array.from(factor.by).every(factor.kind === 'sign' ? isSign : isScale))
    refuse(
      space,
      `a ${factor.kind} takes ${factor.kind === 'sign' ? '1 or -1' : 'finite numbers above 0'} for every unit`,
    );
}

function checkSize(factor: GroupFactor, space: UnitSpace): void {
  const { length } = factor.kind === 'permutation' ? factor.map : factor.by;
  if (length !== space.size)
    throw new IsthmusError(
      'symmetry/misfit',
      `Space "${space.name}" has ${space.size} units; the ${factor.kind} given for it is about ${length}.`,
      { space: space.name, size: space.size, given: length },
    );
}

function isSign(by: number): boolean {
  return by === 1 || by === -1;
}

function isScale(by: number): boolean {
  return by > 0 && Number.isFinite(by);
}

function refuse(space: UnitSpace, why: string): never {
  throw new IsthmusError('symmetry/not-a-symmetry', `Space "${space.name}": ${why}.`, {
    space: space.name,
  });
}
