import { cleanLine } from './clean.js';
import { padded, widthOf, widthOfLine, wrapped } from './width.js';

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
  const natural = columns.map((_, i) => Math.max(...cells.map((line) => widthOfLine(line[i]!))));
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

/**
 * The table with as many of the further columns as fit, the last left out first; where not even the others
 * do, each row as a paragraph of its own, with all columns.
 *
 * @param width columns of the terminal; infinite where nobody reads it on one
 * @param all what shows the columns that are left out, for a line that says which; null: nothing is said
 */
export function fittingTable<Row>(
  least: readonly Column<Row>[],
  more: readonly Column<Row>[],
  rows: readonly Row[],
  width: number,
  all: string | null = null,
): string {
  const whole = textTable([...least, ...more], rows);
  if (widthOf(whole) <= width) return whole;
  for (let kept = more.length - 1; kept >= 0; kept--) {
    const table = textTable([...least, ...more.slice(0, kept)], rows);
    if (widthOf(table) > width) continue;
    const left = more.slice(kept).map(({ title }) => title);
    const note = `Not shown: ${left.join(', ')}. They fit in ${widthOf(whole)} columns, and stand in ${all}.`;
    return all === null ? table : [table, ...wrapped(note, width)].join('\n');
  }
  return rows.map((row) => paragraph([...least, ...more], row, width)).join('\n');
}

/** The first cell, and below it the others with their titles, as far in as there is room for. */
function paragraph<Row>(columns: readonly Column<Row>[], row: Row, width: number): string {
  const [first, ...others] = columns.map(({ title, text }) => ({
    title,
    cell: cleanLine(text(row)),
  }));
  const indent = width > 24 ? GAP : '';
  const inner = Math.max(1, width - indent.length);
  return [
    ...wrapped(first?.cell ?? '', Math.max(1, width)),
    ...others.flatMap(({ title, cell }) =>
      wrapped(`${title} ${cell}`, inner).map((line) => indent + line),
    ),
  ].join('\n');
}

function lineOf(
  cells: readonly string[],
  columns: readonly Pick<Column<never>, 'align'>[],
  widths: readonly number[],
): string {
  return cells
    .map((cell, i) => padded(cell, widths[i]!, columns[i]!.align))
    .join(GAP)
    .trimEnd();
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
