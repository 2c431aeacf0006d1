import { describe, expect, it } from 'vitest';
import type { PathRecord } from '@isthmus/contract';
import { graphOf } from './graph-record.js';

type Outcome = Pick<PathRecord, 'strategy' | 'verdict' | 'ends' | 'level' | 'grade' | 'peak'>;

const path = (peak: number, more: Partial<Outcome> = {}): PathRecord => {
  const outcome: Outcome = {
    strategy: 'dss/greedy',
    verdict: 'connected',
    ends: 'fixed',
    level: 1,
    grade: 'sampled',
    peak: { t: 0.5, loss: peak },
    ...more,
  };
  return outcome as PathRecord;
};
const missed = path(2, { verdict: 'not-found', grade: null });
const endpoints = ['a', 'b', 'c'].map((id) => ({ id, loss: 0.1 }));
const pair = (name: string, ...paths: PathRecord[]) => ({ a: name[0]!, b: name[1]!, paths });

describe('graphOf', () => {
  it('takes for every pair the lowest peak of its paths, also of one above the level asked for', () => {
    const { edges } = graphOf(
      endpoints,
      [
        pair('ab', path(0.9), path(0.4, { strategy: 'core/linear' }), path(0.5)),
        pair('ac', missed),
        pair('bc', path(0.3), missed),
      ],
      null,
    );
    expect(edges).toEqual([
      {
        ...{ a: 'a', b: 'b', level: 0.4, grade: 'sampled', strategy: 'core/linear' },
        ...{ through: 0.4, forest: true },
      },
      {
        ...{ a: 'a', b: 'c', level: 2, grade: 'sampled', strategy: 'dss/greedy' },
        ...{ through: 0.4, forest: false },
      },
      {
        ...{ a: 'b', b: 'c', level: 0.3, grade: 'sampled', strategy: 'dss/greedy' },
        ...{ through: 0.3, forest: true },
      },
    ]);
  });

  it('knows a way through others below a path of its own', () => {
    const pairs = [pair('ab', path(0.3)), pair('ac', path(0.9)), pair('bc', path(0.4))];
    const { edges, merges } = graphOf(endpoints, pairs, null);
    expect(edges[1]).toMatchObject({ level: 0.9, through: 0.4, forest: false });
    expect(merges).toEqual([
      { level: 0.3, joined: [0, 1], persistence: 0.3 - 0.1 },
      { level: 0.4, joined: [2, 3], persistence: 0.4 - 0.1 },
    ]);
  });

  it('does not take a path with ends of its own for one between endpoints', () => {
    const { edges } = graphOf(endpoints, [pair('ab', path(0.2, { ends: 'free' }))], null);
    expect(edges[0]!.level).toBeNull();
  });

  it('calls certified only what is proved: the level, not the peak', () => {
    const proved = path(0.5, { grade: 'certified', level: 0.6 });
    const graphLevel = (...paths: PathRecord[]) => {
      const [edge] = graphOf(endpoints, [pair('ab', ...paths)], null).edges;
      return [edge!.level, edge!.grade];
    };
    expect(graphLevel(proved)).toEqual([0.5, 'sampled']);
    expect(graphLevel(path(0.6, { grade: 'certified', level: 0.6 }))).toEqual([0.6, 'certified']);
  });

  it('merges no earlier than an endpoint is born, where rounding would have it so', () => {
    const uneven = [
      { id: 'a', loss: 0.1 },
      { id: 'b', loss: 0.2 },
    ];
    const { edges, merges } = graphOf(uneven, [pair('ab', path(0.2 - 1e-16))], null);
    expect(edges[0]!.level).toBe(0.2);
    expect(merges[0]!.persistence).toBe(0);
  });

  it('tells the components at the threshold, without endpoints that missed it', () => {
    const missing = [...endpoints, { id: 'd', loss: 0.7 }];
    const pairs = [pair('ab', path(0.4)), pair('bc', path(0.6)), pair('cd', path(0.8))];
    expect(graphOf(missing, pairs, 0.5).atThreshold).toEqual([['a', 'b'], ['c']]);
    expect(graphOf(missing, pairs, null).atThreshold).toBeNull();
    expect(graphOf(missing, pairs, null).counts).toEqual([
      { level: 0.1, components: 3 },
      { level: 0.4, components: 2 },
      { level: 0.6, components: 1 },
      { level: 0.7, components: 2 },
      { level: 0.8, components: 1 },
    ]);
  });

  it('holds of a run that was cancelled what there is', () => {
    expect(graphOf([], [], 1)).toEqual({
      ...{ nodes: [], edges: [], merges: [], counts: [], atThreshold: [] },
    });
    const diverged = [...endpoints, { id: 'd', loss: Number.NaN }];
    const graph = graphOf(diverged, [pair('cd', path(Number.NaN))], 0.5);
    expect(graph.edges[0]!.level).toBeNull();
    expect(graph.atThreshold).toEqual([['a'], ['b'], ['c']]);
  });
});
