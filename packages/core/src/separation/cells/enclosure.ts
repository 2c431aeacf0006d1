import type { LossForm } from '@isthmus/contract';
import { sizeOf, type ParamSpec } from '@isthmus/contract/parameters';
import type { BoxBound } from './box.js';
import { chainBound } from './chain.js';
import { polynomialBound } from './polynomial.js';

/**
 * Lower bounds over boxes of all parameters as one vector.
 *
 * @returns null where there are none for the form
 */
export function boxBoundOf(form: LossForm, spec: ParamSpec): BoxBound | null {
  if (form.kind === 'polynomial') return polynomialBound(form);
  const offsets: Record<string, number> = {};
  let count = 0;
  for (const { name, shape } of spec.leaves) {
    offsets[name] = count;
    count += sizeOf(shape);
  }
  return chainBound(form, offsets, count);
}
