import { messageOf } from '@isthmus/contract/base';
import type { KernelBuild } from '../kernels/host.js';
import { describeBuild } from '../kernels/host.js';
import type { LoadedKernels } from '../kernels/load.js';
import { loadKernels } from '../kernels/load.js';

/** The kernels on this host, and whether their numbers are right. */
export interface KernelCheck {
  readonly build: KernelBuild;
  /** Why they cannot be used; null: their products agree bit for bit with plain loops. */
  readonly fault: string | null;
  /** Billions of float32 operations a second; 0 where they cannot be used. */
  readonly speed: { readonly peak: number; readonly product: number };
}

/**
 * Checks the kernels in the build that is chosen on this host, against plain loops. The speeds are
 * measured for a moment, as information: nothing is chosen by them.
 *
 * @example
 * (await checkKernels()).fault; // null
 */
export async function checkKernels(): Promise<KernelCheck> {
  const build = describeBuild();
  try {
    const kernels = await loadKernels(build);
    const speed = { peak: peakSpeed(kernels), product: productSpeed(kernels) };
    return { build, fault: null, speed };
  } catch (thrown) {
    return { build, fault: messageOf(thrown), speed: { peak: 0, product: 0 } };
  }
}

function peakSpeed({ arena, gemm }: LoadedKernels): number {
  const mark = arena.mark();
  const work = arena.alloc(392);
  const speed = speedOf(1000 * gemm.peakOperations(), () => gemm.peak(1000, work));
  arena.release(mark);
  return speed;
}

/** Rows, columns and depth of the product that is timed: a dense layer of 256 units on 256 rows. */
const SIZE = 256;

function productSpeed({ arena, gemm }: LoadedKernels): number {
  const mark = arena.mark();
  const [a, b, c] = [1, 2, 3].map(() => arena.alloc(4 * SIZE * SIZE)) as [number, number, number];
  const work = arena.alloc(gemm.gemmWorkBytes(SIZE, SIZE, SIZE));
  for (const at of [a, b]) arena.floats(at, SIZE * SIZE).fill(0.5);
  const speed = speedOf(2 * SIZE ** 3, () => {
    const sizes = { m: SIZE, n: SIZE, k: SIZE, lda: SIZE, ldb: SIZE, ldc: SIZE };
    gemm.gemm({ flags: 0, ...sizes, a, b, c, bias: 0, work });
  });
  arena.release(mark);
  return speed;
}

const MEASURED_MS = 100;

/** The best of many calls: what else the machine does only makes calls slower. */
function speedOf(operations: number, call: () => void): number {
  let best = Infinity;
  for (const begun = performance.now(); performance.now() - begun < MEASURED_MS;) {
    const from = performance.now();
    call();
    best = Math.min(best, performance.now() - from);
  }
  return operations / best / 1e6;
}
