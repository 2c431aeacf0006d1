/**
 * What a strategy claims to separate two networks. A claim alone counts for nothing: the driver computes
 * its facts anew, and the verdict is `disconnected` only where they prove it at the level.
 */
export interface Separator {
  /** The determinant of a square block of a linear network; it changes its sign nowhere but at 0. */
  readonly kind: 'determinant';
  /** Kernels of dense layers in a row, from the input on, whose product is the block. */
  readonly kernels: readonly string[];
}

/** The facts of a proof that no path joins two networks below a loss; `certify/separation` says why they prove it. */
export interface SeparationRecord {
  readonly separator: Separator;
  /** Size of the square block whose determinant separates. */
  readonly units: number;
  /** The signs of the determinant at a and at b, computed exactly. */
  readonly signs: readonly [a: number, b: number];
  /** Every point at which the determinant is 0 loses at least this, rounding taken off. */
  readonly lowerBound: number;
}
