import { quote } from './formats/data-error.js';
import { modelError } from './model-error.js';
import type { TensorGroup } from './tensor-groups.js';
import type { AxisOrder } from './weight-layers.js';

/** What the shape of a kernel says of its layer. */
export interface KernelAxes {
  readonly kind: 'dense' | 'conv2d';
  readonly inputs: number;
  readonly outputs: number;
  readonly kernelSize: number;
}

/** A layer of a file with what its kernel says in one axis order. */
export interface ChainGroup {
  readonly group: TensorGroup;
  readonly axes: KernelAxes;
}

/**
 * Dense and convolutional kernels by their axes.
 *
 * @throws `model/unsupported` for any other number of axes, and for windows that are not square;
 * `model/mismatch` for a bias of another length
 */
export function kernelAxes(
  { prefix, kernel, bias }: TensorGroup,
  layout: AxisOrder,
  source: string,
): KernelAxes {
  const { shape } = kernel;
  const none = shape.includes(0);
  const axes = none ? null : layout === 'isthmus' ? oursOf(shape) : pytorchOf(shape);
  if (axes === null)
    throw modelError(
      'unsupported',
      source,
      `the weight of layer ${quote(prefix)} has the shape [${shape.join(', ')}]; a dense layer has 2 axes, a convolution 4 with a square window, and others are not known without the network. Read the file by an experiment ("endpoints": {"files": …}), or name the layers of a chain without it: --layers.`,
      { layer: prefix },
    );
  if (bias !== null && (bias.shape.length !== 1 || bias.shape[0] !== axes.outputs))
    throw modelError(
      'mismatch',
      source,
      `layer ${quote(prefix)} makes ${axes.outputs} outputs by its weight [${shape.join(', ')}] in ${layout === 'isthmus' ? 'our' : "PyTorch's"} axis order, and its bias has the shape [${bias.shape.join(', ')}]. Check the file, or say --layout ${layout === 'isthmus' ? 'pytorch' : 'isthmus'}.`,
      { layer: prefix },
    );
  return axes;
}

function oursOf(shape: readonly number[]): KernelAxes | null {
  if (shape.length === 2)
    return { kind: 'dense', inputs: shape[0]!, outputs: shape[1]!, kernelSize: 1 };
  if (shape.length !== 4 || shape[0] !== shape[1]) return null;
  return { kind: 'conv2d', inputs: shape[2]!, outputs: shape[3]!, kernelSize: shape[0]! };
}

function pytorchOf(shape: readonly number[]): KernelAxes | null {
  if (shape.length === 2)
    return { kind: 'dense', inputs: shape[1]!, outputs: shape[0]!, kernelSize: 1 };
  if (shape.length !== 4 || shape[2] !== shape[3]) return null;
  return { kind: 'conv2d', inputs: shape[1]!, outputs: shape[0]!, kernelSize: shape[2]! };
}

/** How many numbers each channel of the first lines up for the second; null where the second cannot read the first. */
export function placesBetween(from: KernelAxes, to: KernelAxes): number | null {
  if (from.kind === to.kind) return from.outputs === to.inputs ? 1 : null;
  // No picture comes back out of a dense layer.
  if (from.kind === 'dense' || to.inputs % from.outputs !== 0) return null;
  return to.inputs / from.outputs;
}
