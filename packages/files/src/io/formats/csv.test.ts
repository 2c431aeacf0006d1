import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CsvOptions, readCsv } from './csv.js';
import { asView, caught, faultOf, mutants, resultOrFault } from './testing/faults.js';

const utf8 = (text: string) => new TextEncoder().encode(text);
const read = (text: string, options?: CsvOptions) => readCsv(utf8(text), 'a.csv', options);
const numbers = (text: string, options?: CsvOptions) => Array.from(read(text, options).data);

describe('readCsv', () => {
  it('reads all columns, row by row', () => {
    expect(read('x,y\n1,2\n3,4\n')).toMatchObject({
      names: ['x', 'y'],
      shape: [2, 2],
      data: Float64Array.of(1, 2, 3, 4),
    });
  });

  it('reads the columns asked for, by name or index, in the order asked for', () => {
    const table = read('a,b,c\n1,2,3\n4,5,6\n', { columns: ['c', 0, 'c'] });
    expect(table.names).toEqual(['c', 'a', 'c']);
    expect(Array.from(table.data)).toEqual([3, 1, 3, 6, 4, 6]);
  });

  it('reads columns of numbers beside columns of text', () => {
    expect(numbers('x,name\n1,"a, b"\n2,"c ""d"""\n', { columns: ['x'] })).toEqual([1, 2]);
  });

  it('reads a file without a header row', () => {
    const table = read('1,2\n3,4', { header: false, columns: [1] });
    expect(table).toMatchObject({ names: ['1'], shape: [2, 1], data: Float64Array.of(2, 4) });
  });

  it.each([
    ['LF', 'x\n1\n2\n'],
    ['CR LF', 'x\r\n1\r\n2\r\n'],
    ['CR', 'x\r1\r2\r'],
    ['mixed', 'x\r\n1\n2\r\n'],
    ['no line end at the end', 'x\n1\n2'],
    ['empty lines', 'x\n\n1\n\n2\n\n'],
    ['blanks around cells', ' x \n 1\n2\t\n'],
    ['quoted numbers', '"x"\n"1"\n"2"\n'],
    ['a byte order mark', '\ufeffx\n1\n2\n'],
  ])('reads %s', (_, text) => {
    expect(read(text, { columns: ['x'] })).toMatchObject({ names: ['x'], shape: [2, 1] });
    expect(numbers(text)).toEqual([1, 2]);
  });

  it('reads gzip, UTF-16 with its mark, another delimiter, a view into a larger buffer', () => {
    const expected = read('x,y\n1,2\n');
    expect(readCsv(gzipSync('x,y\n1,2\n'), 'f')).toEqual(expected);
    expect(readCsv(Buffer.from('\ufeffx,y\n1,2\n', 'utf16le'), 'f')).toEqual(expected);
    expect(read('x;y\n1;2\n', { delimiter: ';' })).toEqual(expected);
    expect(readCsv(asView(utf8('x,y\n1,2\n')), 'f')).toEqual(expected);
  });

  it('reads more rows than it first has room for', () => {
    const rows = Array.from({ length: 5000 }, (_, i) => `${i},${-i}`);
    const { data, shape } = read(['x,y', ...rows].join('\n'));
    expect(shape).toEqual([5000, 2]);
    expect(data.every((value, i) => value === (i % 2 === 0 ? i / 2 : -(i - 1) / 2))).toBe(true);
  });

  it.each(['1', '-1.5', '+.5', '5.', '1e3', '1.5E-3', '007'])('takes %s for a number', (cell) => {
    expect(numbers(`x\n${cell}\n`, { columns: ['x'] })).toEqual([Number(cell)]);
  });

  it.each([
    '',
    'NaN',
    'inf',
    'Infinity',
    '1e999',
    '0x10',
    '1_000',
    '1 000',
    'a',
    '1.2.3',
    '-',
    '.',
  ])('refuses %o as a number', (cell) => {
    expect(faultOf(() => read(`x,y\n1,2\n${cell},3\n`))).toBe('data/bad-value');
  });
});

