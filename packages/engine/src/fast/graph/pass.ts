import type { NodeNoise } from '../../port/node-noise.js';
import { loadRows, sizeOfBatch } from './machine.js';
import type { Batch, Bench, Machine } from './machine.js';
import { run } from './run.js';

/** Where a model's parameters are, and where its gradient goes (not read where none is taken). */
export interface Model {
  readonly theta: number;
  readonly gradient: number;
}

/**
 * Goes over a batch block by block with each model: the losses, summed over the rows in their order,
 * and with a bench for gradients the gradients of the means.
 *
 * @param noise what layers with noise draw from; null: none
 */
export function pass(
  machine: Machine,
  bench: Bench,
  models: readonly Model[],
  batch: Batch,
  noise: NodeNoise | null,
): Float64Array {
  const { host, plan, meter } = machine;
  const { schedule, at, scratch } = bench;
  const count = sizeOfBatch(batch);
  const sums = new Float64Array(models.length);
  for (let from = 0; from < count; from += bench.rows) {
    const rows = Math.min(bench.rows, count - from);
    loadRows(machine, bench, batch, from, rows);
    const block = noise === null ? null : noiseOfBlock(noise, count, from, rows);
    models.forEach((model, i) => {
      const resumed = from > 0;
      const sum = sums[i]!;
      const frame = { ...model, rows, count, at, scratch, resumed, t: 0, sum, noise: block };
      sums[i] = run(host, plan, schedule.body, frame, meter);
    });
  }
  return sums;
}

/** Drawn for the whole batch at once, so that the noise does not depend on the blocks. */
function noiseOfBlock(noise: NodeNoise, count: number, from: number, rows: number) {
  return (node: string, size: number) =>
    noise(node, count * size).subarray(from * size, (from + rows) * size);
}
