import { parse } from 'csv-parse/sync';

/** What a row of a sweep's table must have to be drawn. */
const NEEDED = [
  'trial',
  'a',
  'b',
  'strategy',
  'index',
  'status',
  'reached',
  'verdict',
  'threshold',
  'level',
  'length',
  'normalizedLength',
  'beads',
];

/**
 * The rows of a sweep's table: one a trial, pair and strategy.
 *
 * @param {string} text
 * @param {string} source for messages
 * @returns {readonly Readonly<Record<string, string>>[]} cells as they are written, by their columns
 */
export function rowsOf(text, source) {
  const rows = parse(text, { columns: true, bom: true, skip_empty_lines: true });
  const columns = Object.keys(rows[0] ?? {});
  const missing = NEEDED.filter((column) => !columns.includes(column));
  if (missing.length === 0) return rows;
  throw new TypeError(
    `${source} is no sweep.csv with results: it has no column ${missing.join(', ')}.`,
  );
}

/** The number in a cell; NaN for an empty one, where `Number` would say 0. */
export function numberIn(cell) {
  return cell === undefined || cell.trim() === '' ? Number.NaN : Number(cell);
}

/**
 * A swept value that is a number; of widths `[n, n]` that n, and of the blocks of a convnet the filters of
 * the first.
 */
export function sweptNumber(cell) {
  if (!cell.startsWith('[')) return numberIn(cell);
  const list = JSON.parse(cell);
  if (typeof list[0]?.filters === 'number') return list[0].filters;
  if (new Set(list).size === 1) return list[0];
  throw new TypeError(`expected a list of equal numbers or of blocks with filters, came ${cell}`);
}

/**
 * Whether a row is about the level of the published experiments, a multiple of the threshold, or about
 * the threshold itself.
 *
 * @returns {'as published' | 'honest'}
 */
export function modeOf(row) {
  return numberIn(row.level) > 1.0005 * numberIn(row.threshold) ? 'as published' : 'honest';
}

/** Whether a row's trial came to its end. */
export function isFinished({ status }) {
  return status === 'finished';
}

/** Whether both endpoints are at or below the threshold. */
export function isReached({ reached }) {
  return reached === 'true';
}

/** Whether the path was found connected. */
export function isConnected({ verdict }) {
  return verdict === 'connected';
}
