import type { SegmentScan } from '../../port/engine.js';
import type { Dataset } from '@isthmus/contract';
import type { SchedulePurpose } from './schedule-draft.js';
import { workPerRow } from './instruction.js';
import { releasingAfter, checkData, loadRows, allocBuffers } from './plan-executor.js';
import type { BlockBuffers, PlanExecutor } from './plan-executor.js';
import { allocLeaves, writeLeaves } from './memory.js';
import { runInstructions } from './run.js';

/** The losses at every t of a segment. */
export function scanSegment(
  executor: PlanExecutor,
  scan: SegmentScan,
  data: Dataset,
): Float64Array {
  checkData(executor.plan, data);
  const purpose = paysByEnds(executor, scan.t.length) ? SEGMENT : PLAIN;
  return releasingAfter(executor.host, () => scanInGroups(executor, purpose, scan, data));
}

/**
 * The first products are affine in the parameters: made at both ends, they serve every t. That pays
 * where a few t's share them, unless the products are hardly dearer than their mixtures.
 */
function paysByEnds(executor: PlanExecutor, points: number): boolean {
  const count = Math.min(points, pointsAtOnce(executor, SEGMENT));
  const { atFrom, body } = executor.prepared(SEGMENT).schedule;
  const products = atFrom.reduce((sum, call) => sum + workPerRow(call), 0);
  const mixtures = body
    .filter((call) => call.do === 'mix')
    .reduce((sum, call) => sum + workPerRow(call), 0);
  return (count - 2) * products > count * mixtures;
}

const SEGMENT = { gradients: false, noise: false, segment: true } as const;
const PLAIN = { gradients: false, noise: false, segment: false } as const;

/** Parameters of so many bytes at most lie in memory at a time; their points share each block of rows. */
const MODELS_BYTES = 2 ** 26;

function placeEnds({ host, plan }: PlanExecutor, scan: SegmentScan) {
  const from = allocLeaves(host, plan);
  const to = allocLeaves(host, plan);
  writeLeaves(host, plan, scan.from, from);
  writeLeaves(host, plan, scan.to, to);
  return { from, to };
}

/** Some t's at a time, so that the parameters at all of them lie ready; block by block, each at every t. */
function scanInGroups(
  executor: PlanExecutor,
  purpose: SchedulePurpose,
  scan: SegmentScan,
  data: Dataset,
): Float64Array {
  const ends = placeEnds(executor, scan);
  const buffers = allocBuffers(executor, executor.prepared(purpose), data.size);
  const count = Math.min(pointsAtOnce(executor, purpose), scan.t.length);
  const thetas = Array.from({ length: count }, () => allocBody(executor, purpose));
  const losses = new Float64Array(scan.t.length);
  for (let first = 0; first < scan.t.length; first += count) {
    const points = scan.t.slice(first, first + count).map((t, i) => ({ t, theta: thetas[i]! }));
    for (const point of points) place(executor, purpose, ends, point);
    losses.set(scanPoints(executor, buffers, ends, points, data), first);
  }
  return losses;
}

/** A place on the segment, and where its parameters are: those that the body reads. */
interface Point {
  readonly t: number;
  readonly theta: number;
}

function scanPoints(
  executor: PlanExecutor,
  buffers: BlockBuffers,
  ends: Ends,
  points: readonly Point[],
  data: Dataset,
): Float64Array {
  const sums = new Float64Array(points.length);
  for (let first = 0; first < data.size; first += buffers.rows) {
    const rows = Math.min(buffers.rows, data.size - first);
    loadRows(executor, buffers, { data, rows: null }, first, rows);
    beginBlock(executor, buffers, ends, rows, data.size);
    for (const [i, point] of points.entries()) {
      const context = { ...still(buffers, rows, data.size), ...point, sum: sums[i]! };
      sums[i] = runInstructions(
        executor.host,
        executor.plan,
        buffers.schedule.body,
        context,
        executor.meter,
      );
    }
  }
  return sums.map((sum) => sum / data.size);
}

/** The part of a block of parameters that the body reads, in floats. */
function bodyRange({ plan, prepared }: PlanExecutor, purpose: SchedulePurpose) {
  const leaves = prepared(purpose).schedule.bodyLeaves.map((leaf) => plan.leaves[leaf]!);
  const from = leaves.reduce((least, { at }) => Math.min(least, at), plan.floats);
  const to = leaves.reduce((most, { at, size }) => Math.max(most, at + size), from);
  return { from, to, leaves };
}

function pointsAtOnce(executor: PlanExecutor, purpose: SchedulePurpose): number {
  const { from, to } = bodyRange(executor, purpose);
  return Math.max(1, Math.floor(MODELS_BYTES / (4 * (to - from) + 1)));
}

/** Room for what the body reads, by the address that a whole block of parameters would have. */
function allocBody(executor: PlanExecutor, purpose: SchedulePurpose): number {
  const { from, to } = bodyRange(executor, purpose);
  return executor.host.alloc(4 * (to - from) + LEAF_SLACK) - 4 * from;
}

/** Leaves are written in groups of 8 floats. */
const LEAF_SLACK = 32;

/** Writes the parameters of a point that the body reads. */
function place(
  executor: PlanExecutor,
  purpose: SchedulePurpose,
  { from, to }: Ends,
  { t, theta }: Point,
): void {
  const { host, meter } = executor;
  for (const { at, size } of bodyRange(executor, purpose).leaves) {
    host.graph.interpolate({
      n: size,
      a: from + 4 * at,
      b: to + 4 * at,
      t,
      to: theta + 4 * at,
    });
    meter.spend(INTERPOLATION_WORK * size);
  }
}

/** Of a parameter, in multiply-adds. */
const INTERPOLATION_WORK = 16;

interface Ends {
  readonly from: number;
  readonly to: number;
}

/** What serves every t of a block of rows. */
function beginBlock(
  executor: PlanExecutor,
  buffers: BlockBuffers,
  ends: Ends,
  rows: number,
  count: number,
): void {
  const { host, plan, meter } = executor;
  const { before, atFrom, atTo } = buffers.schedule;
  const context = { ...still(buffers, rows, count), theta: ends.from };
  runInstructions(host, plan, before, context, meter);
  runInstructions(host, plan, atFrom, context, meter);
  runInstructions(host, plan, atTo, { ...context, theta: ends.to }, meter);
}

function still({ at, scratch }: BlockBuffers, rows: number, count: number) {
  return { rows, count, at, scratch, gradient: 0, resumed: false, t: 0, sum: 0, noise: null };
}
