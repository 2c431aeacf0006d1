import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { barriersOf } from './barrier.js';

describe('barriersOf', () => {
  it('names each barrier by its baseline', () => {
    // Peak 5 at t=0.75; chord there 1 + 0.75 * 2 = 2.5; but at t=0.25 the loss is 4.5, the chord 1.5.
    const profile = { t: [0, 0.25, 0.75, 1], loss: [1, 4.5, 5, 3] };
    expect(barriersOf(profile)).toEqual({ aboveEnds: 2, aboveMean: 3, aboveChord: 3 });
  });

  it('is zero where a path nowhere rises above its ends', () => {
    const { aboveEnds, aboveChord } = barriersOf({ t: [0, 0.5, 1], loss: [2, 0.5, 2] });
    expect([aboveEnds, aboveChord]).toEqual([0, 0]);
  });

  it('orders the three: 0 <= aboveEnds <= aboveChord and aboveEnds <= aboveMean', () => {
    const losses = fc.array(fc.double({ min: 0, max: 10, noNaN: true }), { minLength: 2 });
    fc.assert(
      fc.property(losses, (loss) => {
        const t = loss.map((_, i) => i / (loss.length - 1));
        const { aboveEnds, aboveMean, aboveChord } = barriersOf({ t, loss });
        const rounding = 1e-14;
        expect(aboveEnds).toBeGreaterThanOrEqual(0);
        expect(aboveEnds).toBeLessThanOrEqual(aboveChord + rounding);
        expect(aboveEnds).toBeLessThanOrEqual(aboveMean + rounding);
      }),
    );
  });

  it('is NaN where the loss is', () => {
    const barriers = barriersOf({ t: [0, 0.5, 1], loss: [0, NaN, 0] });
    expect(Object.values(barriers).every(Number.isNaN)).toBe(true);
  });

  it('refuses a profile that leaves out an end', () => {
    expect(() => barriersOf({ t: [0, 0.5], loss: [0, 1] })).toThrow(
      expect.objectContaining({ code: 'path/profile-without-ends' }),
    );
  });
});
