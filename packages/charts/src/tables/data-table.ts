import { element, type DomChild } from '../drawing/dom.js';
import { NO_VALUE } from '../format/format.js';

/** A column: its heading and, where several belong together, the heading above them. */
export interface TableColumn {
  readonly heading: string;
  readonly group?: string;
  /** Numbers stand flush right. */
  readonly numeric?: boolean;
}

/** A table as data; the first cell of each row names it. */
export interface TableData {
  readonly caption: string;
  readonly columns: readonly TableColumn[];
  readonly rows: readonly (readonly DomChild[])[];
  /** Long tables scroll in a box of their own. */
  readonly long?: boolean;
  /** Where its columns do not fit, each row is a card: its cells one after the other, under their headings. */
  readonly cards?: boolean;
}

/**
 * A table with caption, headings of columns and rows in scope, in a box that scrolls sideways.
 *
 * @example
 * const table = dataTable(document, {
 *   caption: 'Losses of the endpoints',
 *   columns: [{ heading: 'endpoint' }, { heading: 'loss', numeric: true }],
 *   rows: [['a', '0.00098']],
 * });
 * table.querySelectorAll('td').length; // 1
 */
export function dataTable(document: Document, data: TableData): HTMLElement {
  const cards = data.cards === true;
  const names = cards ? data.columns.map(fullName) : null;
  const look = `isthmus-table${cards ? ' isthmus-table-cards' : ''}`;
  const table = element(document, 'table', { class: look }, [
    element(document, 'caption', {}, [data.caption]),
    tableHead(document, data.columns),
    element(
      document,
      'tbody',
      {},
      data.rows.map((row) => tableRow(document, data.columns, row, names)),
    ),
  ]);
  const box = data.long === true ? 'isthmus-table-scroll-long' : 'isthmus-table-scroll';
  // A box that scrolls must be reachable by keyboard, and then needs a name.
  const reach = { tabindex: 0, role: 'region', 'aria-label': data.caption };
  return element(document, 'div', { class: box, ...reach }, [table]);
}

function tableHead(document: Document, columns: readonly TableColumn[]): HTMLElement {
  const headings = columns.map((column) =>
    element(document, 'th', { scope: 'col', class: numberClass(column) }, [column.heading]),
  );
  const groups = columns.some((column) => column.group !== undefined);
  return element(document, 'thead', {}, [
    groups ? groupRow(document, columns) : null,
    element(document, 'tr', {}, headings),
  ]);
}

function groupRow(document: Document, columns: readonly TableColumn[]): HTMLElement {
  const starts = columns.flatMap((column, i) => {
    const continues = i > 0 && column.group !== undefined && columns[i - 1]?.group === column.group;
    return continues ? [] : [i];
  });
  const cells = starts.map((start, k) => {
    const span = (starts[k + 1] ?? columns.length) - start;
    const group = columns[start]?.group;
    if (group === undefined) return element(document, 'td', {});
    const scope = { scope: 'colgroup', colspan: span, class: 'isthmus-group' };
    return element(document, 'th', scope, [group]);
  });
  return element(document, 'tr', {}, cells);
}

function tableRow(
  document: Document,
  columns: readonly TableColumn[],
  cells: readonly DomChild[],
  names: readonly string[] | null,
): HTMLElement {
  const made = cells.map((cell, i) =>
    i === 0
      ? element(document, 'th', { scope: 'row', class: numberClass(columns[i]) }, [cell])
      : element(
          document,
          'td',
          { class: numberClass(columns[i]), 'data-heading': names?.[i] ?? null },
          [cell],
        ),
  );
  // Such as that of a failed strategy: as a card it would be a dash under each heading.
  const isEmpty = names !== null && cells.length > 2 && cells.slice(2).every(isNoValue);
  return element(document, 'tr', { class: isEmpty ? 'isthmus-row-empty' : null }, made);
}

function isNoValue(cell: DomChild): boolean {
  return cell === NO_VALUE;
}

/** A heading alone does not say of what it is. */
function fullName({ group, heading }: TableColumn): string {
  return group === undefined ? heading : `${group}: ${heading}`;
}

function numberClass(column: TableColumn | undefined): string | null {
  return column?.numeric === true ? 'isthmus-number' : null;
}