describe('readCsv, messages', () => {
  it.each([
    [
      'a cell',
      'x,y\n1,2\n\n3,abc\n',
      {},
      'a.csv, line 4, column 1 ("y"): expected a finite decimal number, came "abc".',
    ],
    [
      'an empty cell',
      '1,2\n3,\n',
      { header: false },
      'line 2, column 1: expected a finite decimal number, came an empty cell.',
    ],
    [
      'an uneven row',
      'x,y\n1,2\n3\n',
      {},
      'a.csv, line 3: expected 2 cells as in the first row, came 1.',
    ],
    [
      'an unknown name',
      'x,y\n1,2\n',
      { columns: ['z'] },
      'expected exactly one column named "z", came the columns "x", "y".',
    ],
    [
      'an ambiguous name',
      'x,x\n1,2\n',
      { columns: ['x'] },
      'expected exactly one column named "x"',
    ],
    [
      'a name without a header row',
      '1,2\n',
      { header: false, columns: ['x'] },
      'expected columns given by index',
    ],
    [
      'an index too large',
      'x,y\n1,2\n',
      { columns: [2] },
      'expected a column index from 0 to 1, came 2.',
    ],
    [
      'a broken index',
      'x,y\n1,2\n',
      { columns: [0.5] },
      'expected a column index from 0 to 1, came 0.5.',
    ],
    ['no columns', 'x,y\n1,2\n', { columns: [] }, 'expected at least one column to read'],
    [
      'a forgotten header: false',
      '1,2\n3,4\n',
      {},
      'expected names of the columns in the first row, came a row of numbers. Set "header" to false',
    ],
    [
      'an open quote',
      'x,y\n1,"2\n',
      {},
      'expected comma-separated values, came a fault in them (Quote Not Closed',
    ],
    ['an empty delimiter', 'x,y\n1,2\n', { delimiter: '' }, 'expected comma-separated values'],
  ])('of %s', (_, text, options, words) => {
    const error = caught(() => read(text, options));
    expect(error.code).toBe('data/bad-value');
    expect(error.message).toContain(words);
    expect(error.data).toMatchObject({ file: 'a.csv' });
  });

  it.each(['', 'x,y\n', '\n\n'])('of a file without rows: %o', (text) => {
    expect(faultOf(() => read(text))).toBe('data/truncated');
  });

  it('takes numbers as names when they are asked for by name', () => {
    expect(numbers('2019,2020\n1,2\n', { columns: ['2020'] })).toEqual([2]);
  });

  it('keeps control characters and long cells out of messages', () => {
    const { message } = caught(() => read(`x\n\u001b[31m${'a'.repeat(5000)}\n`));
    expect(message).not.toContain('\u001b');
    expect(message.length).toBeLessThan(300);
    const open = caught(() => read(`x\n1"${'a'.repeat(5000)}\n`));
    expect(open.message.length).toBeLessThan(400);
  });

  it('refuses gzipped content above the cap', () => {
    const bytes = gzipSync('x\n1\n2\n');
    expect(readCsv(bytes, 'f', { maxBytes: 6 }).shape).toEqual([2, 1]);
    expect(faultOf(() => readCsv(bytes, 'f', { maxBytes: 5 }))).toBe('data/too-large');
  });
});

describe('readCsv, damaged files', () => {
  const text = utf8('x,"y z"\n1.5,-2\n\n3e1,"4"\n');

  it('answers a file cut off at any byte with whole rows or a typed error', () => {
    for (let end = 0; end < text.length; end++) {
      const result = resultOrFault(() => readCsv(text.subarray(0, end), 'f'));
      if (typeof result !== 'string') expect(result.data).toHaveLength(2 * result.shape[0]);
    }
  });

  it('answers every mutant with finite numbers or a typed error', () => {
    fc.assert(
      fc.property(fc.oneof(mutants(text), mutants(gzipSync(text))), (bytes) => {
        const result = resultOrFault(() => readCsv(bytes, 'f'));
        if (typeof result === 'string') return;
        expect(result.data).toHaveLength(result.shape[0] * result.shape[1]);
        expect(result.data.every(Number.isFinite)).toBe(true);
      }),
      { numRuns: 3000, seed: 1 },
    );
  });
});
