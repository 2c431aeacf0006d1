/** The WebAssembly kernels of products, for packages that compute with them on a memory of their own. */
export { createArena } from './arena.js';
export { bytes as tfjsPackBytes } from './bytes/tfjs-pack.js';
export { GEMM } from './gemm.js';
export type { GemmModule } from './gemm.js';
export { describeBuild } from './host.js';
export { defineModule } from './module.js';
export { GEMM_MODULES } from './modules.js';
export { checkGemm } from './self-test.js';
export type { WasmMemory } from './webassembly.js';
