import { boundHinge, boundLargest, boundSmooth } from './entrywise.js';
import { addBias, formsBetween, isZero, largestSizes, type FirstValues } from './first-layer.js';
import { formBlock, formPool, type FormBlock, type FormPool, type Part } from './form.js';
import type { BilinearOperation, BoundPlan, BoundStep } from './plan.js';
import { INFLATE, productRate, sumError, TINY } from './rounding.js';
import type { BoundSegment, KernelEnds, PartWeights } from './segment.js';
import { boundStandardizing, type ChannelForms } from './standardizing.js';

/** By slot: the forms of a block of rows whose values depend on no parameter; null where they do. */
export type StillForms = readonly (FormBlock | null)[];

/** What is computed of a part of the segment before any row. */
export interface PartArrays {
  readonly part: Part;
  readonly weights: readonly (PartWeights | null)[];
  readonly channels: readonly (readonly ChannelForms[] | null)[];
}

/** A block of rows, with what was computed of it before any part. */
export interface RowBlock {
  readonly rows: number;
  /** Null where no layer reads them but those whose values at both ends are known. */
  readonly still: StillForms | null;
  /** By step: what first layers make of it at both ends of the segment. */
  readonly from: readonly (FirstValues | null)[];
  readonly to: readonly (FirstValues | null)[];
}

/** The forms of what is the same for every t and on every segment. */
export function stillForms(plan: BoundPlan, x: Float32Array, rows: number): StillForms {
  const input = formBlock(x.length);
  input.c.set(x);
  const forms: (FormBlock | null)[] = [input];
  const pool = formPool();
  plan.steps.forEach((step, i) => {
    const inputs = step.inputs.map((slot) => forms[slot]!);
    forms.push(step.still ? advance(step, inputs, rows, pool, i + 1) : null);
  });
  return forms;
}

/** The forms of the output on a part of the segment, for a block of rows; they are valid until the next pass. */
export function outputForms(
  { plan, kernels }: BoundSegment,
  { rows, still, from, to }: RowBlock,
  { part, weights, channels }: PartArrays,
  pool: FormPool,
): FormBlock {
  const forms: (FormBlock | null)[] = still === null ? [] : [...still];
  for (const [i, step] of plan.steps.entries()) {
    if (step.still) continue;
    const { operation, size } = step;
    const inputs = step.inputs.map((slot) => forms[slot]!);
    if (operation.kind === 'bilinear') {
      const out = pool.take(i + 1, rows * size);
      if (step.first)
        formsBetween(operation.terms, from[i]!, to[i]!, kernels[i]!, part, out);
      else
        multiply(plan, step, operation, weights[i]!, kernels[i]!, inputs[0]!, rows, out, pool); // prettier-ignore
      forms[i + 1] = out;
    } else if (operation.kind === 'standardizing') {
      forms[i + 1] = pool.take(i + 1, rows * size);
      boundStandardizing(channels[i]!, inputs[0]!, forms[i + 1]!);
    } else forms[i + 1] = advance(step, inputs, rows, pool, i + 1);
  }
  return forms[plan.output]!;
}

/** Layers that have no parameters. */
function advance(
  { operation, size }: BoundStep,
  inputs: readonly FormBlock[],
  rows: number,
  pool: FormPool,
  slot: number,
): FormBlock {
  const x = inputs[0]!;
  if (operation.kind === 'identity') return x;
  const out = pool.take(slot, rows * size);
  if (operation.kind === 'hinge') boundHinge(operation, x, out);
  if (operation.kind === 'smooth') boundSmooth(operation, x, out);
  if (operation.kind === 'largest') boundLargest(operation, x, out, rows);
  if (operation.kind !== 'weights') return out;
  const { rule, terms } = operation;
  out.both.set(rule.apply(inputs.map(({ both }) => both), 2 * rows)); // prettier-ignore
  out.r.set(rule.apply(inputs.map(({ r }) => r), rows)); // prettier-ignore
  const sizes = rule.apply(inputs.map(sizesOf), rows);
  const rounding = sumError(terms + 4);
  for (let i = 0; i < sizes.length; i++)
    out.r[i] = (out.r[i]! + 2 * rounding * sizes[i]!) * INFLATE + TINY;
  return out;
}

/** `|c| + |s|`. */
function sizesOf({ c, s }: FormBlock): Float64Array {
  const out = new Float64Array(c.length);
  for (let i = 0; i < out.length; i++) out[i] = Math.abs(c[i]!) + Math.abs(s[i]!);
  return out;
}

/**
 * `(Wm + tau Wd)(c + s tau + e) + b`, with `tau² = 1/2 + eta/2`: the product of the slopes goes half to the
 * middle and half to the radius.
 *
 * The sums are those of the engine's own float64 kernels where it has them, else plain loops: which of them it
 * is, in what order they add and whether they fuse a product with a sum does not matter to `sumError`, by
 * which `productRate` states what is lost, as long as each entry is a sum of these products and of nothing else. That
 * of non-negative numbers, `most r`, is within `INFLATE` of itself for the same reason.
 */
function multiply(
  { products }: BoundPlan,
  { inputSizes }: BoundStep,
  { rule, terms }: BilinearOperation,
  weights: PartWeights,
  ends: KernelEnds,
  x: FormBlock,
  rows: number,
  out: FormBlock,
  pool: FormPool,
): void {
  const { middle, half, most } = weights;
  const straight = isZero(x.s);
  const into = (to: Float64Array, kernel: Float64Array, of: Float64Array, count: number) => {
    const made = rule.apply(kernel, of, count, products, to);
    if (made !== to) to.set(made);
    return to;
  };
  if (straight) {
    into(out.c, middle, x.c, rows);
    out.s.fill(0);
  } else into(out.both, middle, x.both, 2 * rows);
  into(out.r, most, x.r, rows);
  addBias(out.c, weights.biasMiddle);
  addBias(out.s, weights.biasHalf);
  const length = out.c.length;
  if (half !== null && straight) addTo(out.s, into(pool.room(length), half, x.c, rows));
  else if (half !== null) addBent(out, into(pool.room(2 * length), half, x.both, 2 * rows));
  addErrors(out.r, largestSizes(x, inputSizes[0]!), terms, ends);
}

/** `Wd c` to the slopes, and half of `Wd s` to the middles and to the radii. */
function addBent({ c, s, r }: FormBlock, more: Float64Array): void {
  const length = c.length;
  for (let i = 0; i < length; i++) {
    const bend = 0.5 * more[length + i]!;
    s[i]! += more[i]!;
    c[i]! += bend;
    r[i]! += Math.abs(bend);
  }
}

function addTo(sum: Float64Array, more: Float64Array): void {
  for (let i = 0; i < sum.length; i++) sum[i]! += more[i]!;
}

/** What rounding adds to the radii of a layer that multiplies. */
function addErrors(
  r: Float64Array,
  tops: Float64Array,
  terms: number,
  { weightSums, biasSizes }: KernelEnds,
): void {
  const width = weightSums.length;
  const rate = productRate(terms);
  for (let row = 0, i = 0; row < tops.length; row++) {
    const top = tops[row]!;
    for (let o = 0; o < width; o++, i++)
      r[i] = (r[i]! + rate * (weightSums[o]! * top + biasSizes[o]!)) * INFLATE + TINY;
  }
}
