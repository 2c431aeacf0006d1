import type { Tfjs } from '../library/library.js';
import { correctCpuProducts } from './cpu-products.js';
import { correctGradients } from './gradients/correct.js';
import { installOnWasm } from './wasm/install.js';

/**
 * Makes tfjs right, and fast, where Isthmus and its plugins rely on it; see the functions called.
 * Once in a process or thread, after the backends are initialised and before anything is computed.
 *
 * @param wasm whether the wasm backend is initialised, and the current one
 */
export function installKernelPack(tf: Tfjs, wasm: boolean): void {
  correctGradients(tf);
  correctCpuProducts(tf);
  if (wasm) installOnWasm(tf);
}
