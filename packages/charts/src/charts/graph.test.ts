import type { GraphEdge, GraphRecord } from '@isthmus/contract';
import { describe, expect, it } from 'vitest';
import { graphChart, graphSvg } from './graph.js';
import { graphData, graphLines, graphWords, type GraphData } from '../data/graph-data.js';
import { layOutTree } from '../data/graph-layout.js';
import { componentsTable, graphTable } from '../tables/graph-table.js';
import { HOSTILE_NAMES, testDocument } from '../testing/document.js';
import { asWritten, examplePair, exampleResult } from '../testing/result.js';

const document = testDocument();

const graphWith = (changes: Partial<GraphRecord>): GraphRecord => ({
  ...{ nodes: [], edges: [], merges: [], counts: [], atThreshold: null },
  ...changes,
});
const nodes = (...losses: number[]) => losses.map((loss, i) => ({ id: 'abcde'[i]!, loss }));
const found = (a: string, b: string, level: number, through = level): GraphEdge => ({
  ...{ a, b, level, through, grade: 'sampled', strategy: 'dss/greedy' },
  forest: level === through,
});

/** Five endpoints: a and d, then b and c, join low; the two branches far above; e is by itself. */
const five = graphWith({
  nodes: nodes(0.001, 0.0011, 0.0012, 0.0013, 0.0014),
  edges: [
    found('a', 'd', 0.002),
    found('b', 'c', 0.004),
    found('a', 'b', 0.2),
    found('c', 'd', 0.3, 0.2),
    { a: 'a', b: 'e', level: null, grade: null, strategy: null, through: null, forest: false },
  ],
  merges: [
    { level: 0.002, joined: [0, 3], persistence: 0.0007 },
    { level: 0.004, joined: [1, 2], persistence: 0.0028 },
    { level: 0.2, joined: [5, 6], persistence: 0.1989 },
  ],
  counts: [
    { level: 0.001, components: 1 },
    { level: 0.002, components: 4 },
    { level: 0.004, components: 3 },
    { level: 0.2, components: 2 },
  ],
  atThreshold: [['a', 'd'], ['b', 'c'], ['e']],
});
const dataOf = (graph: GraphRecord, more: Partial<GraphData> = {}): GraphData => ({
  ...{ graph, threshold: 0.005, unit: 'squared error', aligned: false },
  ...more,
});
const example = dataOf(five);
const count = (root: Element, selector: string) => root.querySelectorAll(selector).length;

describe('layOutTree', () => {
  const tree = layOutTree(example);

  it('orders the endpoints so that no branches cross', () => {
    expect(tree.order).toEqual(['a', 'd', 'b', 'c', 'e']);
    for (const { from } of tree.brackets) expect(from[0].x).toBeLessThan(from[1].x);
  });

  it('puts a component above the middle of the two that it is made of', () => {
    expect(tree.brackets.map(({ level, from }) => [level, from[0].x, from[1].x])).toEqual([
      [0.002, 0, 1],
      [0.004, 2, 3],
      [0.2, 0.5, 2.5],
    ]);
    expect(tree.roots).toEqual([
      { x: 4, y: 0.0014 },
      { x: 1.5, y: 0.2 },
    ]);
  });

  it('has room for one endpoint, for none, and for losses that are no numbers', () => {
    expect(layOutTree({ graph: graphWith({}) })).toMatchObject({ order: [], births: [] });
    const one = layOutTree({ graph: graphWith({ nodes: nodes(1) }) });
    expect(one).toMatchObject({ order: ['a'], births: [{ x: 0, y: 1 }], roots: [{ x: 0, y: 1 }] });
    const wild = asWritten(graphWith({ nodes: nodes(Number.NaN, 1) }));
    expect(layOutTree({ graph: wild }).births).toEqual([{ x: 1, y: 1 }]);
  });
});

describe('graphSvg', () => {
  const svg = graphSvg(example, { document });

  it('draws a bracket for each merge, a dot for each endpoint and the threshold', () => {
    expect(count(svg, '.isthmus-merge path')).toBe(3);
    expect(count(svg, '.isthmus-birth circle, .isthmus-birth path')).toBe(5);
    expect(count(svg, '.isthmus-open line')).toBe(2);
    expect(svg.querySelector('.isthmus-level-label')?.textContent).toBe('threshold0.005');
    expect(svg.textContent).toContain('level (squared error), log scale');
    expect(svg.outerHTML).not.toContain('NaN');
  });

  it('is told in words, for those who cannot see it', () => {
    expect(svg.getAttribute('aria-label')).toContain('dendrogram of 5 endpoints with 3 merges');
    expect(svg.getAttribute('aria-label')).toContain('upper bound');
  });

  it('leaves no branch open where all are joined', () => {
    const merges = [{ level: 0.2, joined: [0, 1], persistence: 0.1 }] as const;
    const two = graphWith({ nodes: nodes(0.001, 0.0011), merges });
    const joined = graphSvg(dataOf(two, { threshold: null }), { document });
    expect(count(joined, '.isthmus-open line')).toBe(0);
    expect(count(joined, '.isthmus-level line')).toBe(0);
  });

  it('survives 64 endpoints, none, and numbers that are none', () => {
    const many = Array.from({ length: 64 }, (_, i) => ({ id: `e${i}`, loss: 0.001 }));
    const merges = many.slice(1).map((_, i): GraphRecord['merges'][number] => ({
      level: 0.002 + i / 1e4,
      joined: i === 0 ? [0, 1] : [i + 1, 63 + i],
      persistence: 0.001,
    }));
    const big = graphSvg(dataOf(graphWith({ nodes: many, merges })), { document, width: 720 });
    expect(count(big, '.isthmus-merge path')).toBe(63);
    expect(big.outerHTML).not.toContain('NaN');
    expect(graphSvg(dataOf(graphWith({})), { document }).textContent).toContain(
      'no endpoints known yet',
    );
    const wild = graphWith({ nodes: nodes(Infinity) });
    expect(graphSvg(dataOf(asWritten(wild)), { document }).outerHTML).not.toContain('NaN');
  });

  it.each(HOSTILE_NAMES)('shows %j as text', (id) => {
    const graph = graphWith({ nodes: [{ id, loss: 1 }, ...nodes(1)] });
    const figure = graphChart(dataOf(graph), { document });
    expect(count(figure, 'script, img')).toBe(0);
    expect(count(figure, 'svg')).toBe(1);
  });
});

