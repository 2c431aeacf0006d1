import { dirname } from 'node:path';
import type { Experiment, Registry } from '@isthmus/core';
import type { Sweep, SweepCell, SweepGrid, Variants } from '@isthmus/core/internal';
import { cellExperiment, isVariants, sweepGrid, sweepOf } from '@isthmus/core/internal';
import {
  ConfigError,
  isIsthmusError,
  IsthmusError,
  parseExperiment,
  resolveExperiment,
} from '@isthmus/core';
import type { ExperimentText, LoadedExperiment, Overrides } from '../experiment/experiment-file.js';
import {
  inExperiment,
  loadedPlugins,
  rawExperiment,
  settingsOf,
} from '../experiment/experiment-file.js';
import { valuesText } from '../words/values.js';

/** A sweep that is ready to be run. */
export interface SweepPlan {
  readonly source: ExperimentText;
  readonly name: string;
  /** Whether the sweep is to write its page: not where the experiment wants no documents. */
  readonly isReported: boolean;
  /** Whether code of the user's own runs in the trials. */
  readonly hasPlugins: boolean;
  readonly grid: SweepGrid;
  /** All cells, in the order of the grid. */
  readonly cells: readonly SweepCell[];
  /** How many of them have been checked. */
  readonly checked: number;
  /** The experiment of a cell. @throws `config/…` naming the cell's values */
  load(cell: SweepCell): LoadedExperiment;
}

/** Of a larger grid every value of every axis is checked, though not every combination. */
const MAX_CHECKED = 1000;

/**
 * Reads the sweep of an experiment, counts it before it is expanded and checks its cells; plugins are
 * loaded, so their code runs. What the command line sets of a swept setting takes the place of all its
 * values.
 *
 * @returns null for an experiment without a sweep
 * @throws `config/…`, `registry/…` with the file's name before every fault
 */
export function planSweep(
  source: ExperimentText,
  overrides: Overrides,
  pluginsOf = loadedPlugins,
): Promise<SweepPlan | null> {
  return inExperiment(source, async () => {
    const raw = rawExperiment(source, overrides);
    const sweep = sweepOf(raw);
    if (sweep === null) return null;
    const grid = sweepGrid(pinned(sweep, settingsOf(overrides)));
    const cells = Array.from({ length: grid.count }, (_, place) => grid.cell(place));
    const folder = dirname(source.file);
    const first = parsedCell(raw, cells[0]!);
    const registry = await pluginsOf(first, folder);
    const load = (cell: SweepCell) => ({
      experiment: resolvedCell(raw, cell, registry),
      registry,
      folder,
    });
    const samples = samplesOf(grid, cells);
    for (const cell of samples) load(cell);
    const { name, plugins } = first;
    const facts = { isReported: !writesNothing(raw), hasPlugins: plugins.length > 0 };
    return { source, name, ...facts, grid, cells, checked: samples.length, load };
  });
}

/** A swept setting that the command line sets too has that one value, so its cells are found again. */
function pinned(sweep: Sweep, settings: Overrides['set']): Sweep {
  const set = new Map(settings);
  for (const [setting] of settings)
    for (const [key, values] of Object.entries(sweep)) {
      if (setting.startsWith(`${key}/`)) throw partOfAxis(setting, key);
      if (isVariants(values)) refuseUndone(setting, key, values);
    }
  return Object.fromEntries(
    Object.entries(sweep).map(([pointer, values]) => [
      pointer,
      set.has(pointer) ? [set.get(pointer)] : values,
    ]),
  );
}

/** A variant would undo what the command line sets, or set a part of it anew. */
function refuseUndone(setting: string, key: string, variants: Variants): void {
  for (const [name, settings] of Object.entries(variants))
    for (const pointer of Object.keys(settings))
      if (`${setting}/`.startsWith(`${pointer}/`) || `${pointer}/`.startsWith(`${setting}/`))
        throw new IsthmusError(
          'config/bad-sweep',
          `${setting} cannot be set: variant "${name}" of "${key}" sets ${pointer}. Set the variants, /sweep/${key}, or no sweep.`,
          { setting, pointer },
        );
}

function partOfAxis(setting: string, pointer: string): IsthmusError {
  return new IsthmusError(
    'config/bad-sweep',
    `${setting} cannot be set: the sweep varies ${pointer} as a whole. Set that, or the sweep itself.`,
    { setting, pointer },
  );
}

/** `"report": []` says that nothing is to be written. */
function writesNothing(raw: unknown): boolean {
  const { report } = raw as { readonly report?: unknown };
  return Array.isArray(report) && report.length === 0;
}

/** All cells, or of many those in which one setting at a time leaves its first value. */
function samplesOf({ axes, count }: SweepGrid, cells: readonly SweepCell[]): readonly SweepCell[] {
  if (count <= MAX_CHECKED) return cells;
  let stride = count;
  const places = axes.flatMap(({ values }) => {
    stride /= values.length;
    return values.map((_, i) => i * stride);
  });
  return [...new Set(places)].slice(0, MAX_CHECKED).map((place) => cells[place]!);
}

function parsedCell(raw: unknown, cell: SweepCell) {
  return ofCell(cell, () => parseExperiment(cellExperiment(raw, cell)));
}

function resolvedCell(raw: unknown, cell: SweepCell, registry: Registry): Experiment {
  const parsed = parsedCell(raw, cell);
  return ofCell(cell, () => resolveExperiment(parsed, registry));
}

/** Names the cell behind every fault, since what is wrong may be wrong with its values alone. */
function ofCell<T>({ values }: SweepCell, action: () => T): T {
  try {
    return action();
  } catch (thrown) {
    throw inCell({ values }, thrown);
  }
}

/** What was thrown for a cell, with the cell's values behind every fault. */
export function inCell({ values }: Pick<SweepCell, 'values'>, thrown: unknown): unknown {
  if (!isIsthmusError(thrown)) return thrown;
  const where = ` (in the trial ${valuesText(values)})`;
  if (thrown instanceof ConfigError)
    return new ConfigError(
      thrown.issues.map((issue) => ({ ...issue, message: issue.message + where })),
      { cause: thrown },
    );
  return new IsthmusError(thrown.code, thrown.message + where, thrown.data, { cause: thrown });
}
