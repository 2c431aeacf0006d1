import type { NamedAttrMap, Tensor } from '@tensorflow/tfjs';
import type { Tfjs } from '../../library/library.js';

/** How the gradient by each input is computed from that of the output; only those asked for are. */
export type Pullback = Readonly<Record<string, () => Tensor>>;

/** The gradient of an operation: of one output `dy`, by the inputs that it names. */
export type Gradient = (
  dy: Tensor,
  inputs: readonly Tensor[],
  attributes: NamedAttrMap,
) => Pullback;

/** Gives an operation a gradient in place of the one that tfjs has for it, if any. */
export function setGradient(
  tf: Tfjs,
  kernelName: string,
  inputsToSave: string[],
  gradient: Gradient,
): void {
  tf.registerGradient({
    kernelName,
    inputsToSave,
    // All operations given a gradient here have one output.
    gradFunc: (dy, saved, attributes) => ({ ...gradient(dy as Tensor, saved, attributes) }),
  });
}

/** The gradient by an input that was spread over the others: the sum over all its copies. */
export function gathered(tf: Tfjs, gradient: Tensor, shape: readonly number[]): Tensor {
  const axes = tf.broadcast_util.getReductionAxes([...shape], gradient.shape);
  const sum = axes.length === 0 ? gradient : tf.sum(gradient, axes);
  return tf.reshape(sum, [...shape]);
}
