import { IsthmusError, type UnitSpace } from '@isthmus/core';
import { conditionOf, pairError, type InvertiblePair } from './matrix.js';
import { unitsOfFactor, type UnitFactor } from './normal-form.js';
import { checkMap } from './permutation.js';

/**
 * Largest entry by which `matrix · inverse` may miss the identity, and largest condition number: with
 * one beyond these, rounding alone would move outputs by 1e-10 of them.
 */
const LARGEST_PAIR_ERROR = 1e-10;
const LARGEST_CONDITION = 1e6;

/**
 * Checks that a factor is a symmetry of a space.
 *
 * @throws `symmetry/misfit` for another number of units; `symmetry/not-a-symmetry` for a map that
 * is no permutation, a factor that is not positive and finite, a sign that is not 1 or -1, a matrix
 * that its inverse does not undo or that is nearly singular, or a kind of factor that changes what the
 * network computes
 */
export function checkFactor(factor: UnitFactor, space: UnitSpace): void {
  checkSize(factor, space);
  if (factor.kind === 'permutation') return checkMap(factor.map, space.name);
  if (!allows(space, factor.kind))
    refuse(
      space,
      `its layers do not commute with a ${factor.kind}, so it would change the function`,
    );
  if (factor.kind === 'linear') return checkPair(factor, space);
  const valid = factor.kind === 'sign' ? isSign : isScale;
  const unit = Array.from(factor.by).findIndex((by) => !valid(by));
  if (unit >= 0)
    refuse(
      space,
      `a ${factor.kind} takes ${factor.kind === 'sign' ? '1 or -1' : 'finite numbers above 0'} for every unit; unit ${unit} is given ${factor.by[unit]}`,
    );
}

/** Whether factors of a kind are symmetries of a space. */
export function allows(space: UnitSpace, kind: UnitFactor['kind']): boolean {
  if (kind === 'permutation') return true;
  return kind === 'sign' ? space.sign || space.reflection !== null : space[kind];
}

function checkSize(factor: UnitFactor, space: UnitSpace): void {
  const units = unitsOfFactor(factor);
  const both = factor.kind !== 'linear' || factor.inverse.length === factor.matrix.length;
  if (units === space.size && both) return;
  throw new IsthmusError(
    'symmetry/misfit',
    `Space "${space.name}" has ${space.size} units; the ${factor.kind} given for it is about ${both ? units : 'matrices of two sizes'}.`,
    { space: space.name, size: space.size, given: units },
  );
}

function checkPair(pair: InvertiblePair, space: UnitSpace): void {
  const condition = conditionOf(pair);
  // Written so that NaN is refused too.
  if (!(condition <= LARGEST_CONDITION))
    refuse(
      space,
      `its matrix has the condition number ${condition.toPrecision(3)}, so rounding would change the function; at most ${LARGEST_CONDITION} is taken, and finite entries alone`,
    );
  const error = pairError(pair);
  if (!(error <= LARGEST_PAIR_ERROR))
    refuse(
      space,
      `matrix times inverse misses the identity by ${error.toPrecision(3)}, at most ${LARGEST_PAIR_ERROR} may come from rounding`,
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
