import { toNumber } from '../format/format.js';
import type { GraphData } from './graph-data.js';

/** A place in the dendrogram: across the endpoints, up the levels. */
export interface TreePoint {
  readonly x: number;
  readonly y: number;
}

/** Two components that become one, as a bracket: up from both, and across. */
export interface MergeBracket {
  readonly level: number;
  /** Where the two come from, left and right. */
  readonly from: readonly [TreePoint, TreePoint];
}

/** The dendrogram with places for everything. */
export interface TreeLayout {
  /** The endpoints from left to right, so that no branches cross. */
  readonly order: readonly string[];
  /** Endpoints with a finite loss, where they are born. */
  readonly births: readonly TreePoint[];
  readonly brackets: readonly MergeBracket[];
  /** The tops of components that nothing joins to the others. */
  readonly roots: readonly TreePoint[];
}

/** Lays out the merge tree of a graph. */
export function layOutTree({ graph }: Pick<GraphData, 'graph'>): TreeLayout {
  const { nodes, merges } = graph;
  const joined = new Set(merges.flatMap((merge) => [...merge.joined]));
  const roots = Array.from({ length: nodes.length + merges.length }, (_, i) => i).filter(
    (component) => !joined.has(component),
  );
  const leaves = inOrder(roots.map((root) => leavesOf(root, nodes.length, merges)));
  const points: TreePoint[] = nodes.map(({ loss }, i) => ({
    x: leaves.indexOf(i),
    y: toNumber(loss),
  }));
  const brackets = merges.map(({ level, joined: pair }): MergeBracket => {
    const [left, right] = pair.map((i) => points[i]!).sort((p, q) => p.x - q.x);
    points.push({ x: (left!.x + right!.x) / 2, y: toNumber(level) });
    return { level: toNumber(level), from: [left!, right!] };
  });
  return {
    order: leaves.map((leaf) => nodes[leaf]!.id),
    births: points.slice(0, nodes.length).filter(isPlace),
    brackets,
    roots: roots.map((root) => points[root]!).filter(isPlace),
  };
}

function isPlace({ y }: TreePoint): boolean {
  return Number.isFinite(y);
}

/** The endpoints below a component, those of the one with the first endpoint first. */
function leavesOf(
  component: number,
  nodes: number,
  merges: GraphData['graph']['merges'],
): readonly number[] {
  const merge = merges[component - nodes];
  if (merge === undefined) return [component];
  return inOrder(merge.joined.map((child) => leavesOf(child, nodes, merges)));
}

function inOrder(groups: readonly (readonly number[])[]): readonly number[] {
  return [...groups].sort((p, q) => Math.min(...p) - Math.min(...q)).flat();
}
