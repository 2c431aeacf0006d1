import type { Tensor } from '@tensorflow/tfjs';
import { IsthmusError } from '../../base/errors.js';
import type { Tensors } from '../../contract/architecture.js';
import type { Mode } from '../../contract/layer.js';
import { INPUT } from '../graph-check.js';
import type { BoundNode, GraphNetwork, Network } from '../network.js';
import { tfjs } from './library.js';

/** `count` numbers uniform in [0, 1) for a node; asked again, the same ones. */
export type NodeNoise = (nodeId: string, count: number) => Float32Array;

/**
 * The predictions `[B, ...output]` of a network for inputs `[B, ...input]`, in tfjs.
 *
 * @param params the network's parameters by their full names
 * @param noise what layers such as dropout draw from in training; null: evaluation
 * @throws `network/bad-output` when a network given as code returns another shape
 */
export function forward(
  network: Network,
  params: Tensors,
  x: Tensor,
  noise: NodeNoise | null,
): Tensor {
  return tfjs().tidy(() => {
    if (network.kind === 'graph') return forwardGraph(network, params, x, noise);
    const prediction = network.apply(params, x);
    checkShape(prediction.shape, [x.shape[0]!, ...network.output]);
    return prediction;
  });
}

function forwardGraph(
  network: GraphNetwork,
  params: Tensors,
  x: Tensor,
  noise: NodeNoise | null,
): Tensor {
  const values = new Map([[INPUT, x]]);
  for (const node of network.nodes) {
    const inputs = node.inputs.map((id) => values.get(id)!);
    const value = node.layer.interpreters.tfjs(ownTensors(node, params), inputs, mode(node, noise));
    values.set(node.id, value);
  }
  return values.get(network.outputNode)!;
}

/** The parameters of a node by the layer's own names. */
function ownTensors(node: BoundNode, params: Tensors): Tensors {
  return Object.fromEntries(Object.entries(node.leaves).map(([own, full]) => [own, params[full]!]));
}

function mode(node: BoundNode, noise: NodeNoise | null): Mode {
  return noise === null
    ? { training: false }
    : { training: true, uniform: (count) => noise(node.id, count) };
}

function checkShape(came: readonly number[], expected: readonly number[]): void {
  if (came.length === expected.length && came.every((size, i) => size === expected[i])) return;
  throw new IsthmusError(
    'network/bad-output',
    `The architecture's apply returned a tensor of shape [${came.join(', ')}], expected [${expected.join(', ')}] (the batch, then the task's output); reshape its result.`,
    { came, expected },
  );
}
