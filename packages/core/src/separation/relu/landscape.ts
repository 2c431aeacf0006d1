import {
  cellsOf,
  responseOf,
  type Cells,
  type PlacedMinimum,
  type ReluProblem,
  type ReluUnit,
} from './cells.js';
import { spanningForest, type ComponentBar, type LevelJoint } from './forest.js';
import { cellGraph, type CellGraph } from './graph.js';

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

/** A solved landscape with what it was solved by. */
export interface SolvedLandscape extends ExactLandscape {
  readonly cells: Cells;
  readonly graph: CellGraph;
  /** Every joint, with its level. */
  joints(): Generator<LevelJoint>;
}

/**
 * Solves the landscape of a one-hidden-layer ReLU network with squared error on tiny data.
 *
 * Up to the scaling of its units the network is a vector `u = |v| w` and a sign for each; on a product
 * of the closed cones that the samples cut, predictions are linear in u, so the loss is convex there.
 * The cells that meet form a graph whose sublevel sets are those of the loss. Cones and joints are
 * exact; levels are float64, good to about 12 digits, and no proof.
 *
 * @throws `separation/too-large` when there are more than a million cells, `separation/bad-inputs`
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
  return solvedLandscape(problem);
}

/** The same, with its cells and joints. */
export function solvedLandscape(problem: ReluProblem): SolvedLandscape {
  const cells = cellsOf(problem);
  const graph = cellGraph(cells.arrangement, problem.hidden);
  const births = Float64Array.from({ length: graph.count }, (_, cell) =>
    cells.least(graph.placesIn(cell)),
  );
  const joints = () => leveled(cells, graph);
  const forest = spanningForest(births, joints());
  return {
    cells,
    graph,
    joints,
    least: births.reduce((least, birth) => Math.min(least, birth), Infinity),
    components: (level) =>
      forest.bars.filter(({ born, dies }) => born <= level && level < dies).length,
    bars: forest.bars,
    between(a, b) {
      const way = forest.path(cellOf(cells, a.units), cellOf(cells, b.units));
      const stations = way.map((joint) => waypoint(cells, graph, joint));
      const ends = Math.max(lossOf(problem, a), lossOf(problem, b));
      const level = stations.reduce((most, { loss }) => Math.max(most, loss), ends);
      return { level, path: stations };
    },
  };
}

function* leveled(cells: Cells, graph: CellGraph): Generator<LevelJoint> {
  for (let cell = 0; cell < graph.count; cell++)
    for (const joint of graph.jointsOf(cell, true))
      yield { ...joint, level: cells.least(graph.placesAt(joint)) };
}

/** The cell of a network; on the border of several, one of them. */
export function cellOf({ stateOf, states }: Cells, units: readonly ReluUnit[]): number {
  return units.reduce((cell, unit, j) => cell + stateOf(unit) * states ** j, 0);
}

function waypoint(cells: Cells, graph: CellGraph, joint: LevelJoint): ExactWaypoint {
  const places = graph.placesAt(joint);
  return { ...cells.minimum(places), signs: places.map(({ sign }) => sign) };
}

/** The mean squared error of a network, in float64. */
export function lossOf({ inputs, targets }: ReluProblem, { units, outputBias }: ReluPoint): number {
  const squares = inputs.map((x, i) => (responseOf(units, x) + outputBias - targets[i]!) ** 2);
  return squares.reduce((sum, square) => sum + square, 0) / inputs.length;
}
