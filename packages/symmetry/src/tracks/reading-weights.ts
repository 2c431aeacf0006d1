import { sizeOf } from '@isthmus/core';
import type { WideParams } from '../group/float64.js';
import type { UnitReader } from './hidden-layers.js';

/**
 * What one unit adds to each output of a reader where it is 1 everywhere: its weights there, over all
 * places of a window or of a flattened picture, `[outputs]`.
 *
 * @param units of the layer that is read: the axis of the kernel holds whole runs of them
 */
export function readingWeights(
  { kernel, inputAxis, outputAxis }: UnitReader,
  params: WideParams,
  unit: number,
  units: number,
): Float64Array {
  const { shape, data } = params[kernel]!;
  const [inner, outer] = [inputAxis, outputAxis].map((axis) => sizeOf(shape.slice(axis + 1)));
  const sums = new Float64Array(shape[outputAxis]!);
  for (let at = 0; at < data.length; at++)
    if ((Math.floor(at / inner!) % shape[inputAxis]!) % units === unit)
      sums[Math.floor(at / outer!) % shape[outputAxis]!]! += data[at]!;
  return sums;
}

/** The Euclidean length of a vector. */
export function lengthOf(vector: Float64Array): number {
  return Math.sqrt(vector.reduce((sum, entry) => sum + entry * entry, 0));
}
