import type { ResolvedConfig } from '@isthmus/core';
import type { SweepCell } from '@isthmus/core/internal';
import { canonicalJson } from '@isthmus/contract/internal';
import { meanInterval, wilsonInterval } from '@isthmus/core';
import type {
  MeanInterval,
  RunStatus,
  SweepGroup,
  SweepMeans,
  SweepMetric,
} from '@isthmus/core/contract';
import { strategyLabels } from '../words/strategy-labels.js';
import type { PathRow } from './rows.js';

/** Averaged over, so that trials that differ in nothing else make one group. */
export const SEED = '/seed';

/** The groups of a sweep, kept current while its trials end. */
export interface TrialGroups {
  /** Makes the groups of a trial known, with the strategies of its experiment. */
  begin(cell: SweepCell, config: ResolvedConfig): void;
  /** Counts a trial that has ended: its paths, and how it ended. */
  add(cell: SweepCell, status: RunStatus, rows: readonly PathRow[]): void;
  /** All that are known, in the order of the grid, then of the strategies. */
  all(): readonly SweepGroup[];
  /** The place of a cell's first group among them; -1 before it is known. */
  placeOf(cell: SweepCell): number;
}

/** The trials of a group of cells, with all of its strategies. */
interface Slot {
  readonly values: SweepCell['values'];
  /** Of its first cell in the grid. */
  readonly place: number;
  total: number;
  finished: number;
  failed: number;
  paths: ResolvedConfig['paths'];
  /** By the place of their trial in the grid: sums must not depend on the order in which trials end. */
  readonly rows: Map<number, readonly PathRow[]>;
  /** As the groups stand; null when something has changed since. */
  groups: readonly SweepGroup[] | null;
}

/** Groups over all cells of a grid. */
export function openGroups(cells: readonly SweepCell[]): TrialGroups {
  const slots = slotsOf(cells);
  const places = new Map(cells.map(({ id }, place) => [id, place]));
  const slotOf = (cell: SweepCell) => slots.get(groupKey(cell))!;
  const known = () => [...slots.values()].filter(({ paths }) => paths.length > 0);
  return {
    begin(cell, { paths }) {
      const slot = slotOf(cell);
      if (slot.paths.length > 0) return;
      slot.paths = paths;
      slot.groups = null;
    },
    add(cell, status, rows) {
      const slot = slotOf(cell);
      if (status === 'finished') slot.finished++;
      if (status === 'failed') slot.failed++;
      slot.rows.set(places.get(cell.id)!, rows);
      slot.groups = null;
    },
    all: () => known().flatMap((slot) => (slot.groups ??= groupsOf(slot))),
    placeOf(cell) {
      const { place } = slotOf(cell);
      const before = known().filter((slot) => slot.place < place);
      return before.reduce((sum, { paths }) => sum + paths.length, 0);
    },
  };
}

function slotsOf(cells: readonly SweepCell[]): ReadonlyMap<string, Slot> {
  const slots = new Map<string, Slot>();
  for (const [place, cell] of cells.entries()) {
    const key = groupKey(cell);
    const slot = slots.get(key) ?? emptySlot(withoutSeed(cell.values), place);
    slot.total++;
    slots.set(key, slot);
  }
  return slots;
}

function emptySlot(values: SweepCell['values'], place: number): Slot {
  return {
    values,
    place,
    total: 0,
    finished: 0,
    failed: 0,
    paths: [],
    rows: new Map(),
    groups: null,
  };
}

function groupKey({ values }: SweepCell): string {
  return canonicalJson(withoutSeed(values));
}

function withoutSeed({ [SEED]: _, ...values }: SweepCell['values']): SweepCell['values'] {
  return values;
}

function groupsOf({
  values,
  paths,
  total,
  finished,
  failed,
  ...slot
}: Slot): readonly SweepGroup[] {
  const labels = strategyLabels(paths);
  const rows = [...slot.rows].sort(([p], [q]) => p - q).flatMap(([, own]) => own);
  return paths.map(({ use, options, level }, index) => {
    const own = rows.filter((row) => row.index === index);
    const found = own.filter(({ verdict }) => verdict === 'connected');
    return {
      values,
      index,
      strategy: use,
      label: own[0]?.ends === 'free' ? `${labels[index]!}, free ends` : labels[index]!,
      options,
      level,
      ends: own[0]?.ends ?? 'fixed',
      trials: { total, finished, failed },
      pairs: own.length,
      reached: own.filter(({ reached }) => reached).length,
      connected: found.length,
      fraction: {
        value: own.length === 0 ? null : found.length / own.length,
        ...wilsonInterval(found.length, own.length),
      },
      all: meansOf(own),
      connectedOnly: meansOf(found),
    };
  });
}

/** What no value of a metric can be below. */
const LEAST: Readonly<Record<SweepMetric, number>> = {
  normalizedLength: 1,
  beads: 0,
  peak: 0,
  aboveEnds: 0,
  gradientEvaluations: 0,
  lossEvaluations: 0,
};

function meansOf(rows: readonly PathRow[]): SweepMeans {
  const mean = (metric: SweepMetric): MeanInterval =>
    meanInterval(
      rows.flatMap((row) => row[metric] ?? []),
      LEAST[metric],
    );
  return {
    normalizedLength: mean('normalizedLength'),
    beads: mean('beads'),
    peak: mean('peak'),
    aboveEnds: mean('aboveEnds'),
    gradientEvaluations: mean('gradientEvaluations'),
    lossEvaluations: mean('lossEvaluations'),
  };
}
