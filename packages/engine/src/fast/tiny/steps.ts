import { IsthmusError } from '@isthmus/contract/base';
import type { Dataset } from '@isthmus/contract';
import type { SharedTraining } from '../../port/engine.js';
import { createGrowingBlock, type GrowingBlock, type TinyHost } from './host.js';
import type { TinyPlan } from './plan.js';
import { strideOf, type RowBlock } from './rows.js';

/** Steps whose batches are laid out at once. */
const MOST_STEPS = 64;

/** Bytes of batches that are laid out at once: they should stay near the processor. */
const MOST_BYTES = 2 ** 20;

/** The batches of consecutive steps of one size; the next step's lie so many bytes on. */
export interface StepRun extends RowBlock {
  readonly steps: number;
  readonly stepX: number;
  readonly stepY: number;
}

/** Lays out the batches of the steps of a training, run by run. */
export interface StepRuns {
  /** The run that begins at a step, of at most so many steps. Steps are asked for in rising order. */
  next(step: number, most: number): StepRun;
}

/** Lays batches out in rooms of its own, which later trainings use again. */
export function createStepRuns(
  host: TinyHost,
  plan: TinyPlan,
  blockOf: (data: Dataset) => RowBlock,
): (training: Pick<SharedTraining, 'data' | 'rows'>) => StepRuns {
  const memory: BatchMemory = {
    host,
    plan,
    batches: createGrowingBlock(host),
    indices: createGrowingBlock(host),
  };
  return (training) => {
    const batchAt = createPeek(training);
    return {
      next(step, most) {
        const block = blockOf(training.data);
        const first = batchAt(step);
        if (first !== null) return layRun(memory, block, batchAt, step, first.length, most);
        const { x, y, stride, rows } = block;
        return { x, y, stride, rows, steps: most, stepX: 0, stepY: 0 };
      },
    };
  };
}

/** What batches are laid out with. */
interface BatchMemory {
  readonly host: TinyHost;
  readonly plan: TinyPlan;
  readonly batches: GrowingBlock;
  readonly indices: GrowingBlock;
}

/** Copies each batch before the next one is asked for, so that its array may be used again. */
function layRun(
  { host, plan, batches, indices }: BatchMemory,
  block: RowBlock,
  batchAt: (step: number) => Int32Array | null,
  step: number,
  rows: number,
  most: number,
): StepRun {
  const stride = strideOf(rows);
  const stepX = stride * plan.inputs;
  const stepY = stride * plan.outputs;
  const fitting = Math.max(1, Math.floor(MOST_BYTES / (stepX + stepY)));
  const limit = Math.min(most, MOST_STEPS, fitting);
  const x = batches.take((stepX + stepY) * limit);
  const y = x + stepX * limit;
  const at = indices.take(4 * rows);
  const takeRows = (from: number, width: number, to: number) =>
    host.tiny.takeRows({
      from,
      stride: block.stride,
      width,
      rows: at,
      count: rows,
      to,
      newStride: stride,
    });
  let steps = 0;
  for (; steps < limit; steps++) {
    const batch = batchAt(step + steps);
    if (batch === null || batch.length !== rows) break;
    copyIndices(host.i32, at / 4, batch, block.rows);
    const [toX, toY] = [x + steps * stepX, y + steps * stepY];
    takeRows(block.x, plan.inputs, toX);
    takeRows(block.y, plan.outputs, toY);
  }
  return { x, y, stride, rows, steps, stepX, stepY };
}

/** Asks for the rows of each step once, though a run may have looked one step ahead. */
function createPeek({ rows }: Pick<SharedTraining, 'rows'>): (step: number) => Int32Array | null {
  let [known, held]: [number, Int32Array | null] = [-1, null];
  return (step) => {
    if (step !== known) [known, held] = [step, rows(step)];
    return held;
  };
}

function copyIndices(to: Int32Array, at: number, rows: Int32Array, size: number): void {
  if (rows.length === 0) throw badRows('A batch holds no rows; it should hold at least one.', size);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    if (row < 0 || row >= size)
      throw badRows(`A batch asks for row ${row} of data with rows 0 to ${size - 1}.`, size);
    to[at + i] = row;
  }
}

function badRows(message: string, size: number): IsthmusError {
  return new IsthmusError('network/bad-batch', message, { size });
}
