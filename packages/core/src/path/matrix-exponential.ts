/** A square matrix `[n, n]`, row-major. */
export interface SquareMatrix {
  readonly size: number;
  readonly data: Float64Array;
}

/** Beyond this norm the series is summed for a part of the matrix, and its answer squared. */
const SERIES_NORM = 0.5;
/** Terms of the series: the next is below `0.5^19 / 19!`, 2e-23 of the first. */
const TERMS = 18;

/**
 * The exponential of a square matrix, by its series with scaling and squaring (Moler & Van Loan,
 * Nineteen dubious ways to compute the exponential of a matrix, 2003, method 3).
 *
 * The error is near `2^-52` times the norm of the matrix, relative to the exponential of that norm.
 * Where an entry is not finite, all of the exponential is NaN.
 *
 * @example
 * const turn = { size: 2, data: Float64Array.of(0, Math.PI / 2, -Math.PI / 2, 0) };
 * matrixExponential(turn).data; // Float64Array.of(0, 1, -1, 0), to 1e-15
 */
export function matrixExponential({ size, data }: SquareMatrix): SquareMatrix {
  const norm = rowNorm(size, data);
  if (!Number.isFinite(norm)) return { size, data: data.map(() => NaN) };
  const squarings = Math.max(0, Math.ceil(Math.log2(norm / SERIES_NORM)));
  const part = { size, data: data.map((entry) => entry / 2 ** squarings) };
  let power = series(part);
  for (let i = 0; i < squarings; i++) power = product(power, power);
  return power;
}

/** By Horner's rule: `I + X (I + X/2 (I + X/3 (…)))`. */
function series(x: SquareMatrix): SquareMatrix {
  let sum = identity(x.size);
  for (let k = TERMS; k > 0; k--) {
    const next = product(x, sum);
    sum = { size: x.size, data: identity(x.size).data.map((one, i) => one + next.data[i]! / k) };
  }
  return sum;
}

function identity(size: number): SquareMatrix {
  const data = new Float64Array(size * size);
  for (let i = 0; i < size; i++) data[i * (size + 1)] = 1;
  return { size, data };
}

function product({ size, data: a }: SquareMatrix, { data: b }: SquareMatrix): SquareMatrix {
  const data = new Float64Array(size * size);
  for (let i = 0; i < size; i++)
    for (let k = 0; k < size; k++) {
      const factor = a[i * size + k]!;
      if (factor === 0) continue;
      for (let j = 0; j < size; j++) data[i * size + j]! += factor * b[k * size + j]!;
    }
  return { size, data };
}

/** The largest sum of sizes in a row; not finite where an entry is not. */
function rowNorm(size: number, data: Float64Array): number {
  let most = 0;
  for (let i = 0; i < size; i++) {
    let sum = 0;
    for (let j = 0; j < size; j++) sum += Math.abs(data[i * size + j]!);
    most = Math.max(most, sum);
  }
  return most;
}
