import type { PredictionLoss } from '../contract/loss.js';
import type { Dataset } from '../contract/task.js';
import type { GraphNetwork, Network } from '../network/network.js';
import { createReference } from '../network/reference/create-reference.js';
import type { ReferenceValues } from '../network/reference/reference.js';
import { leafOf, lerpEntry } from '../parameters/parameters.js';
import type { Leaf, Params } from '../parameters/parameters.js';
import { createCodeEvaluator } from './code-evaluator.js';
import type { Evaluator } from './evaluator.js';

/**
 * The evaluator of a network on one data set; see `Evaluator` for its arithmetic.
 *
 * @param data the samples whose mean loss is meant, such as the evaluation set
 * @throws `network/no-reference` naming a node whose layer has no float64 arithmetic
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
  return network.kind === 'graph'
    ? createReferenceEvaluator(network, loss, data)
    : createCodeEvaluator(network, loss, data);
}

function createReferenceEvaluator(
  network: GraphNetwork,
  loss: PredictionLoss,
  data: Dataset,
): Evaluator {
  const reference = createReference(network, loss);
  return {
    arithmetic: 'float64-reference',
    value: (params) => reference.loss(params, data),
    valueBetween: (from, to, t) => reference.loss(between(from, to, t), data),
    accuracy: (params) => reference.accuracy(params, data),
    predict: (params) => reference.predict(params, data),
  };
}

/** The point `(1-t)from + t to` in float64, without rounding; at both ends it is the end itself. */
function between(from: Params, to: Params, t: number): ReferenceValues {
  return Object.fromEntries(
    Object.entries(from).map(([name, leaf]) => [
      name,
      { shape: leaf.shape, data: betweenData(leaf, leafOf(to, name), t) },
    ]),
  );
}

function betweenData({ data: from }: Leaf, { data: to }: Leaf, t: number): Float64Array {
  const data = new Float64Array(from.length);
  for (let i = 0; i < data.length; i++) data[i] = lerpEntry(from[i]!, to[i]!, t);
  return data;
}
