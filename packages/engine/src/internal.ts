/** For the other packages of Isthmus, of the same version: it may change without notice. */
export { createReferenceEngine } from './choice/reference-engine.js';
export { fractionRight, isRightBy } from './network/accuracy.js';
export { INPUT } from './network/graph-check.js';
export { createObjectiveEngine, NO_DATA } from './objective/objective-engine.js';
export { createObjectiveEvaluator } from './objective/objective-evaluator.js';
export type { SharedTraining } from './port/engine.js';
export type { NodeNoise } from './port/node-noise.js';
export { kernelProducts, sharedProducts } from './reference/kernel-products.js';
export type { ReferenceVector } from './reference/reference.js';
export type { BilinearComputation, MatrixProducts } from './reference/rules.js';
export { descendBySteps } from './training/descend.js';
export { besideStatistics, keepingStatistics } from './training/keeping-statistics.js';
export { nodeNoise } from './training/noise.js';
export { batchOf, takeRows } from './training/rows.js';
export { trainBySteps } from './training/train-by-steps.js';
export { initializer } from './operations/layers/initializers.js';
export { mse } from './operations/losses/mse.js';
export { createMomentum } from './operations/optimizers/momentum.js';
export { createArena } from './kernels/arena.js';
export {
  ACTIVATION_KERNELS,
  LOSS_KERNELS,
  OPTIMIZER_KERNELS,
} from './kernels/generated/operations.js';
export { GEMM } from './kernels/generated/gemm-flags.js';
export type { GemmKernels } from './kernels/generated/gemm.js';
export type { TfjsPackKernels } from './kernels/generated/tfjs-pack.js';
export { describeBuild } from './kernels/host.js';
export { GEMM_MODULES, TFJS_PACK } from './kernels/modules.js';
export { checkGemm } from './kernels/self-test.js';
export type { TfjsWindows } from './kernels/tfjs-windows.js';
export type { WasmMemory } from './kernels/webassembly.js';
