import { leafOf, mapLeaves, type Params } from '@isthmus/core';
import type { DenseLink } from './dense-chain.js';

/** Tells the units of a layer that are meant. */
export type UnitChoice = (unit: number) => boolean;

/** All units. */
export const ALL: UnitChoice = () => true;

/** An entry of a layer's kernel: from unit i of the layer before to its own unit j. */
type Entry = (input: number, unit: number) => boolean;

/** The parameters with the entries of one layer's kernel that are chosen taken from another point. */
export function withKernel(params: Params, link: DenseLink, from: Params, chosen: Entry): Params {
  const source = leafOf(from, link.kernel).data;
  return withLeaf(params, link.kernel, (entry, at) =>
    chosen(Math.floor(at / link.units), at % link.units) ? source[at]! : entry,
  );
}

/** The parameters with what makes some units of a layer (weights in and bias) taken from another point. */
export function withUnits(
  params: Params,
  link: DenseLink,
  from: Params,
  units: UnitChoice,
): Params {
  const weights = withKernel(params, link, from, (_, unit) => units(unit));
  if (link.bias === null) return weights;
  const source = leafOf(from, link.bias).data;
  return withLeaf(weights, link.bias, (entry, at) => (units(at) ? source[at]! : entry));
}

/** The parameters with some entries of a leaf replaced. */
function withLeaf(params: Params, name: string, f: (entry: number, at: number) => number): Params {
  return mapLeaves(params, (leaf, other) => (other === name ? leaf.data.map(f) : leaf.data));
}

/** 1 for what may move and 0 for what stays, for every parameter. */
export type Mask = Params;

/** A mask in which nothing moves. */
export function frozen(params: Params): Mask {
  return mapLeaves(params, ({ data }) => new Float32Array(data.length));
}

/** Ones everywhere, as a source from which masks are made. */
export function ones(params: Params): Mask {
  return mapLeaves(params, ({ data }) => new Float32Array(data.length).fill(1));
}

/** `params + mask * updates`. */
export function addMasked(params: Params, updates: Params, mask: Mask): Params {
  return mapLeaves(params, ({ data }, name) => {
    const [by, on] = [leafOf(updates, name).data, leafOf(mask, name).data];
    return data.map((entry, i) => (on[i] === 0 ? entry : entry + by[i]!));
  });
}
