import { expect } from 'vitest';
import type { LossGradient } from '@isthmus/contract';
import { leafOf } from '@isthmus/contract/parameters';

/**
 * Expects the loss and every leaf of the gradient to be those of the reference: the norm of the
 * difference at most `relative` times the norm of the leaf.
 *
 * @param idle leaves that have no gradient, as statistics in training
 */
export function expectNear(
  came: LossGradient,
  expected: LossGradient,
  relative: number,
  idle: readonly string[] = [],
): void {
  expect(Math.abs(came.value - expected.value)).toBeLessThanOrEqual(relative * expected.value);
  expect(Object.keys(came.gradient)).toEqual(Object.keys(expected.gradient));
  for (const [name, leaf] of Object.entries(came.gradient)) {
    const reference = leafOf(expected.gradient, name);
    expect(leaf.shape).toEqual(reference.shape);
    const size = Math.hypot(...reference.data);
    const off = Math.hypot(...reference.data.map((value, i) => value - leaf.data[i]!));
    expect(size > 0, `${name} has a gradient`).toBe(!idle.includes(name));
    expect(off, name).toBeLessThanOrEqual(relative * size);
  }
}
