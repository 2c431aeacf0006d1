import { parameterCount, type ParamSpec } from '@isthmus/core';
import type { NetworkMeasures } from '@isthmus/core/contract';
import type { WideLeaf, WideParams } from '../group/float64.js';

/** The Hessian at one point as an operator on all parameters as one vector `[P]`, in the order of the spec. */
export type FlatHessian = (direction: Float64Array) => Float64Array;

/** The Hessian of the data loss at a point. */
export function flatHessian(
  spec: ParamSpec,
  point: WideParams,
  measures: Pick<NetworkMeasures, 'hessianVector'>,
): FlatHessian {
  return (direction) =>
    flattened(spec, measures.hessianVector(point, unflattened(spec, direction)));
}

/**
 * The same in other coordinates: where `L(D θ) = L(θ)` for all θ, the Hessian at `D θ` is `D⁻¹ H D⁻¹`. So that
 * of a gauge follows from that of the network as it stands, whatever the scales are.
 *
 * @param scales the diagonal of D, `[P]`
 */
export function inGauge(hessian: FlatHessian, scales: Float64Array): FlatHessian {
  const divided = (vector: Float64Array) => vector.map((entry, i) => entry / scales[i]!);
  return (direction) => divided(hessian(divided(direction)));
}

/** All entries as one vector `[P]`. */
export function flattened(spec: ParamSpec, point: WideParams): Float64Array {
  const all = new Float64Array(parameterCount(spec));
  let at = 0;
  for (const { name } of spec.leaves) {
    const { data } = point[name]!;
    all.set(data, at);
    at += data.length;
  }
  return all;
}

function unflattened({ leaves }: ParamSpec, vector: Float64Array): WideParams {
  const point: Record<string, WideLeaf> = {};
  let at = 0;
  for (const { name, shape } of leaves) {
    const size = shape.reduce((product, length) => product * length, 1);
    point[name] = { shape, data: vector.slice(at, at + size) };
    at += size;
  }
  return point;
}

/** A parameter by its place in the vector: `dense1.kernel[3, 0]`. */
export function nameOfEntry({ leaves }: ParamSpec, place: number): string {
  let rest = place;
  for (const { name, shape } of leaves) {
    const size = shape.reduce((product, length) => product * length, 1);
    if (rest < size) return `${name}[${indicesOf(shape, rest).join(', ')}]`;
    rest -= size;
  }
  throw new RangeError(`there is no parameter ${place}`);
}

function indicesOf(shape: readonly number[], at: number): readonly number[] {
  const indices: number[] = [];
  let rest = at;
  for (const length of shape.toReversed()) {
    indices.unshift(rest % length);
    rest = Math.floor(rest / length);
  }
  return indices;
}
