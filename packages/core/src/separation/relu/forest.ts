import type { Joint } from './graph.js';

/** A joint, and at which level its two nodes meet. */
export interface LevelJoint extends Joint {
  readonly level: number;
}

/** A component of sublevel sets, from the level at which it appears to that at which it meets an older one. */
export interface ComponentBar {
  readonly born: number;
  /** Infinity for the oldest. */
  readonly dies: number;
}

/** The joints that matter, and when components meet. */
export interface Forest {
  /** Components that live for a while, the oldest first. */
  readonly bars: readonly ComponentBar[];
  /** The joints of the lowest way between two nodes. */
  path(from: number, to: number): readonly LevelJoint[];
}

/** A cell whose least loss is taken on its border has the very level of the joint there, but for rounding. */
const ROUNDING = 1e-10;

/**
 * Joins nodes in the order of their joints' levels (Kruskal): the lowest way between two nodes of the
 * resulting forest is the lowest of all.
 *
 * @param births the level of each node
 */
export function spanningForest(births: Float64Array, joints: Iterable<LevelJoint>): Forest {
  const sorted = [...joints].sort((a, b) => a.level - b.level);
  const leader = Int32Array.from(births, (_, node) => node);
  const adjacent = new Map<number, LevelJoint[]>();
  const bars: ComponentBar[] = [];
  const find = (node: number): number => {
    while (leader[node] !== node) node = leader[node] = leader[leader[node]!]!;
    return node;
  };
  for (const joint of sorted) {
    const [a, b] = [find(joint.from), find(joint.to)];
    if (a === b) continue;
    const [older, younger] = births[a]! <= births[b]! ? [a, b] : [b, a];
    leader[younger] = older;
    const bar = { born: births[younger]!, dies: joint.level };
    if (bar.dies - bar.born > ROUNDING * (1 + bar.dies)) bars.push(bar);
    for (const node of [joint.from, joint.to])
      adjacent.set(node, [...(adjacent.get(node) ?? []), joint]);
  }
  const roots = [...leader.keys()].filter((node) => leader[node] === node);
  const endless = roots.map((node) => ({ born: births[node]!, dies: Infinity }));
  return {
    bars: [...endless, ...bars].sort((p, q) => p.born - q.born),
    path: (from, to) => wayBetween(adjacent, from, to),
  };
}

/** The only way between two nodes of a forest, by a search from one of them. */
function wayBetween(
  adjacent: ReadonlyMap<number, readonly LevelJoint[]>,
  from: number,
  to: number,
): readonly LevelJoint[] {
  const cameBy = new Map<number, LevelJoint | null>([[from, null]]);
  const queue = [from];
  for (const at of queue) {
    if (at === to) break;
    for (const joint of adjacent.get(at) ?? []) {
      const next = joint.from === at ? joint.to : joint.from;
      if (cameBy.has(next)) continue;
      cameBy.set(next, joint);
      queue.push(next);
    }
  }
  return unwound(cameBy, to);
}

function unwound(
  cameBy: ReadonlyMap<number, LevelJoint | null>,
  to: number,
): readonly LevelJoint[] {
  const way: LevelJoint[] = [];
  let at = to;
  for (let joint = cameBy.get(at); joint !== null && joint !== undefined; joint = cameBy.get(at)) {
    way.unshift(joint);
    at = joint.from === at ? joint.to : joint.from;
  }
  return way;
}
