import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countScale, shareBelow } from './scale.js';

describe('countScale', () => {
  it.each([
    [
      [0, 55, 400],
      [0, 30, 100, 300],
    ],
    [
      [0, 2],
      [0, 1],
    ],
    [
      [0, 0],
      [0, 1],
    ],
    [[5], [0, 3]],
  ])('has round ticks for %j', (counts, ticks) => {
    expect(countScale(counts).ticks).toEqual(ticks);
  });

  it('holds every count, and few ticks that stand apart', () => {
    const count = fc.integer({ min: 0, max: 2 ** 40 });
    fc.assert(
      fc.property(fc.array(count, { minLength: 1 }), (counts) => {
        const scale = countScale(counts);
        for (const one of counts) {
          expect(shareBelow(scale, one)).toBeGreaterThanOrEqual(0);
          expect(shareBelow(scale, one)).toBeLessThanOrEqual(1);
        }
        expect(scale.ticks.length).toBeGreaterThan(1);
        expect(scale.ticks.length).toBeLessThan(10);
        const places = scale.ticks.map((tick) => shareBelow(scale, tick));
        places.slice(1).forEach((place, i) => {
          expect(place - places[i]!).toBeGreaterThan(0.02);
        });
      }),
      { numRuns: 500 },
    );
  });
});
