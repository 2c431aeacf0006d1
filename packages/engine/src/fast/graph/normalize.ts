import { leafAt, sumBias } from './block-context.js';
import type { BlockContext, InstructionOf } from './block-context.js';
import type { GraphHost } from './host.js';
import type { GraphPlan, NormalizeWork } from './plan.js';

/** What a call works on: its positions, and where the moments of every channel lie. */
function placesOf(
  { at: { channels }, size, x, moments }: InstructionOf<'normalize' | 'normalize-back'>,
  { rows, at }: BlockContext,
) {
  const mean = at[moments]!;
  return {
    positions: (rows * size) / channels,
    channels,
    x: at[x]!,
    mean,
    factor: mean + 4 * channels,
  };
}

export function normalize(
  host: GraphHost,
  plan: GraphPlan,
  call: InstructionOf<'normalize'>,
  context: BlockContext,
): void {
  const { eps, scale, shift, statistics } = call.at;
  const places = placesOf(call, context);
  const { positions, channels, x, mean, factor } = places;
  const leaves = {
    gamma: leafAt(plan, context.theta, scale),
    beta: leafAt(plan, context.theta, shift),
    y: context.at[call.y]!,
  };
  if (statistics === null) {
    host.graph.normalizePositions({ positions, channels, eps, x, ...leaves, moments: mean });
    return;
  }
  if (call.training) host.graph.channelMoments({ ...places, eps });
  else {
    const given = leafAt(plan, context.theta, statistics.mean);
    host.floats(mean, channels).set(host.floats(given, channels));
    const variance = leafAt(plan, context.theta, statistics.variance);
    host.graph.channelFactors(channels, eps, variance, factor);
  }
  host.graph.normalizeChannels({ ...places, ...leaves });
}

export function normalizeBack(
  host: GraphHost,
  plan: GraphPlan,
  call: InstructionOf<'normalize-back'>,
  context: BlockContext,
): void {
  if (call.at.statistics === null) positionsBack(host, plan, call, context);
  else if (call.training) batchBack(host, plan, call, context);
  else channelsBack(host, plan, call, context, call.at.statistics);
}

function positionsBack(
  host: GraphHost,
  plan: GraphPlan,
  call: InstructionOf<'normalize-back'>,
  context: BlockContext,
): void {
  const { positions, channels, x, mean } = placesOf(call, context);
  const dy = context.at[call.dy]!;
  const dGamma = leafAt(plan, context.gradient, call.at.scale);
  sumBias(host, plan, call.at.shift, positions, channels, dy, context);
  if (!context.resumed) host.floats(dGamma, channels).fill(0);
  const gamma = leafAt(plan, context.theta, call.at.scale);
  host.graph.normalizePositionsBack({ positions, channels, x, moments: mean, gamma, dy, dGamma, dx: dy }); // prettier-ignore
}

/**
 * By given statistics every channel is affine in x. Slopes are added one after the other, so that they do
 * not depend on the blocks; those of the statistics follow from those of shift and scale.
 */
function channelsBack(
  host: GraphHost,
  plan: GraphPlan,
  call: InstructionOf<'normalize-back'>,
  context: BlockContext,
  statistics: NonNullable<NormalizeWork['statistics']>,
): void {
  const places = placesOf(call, context);
  const { positions, channels, mean, factor } = places;
  const dy = context.at[call.dy]!;
  const floats = (at: number) => host.floats(at, channels);
  const leaf = (base: number, which: number) => floats(leafAt(plan, base, which));
  const { scale, shift } = call.at;
  sumBias(host, plan, shift, positions, channels, dy, context);
  const sums = leafAt(plan, context.gradient, scale);
  host.graph.channelProducts({ ...places, resumed: context.resumed, dy, sums });
  const [dShift, dScale] = [leaf(context.gradient, shift), floats(sums)];
  const [dMean, dVariance] = [
    leaf(context.gradient, statistics.mean),
    leaf(context.gradient, statistics.variance),
  ];
  const [gamma, variance] = [leaf(context.theta, scale), leaf(context.theta, statistics.variance)];
  const factors = floats(factor);
  const by = combination(host, context, channels);
  for (let c = 0; c < channels; c++) {
    const slope = gamma[c]! * factors[c]!;
    dMean[c] = -slope * dShift[c]!;
    dVariance[c] = variance[c]! > 0 ? -0.5 * slope * factors[c]! * dScale[c]! : 0;
    by.slope[c] = slope;
    by.entry[c] = 0;
    by.rest[c] = 0;
  }
  host.graph.combineChannels({ positions, channels, x: places.x, mean, dy, ...by.at, dx: dy });
}

/** Through the batch's own mean and variance; the statistics are not read, and their slopes stay 0. */
function batchBack(
  host: GraphHost,
  plan: GraphPlan,
  call: InstructionOf<'normalize-back'>,
  context: BlockContext,
): void {
  const places = placesOf(call, context);
  const { positions, channels, x, mean, factor } = places;
  const dy = context.at[call.dy]!;
  const by = combination(host, context, channels);
  const { sums, products } = by;
  host.graph.channelSlopes({ positions, channels, x, mean, dy, sums, products });
  const leaf = (base: number, which: number) => host.floats(leafAt(plan, base, which), channels);
  const [dShift, dScale] = [
    leaf(context.gradient, call.at.shift),
    leaf(context.gradient, call.at.scale),
  ];
  const gamma = leaf(context.theta, call.at.scale);
  const factors = host.floats(factor, channels);
  const [summed, multiplied] = [host.doubles(sums, channels), host.doubles(products, channels)];
  for (let c = 0; c < channels; c++) {
    const r = factors[c]!;
    dShift[c] = summed[c]!;
    dScale[c] = r * multiplied[c]!;
    by.slope[c] = gamma[c]! * r;
    by.entry[c] = (-gamma[c]! * r * r * r * multiplied[c]!) / positions;
    by.rest[c] = (-gamma[c]! * r * summed[c]!) / positions;
  }
  host.graph.combineChannels({ positions, channels, x, mean, dy, ...by.at, dx: dy });
}

/** Three coefficients in float32 and two sums in float64 for every channel. */
export function slopeBytes(channels: number): number {
  return 2 * 8 * channels + 3 * 4 * channels;
}

/** Where the sums and the coefficients of `combineChannels` lie, in the memory that calls leave. */
function combination(host: GraphHost, { scratch }: BlockContext, channels: number) {
  const sums = scratch.work;
  const products = sums + 8 * channels;
  const at = {
    a: products + 8 * channels,
    b: products + 12 * channels,
    c: products + 16 * channels,
  };
  return {
    sums,
    products,
    at,
    slope: host.floats(at.a, channels),
    entry: host.floats(at.b, channels),
    rest: host.floats(at.c, channels),
  };
}
