import type { Dataset, PredictionLoss } from '@isthmus/contract';
import { buildNetwork } from '../../network/build.js';
import type { BoundNode, GraphNetwork } from '../../network/network.js';
import { createReference } from '../../reference/create-reference.js';
import type { ReferenceValues } from '../../reference/reference.js';
import { randomParams } from '../../testing/networks.js';
import { windowsOf } from './windows-of.js';

/**
 * How far every kink must be: the inputs of ReLUs from 0, the two largest entries of pooling windows
 * and (for absolute errors) predictions and targets from each other. A difference quotient with
 * steps of 1e-5 in one parameter moves none of them by more than about 1e-4.
 */
const KINK_MARGIN = 5e-4;

const KINKED = new Set(['core/relu', 'core/leaky-relu']);

/** Parameters at which the loss is smooth for `KINK_MARGIN` around, found by trying seeds in turn. */
export function smoothPoint(
  network: GraphNetwork,
  loss: PredictionLoss,
  lossName: string,
  data: Dataset,
): ReferenceValues {
  for (let seed = 1; seed < 200; seed++) {
    const values = randomParams(network, seed);
    if (distanceToKinks(network, loss, lossName, values, data) > KINK_MARGIN) return values;
  }
  throw new Error('no seed gives a point far enough from all kinks');
}

function distanceToKinks(
  network: GraphNetwork,
  loss: PredictionLoss,
  lossName: string,
  values: ReferenceValues,
  data: Dataset,
): number {
  const valuesOf = (id: string) =>
    id === 'input'
      ? Float64Array.from(data.x)
      : createReference(upTo(network, id), loss).predict(values, data);
  const distances = network.nodes.map((node) => nodeDistance(node, valuesOf));
  if (lossName === 'mae') {
    const z = valuesOf(network.outputNode);
    distances.push(smallest(z.map((each, i) => each - data.y[i]!)));
  }
  return Math.min(...distances);
}

function nodeDistance(node: BoundNode, valuesOf: (id: string) => Float64Array): number {
  if (KINKED.has(node.use)) return smallest(valuesOf(node.inputs[0]!));
  return node.use === 'core/max-pool' ? poolGap(node, valuesOf(node.inputs[0]!)) : Infinity;
}

/** The network that ends at a node. */
function upTo(network: GraphNetwork, id: string): GraphNetwork {
  const end = network.nodes.findIndex((node) => node.id === id);
  const nodes = network.nodes.slice(0, end + 1);
  const shapes = { input: network.input, output: nodes[end]!.outputShape };
  const layerOf = (node: { id: string }) => nodes.find(({ id }) => id === node.id)!.layer;
  const cut = buildNetwork({ graph: { nodes, output: id } }, shapes, layerOf);
  if (cut.kind !== 'graph') throw new Error('a graph gives a graph network');
  return cut;
}

function poolGap(node: BoundNode, x: Float64Array): number {
  const gaps = windowsOf(node, x).map((window) => {
    const [first, second] = [...window].sort((a, b) => b - a);
    // Equal entries make a kink only where they move apart: zeros behind a ReLU stay zeros.
    return second === undefined || (first === 0 && second === 0) ? Infinity : first! - second;
  });
  return Math.min(...gaps);
}

function smallest(values: Float64Array): number {
  return values.reduce((least, value) => Math.min(least, Math.abs(value)), Infinity);
}
