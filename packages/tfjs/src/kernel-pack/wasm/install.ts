import {
  checkGemm,
  createArena,
  describeBuild,
  GEMM_MODULES,
  TFJS_PACK,
} from '@isthmus/engine/internal';
import type { Tfjs } from '../../library/library.js';
import { setConvolutions } from './convolutions.js';
import { correctKernels } from './corrected.js';
import { setDepthwise } from './depthwise.js';
import type { KernelPack, WasmBackend } from './pack.js';
import { setPooling } from './pooling.js';
import { setProducts } from './products.js';
import { refuseKernels } from './refused.js';
import { setSlices } from './slices.js';
import { setSums } from './sums.js';

/**
 * Instantiates our modules on the memory of tfjs's wasm backend, which must be the current one, and
 * registers their kernels in the place of its own.
 *
 * @throws `engine/self-test` when the products are computed wrongly on this host
 */
export function installOnWasm(tf: Tfjs): void {
  const pack = packOn(tf);
  setConvolutions(pack);
  setDepthwise(pack);
  setProducts(pack);
  setSums(pack);
  setSlices(pack);
  setPooling(pack);
  correctKernels(tf);
  refuseKernels(tf);
}

function packOn(tf: Tfjs): KernelPack {
  // The backend's own class says less in its type than it offers to its kernels.
  const backend = tf.backend() as unknown as WasmBackend;
  const { memory } = backend.wasm.asm;
  const build = describeBuild().name;
  const arena = createArena();
  checkGemm(GEMM_MODULES[build].instantiate(arena.memory), arena, build);
  return {
    tf,
    backend,
    code: TFJS_PACK.instantiate(memory),
    products: GEMM_MODULES[build].instantiate(memory),
  };
}
