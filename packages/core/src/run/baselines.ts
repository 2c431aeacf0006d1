import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import type { Baselines, Dataset, FastLoss } from '@isthmus/contract';
import { bestLinearAbsolute } from './least-absolute.js';

/** Fits that take more than about this many multiplications are left out. */
const MOST_WORK = 3e7;

/**
 * The best constant and the best affine predictor on a data set, fitted to it.
 *
 * Squared error: the mean, and least squares. Absolute error: the median of each output, and least
 * absolute deviations, at most 1e-6 of the loss above the least (by a dual bound). Cross-entropy: the
 * frequencies of the classes; a linear predictor may have no best, so none is given. Of other losses
 * nothing is known, and fits that would take long are left out.
 *
 * @param loss the formula of the loss; undefined: none that has a name
 * @example
 * const square = { size: 3, x: Float32Array.of(0, 1, 2), y: Float32Array.of(0, 1, 4) };
 * const { constant, linear } = baselinesOf('squared-error', square);
 * Math.abs(constant! - 26 / 9) < 1e-12; // true
 * Math.abs(linear! - 2 / 9) < 1e-12; // true
 */
export function baselinesOf(loss: FastLoss | undefined, data: Dataset): Baselines {
  if (data.size === 0 || loss === undefined) return { constant: null, linear: null };
  switch (loss) {
    case 'squared-error':
      return { constant: squaredError(data, mean), linear: leastSquares(data) };
    case 'absolute-error':
      return { constant: absoluteError(data, median), linear: leastAbsolute(data) };
    case 'cross-entropy':
      return { constant: entropy(data), linear: null };
    default:
      return { constant: null, linear: null };
  }
}

/** One column of the targets for each output. */
function outputsOf({ size, y }: Dataset): readonly Float64Array[] {
  const outputs = y.length / size;
  return Array.from({ length: outputs }, (_, k) =>
    Float64Array.from({ length: size }, (_, row) => y[row * outputs + k]!),
  );
}

type Predictor = (targets: Float64Array) => number;

function squaredError(data: Dataset, predict: Predictor): number {
  return sumOverOutputs(data, (targets) => {
    const constant = predict(targets);
    return mean(targets.map((y) => (y - constant) ** 2));
  });
}

function absoluteError(data: Dataset, predict: Predictor): number {
  return sumOverOutputs(data, (targets) => {
    const constant = predict(targets);
    return mean(targets.map((y) => Math.abs(y - constant)));
  });
}

/** Logits of the classes' frequencies lose their entropy; a class that never occurs adds nothing. */
function entropy(data: Dataset): number {
  return sumOverOutputs(data, (targets) => {
    const frequency = mean(targets);
    return frequency === 0 ? 0 : -frequency * Math.log(frequency);
  });
}

function sumOverOutputs(data: Dataset, of: (targets: Float64Array) => number): number {
  return outputsOf(data).reduce((sum, targets) => sum + of(targets), 0);
}

/** Directions in which standardized inputs vary less than this, against the most, count as constant. */
const RANK_TOLERANCE = 1e-12;

/** Columns are standardized first, so that squaring their condition by the products loses little. */
function leastSquares(data: Dataset): number | null {
  const inputs = withOnes(data);
  if (data.size * inputs.columns ** 2 > MOST_WORK) return null;
  const x = standardized(inputs);
  const y = new Matrix(outputsOf(data).map((targets) => [...targets])).transpose().center('column');
  const residual = Matrix.sub(y, x.mmul(weightsFor(x, x.transpose().mmul(y))));
  return residual.dot(residual) / data.size;
}

/** The least-squares weights by the pseudo-inverse of `xᵀx`: inputs may have rank to spare. */
function weightsFor(x: Matrix, products: Matrix): Matrix {
  const gram = x.transpose().mmul(x);
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(gram, {
    assumeSymmetric: true,
  });
  const least = RANK_TOLERANCE * Math.max(...realEigenvalues);
  const inverse = realEigenvalues.map((value) => (value > least ? 1 / value : 0));
  const along = eigenvectorMatrix.transpose().mmul(products);
  return eigenvectorMatrix.mmul(along.mulColumnVector(Matrix.columnVector(inverse)));
}

/** Columns of mean 0 and variance 1; a constant one, such as the ones, becomes 0. */
function standardized(inputs: Matrix): Matrix {
  const centred = inputs.clone().center('column');
  const deviations = centred.standardDeviation('column', { unbiased: false });
  return centred.divRowVector(deviations.map((deviation) => deviation || 1));
}

function leastAbsolute(data: Dataset): number | null {
  const inputs = withOnes(data);
  const fits = outputsOf(data).map((targets) => bestLinearAbsolute(inputs, targets));
  return fits.some((fit) => fit === null) ? null : fits.reduce<number>((sum, fit) => sum + fit!, 0);
}

/** The inputs as rows `[N, D + 1]`, with a 1 at the end of each. */
function withOnes({ size, x }: Dataset): Matrix {
  const inputs = x.length / size;
  const matrix = Matrix.ones(size, inputs + 1);
  for (let row = 0; row < size; row++)
    for (let i = 0; i < inputs; i++) matrix.set(row, i, x[row * inputs + i]!);
  return matrix;
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function median(values: Float64Array): number {
  const sorted = values.toSorted();
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
