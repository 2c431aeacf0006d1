import type { Tfjs } from '../../library/library.js';
import { refused } from '../refusal.js';

/** Operations whose name differs from their kernel's, or for which there is better advice. */
const INSTEAD: Readonly<Record<string, readonly [operation: string, instead: string]>> = {
  Complex: ['complex', 'compute with the real and the imaginary part apart'],
  CropAndResize: ['image.cropAndResize', 'use tf.slice and tf.image.resizeBilinear'],
  Cumprod: ['cumprod', 'use tf.exp(tf.cumsum(tf.log(x))) for positive x, or a chain of tf.mul'],
  Diag: ['diag', 'use tf.mul(tf.eye(n), tf.expandDims(x, 1))'],
  Einsum: ['einsum', 'use tf.matMul with tf.transpose and tf.reshape'],
  FFT: ['fft', 'multiply by a constant matrix of cosines and sines'],
  FlipLeftRight: ['image.flipLeftRight', 'use tf.reverse'],
  IFFT: ['ifft', 'multiply by a constant matrix of cosines and sines'],
  MaxPoolWithArgmax: ['maxPoolWithArgmax', 'use tf.maxPool'],
  RotateWithOffset: ['image.rotateWithOffset', 'rotate the data before training'],
  SparseToDense: ['sparseToDense', 'use tf.scatterND'],
  TensorScatterUpdate: ['tensorScatterUpdate', 'use tf.where, or tf.scatterND and tf.add'],
  TopK: ['topk', 'take the indices of tf.topk, which are constant, and tf.gather the values'],
  Transform: ['image.transform', 'transform the data before training'],
};

const COMPOSE = 'compose it of operations that have one, or keep what goes into it constant';

/**
 * Lets every operation without a gradient fail by a message that helps. To be called when all
 * gradients are registered.
 */
export function refuseGradients(tf: Tfjs): void {
  for (const { kernelName } of tf.getKernelsForBackend('cpu'))
    if (!isDifferentiable(tf, kernelName)) refuse(tf, kernelName);
}

function isDifferentiable(tf: Tfjs, kernelName: string): boolean {
  const gradient: unknown = tf.getGradient(kernelName);
  return gradient !== undefined && gradient !== null;
}

function refuse(tf: Tfjs, kernelName: string): void {
  const [operation, instead] = INSTEAD[kernelName] ?? [nameOf(kernelName), COMPOSE];
  tf.registerGradient({
    kernelName,
    gradFunc: () => {
      throw refused(operation, 'has no gradient', instead);
    },
  });
}

/** Most kernels bear the name of their operation, but for the first letter. */
function nameOf(kernelName: string): string {
  return kernelName.charAt(0).toLowerCase() + kernelName.slice(1);
}
