/** Layer graphs and what computes them; `./operations` holds the built-in layers, losses and optimizers. */
export { checkKernels } from './choice/check-kernels.js';
export type { KernelCheck } from './choice/check-kernels.js';
export { createEngine } from './choice/choose.js';
export { createEvaluator } from './choice/evaluator-of.js';
export { buildNetwork } from './network/build.js';
export type { BoundNode, CodeNetwork, GraphNetwork, Network } from './network/network.js';
export type { Checkpoint, Engine, EngineChoice } from './port/engine.js';
export type { Evaluator } from './port/evaluator.js';
export type { ForwardPass, TensorCheck, TensorRuntime } from './port/tensor-runtime.js';
export { expAtLeast, expAtMost } from './proven/exp.js';
export { createReference } from './reference/create-reference.js';
export { reestimate, STATISTIC_ROWS } from './reference/reestimate.js';
export type { Reference } from './reference/reference.js';
export type {
  AxisBinding,
  ConstantReader,
  OutputLayer,
  Reflector,
  TiedAxes,
  UnitNode,
  UnitSpace,
} from './tied-axes/unit-spaces.js';
export { constantReaders } from './tied-axes/constant-readers.js';
export { tiedAxes } from './tied-axes/tied-axes.js';
export { createObjective } from './training/training-objective.js';
