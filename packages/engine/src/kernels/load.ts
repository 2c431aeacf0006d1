import type { KernelArena } from './arena.js';
import { createArena } from './arena.js';
import type { GemmKernels } from './generated/gemm.js';
import type { KernelBuild, BuildName } from './host.js';
import { describeBuild } from './host.js';
import type { KernelModule } from './module.js';
import { GEMM_MODULES, PRODUCTS64_MODULES, REFERENCE64_MODULE } from './modules.js';
import type { Products64Kernels } from './generated/products64.js';
import { checkGemm, checkProducts64, checkReference64 } from './self-test.js';

/** Kernels that share one memory. */
export interface LoadedKernels {
  readonly build: KernelBuild;
  readonly arena: KernelArena;
  readonly gemm: GemmKernels;
  readonly products64: Products64Kernels;
  /** Another module on the same memory; it is instantiated once. */
  use<Exports>(module: KernelModule<Exports>): Exports;
}

/**
 * Kernels on a fresh memory of their own, in the build that fits this host. Compiling and checking
 * happen once per process.
 *
 * @throws `engine/self-test` when the kernels compute wrong numbers on this host
 * @example
 * const { arena, gemm, use } = await loadKernels();
 * const graph = use(graphModule); // defineModule('graph', bytes, graphKernels)
 */
export async function loadKernels(build: KernelBuild = describeBuild()): Promise<LoadedKernels> {
  return createKernels(build);
}

/** The same at once; compiling the modules takes some milliseconds, the first time. */
export function createKernels(build: KernelBuild = describeBuild()): LoadedKernels {
  checkOnce(build.name);
  const arena = createArena();
  const instances = new Map<KernelModule<unknown>, unknown>();
  const use = <Exports>(module: KernelModule<Exports>): Exports => {
    if (!instances.has(module)) instances.set(module, module.instantiate(arena.memory));
    // The map holds under each module what that module made.
    return instances.get(module) as Exports;
  };
  return {
    build,
    arena,
    gemm: use(GEMM_MODULES[build.name]),
    products64: use(PRODUCTS64_MODULES[build.name]),
    use,
  };
}

const checked = new Set<BuildName>();

function checkOnce(build: BuildName): void {
  if (checked.has(build)) return;
  const arena = createArena();
  checkGemm(GEMM_MODULES[build].instantiate(arena.memory), arena, build);
  checkProducts64(PRODUCTS64_MODULES[build].instantiate(arena.memory), arena, build);
  checkReference64(REFERENCE64_MODULE.instantiate(arena.memory), arena, build);
  checked.add(build);
}
