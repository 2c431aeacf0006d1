import {
  cellsOf,
  type Cells,
  type UnitPlace,
  type PlacedMinimum,
  type ReluProblem,
  type ReluUnit,
} from './cells.js';
import { inner } from './cones.js';
import { spanningForest, type ComponentBar, type Joint } from './forest.js';

/** All that is known of the sublevel sets of a small ReLU network: nothing is sampled. */
export interface ExactLandscape {
  /** The least loss of all. */
  readonly least: number;
  /** The number of path components of `{loss <= level}`. */
  components(level: number): number;
  /** One for each component: from the level at which it appears to that at which it meets an older one. */
  readonly bars: readonly ComponentBar[];
  /** The exact lowest connecting level of two networks, with a path of that very peak. */
  between(a: ReluPoint, b: ReluPoint): ExactConnection;
}

/** A network: its hidden units up to scaling, and its output bias (0 where it has none). */
export interface ReluPoint {
  readonly units: readonly ReluUnit[];
  readonly outputBias: number;
}

/** The exact answer about two networks. */
export interface ExactConnection {
  /** The lowest level at which they are connected: the larger loss of the two, or a cell's. */
  readonly level: number;
  /** Straight segments between these weights, and to the networks at both ends, stay at or below it. */
  readonly path: readonly ExactWaypoint[];
}

/** A network on the way; units with zero weights may have either sign. */
export interface ExactWaypoint extends PlacedMinimum {
  readonly signs: readonly (1 | -1)[];
}

/**
 * Solves the landscape of a one-hidden-layer ReLU network with squared error on tiny data.
 *
 * Up to the scaling of its units the network is a vector `u = |v| w` and a sign for each; on a product
 * of the closed cones that the samples cut, predictions are linear in u, so the loss is convex there.
 * The cells that meet form a graph whose sublevel sets are those of the loss.
 *
 * @throws `dss/too-large` when there are more than a million cells, `dss/bad-inputs`
 * @example
 * // Inputs -1 and 1, both with target 1, two units without biases: the barrier of a swap is 1/2.
 * const problem = { inputs: [[-1], [1]], targets: [1, 1], hidden: 2, outputBias: false };
 * const exact = exactLandscape(problem);
 * const right = { sign: 1 as const, u: [1] };
 * const left = { sign: 1 as const, u: [-1] };
 * const a = { units: [right, left], outputBias: 0 };
 * const b = { units: [left, right], outputBias: 0 };
 * Math.abs(exact.between(a, b).level - 0.5) < 1e-12; // true
 */
export function exactLandscape(problem: ReluProblem): ExactLandscape {
  const cells = cellsOf(problem);
  const graph = graphOf(cells, problem.hidden);
  const forest = spanningForest(graph.births, graph.joints());
  return {
    least: graph.births.reduce((least, birth) => Math.min(least, birth), Infinity),
    components: (level) =>
      forest.bars.filter(({ born, dies }) => born <= level && level < dies).length,
    bars: forest.bars,
    between(a, b) {
      const [from, to] = [cellOf(problem, cells, a), cellOf(problem, cells, b)];
      const ends = Math.max(lossOf(problem, a), lossOf(problem, b));
      const way = forest.path(from, to);
      const stations = way.map((joint) => waypoint(cells, graph.placesOf(joint)));
      const level = stations.reduce((most, { loss }) => Math.max(most, loss), ends);
      return { level, path: stations };
    },
  };
}

/** Nodes: the cells, then one for every cell with one unit at zero, which joins all its states. */
function graphOf(cells: Cells, hidden: number) {
  const { states, arrangement } = cells;
  const count = states ** hidden;
  const births = Float64Array.from({ length: count }, (_, node) =>
    cells.least(placesIn(cells, node, hidden)),
  );
  return {
    births,
    /** A joint between a cell and the next along a ray, or between cells that differ in a unit at zero. */
    *joints(): Generator<Joint> {
      for (let node = 0; node < count; node++)
        for (let unit = 0; unit < hidden; unit++) yield* jointsOf(node, unit);
    },
    placesOf: (joint: Joint): readonly UnitPlace[] =>
      placesIn(cells, joint.from, hidden).with(joint.unit, joint.at),
  };

  function* jointsOf(node: number, unit: number): Generator<Joint> {
    const stride = states ** unit;
    const state = Math.floor(node / stride) % states;
    const places = placesIn(cells, node, hidden);
    const joint = (to: number, at: UnitPlace): Joint => ({
      from: node,
      to: node + (to - state) * stride,
      unit,
      at,
      level: cells.least(places.with(unit, at)),
    });
    // At zero all states of the unit meet: it is enough to join each with the first.
    if (state > 0) yield joint(0, { kind: 'zero' });
    if (arrangement.rays.length === 0) return;
    const cone = state >> 1;
    const next = (cone + 1) % arrangement.cones.length;
    const sign = state % 2 === 0 ? 1 : -1;
    yield joint(2 * next + (state % 2), { kind: 'ray', sign, ray: cone });
  }
}

function placesIn(cells: Cells, node: number, hidden: number): readonly UnitPlace[] {
  return Array.from({ length: hidden }, (_, unit) =>
    cells.placeOf(Math.floor(node / cells.states ** unit) % cells.states),
  );
}

/** The cell of a network; on the border of several, one of them. */
function cellOf({ inputs }: ReluProblem, { states, arrangement }: Cells, { units }: ReluPoint) {
  return units.reduce((node, { sign, u }, unit) => {
    const state = 2 * coneAround(arrangement, inputs, u) + (sign === 1 ? 0 : 1);
    return node + state * states ** unit;
  }, 0);
}

/** The cone in which the vector lies deepest. */
function coneAround(
  { cones }: Cells['arrangement'],
  inputs: ReluProblem['inputs'],
  u: readonly number[],
): number {
  const depths = cones.map(({ active }) =>
    Math.min(...inputs.map((x, i) => (active[i] ? inner(u, x) : -inner(u, x)))),
  );
  return depths.indexOf(Math.max(...depths));
}

function waypoint(cells: Cells, places: readonly UnitPlace[]): ExactWaypoint {
  const signs = places.map((place) => (place.kind === 'zero' ? 1 : place.sign));
  return { ...cells.minimum(places), signs };
}

function lossOf({ inputs, targets }: ReluProblem, { units, outputBias }: ReluPoint): number {
  const predict = (x: readonly number[]) =>
    units.reduce((sum, { sign, u }) => sum + sign * Math.max(0, inner(u, x)), outputBias);
  return inputs.reduce((sum, x, i) => sum + (predict(x) - targets[i]!) ** 2, 0) / inputs.length;
}
