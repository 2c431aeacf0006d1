import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatApart, formatBeside, formatLevel, formatLevels } from './format.js';
import { digitsApart, shownLevel, shownLevels } from './level.js';

const read = (text: string) => Number(text.replaceAll('\u2212', '-'));
const losses = fc.double({ min: 1e-9, max: 1e3, noNaN: true });

describe('levels that are shown', () => {
  it('keeps what a person gave, without the noise of arithmetic', () => {
    expect(formatLevel(0.00123456)).toBe('0.00123456');
    expect(formatLevel(0.1 * 3)).toBe('0.3');
    expect(formatLevel(0)).toBe('0');
    expect(formatLevel('Infinity')).toBe('∞');
  });

  it('gives one that was found a few digits, and never too low a number', () => {
    expect(formatLevel(0.0138805294026)).toBe('0.01389');
    fc.assert(
      fc.property(losses, (level) => {
        expect(shownLevel(level)).toBeGreaterThanOrEqual(level * (1 - 1e-14));
        expect(shownLevel(level)).toBeLessThan(level * 1.0011);
      }),
    );
  });

  it('keeps the order of a level, found or given, and a loss beside it', () => {
    const near = fc.integer({ min: -1e6, max: 1e6 }).map((k) => 1 + k * 1e-9);
    fc.assert(
      fc.property(losses, near, (level, by) => {
        const loss = level * by;
        const shown = read(formatBeside(loss, level)) - read(formatLevel(level, loss));
        if (loss > level * (1 + 1e-12)) expect(shown).toBeGreaterThan(0);
        else expect(shown).toBeLessThanOrEqual(1e-12);
      }),
    );
  });
});

describe('numbers beside each other', () => {
  it('look different where they differ, in their order', () => {
    const close = fc.integer({ min: 0, max: 4000 }).map((k) => 0.0138805 + k * 1e-9);
    fc.assert(
      fc.property(fc.array(fc.oneof(losses, close, fc.constant(0.5))), (values) => {
        const sorted = [...values].sort((a, b) => a - b);
        for (const texts of [formatLevels(sorted), formatApart(sorted, 4)])
          texts.slice(1).forEach((text, i) => {
            if (sorted[i + 1] === sorted[i]) expect(text).toBe(texts[i]);
            // Fifteen digits tell a computed level from noise.
            else if (sorted[i + 1]! > sorted[i]! * (1 + 1e-12))
              expect(read(text)).toBeGreaterThan(read(texts[i]!));
          });
      }),
    );
  });

  it('have no more digits than that takes', () => {
    expect(formatLevels([0.0189113627353, null, 0.00617915609592])).toEqual([
      '0.01892',
      '–',
      '0.00618',
    ]);
    expect(shownLevels([0.0138805294026, 0.0138815200077, 0.5])).toEqual([0.013881, 0.013882, 0.5]);
    expect(digitsApart([2, 1, 2], (value) => String(value), 4)).toEqual(['2', '1', '2']);
  });
});
