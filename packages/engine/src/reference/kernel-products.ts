import type { MatrixProducts } from './rules.js';
import { PLAIN_PRODUCTS } from './products.js';
import { createKernelOperations } from './kernel-operations.js';
import { GEMM } from '../kernels/generated/gemm-flags.js';
import type { LoadedKernels } from '../kernels/load.js';
import { createKernels } from '../kernels/load.js';

/** What operands of one call of a kernel take at most, beside the matrix that all rows share. */
const BLOCK_BYTES = 2 ** 22;

/** With fewer products of numbers the call itself, some microseconds, costs more than it saves. */
const SMALLEST = 2 ** 13;

/**
 * Whether a product `[m, k] · [k, n]` gains by the kernels: copying mk + kn + mn numbers must be
 * repaid by mkn products at several times the speed, so every number is to be used several times,
 * and most often the results, which go both ways. Measured: 0.8 to 0.9 of the plain speed at k = 4,
 * 1.5 to 3 times at k = 16 or at 16,384 products, 4 to 6 times at 200 x 784 x 256.
 */
function pays(m: number, k: number, n: number): boolean {
  return m * k * n >= SMALLEST && k >= 8 && m >= 4 && n >= 4;
}

/**
 * Float64 products by kernels, with the bits of the plain ones (which do what is too small to gain).
 * Operands are copied into the kernels' memory, rows in blocks, and nothing stays there.
 */
export function createKernelProducts(kernels: LoadedKernels): MatrixProducts {
  return {
    addProduct: (a, b, out, m, k, n) => {
      if (!pays(m, k, n)) PLAIN_PRODUCTS.addProduct(a, b, out, m, k, n);
      else addRows(kernels, 0, a, b, out, m, k, n, n);
    },
    addProductTransposedRight: (a, b, out, m, k, n) => {
      if (!pays(m, n, k)) PLAIN_PRODUCTS.addProductTransposedRight(a, b, out, m, k, n);
      else addRows(kernels, GEMM.B_TRANSPOSED, a, b, out, m, n, k, n);
    },
    addProductTransposedLeft: (a, b, out, m, k, n) => {
      if (!pays(k, m, n)) PLAIN_PRODUCTS.addProductTransposedLeft(a, b, out, m, k, n);
      else addOverRows(kernels, a, b, out, m, k, n);
    },
    operations: createKernelOperations(kernels),
  };
}

/** `out [m, n] += a [m, k] op(b)`, where b has rows of `ldb` numbers: some rows of a at a time. */
function addRows(
  { arena, products64 }: LoadedKernels,
  flags: number,
  a: Float64Array,
  b: Float64Array,
  out: Float64Array,
  m: number,
  k: number,
  n: number,
  ldb: number,
): void {
  const mark = arena.mark();
  const step = blockRows(m, k + n);
  const [atB, atA, atC] = [
    arena.alloc(8 * k * n),
    arena.alloc(8 * step * k),
    arena.alloc(8 * step * n),
  ];
  const work = arena.alloc(products64.gemm64WorkBytes(step, n, k));
  arena.doubles(atB, k * n).set(b.subarray(0, k * n));
  for (let from = 0; from < m; from += step) {
    const rows = Math.min(step, m - from);
    arena.doubles(atA, rows * k).set(a.subarray(from * k, (from + rows) * k));
    products64.gemm64({
      flags,
      m: rows,
      n,
      k,
      work,
      a: atA,
      lda: k,
      b: atB,
      ldb,
      c: atC,
      ldc: n,
    });
    addTo(out, from * n, arena.doubles(atC, rows * n));
  }
  arena.release(mark);
}

/** `out [k, n] += a [m, k]ᵀ b [m, n]`: the sums go on from one block of rows to the next. */
function addOverRows(
  { arena, products64 }: LoadedKernels,
  a: Float64Array,
  b: Float64Array,
  out: Float64Array,
  m: number,
  k: number,
  n: number,
): void {
  const mark = arena.mark();
  const step = blockRows(m, k + n);
  const [atA, atB, atC] = [
    arena.alloc(8 * step * k),
    arena.alloc(8 * step * n),
    arena.alloc(8 * k * n),
  ];
  const work = arena.alloc(products64.gemm64WorkBytes(k, n, step));
  for (let from = 0; from < m; from += step) {
    const rows = Math.min(step, m - from);
    const flags = GEMM.A_TRANSPOSED + (from === 0 ? 0 : GEMM.ACCUMULATE);
    arena.doubles(atA, rows * k).set(a.subarray(from * k, (from + rows) * k));
    arena.doubles(atB, rows * n).set(b.subarray(from * n, (from + rows) * n));
    products64.gemm64({
      flags,
      m: k,
      n,
      k: rows,
      work,
      a: atA,
      lda: k,
      b: atB,
      ldb: n,
      c: atC,
      ldc: n,
    });
  }
  addTo(out, 0, arena.doubles(atC, k * n));
  arena.release(mark);
}

function blockRows(rows: number, columns: number): number {
  return Math.max(1, Math.min(rows, Math.floor(BLOCK_BYTES / (8 * columns))));
}

function addTo(out: Float64Array, from: number, sums: Float64Array): void {
  for (let i = 0; i < sums.length; i++) out[from + i]! += sums[i]!;
}

let shared: MatrixProducts | undefined;

/**
 * The products of all references of this process: calls do not overlap and leave nothing in the
 * kernels' memory, so that one memory serves them all. The first call compiles for some milliseconds.
 *
 * @throws `engine/self-test` when the kernels compute wrong numbers on this host
 */
export function kernelProducts(): MatrixProducts {
  return (shared ??= createKernelProducts(createKernels()));
}

/** The same as a promise, which is rejected where the other throws. */
export async function sharedProducts(): Promise<MatrixProducts> {
  return kernelProducts();
}
