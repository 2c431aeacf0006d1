import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { spreadUp } from './spread.js';

const place = (y: number) => y;

describe('spreadUp', () => {
  it('leaves alone what is apart, and moves up what is not', () => {
    expect(spreadUp([100, 50], place, 28)).toEqual([
      { item: 100, shift: 0 },
      { item: 50, shift: 0 },
    ]);
    expect(spreadUp([90, 100, 95], place, 28)).toEqual([
      { item: 100, shift: 0 },
      { item: 95, shift: -23 },
      { item: 90, shift: -46 },
    ]);
  });

  it('leaves out what finds no room', () => {
    expect(spreadUp([20, 21], place, 28)).toEqual([{ item: 21, shift: 0 }]);
  });

  test.prop([fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 12 })])(
    'leaves no two on one another',
    (items) => {
      const placed = spreadUp(items, place, 28).map(({ item, shift }) => item + shift);
      const sorted = [...placed].sort((a, b) => a - b);
      expect(sorted.every((y, i) => i === 0 || y - sorted[i - 1]! >= 28)).toBe(true);
      expect(spreadUp(items, place, 28).every(({ shift }) => shift <= 0)).toBe(true);
    },
  );
});
