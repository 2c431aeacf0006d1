import type { NamedAttrMap, Tensor, TensorInfo } from '@tensorflow/tfjs';
import type { Tfjs } from '../library/library.js';
import { replaceKernel } from './kernel.js';
import type { KernelInputs, Kernel } from './kernel.js';

/**
 * Corrects products of batches that are spread over each other, such as `[2, 1, m, k]` by
 * `[1, 3, k, n]`, on the cpu backend: tfjs counts through both batches alike and meets the wrong
 * matrices. The factors are repeated first, so that it has none to spread.
 */
export function correctCpuProducts(tf: Tfjs): void {
  for (const name of ['BatchMatMul', '_FusedMatMul'])
    replaceKernel(tf, 'cpu', name, (inputs, attributes, own) =>
      isCountedRight(tf, inputs) ? own(inputs, attributes) : repeated(tf, inputs, attributes, own),
    );
}

/** Right where the batches are the same, or one of them is a single matrix. */
function isCountedRight({ util }: Tfjs, { a, b }: KernelInputs): boolean {
  const [batchA, batchB] = [a!.shape.slice(0, -2), b!.shape.slice(0, -2)];
  const [countA, countB] = [util.sizeFromShape(batchA), util.sizeFromShape(batchB)];
  return countA === 1 || countB === 1 || util.arraysEqual(batchA, batchB);
}

function repeated(
  tf: Tfjs,
  inputs: KernelInputs,
  attributes: NamedAttrMap,
  own: Kernel,
): TensorInfo {
  // The inputs of a kernel are tensors, whatever its type says.
  const [a, b] = [inputs['a'] as Tensor, inputs['b'] as Tensor];
  const batch = tf.broadcast_util.assertAndGetBroadcastShape(
    a.shape.slice(0, -2),
    b.shape.slice(0, -2),
  );
  const all = (x: Tensor) => tf.broadcastTo(x, [...batch, ...x.shape.slice(-2)]);
  const factors = tf.tidy(() => ({ a: all(a), b: all(b) }));
  try {
    return own({ ...inputs, ...factors }, attributes);
  } finally {
    tf.dispose(factors);
  }
}
