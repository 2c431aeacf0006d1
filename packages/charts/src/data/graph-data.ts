import type { ExperimentResult, GraphRecord } from '@isthmus/contract';
import { formatLevel, formatLevels, plural } from '../format/format.js';
import { wasMoved } from './series.js';

/** The levels between many endpoints, ready to be drawn. */
export interface GraphData {
  readonly graph: GraphRecord;
  /** Null where there is none. */
  readonly threshold: number | null;
  /** The loss's unit, for the axis. */
  readonly unit: string;
  /** Whether the second endpoint of each pair was aligned with the first. */
  readonly aligned: boolean;
}

/**
 * The graph of a result, or null where it has none.
 *
 * @example
 * graphData(result); // null
 */
export function graphData({ graph, threshold, loss, pairs }: ExperimentResult): GraphData | null {
  if (graph === null) return null;
  const aligned = pairs.some(wasMoved);
  return { graph, threshold, unit: loss.unit, aligned };
}

/**
 * What the graph shows, claiming no more than upper bounds: at most so many components meet the
 * endpoints, at the threshold and as the level rises.
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
 * graphWords(data)[0]; // 'From level 0.5 on all 2 are connected.'
 */
export function graphWords({ graph, threshold, aligned }: GraphData): readonly string[] {
  const { nodes, merges, atThreshold } = graph;
  const alike = aligned ? ' up to their symmetries' : '';
  const at =
    atThreshold !== null && threshold !== null
      ? [thresholdWords(atThreshold, threshold, nodes.length, alike)]
      : [];
  return [...at, togetherWords(merges, nodes.length, alike), CAUTION];
}

/**
 * The same for a terminal, without a drawing beside it: the components at the threshold, and which meet at
 * which level.
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
 * graphLines({ graph, threshold: null, unit: 'nats', aligned: false })[0];
 * // 'Merge levels, upper bounds all: {a} + {b} at 0.5.'
 */
export function graphLines(data: GraphData): readonly string[] {
  const words = graphWords(data).filter((line) => line !== CAUTION);
  const merges = mergeWords(data.graph);
  return merges === null ? words : [...words.slice(0, -1), merges, ...words.slice(-1)];
}

/** More merges, and more endpoints of one set, are not spelt out. */
const MAX_MERGES = 8;
const MAX_NAMES = 4;

function mergeWords({ nodes, merges }: GraphRecord): string | null {
  if (merges.length === 0) return null;
  const sets = nodes.map(({ id }) => [id]);
  const levels = formatLevels(merges.map(({ level }) => level));
  const words = merges.map(({ joined: [first, second] }, i) => {
    const parts = [sets[first] ?? [], sets[second] ?? []];
    sets.push(parts.flat().sort());
    return `${parts.map(shortSet).join(' + ')} at ${levels[i] ?? ''}`;
  });
  const left = words.length - MAX_MERGES;
  const which = left > 0 ? `the highest ${MAX_MERGES} of ${words.length}, ` : '';
  return `Merge levels, ${which}upper bounds all: ${words.slice(-MAX_MERGES).join(', ')}.`;
}

function shortSet(ids: readonly string[]): string {
  const more = ids.length - MAX_NAMES;
  return `{${ids.slice(0, MAX_NAMES).join(', ')}${more > 0 ? ` and ${more} more` : ''}}`;
}

const CAUTION =
  'Every level is that of a path that was found, an upper bound on the lowest level there is. So the endpoints may meet fewer components than are counted here, never more; components that meet none of these endpoints are not counted.';

function thresholdWords(
  components: readonly (readonly string[])[],
  threshold: number,
  all: number,
  alike: string,
): string {
  const level = formatLevel(threshold);
  const below = components.reduce((sum, { length }) => sum + length, 0);
  const missed = all - below;
  const left = missed === 0 ? '' : ` ${plural(missed, 'endpoint')} missed it.`;
  if (below === 0) return `No endpoint is at or below the threshold ${level}.`;
  const sets =
    components.length > 1 && components.length <= MAX_SETS ? `: ${setWords(components)}` : '';
  return `At the threshold ${level}, ${plural(below, 'endpoint meets', 'endpoints meet')} at most ${plural(components.length, 'component')}${alike}${sets}.${left}`;
}

/** More components than this are not spelt out. */
const MAX_SETS = 8;

function setWords(components: readonly (readonly string[])[]): string {
  return components.map((ids) => `{${ids.join(', ')}}`).join(' ');
}

function togetherWords(merges: GraphRecord['merges'], nodes: number, alike: string): string {
  const top = merges.at(-1);
  const parts = nodes - merges.length;
  if (top !== undefined && parts === 1)
    return `From level ${formatLevel(top.level)} on all ${nodes} are connected${alike}.`;
  return `Paths that were found leave ${plural(parts, 'part')} of the ${nodes} endpoints apart, which does not show that these are disconnected.`;
}
