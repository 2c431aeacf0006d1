import type { FormBlock, Part } from './form.js';
import type { BoundPlan } from './plan.js';
import { INFLATE, smallError, sumError, TINY } from './rounding.js';
import type { KernelEnds } from './segment.js';
import { sizesOf, type Vertex } from './vertex.js';

/** What a layer that reads no parameters but its own makes of a block of rows at a vertex. */
export interface FirstValues {
  readonly values: Float64Array;
  /** What the errors of its inputs come to; null where they are known exactly. */
  readonly spread: Float64Array | null;
  /** By row: the largest size of its inputs, which rounding is measured by. */
  readonly tops: Float64Array;
}

/** Those values, by step. */
export function firstValues(
  { steps, products }: BoundPlan,
  { kernels }: Vertex,
  forms: readonly (FormBlock | null)[],
  rows: number,
): readonly (FirstValues | null)[] {
  return steps.map(({ first, operation, inputs, inputSizes }, i) => {
    if (!first || operation.kind !== 'bilinear') return null;
    const { kernel, bias } = kernels[i]!;
    const x = forms[inputs[0]!]!;
    const values = operation.rule.apply(kernel, x.c, rows, products);
    addBias(values, bias);
    const spread = isZero(x.r) ? null : operation.rule.apply(sizesOf(kernel), x.r, rows, products);
    return { values, spread, tops: largestSizes(x, inputSizes[0]!) };
  });
}

/**
 * The form between two vertices, exact in t: a layer that reads no parameters but its own is linear in t. What is
 * mixed of two numbers is off by no more than the worse of them, and by what mixing rounds.
 */
export function formsBetween(
  terms: number,
  from: FirstValues,
  to: FirstValues,
  { weightSums, biasSizes }: KernelEnds,
  { middle, half }: Part,
  { c, s, r }: FormBlock,
): void {
  const rest = 1 - middle;
  const rate = sumError(terms + 4);
  const width = weightSums.length;
  const [a, b, tops] = [from.values, to.values, from.tops];
  for (let row = 0, i = 0; row < tops.length; row++) {
    const top = tops[row]!;
    for (let o = 0; o < width; o++, i++) {
      const ai = a[i]!;
      const bi = b[i]!;
      c[i] = rest * ai + middle * bi;
      s[i] = half * (bi - ai);
      const rounding = rate * (weightSums[o]! * top + biasSizes[o]!);
      r[i] = rounding * INFLATE + TINY + smallError((Math.abs(ai) + Math.abs(bi)) / 4);
    }
  }
  if (from.spread !== null && to.spread !== null)
    for (let i = 0; i < r.length; i++)
      r[i] = (r[i]! + Math.max(from.spread[i]!, to.spread[i]!)) * INFLATE;
}

/** Along the last axis. */
export function addBias(y: Float64Array, bias: Float64Array | null): void {
  if (bias === null) return;
  for (let at = 0; at < y.length; at += bias.length)
    for (let k = 0; k < bias.length; k++) y[at + k]! += bias[k]!;
}

/** By row: the largest of `|c| + |s|`; NaN where one is. */
export function largestSizes({ c, s }: FormBlock, width: number): Float64Array {
  const tops = new Float64Array(c.length / width);
  for (let row = 0, i = 0; row < tops.length; row++) {
    let top = 0;
    for (const end = i + width; i < end; i++) {
      const entry = Math.abs(c[i]!) + Math.abs(s[i]!);
      if (!(entry <= top)) top = entry;
    }
    tops[row] = top;
  }
  return tops;
}

export function isZero(values: Float64Array): boolean {
  for (let i = 0; i < values.length; i++) if (values[i] !== 0) return false;
  return true;
}
