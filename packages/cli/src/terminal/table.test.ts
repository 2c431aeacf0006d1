import { describe, expect, it } from 'vitest';
import type { Column } from './table.js';
import { fittingTable, textTable } from './table.js';
import { widthOf } from './width.js';

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

describe('wide characters', () => {
  it('take the room that they have on a terminal', () => {
    const table = textTable(columns, [
      ['大小', '1', 'two characters, four columns'],
      ['e\u0301té', '2', 'four, and a combining mark'],
      ['plain', '3', 'x'],
    ]);
    const places = table
      .split('\n')
      .slice(2)
      .map((line) => widthOf(line.slice(0, line.search(/[123]/))));
    expect(new Set(places).size).toBe(1);
  });
});

describe('fittingTable', () => {
  const more: readonly Column<Row>[] = [
    { title: 'more', align: 'left', text: () => 'm'.repeat(30) },
  ];

  it.each([0, 1, 2, 10, 20, 50, 78, 79, 200, Infinity])(
    'fits a terminal of %s columns, and loses no word',
    (width) => {
      const table = fittingTable(columns, more, rows, width);
      expect(widthOf(table)).toBeLessThanOrEqual(Math.max(1, width));
      const letters = (text: string) => text.replaceAll(/\s/g, '');
      for (const row of rows) expect(letters(table)).toContain(letters(row[2]));
    },
  );

  it('leaves out the last columns first', () => {
    expect(fittingTable(columns, more, rows, 200)).toContain('mmm');
    expect(fittingTable(columns, more, rows, 60)).not.toContain('mmm');
  });

  it('says which columns are left out, and what shows them', () => {
    const table = fittingTable(columns, more, rows, 60, 'the report');
    expect(table.split('\n').slice(4)).toEqual([
      'Not shown: more. They fit in 82 columns, and stand in the',
      'report.',
    ]);
    expect(fittingTable(columns, more, rows, 200, 'the report')).not.toContain('Not shown');
  });

  it('sets cells below each other where columns do not fit', () => {
    expect(fittingTable(columns, more, rows, 30).split('\n')).toEqual([
      'a',
      '  size 12',
      '  what it is short',
      '  more',
      '  mmmmmmmmmmmmmmmmmmmmmmmmmmmm',
      '  mm',
      'longer',
      '  size 3456',
      '  what it is a text of several',
      '  words that goes on',
      '  more',
      '  mmmmmmmmmmmmmmmmmmmmmmmmmmmm',
      '  mm',
    ]);
  });
});