describe('graphWords', () => {
  it('counts components as upper bounds', () => {
    expect(graphWords(example).slice(0, 2)).toEqual([
      'At the threshold 0.005, 5 endpoints meet at most 3 components: {a, d} {b, c} {e}.',
      'Paths that were found leave 2 parts of the 5 endpoints apart, which does not show that these are disconnected.',
    ]);
    expect(graphWords(example).at(-1)).toContain('may meet fewer components');
  });

  it('says from where on all are connected, and up to what', () => {
    const joined = graphWith({
      nodes: nodes(0.001, 0.0011, 0.0012),
      merges: [
        { level: 0.2, joined: [0, 1], persistence: 0.1 },
        { level: 0.3, joined: [2, 3], persistence: 0.2 },
      ],
      atThreshold: [['a']],
    });
    expect(graphWords(dataOf(joined, { threshold: 0.00105, aligned: true })).slice(0, 2)).toEqual([
      'At the threshold 0.00105, 1 endpoint meets at most 1 component up to their symmetries. 2 endpoints missed it.',
      'From level 0.3 on all 3 are connected up to their symmetries.',
    ]);
  });
});

describe('graphLines', () => {
  it('says which components meet at which level, and no caution of a page', () => {
    expect(graphLines(example)).toEqual([
      graphWords(example)[0],
      'Merge levels, upper bounds all: {a} + {d} at 0.002, {b} + {c} at 0.004, {a, d} + {b, c} at 0.2.',
      graphWords(example)[1],
    ]);
    expect(graphLines(dataOf(graphWith({ nodes: nodes(1, 2) }), { threshold: null }))).toHaveLength(
      1,
    );
  });

  it('stays short for many endpoints', () => {
    const ids = Array.from({ length: 20 }, (_, i) => ({ id: `e${i}`, loss: 0.1 }));
    const merges = ids.slice(1).map((_, i) => ({
      ...{ level: 0.2 + i / 100, persistence: 0.1 },
      joined: [i === 0 ? 0 : 19 + i, i + 1] as const,
    }));
    const line = graphLines(dataOf(graphWith({ nodes: ids, merges })))[0]!;
    expect(line).toMatch(/^Merge levels, the highest 8 of 19, upper bounds all: /);
    expect(line).toContain('{e0, e1, e10, e11 and 15 more} + {e19} at 0.38.');
  });
});

describe('graphTable', () => {
  const rows = (table: HTMLElement) =>
    [...table.querySelectorAll('tbody tr')].map((row) =>
      [...row.querySelectorAll('th, td')].map((cell) => cell.textContent),
    );

  it('is the twin of the dendrogram: every pair, the lowest first, the forest marked', () => {
    expect(rows(graphTable(example, { document }))).toEqual([
      ['a – d', '●', '0.002', '0.002', 'sampled', 'dss/greedy'],
      ['b – c', '●', '0.004', '0.004', 'sampled', 'dss/greedy'],
      ['a – b', '●', '0.2', '0.2', 'sampled', 'dss/greedy'],
      ['c – d', '', '0.3', '0.2', 'sampled', 'dss/greedy'],
      ['a – e', '', 'not found', 'not found', '', ''],
    ]);
  });

  it('counts the components from level to level', () => {
    expect(rows(componentsTable(example, { document })).slice(-3)).toEqual([
      ['0.002', '4'],
      ['0.004', '3'],
      ['0.2', '2'],
    ]);
  });
});

describe('graphData', () => {
  it('is null where a result has no graph', () => {
    expect(graphData(exampleResult())).toBeNull();
  });

  it('knows whether endpoints were aligned', () => {
    expect(graphData(exampleResult({ graph: five }))?.aligned).toBe(false);
    const alignment = {} as never;
    const pairs = [examplePair({ alignment })];
    expect(graphData(exampleResult({ graph: five, pairs }))?.aligned).toBe(true);
  });
});
