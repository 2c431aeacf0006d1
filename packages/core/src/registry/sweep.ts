import { canonicalJson } from '@isthmus/contract/internal';
import { sha256 } from '@isthmus/files/internal';
import { describeIssues } from './describe.js';
import { ConfigError, type ConfigIssue } from './issues.js';
import { pointerOf, segmentsOf, valueAt, withValueAt } from './pointer.js';
import { sweepSchema } from './sweep-schema.js';
import { valueWords } from './words.js';

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
const MAX_CELLS = 100_000;

/** More settings at once are varied by nobody, and each cell names the values of all. */
const MAX_AXES = 64;

/** Characters of all values of all cells together: each cell is named by their hash. */
const MAX_CHARACTERS = 2e8;

/** What a sweep cannot vary: what its trials have in common, and the sweep itself. */
const FIXED = new Set(['name', 'sweep', 'plugins', '$schema', 'report']);

/**
 * The grid of a sweep, counted before it is expanded.
 *
 * @throws `config/bad-sweep` with a fault for each axis that has no values or one twice, or that
 * cannot be varied; `config/sweep-too-large`
 * @example
 * const grid = sweepGrid({ '/seed': { from: 1, count: 3 }, '/train/threshold': [0.1, 0.01] });
 * grid.count; // 6
 * grid.cell(1).values; // { '/seed': 1, '/train/threshold': 0.01 }
 */
export function sweepGrid(sweep: Sweep): SweepGrid {
  const varied = Object.keys(sweep).length;
  if (varied > MAX_AXES)
    throw tooLarge(`${varied} settings are more than the ${MAX_AXES} that a sweep may vary`);
  refuse(Object.entries(sweep).flatMap(([pointer, values]) => axisFaults(pointer, values)));
  refuse([...overlaps(Object.keys(sweep))]);
  const count = Object.values(sweep).reduce((product, values) => product * sizeOf(values), 1);
  if (count > MAX_CELLS)
    throw tooLarge(`${count} combinations are more than the ${MAX_CELLS} that one sweep may have`);
  const axes = Object.entries(sweep).map(([pointer, values]) => ({
    pointer,
    values: listOf(values),
  }));
  const texts = axes.map(({ values }) => values.map(canonicalJson));
  refuse(axes.flatMap((axis, i) => repeats(axis, texts[i]!)));
  const longest = texts.map((each) => each.reduce((most, { length }) => Math.max(most, length), 0));
  const characters = count * longest.reduce((sum, length) => sum + length, 0);
  if (characters > MAX_CHARACTERS)
    throw tooLarge(`the values of its ${count} combinations are ${characters} characters long`);
  return { axes, count, cell: (place) => cellAt(axes, place) };
}

/**
 * The sweep of an experiment as it is written, the rest of which may not be valid by itself: what is
 * missing may be what is varied.
 *
 * @returns null without a sweep
 * @throws `ConfigError` for a sweep of a wrong shape
 * @example
 * sweepOf({ name: 'quadratic', sweep: { '/seed': [1, 2] } }); // { '/seed': [1, 2] }
 * sweepOf({ name: 'quadratic' }); // null
 */
export function sweepOf(raw: unknown): Sweep | null {
  const document = valueAt(raw, ['sweep']);
  if (document === undefined || document === null) return null;
  const result = sweepSchema.safeParse(document);
  if (result.success) return result.data;
  const about = { document, schema: null, base: '/sweep', code: 'config/bad-sweep' } as const;
  throw new ConfigError(describeIssues(result.error.issues, about));
}

/**
 * The experiment of a cell: the sweep's own, with the cell's values set and without the sweep.
 *
 * @throws `config/bad-pointer` where a pointer leads nowhere
 * @example
 * const grid = sweepGrid({ '/seed': [1, 2] });
 * cellExperiment({ name: 'quadratic', sweep: { '/seed': [1, 2] } }, grid.cell(1));
 * // { name: 'quadratic', seed: 2 }
 */
