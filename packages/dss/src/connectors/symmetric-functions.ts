import { EigenvalueDecomposition, Matrix } from 'ml-matrix';

/**
 * A function of a symmetric matrix: of its eigenvalues, in its eigenvectors.
 *
 * @example
 * import { Matrix } from 'ml-matrix';
 *
 * ofSymmetric(new Matrix([[4, 0], [0, 9]]), Math.sqrt).get(1, 1).toFixed(9); // '3.000000000'
 */
export function ofSymmetric(matrix: Matrix, f: (eigenvalue: number) => number): Matrix {
  const { realEigenvalues, eigenvectorMatrix: vectors } = new EigenvalueDecomposition(matrix, {
    assumeSymmetric: true,
  });
  return vectors.mmul(Matrix.diag(realEigenvalues.map(f))).mmul(vectors.transpose());
}
