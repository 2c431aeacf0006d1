import { describe, expect, it } from 'vitest';
import { createRng, type Rng } from '@isthmus/contract/base';
import { CAME_BACK, chooseCandidate, EQUAL, type MeasuredCandidate } from './align-choice.js';

const NORM = 10;

const given = (
  distance: number,
  peak: number,
  more: Partial<MeasuredCandidate> = {},
): MeasuredCandidate => ({
  ...{ finite: true, keepsFunction: true, distance, line: { peak, end: 0.1 } },
  ...more,
});

const identity = given(4, 1);

const takenOf = (candidates: readonly MeasuredCandidate[], rule: 'peak' | 'distance' = 'peak') =>
  chooseCandidate([identity, ...candidates], rule, NORM).indexOf('chosen');

const fateOf = (candidate: MeasuredCandidate, rule: 'peak' | 'distance' = 'peak') =>
  chooseCandidate([identity, candidate], rule, NORM)[1];

describe('chooseCandidate', () => {
  it.each([
    ['farther, however low its line', given(4.001, 0), 'farther'],
    ['higher, however near', given(1, 1.001), 'higher'],
    ['farther by the last bit', given(4 * (1 + 2 ** -52), 0.5), 'farther'],
    ['of a line without a number', given(1, NaN), 'higher'],
    ['of an infinite line', given(1, Infinity), 'higher'],
    ['of another function', given(1, 0.5, { keepsFunction: false }), 'changes-function'],
    ['not finite', given(NaN, NaN, { finite: false }), 'nonfinite'],
    ['at no distance', given(NaN, 0.5), 'farther'],
    ['of a line that was not looked at', given(1, 0, { line: null }), 'not-judged'],
  ])('never takes a candidate that is %s', (_, candidate, fate) => {
    for (const rule of ['peak', 'distance'] as const) {
      expect(fateOf(candidate, rule)).toBe(fate);
      expect(takenOf([candidate], rule)).toBe(0);
    }
  });

  it('takes by the lowest peak, or by the smallest distance', () => {
    const candidates = [given(3, 0.2), given(2, 0.3), given(3.5, 0.1)];
    expect(takenOf(candidates)).toBe(3);
    expect(takenOf(candidates, 'distance')).toBe(2);
    expect(chooseCandidate([identity, ...candidates], 'peak', NORM)).toEqual([
      ...['no-better', 'no-better', 'no-better', 'chosen'],
    ]);
  });

  it('lets the other measure decide between equals, then the order', () => {
    const nearly = 0.2 * (1 + EQUAL / 2);
    expect(takenOf([given(3, 0.2), given(2, nearly), given(2, 0.2)])).toBe(2);
    expect(takenOf([given(3, 0.2), given(3, 0.1), given(3, 0.1)], 'distance')).toBe(2);
    expect(takenOf([given(2, 0.2 * (1 + 2 * EQUAL)), given(3, 0.2)])).toBe(2);
  });

  it('stays with the identity where nothing is better', () => {
    expect(takenOf([given(4, 1), given(4, 1)])).toBe(0);
    expect(takenOf([])).toBe(0);
  });

  it('takes a nearer one where no line is lower, but none that is higher by rounding', () => {
    expect(takenOf([given(3, 1)])).toBe(1);
    expect(takenOf([given(3, 1 + 1e-13)])).toBe(1);
    expect(fateOf(given(3, 1 + 1e-11))).toBe('higher');
  });

  it('takes a copy that came back, though rounding raised its end', () => {
    const raised = 1 + 1e-6;
    const copy = (peak: number, end: number) =>
      given(CAME_BACK * NORM * 0.5, peak, { line: { peak, end } });
    expect(takenOf([given(3, 0.9), copy(raised, 0.1 + 1e-6)])).toBe(2);
    // Rounding explains the rise of its own end, and nothing above that.
    expect(fateOf(copy(raised, 0.1))).toBe('higher');
    // What is not back is held to the letter.
    expect(fateOf(given(3, raised, { line: { peak: raised, end: 0.1 + 1e-6 } }))).toBe('higher');
  });

  it('judges where the identity itself has no finite line', () => {
    const endless = given(4, NaN);
    const fates = chooseCandidate([endless, given(3, Infinity), given(3.5, 2)], 'peak', NORM);
    expect(fates).toEqual(['no-better', 'no-better', 'chosen']);
  });

  it('never makes anything worse, of random candidates', () => {
    for (let seed = 0; seed < 500; seed++) {
      const rng = createRng(seed);
      const candidates = Array.from({ length: 1 + Math.floor(rng.next() * 8) }, () => drawn(rng));
      const [first] = candidates;
      const start = { ...first!, finite: true, keepsFunction: true };
      const all = [start, ...candidates.slice(1)];
      for (const rule of ['peak', 'distance'] as const) {
        const fates = chooseCandidate(all, rule, NORM);
        expect(fates.filter((fate) => fate === 'chosen')).toHaveLength(1);
        const taken = all[fates.indexOf('chosen')]!;
        expect(taken.finite && taken.keepsFunction).toBe(true);
        expect(taken.distance).toBeLessThanOrEqual(start.distance);
        expect(taken.line!.peak).toBeLessThanOrEqual(start.line!.peak * (1 + 1e-12));
      }
    }
  });
});

/** Near enough to each other that all kinds of ties come up. */
function drawn(rng: Rng): MeasuredCandidate {
  const nudge = () => [0, 1e-16, 1e-9, -1e-9, 1e-5][Math.floor(rng.next() * 5)]!;
  const distance = (1 + Math.floor(rng.next() * 3)) * (1 + nudge());
  const peak = (1 + Math.floor(rng.next() * 3)) * (1 + nudge());
  const soundness = { finite: rng.next() < 0.9, keepsFunction: rng.next() < 0.9 };
  return { ...soundness, distance, line: { peak, end: peak * rng.next() } };
}
