import type { Leaf } from '@isthmus/contract/parameters';

/** A matrix of whole numbers. */
type WholeMatrix = readonly (readonly bigint[])[];

/**
 * The sign of the determinant of a product of matrices of float32 numbers: exact, as float32 numbers are
 * whole numbers times a power of two, and whole numbers of any size are computed with.
 *
 * @param factors matrices `[rows, columns]`, each as high as the one before it is wide; their product is square
 * @returns 1, -1, or 0 where it is singular
 * @example
 * const matrix = (...data) => ({ shape: [2, 2], data: Float32Array.from(data) });
 * // The determinant is 1e-20, and in float64 it would be 0.
 * determinantSign([matrix(1e10, 1, 0, 1e-30)]); // 1
 */
export function determinantSign(factors: readonly Leaf[]): number {
  return signOf(factors.map(wholeOf).reduce(product));
}

/** The numbers times one power of two that makes all of them whole. */
function wholeOf({ shape, data }: Leaf): WholeMatrix {
  const [rows, columns] = shape as readonly [number, number];
  const parts = Array.from(data, partsOf);
  const used = parts.filter(({ digits }) => digits !== 0n).map(({ exponent }) => exponent);
  const least = used.reduce((a, b) => Math.min(a, b), Infinity);
  const whole = parts.map(({ digits, exponent }) =>
    digits === 0n ? 0n : digits << BigInt(exponent - least),
  );
  return Array.from({ length: rows }, (_, i) => whole.slice(i * columns, (i + 1) * columns));
}

/** A float32 number as `digits · 2^exponent`. */
function partsOf(value: number): { readonly digits: bigint; readonly exponent: number } {
  const bits = new Uint32Array(Float32Array.of(value).buffer)[0]!;
  const exponent = (bits >>> 23) & 0xff;
  const fraction = bits & 0x7f_ff_ff;
  // The leading digit is not stored, but for the smallest numbers, which have none.
  const digits = BigInt(exponent === 0 ? fraction : fraction | 0x80_00_00);
  return { digits: value < 0 ? -digits : digits, exponent: Math.max(exponent, 1) - 150 };
}

function product(a: WholeMatrix, b: WholeMatrix): WholeMatrix {
  return a.map((row) =>
    b[0]!.map((_, j) => row.reduce((sum, entry, k) => sum + entry * b[k]![j]!, 0n)),
  );
}

/** By Bareiss's elimination, which leaves no fraction: every division comes out even. */
function signOf(matrix: WholeMatrix): number {
  const m = matrix.map((row) => [...row]);
  let sign = 1;
  let last = 1n;
  for (let k = 0; k < m.length; k++) {
    const pivot = m.findIndex((row, i) => i >= k && row[k] !== 0n);
    if (pivot < 0) return 0;
    if (pivot !== k) {
      [m[k], m[pivot]] = [m[pivot]!, m[k]!];
      sign = -sign;
    }
    const top = m[k]!;
    for (const row of m.slice(k + 1))
      for (let j = k + 1; j < m.length; j++)
        row[j] = (row[j]! * top[k]! - row[k]! * top[j]!) / last;
    last = top[k]!;
  }
  return last < 0n ? -sign : sign;
}
