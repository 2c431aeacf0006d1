/**
 * A tensor, as far as the contract needs to know. Where `@isthmus/tfjs` is imported, even if for its
 * types alone, it is tfjs's own tensor with all of its methods.
 */
export interface Tensor {
  /** The batch axis comes first. */
  readonly shape: number[];
  readonly rank: number;
  readonly size: number;
  readonly dtype: 'float32' | 'int32' | 'bool' | 'complex64' | 'string';
  readonly isDisposed: boolean;
}

/** Parameters as tensors, by name; they exist only inside `apply` and the interpreter of tensors. */
export type Tensors = Readonly<Record<string, Tensor>>;

/**
 * The library in which tensors are computed, which is handed to whatever computes with it. These are
 * the operations that the built-in layers and losses are made of, by the names and with the arguments
 * of tfjs; what is handed in is tfjs whole.
 */
export interface TensorLibrary {
  add(a: Tensor, b: Tensor | number): Tensor;
  addN(tensors: Tensor[]): Tensor;
  avgPool(x: Tensor, size: number, strides: number, padding: 'valid' | 'same'): Tensor;
  /** A padding that is a number is of so many zeros on every side. */
  conv2d(x: Tensor, kernel: Tensor, strides: number, padding: 'valid' | 'same' | number): Tensor;
  erf(x: Tensor): Tensor;
  leakyRelu(x: Tensor, slope: number): Tensor;
  logSoftmax(x: Tensor): Tensor;
  matMul(a: Tensor, b: Tensor): Tensor;
  maxPool(x: Tensor, size: number, strides: number, padding: 'valid' | 'same'): Tensor;
  mul(a: Tensor, b: Tensor | number): Tensor;
  neg(x: Tensor): Tensor;
  relu(x: Tensor): Tensor;
  reshape(x: Tensor, shape: number[]): Tensor;
  rsqrt(x: Tensor): Tensor;
  sigmoid(x: Tensor): Tensor;
  sign(x: Tensor): Tensor;
  softplus(x: Tensor): Tensor;
  square(x: Tensor): Tensor;
  sub(a: Tensor, b: Tensor): Tensor;
  sum(x: Tensor, axis?: number): Tensor;
  tanh(x: Tensor): Tensor;
  tensor(values: Float32Array, shape: number[]): Tensor;
  memory(): { readonly numTensors: number };
}
