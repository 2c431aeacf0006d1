import { cellFault, type DecimalSign, isMissing, isNoNumber, numberIn } from './csv-cells.js';
import { chooseColumns, type CsvColumn, isGarbled } from './csv-columns.js';
import { LIMITS } from './csv-rows.js';
import { dataError, quote } from './data-error.js';
import { growingArray, type GrowingArray } from './growing-array.js';

/** Columns of numbers, and at most one of text. */
export interface CsvTable {
  /** Name of each column of numbers; its index as text where there is no header row. */
  readonly names: readonly string[];
  /** `[N, columns]` */
  readonly shape: readonly [number, number];
  /** Row-major, finite. */
  readonly data: Float64Array;
  /** The column of class names; null where none was asked for. */
  readonly labels: CsvLabels | null;
  /** `[N]`: the line of the file that each row ends on, counted from 1. */
  readonly lines: Float64Array;
  /** How many rows were left out because a cell that is read was missing. */
  readonly dropped: number;
}

/** A column of text. */
export interface CsvLabels {
  /** The texts that occur, in the order in which they first do. */
  readonly names: readonly string[];
  /** `[N]`: which of them stands in each row. */
  readonly codes: Float64Array;
}

/** What is asked of the rows. */
export interface TableOptions {
  readonly header?: boolean | undefined;
  readonly columns?: readonly CsvColumn[] | undefined;
  readonly labels?: CsvColumn | undefined;
  readonly decimal?: DecimalSign | undefined;
  readonly missing?: 'refuse' | 'drop' | undefined;
}

/** A table that rows are added to. */
export interface CsvTableBuilder {
  add(cells: readonly string[], line: number): void;
  finish(): CsvTable;
}

/** Remedies that the first rows of a file show; null: none. */
export interface Remedies {
  /** Of rows that are not as wide as the first, and of columns that it lacks. */
  ofRows(): string | null;
  /** Of a second row that lacks a number. */
  ofSecondRow(): string | null;
}

/** Where a cell stands. */
interface Cell {
  readonly index: number;
  readonly name: string;
}

/** What the first row says. */
interface Found {
  readonly width: number;
  readonly numbers: readonly Cell[];
  readonly label: Cell | null;
}

/**
 * Begins a table.
 *
 * @param remedies what the first rows of the file say about rows that do not fit
 */
export function startTable(
  options: TableOptions,
  source: string,
  remedies: Remedies,
): CsvTableBuilder {
  const { header = true, missing = 'refuse', decimal = '.' } = options;
  const values = growingArray(LIMITS.numbers, source);
  const texts = textColumn(source);
  const lines = growingArray(LIMITS.numbers, source);
  let found: Found | undefined;
  let dropped = 0;
  const addRow = (cells: readonly string[], line: number, { width, numbers, label }: Found) => {
    const at = `line ${line}`;
    if (cells.length !== width) throw unevenRow(width, cells.length, at, source, remedies.ofRows);
    const lacks =
      missing === 'drop' &&
      (numbers.some(({ index }) => isNoNumber(cells[index]!)) ||
        (label !== null && isMissing(cells[label.index]!)));
    if (lacks) {
      dropped++;
      return;
    }
    const isFirst = header && lines.length() + dropped === 0;
    const remedy = () => (isFirst ? remedies.ofSecondRow() : null);
    addNumbers(values, cells, numbers, { decimal, remedy }, (cell) => placeOf(at, cell, source));
    if (label !== null) texts.push(labelIn(cells, label, placeOf(at, label, source)));
    lines.push(line);
  };
  return {
    add(cells, line) {
      const isHeader = found === undefined && header;
      found ??= find(cells, options, source, remedies.ofRows);
      if (!isHeader) addRow(cells, line, found);
    },
    finish() {
      if (found === undefined || lines.length() === 0) throw noRows(header, dropped, source);
      const names = found.numbers.map(({ name }) => name);
      const labels = found.label === null ? null : texts.take();
      const shape = [lines.length(), names.length] as const;
      return { names, shape, data: values.take(), labels, lines: lines.take(), dropped };
    },
  };
}

function find(
  first: readonly string[],
  { header = true, columns, labels }: TableOptions,
  source: string,
  diagnose: () => string | null,
): Found {
  const cellsOf = (wanted: readonly CsvColumn[] | undefined): readonly Cell[] => {
    const { picked, names } = chooseColumns(first, { header, columns: wanted, source, diagnose });
    return picked.map((index, i) => ({ index, name: names[i]! }));
  };
  const label = labels === undefined ? null : cellsOf([labels])[0]!;
  return { width: first.length, numbers: cellsOf(columns), label };
}

interface Place {
  readonly source: string;
  readonly place: string;
}

function placeOf(line: string, { index, name }: Cell, source: string): Place {
  const label = name === String(index) ? '' : ` (${quote(name)})`;
  return { source, place: `${line}, column ${index}${label}` };
}

/** How numbers are written, and what is to be done where none stands; null: what the cell itself says. */
interface NumberSigns {
  readonly decimal: DecimalSign;
  remedy(): string | null;
}

function addNumbers(
  values: GrowingArray,
  cells: readonly string[],
  numbers: readonly Cell[],
  { decimal, remedy }: NumberSigns,
  where: (cell: Cell) => Place,
): void {
  for (const cell of numbers) {
    const text = cells[cell.index]!;
    const value = numberIn(text, decimal);
    if (Number.isNaN(value)) throw badCell(text, decimal, where(cell), remedy());
    values.push(value);
  }
}

function labelIn(cells: readonly string[], { index }: Cell, { source, place }: Place): string {
  const text = cells[index]!;
  if (!isMissing(text) && !isGarbled(text)) return text;
  throw dataError('bad-value', source, {
    place,
    expected: isMissing(text) ? 'the name of a class' : 'the name of a class in UTF-8',
    ...(isMissing(text)
      ? cellFault(text, '.')
      : {
          came: quote(text),
          remedy: 'Save the file as UTF-8: classes may become alike otherwise',
        }),
  });
}

interface TextColumn {
  push(text: string): void;
  take(): CsvLabels;
}

/** Each text is kept once, since a file has few classes and many rows. */
function textColumn(source: string): TextColumn {
  const codes = growingArray(LIMITS.numbers, source);
  const known = new Map<string, number>();
  return {
    push(text) {
      const code = known.get(text) ?? known.size;
      if (code === known.size) known.set(text, code);
      codes.push(code);
    },
    take: () => ({ names: [...known.keys()], codes: codes.take() }),
  };
}

function unevenRow(
  width: number,
  came: number,
  place: string,
  source: string,
  diagnose: () => string | null,
): Error {
  return dataError('bad-value', source, {
    place,
    expected: `${width} ${width === 1 ? 'cell' : 'cells'} as in the first row`,
    came: String(came),
    remedy: diagnose() ?? 'Mend the row, or check the delimiter',
  });
}

function badCell(
  text: string,
  decimal: DecimalSign,
  { source, place }: Place,
  remedy: string | null,
): Error {
  const fault = cellFault(text, decimal);
  return dataError('bad-value', source, {
    place,
    expected: 'a finite decimal number',
    ...fault,
    remedy: remedy ?? fault.remedy,
  });
}

function noRows(header: boolean, dropped: number, source: string): Error {
  return dataError('truncated', source, {
    expected: `${header ? 'a header row and ' : ''}at least one row of numbers`,
    came: dropped === 0 ? 'none' : `none: a value is missing in all of the ${dropped} rows`,
    remedy:
      dropped === 0
        ? 'Check that the right file is named and that it was written whole'
        : 'Use columns that are filled in',
  });
}
