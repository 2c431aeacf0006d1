import type { AxisBinding, UnitSpace } from '@isthmus/core';
import type { WideParams } from '../group/float64.js';
import { innerProducts } from '../matching/inner-products.js';
import { unitRows } from '../matching/unit-rows.js';
import type { Matrices } from './soft-action.js';

/** How the units of b are moved: by a matrix a space. */
export interface Moves {
  readonly b: WideParams;
  /** Lets all that moves units act on the bindings of these spaces. */
  act(spaces: readonly UnitSpace[], params: WideParams): WideParams;
}

/**
 * The gradient of a loss in the matrices that act on the units of b, from its gradient in b as they move
 * it: entry `[i, j]` is the inner product of what the loss asks of unit i with unit j, in every array, as
 * the matrices of all other axes leave it.
 *
 * @param gradient of the loss in the moved parameters
 */
export function matrixGradients(
  spaces: readonly UnitSpace[],
  moves: Moves,
  gradient: WideParams,
): Matrices {
  return Object.fromEntries(
    spaces.map((space) => {
      const sum = new Float64Array(space.size ** 2);
      for (const binding of space.bindings) {
        const side = { ...space, bindings: [binding] };
        const others = spaces.map((other) => withoutAxis(other, binding));
        const rows = unitRows(side, moves.act(others, { [binding.leaf]: moves.b[binding.leaf]! }));
        const products = innerProducts(unitRows(side, gradient), rows, space.size);
        products.forEach((value, at) => (sum[at]! += value));
      }
      return [space.name, sum];
    }),
  );
}

/** A space with its bindings to the other axes of an array alone. */
function withoutAxis(space: UnitSpace, { leaf, axis }: AxisBinding): UnitSpace {
  const bindings = space.bindings.filter((other) => other.leaf === leaf && other.axis !== axis);
  return { ...space, bindings };
}

/**
 * The gradient of a loss in the logarithms of the scales of units: what makes a unit grows with its scale,
 * and what reads it shrinks.
 *
 * @param moved the parameters at which the gradient was taken
 */
export function scaleGradient(
  space: UnitSpace,
  moved: WideParams,
  gradient: WideParams,
): Float64Array {
  const sum = new Float64Array(space.size);
  for (const binding of space.bindings) {
    const side = { ...space, bindings: [binding] };
    const [[rows], [asked]] = [unitRows(side, moved), unitRows(side, gradient)];
    const towards = binding.role === 'reads' ? -1 : 1;
    rows!.data.forEach((value, at) => {
      sum[Math.floor(at / rows!.width)]! += towards * value * asked!.data[at]!;
    });
  }
  return sum;
}
