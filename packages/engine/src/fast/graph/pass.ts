import type { NodeNoise } from '../../port/node-noise.js';
import { loadRows, sizeOfBatch } from './plan-executor.js';
import type { BatchRows, BlockBuffers, PlanExecutor } from './plan-executor.js';
import { runInstructions } from './run.js';

/** Where a model's parameters are, and where its gradient goes (not read where none is taken). */
export interface PlacedModel {
  readonly theta: number;
  readonly gradient: number;
}

/**
 * Goes over a batch block by block with each model: the losses, summed over the rows in their order,
 * and with buffers for gradients the gradients of the means.
 *
 * @param noise what layers with noise draw from; null: none
 */
export function passOverBatch(
  executor: PlanExecutor,
  buffers: BlockBuffers,
  models: readonly PlacedModel[],
  batch: BatchRows,
  noise: NodeNoise | null,
): Float64Array {
  const { host, plan, meter } = executor;
  const { schedule, at, scratch } = buffers;
  const count = sizeOfBatch(batch);
  const sums = new Float64Array(models.length);
  for (let from = 0; from < count; from += buffers.rows) {
    const rows = Math.min(buffers.rows, count - from);
    loadRows(executor, buffers, batch, from, rows);
    const block = noise === null ? null : noiseOfBlock(noise, count, from, rows);
    models.forEach((model, i) => {
      const resumed = from > 0;
      const sum = sums[i]!;
      const context = { ...model, rows, count, at, scratch, resumed, t: 0, sum, noise: block };
      sums[i] = runInstructions(host, plan, schedule.body, context, meter);
    });
  }
  return sums;
}

/** Drawn for the whole batch at once, so that the noise does not depend on the blocks. */
function noiseOfBlock(noise: NodeNoise, count: number, from: number, rows: number) {
  return (node: string, size: number) =>
    noise(node, count * size).subarray(from * size, (from + rows) * size);
}
