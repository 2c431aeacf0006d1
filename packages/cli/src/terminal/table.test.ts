import { describe, expect, it } from 'vitest';
import type { Column } from './table.js';
import { textTable, widthOf } from './table.js';

type Row = readonly [name: string, size: string, text: string];

const columns: readonly Column<Row>[] = [
  { title: 'name', align: 'left', text: ([name]) => name },
  { title: 'size', align: 'right', text: ([, size]) => size },
  { title: 'what it is', align: 'left', text: ([, , text]) => text },
];

const rows: readonly Row[] = [
  ['a', '12', 'short'],
  ['longer', '3456', 'a text of several words that goes on'],
];

describe('textTable', () => {
  it('lines up columns under their titles', () => {
    expect(textTable(columns, rows).split('\n')).toEqual([
      'name    size  what it is',
      '──────  ────  ────────────────────────────────────',
      'a         12  short',
      'longer  3456  a text of several words that goes on',
    ]);
  });

  it('wraps its last column between words', () => {
    const table = textTable(columns, rows, { wrapAt: 38 });
    expect(table.split('\n')).toEqual([
      'name    size  what it is',
      '──────  ────  ────────────────────────',
      'a         12  short',
      'longer  3456  a text of several words',
      '              that goes on',
    ]);
    expect(widthOf(table)).toBeLessThanOrEqual(38);
  });

  it.each([1, 20, 40, 60, 1000])('loses no word at width %i', (wrapAt) => {
    const words = textTable(columns, rows, { wrapAt }).split(/\s+/);
    for (const word of rows.flat().flatMap((cell) => cell.split(' ')))
      expect(words).toContain(word);
  });

  it('has a heading without rows', () => {
    expect(textTable(columns, []).split('\n')).toEqual([
      'name  size  what it is',
      '────  ────  ──────────',
    ]);
  });

  it('keeps a hostile cell in its place', () => {
    const table = textTable(columns, [['a\nb', '\u001b[2J1', '\u001b[31mred']]);
    expect(table.split('\n')[2]).toBe('a b      1  red');
  });
});
