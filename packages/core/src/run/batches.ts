import { IsthmusError } from '../base/errors.js';
import { permutation, type Rng } from '../base/rng.js';
import type { Dataset } from '../contract/task.js';

/** Where training and descent take their rows from. */
export interface Sampler {
  /** Rows of a batch; the last one of an epoch may have fewer. */
  readonly batchSize: number;
  /**
   * The batch of step `step` (from 0) of a pass over the data that is shuffled anew every epoch.
   * It depends on the name of the stream and on the step alone, so a resumed step needs no stored
   * cursor and no order of calls.
   */
  batch(rng: Rng, step: number): Dataset;
  /** A batch of distinct rows, each set of rows being equally likely; for steps without epochs. */
  draw(rng: Rng): Dataset;
}

/**
 * Makes batches of a data set. Where a batch holds all rows it is the data set itself, in its own
 * order and not copied.
 *
 * @param batchSize a whole number from 1, or `full`; larger than the data set it means `full`
 * @throws `run/bad-batch-size`, `run/no-rows`
 * @example
 * const sampler = createSampler(train, 128);
 * const first = sampler.batch(rng.fork('batches'), 0);
 */
export function createSampler(data: Dataset, batchSize: number | 'full'): Sampler {
  const rows = rowsOf(data, batchSize);
  if (rows === data.size) return { batchSize: rows, batch: () => data, draw: () => data };
  const orderOf = rememberOne((rng, epoch) => permutation(data.size, rng.fork(`epoch ${epoch}`)));
  const perEpoch = Math.ceil(data.size / rows);
  return {
    batchSize: rows,
    batch(rng, step) {
      const from = (step % perEpoch) * rows;
      const order = orderOf(rng, Math.floor(step / perEpoch));
      return takeRows(data, order.subarray(from, from + rows));
    },
    draw: (rng) => takeRows(data, distinctRows(rows, data.size, rng)),
  };
}

/** The rows of a data set at these places, copied. */
export function takeRows(data: Dataset, rows: Int32Array): Dataset {
  return {
    size: rows.length,
    x: gather(data.x, data.x.length / data.size, rows),
    y: gather(data.y, data.y.length / data.size, rows),
  };
}

function gather(source: Float32Array, width: number, rows: Int32Array): Float32Array {
  const taken = new Float32Array(rows.length * width);
  for (let i = 0; i < rows.length; i++) {
    const from = rows[i]! * width;
    taken.set(source.subarray(from, from + width), i * width);
  }
  return taken;
}

function rowsOf(data: Dataset, batchSize: number | 'full'): number {
  if (data.size === 0)
    throw new IsthmusError(
      'run/no-rows',
      'A data set without rows gives no batches. Let the split that is trained on hold some.',
    );
  if (batchSize === 'full') return data.size;
  if (!Number.isSafeInteger(batchSize) || batchSize < 1)
    throw new IsthmusError(
      'run/bad-batch-size',
      `A batch size is a whole number from 1, or "full"; got ${batchSize}.`,
      { batchSize },
    );
  return Math.min(batchSize, data.size);
}

/**
 * `count` different numbers below `size`, by Floyd's algorithm: it draws `count` numbers, not `size`
 * (Bentley & Floyd 1987, doi:10.1145/30401.315746). Every set is equally likely, not every order.
 */
function distinctRows(count: number, size: number, rng: Rng): Int32Array {
  const chosen = new Set<number>();
  for (let last = size - count; last < size; last++) {
    const row = rng.integer(last + 1);
    chosen.add(chosen.has(row) ? last : row);
  }
  return Int32Array.from(chosen);
}

type OrderOf = (rng: Rng, epoch: number) => Int32Array;

/** Keeps the order of one epoch, as steps of an epoch ask for it one after the other. */
function rememberOne(make: OrderOf): OrderOf {
  let held: { readonly rng: Rng; readonly epoch: number; readonly order: Int32Array } | null = null;
  return (rng, epoch) => {
    if (held?.rng !== rng || held.epoch !== epoch) held = { rng, epoch, order: make(rng, epoch) };
    return held.order;
  };
}
