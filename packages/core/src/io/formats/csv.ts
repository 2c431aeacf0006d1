import { parse } from 'csv-parse/sync';
import { isIsthmusError, messageOf } from '../../base/errors.js';
import { dataError, quote } from './data-error.js';
import { gunzipIfGzip } from './gunzip.js';

/** A column by its name in the header row, or by its zero-based index. */
export type CsvColumn = string | number;

/** How a CSV file is read. */
export interface CsvOptions {
  /** Whether the first row holds the names of the columns. Default true. */
  readonly header?: boolean | undefined;
  /** The columns to read, in the order wanted. Default all. */
  readonly columns?: readonly CsvColumn[] | undefined;
  /** One character. Default a comma. */
  readonly delimiter?: string | undefined;
  /** Most bytes that a gzipped file may grow to. Default 1 GiB. */
  readonly maxBytes?: number | undefined;
}

/** Columns of numbers. The caller owns `data`. */
export interface CsvNumbers {
  /** Name of each column read; its index as text where there is no header row. */
  readonly names: readonly string[];
  /** `[N, columns]` */
  readonly shape: readonly [number, number];
  /** Row-major, finite. */
  readonly data: Float64Array;
}

/**
 * Reads columns of numbers from a CSV file (RFC 4180 with any line ends), plain or gzipped (told by
 * content).
 *
 * Numbers are decimal, such as `-1.5e3`. Empty lines are passed over; every other row must be as wide
 * as the first.
 *
 * @param source name of the file for messages, which also give line and column
 * @throws `data/bad-value` (a cell that is no finite number, an uneven row, an unknown or ambiguous
 *   column, bad quotes), `data/truncated` (no rows), and those of gzip
 * @example
 * readCsv(new TextEncoder().encode('x,y\n1,2\n3,4\n'), 'a.csv', { columns: ['y'] });
 * // { names: ['y'], shape: [2, 1], data: Float64Array [2, 4] }
 */
export function readCsv(bytes: Uint8Array, source: string, options: CsvOptions = {}): CsvNumbers {
  const content = gunzipIfGzip(bytes, source, options.maxBytes);
  const table = startTable(source, options);
  eachRow(content, source, options.delimiter ?? ',', (cells, line) => table.add(cells, line));
  return table.finish();
}

/** Calls back with each row as it is parsed, so that the file's text is never held as cells. */
function eachRow(
  content: Uint8Array,
  source: string,
  delimiter: string,
  visit: (cells: readonly string[], line: number) => void,
): void {
  try {
    parse(Buffer.from(content.buffer, content.byteOffset, content.length), {
      bom: true,
      delimiter,
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
      on_record: (cells: string[], { lines }) => {
        visit(cells, lines);
        return null;
      },
    });
  } catch (thrown) {
    throw isIsthmusError(thrown) ? thrown : notCsv(thrown, source);
  }
}

function notCsv(thrown: unknown, source: string): Error {
  return dataError(
    'bad-value',
    source,
    {
      expected: 'comma-separated values',
      // The library quotes the cell, which an unclosed quote can make as long as the file.
      came: `a fault in them (${messageOf(thrown).slice(0, 160)})`,
      remedy: 'Put quotes around whole cells only, and double a quote within a cell',
    },
    { cause: thrown },
  );
}

interface Columns {
  /** Cells in every row. */
  readonly width: number;
  /** Which of them are read, in the order wanted. */
  readonly picked: readonly number[];
  readonly names: readonly string[];
}

interface Table {
  add(cells: readonly string[], line: number): void;
  finish(): CsvNumbers;
}

function startTable(source: string, options: CsvOptions): Table {
  const { header = true } = options;
  const values = growingArray();
  let columns: Columns | undefined;
  return {
    add(cells, line) {
      const isHeader = columns === undefined && header;
      columns ??= chooseColumns(cells, options, source);
      if (!isHeader) addRow(values, cells, columns, { source, line });
    },
    finish() {
      if (columns === undefined || values.length() === 0) throw noRows(source, header);
      const { names } = columns;
      return { names, shape: [values.length() / names.length, names.length], data: values.take() };
    },
  };
}

