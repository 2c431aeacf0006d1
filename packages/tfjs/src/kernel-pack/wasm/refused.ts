import { replaceKernel } from '../kernel.js';
import { refused, roundingRefused } from '../refusal.js';
import type { Tfjs } from '../../library/library.js';

/** Lets the operations fail on the wasm backend that it has wrong: the work then goes to cpu. */
export function refuseKernels(tf: Tfjs): void {
  for (const [name, operation] of Object.entries(WRONG))
    replaceKernel(tf, 'wasm', name, () => {
      throw refused(operation, 'is wrong on the wasm backend of tfjs', 'use its cpu backend');
    });
  for (const [name, operation] of Object.entries(ROUNDED))
    replaceKernel(tf, 'wasm', name, (inputs, attributes, own) => {
      roundingRefused(operation, attributes);
      return own(inputs, attributes);
    });
  replaceKernel(tf, 'wasm', 'Einsum', () => {
    throw refused('einsum', 'is missing on the wasm backend of tfjs', 'use its cpu backend');
  });
  replaceKernel(tf, 'wasm', 'GatherV2', (inputs, attributes, own) => {
    if (Number(attributes['batchDims'] ?? 0) === 0) return own(inputs, attributes);
    throw refused(
      'gather',
      'with batchDims is wrong on the wasm backend of tfjs',
      'use its cpu backend',
    );
  });
}

/** Wrong at the edges, or computed on top of what the memory held before. */
const WRONG: Readonly<Record<string, string>> = {
  Conv3DBackpropInputV2: 'conv3d',
  Conv3DBackpropFilterV2: 'conv3d',
  MaxPool3D: 'maxPool3d',
  MaxPool3DGrad: 'maxPool3d',
  Dilation2D: 'dilation2d',
  Dilation2DBackpropInput: 'dilation2d',
  Dilation2DBackpropFilter: 'dilation2d',
};

/** These round the number of windows down whatever they are told. */
const ROUNDED: Readonly<Record<string, string>> = {
  AvgPool: 'avgPool',
  MaxPool: 'maxPool',
  AvgPool3D: 'avgPool3d',
  DepthwiseConv2dNative: 'depthwiseConv2d',
  FusedConv2D: 'fused.conv2d',
  FusedDepthwiseConv2D: 'fused.depthwiseConv2d',
};
