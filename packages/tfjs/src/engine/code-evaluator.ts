import type { Dataset, PredictionLoss, Tensor, Tensors } from '@isthmus/contract';
import { fractionRight, isRightBy } from '@isthmus/engine/internal';
import type { CodeNetwork, Evaluator, Network } from '@isthmus/engine';
import type { Backend } from '../backend/backend.js';
import { forward } from '../interpreter/interpreter.js';
import { batchTensors, mean, sampleLosses } from '../interpreter/loss-gradient.js';
import type { TensorBatch } from '../interpreter/loss-gradient.js';
import { disposing, toTensors } from '../library/tensors.js';
import { lerp, narrowed, sizeOf } from '@isthmus/contract/parameters';
import type { Params } from '@isthmus/contract/parameters';
import { lossBackend } from './backend-choice.js';

/** Rows of one forward pass: it bounds the memory, and being fixed it lets results repeat. */
const CHUNK_ROWS = 256;

/** What is computed of a chunk: one entry or more for each of its rows. */
type PerRow = (params: Tensors, chunk: TensorBatch) => Tensor;

/** What a backend computes of all rows of a data set, chunk by chunk. */
interface RowWork {
  /** The mean loss, averaged in float64. */
  value(params: Params): number;
  /** Predictions `[N, ...output]`. */
  predict(params: Params): Float64Array;
}

/** Float32 forward passes of tfjs over a data set, without noise. */
export function rowWorkOn(
  backend: Backend,
  network: Network,
  loss: PredictionLoss,
  data: Dataset,
): RowWork {
  const chunks = chunksOf(network, data);
  const overRows = (params: Params, perRow: PerRow): Float64Array => {
    backend.activate();
    return join(disposing(() => overChunks(network, chunks, toTensors(params), perRow)));
  };
  return {
    predict: (params) => overRows(params, (tensors, { x }) => forward(network, tensors, x, null)),
    value: (params) =>
      mean(overRows(params, (tensors, chunk) => sampleLosses(network, loss, tensors, chunk, null))),
  };
}

/**
 * The evaluator of a network given as plain tfjs code: float32 forward passes of tfjs, with the
 * losses of the samples averaged in float64.
 */
export async function createCodeEvaluator(
  network: CodeNetwork,
  loss: PredictionLoss,
  data: Dataset,
): Promise<Evaluator> {
  const { value, predict } = rowWorkOn(await lossBackend(network, loss), network, loss, data);
  const isRight = isRightBy(loss);
  return {
    arithmetic: 'float32-tfjs',
    value,
    valueBetween: (from, to, t) => value(lerp(from, to, t)),
    along: (from, to) => (t) => value(lerp(from, to, t)),
    valueAt: (point) => value(narrowed(point)),
    accuracy: (params) => fractionRight(isRight, predict(params), data),
    predict,
  };
}

function chunksOf(network: Network, { size, x, y }: Dataset): Dataset[] {
  const input = sizeOf(network.input);
  const output = sizeOf(network.output);
  return Array.from({ length: Math.ceil(size / CHUNK_ROWS) }, (_, i) => {
    const from = i * CHUNK_ROWS;
    const to = Math.min(from + CHUNK_ROWS, size);
    return {
      size: to - from,
      x: x.subarray(from * input, to * input),
      y: y.subarray(from * output, to * output),
    };
  });
}

function overChunks(
  network: Network,
  chunks: readonly Dataset[],
  params: Tensors,
  perRow: PerRow,
): Float32Array[] {
  return chunks.map((chunk) =>
    disposing(() => Float32Array.from(perRow(params, batchTensors(network, chunk)).dataSync())),
  );
}

function join(parts: readonly Float32Array[]): Float64Array {
  const joined = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
