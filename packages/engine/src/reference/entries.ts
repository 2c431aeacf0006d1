import type { ElementwiseComputation } from './rules.js';

/** `y = f(x)`, entry by entry. */
export function mapEntries(
  rule: ElementwiseComputation,
  x: Float64Array,
  y: Float64Array,
): Float64Array {
  for (let i = 0; i < y.length; i++) y[i] = rule.value(x[i]!);
  return y;
}

/** `y = f'(x) v`, entry by entry. */
export function timesDerivative(
  rule: ElementwiseComputation,
  x: Float64Array,
  v: Float64Array,
  y: Float64Array,
): Float64Array {
  for (let i = 0; i < y.length; i++) y[i] = rule.derivative(x[i]!) * v[i]!;
  return y;
}

/** `y = a b`, entry by entry. */
export function multiply(a: Float64Array, b: Float64Array, y: Float64Array): Float64Array {
  for (let i = 0; i < y.length; i++) y[i] = a[i]! * b[i]!;
  return y;
}

/** The entries at the chosen places. */
export function pick(x: Float64Array, chosen: Int32Array, y: Float64Array): Float64Array {
  for (let i = 0; i < y.length; i++) y[i] = x[chosen[i]!]!;
  return y;
}

/** The transpose of `pick`: every entry goes back to where it was chosen from. */
export function putBack(dy: Float64Array, chosen: Int32Array, dx: Float64Array): Float64Array {
  dx.fill(0);
  for (let i = 0; i < dy.length; i++) dx[chosen[i]!]! += dy[i]!;
  return dx;
}

/** `total += part`. */
export function addInPlace(total: Float64Array, part: Float64Array): void {
  for (let i = 0; i < total.length; i++) total[i]! += part[i]!;
}

/** Adds a bias along the last axis, in place. */
export function addBias(y: Float64Array, bias: Float64Array): void {
  const units = bias.length;
  for (let at = 0; at < y.length; at += units)
    for (let j = 0; j < units; j++) y[at + j]! += bias[j]!;
}

/** Sums along the last axis, `units` long: the transpose of `addBias`. */
export function columnSums(dy: Float64Array, units: number): Float64Array {
  const sums = new Float64Array(units);
  for (let at = 0; at < dy.length; at += units)
    for (let j = 0; j < units; j++) sums[j]! += dy[at + j]!;
  return sums;
}
