import { IsthmusError } from '@isthmus/contract/base';
import type { Mode, Tensor, Tensors } from '@isthmus/contract';
import { INPUT } from '@isthmus/engine/internal';
import type { BoundNode, GraphNetwork, Network } from '@isthmus/engine';
import type { NodeNoise } from '@isthmus/engine/internal';
import { tensorLibrary } from '../library/library.js';
import { tidy } from '../library/tensors.js';

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
  return tidy(() => {
    if (network.kind === 'graph') return forwardGraph(network, params, x, noise);
    const prediction = network.apply(params, x, tensorLibrary());
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
  const tf = tensorLibrary();
  const values = new Map([[INPUT, x]]);
  for (const node of network.nodes) {
    const inputs = node.inputs.map((id) => values.get(id)!);
    const { interpreters } = node.layer;
    const value = interpreters.tfjs(ownTensors(node, params), inputs, mode(node, noise), tf);
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
