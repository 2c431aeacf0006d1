import type { NamedAttrMap } from '@tensorflow/tfjs';
import { IsthmusError } from '@isthmus/contract/base';

/** An error that says which operation of tfjs is refused, why, and what to use in its place. */
export function refused(operation: string, why: string, instead: string): IsthmusError {
  return new IsthmusError('tfjs/refused', `tf.${operation} ${why}: ${instead}.`, { operation });
}

/**
 * Refuses a number of windows that is rounded up, with which tfjs computes gradients of other
 * windows, and its backends other values.
 *
 * @throws `tfjs/refused`
 */
export function roundingRefused(operation: string, attributes: NamedAttrMap): void {
  const mode = attributes['dimRoundingMode'];
  if (mode === undefined || mode === null || mode === 'floor') return;
  throw refused(
    operation,
    `with dimRoundingMode "${String(mode)}" is wrong in tfjs`,
    'use "floor", or pad "same"',
  );
}
