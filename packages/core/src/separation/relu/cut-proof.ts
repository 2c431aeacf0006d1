import { wholeNumbers, dotOf } from '../whole.js';
import type { UnitPlace, WholeProblem } from './cells.js';
import { boundOf, reachOf, type DualVector } from './dual.js';
import { cellGraph } from './graph.js';

/** A hidden unit as it is stored: what it reads with, bias last, and what reads it. */
export interface StoredUnit {
  readonly w: readonly number[];
  readonly v: number;
}

/** The facts of a proof that two networks are apart. */
export interface ProvenCut {
  /** Cells that a path from a may enter below the bound. */
  readonly cells: number;
  /** Cells in all. */
  readonly of: number;
  /** Every path between the two passes a point that loses at least this; rounded down from the exact number. */
  readonly lowerBound: number;
}

/**
 * Holds dual vectors against two networks. A unit counts by `u = |v| w` and the sign of v alone: both
 * move continuously, the sign but at u = 0. The products of closed cones cover all such points, and a path that
 * leaves a union of some passes a point of one of them and of one outside; between these two lead steps
 * that move one unit each, through cells that all hold the point, so that it lies at a joint that leaves
 * the union. Where every such joint is bound by a vector, its loss is at least the least of their bounds.
 *
 * @returns null unless every way from a to b passes a joint that a vector binds
 */
export function provenCut(
  problem: WholeProblem,
  duals: readonly DualVector[],
  a: readonly StoredUnit[],
  b: readonly StoredUnit[],
): ProvenCut | null {
  const sound = duals.filter((dual) => isDual(problem, dual));
  if (sound.length === 0 || a.length !== b.length) return null;
  const reached = reachedFrom(problem, sound, statesOf(problem, a));
  const goal = numberOf(problem, statesOf(problem, b));
  if (reached[goal] === 1) return null;
  const lowerBound = Math.min(...sound.map((dual) => boundOf(problem, dual)));
  const cells = reached.reduce((sum, one) => sum + one, 0);
  return { cells, of: reached.length, lowerBound };
}

/** One number a sample, along the targets, and blind to the output bias. */
function isDual({ targets, outputBias }: WholeProblem, dual: DualVector): boolean {
  if (dual.length !== targets.digits.length || dotOf(dual, targets.digits) <= 0n) return false;
  return !outputBias || dual.reduce((sum, entry) => sum + entry, 0n) === 0n;
}

/** The state of each unit; of one that nothing reads, which is at zero, the first. */
function statesOf({ arrangement }: WholeProblem, units: readonly StoredUnit[]): readonly number[] {
  return units.map(({ w, v }) =>
    v === 0 ? 0 : 2 * arrangement.coneOf(wholeNumbers(w).digits) + (v > 0 ? 0 : 1),
  );
}

function numberOf({ arrangement }: WholeProblem, states: readonly number[]): number {
  return states.reduce((cell, state, j) => cell + state * (2 * arrangement.cones.length) ** j, 0);
}

/** For every cell 1 where joints that no vector binds lead to it. */
function reachedFrom(
  problem: WholeProblem,
  duals: readonly DualVector[],
  states: readonly number[],
): Uint8Array {
  const graph = cellGraph(problem.arrangement, states.length);
  const bound = boundPlaces(problem, duals);
  const reached = new Uint8Array(graph.count);
  const open = [numberOf(problem, states)];
  reached[open[0]!] = 1;
  for (let cell = open.pop(); cell !== undefined; cell = open.pop())
    for (const joint of graph.jointsOf(cell)) {
      if (reached[joint.to] === 1 || bound(graph.placesAt(joint))) continue;
      reached[joint.to] = 1;
      open.push(joint.to);
    }
  return reached;
}

/** Whether any of the vectors binds units in these places: sets of vectors, one bit each, by ray and sign. */
function boundPlaces(problem: WholeProblem, duals: readonly DualVector[]) {
  const words = Math.ceil(duals.length / 32);
  const reaches = duals.map((dual) => reachOf(problem, dual).signs);
  const setOf = (ray: number, sign: number) => {
    const set = new Int32Array(words);
    reaches.forEach((signs, i) => {
      if (signs[ray] !== -sign) set[i >> 5]! |= 1 << (i & 31);
    });
    return set;
  };
  const rays = problem.columns.map((_, ray) => ({ up: setOf(ray, 1), down: setOf(ray, -1) }));
  const all = new Int32Array(words);
  duals.forEach((_, i) => (all[i >> 5]! |= 1 << (i & 31)));
  return (places: readonly UnitPlace[]) => {
    const left = all.slice();
    for (const { sign, rays: own } of places)
      for (const ray of own) {
        const set = sign > 0 ? rays[ray]!.up : rays[ray]!.down;
        for (let word = 0; word < words; word++) left[word]! &= set[word]!;
      }
    return left.some((word) => word !== 0);
  };
}
