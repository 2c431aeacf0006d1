import type { Definition } from '@isthmus/core/contract';
import { auto } from './auto/auto.js';
import { breadthFirst } from './search/breadth-first.js';
import { connector } from './connectors/connector.js';
import { linearNetworkPath } from './connectors/linear-network.js';
import { cellsPath } from './exact/cells.js';
import { reluLayerPath } from './exact/relu-layer.js';
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
  reluLayerPath,
  cellsPath,
];

export { type MatrixChain } from './connectors/chain-of-matrices.js';
export { curvedPath } from './connectors/curved-path.js';
export { groupPath } from './connectors/group-path.js';
export {
  linearBarrier,
  type LinearBarrier,
  type LinearSamples,
} from './connectors/linear-barrier.js';
export { connectLinear, type LinearPath, type StepwisePath } from './connectors/linear-path.js';
export { quarticPath } from './connectors/quartic-path.js';
export {
  exactLandscape,
  type ComponentBar,
  type ExactConnection,
  type ExactLandscape,
  type ExactWaypoint,
  type ReluPoint,
  type ReluProblem,
  type ReluUnit,
} from '@isthmus/core';
export { reparametrized, subdivided } from './refine/arc-length.js';
export { shortened, type ShorteningRules } from './refine/shorten.js';
