import { describe, expect, it } from 'vitest';
import { meanInterval, wilsonInterval } from '@isthmus/core';
import { sweepGrid } from '@isthmus/core/internal';
import { openGroups } from './groups.js';
import { configOf, row } from './testing/rows.js';

function openOver(sweep: Parameters<typeof sweepGrid>[0]) {
  const grid = sweepGrid(sweep);
  const cells = Array.from({ length: grid.count }, (_, place) => grid.cell(place));
  return { cells, groups: openGroups(cells) };
}

describe('groups', () => {
  it('take trials together that differ in their seed alone, in the order of the grid', () => {
    const { cells, groups } = openOver({ '/seed': [1, 2], '/x': ['p', 'q'] });
    // The last first: the order does not depend on that of the ends.
    for (const cell of cells.toReversed()) {
      groups.begin(cell, configOf({}, { use: 'dss/greedy' }));
      groups.add(cell, 'finished', [row(), row({ index: 1, strategy: 'dss/greedy' })]);
    }
    expect(groups.all().map(({ values, index, pairs }) => [values['/x'], index, pairs])).toEqual([
      ['p', 0, 2], ['p', 1, 2], ['q', 0, 2], ['q', 1, 2],
    ]); // prettier-ignore
    expect(cells.map((cell) => groups.placeOf(cell))).toEqual([0, 2, 0, 2]);
  });

  it('count every pair, and give means over all beside those over the connected', () => {
    const { cells, groups } = openOver({ '/seed': [1, 2, 3, 4] });
    const lost = { verdict: 'not-found', grade: null, reason: 'depth' } as const;
    const rows = [
      [row({ normalizedLength: 1.5, beads: 2 })],
      [row({ normalizedLength: 2.5, beads: 4, ...lost })],
      [row({ normalizedLength: null, beads: 0, reached: false, ...lost })],
    ];
    groups.begin(cells[0]!, configOf({}));
    rows.forEach((own, i) => {
      groups.add(cells[i]!, 'finished', own);
    });
    groups.add(cells[3]!, 'failed', []);
    const [group] = groups.all();
    expect(group).toMatchObject({
      trials: { total: 4, finished: 3, failed: 1 },
      ...{ pairs: 3, reached: 2, connected: 1 },
      fraction: { value: 1 / 3, ...wilsonInterval(1, 3) },
    });
    // Where the ends coincide there is no normalized length: n says so.
    // No ratio of lengths is below 1, and no count below 0.
    expect(group!.all.normalizedLength).toEqual(meanInterval([1.5, 2.5], 1));
    expect(group!.all.normalizedLength.low).toBe(1);
    expect(group!.all.beads).toEqual(meanInterval([2, 4, 0], 0));
    expect(group!.all.beads.low).toBe(0);
    expect(group!.connectedOnly.beads).toEqual({ n: 1, mean: 2, low: null, high: null });
  });

  it('are the same to the last bit, in whatever order trials end', () => {
    // Sums of such numbers differ by their order.
    const lengths = [1.1, 1e16, 1.7, 3.3e15, 1.3, 2.9];
    const orders = permutations([0, 1, 2, 3, 4, 5]);
    const texts = orders.map((order) => {
      const { cells, groups } = openOver({ '/seed': [1, 2, 3, 4, 5, 6] });
      for (const i of order) {
        groups.begin(cells[i]!, configOf({}));
        groups.add(cells[i]!, 'finished', [row({ normalizedLength: lengths[i]!, peak: 0.1 * i })]);
      }
      return JSON.stringify(groups.all());
    });
    expect(orders).toHaveLength(720);
    expect(new Set(texts).size).toBe(1);
  });

  it('are known, empty, once a trial begins, and not before', () => {
    const { cells, groups } = openOver({ '/x': [1, 2] });
    expect(groups.all()).toEqual([]);
    groups.begin(cells[1]!, configOf({}));
    expect(groups.all()).toHaveLength(1);
    expect(groups.all()[0]).toMatchObject({ pairs: 0, fraction: { value: null, low: 0, high: 1 } });
  });

  it('say in their labels what tells strategies of one name apart', () => {
    const { cells, groups } = openOver({ '/x': [1] });
    groups.begin(
      cells[0]!,
      configOf(
        {},
        { use: 'dss/greedy', options: { alpha: 0.5, depth: 3 } },
        { use: 'dss/greedy', options: { alpha: 0.5, depth: 3 }, level: { times: 1.1 } },
        { use: 'dss/greedy', options: { alpha: 0.9, depth: 3 } },
        { use: 'dss/peak' },
        { use: 'dss/peak' },
      ),
    );
    expect(groups.all().map(({ label }) => label)).toEqual([
      'core/linear',
      'dss/greedy (alpha 0.5, at the threshold)',
      'dss/greedy (alpha 0.5, at 1.1 × threshold)',
      'dss/greedy (alpha 0.9, at the threshold)',
      'dss/peak #5',
      'dss/peak #6',
    ]);
  });
});

function permutations(items: readonly number[]): readonly (readonly number[])[] {
  if (items.length < 2) return [items];
  return items.flatMap((item) =>
    permutations(items.filter((other) => other !== item)).map((rest) => [item, ...rest]),
  );
}
