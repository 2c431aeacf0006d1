import type {
  EndpointRecord,
  GraphEdge,
  GraphRecord,
  PairRecord,
  PathRecord,
} from '@isthmus/contract';
import { componentCounts, componentsAt, mergeLevel, mergesOf } from './graph.js';

/** What is known of one pair by paths of its own. */
type Known = Pick<GraphEdge, 'level' | 'grade' | 'strategy'>;

/**
 * The graph of many endpoints: for every pair the lowest level at which a path is known, the minimum
 * spanning forest at those levels, and its merge tree. Every level is an upper bound on Γ.
 *
 * @param threshold at which the components are told; null: not told
 * @example
 * const graph = graphOf(result.endpoints, result.pairs, result.threshold);
 * graph.edges.map(({ forest }) => forest); // [true]
 */
export function graphOf(
  endpoints: readonly Pick<EndpointRecord, 'id' | 'loss'>[],
  pairs: readonly Pick<PairRecord, 'a' | 'b' | 'paths'>[],
  threshold: number | null,
): GraphRecord {
  const nodes = endpoints.map(({ id, loss }) => ({ id, loss }));
  const births = nodes.map(({ id, loss }) => ({ id, level: loss }));
  const lossOf = new Map(nodes.map(({ id, loss }) => [id, loss]));
  const links = pairs.map(({ a, b, paths }) => {
    // An aligned endpoint has the same loss but for rounding; a tree must not merge below a birth.
    const floor = Math.max(lossOf.get(a) ?? -Infinity, lossOf.get(b) ?? -Infinity);
    return { a, b, ...lowestOf(paths, floor) };
  });
  const merges = mergesOf(births, links);
  const forest = new Set(merges.map(({ link }) => link));
  return {
    nodes,
    edges: links.map((link, i) => ({
      ...link,
      through: mergeLevel(births, merges, link.a, link.b),
      forest: forest.has(i),
    })),
    merges: merges.map(({ level, joined, persistence }) => ({ level, joined, persistence })),
    counts: componentCounts(births, merges),
    atThreshold: threshold === null ? null : componentsAt(births, merges, threshold),
  };
}

/**
 * The lowest level that the paths of a pair show. Every path from one endpoint to the other shows its
 * peak, also one that rises above the level that was asked for; paths with ends of their own show none.
 */
function lowestOf(paths: readonly PathRecord[], floor: number): Known {
  const known = paths
    .filter(({ ends }) => ends !== 'free')
    .flatMap(levelsOf)
    .map((one) => ({ ...one, level: Math.max(one.level, floor) }));
  return known.reduce<Known>((best, one) => (isBetter(one, best) ? one : best), NOTHING);
}

const NOTHING: Known = { level: null, grade: null, strategy: null };

/** A path is sampled up to its peak, and where it is certified, proved up to its level. */
function levelsOf({ strategy, peak, level, grade, verdict }: PathRecord) {
  const sampled = { level: peak.loss, grade: 'sampled', strategy } as const;
  return grade === 'certified' && verdict === 'connected'
    ? [sampled, { level, grade, strategy }]
    : [sampled];
}

function isBetter(one: ReturnType<typeof levelsOf>[number], best: Known): boolean {
  if (best.level === null || one.level < best.level) return Number.isFinite(one.level);
  return one.level === best.level && one.grade === 'certified' && best.grade !== 'certified';
}
