import { describe, expect, it } from 'vitest';
import { bounded, clamped, printable } from './printable.js';

describe('printable', () => {
  it.each([
    ['plain – text, ü, 漢字 and 🌉', 'plain – text, ü, 漢字 and 🌉'],
    ['a\nb\tc\r', 'a\\u{a}b\\u{9}c\\u{d}'],
    ['\u001b]8;;http://x\u0007', '\\u{1b}]8;;http://x\\u{7}'],
    ['\u009b31m', '\\u{9b}31m'],
    ['a\u202eb', 'a\\u{202e}b'],
    ['line\u2028break', 'line\\u{2028}break'],
    ['half \ud800', 'half \\u{d800}'],
    ['', ''],
  ])('%j becomes %j', (text, expected) => {
    expect(printable(text)).toBe(expected);
  });
});

describe('clamped', () => {
  it.each([
    ['abc', 3, 'abc'],
    ['abcdef', 4, 'abcd… (2 more characters)'],
    ['ab🌉', 3, 'ab… (2 more characters)'],
    ['', 0, ''],
  ])('%j at %d is %j', (text, limit, expected) => {
    expect(clamped(text, limit)).toBe(expected);
  });
});

describe('bounded', () => {
  it('leaves short messages, and keeps every line of a long one in sight', () => {
    expect(bounded('one\ntwo')).toBe('one\ntwo');
    const long = 'x'.repeat(1e6);
    expect(bounded(`first\n${long}\nlast`)).toBe(
      `first\n${'x'.repeat(2000)}… (998000 more characters)\nlast`,
    );
  });

  it('counts lines too', () => {
    const lines = bounded(Array.from({ length: 1e5 }, (_, i) => `line ${i}`).join('\n')).split(
      '\n',
    );
    expect(lines).toHaveLength(101);
    expect(lines.at(-1)).toBe('… (99900 more lines)');
  });
});
