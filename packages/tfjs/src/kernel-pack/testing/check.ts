import { describe, expect, it } from 'vitest';
import { readyBackends } from '../../backend/backend.js';
import type { Case } from './case.js';
import { argumentsOf, differencesOf, gradientsOf, spoil, valueOf } from './difference.js';

/**
 * Central differences of step h are wrong by about h^2/6 times the third derivative, here 1e-5 times
 * less than 30, and by the rounding of a float32, 6e-8 times a sum of a few dozen terms over 2h.
 */
const TOLERANCE = 2e-3;

/** Both backends round differently: a few units in the last place of sums of a few dozen terms. */
const AGREEMENT = 2e-5;

/** tfjs says so of kernels that a backend lacks; the work then goes to the other backend. */
const LACKING = /not registered for backend 'wasm'/;

/** What an operation without a right gradient must fail with. */
function isNamed(error: unknown, { refused, cpuOnly }: Case, kind: string): boolean {
  if (!(error instanceof Error)) return false;
  if (kind === 'wasm' && LACKING.test(error.message)) return cpuOnly || refused !== null;
  if (error.name !== 'IsthmusError') return false;
  return refused?.test(error.message) ?? cpuOnly;
}

/** The largest magnitude, at least 1. */
function scaleOf(values: ArrayLike<number>): number {
  return Math.max(1, ...Array.from(values, Math.abs));
}

/** Where two arrays are furthest apart, by `tolerance` or more; null where they agree. NaN never agrees. */
function difference(
  came: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: number,
): string | null {
  if (came.length !== expected.length) return `${came.length} entries, not ${expected.length}`;
  const bound = tolerance * scaleOf(expected);
  for (let i = 0; i < came.length; i++)
    if (!(Math.abs(came[i]! - expected[i]!) < bound))
      return `entry ${i} is ${came[i]!}, not ${expected[i]!}`;
  return null;
}

/** Every case agrees with finite differences, or is refused by name; and wasm computes as cpu does. */
export function checkCases(cases: readonly Case[]): void {
  describe.each(cases)('$name', (given) => {
    const values = argumentsOf(given);

    it.each(['cpu', 'wasm'] as const)('on %s', async (kind) => {
      const backend = (await readyBackends())[kind]!;
      backend.activate();
      spoil();
      let gradients: Float32Array[];
      try {
        gradients = gradientsOf(given, values);
      } catch (error) {
        expect(isNamed(error, given, kind), String(error)).toBe(true);
        return;
      }
      expect(given.refused).toBeNull();
      const expected = differencesOf(given, values);
      expect(gradients.map((one, i) => difference(one, expected[i]!, TOLERANCE))).toEqual(
        expected.map(() => null),
      );
    });

    if (given.cpuOnly || given.refused !== null) return;
    it('is the same on both', async () => {
      const { cpu, wasm } = await readyBackends();
      const [expected, came] = [cpu, wasm!].map((backend) => {
        backend.activate();
        spoil();
        return valueOf(given, values);
      });
      expect(difference(came!, expected!, AGREEMENT)).toBeNull();
    });
  });
}
