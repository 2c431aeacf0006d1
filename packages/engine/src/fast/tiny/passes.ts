import { CHUNK, LANES } from '../../kernels/generated/tiny-records.js';
import type { LossGradient } from '@isthmus/contract';
import type { Leaf, Params } from '@isthmus/contract/parameters';
import { leafOf, lerpEntry } from '@isthmus/contract/parameters';
import type { SegmentScan } from '../../port/engine.js';
import { createGrowingBlock, type GrowingBlock } from './host.js';
import { readParams, writeParams } from './model-memory.js';
import type { WorkMeter } from '../work-meter.js';
import type { NetMemory } from './net-memory.js';
import type { RowBlock } from './rows.js';
import type { TinyLeaf } from './plan.js';
import { CALL_WORK, sideBySide, workOf } from './work.js';

/** Losses and gradients of models that are given, as calls of the kernels. */
export interface ModelPasses {
  values(models: readonly Params[], block: RowBlock): number[];
  gradients(models: readonly Params[], block: RowBlock): LossGradient[];
  profile(scans: readonly SegmentScan[], block: RowBlock): Float64Array[];
  /** The mean loss of the one model at `theta`; with `slopes` its gradient can be asked for. */
  pass(theta: number, block: RowBlock, slopes: boolean): number;
}

/** What the functions below share. */
interface PassContext {
  readonly net: NetMemory;
  readonly meter: WorkMeter;
  readonly work: ReturnType<typeof workOf>;
  /** Parameters of 8 models, lane by lane, or of one. */
  readonly theta: number;
  readonly gradient: number;
  readonly means: number;
  readonly points: GrowingBlock;
}

/** Passes over a net. */
export function createPasses(net: NetMemory, meter: WorkMeter): ModelPasses {
  const { host, span, plan } = net;
  const context: PassContext = {
    net,
    meter,
    work: workOf(plan),
    theta: host.alloc(span * LANES),
    gradient: host.alloc(span),
    means: host.alloc(8 * LANES),
    points: createGrowingBlock(host),
  };
  return {
    values: (models, block) =>
      inGroups(models).flatMap((group) => valuesOfGroup(context, group, block)),
    gradients: (models, block) =>
      inGroups(models).flatMap((group) => gradientsOfGroup(context, group, block)),
    profile: (scans, block) => profile(context, scans, block),
    pass: (theta, block, slopes) => pass(context, theta, block, slopes),
  };
}

/** At most 8 at a time. */
export function inGroups<T>(all: readonly T[]): T[][] {
  const groups: T[][] = [];
  for (let i = 0; i < all.length; i += LANES) groups.push(all.slice(i, i + LANES));
  return groups;
}

function fitsLanes(models: number, { rows }: RowBlock, workPerRow: number): boolean {
  return sideBySide(models, rows) && LANES * rows * workPerRow <= CALL_WORK;
}

function valuesOfGroup(context: PassContext, models: readonly Params[], block: RowBlock): number[] {
  const { net, meter, work, theta, means } = context;
  if (!fitsLanes(models.length, block, work.value))
    return models.map((model) => pass(context, place(context, model), block, false));
  const { tiny } = net.host;
  placeLanes(context, models);
  const { x, y, stride, rows } = block;
  tiny.valueModels({ net: net.net, scratch: net.scratch, theta, x, y, stride, rows, means });
  meter.spend(LANES * block.rows * work.value);
  return models.map((_, lane) => net.host.f64[means / 8 + lane]!);
}

function gradientsOfGroup(
  context: PassContext,
  models: readonly Params[],
  block: RowBlock,
): LossGradient[] {
  const { net, meter, work, theta, means, gradient } = context;
  const { host, plan } = net;
  if (!fitsLanes(models.length, block, work.gradient))
    return models.map((model) => {
      const value = pass(context, place(context, model), block, true);
      host.tiny.meanGradient(net.net, net.scratch, block.rows, gradient);
      return { value, gradient: readParams(host.f32, gradient / 4, plan.leaves) };
    });
  placeLanes(context, models);
  const { x, y, stride, rows } = block;
  const { scratch } = net;
  host.tiny.gradientModels({ net: net.net, scratch, theta, x, y, stride, rows, means });
  meter.spend(LANES * rows * work.gradient);
  return models.map((_, lane) => ({
    value: host.f64[means / 8 + lane]!,
    gradient: readLane(host.f32, net.sums / 4 + lane, plan.leaves),
  }));
}

