import type { NamedAttrMap } from '@tensorflow/tfjs';
import { replaceKernel } from '../kernel.js';
import { geometryOf } from './layout.js';
import { allFloat, offsetOf } from './pack.js';
import type { TfjsWindows } from '@isthmus/engine/internal';
import type { KernelPack } from './pack.js';

/**
 * The gradient of max-pooling: to the first of equal entries, to a NaN where there is one. tfjs's
 * wasm backend has it slow, and wrong where a window that overhangs the edge holds no positive entry.
 */
export function setPooling(pack: KernelPack): void {
  replaceKernel(pack.tf, 'wasm', 'MaxPoolGrad', (inputs, attributes, own) => {
    const { dy, input } = inputs;
    if (!allFloat(dy, input)) return own(inputs, attributes);
    const dx = pack.backend.makeOutput(input!.shape, 'float32');
    const [x, by, to] = [input!, dy!, dx].map((tensor) => offsetOf(pack, tensor));
    pack.code.clear(to!, 4 * pack.tf.util.sizeFromShape(input!.shape));
    const at = windowsOf(pack, input!.shape, attributes);
    pack.code.maxPoolGrad({ x: x!, dy: by!, dx: to!, batch: input!.shape[0]!, windows: at });
    return dx;
  });
}

interface PoolAttributes {
  readonly filterSize: number | [number, number];
  readonly strides: number | [number, number];
  readonly pad: 'same' | 'valid' | number;
}

function windowsOf({ tf }: KernelPack, shape: number[], attributes: NamedAttrMap): TfjsWindows {
  const { filterSize, strides, pad } = attributes as unknown as PoolAttributes;
  const x = shape as [number, number, number, number];
  const info = tf.backend_util.computePool2DInfo(x, filterSize, strides, 1, pad);
  return geometryOf(info);
}
