import { Matrix, SingularValueDecomposition, solve } from 'ml-matrix';

/** How near to the least loss a fit must be shown to be: relative to the loss. */
const TOLERANCE = 1e-6;

/** Rounds of reweighting at most. */
const MOST_ROUNDS = 400;

/** Fits that take more than about this many multiplications a round are left out. */
const MOST_WORK_A_ROUND = 3e5;

/** Of the loss of no fit at all: what is less is 0, as where there are no more rows than columns. */
const ROUNDING = 1e-14;

/** Of the largest singular value: directions that vary less are made of the others. */
const DEPENDENT = 1e-12;

/** Smoothing of the residuals begins at the part `from` of the loss and falls by `by` a round. */
const SMOOTHING = { from: 0.1, by: 0.8, least: 1e-13 } as const;

/**
 * The least mean absolute deviation of an affine function of the inputs, by iteratively reweighted
 * least squares. Every round gives a point of the dual problem as well, `max y·u` over `Aᵀu = 0` and
 * `|u| <= 1/N`, whose value is a lower bound, so that it is known how near the least is.
 *
 * @param inputs rows `[N, D]`, with a column of ones
 * @returns a loss at most 1e-6 of itself above the least; null where that is not reached, or the
 * fit is too large
 * @source Schlossmacher 1973, JASA 68, p. 857 (reweighting); the bound is linear-programming duality
 * @example
 * // The line of least absolute deviations goes through two of the three points.
 * const inputs = new Matrix([[0, 1], [1, 1], [2, 1]]); // prettier-ignore
 * bestLinearAbsolute(inputs, Float64Array.of(0, 3, 2)); // about 2/3
 */
export function bestLinearAbsolute(inputs: Matrix, targets: Float64Array): number | null {
  if (inputs.rows * inputs.columns ** 2 > MOST_WORK_A_ROUND) return null;
  const fitted = inputs.columns > inputs.rows ? sameSpan(inputs) : inputs;
  const y = Matrix.columnVector([...targets]);
  let residual = y;
  let best = meanAbsolute(residual);
  const nothing = ROUNDING * best;
  let bound = 0;
  let smoothing = SMOOTHING.from * best;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    if (best <= nothing || best - bound <= TOLERANCE * best) return best;
    const weights = residual.to1DArray().map((r) => 1 / Math.max(Math.abs(r), smoothing));
    residual = weightedResidual(fitted, y, weights);
    best = Math.min(best, meanAbsolute(residual));
    bound = Math.max(bound, dualValue(residual, weights, y));
    smoothing = Math.max(SMOOTHING.by * smoothing, SMOOTHING.least * best);
  }
  return best - bound <= TOLERANCE * best ? best : null;
}

/**
 * Fewer columns that span the same: the solver takes no matrix that is wider than high. Residuals
 * of the best fit depend on the span alone.
 */
function sameSpan(wide: Matrix): Matrix {
  const { rightSingularVectors, diagonal } = new SingularValueDecomposition(wide.transpose());
  const kept = diagonal.filter((size) => size > DEPENDENT * diagonal[0]!).length;
  return rightSingularVectors.subMatrix(0, wide.rows - 1, 0, kept - 1);
}

function weightedResidual(inputs: Matrix, y: Matrix, weights: readonly number[]): Matrix {
  const roots = weights.map(Math.sqrt);
  const scaled = inputs.clone().mulColumnVector(Matrix.columnVector(roots));
  const fit = solve(scaled, y.clone().mulColumnVector(Matrix.columnVector(roots)), true);
  return Matrix.sub(y, inputs.mmul(fit));
}

/** The weighted residuals are orthogonal to the inputs; scaled to size 1/N at most they are feasible. */
function dualValue(residual: Matrix, weights: readonly number[], y: Matrix): number {
  const u = residual.to1DArray().map((r, i) => r * weights[i]!);
  const largest = u.reduce((most, entry) => Math.max(most, Math.abs(entry)), 0);
  if (largest === 0) return 0;
  const value = u.reduce((sum, entry, i) => sum + entry * y.get(i, 0), 0);
  return value / (largest * y.rows);
}

function meanAbsolute(residual: Matrix): number {
  const entries = residual.to1DArray();
  return entries.reduce((sum, entry) => sum + Math.abs(entry), 0) / entries.length;
}
