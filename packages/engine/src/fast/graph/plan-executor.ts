import { IsthmusError } from '@isthmus/contract/base';
import type { Dataset } from '@isthmus/contract';
import type { SchedulePurpose } from './schedule-draft.js';
import type { GraphHost } from './host.js';
import { blockRows, layOut, scratchSizes } from './layout.js';
import type { WorkMeter } from '../work-meter.js';
import type { GraphPlan } from './plan.js';
import type { ScratchAddresses } from './block-context.js';
import { scheduleOf } from './schedule.js';
import type { KernelSchedule } from './schedule.js';

/** A plan with the kernels that it runs on. */
export interface PlanExecutor {
  readonly host: GraphHost;
  readonly plan: GraphPlan;
  readonly meter: WorkMeter;
  /** The schedule for a purpose, made once. */
  prepared(purpose: SchedulePurpose): PreparedSchedule;
}

interface PreparedSchedule {
  readonly schedule: KernelSchedule;
  /** The most rows of a block; Infinity where a batch cannot be cut. */
  readonly rows: number;
}

/** Memory for blocks of rows. */
export interface BlockBuffers {
  readonly schedule: KernelSchedule;
  /** The most rows of a block. */
  readonly rows: number;
  /** Where each buffer begins. */
  readonly at: readonly number[];
  readonly scratch: ScratchAddresses;
}

/** Some rows of a data set, in their order: all of them, or those at some places. */
export interface BatchRows {
  readonly data: Dataset;
  readonly rows: Int32Array | null;
}

/** @param rows how many rows a block has at most; null: what suits the plan */
export function createPlanExecutor(
  host: GraphHost,
  plan: GraphPlan,
  meter: WorkMeter,
  rows: number | null,
): PlanExecutor {
  const made = new Map<string, PreparedSchedule>();
  const prepare = (purpose: SchedulePurpose): PreparedSchedule => {
    const schedule = scheduleOf(plan, purpose);
    if (purpose.noise && plan.wholeBatches) return { schedule, rows: Infinity };
    return { schedule, rows: rows ?? blockRows(plan, schedule) };
  };
  return {
    host,
    plan,
    meter,
    prepared: (purpose) => {
      const key = JSON.stringify(purpose);
      const known = made.get(key) ?? prepare(purpose);
      made.set(key, known);
      return known;
    },
  };
}

/** Runs `work`, and frees what it allocates, also where it throws. */
export function releasingAfter<T>(host: GraphHost, work: () => T): T {
  const mark = host.mark();
  try {
    return work();
  } finally {
    host.release(mark);
  }
}

/** Allocates the buffers for blocks of a batch of `size` rows. */
export function allocBuffers(
  { host }: PlanExecutor,
  { schedule, rows: most }: PreparedSchedule,
  size: number,
): BlockBuffers {
  const rows = Math.min(most, size);
  const layout = layOut(schedule.buffers, rows);
  const sizes = scratchSizes(schedule, rows, (m, n, k) => host.gemm.gemmWorkBytes(m, n, k));
  const base = host.alloc(layout.bytes);
  const patches = host.alloc(sizes.patches);
  const frame = host.alloc(sizes.frame);
  const work = host.alloc(sizes.work);
  const at = layout.offsets.map((offset) => base + offset);
  return { schedule, rows, at, scratch: { patches, frame, work } };
}

export function sizeOfBatch({ data, rows }: BatchRows): number {
  return rows === null ? data.size : rows.length;
}

/** Copies rows of a batch, and their targets, into the buffers. */
export function loadRows(
  { host, plan }: PlanExecutor,
  { schedule, at }: BlockBuffers,
  batch: BatchRows,
  from: number,
  rows: number,
): void {
  const { x, y } = batch.data;
  copyRows(host, x, plan.sizes[0]!, batch.rows, from, rows, at[schedule.x]!);
  copyRows(host, y, plan.sizes[plan.output]!, batch.rows, from, rows, at[schedule.targets]!);
}

/** Rows of fewer numbers are copied one number at a time: a call for each would take longer. */
const SHORT = 32;

function copyRows(
  host: GraphHost,
  source: Float32Array,
  width: number,
  places: Int32Array | null,
  from: number,
  rows: number,
  at: number,
): void {
  const to = host.floats(at, rows * width);
  if (places === null) {
    to.set(source.subarray(from * width, (from + rows) * width));
    return;
  }
  for (let row = 0; row < rows; row++) {
    const first = places[from + row]! * width;
    if (width < SHORT) for (let i = 0; i < width; i++) to[row * width + i] = source[first + i]!;
    else to.set(source.subarray(first, first + width), row * width);
  }
}

/** @throws `network/bad-batch` unless the data has rows of the network's input and output sizes */
export function checkData({ sizes, output }: GraphPlan, { size, x, y }: Dataset): void {
  const inputs = size * sizes[0]!;
  const outputs = size * sizes[output]!;
  if (size >= 1 && x.length === inputs && y.length === outputs) return;
  throw new IsthmusError(
    'network/bad-batch',
    `A batch of ${size} samples should have at least one sample, ${inputs} input numbers and ${outputs} target numbers; got ${x.length} and ${y.length}.`,
    { size, inputs: x.length, targets: y.length },
  );
}
