import { canonicalJson } from '@isthmus/contract/internal';
import type { SweepAxis, SweepCell } from '@isthmus/core/internal';
import { changesBeyondGrowth } from '@isthmus/core/internal';
import { IsthmusError } from '@isthmus/core';
import type { SweepAxisRecord, SweepRecord } from '@isthmus/core/contract';
import { counted } from '../words/numbers.js';
import type { SweepPlan } from './plan.js';
import { valuesText } from '../words/values.js';

/** What a stored sweep tells of itself; a damaged one, or one of another version, less. */
export type StoredSweep = Partial<
  Pick<SweepRecord, 'format' | 'name' | 'config' | 'axes' | 'trials'>
>;

const MAX_LISTED = 8;

/**
 * Checks that going on with a sweep loses none of its finished trials: its grid may grow, and each
 * trial as a run may.
 *
 * @throws `run/other-run` naming what has changed
 */
export function checkSameSweep(path: string, stored: StoredSweep, plan: SweepPlan): void {
  const finished = (stored.trials ?? []).filter(({ status }) => status === 'finished');
  if (finished.length === 0) return;
  const changes = changesApartFromAxes(stored, plan);
  if (changes.length > 0)
    throw refusal(
      path,
      `the folder holds another sweep, of which ${counted(finished.length, 'finished trial')} would be lost: ${listed(changes)}.`,
    );
  const cells = new Set(plan.cells.map(({ id }: SweepCell) => id));
  const missing = finished.filter(({ id }) => !cells.has(id));
  if (missing.length > 0)
    throw refusal(
      path,
      `the folder holds ${counted(missing.length, 'finished trial')} outside of this grid: ${listed(missing.map(({ values }) => valuesText(values)))}.`,
    );
}

/** What is swept is told by the grid itself. */
function changesApartFromAxes(stored: StoredSweep, plan: SweepPlan): readonly string[] {
  if (stored.config === undefined) return [];
  const swept = [...(stored.axes ?? []), ...plan.grid.axes].flatMap(pointersOf);
  const isSwept = (pointer: string) =>
    swept.some((axis) => `${pointer}/`.startsWith(`${axis}/`) || `${axis}/`.startsWith(`${pointer}/`)); // prettier-ignore
  const { config } = plan.load(plan.cells[0]!).experiment;
  return [
    ...changesBeyondGrowth(stored.config, config)
      .filter(({ pointer }) => !isSwept(pointer))
      .map(({ words }) => words),
    ...changedVariants(stored, plan),
  ];
}

/** What an axis sets. */
function pointersOf({ pointer, variants }: SweepAxis | SweepAxisRecord): readonly string[] {
  return variants === undefined ? [pointer] : Object.values(variants).flatMap(Object.keys);
}

/** A trial is known by the names of its variants, which may stand for something else by now. */
function changedVariants({ axes = [] }: StoredSweep, { grid }: SweepPlan): readonly string[] {
  return grid.axes.flatMap(({ pointer, variants = {} }) => {
    const before = axes.find((axis) => axis.pointer === pointer)?.variants ?? {};
    return Object.entries(variants)
      .filter(
        ([name, settings]) => canonicalJson(before[name] ?? settings) !== canonicalJson(settings),
      )
      .map(([name]) => `variant "${name}" of "${pointer}" sets something else`);
  });
}

function listed(texts: readonly string[]): string {
  const more = texts.length - MAX_LISTED;
  return `${texts.slice(0, MAX_LISTED).join('; ')}${more > 0 ? `; and ${more} more` : ''}`;
}

function refusal(path: string, fault: string): IsthmusError {
  return new IsthmusError(
    'run/other-run',
    `${path}: ${fault} With --resume a sweep can only grow: by more values, endpoints, pairs or paths at the end of the list. Name another folder with --out.`,
    { path },
  );
}
