/** The WebAssembly kernels of products, for packages that compute with them on a memory of their own. */
export { createArena } from './arena.js';
export { GEMM } from './generated/gemm-flags.js';
export type { GemmKernels } from './generated/gemm.js';
export { describeBuild } from './host.js';
export { GEMM_MODULES, TFJS_PACK } from './modules.js';
export type { TfjsWindows } from './tfjs-windows.js';
export type { TfjsPackKernels } from './generated/tfjs-pack.js';
export { checkGemm } from './self-test.js';
export type { WasmMemory } from './webassembly.js';
