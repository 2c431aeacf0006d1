import type { ReluPoint, SolvedLandscape } from './landscape.js';
import { cellOf } from './landscape.js';
import { binds, boundOf, dualOf, reachOf, type DualReach, type DualVector } from './dual.js';
import type { LevelJoint } from './forest.js';

/** What parts two networks: at every joint between the cells of one side and all others, a vector binds. */
export interface ReluCut {
  readonly duals: readonly DualVector[];
  /** The least bound of them, rounded down. */
  readonly lowerBound: number;
}

/** Joints whose levels are as near to each other as this are taken for equal. */
const NEAR = 1e-9;

/**
 * The cut just below the exact level of two networks: all cells that a reaches below it, and for every joint
 * that leaves them a dual vector. One vector serves all the joints that it binds.
 *
 * @returns null where no joint is above both ends, so that nothing parts them
 */
export function cutBetween(
  landscape: SolvedLandscape,
  a: ReluPoint,
  b: ReluPoint,
  ends: number,
): ReluCut | null {
  const { cells, graph } = landscape;
  const { level } = landscape.between(a, b);
  if (!(level > ends * (1 + NEAR))) return null;
  const side = sideBelow(landscape, cellOf(cells, a.units), level * (1 - NEAR));
  const found: { readonly dual: DualVector; readonly reach: DualReach }[] = [];
  for (const joint of landscape.joints()) {
    if (side[joint.from] === side[joint.to]) continue;
    const places = graph.placesAt(joint);
    if (found.some(({ reach }) => binds(reach, places))) continue;
    const dual = dualOf(cells, places, cells.needed(places));
    if (dual === null) return null;
    found.push({ dual, reach: reachOf(cells, dual) });
  }
  const bounds = found.map(({ dual }) => boundOf(cells, dual));
  return { duals: found.map(({ dual }) => dual), lowerBound: Math.min(...bounds) };
}

/** For every cell 1 where joints below a level lead to it from the first. */
function sideBelow({ graph, joints }: SolvedLandscape, first: number, level: number): Uint8Array {
  const leader = Int32Array.from({ length: graph.count }, (_, cell) => cell);
  const find = (cell: number): number => {
    while (leader[cell] !== cell) cell = leader[cell] = leader[leader[cell]!]!;
    return cell;
  };
  const isLow = (joint: LevelJoint) => joint.level < level;
  for (const joint of joints()) if (isLow(joint)) leader[find(joint.from)] = find(joint.to);
  const own = find(first);
  return Uint8Array.from(leader, (_, cell) => Number(find(cell) === own));
}
