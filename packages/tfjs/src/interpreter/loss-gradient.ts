import type { Tensor as TfjsTensor } from '@tensorflow/tfjs';
import { IsthmusError } from '@isthmus/contract/base';
import type { Dataset, LossGradient, PredictionLoss, Tensor, Tensors } from '@isthmus/contract';
import { statisticsOf, type Params } from '@isthmus/contract/parameters';
import type { Network } from '@isthmus/engine';
import type { NodeNoise } from '@isthmus/engine/internal';
import { forward } from './interpreter.js';
import { tensorLibrary, tfjs } from '../library/library.js';
import { disposing, fromTensor, tensorOf, toTensors } from '../library/tensors.js';

/** Inputs `[B, ...input]` and targets `[B, ...output]` as tensors. */
export interface TensorBatch {
  readonly x: Tensor;
  readonly y: Tensor;
}

/** A batch as float32 tensors, to be disposed by the caller's scope. */
export function batchTensors(network: Network, batch: Dataset): TensorBatch {
  return {
    x: tensorOf(batch.x, [batch.size, ...network.input]),
    y: tensorOf(batch.y, [batch.size, ...network.output]),
  };
}

/**
 * The mean loss of a batch and its gradient, by tfjs's reverse mode. Values that are not finite are
 * given back as they are.
 *
 * The mean is taken outside tfjs, in float64: tfjs differentiates the losses `[B]` of the samples,
 * weighted by 1/B, because its wasm backend sums in float32 with an error that grows with B.
 *
 * @throws `network/no-gradient` when tfjs finds no way from a parameter to the loss
 */
export function lossGradient(
  network: Network,
  loss: PredictionLoss,
  params: Params,
  batch: TensorBatch,
  noise: NodeNoise | null,
): LossGradient {
  return disposing(() => {
    const tensors = toTensors(params);
    const rows = batch.x.shape[0]!;
    const { value, grads } = tfjs()
      .engine()
      .gradients<TfjsTensor>(
        () => sampleLosses(network, loss, tensors, batch, noise) as TfjsTensor,
        Object.values(tensors) as TfjsTensor[],
        tfjs().fill([rows], 1 / rows),
        true,
      );
    const unread = noise === null ? [] : statisticsOf(network.spec);
    const gradient = named(params, grads, new Set(unread));
    return { value: mean(value.dataSync()), gradient };
  });
}

/**
 * The losses `[B]` of a batch, in tfjs.
 *
 * @throws `network/bad-loss` when the loss returns another shape
 */
export function sampleLosses(
  network: Network,
  loss: PredictionLoss,
  params: Tensors,
  { x, y }: TensorBatch,
  noise: NodeNoise | null,
): Tensor {
  const losses = loss.tfjs(forward(network, params, x, noise), y, tensorLibrary());
  if (losses.rank === 1 && losses.shape[0] === x.shape[0]) return losses;
  throw new IsthmusError(
    'network/bad-loss',
    `The loss returned a tensor of shape [${losses.shape.join(', ')}], expected [${x.shape[0]}]: one loss for each sample, not their mean.`,
    { came: losses.shape, rows: x.shape[0] },
  );
}

/**
 * tfjs answers `undefined` for a parameter that it cannot reach. Zeros in its place would hide an
 * architecture that leaves the tape (by reading a tensor's data, say), so it is an error; but for the
 * statistics, which training does not read.
 */
function named(
  params: Params,
  gradients: readonly (Tensor | undefined)[],
  unread: ReadonlySet<string>,
): Params {
  return Object.fromEntries(
    Object.entries(params).map(([name, { shape, data }], i) => {
      const gradient = gradients[i];
      if (unread.has(name)) return [name, { shape, data: new Float32Array(data.length) }];
      if (gradient === undefined) throw noGradient(name);
      return [name, fromTensor(gradient)];
    }),
  );
}

function noGradient(name: string): IsthmusError {
  return new IsthmusError(
    'network/no-gradient',
    `tfjs finds no way from the parameter "${name}" to the loss: use it in the prediction, by operations of tfjs that have a gradient, without reading tensors as numbers in between.`,
    { name },
  );
}

/** The mean, summed in float64. */
export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}
