import { boundHinge, boundLargest, boundSmooth } from './entrywise.js';
import { formBlock, type FormBlock, type Part } from './form.js';
import type { BilinearOperation, BoundPlan, BoundStep } from './plan.js';
import { INFLATE, productError, smallError, sumError, TINY } from './rounding.js';
import type { BoundSegment, KernelEnds, PartWeights } from './segment.js';
import { boundStandardizing, type ChannelForms } from './standardizing.js';

/** What a first layer gives at both ends of a segment, for a block of rows: it is linear in between. */
export interface FirstProducts {
  readonly from: Float64Array;
  readonly to: Float64Array;
  /** How far both may be off. */
  readonly error: Float64Array;
}

/** A block of rows on a segment: what does not depend on t. */
export interface StillBlock {
  readonly rows: number;
  /** By slot: forms of values that are the same for every t. */
  readonly forms: readonly (FormBlock | null)[];
  /** By step. */
  readonly products: readonly (FirstProducts | null)[];
}

/** What is computed of a part of the segment before any row. */
export interface PartArrays {
  readonly part: Part;
  readonly weights: readonly (PartWeights | null)[];
  readonly channels: readonly (readonly ChannelForms[] | null)[];
}

/** The forms of what does not depend on t, and the products of the layers that read it. */
export function stillBlock({ plan, kernels }: BoundSegment, x: Float64Array, rows: number): StillBlock {
  const input = { c: x, s: new Float64Array(x.length), r: new Float64Array(x.length) };
  const forms: (FormBlock | null)[] = [input];
  const products = plan.steps.map((step, i) => {
    forms.push(step.still ? advance(step, step.inputs.map((slot) => forms[slot]!), rows) : null);
    if (!step.first || step.operation.kind !== 'bilinear') return null;
    return firstProducts(step, step.operation, kernels[i]!, forms[step.inputs[0]!]!, rows);
  });
  return { rows, forms, products };
}

function firstProducts(
  { size, inputSizes }: BoundStep,
  { rule, terms }: BilinearOperation,
  ends: KernelEnds,
  x: FormBlock,
  rows: number,
): FirstProducts {
  const [from, to] = [rule.apply(ends.from, x.c, rows), rule.apply(ends.to, x.c, rows)];
  addBias(from, ends.biasFrom);
  addBias(to, ends.biasTo);
  const larger = ends.from.map((entry, i) => Math.max(Math.abs(entry), Math.abs(ends.to[i]!)));
  const error = isZero(x.r) ? new Float64Array(rows * size) : rule.apply(larger, x.r, rows);
  for (let row = 0; row < rows; row++) {
    const top = largestSize(x, row * inputSizes[0]!, inputSizes[0]!);
    for (let o = 0; o < size; o++) {
      const i = row * size + o;
      const rounding = sumError(terms + 4) * (ends.weightSums[o]! * top + ends.biasSizes[o]!);
      error[i] = (error[i]! + rounding) * INFLATE + TINY;
    }
  }
  return { from, to, error };
}

/** The forms of the output on a part of the segment, for a block of rows. */
export function outputForms({ plan, kernels }: BoundSegment, block: StillBlock, arrays: PartArrays): FormBlock {
  const forms: FormBlock[] = [block.forms[0]!];
  plan.steps.forEach((step, i) => {
    const inputs = step.inputs.map((slot) => forms[slot]!);
    forms.push(block.forms[i + 1] ?? formsAt(plan, i, inputs, block, arrays, kernels[i] ?? null));
  });
  return forms[plan.output]!;
}

function formsAt(
  { steps }: BoundPlan,
  i: number,
  inputs: readonly FormBlock[],
  { rows, products }: StillBlock,
  { part, weights, channels }: PartArrays,
  ends: KernelEnds | null,
): FormBlock {
  const step = steps[i]!;
  const { operation } = step;
  if (operation.kind === 'standardizing') {
    const out = formBlock(rows * step.size);
    boundStandardizing(channels[i]!, inputs[0]!, out);
    return out;
  }
  if (operation.kind !== 'bilinear') return advance(step, inputs, rows);
  const first = products[i];
  return first ? formsBetween(first, part) : multiplied(step, operation, weights[i]!, ends!, inputs[0]!, rows);
}

