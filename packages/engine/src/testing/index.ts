/** Small networks with data, for the tests of the packages; never published. */
export { expectNear } from './expect-near.js';
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