interface Place {
  readonly source: string;
  readonly line: number;
}

const number = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

function addRow(
  values: GrowingArray,
  cells: readonly string[],
  { width, picked, names }: Columns,
  place: Place,
): void {
  if (cells.length !== width) throw unevenRow(width, cells.length, place);
  picked.forEach((index, i) => {
    const cell = cells[index] ?? '';
    const value = number.test(cell) ? Number(cell) : NaN;
    if (!Number.isFinite(value)) throw badCell(cell, index, names[i], place);
    values.push(value);
  });
}

function chooseColumns(first: readonly string[], options: CsvOptions, source: string): Columns {
  const { header = true, columns = first.map((_, index) => index) } = options;
  if (columns.length === 0) throw noColumns(source);
  const byName = columns.some((column) => typeof column === 'string');
  // Columns named "2019" are fine when asked for by name; otherwise a row of data would be lost unseen.
  if (header && !byName && first.every((cell) => number.test(cell))) throw headerIsData(source);
  const names = header ? first : first.map((_, index) => String(index));
  const picked = columns.map((column) =>
    typeof column === 'string'
      ? indexByName(column, names, header, source)
      : checkIndex(column, first.length, source),
  );
  return { width: first.length, picked, names: picked.map((index) => names[index] ?? '') };
}

function indexByName(
  column: string,
  names: readonly string[],
  header: boolean,
  source: string,
): number {
  const index = names.indexOf(column);
  if (header && index >= 0 && names.lastIndexOf(column) === index) return index;
  const known = names.map(quote).join(', ');
  throw dataError('bad-value', source, {
    expected: header ? `exactly one column named ${quote(column)}` : 'columns given by index',
    came: header ? `the columns ${known}` : `the name ${quote(column)} for a file without names`,
    remedy: `Give one of the names, or an index from 0 to ${names.length - 1}`,
  });
}

function checkIndex(column: number, width: number, source: string): number {
  if (Number.isInteger(column) && column >= 0 && column < width) return column;
  throw dataError('bad-value', source, {
    expected: `a column index from 0 to ${width - 1}`,
    came: String(column),
    remedy: 'Count the columns from 0, or use their names',
  });
}

function noColumns(source: string): Error {
  return dataError('bad-value', source, {
    expected: 'at least one column to read',
    came: 'an empty list of columns',
    remedy: 'Name the columns, or leave the list out to read all',
  });
}

function headerIsData(source: string): Error {
  return dataError('bad-value', source, {
    expected: 'names of the columns in the first row',
    came: 'a row of numbers',
    remedy: 'Set "header" to false, or select the columns by name if these are the names',
  });
}

function unevenRow(width: number, came: number, { source, line }: Place): Error {
  return dataError('bad-value', source, {
    place: `line ${line}`,
    expected: `${width} cells as in the first row`,
    came: String(came),
    remedy: 'Mend the row, or check the delimiter',
  });
}

function badCell(cell: string, index: number, name = '', { source, line }: Place): Error {
  const label = name === String(index) ? '' : ` (${quote(name)})`;
  return dataError('bad-value', source, {
    place: `line ${line}, column ${index}${label}`,
    expected: 'a finite decimal number',
    came: cell === '' ? 'an empty cell' : quote(cell),
    remedy: 'Fill in or leave out such rows, and write classes as 0, 1, 2 …',
  });
}

function noRows(source: string, header: boolean): Error {
  return dataError('truncated', source, {
    expected: `${header ? 'a header row and ' : ''}at least one row of numbers`,
    came: 'none',
    remedy: 'Check that the right file is named and that it was written whole',
  });
}

interface GrowingArray {
  push(value: number): void;
  length(): number;
  /** The values so far, in an array of just their size. */
  take(): Float64Array;
}

function growingArray(): GrowingArray {
  let store = new Float64Array(1024);
  let length = 0;
  return {
    push(value) {
      if (length === store.length) {
        const larger = new Float64Array(2 * length);
        larger.set(store);
        store = larger;
      }
      store[length++] = value;
    },
    length: () => length,
    take: () => store.slice(0, length),
  };
}
