import { quote } from './data-error.js';
import { isMissing, numberIn } from './csv-cells.js';
import type { CsvColumn } from './csv-columns.js';
import { firstRows } from './csv-rows.js';

/** Rows that are looked at. */
const ROWS = 20;

const DELIMITERS = [',', ';', '\t', '|', ' '];

/**
 * The remedy for a file whose rows do not fit what was asked of them, from its first rows: rows before
 * the names, another delimiter, row names as R writes them, a delimiter at the end of rows, a first line
 * of counts as scikit-learn has it.
 *
 * @param asked the columns that are wanted
 * @returns a sentence without its stop; null where the rows look as they should
 */
export function diagnose(
  content: Uint8Array,
  delimiter: string,
  asked: readonly CsvColumn[] = [],
): string | null {
  const rows = firstRows(content, delimiter, ROWS);
  const names = asked.filter((column) => typeof column === 'string');
  return (
    (names.length === 0 ? null : (signBeforeNames(rows, names) ?? lateNames(rows, names))) ??
    betterDelimiter(content, delimiter, rows) ??
    unlikeFirstRow(rows, delimiter)
  );
}

/** The remedy for a first row of data in which a number is wanted and none stands at all; null: none. */
export function diagnoseSecondRow(content: Uint8Array, delimiter: string): string | null {
  const [, second = [], third = []] = firstRows(content, delimiter, ROWS);
  return isWordsBefore(second, third)
    ? 'The second row holds no number, and the third does: leave the second out if it tells units or the like, or the first if the second holds the names'
    : null;
}

type Rows = readonly (readonly string[])[];

/** Where the names that are asked for stand in a later row, what is before them is a title or a comment. */
function lateNames([, ...later]: Rows, names: readonly string[]): string | null {
  const row = later.findIndex((cells) => names.every((name) => cells.includes(name)));
  return row < 0 ? null : leaveOut(row + 1);
}

/** The names behind a `#`, which stands in a cell of its own where blanks split the rows. */
function signBeforeNames([first = []]: Rows, names: readonly string[]): string | null {
  const [cell = '', ...others] = first;
  const bare = cell.replace(/^#\s*/, '');
  return cell.startsWith('#') && names.every((name) => name === bare || others.includes(name))
    ? 'The first row begins with "#", as numpy.savetxt writes it: leave the sign out (comments="")'
    : null;
}

function leaveOut(rows: number): string {
  return rows === 1
    ? 'The names stand in the second row: leave the first one out'
    : `The names stand in row ${rows + 1}: leave the ${rows} rows before it out`;
}

/** Whether a row holds words alone and the next one also numbers, as names stand before data. */
function isWordsBefore(row: readonly string[], next: readonly string[]): boolean {
  const isNumber = (cell: string) => !Number.isNaN(numberIn(cell, '.'));
  const isWord = (cell: string) => !isNumber(cell) && !isMissing(cell) && !/^[-+.,\d]/.test(cell);
  return row.length > 0 && row.every(isWord) && next.some(isNumber);
}

function betterDelimiter(content: Uint8Array, delimiter: string, rows: Rows): string | null {
  if (isTable(rows)) return null;
  const narrow = rows.every(({ length }) => length === 1);
  const found = DELIMITERS.filter((each) => each !== delimiter && (each !== ' ' || narrow)).find(
    (each) => isNearlyTable(firstRows(content, each, ROWS)),
  );
  if (found !== undefined)
    return `The rows look split by ${quote(found)}: set "delimiter": ${quote(found)}`;
  return narrow && rows.some(([cell = '']) => /\S\s+\S/.test(cell))
    ? 'The cells look split by several blanks: write one comma between them'
    : null;
}

/** Rows of one width above 1. */
function isTable(rows: Rows): boolean {
  const width = rows[0]?.length ?? 0;
  return width > 1 && rows.every(({ length }) => length === width);
}

/** The same, where the first row may lack the name of the first column. */
function isNearlyTable(rows: Rows): boolean {
  const [first = [], ...rest] = rows;
  return (
    isTable(rows) || (first.length > 1 && first.length + 1 === rest[0]?.length && isTable(rest))
  );
}

/** Where all rows but the first have one width, the first is the odd one. */
function unlikeFirstRow([first, ...rest]: Rows, delimiter: string): string | null {
  const width = rest[0]?.length;
  if (first === undefined || width === undefined || width === first.length) return null;
  if (rest.some(({ length }) => length !== width)) return null;
  const said = `the first row has ${cells(first.length)} and every other ${width}`;
  if (first.length > 1 && numberIn(first[1]!, '.') === width - 1)
    return `${capital(said)}: it looks like scikit-learn's line of counts. Remove that line and set "header": false`;
  if (rest.every((row) => row.at(-1) === ''))
    return `${capital(said)}, of which the last is empty: leave out the ${quote(delimiter)} at the end of rows, or write one at the end of the first row too`;
  if (first.length < width && isWordsBefore(rest[0]!, rest[1] ?? [])) return leaveOut(1);
  return width === first.length + 1
    ? `${capital(said)}: the rows look as if they began with their names, as R's write.table writes them. Write it with row.names = FALSE, or give the first column a name too`
    : `${capital(said)}: give every column its name in the first row, or remove that row and set "header": false`;
}

function cells(count: number): string {
  return count === 1 ? '1 cell' : `${count} cells`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
