import type { TaskData, WarningRecord } from '@isthmus/contract';
import { quote } from '@isthmus/files/internal';

/** Deviations that differ by more than this are warned of. */
const MOST_RATIO = 100;

/** So are inputs of more than this in size. */
const MOST_SIZE = 10;

/** Numbers of a column that its deviation is judged by; the size is judged by all. */
const LOOKED_AT = 1024;

/** Columns that a message names. */
const NAMED = 8;

/** What to do about inputs of very different size. */
export interface ScaleContext {
  /** Whether the task has an option "standardize". */
  readonly canStandardize: boolean;
  /** Whether the endpoints were made elsewhere, on inputs that nobody here knows. */
  readonly imported: boolean;
}

/** The numbers of one entry of the last axis of an input. */
interface Column {
  readonly name: string;
  readonly largest: number;
  readonly deviation: number;
  /** Whether more than nine in ten of its numbers are one number, such as a pixel at the rim. */
  readonly sparse: boolean;
}

/**
 * Warns of inputs whose columns differ more than 100 times in deviation, or that exceed 10 in size, where
 * nothing scaled them: training and descent then stall on what one scale would solve, and a verdict of
 * "not found" says more about the inputs than about the networks. Columns with one number in more than
 * nine of ten rows are left out of the comparison, since their deviation says how rare the others are.
 *
 * @param rows the split that is trained on, or else judged by
 */
export function unscaledInputs(
  data: TaskData,
  rows: { readonly size: number; readonly x: Float32Array },
  context: ScaleContext,
): readonly WarningRecord[] {
  if (data.scaling !== undefined || rows.size === 0) return [];
  const columns = columnsOf(rows.x, data.input.at(-1)!, data.columns);
  const found = [apartInWords(columns), largeInWords(columns)].filter((words) => words !== null);
  if (found.length === 0) return [];
  const message = `The inputs are of very different size, or large: ${found.join('; ')}. ${remedy(context)}`;
  return [{ code: 'data/unscaled', message }];
}

function columnsOf(
  x: Float32Array,
  count: number,
  names: readonly string[] | undefined,
): readonly Column[] {
  const largest = new Float64Array(count);
  for (let i = 0; i < x.length; i++)
    largest[i % count] = Math.max(largest[i % count]!, Math.abs(x[i]!));
  return Array.from(largest, (size, c) => ({
    name: quote(names?.[c] ?? `column ${c}`),
    largest: size,
    ...spreadOf(numbersOf(x, count, c)),
  }));
}

/** Of the numbers of a column, at most `LOOKED_AT`, evenly spread. */
function numbersOf(x: Float32Array, count: number, column: number): Float64Array {
  const rows = x.length / count;
  const taken = Math.min(rows, LOOKED_AT);
  return Float64Array.from({ length: taken }, (_, i) => {
    return x[Math.floor((i * rows) / taken) * count + column]!;
  });
}

function spreadOf(numbers: Float64Array): Pick<Column, 'deviation' | 'sparse'> {
  const mean = numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
  const squares = numbers.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const sorted = numbers.toSorted();
  const at = (part: number) => sorted[Math.round(part * (sorted.length - 1))];
  const sparse = at(0.1) === at(0.9) || at(0) === at(0.9) || at(0.1) === at(1);
  return { deviation: Math.sqrt(squares / numbers.length), sparse };
}

function apartInWords(columns: readonly Column[]): string | null {
  const dense = columns
    .filter(({ deviation, sparse }) => deviation > 0 && !sparse)
    .sort((p, q) => q.deviation - p.deviation);
  const [widest, narrowest] = [dense[0], dense.at(-1)];
  if (widest === undefined || !(widest.deviation > MOST_RATIO * narrowest!.deviation)) return null;
  const ratio = widest.deviation / narrowest!.deviation;
  const apart = (column: Column) => widest.deviation > MOST_RATIO * column.deviation;
  const small = dense.filter(apart).reverse();
  return `the deviation of ${words(widest, 'deviation')} is ${Math.round(ratio)} times that of ${listed(small, 'deviation')}`;
}

function largeInWords(columns: readonly Column[]): string | null {
  const large = columns
    .filter(({ largest }) => largest > MOST_SIZE)
    .sort((p, q) => q.largest - p.largest);
  return large.length === 0
    ? null
    : `above ${MOST_SIZE} in size: ${listed(large, 'largest')} (of ${columns.length} column${columns.length === 1 ? '' : 's'})`;
}

function listed(columns: readonly Column[], what: 'deviation' | 'largest'): string {
  const more = columns.length - NAMED;
  const named = columns.slice(0, NAMED).map((column) => words(column, what));
  return named.join(', ') + (more > 0 ? ` and ${more} more` : '');
}

function words(column: Column, what: 'deviation' | 'largest'): string {
  const sign = what === 'largest' ? 'up to ' : '';
  return `${column.name} (${sign}${Number(column[what].toPrecision(3))})`;
}

function remedy({ canStandardize, imported }: ScaleContext): string {
  const how = canStandardize
    ? 'set "standardize": true among the options of the task'
    : 'scale them in the task';
  return imported
    ? `Networks from files must see inputs as they were trained on: where those were scaled, scale these alike (the same mean and deviation); descent along the path may stall as it is.`
    : `Training and descent may stall, and a path be missed, for that alone: ${how}.`;
}
