import { cleanLine } from './clean.js';

/** A column of a text table. */
export interface Column<Row> {
  readonly title: string;
  readonly align: 'left' | 'right';
  text(row: Row): string;
}

/** How a table is laid out. */
export interface TableLayout {
  /** The width of a line beyond which the last column is wrapped; infinite: never. */
  readonly wrapAt?: number;
}

/** The space between two columns. */
const GAP = '  ';

/** A wrapped column narrower than this reads worse than lines that the terminal wraps. */
const LEAST_WRAPPED = 24;

/** A table in plain text: a heading, a rule, and a line a row, columns two spaces apart. */
export function textTable<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  { wrapAt = Infinity }: TableLayout = {},
): string {
  const cells = [
    columns.map(({ title }) => title),
    ...rows.map((row) => columns.map((column) => cleanLine(column.text(row)))),
  ];
  const natural = columns.map((_, i) => Math.max(...cells.map((line) => line[i]!.length)));
  const before = sum(natural.slice(0, -1)) + GAP.length * (columns.length - 1);
  const last = Math.min(natural.at(-1)!, Math.max(LEAST_WRAPPED, wrapAt - before));
  const widths = [...natural.slice(0, -1), last];
  const lines = cells.flatMap((row) =>
    wrapped(row.at(-1)!, last).map((part, i) =>
      lineOf([...row.slice(0, -1).map((cell) => (i === 0 ? cell : '')), part], columns, widths),
    ),
  );
  const rule = widths.map((width) => '─'.repeat(width)).join(GAP);
  return [lines[0], rule, ...lines.slice(1)].join('\n');
}

/** How many characters the widest line of a text has. */
export function widthOf(text: string): number {
  return Math.max(...text.split('\n').map((line) => line.length));
}

function lineOf(
  cells: readonly string[],
  columns: readonly Pick<Column<never>, 'align'>[],
  widths: readonly number[],
): string {
  return cells
    .map((cell, i) =>
      columns[i]!.align === 'left' ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!),
    )
    .join(GAP)
    .trimEnd();
}

/** A text in lines of at most `width` characters, broken between words; a longer word stays whole. */
function wrapped(text: string, width: number): readonly string[] {
  if (text.length <= width) return [text];
  return text.split(' ').reduce<string[]>((lines, word) => {
    const longer = lines.length === 0 ? word : `${lines.at(-1)!} ${word}`;
    return lines.length > 0 && longer.length <= width
      ? [...lines.slice(0, -1), longer]
      : [...lines, word];
  }, []);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
