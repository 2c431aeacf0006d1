import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clipped, hanging, padded, roomOf, sizeOf, widthOfLine, wrapped } from './width.js';

/** What names of files and strategies are made of, with the columns that each takes. */
const PARTS: readonly (readonly [text: string, columns: number])[] = [
  ['a', 1],
  ['大', 2],
  ['한', 2],
  ['カ', 2],
  ['é', 1],
  ['e\u0301', 1],
  ['\u0301', 0],
  ['🙂', 2],
  ['👩‍👩‍👧', 2],
  ['🇩🇪', 2],
  ['✓', 1],
  ['█', 1],
  ['–', 1],
];

/** What string-width 8.3.0 gives, in code points where they are not seen. */
const COMPOSED: readonly (readonly [text: string, columns: number, what: string])[] = [
  ['\u1112\u1161\u11ab\u1100\u1173\u11af', 4, 'Hangul in parts'],
  ['e\u0301\u0323', 1, 'two marks on a letter'],
  ['a\u200bb', 2, 'a space of no width'],
  ['a\u00adb', 2, 'a soft hyphen'],
  ['\ufeffab', 2, 'a byte order mark'],
  ['a\u2060b', 2, 'a word joiner'],
  ['\u200eab\u200f', 2, 'marks of direction'],
  ['\u0e19\u0e49\u0e33', 1, 'Thai with AM'],
  ['\u0e44\u0e17\u0e22', 3, 'Thai'],
  ['\u0e01\u0e34\u0e48', 1, 'Thai with marks'],
  ['\u0939\u093f\u0928\u094d\u0926\u0940', 4, 'Devanagari'],
  ['\u0915\u093f', 2, 'a Devanagari vowel with its place'],
  ['\u0915\u0941', 1, 'a Devanagari vowel below'],
  ['\u0ba4\u0bae\u0bbf\u0bb4\u0bcd', 4, 'Tamil'],
  ['\u2764\ufe0f', 2, 'a heart as emoji'],
  ['1\ufe0f\u20e3', 2, 'a keycap'],
  ['\ud83d\udc4d\ud83c\udffd', 2, 'an emoji with a tone'],
  ['\u001b[31ma\u200b\u001b[39m', 1, 'a colour'],
];

const text = fc
  .array(fc.constantFrom(...PARTS.map(([part]) => part), ' '), { maxLength: 30 })
  .map((parts) => parts.join(''));

describe('the width of a line', () => {
  it.each(PARTS)('of %s is %i', (part, columns) => {
    expect(widthOfLine(part)).toBe(columns);
    expect(widthOfLine(`x${part}`)).toBe(1 + columns);
  });
});

describe('the width of what is written of several characters', () => {
  it.each(COMPOSED)('%j takes %i: %s', (part, columns) => {
    expect(widthOfLine(part)).toBe(columns);
    expect(widthOfLine(`大${part} x`)).toBe(2 + columns + 2);
  });
});

describe('padded, clipped and wrapped', () => {
  it('fill, and never exceed, the columns there are', () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 0, max: 40 }), (line, width) => {
        expect(widthOfLine(clipped(line, width))).toBeLessThanOrEqual(width);
        if (widthOfLine(line) <= width) {
          expect(clipped(line, width)).toBe(line);
          expect(widthOfLine(padded(line, width, 'left'))).toBe(width);
          expect(padded(line, width, 'right').endsWith(line)).toBe(true);
        }
        const lines = wrapped(line, width);
        // A character that is wider than the terminal has a line of its own.
        for (const part of lines) expect(widthOfLine(part)).toBeLessThanOrEqual(Math.max(width, 2));
        expect(lines.join('').replaceAll(' ', '')).toBe(line.replaceAll(' ', ''));
      }),
    );
  });

  it('cuts no character in two', () => {
    expect(clipped('e\u0301e\u0301e\u0301', 2)).toBe('e\u0301…');
    expect(clipped('大大大', 4)).toBe('大…');
    expect(wrapped('大大大', 4)).toEqual(['大大', '大']);
  });
});

it('sets in what goes on, and leaves what fits', () => {
  expect(hanging('one two three four\nfive', 10)).toBe('one two\n  three\n  four\nfive');
  expect(hanging('one two', 7)).toBe('one two');
  expect(hanging('one', Infinity)).toBe('one');
});

describe('the size of a terminal', () => {
  it.each([undefined, 0, -1, Number.NaN])('is the usual one where it says %s', (size) => {
    expect(sizeOf({ columns: size, rows: size })).toEqual({ columns: 80, rows: 24 });
    expect(roomOf({ isTTY: true, columns: size })).toBe(80);
    expect(roomOf({ isTTY: false, columns: size })).toBe(Infinity);
  });

  it('is what it says otherwise', () => {
    expect(sizeOf({ columns: 1, rows: 1 })).toEqual({ columns: 1, rows: 1 });
    expect(roomOf({ isTTY: true, columns: 132 })).toBe(132);
  });
});
