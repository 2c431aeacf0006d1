import { createRng } from '@isthmus/core';
import { describe, expect, it } from 'vitest';
import { linearAssignment } from './assignment.js';

function profitOf(profit: Float64Array, columns: ArrayLike<number>): number {
  const size = columns.length;
  return Array.from(columns).reduce((sum, column, row) => sum + profit[row * size + column]!, 0);
}

function ordersOf(size: number): number[][] {
  if (size === 0) return [[]];
  return ordersOf(size - 1).flatMap((order) =>
    Array.from({ length: size }, (_, at) => [...order.slice(0, at), size - 1, ...order.slice(at)]),
  );
}

describe('linearAssignment', () => {
  it('maximises', () => {
    expect([...linearAssignment(Float64Array.of(1, 5, 4, 6), 2)]).toEqual([1, 0]);
    expect([...linearAssignment(Float64Array.of(9, 8, 7, 8, 6, 4, 7, 4, 1), 3)]).toEqual([2, 1, 0]);
  });

  it.each([1, 2, 3, 4, 5, 6])('finds the best of all %i! assignments', (size) => {
    const rng = createRng(size);
    for (let trial = 0; trial < 20; trial++) {
      const profit = Float64Array.from({ length: size * size }, () => rng.normal());
      const best = Math.max(...ordersOf(size).map((order) => profitOf(profit, order)));
      expect(profitOf(profit, linearAssignment(profit, size))).toBeCloseTo(best, 12);
    }
  });

  it('gives one answer for equal profits, every time, and changes no argument', () => {
    const profit = new Float64Array(25).fill(1);
    const first = linearAssignment(profit, 5);
    expect(new Set(first).size).toBe(5);
    expect(linearAssignment(profit, 5)).toEqual(first);
    expect(profit).toEqual(new Float64Array(25).fill(1));
  });

  it.each([NaN, Infinity, -Infinity])('refuses %d', (value) => {
    expect(() => linearAssignment(Float64Array.of(1, value, 2, 3), 2)).toThrow(
      expect.objectContaining({ code: 'symmetry/not-finite' }),
    );
  });
});
