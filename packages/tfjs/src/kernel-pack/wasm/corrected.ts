import type { Tensor } from '@tensorflow/tfjs';
import type { Tfjs } from '../../library/library.js';
import { replaceKernel } from '../kernel.js';
import type { KernelInputs } from '../kernel.js';
import { allFloat } from './pack.js';

/** Gives operations that the wasm backend has wrong in some cases in terms of others, for these. */
export function correctKernels(tf: Tfjs): void {
  replaceKernel(tf, 'wasm', 'Prelu', (inputs, attributes, own) =>
    isPlain(inputs) ? own(inputs, attributes) : prelu(tf, inputs),
  );
  replaceKernel(tf, 'wasm', 'Cast', (inputs, attributes, own) => {
    const { x } = inputs;
    const counts = x!.dtype === 'float32' || x!.dtype === 'int32';
    if (attributes['dtype'] !== 'bool' || !counts) return own(inputs, attributes);
    // tfjs would keep the lowest byte of the number: 0.5 would be false, and -1 would be 255.
    return tf.tidy(() => tf.notEqual(tensor(x!), tf.scalar(0, x!.dtype)));
  });
  // tfjs's own give 0 or the lower bound for NaN, so that a run that has diverged looks well.
  replaceKernel(tf, 'wasm', 'Relu6', (inputs, attributes, own) => {
    const { x } = inputs;
    return allFloat(x) ? clipped(tf, tensor(x!), 0, 6) : own(inputs, attributes);
  });
  replaceKernel(tf, 'wasm', 'ClipByValue', (inputs, attributes, own) => {
    const { x } = inputs;
    const { clipValueMin, clipValueMax } = attributes;
    if (!allFloat(x)) return own(inputs, attributes);
    return clipped(tf, tensor(x!), Number(clipValueMin), Number(clipValueMax));
  });
}

function clipped(tf: Tfjs, x: Tensor, least: number, most: number): Tensor {
  return tf.tidy(() => tf.minimum(tf.maximum(x, least), most));
}

/** The inputs of a kernel are tensors, whatever its type says. */
function tensor(input: KernelInputs[string]): Tensor {
  return input as Tensor;
}

/** The one case of a leaky relu that is right: a slope for each entry of the last axis. */
function isPlain({ x, alpha }: KernelInputs): boolean {
  const [last, ...others] = [...alpha!.shape].reverse();
  const fits = last === x!.shape.at(-1) && alpha!.shape.length <= x!.shape.length;
  return fits && others.every((size) => size === 1);
}

function prelu(tf: Tfjs, { x, alpha }: KernelInputs): Tensor {
  return tf.tidy(() =>
    tf.add(tf.relu(tensor(x!)), tf.mul(tensor(alpha!), tf.minimum(tensor(x!), 0))),
  );
}
