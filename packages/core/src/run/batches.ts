import { IsthmusError, permutation, type Rng } from '@isthmus/contract/base';
import type { Dataset } from '@isthmus/contract';
import { NO_DATA } from '@isthmus/engine/internal';

/** Where training and descent take their rows from. */
export interface Sampler {
  readonly data: Dataset;
  /** Rows of a batch; the last one of an epoch may have fewer. */
  readonly batchSize: number;
  /**
   * The rows of the batch of step `step` (from 0) of a pass over the data that is shuffled anew every epoch.
   * It depends on the name of the stream and on the step alone, so a resumed step needs no stored
   * cursor and no order of calls. Null: all rows, in the order of the data.
   */
  rows(rng: Rng, step: number): Int32Array | null;
  /** Distinct rows, each set of rows being equally likely, for steps without epochs; null: all. */
  draw(rng: Rng): Int32Array | null;
}

/** The sampler of a loss that has no data. */
export const WITHOUT_DATA: Sampler = {
  data: NO_DATA,
  batchSize: 0,
  rows: () => null,
  draw: () => null,
};

/**
 * Chooses the rows of batches of a data set.
 *
 * @param batchSize a whole number from 1, or `full`; larger than the data set it means `full`
 * @throws `run/bad-batch-size`, `run/no-rows`
 * @example
 * const sampler = createSampler(train, 128);
 * const first = sampler.rows(rng.fork('batches'), 0);
 */
export function createSampler(data: Dataset, batchSize: number | 'full'): Sampler {
  const rows = rowsOf(data, batchSize);
  if (rows === data.size) return { data, batchSize: rows, rows: () => null, draw: () => null };
  const orderOf = rememberOne((rng, epoch) => permutation(data.size, rng.fork(`epoch ${epoch}`)));
  const perEpoch = Math.ceil(data.size / rows);
  return {
    data,
    batchSize: rows,
    rows(rng, step) {
      const from = (step % perEpoch) * rows;
      const order = orderOf(rng, Math.floor(step / perEpoch));
      return order.subarray(from, from + rows);
    },
    draw: (rng) => distinctRows(rows, data.size, rng),
  };
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
