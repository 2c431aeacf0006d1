import type { SchemaIssue } from '@isthmus/contract';
import { canonicalJson } from '@isthmus/contract/internal';
import { sha256 } from '@isthmus/files/internal';
import { describeIssues } from './describe.js';
import { ConfigError, type ConfigIssue } from './issues.js';
import { valueAt, withValueAt } from './pointer.js';
import { axisFault, axisFaults, isPointer, isVariants, overlaps } from './sweep-faults.js';
import { axisSchema, type AxisValues, type Sweep, type Variants } from './sweep-schema.js';
import { valueWords } from './words.js';

/** One setting of a sweep with all its values, or several that vary together. */
export interface SweepAxis {
  /** A JSON pointer; of variants the name that the sweep has for them. */
  readonly pointer: string;
  /** Of variants their names. */
  readonly values: readonly unknown[];
  readonly variants?: Variants;
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
  refuse(Object.entries(sweep).flatMap(([key, values]) => axisFaults(key, values)));
  refuse(overlaps(sweep));
  const count = Object.values(sweep).reduce((product, values) => product * sizeOf(values), 1);
  if (count > MAX_CELLS)
    throw tooLarge(`${count} combinations are more than the ${MAX_CELLS} that one sweep may have`);
  const axes = Object.entries(sweep).map(([pointer, values]) => axisOf(pointer, values));
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
  const issues: SchemaIssue[] = [];
  const axes: [string, AxisValues | Variants][] = [];
  for (const [key, given] of entriesOf(document, issues)) {
    const result = axisSchema(key, given).safeParse(given);
    if (result.success) axes.push([key, result.data]);
    else
      for (const issue of result.error.issues)
        issues.push({ ...issue, path: [key, ...issue.path] });
  }
  if (issues.length === 0) return Object.fromEntries(axes);
  const about = { document, schema: null, base: '/sweep', code: 'config/bad-sweep' } as const;
  throw new ConfigError(describeIssues(issues, about));
}

function entriesOf(document: unknown, issues: SchemaIssue[]) {
  if (typeof document === 'object' && !Array.isArray(document)) return Object.entries(document!);
  issues.push({ message: 'expected an object with JSON pointers as keys' });
  return [];
}

/**
 * The experiment of a cell: the sweep's own, with the cell's values set and without the sweep.
 *
 * @throws `config/bad-pointer` where a pointer leads nowhere, `config/bad-sweep` for a variant that there is not
 * @example
 * const grid = sweepGrid({ '/seed': [1, 2] });
 * cellExperiment({ name: 'quadratic', sweep: { '/seed': [1, 2] } }, grid.cell(1));
 * // { name: 'quadratic', seed: 2 }
 */
export function cellExperiment(raw: unknown, { values }: Pick<SweepCell, 'values'>): unknown {
  const { sweep, ...alone } = raw as Readonly<Record<string, unknown>>;
  return Object.entries(values)
    .flatMap(([key, value]) =>
      isPointer(key) ? [[key, value] as const] : settingsOf(sweep, key, value),
    )
    .reduce<unknown>((document, [pointer, value]) => withValueAt(document, pointer, value), alone);
}

/** What a variant sets. */
function settingsOf(sweep: unknown, key: string, variant: unknown) {
  const settings = valueAt(sweep, [key, String(variant)]);
  if (typeof settings === 'object' && settings !== null) return Object.entries(settings);
  throw new ConfigError([
    axisFault(key, `it has no variant ${valueWords(variant)}, which a trial is to run.`),
  ]);
}

function refuse(faults: readonly ConfigIssue[]): void {
  if (faults.length > 0) throw new ConfigError(faults);
}

/** Two equal values would be two trials of one name. @param texts the values in one form */
function repeats({ pointer, values }: SweepAxis, texts: readonly string[]): readonly ConfigIssue[] {
  const seen = new Set<string>();
  for (const [i, text] of texts.entries()) {
    if (seen.has(text)) return [axisFault(pointer, `${valueWords(values[i])} stands there twice.`)];
    seen.add(text);
  }
  return [];
}

function sizeOf(values: AxisValues | Variants): number {
  if (isVariants(values)) return Object.keys(values).length;
  return 'from' in values ? values.count : values.length;
}

function axisOf(pointer: string, values: AxisValues | Variants): SweepAxis {
  return isVariants(values)
    ? { pointer, values: Object.keys(values), variants: values }
    : { pointer, values: listOf(values) };
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
