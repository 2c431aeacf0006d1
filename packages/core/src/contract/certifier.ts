import type { Path, Problem } from './path-strategy.js';

/** A proof, as a file that a checker can read without searching. */
export interface Certificate {
  readonly format: `isthmus/certificate@${number}`;
  readonly level: number;
  readonly evidence: Readonly<Record<string, unknown>>;
  readonly assumptions: readonly string[];
}

/** A certifier's answer about one given path; the driver makes verdict and grade of it. */
export type CertifierOutcome =
  | { readonly tag: 'certified'; readonly certificate: Certificate }
  | {
      readonly tag: 'refuted';
      readonly witness: { readonly element: number; readonly t: number; readonly lower: number };
    }
  | { readonly tag: 'undecided'; readonly reason: string };

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

/** Proves or refutes that the loss stays at or below the level for every t of a path. */
export interface Certifier {
  certify(problem: Problem, path: Path): CertifierOutcome;
}
