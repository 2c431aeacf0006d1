import { Matrix, pseudoInverse } from 'ml-matrix';
import type { RegressionSamples } from '../../landscapes/regressions.js';
import { inner, mean } from '../../landscapes/regressions.js';
import { rootsWithin } from '../../landscapes/roots.js';

/** A network of `core/quartic`: w1 `[hidden]`, w2 `[hidden][D]`. */
export interface QuarticPoint {
  readonly w1: readonly number[];
  readonly w2: readonly (readonly number[])[];
}

/** The loss on the straight line between two points of the quartic, in closed form. */
export interface QuarticLine {
  /** The loss at t in [0, 1]. */
  at(t: number): number;
  /** The largest loss on [0, 1] and the smallest t at which it is taken. */
  readonly peak: { readonly t: number; readonly loss: number };
}

/**
 * The least-squares optimum a* `[D]`: the product `w1 w2` at which `mean (w1 w2 x - y)²` is least.
 * Where several are, the shortest.
 */
function optimalProduct({ x, y }: RegressionSamples): readonly number[] {
  const inputs = new Matrix(x.map((row) => [...row]));
  return pseudoInverse(inputs)
    .mmul(Matrix.columnVector([...y]))
    .to1DArray();
}

/**
 * The optimum with this w1: `w2 = w1ᵀ a* / |w1|² + across`, where `w1 across = 0`. Every optimum of
 * the quartic with w1 not zero is of this form, a* being unique.
 *
 * @param across any matrix `[hidden][D]`; its part along w1 is taken out
 * @example
 * const { w2 } = quarticOptimum({ x: [[1], [2]], y: [3, 6] }, [2]);
 * Math.abs(w2[0][0] - 1.5) < 1e-12; // true
 */
export function quarticOptimum(
  samples: RegressionSamples,
  w1: readonly number[],
  across: readonly (readonly number[])[] = [],
): QuarticPoint {
  const best = optimalProduct(samples);
  const square = w1.reduce((sum, entry) => sum + entry * entry, 0);
  const along = best.map((_, i) => w1.reduce((sum, u, j) => sum + u * (across[j]?.[i] ?? 0), 0));
  const w2 = w1.map((u, j) =>
    best.map((entry, i) => (across[j]?.[i] ?? 0) + (u * (entry - along[i]!)) / square),
  );
  return { w1, w2 };
}

/**
 * The quartic on a straight line. With the residuals r of the ends, `D = (w1B - w1A)(w2B - w2A)`,
 * `d = D x` and means over the samples in `<>`, the loss at t is, with `s = 1 - t`,
 * `s²<rA rA> + t²<rB rB> + 2st<rA rB> - 2s²t<rA d> - 2st²<rB d> + s²t²<d d>`.
 * Between two optima that is `L* + t²(1-t)² <d d>`: its peak is at t = 1/2.
 *
 * @example
 * const samples = { x: [[1], [2]], y: [3, 6] };
 * const line = quarticLine(samples, { w1: [1], w2: [[3]] }, { w1: [-1], w2: [[-3]] });
 * // In the middle both weights are zero.
 * line.at(0.5); // 22.5
 */
export function quarticLine(
  { x, y }: RegressionSamples,
  a: QuarticPoint,
  b: QuarticPoint,
): QuarticLine {
  const residuals = ({ w1, w2 }: QuarticPoint) => {
    const product = productOf(w1, w2);
    return x.map((row, n) => inner(product, row) - y[n]!);
  };
  const [rA, rB] = [residuals(a), residuals(b)];
  const turn = productOf(
    b.w1.map((entry, j) => entry - a.w1[j]!),
    b.w2.map((row, j) => row.map((entry, i) => entry - a.w2[j]![i]!)),
  );
  const d = x.map((row) => inner(turn, row));
  const moments = {
    aa: meanProduct(rA, rA),
    bb: meanProduct(rB, rB),
    ab: meanProduct(rA, rB),
    ad: meanProduct(rA, d),
    bd: meanProduct(rB, d),
    dd: meanProduct(d, d),
  };
  return { at: (t) => lossAt(moments, t), peak: peakOf(moments) };
}

interface Moments {
  readonly aa: number;
  readonly bb: number;
  readonly ab: number;
  readonly ad: number;
  readonly bd: number;
  readonly dd: number;
}

function lossAt({ aa, bb, ab, ad, bd, dd }: Moments, t: number): number {
  const s = 1 - t;
  return s * s * aa + t * t * bb + 2 * s * t * (ab - s * ad - t * bd) + s * s * t * t * dd;
}

/** The largest loss: at an end, or where the derivative, a cubic, is zero. */
function peakOf(moments: Moments): QuarticLine['peak'] {
  const { aa, bb, ab, ad, bd, dd } = moments;
  const slope = [
    2 * (ab - aa - ad),
    2 * (aa + bb - 2 * ab + 4 * ad - 2 * bd + dd),
    6 * (bd - ad - dd),
    4 * dd,
  ];
  const candidates = [0, ...rootsWithin(slope), 1].map((t) => ({ t, loss: lossAt(moments, t) }));
  return candidates.reduce((most, each) => (each.loss > most.loss ? each : most));
}

/** `w1 w2` `[D]`. */
function productOf(w1: readonly number[], w2: readonly (readonly number[])[]): Float64Array {
  return Float64Array.from(w2[0]!, (_, i) => w1.reduce((sum, u, j) => sum + u * w2[j]![i]!, 0));
}

function meanProduct(a: readonly number[], b: readonly number[]): number {
  return mean(a.map((entry, n) => entry * b[n]!));
}
