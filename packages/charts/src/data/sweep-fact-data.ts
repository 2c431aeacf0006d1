import type { SweepFact, SweepRecord } from '@isthmus/contract';
import { alongOf, drawnMean, type SweepData } from './sweep-data.js';

/** What an analysis says again and again of one thing, group by group. */
export interface FactGroups {
  readonly analysis: string;
  /** The analysis's place in the experiment's list. */
  readonly index: number;
  readonly fact: string;
  /** In the order of the grid. */
  readonly groups: readonly SweepFact[];
}

/**
 * The facts of a sweep's analyses, each with all of its groups.
 *
 * @example
 * factsOfSweep({ facts: [] }); // []
 */
export function factsOfSweep({ facts = [] }: Pick<SweepRecord, 'facts'>): readonly FactGroups[] {
  const found = new Map<string, SweepFact[]>();
  for (const one of facts) {
    const key = `${one.index} ${one.fact}`;
    found.set(key, [...(found.get(key) ?? []), one]);
  }
  return [...found.values()].map((groups) => {
    const { analysis, index, fact } = groups[0]!;
    return { analysis, index, fact, groups };
  });
}

/**
 * A fact ready to be drawn, as `sweepData` has quantities.
 *
 * @returns null where no setting but the seed has several values, and where the mean is one in all groups
 */
export function sweepFactData(
  record: Pick<SweepRecord, 'axes'>,
  { analysis, fact, groups }: FactGroups,
): SweepData | null {
  const along = alongOf(record);
  const isOne = new Set(groups.map(({ mean }) => mean.mean)).size < 2;
  if (along === null || isOne) return null;
  const { name, categories } = along;
  return {
    ...{ quantity: 'fact', words: fact, name, categories, references: [] },
    series: along.seriesOf(
      groups,
      () => analysis,
      ({ mean }, x) => ({ x, ...drawnMean(mean), counts: { found: mean.n } }),
    ),
  };
}
