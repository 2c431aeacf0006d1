import type { WindowGrid } from '@isthmus/contract';
import { onlyInput, unfit } from './unfit.js';

/**
 * Whether a window may overhang the edge: `valid` never, `same` so that output = ceil(input / strides),
 * `symmetric` by as much on every side as leaves the size at strides 1.
 */
export type WindowPadding = 'valid' | 'same' | 'symmetric';

/** A square window that slides over `[h, w, channels]`. */
export interface WindowOptions {
  readonly size: number;
  readonly strides: number;
  readonly padding: WindowPadding;
}

/**
 * Lays windows over the only input; the padding of `same` is shared between both sides, the odd one
 * going to the end (TensorFlow's rule). That of `symmetric` is (size - 1) / 2 on each, which is PyTorch's
 * usual `padding=1` of a window of 3; at strides 1 the two agree.
 *
 * @throws `layer/unfit` unless the input is `[h, w, channels]` and one window fits, of an odd size where
 * that is asked for
 */
export function layWindows(
  layer: string,
  inputs: readonly (readonly number[])[],
  { size, strides, padding }: WindowOptions,
): WindowGrid {
  const shape = onlyInput(layer, inputs);
  const [height, width, channels] = shape;
  if (shape.length !== 3 || height === undefined || width === undefined || channels === undefined)
    throw unfit(layer, 'an input of shape [height, width, channels]', inputs);
  if (padding === 'valid' && Math.min(height, width) < size)
    throw unfit(layer, `an input of at least [${size}, ${size}, channels]`, inputs);
  if (padding === 'symmetric' && size % 2 === 0)
    throw unfit(layer, `padding "symmetric" with a window of odd size, not ${size}`, inputs);
  const vertical = along(height, size, strides, padding);
  const horizontal = along(width, size, strides, padding);
  return {
    height,
    width,
    channels,
    outHeight: vertical.count,
    outWidth: horizontal.count,
    top: vertical.before,
    left: horizontal.before,
    size,
    strides,
  };
}

function along(length: number, size: number, strides: number, padding: WindowPadding) {
  if (padding === 'valid') return { count: Math.floor((length - size) / strides) + 1, before: 0 };
  if (padding === 'symmetric')
    return { count: Math.ceil(length / strides), before: (size - 1) / 2 };
  const count = Math.ceil(length / strides);
  const total = Math.max((count - 1) * strides + size - length, 0);
  return { count, before: Math.floor(total / 2) };
}
