import { leafOf, type Params } from '@isthmus/contract/parameters';
import type { Part } from './form.js';
import type { BilinearOperation, BoundPlan, BoundStep, StandardizingOperation } from './plan.js';
import { largestWeight } from './rounding.js';
import { channelForms, type ChannelEnds, type ChannelForms } from './standardizing.js';
import { sumsOf, type Vertex, type VertexKernel } from './vertex.js';

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
  readonly from: VertexKernel;
  readonly to: VertexKernel;
  /** By entry of the output: the sum of the larger sizes of its weights, and of its bias. */
  readonly weightSums: Float64Array;
  readonly biasSizes: Float64Array;
  readonly moves: boolean;
}

/** Holds the two ends of a segment together, with a place to pause between any two layers. */
export function* boundSegment(
  plan: BoundPlan,
  from: Vertex,
  to: Vertex,
): Generator<void, BoundSegment> {
  const kernels: (KernelEnds | null)[] = [];
  for (const [i, step] of plan.steps.entries()) {
    const { operation } = step;
    if (operation.kind !== 'bilinear') {
      kernels.push(null);
      continue;
    }
    kernels.push(kernelEnds(plan, step, operation, from.kernels[i]!, to.kernels[i]!));
    yield;
  }
  return {
    plan,
    kernels,
    channels: plan.steps.map(({ operation }) =>
      operation.kind === 'standardizing' ? channelEnds(operation, from.params, to.params) : null,
    ),
  };
}

function kernelEnds(
  plan: BoundPlan,
  step: BoundStep,
  operation: BilinearOperation,
  from: VertexKernel,
  to: VertexKernel,
): KernelEnds {
  // The values of a layer that reads no other are computed at the vertices alone: the larger error of the two
  // holds in between.
  const weightSums = step.first
    ? largerOf(from.weightSums!, to.weightSums!)
    : sumsOf(plan, step, operation, largerOf(from.kernel, to.kernel));
  const biasSizes = new Float64Array(step.size);
  if (from.bias !== null && to.bias !== null) {
    const larger = largerOf(from.bias, to.bias);
    for (let o = 0; o < step.size; o++) biasSizes[o] = larger[o % larger.length]!;
  }
  const moves = differ(from.kernel, to.kernel) || differ(from.bias, to.bias);
  return { from, to, weightSums, biasSizes, moves };
}

/** Entry by entry the larger size. */
function largerOf(p: Float64Array, q: Float64Array): Float64Array {
  const out = new Float64Array(p.length);
  for (let i = 0; i < out.length; i++) out[i] = Math.max(Math.abs(p[i]!), Math.abs(q[i]!));
  return out;
}

function differ(p: Float64Array | null, q: Float64Array | null): boolean {
  if (p === null || q === null) return false;
  for (let i = 0; i < p.length; i++) if (p[i] !== q[i]) return true;
  return false;
}

function channelEnds(
  operation: StandardizingOperation,
  a: Params,
  b: Params,
): readonly ChannelEnds[] {
  const ends = (name: string, c: number) =>
    [leafOf(a, name).data[c]!, leafOf(b, name).data[c]!] as const;
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

/**
 * The weights of every step on a part, with a place to pause between any two; null for steps without, and for first
 * steps, which need none.
 */
export function* partWeights(
  { plan, kernels }: BoundSegment,
  part: Part,
): Generator<void, readonly (PartWeights | null)[]> {
  const weights: (PartWeights | null)[] = [];
  for (const [i, step] of plan.steps.entries()) {
    const ends = kernels[i]!;
    if (ends === null || step.first) {
      weights.push(null);
      continue;
    }
    weights.push(weightsOf(ends, part));
    yield;
  }
  return weights;
}

function weightsOf({ from, to, moves }: KernelEnds, { middle: tm, half: h }: Part): PartWeights {
  const middle = between(from.kernel, to.kernel, tm);
  const half = moves && h > 0 ? halfDifference(from.kernel, to.kernel, h) : null;
  const most = new Float64Array(middle.length);
  const [a, b] = [from.kernel, to.kernel];
  for (let i = 0; i < most.length; i++)
    most[i] = largestWeight(middle[i]!, half === null ? 0 : half[i]!, a[i]!, b[i]!);
  const hasBias = from.bias !== null && to.bias !== null;
  return {
    middle,
    half,
    most,
    biasMiddle: hasBias ? between(from.bias, to.bias, tm) : null,
    biasHalf: hasBias && half !== null ? halfDifference(from.bias, to.bias, h) : null,
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
export function partChannels(
  { plan, channels }: BoundSegment,
  part: Part,
): readonly (readonly ChannelForms[] | null)[] {
  return plan.steps.map(({ operation }, i) =>
    operation.kind === 'standardizing'
      ? channels[i]!.map((ends) => channelForms(ends, operation.eps, part))
      : null,
  );
}
