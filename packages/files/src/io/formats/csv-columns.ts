import { numberIn } from './csv-cells.js';
import { dataError, listed, quote } from './data-error.js';

/** A column by its name in the header row, or by its zero-based index. */
export type CsvColumn = string | number;

/** Which columns of a file are read. */
export interface PickedColumns {
  /** Cells in every row. */
  readonly width: number;
  /** Which of them are read, in the order wanted. */
  readonly picked: readonly number[];
  readonly names: readonly string[];
}

/** What is asked of the first row. */
export interface ColumnChoice {
  readonly header: boolean;
  /** Undefined: all. */
  readonly columns: readonly CsvColumn[] | undefined;
  readonly source: string;
  /** What the first rows say about a file that lacks the columns. */
  readonly diagnose: () => string | null;
}

/**
 * Finds the columns in the first row.
 *
 * @throws `data/bad-value` for a column that is not there or ambiguous, and for a first row of numbers
 * where names are expected
 */
export function chooseColumns(first: readonly string[], choice: ColumnChoice): PickedColumns {
  const { header, columns = first.map((_, index) => index), source } = choice;
  if (columns.length === 0) throw noColumns(source);
  const byName = columns.some((column) => typeof column === 'string');
  // Columns named "2019" are fine when asked for by name; otherwise a row of data would be lost unseen.
  if (header && !byName && first.every((cell) => !Number.isNaN(numberIn(cell, '.'))))
    throw headerIsData(source);
  const names = header ? first : first.map((_, index) => String(index));
  const places = placesOf(names);
  const picked = columns.map((column) =>
    typeof column === 'string'
      ? indexByName(column, header ? places.get(column) : undefined, names, choice)
      : checkIndex(column, first.length, choice),
  );
  return { width: first.length, picked, names: picked.map((index) => names[index] ?? '') };
}

/** Where each name stands; null for one that stands several times. */
function placesOf(names: readonly string[]): ReadonlyMap<string, number | null> {
  const places = new Map<string, number | null>();
  names.forEach((name, index) => places.set(name, places.has(name) ? null : index));
  return places;
}

function indexByName(
  column: string,
  place: number | null | undefined,
  names: readonly string[],
  { header, source, diagnose }: ColumnChoice,
): number {
  if (typeof place === 'number') return place;
  throw dataError('bad-value', source, {
    expected: header ? `exactly one column named ${quote(column)}` : 'columns given by index',
    came: header
      ? `the columns ${listed(names)}`
      : `the name ${quote(column)} for a file without names`,
    remedy: diagnose() ?? remedyForName(column, place, header, names),
  });
}

/** `place` is null for a name that stands several times. */
function remedyForName(
  column: string,
  place: number | null | undefined,
  header: boolean,
  names: readonly string[],
): string {
  if (place === null) {
    const at = names.flatMap((name, index) => (name === column ? [index] : []));
    return `Several columns have that name: give the index of the one that is meant (${listedNumbers(at)}), counted from 0`;
  }
  if (names.some(isGarbled)) return 'The names are not in UTF-8: save the file as UTF-8';
  const isData = header && names.every((name) => !Number.isNaN(numberIn(name, '.')));
  return isData
    ? 'The first row holds numbers: if the file has no row of names, set "header": false and give columns by index, counted from 0'
    : `Give one of the names, or an index from 0 to ${names.length - 1}`;
}

function listedNumbers(numbers: readonly number[]): string {
  const shown = numbers.slice(0, 5).join(', ');
  return numbers.length > 5 ? `${shown} …` : shown;
}

/** Whether text was written in another encoding than UTF-8. */
export function isGarbled(text: string): boolean {
  return text.includes('\ufffd');
}

function checkIndex(column: number, width: number, { source, diagnose }: ColumnChoice): number {
  if (Number.isInteger(column) && column >= 0 && column < width) return column;
  throw dataError('bad-value', source, {
    expected: `a column index from 0 to ${width - 1}`,
    came: String(column),
    remedy: diagnose() ?? 'Count the columns from 0, or use their names',
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