/** One pass over all rows, cut where it is long. */
function pass(
  { net, meter, work }: PassContext,
  theta: number,
  block: RowBlock,
  slopes: boolean,
): number {
  const { x, y, stride, rows } = block;
  const perRow = slopes ? work.gradient : work.value;
  const part = Math.max(1, Math.floor(CALL_WORK / (CHUNK * perRow))) * CHUNK;
  for (let from = 0; from < rows; from += part) {
    const to = Math.min(rows, from + part);
    const { scratch } = net;
    net.host.tiny.sumRows({ net: net.net, scratch, theta, x, y, stride, from, to, slopes });
    meter.spend((to - from) * perRow);
  }
  return net.host.tiny.meanLoss(net.net, net.scratch, rows);
}

function place({ net, theta }: PassContext, model: Params): number {
  writeParams(net.host.f32, theta / 4, net.plan.leaves, model);
  return theta;
}

/** Lanes without a model hold the first one again, whose numbers are as good as any. */
function placeLanes(context: PassContext, models: readonly Params[]): void {
  const { net, gradient, theta } = context;
  const { f32 } = net.host;
  for (let lane = 0; lane < LANES; lane++) {
    const model = models[lane] ?? models[0]!;
    writeParams(f32, gradient / 4, net.plan.leaves, model);
    for (let i = 0; i < net.plan.count; i++)
      f32[theta / 4 + i * LANES + lane] = f32[gradient / 4 + i]!;
  }
}

function readLane(floats: Float32Array, at: number, leaves: readonly TinyLeaf[]): Params {
  const params: Record<string, Leaf> = {};
  for (const { name, shape, offset, size } of leaves) {
    const data = new Float32Array(size);
    for (let i = 0; i < size; i++) data[i] = floats[at + (offset + i) * LANES]!;
    params[name] = { shape, data };
  }
  return params;
}

function profile(
  context: PassContext,
  scans: readonly SegmentScan[],
  block: RowBlock,
): Float64Array[] {
  const points = scans.reduce((sum, { t }) => sum + t.length, 0);
  return fitsLanes(Math.min(points, LANES), block, context.work.value)
    ? scanLanes(context, scans, points, block)
    : scans.map((scan) => scanOne(context, scan, block));
}

function scanOne(
  context: PassContext,
  { from, to, t }: SegmentScan,
  block: RowBlock,
): Float64Array {
  const { net, theta } = context;
  return Float64Array.from(t, (at) => {
    const { f32 } = net.host;
    for (const { name, offset, size } of net.plan.leaves) {
      const [a, b] = [leafOf(from, name).data, leafOf(to, name).data];
      for (let i = 0; i < size; i++) f32[theta / 4 + offset + i] = lerpEntry(a[i]!, b[i]!, at);
    }
    return pass(context, theta, block, false);
  });
}

function scanLanes(
  context: PassContext,
  scans: readonly SegmentScan[],
  points: number,
  block: RowBlock,
): Float64Array[] {
  const { net, meter, work, theta } = context;
  const { host, span } = net;
  const padded = Math.ceil(points / LANES) * LANES;
  const out = context.points.take(padded * 20 + scans.length * 2 * span);
  const places = { out, t: out + padded * 8, ends: 0, which: 0 };
  places.ends = places.t + padded * 8;
  places.which = places.ends + scans.length * 2 * span;
  layPoints(net, scans, padded, places);
  const { x, y, stride, rows } = block;
  const most = Math.max(1, Math.floor(CALL_WORK / (LANES * rows * work.value))) * LANES;
  for (let i = 0; i < padded; i += most) {
    const count = Math.min(most, padded - i);
    const [which, t] = [places.which + 4 * i, places.t + 8 * i];
    host.tiny.scan({
      net: net.net,
      scratch: net.scratch,
      theta,
      ends: places.ends,
      span,
      which,
      t,
      points: count,
      x,
      y,
      stride,
      rows,
      out: out + 8 * i,
    });
    meter.spend(count * rows * work.value);
  }
  let from = out / 8;
  return scans.map(({ t }) => host.f64.slice(from, (from += t.length)));
}

/** Writes segments and points, segment by segment; the last point fills up the last group of 8. */
function layPoints(
  { host, plan, span }: NetMemory,
  scans: readonly SegmentScan[],
  padded: number,
  places: { readonly t: number; readonly ends: number; readonly which: number },
): void {
  const { f32, f64, i32 } = host;
  let point = 0;
  let [last, lastT] = [0, 0];
  const put = (segment: number, t: number) => {
    i32[places.which / 4 + point] = last = segment;
    f64[places.t / 8 + point] = lastT = t;
    point++;
  };
  scans.forEach(({ from, to, t }, segment) => {
    const at = (places.ends + segment * 2 * span) / 4;
    writeParams(f32, at, plan.leaves, from);
    writeParams(f32, at + span / 4, plan.leaves, to);
    for (const each of t) put(segment, each);
  });
  while (point < padded) put(last, lastT);
}
