import { GEMM } from '../generated/gemm-flags.js';

/** The sizes and distances of rows of one product. */
export interface Sizes {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  /** Floats between the end of a row and the start of the next, in A, B and C. */
  readonly gaps: readonly [a: number, b: number, c: number];
}

/** Leading dimensions and lengths of the three matrices. */
export function layoutOf(flags: number, { m, n, k, gaps }: Sizes) {
  const [aRows, aColumns] = flags & GEMM.A_TRANSPOSED ? [k, m] : [m, k];
  const [bRows, bColumns] = flags & GEMM.B_TRANSPOSED ? [n, k] : [k, n];
  const matrix = (rows: number, columns: number, gap: number) => ({
    ld: columns + gap,
    length: rows * (columns + gap),
  });
  return {
    a: matrix(aRows, aColumns, gaps[0]),
    b: matrix(bRows, bColumns, gaps[1]),
    c: matrix(m, n, gaps[2]),
  };
}

type Numbers = Float32Array | Float64Array;

/** What a product should leave in C, gaps untouched; every entry one sum in the order of k. */
export function plainProduct<A extends Numbers>(
  flags: number,
  sizes: Sizes,
  a: Numbers,
  b: Numbers,
  c: A,
  bias: Numbers | null,
  round: (x: number) => number,
): A {
  const { m, n, k } = sizes;
  const layout = layoutOf(flags, sizes);
  const [aRow, aStep] = flags & GEMM.A_TRANSPOSED ? [1, layout.a.ld] : [layout.a.ld, 1];
  const [bStep, bColumn] = flags & GEMM.B_TRANSPOSED ? [1, layout.b.ld] : [layout.b.ld, 1];
  const out = c.slice() as A;
  for (let i = 0; i < m; i++)
    for (let j = 0; j < n; j++) {
      const at = i * layout.c.ld + j;
      let sum = flags & GEMM.ACCUMULATE ? c[at]! : 0;
      for (let l = 0; l < k; l++)
        sum = round(sum + round(a[i * aRow + l * aStep]! * b[l * bStep + j * bColumn]!));
      if (bias !== null) sum = round(sum + bias[j]!);
      out[at] = flags & GEMM.RELU && sum < 0 ? 0 : sum;
    }
  return out;
}

/** The first entry whose bits differ (NaN counts as NaN, 0 is not -0), or null. */
export function firstDifference(came: Numbers, expected: Numbers): string | null {
  if (came.length !== expected.length) return `length ${came.length}, not ${expected.length}`;
  for (let i = 0; i < came.length; i++)
    if (!Object.is(came[i], expected[i])) return `entry ${i}: ${came[i]}, not ${expected[i]}`;
  return null;
}
