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

/** Proves or refutes that the loss stays at or below the level for every t of a path. */
export interface Certifier {
  certify(problem: Problem, path: Path): CertifierOutcome;
}
