/** Small networks with data, for the tests of the packages; never published. */
export { expectNear } from './expect-near.js';
export {
  absOf,
  asNumber,
  dotOf,
  fixed,
  fixedExp,
  fixedLog,
  fixedLogistic,
  fixedNormal,
  fixedRoot,
  fixedSoftplus,
  fixedTanh,
  maxOf,
  ONE,
  over,
  times,
  type Fixed,
} from './fixed.js';
export { LOSS_CASES } from './loss-cases.js';
export { ACTIVATIONS, NETWORKS } from './network-matrix.js';
export {
  chain,
  code,
  LOSS_NAMES,
  lossOf,
  made,
  mlp,
  plainMlp,
  randomData,
  randomParams,
} from './networks.js';
