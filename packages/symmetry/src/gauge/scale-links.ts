import { sizeOf, type AxisBinding, type UnitSpace } from '@isthmus/core';
import type { WideLeaf, WideParams } from '../group/float64.js';

/**
 * One parameter array as scaling sees it: between a unit of the space that makes it and a unit of
 * the space that reads it stands the sum of the squares of its entries. A space that does not scale
 * counts as one unit with the fixed factor 1.
 */
export interface ScaleLink {
  /** Numbers of spaces; null for one that does not scale. */
  readonly maker: number | null;
  readonly reader: number | null;
  /** Row-major `[units of the maker, units of the reader]`. */
  readonly squares: Float64Array;
  /** The same, `[units of the reader, units of the maker]`. */
  readonly transposed: Float64Array;
  /** Units of the reader: the length of a row. */
  readonly width: number;
}

/** The links of all arrays that some scaling acts on. Spaces are meant by their place in the list. */
export function scaleLinksOf(
  spaces: readonly UnitSpace[],
  params: WideParams,
): readonly ScaleLink[] {
  return Object.entries(params).flatMap(([name, leaf]) => {
    const makes = findBinding(spaces, name, 'makes');
    const reads = findBinding(spaces, name, 'reads');
    return makes === null && reads === null ? [] : [linkOf(leaf, makes, reads)];
  });
}

interface ScalingAxis extends AxisBinding {
  readonly space: number;
  readonly size: number;
}

function findBinding(
  spaces: readonly UnitSpace[],
  leaf: string,
  role: AxisBinding['role'],
): ScalingAxis | null {
  for (const [space, { scaling, size, bindings }] of spaces.entries()) {
    const found = bindings.find((binding) => binding.leaf === leaf && binding.role === role);
    if (scaling && found !== undefined) return { ...found, space, size };
  }
  return null;
}

function linkOf(leaf: WideLeaf, makes: ScalingAxis | null, reads: ScalingAxis | null): ScaleLink {
  const width = reads?.size ?? 1;
  const squares = new Float64Array((makes?.size ?? 1) * width);
  const makerAt = unitAlong(leaf, makes);
  const readerAt = unitAlong(leaf, reads);
  leaf.data.forEach((value, at) => {
    squares[makerAt(at) * width + readerAt(at)]! += value * value;
  });
  const transposed = transposedOf(squares, width);
  return { maker: makes?.space ?? null, reader: reads?.space ?? null, squares, transposed, width };
}

function transposedOf(rows: Float64Array, width: number): Float64Array {
  const height = rows.length / width;
  return Float64Array.from(rows, (_, at) => rows[(at % height) * width + Math.floor(at / height)]!);
}

/** The unit that an entry of an array belongs to along one axis. */
function unitAlong(leaf: WideLeaf, along: ScalingAxis | null): (at: number) => number {
  if (along === null) return () => 0;
  const stride = sizeOf(leaf.shape.slice(along.axis + 1));
  return (at) => Math.floor(at / stride) % along.size;
}
