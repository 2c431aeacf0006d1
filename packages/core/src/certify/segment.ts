import type { Params } from '@isthmus/contract/parameters';
import { leafOf } from '@isthmus/contract/parameters';
import type { Part } from './form.js';
import type { BilinearOperation, BoundPlan, BoundStep, StandardizingOperation } from './plan.js';
import { INFLATE, largestWeight } from './rounding.js';
import { channelForms, type ChannelEnds, type ChannelForms } from './standardizing.js';

/** The arrays of a segment that its bounds are computed from, once for all its parts. */
export interface BoundSegment {
  readonly plan: BoundPlan;
  /** By step: of a layer that multiplies, its ends. */
  readonly kernels: readonly (KernelEnds | null)[];
  /** By step: of a layer that standardizes, its ends by channel. */
  readonly channels: readonly (readonly ChannelEnds[] | null)[];
}

/** A kernel and its bias at both ends, with sizes that rounding is measured by. */
export interface KernelEnds {
  readonly from: Float64Array;
  readonly to: Float64Array;
  readonly biasFrom: Float64Array | null;
  readonly biasTo: Float64Array | null;
  /** By entry of the output: the sum of the larger sizes of its weights, and of its bias. */
  readonly weightSums: Float64Array;
  readonly biasSizes: Float64Array;
  readonly moves: boolean;
}

/** Reads the two ends of a segment. */
export function boundSegment(plan: BoundPlan, from: Params, to: Params): BoundSegment {
  return {
    plan,
    kernels: plan.steps.map((step) =>
      step.operation.kind === 'bilinear' ? kernelEnds(step, step.operation, from, to) : null,
    ),
    channels: plan.steps.map(({ operation }) =>
      operation.kind === 'standardizing' ? channelEnds(operation, from, to) : null,
    ),
  };
}

function kernelEnds(step: BoundStep, operation: BilinearOperation, a: Params, b: Params): KernelEnds {
  const { kernel, bias, rule } = operation;
  const wide = (params: Params, name: string) => Float64Array.from(leafOf(params, name).data);
  const [from, to] = [wide(a, kernel), wide(b, kernel)];
  const [biasFrom, biasTo] = bias === null ? [null, null] : [wide(a, bias), wide(b, bias)];
  const larger = from.map((entry, i) => Math.max(Math.abs(entry), Math.abs(to[i]!)));
  const ones = new Float64Array(step.inputSizes[0]!).fill(1);
  const sums = rule.apply(larger, ones, 1).map((sum) => sum * INFLATE);
  const biasSizes = new Float64Array(step.size);
  if (biasFrom !== null && biasTo !== null)
    biasSizes.forEach((_, o) => {
      const k = o % biasFrom.length;
      biasSizes[o] = Math.max(Math.abs(biasFrom[k]!), Math.abs(biasTo[k]!));
    });
  const differs = (p: Float64Array | null, q: Float64Array | null) => p?.some((entry, i) => entry !== q![i]) ?? false;
  const moves = differs(from, to) || differs(biasFrom, biasTo);
  return { from, to, biasFrom, biasTo, weightSums: sums, biasSizes, moves };
}

function channelEnds(operation: StandardizingOperation, a: Params, b: Params): readonly ChannelEnds[] {
  const ends = (name: string, c: number) => [leafOf(a, name).data[c]!, leafOf(b, name).data[c]!] as const;
  return Array.from(leafOf(a, operation.scale).data, (_, c) => ({
    scale: ends(operation.scale, c),
    shift: ends(operation.shift, c),
    mean: ends(operation.mean, c),
    variance: ends(operation.variance, c),
  }));
}

/** The weights of a part of a segment: `middle + tau half`, and what they are at most in size. */
export interface PartWeights {
  readonly middle: Float64Array;
  /** Null where nothing moves. */
  readonly half: Float64Array | null;
  readonly most: Float64Array;
  readonly biasMiddle: Float64Array | null;
  readonly biasHalf: Float64Array | null;
}

/** The weights of every step on a part; null for steps without, and for first steps, which need none. */
export function partWeights({ plan, kernels }: BoundSegment, part: Part): readonly (PartWeights | null)[] {
  return plan.steps.map((step, i) => {
    const ends = kernels[i]!;
    return ends === null || step.first ? null : weightsOf(ends, part);
  });
}

function weightsOf({ from, to, biasFrom, biasTo, moves }: KernelEnds, { middle: tm, half: h }: Part): PartWeights {
  const middle = between(from, to, tm);
  const half = moves && h > 0 ? halfDifference(from, to, h) : null;
  const most = new Float64Array(from.length);
  for (let i = 0; i < most.length; i++)
    most[i] = largestWeight(middle[i]!, half === null ? 0 : half[i]!, from[i]!, to[i]!);
  const hasBias = biasFrom !== null && biasTo !== null;
  return {
    middle,
    half,
    most,
    biasMiddle: hasBias ? between(biasFrom, biasTo, tm) : null,
    biasHalf: hasBias && half !== null ? halfDifference(biasFrom, biasTo, h) : null,
  };
}

/** `(1-t) from + t to`; where both ends are equal that very number. */
export function between(from: Float64Array, to: Float64Array, t: number): Float64Array {
  const out = new Float64Array(from.length);
  const s = 1 - t;
  for (let i = 0; i < out.length; i++)
    out[i] = from[i] === to[i] ? from[i]! : s * from[i]! + t * to[i]!;
  return out;
}

/** `half (to - from)`. */
export function halfDifference(from: Float64Array, to: Float64Array, half: number): Float64Array {
  const out = new Float64Array(from.length);
  for (let i = 0; i < out.length; i++) out[i] = half * (to[i]! - from[i]!);
  return out;
}

/** The channels of every step that standardizes, on a part. */
export function partChannels({ plan, channels }: BoundSegment, part: Part): readonly (readonly ChannelForms[] | null)[] {
  return plan.steps.map(({ operation }, i) =>
    operation.kind === 'standardizing'
      ? channels[i]!.map((ends) => channelForms(ends, operation.eps, part))
      : null,
  );
}
