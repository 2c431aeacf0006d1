import { quote } from './data-error.js';

/** The sign between the whole part of a number and the rest. */
export type DecimalSign = '.' | ',';

/**
 * Numbers as they are written, such as `-1.5e3`. Each part can be matched in one way only, so that a
 * long cell takes time in proportion to its length.
 */
const NUMBER: Readonly<Record<DecimalSign, RegExp>> = {
  '.': /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/,
  ',': /^[+-]?(?:\d+(?:,\d*)?|,\d+)(?:[eE][+-]?\d+)?$/,
};

/** How a cell that holds nothing is written, in capitals or not. */
const MISSING: ReadonlySet<string> = new Set([
  ...['', '?', 'na', 'n/a', '#n/a', '#na', '<na>', 'nan', '-nan', 'null', '\\n'],
]);

/** Where a number is to stand, these say so too; among names of classes they may be names. */
const NO_NUMBER: ReadonlySet<string> = new Set(['-', '--', '.', 'none', 'n.a.', 'missing']);

/**
 * Whether a cell says that there is no value: it is empty, or `NA`, `N/A`, `#N/A`, `<NA>`, `NaN`, `null`,
 * `?` and the like.
 */
export function isMissing(cell: string): boolean {
  return cell.length <= 4 && MISSING.has(cell.toLowerCase());
}

/** The same for a cell that is to hold a number: `-`, `.` or `None` too. */
export function isNoNumber(cell: string): boolean {
  return isMissing(cell) || (cell.length <= 7 && NO_NUMBER.has(cell.toLowerCase()));
}

/** The number in a cell; NaN where it holds none, or one beyond float64. */
export function numberIn(cell: string, decimal: DecimalSign): number {
  if (!NUMBER[decimal].test(cell)) return NaN;
  const value = Number(decimal === ',' ? cell.replace(',', '.') : cell);
  return Number.isFinite(value) ? value : NaN;
}

/** What to do about a cell that was to hold a number, and how it is named in a message. */
export function cellFault(cell: string, decimal: DecimalSign): { came: string; remedy: string } {
  const came = cell === '' ? 'an empty cell' : quote(cell);
  return { came, remedy: remedyFor(cell, decimal) };
}

const THOUSANDS = /^[+-]?\d{1,3}(?:[,.' ]\d{3})+(?:[,.]\d+)?$/;

function remedyFor(cell: string, decimal: DecimalSign): string {
  if (isNoNumber(cell))
    return 'Fill the cell in, or set "missing": "drop" to leave out the rows that lack a value which is used';
  const other = decimal === '.' ? ',' : '.';
  const sign = { ',': 'a comma', '.': 'a point' };
  if (!Number.isNaN(numberIn(cell, other)))
    return `The decimal sign of "decimal" is ${sign[decimal]}: if ${sign[other]} is the decimal sign of this file, set "decimal": "${other}"${THOUSANDS.test(cell) ? '; signs between thousands must be left out' : ''}`;
  if (THOUSANDS.test(cell)) return 'Leave the signs between thousands out';
  if (NUMBER[decimal].test(cell)) return 'Scale the column, so that its numbers are below 1.8e308';
  if (/^[+-]?inf(?:inity)?$/i.test(cell))
    return 'Infinity is no number to learn from: leave it out';
  return 'Use columns of numbers only: make numbers of texts, and leave cells without a value empty; a target column of class names needs "classes", how many there are';
}
