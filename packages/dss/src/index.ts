import type { Definition } from '@isthmus/core/contract';
import { auto } from './auto/auto.js';
import { breadthFirst } from './search/breadth-first.js';
import { connector } from './connectors/connector.js';
import { linearNetworkPath } from './connectors/linear-network.js';
import { constrained } from './search/constrained.js';
import { greedy } from './search/greedy.js';
import { autoneb } from './rivals/autoneb.js';
import { bezier } from './rivals/bezier.js';
import { neb } from './rivals/neb.js';
import { polychain } from './rivals/polychain.js';

/** The plugins of this package. */
export const dss: readonly Definition[] = [
  greedy,
  constrained,
  breadthFirst,
  connector,
  linearNetworkPath,
  polychain,
  bezier,
  neb,
  autoneb,
  auto,
];

export {
  auto,
  autoOptions,
  createAuto,
  type AutoOptions,
  type AutoState,
  type Try,
} from './auto/auto.js';
export {
  breadthFirst,
  createBreadthFirst,
  type BreadthFirstState,
} from './search/breadth-first.js';
export { connector, createConnector, type ConnectorState } from './connectors/connector.js';
export { type MatrixChain } from './connectors/chain-of-matrices.js';
export { curveBetween, curvedPath, type CurvedPath } from './connectors/curved-path.js';
export { groupPath } from './connectors/group-path.js';
export {
  bestLossOfRank,
  linearBarrier,
  type LinearBarrier,
  type LinearSamples,
} from './connectors/linear-barrier.js';
export {
  createLinearNetwork,
  linearNetworkPath,
  type LinearNetworkOptions,
  type LinearNetworkState,
} from './connectors/linear-network.js';
export { connectLinear, type LinearPath, type StepwisePath } from './connectors/linear-path.js';
export { quarticPath } from './connectors/quartic-path.js';
export { scalingArc } from './connectors/scaling-arc.js';
export {
  exactLandscape,
  type Connection,
  type ExactLandscape,
  type ReluPoint,
  type Waypoint,
} from './exact/landscape.js';
export { type ReluProblem, type Unit } from './exact/cells.js';
export { type Bar } from './exact/forest.js';
export { constrained, createConstrained, type ConstrainedState } from './search/constrained.js';
export { createGreedy, greedy, type GreedyState } from './search/greedy.js';
export {
  breadthFirstOptions,
  constrainedOptions,
  greedyOptions,
  type BreadthFirstOptions,
  type ConstrainedOptions,
  type GreedyOptions,
} from './search/options.js';
export {
  arcPositions,
  placedAlong,
  pointAtArc,
  reparametrized,
  subdivided,
} from './refine/arc-length.js';
export { SHORTENING, shortened, type ShorteningRules } from './refine/shorten.js';
export { shortening } from './refine/shortening.js';
export { autoneb, autonebOptions, createAutoneb, type AutonebOptions } from './rivals/autoneb.js';
export { type Band } from './rivals/band.js';
export { bezier, bezierOptions, createBezier, type BezierOptions } from './rivals/bezier.js';
export { type BandInCycle } from './rivals/cycles.js';
export { type FittedCurve } from './rivals/fitted-curve.js';
export { createNeb, neb, nebOptions, type NebOptions } from './rivals/neb.js';
export {
  createPolychain,
  polychain,
  polychainOptions,
  type PolychainOptions,
} from './rivals/polychain.js';
export { type CurveState } from './rivals/search.js';
