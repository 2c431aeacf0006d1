import { IsthmusError, type UnitSpace } from '@isthmus/core';
import type { GroupElement } from '@isthmus/core/contract';
import { spaceOf } from './unit-spaces.js';

/**
 * All units of whole layers scaled together: what makes a layer is multiplied by its factor, and what
 * reads it divided. Of a perceptron with the factors `s` the kernels are multiplied by `s_k / s_(k-1)`,
 * whose product over all layers is 1, and the biases by `s_k`.
 *
 * @param factors by the names of spaces; layers that are not named stay as they are
 * @throws `symmetry/unknown-space`; `symmetry/not-a-symmetry` where units do not scale, or a factor is
 * not a finite number above 0
 * @example
 * const { spaces } = tiedAxes(network.view);
 * layerScaling(spaces, { dense1: 2 }).dense1[0];
 * // { kind: 'scaling', by: Float64Array.of(2, 2, 2, 2) }
 */
export function layerScaling(
  spaces: readonly UnitSpace[],
  factors: Readonly<Record<string, number>>,
): GroupElement {
  return Object.fromEntries(
    Object.entries(factors).map(([name, factor]) => {
      const { size, scaling } = spaceOf(spaces, name);
      if (!scaling || !(factor > 0 && factor < Infinity))
        throw new IsthmusError(
          'symmetry/not-a-symmetry',
          scaling
            ? `Space "${name}": a layer is scaled by a finite number above 0; got ${factor}.`
            : `Space "${name}": its layers do not commute with a scaling, so it would change the function.`,
          { space: name, factor },
        );
      return [name, [{ kind: 'scaling', by: new Float64Array(size).fill(factor) }]];
    }),
  );
}
