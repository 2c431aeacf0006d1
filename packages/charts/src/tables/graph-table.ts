import type { GraphEdge } from '@isthmus/contract';
import type { ChartOptions } from '../drawing/chart-options.js';
import { dataTable, type TableColumn } from './data-table.js';
import { formatCount, formatLevels, toNumber } from '../format/format.js';
import type { GraphData } from '../data/graph-data.js';

const EDGE_COLUMNS: readonly TableColumn[] = [
  { heading: 'pair' },
  { heading: 'forest' },
  { heading: 'own path', group: 'connected at', numeric: true },
  { heading: 'by any way', group: 'connected at', numeric: true },
  { heading: 'grade' },
  { heading: 'strategy' },
];

/**
 * The table twin of the dendrogram: one row for each pair, the lowest level first; `●` marks those of
 * the spanning forest.
 *
 * @example
 * const one = { a: 'a', b: 'b', level: 0.5, grade: 'sampled', strategy: 'dss/greedy' } as const;
 * const graph = {
 *   nodes: [{ id: 'a', loss: 0.1 }, { id: 'b', loss: 0.2 }],
 *   edges: [{ ...one, through: 0.5, forest: true }],
 *   merges: [{ level: 0.5, joined: [0, 1], persistence: 0.3 }] as const,
 *   counts: [{ level: 0.1, components: 1 }],
 *   atThreshold: null,
 * };
 * const data = { graph, threshold: null, unit: 'nats', aligned: false };
 * graphTable(data, { document }).querySelectorAll('tbody tr').length; // 1
 */
export function graphTable(
  { graph, unit }: GraphData,
  { document }: Pick<ChartOptions, 'document'>,
): HTMLElement {
  const height = ({ level }: GraphEdge) => (level === null ? Infinity : toNumber(level));
  const edges = [...graph.edges].sort((p, q) => height(p) - height(q) || 0);
  const own = formatLevels(edges.map(({ level }) => level));
  const anyWay = formatLevels(edges.map(({ through }) => through));
  return dataTable(document, {
    caption: `The lowest level (${unit}) at which each pair is known to be connected: by a path of its own, or by way of other endpoints. ● marks the minimum spanning forest, which the dendrogram is drawn from.`,
    columns: EDGE_COLUMNS,
    rows: edges.map(({ a, b, forest, level, through, grade, strategy }, i) => [
      `${a} – ${b}`,
      forest ? '●' : '',
      level === null ? 'not found' : (own[i] ?? ''),
      through === null ? 'not found' : (anyWay[i] ?? ''),
      grade ?? '',
      strategy ?? '',
    ]),
    long: edges.length > 12,
  });
}

/**
 * The number of components from each level up to the next.
 *
 * @example
 * const one = { a: 'a', b: 'b', level: 0.5, grade: 'sampled', strategy: 'dss/greedy' } as const;
 * const graph = {
 *   nodes: [{ id: 'a', loss: 0.1 }, { id: 'b', loss: 0.2 }],
 *   edges: [{ ...one, through: 0.5, forest: true }],
 *   merges: [{ level: 0.5, joined: [0, 1], persistence: 0.3 }] as const,
 *   counts: [{ level: 0.1, components: 1 }],
 *   atThreshold: null,
 * };
 * const data = { graph, threshold: null, unit: 'nats', aligned: false };
 * componentsTable(data, { document }).querySelectorAll('tbody tr').length; // 1
 */
export function componentsTable(
  { graph, unit }: GraphData,
  { document }: Pick<ChartOptions, 'document'>,
): HTMLElement {
  const levels = formatLevels(graph.counts.map(({ level }) => level));
  return dataTable(document, {
    caption: `How many components meet the endpoints at most, from each level (${unit}) up to the next; an endpoint counts from its own loss on.`,
    columns: [
      { heading: 'from level', numeric: true },
      { heading: 'components', numeric: true },
    ],
    rows: graph.counts.map(({ components }, i) => [levels[i] ?? '', formatCount(components)]),
    long: graph.counts.length > 12,
  });
}
