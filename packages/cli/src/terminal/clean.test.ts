import { describe, expect, it } from 'vitest';
import { printableText, cleanLine } from './clean.js';

describe('printableText', () => {
  it.each([
    ['colours', '\u001b[31mred\u001b[0m', 'red'],
    ['cursor moves', 'a\u001b[2J\u001b[1;1Hb', 'ab'],
    ['a title', '\u001b]0;owned\u0007x', 'x'],
    ['an unfinished sequence', 'x\u001b', 'x'],
    ['the 8-bit introducer', '\u009b31mx', 'x'],
    ['bells and backspaces', 'a\u0007b\u0008c\u007f', 'abc'],
    ['carriage returns', 'ok\rno', 'okno'],
    ['tabs', 'a\tb', 'a b'],
    ['turned writing', 'a\u202egnp.exe\u2066b', 'agnp.exeb'],
    ['invisible characters', 'a\u200b\u00adb', 'ab'],
    ['half a pair', 'a\ud800b', 'ab'],
    ['letters of any script', 'Größe 大小 – ✓ 🙂', 'Größe 大小 – ✓ 🙂'],
  ])('%s', (_, text, expected) => {
    expect(printableText(text)).toBe(expected);
  });

  it('keeps line breaks, and makes others of their kind', () => {
    expect(printableText('a\nb\u2028c')).toBe('a\nb\nc');
    expect(cleanLine('a\nb\u2028c')).toBe('a b c');
  });
});
