import { createArena } from '../../../kernels/arena.js';
import type { KernelArena } from '../../../kernels/arena.js';
import { GEMM } from '../../../kernels/generated/gemm-flags.js';
import type { GemmKernels } from '../../../kernels/generated/gemm.js';
import { GRAPH_MODULE } from '../../../kernels/modules.js';
import type { GraphHost } from '../host.js';

/** Kernels on a memory of their own, with products by plain loops: what the built ones must agree with. */
export function createPlainHost(): GraphHost {
  const arena = createArena();
  const gemm = { gemm: plainGemm(arena), gemmWorkBytes: () => 0 };
  return { ...arena, name: 'plain', gemm, graph: GRAPH_MODULE.instantiate(arena.memory) };
}

function plainGemm({ memory }: KernelArena): GemmKernels['gemm'] {
  return ({ flags, m, n, k, a, lda, b, ldb, c, ldc, bias }) => {
    const all = new Float32Array(memory.buffer);
    const has = (bit: number) => (flags & bit) !== 0;
    const [aRow, aColumn] = has(GEMM.A_TRANSPOSED) ? [1, lda] : [lda, 1];
    const [bRow, bColumn] = has(GEMM.B_TRANSPOSED) ? [1, ldb] : [ldb, 1];
    const product = (i: number, j: number, p: number) =>
      Math.fround(all[a / 4 + i * aRow + p * aColumn]! * all[b / 4 + p * bRow + j * bColumn]!);
    for (let i = 0; i < m; i++)
      for (let j = 0; j < n; j++) {
        const to = c / 4 + i * ldc + j;
        let sum = has(GEMM.ACCUMULATE) ? all[to]! : 0;
        for (let p = 0; p < k; p++) sum = Math.fround(sum + product(i, j, p));
        if (bias > 0) sum = Math.fround(sum + all[bias / 4 + j]!);
        all[to] = has(GEMM.RELU) && sum < 0 ? 0 : sum;
      }
  };
}
