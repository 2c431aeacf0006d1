import { canonicalJson } from '@isthmus/contract/internal';
import { meanInterval } from '@isthmus/core';
import type { SweepFact } from '@isthmus/core/contract';
import type { FindingTrial } from './finding-rows.js';
import { SEED } from './groups.js';

/** A record names at most so many; `findings.csv` has all. */
const MOST = 5000;

/** What is found again in every trial of a group. */
interface Slot extends Omit<SweepFact, 'mean'> {
  readonly numbers: number[];
}

/**
 * Means of the facts that are numbers, over the trials that differ in their seed alone: by fact, as the first
 * trial with it has them, then in the order of the trials.
 *
 * @param trials in the order of the grid, on which sums depend
 */
export function factsOf(trials: readonly FindingTrial[]): readonly SweepFact[] {
  const byFact = new Map<string, Map<string, Slot>>();
  for (const { values, findings } of trials) {
    const { [SEED]: _, ...rest } = values;
    const group = canonicalJson(rest);
    for (const { analysis, index, fact, value } of findings) {
      if (typeof value !== 'number') continue;
      const key = `${index} ${fact}`;
      const slots = byFact.get(key) ?? new Map<string, Slot>();
      const slot = slots.get(group) ?? {
        ...{ values: rest, index, fact, numbers: [] },
        analysis: analysis as SweepFact['analysis'],
      };
      slot.numbers.push(value);
      slots.set(group, slot);
      byFact.set(key, slots);
    }
  }
  return [...byFact.values()]
    .flatMap((slots) => [...slots.values()])
    .slice(0, MOST)
    .map(({ numbers, ...facts }) => ({ ...facts, mean: meanInterval(numbers) }));
}
