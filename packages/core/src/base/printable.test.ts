import { describe, expect, it } from 'vitest';
import { printable } from './printable.js';

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
