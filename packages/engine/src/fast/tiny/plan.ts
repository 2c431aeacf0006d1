import type { PredictionLoss } from '@isthmus/contract';
import { activationKernel, lossKernel } from '../../kernels/operation-kernels.js';
import type { BoundActivation } from '../../kernels/operation-kernels.js';
import { INPUT } from '../../network/graph-check.js';
import type { BoundNode, GraphNetwork } from '../../network/network.js';
import { sizeOf } from '@isthmus/contract/parameters';

/** Wider layers are better served by blocked matrix products. */
const MAX_WIDTH = 32;

/** With more of them, eight models side by side no longer stay near the processor. */
const MAX_PARAMETERS = 4096;

/** A chain of narrow dense layers with its loss, as the kernels of module `tiny` take it. */
export interface TinyPlan {
  readonly layers: readonly TinyLayer[];
  /** The parameters' arrays in the order of the network's spec; offsets count numbers. */
  readonly leaves: readonly TinyLeaf[];
  /** How many parameters there are. */
  readonly count: number;
  /** Entries of an input and of a prediction. */
  readonly inputs: number;
  readonly outputs: number;
  /** The number of the loss's kernel. */
  readonly loss: number;
}

/** Where an array of parameters begins, and how many numbers it holds. */
export interface TinyLeaf {
  readonly name: string;
  readonly shape: readonly number[];
  readonly offset: number;
  readonly size: number;
}

/** `activation(x · kernel + bias)`; kernel and bias are places among all parameters. */
export interface TinyLayer {
  readonly inputs: number;
  readonly units: number;
  readonly kernel: number;
  readonly bias: number | null;
  /** The id of the activation's node, to find its rule again, and what it computes. */
  readonly activation: (BoundActivation & { readonly id: string }) | null;
}

/**
 * The plan of a network that is a chain of dense layers, each followed by at most one activation,
 * with no more than 32 entries anywhere and 4096 parameters; null where the network or the loss is
 * of another kind. It follows from the graph alone.
 *
 * @example
 * tinyPlanOf(network, loss)?.layers.map(({ units }) => units); // [4, 4, 1]
 */
export function tinyPlanOf(network: GraphNetwork, loss: PredictionLoss): TinyPlan | null {
  const leaves = leavesOf(network);
  const count = leaves.reduce((sum, { size }) => sum + size, 0);
  const layers = isChain(network) ? layersOf(network, leaves) : null;
  const lossNumber = loss.fast === undefined ? null : lossKernel(loss.fast);
  if (layers === null || layers.length === 0 || lossNumber === null) return null;
  const widths = layers.flatMap(({ inputs, units }) => [inputs, units]);
  if (Math.max(...widths) > MAX_WIDTH || count > MAX_PARAMETERS) return null;
  const { inputs } = layers[0]!;
  return { layers, leaves, count, inputs, outputs: layers.at(-1)!.units, loss: lossNumber };
}

function leavesOf({ spec }: GraphNetwork): readonly TinyLeaf[] {
  let offset = 0;
  return spec.leaves.map(({ name, shape }) => {
    const size = sizeOf(shape);
    const leaf = { name, shape, offset, size };
    offset += size;
    return leaf;
  });
}

/** Whether every node reads the one before it alone. */
function isChain({ nodes, outputNode }: GraphNetwork): boolean {
  const follows = (node: BoundNode, i: number) =>
    node.inputs.length === 1 && node.inputs[0] === (i === 0 ? INPUT : nodes[i - 1]!.id);
  return nodes.at(-1)?.id === outputNode && nodes.every(follows);
}

function layersOf(network: GraphNetwork, leaves: readonly TinyLeaf[]): readonly TinyLayer[] | null {
  const layers: TinyLayer[] = [];
  for (const node of network.nodes) {
    const rule = node.layer.interpreters.fast?.(node.inputShapes);
    const last = layers.at(-1);
    if (rule?.kind === 'dense') {
      const at = (name: string) => leaves.find((leaf) => leaf.name === node.leaves[name])!.offset;
      const bias = rule.bias === null ? null : at(rule.bias);
      const inputs = sizeOf(node.inputShapes[0]!);
      layers.push({ inputs, units: rule.units, kernel: at(rule.kernel), bias, activation: null });
    } else if (rule?.kind === 'activation' && last !== undefined && last.activation === null) {
      const bound = activationKernel(rule.function);
      if (bound === null) return null;
      layers[layers.length - 1] = { ...last, activation: { ...bound, id: node.id } };
    } else if (rule?.kind !== 'reshape') return null;
  }
  return layers;
}
