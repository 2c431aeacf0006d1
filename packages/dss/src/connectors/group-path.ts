import { IsthmusError } from '@isthmus/core';
import { Matrix, SingularValueDecomposition } from 'ml-matrix';
import { ofSymmetric } from './symmetric-functions.js';

/** Rows that are nearer to dependent than this, relative to the largest, have no usable inverse. */
const DEPENDENT = 1e-6;

/** Turns smaller than this, in radians, are left to the rounding that closes an arc. */
const NO_TURN = 1e-7;

/** Rows `[r, m]` as size times direction: `rows = size · direction`, with `direction directionᵀ = I`. */
interface PolarRows {
  readonly size: Matrix;
  readonly direction: Matrix;
}

/**
 * Generators `[m, m]` whose exponentials, one after the other from the right, take the rows of a layer
 * to those of another: a turn in a plane for every row, and then what stretches them (the
 * construction of Freeman & Bruna 2017, arXiv:1611.01540, section 2.2.1, equations 11 and 12, with
 * the change of length that it leaves out). For one row turn and stretch are one generator,
 * `θ (uᵀ n - nᵀ u) + ln c I`.
 *
 * There are none where m = r and the determinants differ in sign.
 *
 * @param from `[r, m]` of rank r
 * @param to `[r, m]` of rank r
 * @throws `dss/rank-deficient` where rows depend on each other
 * @throws `dss/opposite-signs` for square layers whose determinants have different signs
 * @example
 * import { Matrix } from 'ml-matrix';
 *
 * // A quarter of a turn, and twice the length.
 * const [generator] = groupPath(new Matrix([[1, 0]]), new Matrix([[0, 2]]));
 * generator.to1DArray().map((entry) => entry.toFixed(4)); // ['0.6931', '1.5708', '-1.5708', '0.6931']
 */
export function groupPath(from: Matrix, to: Matrix): readonly Matrix[] {
  const [start, end] = [polarOf(from), polarOf(to)];
  const turns: Matrix[] = [];
  let { direction } = start;
  for (let i = 0; i < direction.rows; i++) {
    const turn = turnOf(direction, end.direction, i);
    if (turn === null) continue;
    turns.push(turn.generator);
    direction = turn.apply(direction);
  }
  if (from.rows > 1) return [...turns, stretchOf(start.size, end)].filter(isNotZero);
  const change = Math.log(end.size.get(0, 0) / start.size.get(0, 0));
  const turn = turns[0] ?? Matrix.zeros(from.columns, from.columns);
  return [turn.add(Matrix.eye(from.columns).mul(change))].filter(isNotZero);
}

function isNotZero(matrix: Matrix): boolean {
  return matrix.norm() > 0;
}

function polarOf(rows: Matrix): PolarRows {
  const svd = new SingularValueDecomposition(rows, { autoTranspose: true });
  const sigma = svd.diagonal.slice(0, rows.rows);
  if (!(sigma.at(-1)! > DEPENDENT * sigma[0]!))
    throw new IsthmusError(
      'dss/rank-deficient',
      'The rows of an endpoint\'s layer depend on each other; the construction needs a layer of full rank. The method "segments" does not.',
      { singularValues: sigma },
    );
  const u = svd.leftSingularVectors.subMatrix(0, rows.rows - 1, 0, rows.rows - 1);
  const v = svd.rightSingularVectors.subMatrix(0, rows.columns - 1, 0, rows.rows - 1);
  return {
    size: u.mmul(Matrix.diag(sigma)).mmul(u.transpose()),
    direction: u.mmul(v.transpose()),
  };
}

/** The turn of row i onto its target in their plane; rows before it stay, as they are across that plane. */
function turnOf(direction: Matrix, target: Matrix, i: number) {
  const [u, v] = [direction.getRowVector(i), target.getRowVector(i)];
  const cos = u.dot(v);
  const rest = Matrix.sub(v, Matrix.mul(u, cos));
  const angle = Math.atan2(rest.norm(), cos);
  if (angle < NO_TURN) return null;
  const isOpposite = rest.norm() < NO_TURN;
  const n = isOpposite ? anyAcross(u, target, i) : rest.div(rest.norm());
  const plane = Matrix.sub(u.transpose().mmul(n), n.transpose().mmul(u));
  // e^(θ (uᵀn - nᵀu)) = I + sin θ (uᵀn - nᵀu) - (1 - cos θ) (uᵀu + nᵀn)
  const both = Matrix.add(u.transpose().mmul(u), n.transpose().mmul(n));
  const rotation = Matrix.eye(u.columns)
    .add(Matrix.mul(plane, Math.sin(angle)))
    .sub(both.mul(1 - Math.cos(angle)));
  return {
    generator: Matrix.mul(plane, angle),
    apply: (rows: Matrix) => rows.mmul(rotation),
  };
}

/** A direction across a row and across all rows before it: the axis that leaves most of itself. */
function anyAcross(u: Matrix, target: Matrix, i: number): Matrix {
  const kept = [u, ...Array.from({ length: i }, (_, j) => target.getRowVector(j))];
  const rests = Array.from({ length: u.columns }, (_, axis) => {
    const rest = Matrix.zeros(1, u.columns);
    rest.set(0, axis, 1);
    return kept.reduce((left, row) => left.sub(Matrix.mul(row, left.dot(row))), rest);
  });
  const best = rests.reduce((a, b) => (b.norm() > a.norm() ? b : a));
  // With as many rows as columns what is left of every axis is rounding.
  if (best.norm() > 1e-3) return best.div(best.norm());
  throw new IsthmusError(
    'dss/opposite-signs',
    'The layers are square and their determinants have different signs, so no path keeps their rank: such networks are connected only from the best loss of the next lower rank on (see linearBarrier).',
  );
}

/** `Qᵀ log(H_from⁻¹ H_to) Q`: it takes `H_from Q` to `H_to Q`. The logarithm is real, as both are positive. */
function stretchOf(from: Matrix, { size: to, direction }: PolarRows): Matrix {
  const root = ofSymmetric(from, Math.sqrt);
  const inverseRoot = ofSymmetric(from, (value) => 1 / Math.sqrt(value));
  const middle = inverseRoot.mmul(to).mmul(inverseRoot);
  const log = inverseRoot.mmul(ofSymmetric(middle, Math.log)).mmul(root);
  return direction.transpose().mmul(log).mmul(direction);
}
