import { IsthmusError } from '@isthmus/contract/base';
import type { Leaf, Params, WidePoint } from '@isthmus/contract/parameters';
import type { TinyLeaf } from './plan.js';

/**
 * Copies parameters to consecutive numbers from entry `at` on.
 *
 * @throws `network/bad-values` naming an array that is missing or of another size
 */
export function writeParams(
  floats: Float32Array | Float64Array,
  at: number,
  leaves: readonly TinyLeaf[],
  params: Params | WidePoint,
): void {
  for (const { name, offset, size } of leaves) {
    const data = params[name]?.data;
    if (data?.length !== size) throw badValues(name, size, data?.length);
    const to = at + offset;
    // For a few numbers a loop is faster than `set`.
    if (size > 64) floats.set(data, to);
    else for (let i = 0; i < size; i++) floats[to + i] = data[i]!;
  }
}

/** Parameters of consecutive floats from entry `at` on. */
export function readParams(floats: Float32Array, at: number, leaves: readonly TinyLeaf[]): Params {
  const params: Record<string, Leaf> = {};
  for (const { name, shape, offset, size } of leaves) {
    const data = new Float32Array(size);
    const from = at + offset;
    for (let i = 0; i < size; i++) data[i] = floats[from + i]!;
    params[name] = { shape, data };
  }
  return params;
}

function badValues(name: string, size: number, length: number | undefined): IsthmusError {
  return new IsthmusError(
    'network/bad-values',
    `Parameter "${name}" should hold ${size} numbers; ${length === undefined ? 'it is missing' : `it holds ${length}`}.`,
    { name, expected: size, came: length ?? null },
  );
}
