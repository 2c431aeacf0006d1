import { canonicalJson } from '../base/json.js';
import { sha256 } from '../io/sha256.js';
import { ConfigError, type ConfigIssue } from './issues.js';
import { segmentsOf, withValueAt } from './pointer.js';

/** The values of one setting: a list, or numbers in even steps. */
export type AxisValues =
  | readonly unknown[]
  | { readonly from: number; readonly count: number; readonly step?: number | undefined };

/** What is varied, by JSON pointers into the experiment. */
export type Sweep = Readonly<Record<string, AxisValues>>;

/** One setting of a sweep with all its values. */
export interface SweepAxis {
  readonly pointer: string;
  readonly values: readonly unknown[];
}

/** All combinations of the values of a sweep; made one by one, as there may be many. */
export interface SweepGrid {
  readonly axes: readonly SweepAxis[];
  readonly count: number;
  /** The cell at a place, from 0; the first axis turns slowest. */
  cell(place: number): SweepCell;
}

/** One combination. */
export interface SweepCell {
  /** Of its values alone, so that a wider sweep finds the cells of a narrower one again. */
  readonly id: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** More cells are refused before anything is expanded. */
export const MAX_CELLS = 100_000;

/** What a sweep cannot vary: the folder and the sweep itself. */
const FIXED = new Set(['', '/name', '/sweep', '/plugins', '/$schema', '/report']);

/**
 * The grid of a sweep, counted before it is expanded.
 *
 * @throws `config/bad-sweep` with a fault for each axis that has no values, or cannot be varied;
 * `config/sweep-too-large`
 * @example
 * const grid = sweepGrid({ '/seed': { from: 1, count: 3 }, '/train/threshold': [0.1, 0.01] });
 * grid.count; // 6
 * grid.cell(1).values; // { '/seed': 1, '/train/threshold': 0.01 }
 */
export function sweepGrid(sweep: Sweep): SweepGrid {
  const sizes = Object.entries(sweep).map(([pointer, values]) => sizeOf(pointer, values));
  const faults = sizes.flatMap(({ fault }) => (fault === null ? [] : [fault]));
  if (faults.length > 0) throw new ConfigError(faults);
  const count = sizes.reduce((product, { size }) => product * size, 1);
  if (count > MAX_CELLS) throw tooLarge(count);
  const axes = Object.entries(sweep).map(([pointer, values]) => ({
    pointer,
    values: listOf(values),
  }));
  return { axes, count, cell: (place) => cellAt(axes, place) };
}

/** The experiment of a cell: the sweep's own, with the cell's values set and without the sweep. */
export function cellExperiment(raw: unknown, { values }: SweepCell): unknown {
  const { sweep: _, ...alone } = raw as Readonly<Record<string, unknown>>;
  return Object.entries(values).reduce<unknown>(
    (document, [pointer, value]) => withValueAt(document, pointer, value),
    alone,
  );
}

function sizeOf(pointer: string, values: AxisValues) {
  const size = 'from' in values ? values.count : values.length;
  return { size, fault: faultOf(pointer, size) };
}

function faultOf(pointer: string, size: number): ConfigIssue | null {
  const at = { code: 'config/bad-sweep', pointer: `/sweep/${pointer.replaceAll('~', '~0').replaceAll('/', '~1')}` } as const; // prettier-ignore
  if (!isPointer(pointer))
    return { ...at, message: 'its key is no JSON pointer, such as "/train/threshold".' };
  if (FIXED.has(pointer)) return { ...at, message: `${pointer || 'the whole'} cannot be varied.` };
  return size === 0 ? { ...at, message: 'it has no values; give at least one.' } : null;
}

function isPointer(text: string): boolean {
  try {
    return segmentsOf(text).length > 0;
  } catch {
    return false;
  }
}

function listOf(values: AxisValues): readonly unknown[] {
  if (!('from' in values)) return values;
  const { from, count, step = 1 } = values;
  return Array.from({ length: count }, (_, i) => from + i * step);
}

function cellAt(axes: readonly SweepAxis[], place: number): SweepCell {
  const values: Record<string, unknown> = {};
  let rest = place;
  for (const { pointer, values: list } of axes.toReversed()) {
    values[pointer] = list[rest % list.length];
    rest = Math.floor(rest / list.length);
  }
  const ordered = Object.fromEntries(axes.map(({ pointer }) => [pointer, values[pointer]]));
  const digest = sha256(canonicalJson(ordered)).slice(0, ID_LENGTH);
  return { id: digest, values: ordered };
}

/** Hex digits: two of a hundred thousand cells meet with a chance of 2e-5. */
const ID_LENGTH = 12;

function tooLarge(count: number): ConfigError {
  return new ConfigError([
    {
      code: 'config/sweep-too-large',
      pointer: '/sweep',
      message: `${count} combinations are more than the ${MAX_CELLS} that one sweep may have. Vary fewer settings, or split it.`,
    },
  ]);
}
