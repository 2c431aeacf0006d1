import type { KernelArena } from '../../kernels/arena.js';
import type { GemmKernels } from '../../kernels/generated/gemm.js';
import type { LoadedKernels } from '../../kernels/load.js';
import { GRAPH_MODULE } from '../../kernels/modules.js';
import type { GraphKernels } from '../../kernels/generated/graph.js';

/** What the plan runs on: kernels that share one memory, and blocks of that memory. */
export interface GraphHost extends Pick<
  KernelArena,
  'alloc' | 'mark' | 'release' | 'floats' | 'doubles'
> {
  /** Which kernels these are, for the record. */
  readonly name: string;
  readonly gemm: Pick<GemmKernels, 'gemm' | 'gemmWorkBytes'>;
  readonly graph: GraphKernels;
}

/** The kernels of the plan on those that are loaded. */
export function graphHostOf({ build, arena, gemm, use }: LoadedKernels): GraphHost {
  return {
    ...arena,
    name: `${build.name} kernels: ${build.reason}`,
    gemm,
    graph: use(GRAPH_MODULE),
  };
}
