import type { Dataset, PredictionLoss } from '@isthmus/contract';
import type { MatrixProducts } from '../reference/rules.js';
import type { GraphNetwork, Network } from '../network/network.js';
import { createReference } from '../reference/create-reference.js';
import { requiredTensors } from './required-tensors.js';
import type { TensorRuntime } from '../port/tensor-runtime.js';
import type { Evaluator } from '../port/evaluator.js';
import { createTinyEvaluator } from '../fast/tiny/create-tiny-evaluator.js';
import { createTinyHost } from '../fast/tiny/host.js';
import { sharedProducts } from '../reference/kernel-products.js';

/**
 * The evaluator of a network on one data set; see `Evaluator` for its arithmetic. For layer graphs the
 * kernels that it uses give the bits of the plain reference.
 *
 * @param data the samples whose mean loss is meant, such as the evaluation set
 * @param tensors for a network given as code
 * @throws `engine/no-tensors` when the network is given as code and no tensors are
 * @throws `network/no-reference` naming a node whose layer has no float64 arithmetic
 * @throws `engine/self-test` when the kernels of its products compute wrong numbers on this host
 * @example
 * const evaluator = await createEvaluator(network, loss, data.splits.probe);
 * evaluator.arithmetic; // 'float64-reference'
 * evaluator.valueBetween(a, b, 0) === evaluator.value(a); // true
 */
export async function createEvaluator(
  network: Network,
  loss: PredictionLoss,
  data: Dataset,
  tensors: TensorRuntime | null = null,
): Promise<Evaluator> {
  if (network.kind === 'code') return requiredTensors(tensors).createEvaluator(network, loss, data);
  return (
    createTinyEvaluator(createTinyHost(), network, loss, data) ??
    createReferenceEvaluator(network, loss, data, await sharedProducts())
  );
}

function createReferenceEvaluator(
  network: GraphNetwork,
  loss: PredictionLoss,
  data: Dataset,
  products: MatrixProducts,
): Evaluator {
  const reference = createReference(network, loss, products);
  return {
    arithmetic: 'float64-reference',
    value: (params) => reference.loss(params, data),
    valueBetween: (from, to, t) => reference.lossAlong(from, to, data)(t),
    along: (from, to) => reference.lossAlong(from, to, data),
    valueAt: (point) => reference.loss(point, data),
    accuracy: (params) => reference.accuracy(params, data),
    predict: (params) => reference.predict(params, data),
  };
}
