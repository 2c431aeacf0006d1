/**
 * What a strategy claims to separate two networks. A claim alone counts for nothing: the driver computes
 * its facts anew, and the verdict is `disconnected` only where they prove it at the level.
 */
export type Separator = DeterminantSeparator | ReluCutSeparator | CellsSeparator;

/** The determinant of a square block of a linear network; it changes its sign nowhere but at 0. */
export interface DeterminantSeparator {
  readonly kind: 'determinant';
  /** Kernels of dense layers in a row, from the input on, whose product is the block. */
  readonly kernels: readonly string[];
}

/**
 * Dual vectors of a network with one hidden ReLU layer: each bounds the loss from below wherever units
 * lie in certain cones, and together they shut in the cells that a reaches.
 */
export interface ReluCutSeparator {
  readonly kind: 'relu-cut';
  /** One whole number a sample, in decimal digits. */
  readonly duals: readonly (readonly string[])[];
}

/** Cells of a box in the space of all parameters: those that one end reaches are shut in by others of high loss. */
export interface CellsSeparator {
  readonly kind: 'cells';
  /** The end that is shut in. */
  readonly around: 'a' | 'b';
  readonly box: {
    readonly low: readonly number[];
    /** A power of two. */
    readonly width: number;
  };
  /**
   * `/` and then the halves of a cell in every direction, the first direction changing fastest; `i`: a cell
   * that the end may reach; `o`: one of high loss; `n`: one that no `i` touches.
   */
  readonly tree: string;
}

/** The facts of a proof that no path joins two networks below a loss; `core/separation` says why they prove it. */
export type SeparationRecord = DeterminantSeparation | ReluCutSeparation | CellsSeparation;

/** Every point at which the determinant is 0 loses at least the bound. */
export interface DeterminantSeparation extends LowerBound {
  readonly separator: DeterminantSeparator;
  /** Size of the square block whose determinant separates. */
  readonly units: number;
  /** The signs of the determinant at a and at b, computed exactly. */
  readonly signs: readonly [a: number, b: number];
  /** From which a checker has a bound of its own; absent where there are too many inputs and outputs for it. */
  readonly rank?: RankEvidence;
}

/**
 * Numbers of which `τ I + G Gᵀ - M` has no negative eigenvalue, M being the part of the targets' second moments
 * that a linear map explains; so that maps of rank s explain `s τ + |G|²` of them at most.
 */
export interface RankEvidence {
  readonly tau: number;
  /** The rows of Gᵀ, one number an output each. */
  readonly factor: readonly (readonly number[])[];
}

/** Every point at which a unit leaves the cells of a's side loses at least the bound. */
export interface ReluCutSeparation extends LowerBound {
  readonly separator: ReluCutSeparator;
  /** Products of cones that a path from a may enter below the bound, and how many there are in all. */
  readonly cells: number;
  readonly of: number;
}

/** Every point at the border of the cells loses at least the bound. */
export interface CellsSeparation extends LowerBound {
  readonly separator: CellsSeparator;
  /** Cells that a path from the end may enter below the bound. */
  readonly cells: number;
}

/** What a proof of separation comes to. */
export interface LowerBound {
  /** Every path between the two passes a point that loses at least this, rounding taken off. */
  readonly lowerBound: number;
}

/** Between which the lowest level lies at which two points are connected. */
export interface GammaRecord {
  /** Proved: no path stays below it. */
  readonly lower: number;
  /** The peak of a path: connected at it, by the evidence that the path has. */
  readonly upper: number;
}
