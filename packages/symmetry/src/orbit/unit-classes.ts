import { sizeOf, type UnitSpace } from '@isthmus/core';
import type { Params } from '@isthmus/core/contract';
import { actWide } from '../group/act-wide.js';
import type { WideParams } from '../group/float64.js';
import { identityMap } from '../group/permutation.js';

/** Per space, a number for each unit; units of one number look alike. */
export type UnitClasses = readonly Int32Array[];

/**
 * Colour refinement of the units by their weights (Weisfeiler & Leman 1968): two units keep one number
 * where their weights are equal bit for bit, up to the order of units of one number at the other ends.
 * A permutation that leaves the parameters as they are moves no unit out of its class.
 */
export function unitClasses(spaces: readonly UnitSpace[], params: Params): UnitClasses {
  let classes: UnitClasses = spaces.map(({ size }) => new Int32Array(size));
  for (let count = countOf(classes); ;) {
    const finer = refined(spaces, params, classes);
    const now = countOf(finer);
    if (now === count) return classes;
    [classes, count] = [finer, now];
  }
}

function countOf(classes: UnitClasses): number {
  return classes.reduce((sum, own) => sum + new Set(own).size, 0);
}

function refined(spaces: readonly UnitSpace[], params: Params, classes: UnitClasses): UnitClasses {
  return spaces.map((space, at) => {
    const marks = space.bindings.map(({ leaf, axis }) =>
      marksAlong(spaces, params, classes, { leaf, axis, size: space.size }),
    );
    const names = Array.from(classes[at]!, (own, unit) =>
      [own, ...marks.flatMap(([one, other]) => [one[unit]!, other[unit]!])].join(),
    );
    const numbers = new Map([...new Set(names)].sort().map((name, i) => [name, i]));
    return Int32Array.from(names, (name) => numbers.get(name)!);
  });
}

/** Two hashes of the weights of every unit along one axis, that do not depend on the order of equals. */
function marksAlong(
  spaces: readonly UnitSpace[],
  params: Params,
  classes: UnitClasses,
  { leaf, axis, size }: { readonly leaf: string; readonly axis: number; readonly size: number },
): readonly [Uint32Array, Uint32Array] {
  const { shape, data } = params[leaf]!;
  const bits = new Uint32Array(Float32Array.from(data, (value) => value + 0).buffer);
  const strides = shape.map((_, at) => sizeOf(shape.slice(at + 1)));
  const others = shape.map((length, other) => placesOf(spaces, classes, leaf, other, length));
  const marks = [new Uint32Array(size), new Uint32Array(size)] as const;
  const [first, second] = marks;
  for (let entry = 0; entry < data.length; entry++) {
    const index = Math.floor(entry / strides[axis]!) % shape[axis]!;
    const unit = index % size;
    let place = Math.floor(index / size);
    for (let other = 0; other < shape.length; other++)
      if (other !== axis)
        place = mixed(place, others[other]![Math.floor(entry / strides[other]!) % shape[other]!]!);
    first[unit]! += mixed(place, bits[entry]!);
    second[unit]! += mixed(~bits[entry]!, place);
  }
  return marks;
}

/** What stands for each index of an axis: its place, and where units are permuted the class of its unit. */
function placesOf(
  spaces: readonly UnitSpace[],
  classes: UnitClasses,
  leaf: string,
  axis: number,
  length: number,
): Int32Array {
  for (const [at, space] of spaces.entries())
    if (space.bindings.some((binding) => binding.leaf === leaf && binding.axis === axis))
      return Int32Array.from({ length }, (_, index) =>
        mixed(Math.floor(index / space.size), classes[at]![index % space.size]!),
      );
  return Int32Array.from({ length }, (_, index) => index);
}

/** Spreads two numbers over 32 bits (the finishing steps of MurmurHash3). */
function mixed(a: number, b: number): number {
  let h = Math.imul(a ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(b + 0x7f4a7c15, 0xc2b2ae35);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/** Whether two units may change places without a change of any weight (0 and -0 are alike). */
export function areTwins(space: UnitSpace, params: WideParams, i: number, j: number): boolean {
  const map = identityMap(space.size);
  [map[i], map[j]] = [j, i];
  const by = new Float64Array(space.size).fill(1);
  const moved = actWide([space], { [space.name]: { map, by } }, params);
  return space.bindings.every(({ leaf }) =>
    moved[leaf]!.data.every((value, entry) => value === params[leaf]!.data[entry]),
  );
}
