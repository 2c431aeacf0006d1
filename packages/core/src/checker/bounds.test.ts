import { createRng } from '@isthmus/contract/base';
import { describe, expect, it } from 'vitest';
import { boundsOn } from './bounds.js';
import { type Exact, exact, LITTLE } from './testing/dyadic.js';
import { exactLoss } from './testing/exact-network.js';
import { LOSSES, NETWORKS, segmentFor, subjectFor } from './testing/networks.js';

/** More in a run by hand: `CHECKS=20 npx vitest run --project core checker/bounds`. */
const EACH = Number(process.env['CHECKS'] ?? 1);
const SCALES = [0.3, 1, 1e3, 1e7];

const cases = Object.entries(NETWORKS).flatMap(([name, network]) =>
  LOSSES.map((loss) => ({ name, loss, network })),
);

describe.each(cases)('$name, $loss', ({ loss, network }) => {
  it('is bounded on leaves and at points, against arithmetic that does not round', () => {
    for (let round = 0; round < EACH * SCALES.length; round++) {
      const scale = SCALES[round % SCALES.length]!;
      const subject = subjectFor(network, loss, 3, round + 1);
      const segment = segmentFor(subject.network, scale, round + 1);
      const rng = createRng(round + 1).fork('t');
      const depth = Math.floor(rng.next() * 12);
      const half = 2 ** -(depth + 1);
      const mid = (2 * Math.floor(rng.next() * 2 ** depth) + 1) * half;
      const inside = [mid - half, mid, mid + half, mid + half * (2 * rng.next() - 1)];
      const points = inside.map((t) => ({ mid: t, half: 0 }));
      const { upper, lower } = boundsOn(subject, segment, [{ mid, half }, ...points]);
      for (const [i, t] of inside.entries()) {
        const loss = exactLoss(subject, segment, t);
        expect(loss <= upperOf(upper[0]!) + LITTLE).toBe(true);
        expect(loss <= upperOf(upper[i + 1]!) + LITTLE).toBe(true);
        expect(exact(lower[i + 1]!) <= loss + LITTLE).toBe(true);
        // A point is known to rounding: 1e-9 of the loss and of the numbers that are met on the way.
        if (scale <= 1)
          expect(upper[i + 1]! - lower[i + 1]!).toBeLessThan(1e-9 * (1 + upper[i + 1]!));
      }
    }
  });
});

it('is of all rows, however many there are', () => {
  const subject = subjectFor(NETWORKS['relu']!, 'core/mse', 300, 1);
  const { from, to } = segmentFor(subject.network, 1, 1);
  subject.y.fill(100, 2 * 290);
  const segment = { from, to, slack: null };
  const { upper, lower } = boundsOn(subject, segment, [{ mid: 0.5, half: 0 }]);
  const loss = exactLoss(subject, segment, 0.5);
  expect(exact(lower[0]!) <= loss && loss <= exact(upper[0]!)).toBe(true);
});

/** A bound may be infinite, which is none. */
function upperOf(bound: number): Exact {
  return bound === Infinity ? 1n << 5000n : exact(bound);
}