/** A first layer is linear in t. */
function formsBetween({ from, to, error }: FirstProducts, { middle, half }: Part): FormBlock {
  const out = formBlock(from.length);
  const rest = 1 - middle;
  for (let i = 0; i < from.length; i++) {
    const [a, b] = [from[i]!, to[i]!];
    out.c[i] = rest * a + middle * b;
    out.s[i] = half * (b - a);
    out.r[i] = error[i]! + smallError((Math.abs(a) + Math.abs(b)) / 4);
  }
  return out;
}

/** Layers that have no parameters. */
function advance({ operation, size }: BoundStep, inputs: readonly FormBlock[], rows: number): FormBlock {
  const x = inputs[0]!;
  if (operation.kind === 'identity') return x;
  const out = formBlock(rows * size);
  if (operation.kind === 'hinge') boundHinge(operation, x, out);
  if (operation.kind === 'smooth') boundSmooth(operation, x, out);
  if (operation.kind === 'largest') boundLargest(operation, x, out, rows);
  if (operation.kind !== 'weights') return out;
  const of = (pick: (form: FormBlock) => Float64Array) => operation.rule.apply(inputs.map(pick), rows);
  const sizes = of(({ c, s }) => c.map((entry, i) => Math.abs(entry) + Math.abs(s[i]!)));
  const [c, s, r] = [of((form) => form.c), of((form) => form.s), of((form) => form.r)];
  const rounding = sumError(operation.terms + 4);
  for (let i = 0; i < r.length; i++) r[i] = (r[i]! + 2 * rounding * sizes[i]!) * INFLATE + TINY;
  return { c, s, r };
}

/**
 * `(Wm + tau Wd)(c + s tau + e) + b`, with `tau² = 1/2 + eta/2`: the product of the slopes goes half to the
 * middle and half to the radius.
 */
function multiplied(
  { size, inputSizes }: BoundStep,
  { rule, terms }: BilinearOperation,
  weights: PartWeights,
  { weightSums, biasSizes }: KernelEnds,
  x: FormBlock,
  rows: number,
): FormBlock {
  const straight = isZero(x.s);
  const c = rule.apply(weights.middle, x.c, rows);
  const s = straight ? new Float64Array(rows * size) : rule.apply(weights.middle, x.s, rows);
  const r = rule.apply(weights.most, x.r, rows);
  addBias(c, weights.biasMiddle);
  addBias(s, weights.biasHalf);
  if (weights.half !== null) {
    addTo(s, rule.apply(weights.half, x.c, rows));
    if (!straight) addBend(c, r, rule.apply(weights.half, x.s, rows));
  }
  for (let row = 0; row < rows; row++) {
    const top = largestSize(x, row * inputSizes[0]!, inputSizes[0]!);
    for (let o = 0; o < size; o++) {
      const i = row * size + o;
      r[i] = (r[i]! + productError(terms, weightSums[o]!, top, biasSizes[o]!)) * INFLATE + TINY;
    }
  }
  return { c, s, r };
}

function addBend(c: Float64Array, r: Float64Array, bend: Float64Array): void {
  for (let i = 0; i < c.length; i++) {
    c[i]! += 0.5 * bend[i]!;
    r[i]! += 0.5 * Math.abs(bend[i]!);
  }
}

/** Along the last axis. */
function addBias(y: Float64Array, bias: Float64Array | null): void {
  if (bias === null) return;
  for (let at = 0; at < y.length; at += bias.length)
    for (let k = 0; k < bias.length; k++) y[at + k]! += bias[k]!;
}

function addTo(sum: Float64Array, more: Float64Array): void {
  for (let i = 0; i < sum.length; i++) sum[i]! += more[i]!;
}

/** The largest of `|c| + |s|` of a row. */
function largestSize({ c, s }: FormBlock, from: number, size: number): number {
  let top = 0;
  for (let i = from; i < from + size; i++) {
    const entry = Math.abs(c[i]!) + Math.abs(s[i]!);
    if (!(entry <= top)) top = entry;
  }
  return top;
}

function isZero(values: Float64Array): boolean {
  for (let i = 0; i < values.length; i++) if (values[i] !== 0) return false;
  return true;
}
