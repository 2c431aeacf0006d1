/**
 * A loss as a formula that is data: what exact solvers and proofs compute from, and what a checker can read
 * without the plugin that made it. It is the loss as a function of real numbers.
 */
export type LossForm = ChainForm | PolynomialForm;

/**
 * The mean over samples of the sum over outputs of `(f(x) - y)²`, f being a chain of dense layers
 * `h -> activation(h · kernel + bias)`.
 */
export interface ChainForm {
  readonly kind: 'chain';
  readonly layers: readonly ChainLayer[];
  /** The samples: inputs `[N][D]`, all finite. */
  readonly inputs: readonly (readonly number[])[];
  /** Targets, `[N][K]`. */
  readonly targets: readonly (readonly number[])[];
}

/** One dense layer of a chain. */
export interface ChainLayer {
  /** The array that holds the kernel, `[inputs, units]` line by line. */
  readonly kernel: string;
  /** The array that holds the bias; null: none. */
  readonly bias: string | null;
  readonly inputs: number;
  readonly units: number;
  /** Of every unit, such as `relu` or `tanh`; `none`: the identity. */
  readonly activation: string;
}

/** A polynomial of the parameters as one vector `[P]`. */
export interface PolynomialForm {
  readonly kind: 'polynomial';
  readonly terms: readonly PolynomialTerm[];
}

/** `factor · Π w_i^(powers_i)`. */
export interface PolynomialTerm {
  readonly factor: number;
  /** One for each parameter, whole numbers from 0. */
  readonly powers: readonly number[];
}