export function cellExperiment(raw: unknown, { values }: Pick<SweepCell, 'values'>): unknown {
  const { sweep: _, ...alone } = raw as Readonly<Record<string, unknown>>;
  return Object.entries(values).reduce<unknown>(
    (document, [pointer, value]) => withValueAt(document, pointer, value),
    alone,
  );
}

function refuse(faults: readonly ConfigIssue[]): void {
  if (faults.length > 0) throw new ConfigError(faults);
}

function fault(pointer: string, message: string): ConfigIssue {
  return { code: 'config/bad-sweep', pointer: pointerOf(['sweep', pointer]), message };
}

function axisFaults(pointer: string, values: AxisValues): readonly ConfigIssue[] {
  const segments = segmentsIn(pointer);
  if (segments === null || segments.length === 0)
    return [fault(pointer, 'its key is no JSON pointer, such as "/train/threshold".')];
  if (FIXED.has(segments[0]!)) return [fault(pointer, `${pointer} cannot be varied.`)];
  if ('from' in values && values.step === 0 && values.count > 1)
    return [fault(pointer, 'its step is 0, so that all its values are one; give another step.')];
  return sizeOf(values) === 0 ? [fault(pointer, 'it has no values; give at least one.')] : [];
}

function segmentsIn(pointer: string): readonly string[] | null {
  try {
    return segmentsOf(pointer);
  } catch {
    return null;
  }
}

/** Of a setting and a part of it, one would undo what the other has set. */
function* overlaps(pointers: readonly string[]): Generator<ConfigIssue> {
  const varied = new Set(pointers);
  for (const pointer of pointers) {
    const whole = ancestorsOf(pointer).find((ancestor) => varied.has(ancestor));
    if (whole !== undefined)
      yield fault(pointer, `${pointer} is a part of ${whole}, which is varied too. Vary one.`);
  }
}

function ancestorsOf(pointer: string): readonly string[] {
  const parts = pointer.split('/');
  return parts.slice(2).map((_, i) => parts.slice(0, i + 2).join('/'));
}

/** Two equal values would be two trials of one name. @param texts the values in one form */
function repeats({ pointer, values }: SweepAxis, texts: readonly string[]): readonly ConfigIssue[] {
  const seen = new Set<string>();
  for (const [i, text] of texts.entries()) {
    if (seen.has(text)) return [fault(pointer, `${valueWords(values[i])} stands there twice.`)];
    seen.add(text);
  }
  return [];
}

function sizeOf(values: AxisValues): number {
  return 'from' in values ? values.count : values.length;
}

function listOf(values: AxisValues): readonly unknown[] {
  if (!('from' in values)) return values;
  const { from, count, step = 1 } = values;
  return Array.from({ length: count }, (_, i) => rounded(from + i * step));
}

/** Without the traces of binary fractions: from 0.1 in steps of 0.1 the third value is 0.3. */
function rounded(value: number): number {
  return Number.isInteger(value) ? value : Number(value.toPrecision(12));
}

function cellAt(axes: readonly SweepAxis[], place: number): SweepCell {
  const values: Record<string, unknown> = {};
  let rest = place;
  for (const { pointer, values: list } of axes.toReversed()) {
    values[pointer] = list[rest % list.length];
    rest = Math.floor(rest / list.length);
  }
  const ordered = Object.fromEntries(axes.map(({ pointer }) => [pointer, values[pointer]]));
  return { id: sha256(canonicalJson(ordered)).slice(0, ID_LENGTH), values: ordered };
}

/** Hex digits: two of a hundred thousand cells meet with a chance of 2e-5. */
const ID_LENGTH = 12;

function tooLarge(what: string): ConfigError {
  const message = `${what}. Vary fewer settings, or split it.`;
  return new ConfigError([{ code: 'config/sweep-too-large', pointer: '/sweep', message }]);
}
