import { sizeOf, type AxisBinding, type UnitSpace } from '@isthmus/core';
import type { WideLeaf, WideParams } from '../group/float64.js';
import type { OtherBinding } from '../group/unit-spaces.js';

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
    return { data: gathered(leaf.data, columns, stride, space.size), width: columns.length };
  });
}

/**
 * As many columns at once as entries fill a line of the cache: along the last axis neighbours are units, so
 * that what was loaded for one serves the next. Column by column, wide layers took 4 times as long.
 */
const COLUMNS_AT_ONCE = 8;

function gathered(
  leaf: Float64Array,
  columns: Int32Array,
  stride: number,
  size: number,
): Float64Array {
  const width = columns.length;
  const data = new Float64Array(leaf.length);
  for (let start = 0; start < width; start += COLUMNS_AT_ONCE) {
    const end = Math.min(start + COLUMNS_AT_ONCE, width);
    for (let unit = 0; unit < size; unit++)
      for (let c = start; c < end; c++) data[unit * width + c] = leaf[columns[c]! + unit * stride]!;
  }
  return data;
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

/** Which unit of another axis of its array an entry belongs to. */
export function unitAlong(leaf: WideLeaf, { binding, size }: OtherBinding, at: number): number {
  return Math.floor(at / strideOf(leaf, binding)) % size;
}
