import { sizeOf, type AxisBinding, type Reflector, type UnitSpace } from '@isthmus/core';
import type { WideLeaf, WideParams } from './float64.js';
import type { NormalForm } from './normal-form.js';

/** Per space, by its name: what happens to its units. */
export type NormalForms = Readonly<Record<string, NormalForm>>;

/** The action in float64. Spaces without a form stay as they are; the argument is not changed. */
export function actWide(
  spaces: readonly UnitSpace[],
  forms: NormalForms,
  params: WideParams,
): WideParams {
  const result: Record<string, WideLeaf> = { ...params };
  for (const space of spaces) {
    const form = forms[space.name];
    if (form === undefined) continue;
    // First, as it is the weights before the action that are multiplied by the constants.
    for (const reflector of space.reflection ?? [])
      result[reflector.bias] = withConstants(result, reflector, form);
    for (const binding of space.bindings)
      result[binding.leaf] = actOnAxis(result[binding.leaf]!, binding, form);
  }
  return result;
}

/** The bias of a reader with the constants of the units that are reflected. */
function withConstants(params: WideParams, reads: Reflector, { map, by }: NormalForm): WideLeaf {
  const [kernel, bias] = [params[reads.kernel]!, params[reads.bias]!];
  const turned = new Uint8Array(map.length);
  map.forEach((unit, i) => (turned[unit] = Number(by[i]! < 0)));
  if (!turned.includes(1)) return bias;
  const data = bias.data.slice();
  const from = sizeOf(kernel.shape.slice(reads.inputAxis + 1));
  const to = sizeOf(kernel.shape.slice(reads.outputAxis + 1));
  kernel.data.forEach((weight, at) => {
    const unit = Math.floor(at / from) % map.length;
    if (turned[unit] === 1) data[Math.floor(at / to) % data.length]! += reads.sum * weight;
  });
  return { shape: bias.shape, data };
}

function actOnAxis(leaf: WideLeaf, { axis, role }: AxisBinding, form: NormalForm): WideLeaf {
  // What is tied changes places alone: a normalization lies between it and the size of the units.
  const by = form.by.map((factor) =>
    role === 'tied' ? 1 : role === 'reads' ? 1 / factor : factor,
  );
  const size = form.map.length;
  const inner = sizeOf(leaf.shape.slice(axis + 1));
  const data = new Float64Array(leaf.data.length);
  for (let start = 0; start < data.length; start += size * inner)
    for (let unit = 0; unit < size; unit++) {
      const to = start + unit * inner;
      const from = start + form.map[unit]! * inner;
      for (let i = 0; i < inner; i++) data[to + i] = leaf.data[from + i]! * by[unit]!;
    }
  const moved = { shape: leaf.shape, data };
  if (form.mix === undefined) return moved;
  return role === 'reads'
    ? mixed(moved, inner, size, (i, j) => form.mix!.inverse[j * size + i]!)
    : mixed(moved, inner, size, (i, j) => form.mix!.matrix[i * size + j]!);
}

/** Every run of units along an axis times a matrix, given by its entries. */
function mixed(
  { shape, data }: WideLeaf,
  inner: number,
  size: number,
  entry: (to: number, from: number) => number,
): WideLeaf {
  const result = new Float64Array(data.length);
  for (let row = 0; row * inner < data.length; row++) {
    const to = row % size;
    const start = row - to;
    for (let from = 0; from < size; from++) {
      const factor = entry(to, from);
      for (let i = 0; i < inner; i++)
        result[row * inner + i]! += factor * data[(start + from) * inner + i]!;
    }
  }
  return { shape, data: result };
}
