import type { GraphNetwork, BoundNode } from '@isthmus/engine';
import type { LeafSpec } from '@isthmus/contract/parameters';
import { modelError } from './model-error.js';

/** Whose axis order a file has. */
export type AxisOrder = 'isthmus' | 'pytorch';

/** A layer of the network with a kernel, as an importer sees it. */
export interface WeightLayer {
  /** The node's id. */
  readonly id: string;
  /** The network's name of the kernel, and its shape in our layout. */
  readonly kernel: LeafSpec;
  /** Null for a layer without bias. */
  readonly bias: LeafSpec | null;
  /** Which axis of the kernel counts the channels that it reads, and which those that it makes. */
  readonly inputAxis: number;
  readonly outputAxis: number;
  /** The shape `[…, c]` that was lined up before it, where the two layouts line it up in another order. */
  readonly flattened: readonly number[] | null;
}

/** A normalization of the network, with one number of each kind for every channel. */
export interface NormLayer {
  /** The node's id. */
  readonly id: string;
  readonly scale: LeafSpec;
  readonly shift: LeafSpec;
  /** Null for one that normalizes every sample by itself. */
  readonly statistics: { readonly mean: LeafSpec; readonly variance: LeafSpec } | null;
  /** The node with a kernel whose output it takes; null where it takes another. */
  readonly after: string | null;
}

/** The layers of a network that have parameters, in graph order. */
export interface KnownLayers {
  readonly weights: readonly WeightLayer[];
  readonly norms: readonly NormLayer[];
}

/** The layers of a network that have parameters, or a node whose parameters are of neither kind. */
export function weightLayersOf(
  network: GraphNetwork,
): KnownLayers | { readonly unknown: BoundNode } {
  const weights: WeightLayer[] = [];
  const norms: NormLayer[] = [];
  for (const node of network.nodes) {
    const count = Object.keys(node.leaves).length;
    if (count === 0) continue;
    const norm = normLayer(network, node);
    const layer = weightLayer(network, node);
    if (norm !== null && count === (norm.statistics === null ? 2 : 4)) norms.push(norm);
    else if (layer !== null && count === (layer.bias === null ? 1 : 2)) weights.push(layer);
    else return { unknown: node };
  }
  return { weights, norms };
}

function normLayer(network: GraphNetwork, node: BoundNode): NormLayer | null {
  const rule = node.layer.interpreters.symmetry;
  if (rule?.kind !== 'normalize') return null;
  const leaf = (own: string | null) =>
    network.spec.leaves.find(({ name }) => own !== null && name === node.leaves[own]) ?? null;
  const [scale, shift] = [leaf(rule.scale), leaf(rule.shift)];
  if (scale === null || shift === null) return null;
  const [mean, variance] = [leaf('mean'), leaf('variance')];
  const before = network.nodes.find(({ id }) => id === node.inputs[0]);
  return {
    id: node.id,
    scale,
    shift,
    statistics: mean === null || variance === null ? null : { mean, variance },
    after: before?.layer.interpreters.symmetry?.kind === 'mix' ? before.id : null,
  };
}

function weightLayer(network: GraphNetwork, node: BoundNode): WeightLayer | null {
  const rule = node.layer.interpreters.symmetry;
  if (rule?.kind !== 'mix') return null;
  const leaf = (own: string) =>
    network.spec.leaves.find(({ name }) => name === node.leaves[own]) ?? null;
  const kernel = leaf(rule.kernel);
  if (kernel === null) return null;
  const axis = (index: number) => (index < 0 ? kernel.shape.length + index : index);
  return {
    id: node.id,
    kernel,
    bias: rule.bias === null ? null : leaf(rule.bias),
    inputAxis: axis(rule.inputAxis),
    outputAxis: axis(rule.outputAxis),
    flattened: null,
  };
}

/** The same layers, each with the shape that was flattened into its inputs. */
export function withFlattened(
  layers: readonly WeightLayer[],
  orderBefore: OrderBefore,
): readonly WeightLayer[] {
  return layers.map((layer) => ({ ...layer, flattened: orderBefore(layer.id) }));
}

/** By the id of a node the shape that was lined up in its input, where the two layouts differ in its order. */
export type OrderBefore = (id: string) => readonly number[] | null;

/**
 * Follows the graph from every flattening on.
 *
 * @throws `model/unsupported` naming a node through which the order of the inputs cannot be followed
 */
export function ordersOf(network: GraphNetwork, source: string): OrderBefore {
  const orders = new Map<string, readonly number[] | null>();
  const nodes = new Map(network.nodes.map((node) => [node.id, node]));
  for (const node of network.nodes) orders.set(node.id, orderAfter(node, orders, source));
  return (id) => orders.get(nodes.get(id)!.inputs[0]!) ?? null;
}

type Orders = ReadonlyMap<string, readonly number[] | null>;

/** The shape whose entries the last axis of a node lines up; null where both layouts agree on it. */
function orderAfter(node: BoundNode, orders: Orders, source: string): readonly number[] | null {
  const before = node.inputs.map((id) => orders.get(id) ?? null);
  const kind = node.layer.interpreters.symmetry?.kind;
  if (kind === 'mix') return null;
  if (kind === 'flatten') return before[0] ?? reordered(node.inputShapes[0]!);
  const alike = before.every((order) => String(order) === String(before[0]));
  const keeps = kind === 'channelwise' || kind === 'normalize';
  const followed = keeps || (kind === 'add' && alike);
  if (followed || before.every((order) => order === null)) return before[0] ?? null;
  throw modelError(
    'unsupported',
    source,
    `node "${node.id}" (${node.use}) reads a flattened [${String(before.find(Boolean))}], and how it treats the order of its entries is not known; PyTorch's order is another than ours. Convert the file to our layout (docs/importing-models.md) and say "layout": "isthmus".`,
    { node: node.id },
  );
}

function reordered(shape: readonly number[]): readonly number[] | null {
  const channels = shape.at(-1)!;
  const places = shape.slice(0, -1).reduce((product, size) => product * size, 1);
  return channels > 1 && places > 1 ? shape : null;
}
