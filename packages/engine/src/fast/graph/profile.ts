import type { SegmentScan } from '../../port/engine.js';
import type { Dataset } from '@isthmus/contract';
import type { Purpose } from './draft.js';
import { workPerRow } from './instruction.js';
import { borrowing, checkData, loadRows, openBench } from './machine.js';
import type { Bench, Machine } from './machine.js';
import { allocLeaves, writeLeaves } from './memory.js';
import { run } from './run.js';

/** The losses at every t of a segment. */
export function scanSegment(machine: Machine, scan: SegmentScan, data: Dataset): Float64Array {
  checkData(machine.plan, data);
  const purpose = paysByEnds(machine, scan.t.length) ? SEGMENT : PLAIN;
  return borrowing(machine.host, () => scanInGroups(machine, purpose, scan, data));
}

/**
 * The first products are affine in the parameters: made at both ends, they serve every t. That pays
 * where a few t's share them, unless the products are hardly dearer than their mixtures.
 */
function paysByEnds(machine: Machine, points: number): boolean {
  const count = Math.min(points, pointsAtOnce(machine, SEGMENT));
  const { atFrom, body } = machine.prepared(SEGMENT).schedule;
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

function endsOf({ host, plan }: Machine, scan: SegmentScan) {
  const from = allocLeaves(host, plan);
  const to = allocLeaves(host, plan);
  writeLeaves(host, plan, scan.from, from);
  writeLeaves(host, plan, scan.to, to);
  return { from, to };
}

/** Some t's at a time, so that the parameters at all of them lie ready; block by block, each at every t. */
function scanInGroups(
  machine: Machine,
  purpose: Purpose,
  scan: SegmentScan,
  data: Dataset,
): Float64Array {
  const ends = endsOf(machine, scan);
  const bench = openBench(machine, machine.prepared(purpose), data.size);
  const count = Math.min(pointsAtOnce(machine, purpose), scan.t.length);
  const thetas = Array.from({ length: count }, () => allocBody(machine, purpose));
  const losses = new Float64Array(scan.t.length);
  for (let first = 0; first < scan.t.length; first += count) {
    const points = scan.t.slice(first, first + count).map((t, i) => ({ t, theta: thetas[i]! }));
    for (const point of points) place(machine, purpose, ends, point);
    losses.set(scanPoints(machine, bench, ends, points, data), first);
  }
  return losses;
}

/** A place on the segment, and where its parameters are: those that the body reads. */
interface Point {
  readonly t: number;
  readonly theta: number;
}

function scanPoints(
  machine: Machine,
  bench: Bench,
  ends: Ends,
  points: readonly Point[],
  data: Dataset,
): Float64Array {
  const sums = new Float64Array(points.length);
  for (let first = 0; first < data.size; first += bench.rows) {
    const rows = Math.min(bench.rows, data.size - first);
    loadRows(machine, bench, { data, rows: null }, first, rows);
    beginBlock(machine, bench, ends, rows, data.size);
    for (const [i, point] of points.entries()) {
      const frame = { ...still(bench, rows, data.size), ...point, sum: sums[i]! };
      sums[i] = run(machine.host, machine.plan, bench.schedule.body, frame, machine.meter);
    }
  }
  return sums.map((sum) => sum / data.size);
}

/** The part of a block of parameters that the body reads, in floats. */
function bodyRange({ plan, prepared }: Machine, purpose: Purpose) {
  const leaves = prepared(purpose).schedule.bodyLeaves.map((leaf) => plan.leaves[leaf]!);
  const from = leaves.reduce((least, { at }) => Math.min(least, at), plan.floats);
  const to = leaves.reduce((most, { at, size }) => Math.max(most, at + size), from);
  return { from, to, leaves };
}

function pointsAtOnce(machine: Machine, purpose: Purpose): number {
  const { from, to } = bodyRange(machine, purpose);
  return Math.max(1, Math.floor(MODELS_BYTES / (4 * (to - from) + 1)));
}

/** Room for what the body reads, by the address that a whole block of parameters would have. */
function allocBody(machine: Machine, purpose: Purpose): number {
  const { from, to } = bodyRange(machine, purpose);
  return machine.host.alloc(4 * (to - from) + LEAF_SLACK) - 4 * from;
}

/** Leaves are written in groups of 8 floats. */
const LEAF_SLACK = 32;

/** Writes the parameters of a point that the body reads. */
function place(machine: Machine, purpose: Purpose, { from, to }: Ends, { t, theta }: Point): void {
  const { host, meter } = machine;
  for (const { at, size } of bodyRange(machine, purpose).leaves) {
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
function beginBlock(machine: Machine, bench: Bench, ends: Ends, rows: number, count: number): void {
  const { host, plan, meter } = machine;
  const { before, atFrom, atTo } = bench.schedule;
  const frame = { ...still(bench, rows, count), theta: ends.from };
  run(host, plan, before, frame, meter);
  run(host, plan, atFrom, frame, meter);
  run(host, plan, atTo, { ...frame, theta: ends.to }, meter);
}

function still({ at, scratch }: Bench, rows: number, count: number) {
  return { rows, count, at, scratch, gradient: 0, resumed: false, t: 0, sum: 0, noise: null };
}
