import { Matrix, pseudoInverse, SingularValueDecomposition } from 'ml-matrix';
import { productOf, transposed, widthsOf, type MatrixChain } from './chain-of-matrices.js';
import { checkSameWidths } from './linear-path.js';
import { signOfDeterminant } from './separator.js';

/** Samples as columns: inputs `[m_0, N]` and targets `[m_K, N]`. */
export interface LinearSamples {
  readonly x: Matrix;
  readonly y: Matrix;
}

/** What is known of the lowest level at which two deep linear networks are connected. */
export interface LinearBarrier {
  /** The larger of the two losses. */
  readonly ends: number;
  /**
   * The signs of the determinants that no path can change below `ofLowerRank`, one for every hidden
   * layer that is as narrow as the rank: 1, -1, or 0 where one is singular.
   */
  readonly signs: readonly [a: readonly number[], b: readonly number[]];
  /** The best loss of a linear map whose rank is one less than the smaller of inputs and outputs. */
  readonly ofLowerRank: number;
  /** The exact level: the networks are connected at every level above it and at none below. */
  readonly level: number;
}

/**
 * The exact lowest level of connection of two deep linear networks under the mean squared error (mean
 * over samples of the sum over outputs), without biases.
 *
 * With r the smaller of the numbers of inputs and outputs: where every hidden layer is wider than r,
 * or the determinants agree, it is the larger of the two losses. A hidden layer of width r cuts the
 * network into r x r blocks whose determinants cannot change sign while the product has rank r; where
 * one differs, a path has to pass a product of rank r - 1, and the best of those is
 * `L* + (1/N) σ_r(P X)²`, with P the least-squares map. So both are connected from there on, and
 * below it they are not: a proof of disconnection.
 *
 * @returns null where a hidden layer is narrower than r: nothing is claimed then
 * @throws `dss/other-widths` for two networks of different widths
 * @example
 * import { Matrix } from 'ml-matrix';
 *
 * // w1 w2 = 1 has two components, and to change the sign one passes 0, of loss 1.
 * const samples = { x: new Matrix([[1]]), y: new Matrix([[1]]) };
 * const chain = (w: number) => [new Matrix([[w]]), new Matrix([[1 / w]])];
 * linearBarrier(chain(1), chain(-2), samples)?.level; // 1
 */
export function linearBarrier(
  a: MatrixChain,
  b: MatrixChain,
  samples: LinearSamples,
): LinearBarrier | null {
  checkSameWidths(a, b);
  const widths = widthsOf(a);
  const rank = Math.min(widths[0]!, widths.at(-1)!);
  if (widths.some((width) => width < rank)) return null;
  const signs = [signsOf(a, rank), signsOf(b, rank)] as const;
  const ends = Math.max(squaredError(productOf(a), samples), squaredError(productOf(b), samples));
  const ofLowerRank = bestLossOfRank(samples, rank - 1);
  const differ = signs[0].some((sign, i) => sign * signs[1][i]! < 0);
  return { ends, signs, ofLowerRank, level: differ ? Math.max(ends, ofLowerRank) : ends };
}

/**
 * The least mean squared error of linear maps of at most a rank, `L*_s = L* + (1/N) Σ_{i>s} σ_i(P X)²`,
 * P being the least-squares map.
 *
 * @param rank at least 0
 */
export function bestLossOfRank({ x, y }: LinearSamples, rank: number): number {
  const best = y.mmul(pseudoInverse(x));
  const { diagonal } = new SingularValueDecomposition(best.mmul(x), { autoTranspose: true });
  const left = diagonal.slice(rank).reduce((sum, sigma) => sum + sigma * sigma, 0);
  return squaredError(best, { x, y }) + left / x.columns;
}

/** The determinants' signs of the square blocks that end before the output, from the input on. */
function signsOf(layers: MatrixChain, rank: number): readonly number[] {
  const widths = widthsOf(layers);
  // The blocks begin at narrow layers and end at the smaller end, so that one is to be the output.
  if (widths.at(-1)! > rank) return signsOf(transposed(layers), rank);
  const cuts = widths.flatMap((width, j) => (j > 0 && width === rank ? [j] : []));
  return cuts
    .slice(0, -1)
    .map((from, i) => signOfDeterminant(productOf(layers, from, cuts[i + 1])));
}

function squaredError(product: Matrix, { x, y }: LinearSamples): number {
  return Matrix.sub(product.mmul(x), y).norm() ** 2 / x.columns;
}
