import type { Tensor as TfjsTensor } from '@tensorflow/tfjs';
import type { Tensor, Tensors } from '@isthmus/contract';
import type { Leaf, Params } from '@isthmus/contract/parameters';
import { tfjs } from './library.js';

/** Parameters as float32 tensors, to be disposed by the caller (or by its tidy scope). */
export function toTensors(params: Params): Tensors {
  return Object.fromEntries(
    Object.entries(params).map(([name, leaf]) => [name, tensorOf(leaf.data, leaf.shape)]),
  );
}

/** A float32 tensor of row-major data. */
export function tensorOf(data: Float32Array, shape: readonly number[]): TfjsTensor {
  return tfjs().tensor(data, [...shape], 'float32');
}

/** A tensor as a leaf. The data is a copy: tfjs may give several tensors one array. */
export function fromTensor(tensor: Tensor): Leaf {
  return { shape: [...tensor.shape], data: Float32Array.from(tensor.dataSync()) };
}

/**
 * Runs a computation whose result holds no tensors and disposes of all tensors that it made.
 * (`tf.tidy` would search the result for tensors, entry by entry in every typed array.)
 */
export function disposing<T>(compute: () => T): T {
  const engine = tfjs().engine();
  engine.startScope();
  try {
    return compute();
  } finally {
    engine.endScope();
  }
}

/** Runs a computation and disposes of all tensors that it made but its result. */
export function tidy(compute: () => Tensor): Tensor {
  return tfjs().tidy(() => compute() as TfjsTensor);
}
