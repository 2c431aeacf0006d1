import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import {
  componentCounts,
  componentsAt,
  mergeLevel,
  mergesOf,
  type ComponentBirth,
  type LevelLink,
} from './graph.js';

const IDS = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];

/**
 * Random graphs of up to seven births. Levels are few whole numbers, so that equal ones are frequent;
 * a link is never below what it joins.
 */
const graphs = fc
  .record({
    losses: fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 7 }),
    weights: fc.array(fc.option(fc.integer({ min: 0, max: 9 })), { minLength: 21, maxLength: 21 }),
  })
  .map(({ losses, weights }) => {
    const births: ComponentBirth[] = losses.map((level, i) => ({ id: IDS[i]!, level }));
    const pairs = births.flatMap((a, i) => births.slice(i + 1).map((b) => [a, b] as const));
    const links = pairs.map(([a, b], k): LevelLink => {
      const weight = weights[k] ?? null;
      return {
        a: a.id,
        b: b.id,
        level: weight === null ? null : Math.max(a.level, b.level, weight),
      };
    });
    return { births, links, merges: mergesOf(births, links) };
  });

/** Floyd and Warshall's recursion with max for +: the best of all ways, by brute force. */
function minimax(births: readonly ComponentBirth[], links: readonly LevelLink[]): number[][] {
  const place = new Map(births.map(({ id }, i) => [id, i]));
  const best = births.map((one, i) => births.map((_, j) => (i === j ? one.level : Infinity)));
  for (const { a, b, level } of links) {
    const [i, j] = [place.get(a)!, place.get(b)!];
    best[i]![j] = best[j]![i] = Math.min(best[i]![j]!, level ?? Infinity);
  }
  for (const k of births.keys())
    for (const i of births.keys())
      for (const j of births.keys())
        best[i]![j] = Math.min(best[i]![j]!, Math.max(best[i]![k]!, best[k]![j]!));
  return best;
}

/** Components of a sublevel set by flooding. */
function flooded(
  births: readonly ComponentBirth[],
  links: readonly LevelLink[],
  level: number,
): string[][] {
  const left = new Set(births.filter((birth) => birth.level <= level).map(({ id }) => id));
  const open = links.filter((link) => link.level !== null && link.level <= level);
  const components: string[][] = [];
  for (const { id } of births) {
    if (!left.delete(id)) continue;
    const found = [id];
    for (const one of found)
      for (const { a, b } of open)
        for (const next of one === a ? [b] : one === b ? [a] : [])
          if (left.delete(next)) found.push(next);
    components.push(found.sort());
  }
  return components;
}

describe('the merge tree of random graphs', () => {
  test.prop([graphs])('has for every two births the minimax level between them', (graph) => {
    const { births, links, merges } = graph;
    const best = minimax(births, links);
    for (const [i, a] of births.entries())
      for (const [j, b] of births.entries()) {
        const level = i === j ? a.level : best[i]![j]!;
        const expected = Number.isFinite(level) ? level : null;
        expect(mergeLevel(births, merges, a.id, b.id)).toBe(expected);
      }
  });

  test.prop([graphs])('is an ultrametric', ({ births, merges }) => {
    const u = (i: number, j: number) =>
      mergeLevel(births, merges, births[i]!.id, births[j]!.id) ?? Infinity;
    for (const i of births.keys())
      for (const j of births.keys())
        for (const k of births.keys())
          expect(u(i, k)).toBeLessThanOrEqual(Math.max(u(i, j), u(j, k)));
  });

  test.prop([graphs, fc.integer({ min: -1, max: 10 })])(
    'has the components that flooding finds, at every level',
    ({ births, links, merges }, level) => {
      const found = componentsAt(births, merges, level);
      expect(found).toEqual(flooded(births, links, level));
      const counts = componentCounts(births, merges).filter((one) => one.level <= level);
      expect(counts.at(-1)?.components ?? 0).toBe(found.length);
    },
  );

  test.prop([graphs])('grows upwards, and is a forest of least weight', (graph) => {
    const { births, links, merges } = graph;
    const levels = merges.map(({ level }) => level);
    expect(levels).toEqual([...levels].sort((x, y) => x - y));
    expect(merges.length).toBe(births.length - flooded(births, links, Infinity).length);
    expect(merges.every(({ link, level }) => links[link]!.level === level)).toBe(true);
    const weight = levels.reduce((sum, level) => sum + level, 0);
    expect(weight).toBe(leastForest(births, links));
    expect(merges.every(({ persistence }) => persistence >= 0)).toBe(true);
  });
});

/** Prim's algorithm, begun anew in every component. */
function leastForest(births: readonly ComponentBirth[], links: readonly LevelLink[]): number {
  const reached = new Set<string>();
  let sum = 0;
  for (const { id } of births) {
    if (reached.has(id)) continue;
    reached.add(id);
    // Another component has no link to this one, so all that is reached may count as the tree.
    for (;;) {
      const [next] = links
        .filter(({ a, b, level }) => level !== null && reached.has(a) !== reached.has(b))
        .sort((p, q) => p.level! - q.level!);
      if (next === undefined) break;
      sum += next.level!;
      reached.add(next.a).add(next.b);
    }
  }
  return sum;
}

describe('the merge tree', () => {
  const births = [0.1, 0.3, 0.2, 0.2].map((level, i) => ({ id: IDS[i]!, level }));
  const links: LevelLink[] = [
    { a: 'a', b: 'b', level: 0.9 },
    { a: 'a', b: 'c', level: 0.5 },
    { a: 'a', b: 'd', level: null },
    { a: 'b', b: 'c', level: 0.7 },
  ];
  const merges = mergesOf(births, links);

  it('joins components by the lowest links, older by birth and younger', () => {
    expect(merges).toEqual([
      { level: 0.5, joined: [0, 2], persistence: 0.3, link: 1 },
      { level: 0.7, joined: [1, 4], persistence: 0.7 - 0.3, link: 3 },
    ]);
  });

  it('leaves apart what nothing joins', () => {
    expect(mergeLevel(births, merges, 'a', 'd')).toBeNull();
    expect(mergeLevel(births, merges, 'a', 'b')).toBe(0.7);
    expect(componentsAt(births, merges, 1)).toEqual([['a', 'b', 'c'], ['d']]);
    expect(componentsAt(births, merges, 0.15)).toEqual([['a']]);
  });

  it('counts components from level to level', () => {
    const counts = componentCounts(births, merges).map(({ level, components }) => [
      level,
      components,
    ]);
    expect(counts).toEqual([
      [0.1, 1],
      [0.2, 3],
      [0.3, 4],
      [0.5, 3],
      [0.7, 2],
    ]);
  });

  it('takes the first of equal links, and passes over those to ids that are not there', () => {
    const same: LevelLink[] = [
      { a: 'a', b: 'b', level: 1 },
      { a: 'b', b: 'a', level: 1 },
      { a: 'a', b: 'x', level: 0 },
    ];
    expect(mergesOf(births, same).map(({ link }) => link)).toEqual([0]);
  });

  it('has one leaf for one birth, and nothing for none', () => {
    expect(mergesOf([], [])).toEqual([]);
    expect(componentCounts([], [])).toEqual([]);
    const [only] = births;
    expect(componentsAt([only!], [], 1)).toEqual([['a']]);
    expect(mergeLevel([only!], [], 'a', 'a')).toBe(0.1);
  });
});
