import { sizeOf, type AxisBinding, type UnitSpace } from '@isthmus/core';
import type { WideLeaf, WideParams } from '../group/float64.js';

/** The weights of a space's units as vectors, one row a unit. */
export interface UnitRows {
  /** Row-major `[units, width]`. */
  readonly data: Float64Array;
  readonly width: number;
}

/** All weights that make or read each unit of a space, array after array: `(w_in, b, w_out)`. */
export function unitRows(space: UnitSpace, params: WideParams): readonly UnitRows[] {
  return space.bindings.map((binding) => {
    const leaf = params[binding.leaf]!;
    const columns = columnsOf(leaf, binding, space.size);
    const stride = strideOf(leaf, binding);
    const data = new Float64Array(leaf.data.length);
    for (let unit = 0; unit < space.size; unit++)
      for (let c = 0; c < columns.length; c++)
        data[unit * columns.length + c] = leaf.data[columns[c]! + unit * stride]!;
    return { data, width: columns.length };
  });
}

/** Where the entries of unit 0 lie in an array; those of unit u lie `u` strides further on. */
export function columnsOf(leaf: WideLeaf, binding: AxisBinding, size: number): Int32Array {
  const stride = strideOf(leaf, binding);
  const width = leaf.data.length / size;
  return Int32Array.from({ length: width }, (_, c) => {
    const run = Math.floor(c / stride);
    return run * size * stride + (c % stride);
  });
}

/** How far apart two neighbours along an axis lie. */
export function strideOf(leaf: WideLeaf, binding: AxisBinding): number {
  return sizeOf(leaf.shape.slice(binding.axis + 1));
}
