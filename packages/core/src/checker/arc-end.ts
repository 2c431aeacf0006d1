import { ask } from './faults.js';
import { exp, EXP_ERROR, expUp, gamma, TINY, UNIT } from './numbers.js';

/**
 * A group on n units: the row of units h becomes `h e^(s G)`, s from 0 to 1; G is a matrix, or the diagonal
 * one of the rates.
 */
export interface Factor {
  readonly units: number;
  readonly rates: readonly number[] | null;
  readonly generator: readonly (readonly number[])[] | null;
  /** Axes of parameters, as `leaf axis`, whose entries are multiplied by e^(s G) from the right. */
  readonly makes: readonly string[];
  /** Those multiplied by e^(-s G) from the left. */
  readonly reads: readonly string[];
}

/** An n x n matrix, row-major, or its diagonal; every entry off by `error` at most, or by that part of it. */
export interface UnitMap {
  readonly units: number;
  readonly diagonal: Float64Array | null;
  readonly matrix: Float64Array;
  readonly error: number;
}

/** The exponentials of a generator and of its negative. */
export function unitMaps({ units, rates, generator }: Factor): {
  readonly forth: UnitMap;
  readonly back: UnitMap;
} {
  const map = (sign: 1 | -1): UnitMap => {
    if (rates !== null) {
      const diagonal = Float64Array.from(rates, (rate) => exp(sign * rate));
      ask(diagonal.every(Number.isFinite), () => 'a rate of the arc is beyond 700');
      return { units, diagonal, matrix: new Float64Array(0), error: EXP_ERROR };
    }
    const entries = Float64Array.from(generator!.flat(), (entry) => sign * entry);
    return { units, diagonal: null, ...exponential(entries, units) };
  };
  return { forth: map(1), back: map(-1) };
}

/** Powers that are summed, and the largest row sum for which they are enough. */
const TERMS = 120;
const LARGEST_NORM = 16;

/**
 * `e^X` by its series. With v the largest sum of sizes in a row, term k is X^k / k!, of norm v^k / k! at most,
 * and off by k gamma(n + 2) of that: all terms together by gamma(n + 2) v e^v. The sum of TERMS terms adds
 * TERMS u e^v. What is left out is below 2 * 16^121 / 121! < 1e-52.
 */
function exponential(x: Float64Array, n: number) {
  let norm = 0;
  for (let i = 0; i < n; i++)
    norm = Math.max(norm, x.subarray(i * n, (i + 1) * n).reduce((sum, each) => sum + Math.abs(each), 0)); // prettier-ignore
  norm *= 1 + gamma(n);
  ask(norm <= LARGEST_NORM, () => `the generator of the arc has norm ${norm}; this checker takes up to ${LARGEST_NORM}`); // prettier-ignore
  const sum = new Float64Array(n * n);
  let term = new Float64Array(n * n);
  for (let i = 0; i < n; i++) sum[i * n + i] = term[i * n + i] = 1;
  for (let k = 1; k <= TERMS; k++) {
    const next = new Float64Array(n * n);
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++)
        for (let l = 0; l < n; l++) next[i * n + l]! += (term[i * n + j]! * x[j * n + l]!) / k;
    term = next;
    for (let i = 0; i < sum.length; i++) sum[i]! += term[i]!;
  }
  return { matrix: sum, error: expUp(norm) * (norm + 2) * gamma(n + TERMS + 8) + TINY };
}

/**
 * Rows of units along an axis times a map: from the right (`x E`), or from the left (`E x`), with what is
 * known of the error of x.
 *
 * @param inner how far neighbours along the axis lie apart
 */
export function actOn(
  x: Float64Array,
  slack: Float64Array,
  inner: number,
  { units, diagonal, matrix, error: off }: UnitMap,
  fromLeft: boolean,
): { readonly value: Float64Array; readonly error: Float64Array } {
  const [value, error] = [new Float64Array(x.length), new Float64Array(x.length)];
  const rate = gamma(units + 4);
  for (let i = 0; i < x.length; i++) {
    const k = Math.floor(i / inner) % units;
    if (diagonal !== null) {
      const by = diagonal[k]!;
      value[i] = x[i]! * by;
      error[i] = (slack[i]! * by * (1 + 2 * off) + Math.abs(value[i]!) * (off + 4 * UNIT)) * (1 + 1e-9) + TINY; // prettier-ignore
      continue;
    }
    let [sum, loose] = [0, 0];
    for (let j = 0; j < units; j++) {
      const at = i + (j - k) * inner;
      const by = matrix[fromLeft ? k * units + j : j * units + k]!;
      sum += x[at]! * by;
      const size = Math.abs(by) + off;
      loose += slack[at]! * size + Math.abs(x[at]!) * (off + rate * size);
    }
    value[i] = sum;
    error[i] = loose * (1 + 1e-9) + TINY;
  }
  return { value, error };
}
