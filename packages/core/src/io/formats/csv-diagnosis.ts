import { quote } from './data-error.js';
import { numberIn } from './csv-cells.js';
import { firstRows } from './csv-rows.js';

/** Rows that are looked at. */
const ROWS = 20;

const DELIMITERS = [',', ';', '\t', '|', ' '];

/**
 * The remedy for a file whose rows do not fit what was asked of them, from its first rows: another
 * delimiter, row names as R writes them, a first line of counts as scikit-learn has it.
 *
 * @returns a sentence without its stop; null where the rows look as they should
 */
export function diagnose(content: Uint8Array, delimiter: string): string | null {
  const rows = firstRows(content, delimiter, ROWS);
  return betterDelimiter(content, delimiter, rows) ?? unlikeFirstRow(rows);
}

type Rows = readonly (readonly string[])[];

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
function unlikeFirstRow([first, ...rest]: Rows): string | null {
  const width = rest[0]?.length;
  if (first === undefined || width === undefined || width === first.length) return null;
  if (rest.some(({ length }) => length !== width)) return null;
  const said = `the first row has ${cells(first.length)} and every other ${width}`;
  if (first.length > 1 && numberIn(first[1]!, '.') === width - 1)
    return `${capital(said)}: it looks like scikit-learn's line of counts. Remove that line and set "header": false`;
  if (width === first.length + 1 && rest.every((row) => row.at(-1) === ''))
    return `${capital(said)}, of which the last is empty: every row but the first ends with a delimiter. Remove it there, or put one behind the first row too`;
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
