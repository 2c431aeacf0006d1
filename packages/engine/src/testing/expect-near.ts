import { expect } from 'vitest';
import type { LossGradient } from '@isthmus/contract';
import { leafOf } from '@isthmus/contract/parameters';

/**
 * Expects the loss and every leaf of the gradient to be those of the reference: the norm of the
 * difference at most `relative` times the norm of the leaf.
 */
export function expectNear(came: LossGradient, expected: LossGradient, relative: number): void {
  expect(Math.abs(came.value - expected.value)).toBeLessThanOrEqual(relative * expected.value);
  expect(Object.keys(came.gradient)).toEqual(Object.keys(expected.gradient));
  for (const [name, leaf] of Object.entries(came.gradient)) {
    const reference = leafOf(expected.gradient, name);
    expect(leaf.shape).toEqual(reference.shape);
    const size = Math.hypot(...reference.data);
    const off = Math.hypot(...reference.data.map((value, i) => value - leaf.data[i]!));
    expect(size, `${name} has a gradient`).toBeGreaterThan(0);
    expect(off / size, name).toBeLessThanOrEqual(relative);
  }
}
