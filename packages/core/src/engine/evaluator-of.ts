import type { Products } from '../contract/layer.js';
import type { PredictionLoss } from '../contract/loss.js';
import type { Dataset } from '../contract/task.js';
import type { GraphNetwork, Network } from '../network/network.js';
import { createReference } from '../network/reference/create-reference.js';
import { createCodeEvaluator } from './code-evaluator.js';
import type { Evaluator } from './evaluator.js';
import { createTinyEvaluator } from './fast/tiny/create-tiny-evaluator.js';
import { createTinyHost } from './fast/tiny/host.js';
import { sharedProducts } from './kernel-products.js';

/**
 * The evaluator of a network on one data set; see `Evaluator` for its arithmetic. For layer graphs the
 * kernels that it uses give the bits of the plain reference.
 *
 * @param data the samples whose mean loss is meant, such as the evaluation set
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
): Promise<Evaluator> {
  if (network.kind === 'code') return createCodeEvaluator(network, loss, data);
  return (
    createTinyEvaluator(createTinyHost(), network, loss, data) ??
    createReferenceEvaluator(network, loss, data, await sharedProducts())
  );
}

function createReferenceEvaluator(
  network: GraphNetwork,
  loss: PredictionLoss,
  data: Dataset,
  products: Products,
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
