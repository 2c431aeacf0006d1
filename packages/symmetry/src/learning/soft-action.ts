import type { AxisBinding, UnitSpace } from '@isthmus/core';
import type { WideLeaf, WideParams } from '../group/float64.js';
import { columnsOf, strideOf, unitRows } from '../matching/unit-rows.js';

/** Per space, by its name: `[units of the result, units of the argument]`, row-major. */
export type Matrices = Readonly<Record<string, Float64Array>>;

/**
 * Lets a matrix act on the units of each space as a permutation would: unit i of the result is the sum of
 * `matrix[i, j]` times unit j, wherever the units are made or read. Spaces without a matrix stay as they are.
 */
export function actSoft(
  spaces: readonly UnitSpace[],
  matrices: Matrices,
  params: WideParams,
): WideParams {
  const result: Record<string, WideLeaf> = { ...params };
  for (const space of spaces) {
    const matrix = matrices[space.name];
    if (matrix === undefined) continue;
    for (const binding of space.bindings)
      result[binding.leaf] = mixed(result[binding.leaf]!, binding, space, matrix);
  }
  return result;
}

function mixed(
  leaf: WideLeaf,
  binding: AxisBinding,
  space: UnitSpace,
  matrix: Float64Array,
): WideLeaf {
  const { size } = space;
  const side = { ...space, bindings: [binding] };
  const [rows] = unitRows(side, { [binding.leaf]: leaf });
  const { data, width } = rows!;
  const out = new Float64Array(data.length);
  for (let i = 0; i < size; i++)
    for (let j = 0; j < size; j++) {
      const by = matrix[i * size + j]!;
      // Near a permutation most entries underflow.
      if (by === 0) continue;
      for (let c = 0; c < width; c++) out[i * width + c]! += by * data[j * width + c]!;
    }
  const columns = columnsOf(leaf, binding, size);
  const stride = strideOf(leaf, binding);
  const result = new Float64Array(leaf.data.length);
  for (let unit = 0; unit < size; unit++)
    for (let c = 0; c < width; c++) result[columns[c]! + unit * stride] = out[unit * width + c]!;
  return { shape: leaf.shape, data: result };
}
