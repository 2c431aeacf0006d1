import { IsthmusError } from '@isthmus/contract/base';
import type { NetworkMeasures } from '@isthmus/contract';

/**
 * Measures of nothing, for a symmetry that asks for none: every question is refused.
 *
 * @example
 * noMeasures().rows; // { evaluation: 0, train: 0 }
 */
export function noMeasures(): NetworkMeasures {
  const refuse = (): never => {
    throw new IsthmusError(
      'measures/unavailable',
      'There is nothing to measure: no data were given beside the network.',
    );
  };
  return {
    rows: { evaluation: 0, train: 0 },
    loss: null,
    ...{ value: refuse, valueAt: refuse, along: refuse, scan: refuse, reestimated: refuse },
    ...{ accuracy: refuse, predict: refuse },
    ...{
      unitsOf: refuse,
      unitsOfEach: refuse,
      gradientAt: refuse,
      hessianVector: refuse,
      gradients: refuse,
    },
  };
}
