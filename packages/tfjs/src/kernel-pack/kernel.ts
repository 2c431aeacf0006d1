import type { NamedAttrMap, TensorInfo } from '@tensorflow/tfjs';
import { IsthmusError } from '@isthmus/contract/base';
import type { Tfjs } from '../library/library.js';

export type KernelInputs = Readonly<Record<string, TensorInfo>>;

/** What computes an operation of one output on a backend. */
export type Kernel = (inputs: KernelInputs, attributes: NamedAttrMap) => TensorInfo;

/** The same, given the kernel that it takes the place of, for the cases that it leaves to it. */
type Replacement = (inputs: KernelInputs, attributes: NamedAttrMap, own: Kernel) => TensorInfo;

/** Puts a kernel in the place of the backend's own, if there is one. */
export function replaceKernel(
  tf: Tfjs,
  backendName: 'cpu' | 'wasm',
  kernelName: string,
  replacement: Replacement,
): void {
  const own = tf.getKernel(kernelName, backendName);
  // In tfjs's types a kernel may be missing only by way of null or undefined, depending on the version.
  const missing = own === undefined || own === null;
  if (!missing) tf.unregisterKernel(kernelName, backendName);
  tf.registerKernel({
    kernelName,
    backendName,
    kernelFunc: ({ inputs, attrs, backend }) => {
      const upstream: Kernel = (given, attributes) => {
        if (missing) throw noKernel(kernelName, backendName);
        // The kernels replaced here have one output.
        return own.kernelFunc({ inputs: { ...given }, attrs: attributes, backend }) as TensorInfo;
      };
      return replacement(inputs as KernelInputs, attrs ?? {}, upstream);
    },
  });
}

function noKernel(kernelName: string, backendName: string): IsthmusError {
  return new IsthmusError(
    'tfjs/no-kernel',
    `The ${backendName} backend of tfjs has no kernel ${kernelName} for this case: use its cpu backend.`,
    { kernelName, backendName },
  );
}
