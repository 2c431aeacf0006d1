import { IsthmusError } from '@isthmus/contract/base';
import type { Dataset } from '@isthmus/contract';
import { createGrowingBlock, type GrowingBlock, type TinyHost } from './host.js';
import type { TinyPlan } from './plan.js';

/** Rows in the kernels' memory: entry k of all rows side by side, `stride` bytes from entry to entry. */
export interface RowBlock {
  readonly x: number;
  readonly y: number;
  readonly stride: number;
  readonly rows: number;
}

/** Data sets that are kept: those of training and evaluation, and a batch. */
const KEPT = 3;

/** Bytes from entry to entry of so many rows. */
export function strideOf(rows: number): number {
  return Math.ceil(rows / 8) * 32;
}

/**
 * Brings data sets into the kernels' memory; the last few are kept, known by identity, as data sets
 * are never written to.
 */
export function createRowStore(host: TinyHost, plan: TinyPlan): (data: Dataset) => RowBlock {
  const held: { data: Dataset | null; block: RowBlock; readonly memory: GrowingBlock }[] = [];
  return (data) => {
    const found = held.findIndex((one) => one.data === data);
    if (found === 0) return held[0]!.block;
    const [one] =
      found > 0 || held.length === KEPT
        ? held.splice(found, 1)
        : [{ data: null, block: EMPTY, memory: createGrowingBlock(host) }];
    held.unshift(one!);
    if (one!.data === data) return one!.block;
    one!.data = null;
    one!.block = bring(host, plan, one!.memory, data);
    one!.data = data;
    return one!.block;
  };
}

const EMPTY: RowBlock = { x: 0, y: 0, stride: 0, rows: 0 };

/** @throws `network/bad-batch` unless the data has rows of the network's input and output sizes */
function bring(
  host: TinyHost,
  { inputs, outputs }: TinyPlan,
  memory: GrowingBlock,
  data: Dataset,
): RowBlock {
  const { size, x, y } = data;
  if (size < 1 || x.length !== size * inputs || y.length !== size * outputs)
    throw new IsthmusError(
      'network/bad-batch',
      `A batch of ${size} samples should have at least one sample, ${size * inputs} input numbers and ${size * outputs} target numbers; got ${x.length} and ${y.length}.`,
      { size, inputs: x.length, targets: y.length },
    );
  const stride = strideOf(size);
  const at = memory.take(stride * (inputs + outputs));
  transpose(x, inputs, size, host.f32, at / 4, stride / 4);
  transpose(y, outputs, size, host.f32, at / 4 + (inputs * stride) / 4, stride / 4);
  return { x: at, y: at + inputs * stride, stride, rows: size };
}

function transpose(
  from: Float32Array,
  width: number,
  rows: number,
  to: Float32Array,
  at: number,
  stride: number,
): void {
  for (let k = 0; k < width; k++) {
    const line = at + k * stride;
    for (let row = 0, i = k; row < rows; row++, i += width) to[line + row] = from[i]!;
    for (let row = rows; row < stride; row++) to[line + row] = 0;
  }
}
