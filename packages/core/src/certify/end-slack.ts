import type { Dataset } from '@isthmus/contract';
import { leafOf, type Params, type WidePoint } from '@isthmus/contract/parameters';
import type { BilinearOperation, BoundPlan, BoundStep, StandardizingOperation } from './plan.js';
import { INFLATE, TINY, UNIT } from './rounding.js';

/** A segment whose first end is not known exactly. */
export interface LooseSegment {
  readonly from: WidePoint;
  /** How far each number of `from` may be off. */
  readonly slack: WidePoint;
  readonly to: Params;
}

/** What is known of the entries of one sample, of all samples and of all t: `most` bounds their sizes, `off` how far they may be off. */
interface Sizes {
  readonly most: Float64Array;
  readonly off: Float64Array;
}

/**
 * How far any prediction may be off at any t of a segment, for what its first end is off by: sizes of weights
 * times sizes of what they read, layer by layer. Generous, as ends are off by little more than rounding.
 */
export function predictionSlack(plan: BoundPlan, { x }: Dataset, segment: LooseSegment): number {
  const most = new Float64Array(plan.inputSize);
  for (let i = 0; i < x.length; i++) {
    const entry = i % most.length;
    most[entry] = Math.max(most[entry]!, Math.abs(x[i]!));
  }
  const sizes: Sizes[] = [{ most, off: new Float64Array(plan.inputSize) }];
  for (const step of plan.steps)
    sizes.push(
      inflated(
        sizesAfter(
          step,
          step.inputs.map((slot) => sizes[slot]!),
          segment,
        ),
      ),
    );
  return sizes[plan.output]!.off.reduce((largest, each) => Math.max(largest, each), 0);
}

function sizesAfter(step: BoundStep, inputs: readonly Sizes[], segment: LooseSegment): Sizes {
  const { operation } = step;
  const x = inputs[0]!;
  switch (operation.kind) {
    case 'bilinear':
      return afterKernel(step, operation, x, segment);
    case 'weights':
      return {
        most: operation.rule.apply(inputs.map(({ most }) => most), 1), // prettier-ignore
        off: operation.rule.apply(inputs.map(({ off }) => off), 1), // prettier-ignore
      };
    case 'identity':
    case 'hinge':
      // Its slopes are between -1 and 1.
      return x;
    case 'largest': {
      const largest = (values: Float64Array) =>
        Float64Array.from({ length: step.size }, (_, i) =>
          operation.entries
            .subarray(operation.starts[i], operation.starts[i + 1])
            .reduce((size, entry) => Math.max(size, values[entry]!), 0),
        );
      return { most: largest(x.most), off: largest(x.off) };
    }
    case 'smooth':
      return {
        most: x.most.map((size) => larger(operation.range, size)),
        off: x.off.map((off, i) => {
          const reach = x.most[i]! + off;
          const atZero = Math.abs(operation.derivative(0)) + operation.accuracy;
          return off * (atZero + reach * larger(operation.curvature, reach));
        }),
      };
    case 'standardizing':
      return afterStandardizing(operation, x, segment);
  }
}

function larger(
  range: { least(low: number, high: number): number; most(low: number, high: number): number },
  size: number,
): number {
  return Math.max(Math.abs(range.least(-size, size)), Math.abs(range.most(-size, size)));
}

/** `|W h - W' h'| <= (|W| + |W - W'|) |h - h'| + |W - W'| |h|`. */
function afterKernel(
  { size }: BoundStep,
  { rule, kernel, bias }: BilinearOperation,
  x: Sizes,
  segment: LooseSegment,
): Sizes {
  const weights = endsOf(segment, kernel);
  const widest = weights.most.map((weight, i) => weight + weights.off[i]!);
  const most = rule.apply(weights.most, x.most, 1);
  const off = rule.apply(widest, x.off, 1);
  const moved = rule.apply(weights.off, x.most, 1);
  for (let o = 0; o < size; o++) off[o]! += moved[o]!;
  if (bias === null) return { most, off };
  const shifts = endsOf(segment, bias);
  for (let o = 0; o < size; o++) {
    most[o]! += shifts.most[o % shifts.most.length]!;
    off[o]! += shifts.off[o % shifts.off.length]!;
  }
  return { most, off };
}

/** Means and variances are no part of any arc. The root of a number is at most the larger of it and 1. */
function afterStandardizing(
  { scale, shift, mean, variance, eps }: StandardizingOperation,
  x: Sizes,
  segment: LooseSegment,
): Sizes {
  const [factors, shifts, means] = [scale, shift, mean].map((name) => endsOf(segment, name)) as [Sizes, Sizes, Sizes]; // prettier-ignore
  const variances = [segment.from[variance]!.data, leafOf(segment.to, variance).data];
  const channels = shifts.most.length;
  const [most, off] = [new Float64Array(x.most.length), new Float64Array(x.most.length)];
  for (let i = 0; i < most.length; i++) {
    const c = i % channels;
    const least = Math.max(0, Math.min(...variances.map((each) => each[c]!)));
    const root = Math.max(1, (1 + 4 * UNIT) / (least + eps));
    const inner = (x.most[i]! + means.most[c]!) * root;
    const widest = factors.most[c]! + factors.off[c]!;
    most[i] = factors.most[c]! * inner + shifts.most[c]!;
    off[i] = widest * (x.off[i]! + means.off[c]!) * root + factors.off[c]! * inner + shifts.off[c]!;
  }
  return { most, off };
}

/** Sizes of an array anywhere on the segment. */
function endsOf({ from, slack, to }: LooseSegment, name: string): Sizes {
  const [a, b] = [from[name]!.data, leafOf(to, name).data];
  return {
    most: a.map((entry, i) => Math.max(Math.abs(entry), Math.abs(b[i]!))),
    off: slack[name]!.data,
  };
}

/** Sums of numbers that are not negative, which may have been rounded down. */
function inflated({ most, off }: Sizes): Sizes {
  return {
    most: most.map((size) => size * INFLATE + TINY),
    off: off.map((size) => size * INFLATE + TINY),
  };
}
