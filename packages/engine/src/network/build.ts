import { IsthmusError, messageOf } from '@isthmus/contract/base';
import type { Rng } from '@isthmus/contract/base';
import type {
  Blueprint,
  CodeBlueprint,
  Layer,
  LayerGraph,
  LayerNode,
  LayerSummary,
  SampleShapes,
} from '@isthmus/contract';
import type { Leaf, LeafSpec, Params, ParamSpec } from '@isthmus/contract/parameters';
import { conform, parameterCount, sizeOf } from '@isthmus/contract/parameters';
import { checkGraph, INPUT } from './graph-check.js';
import type { BoundNode, CodeNetwork, GraphNetwork, Network } from './network.js';

/**
 * Makes a network of a blueprint: checks its wiring, infers every shape, names its parameters.
 *
 * Parameters of a graph are called `node.leaf` (`dense1.kernel`). Their axes carry no labels: which
 * of them are tied follows from the graph and the symmetry rules of its layers.
 *
 * @param shapes what the task gives and expects, without the batch axis
 * @param layerOf the layer of a node, with its options validated
 * @throws `network/…` naming the node, what was expected and what came
 * @example
 * const mlp = { use: 'core/mlp', options: { hidden: [4, 4] } } as const;
 * const { plugin } = registry.resolve('architecture', mlp, '/architecture');
 * const shapes = { input: [1], output: [1] };
 * const network = buildNetwork(plugin.build(shapes), shapes, layersOf(registry));
 * network.spec.leaves.map(({ name }) => name).slice(0, 2); // ['dense1.kernel', 'dense1.bias']
 */
export function buildNetwork(
  blueprint: Blueprint,
  shapes: SampleShapes,
  layerOf: (node: LayerNode) => Layer,
): Network {
  return 'graph' in blueprint
    ? graphNetwork(blueprint.graph, shapes, layerOf)
    : codeNetwork(blueprint, shapes);
}

function graphNetwork(
  graph: LayerGraph,
  { input, output }: SampleShapes,
  layerOf: (node: LayerNode) => Layer,
): GraphNetwork {
  checkGraph(graph);
  const nodes = bindNodes(graph.nodes, input, layerOf);
  checkOutputShape(
    nodes.find((node) => node.id === graph.output)!,
    output,
  );
  const spec: ParamSpec = { leaves: nodes.flatMap(leafSpecs) };
  checkLeafNames(spec);
  return {
    kind: 'graph',
    graph,
    nodes,
    outputNode: graph.output,
    spec,
    input,
    output,
    summary: nodes.map(summaryOf),
    view: { spec, structure: { graph, input, layerOf: (id) => layerOfId(nodes, id) } },
    init: (rng) => conform(spec, freshParams(nodes, rng), 'The fresh parameters'),
  };
}

function codeNetwork(
  { spec, init, apply }: CodeBlueprint,
  { input, output }: SampleShapes,
): CodeNetwork {
  for (const { name, shape } of spec.leaves) checkLeaf(name, shape);
  checkLeafNames(spec);
  return {
    kind: 'code',
    spec,
    input,
    output,
    summary: [{ id: 'apply', layer: 'code', output, parameters: parameterCount(spec) }],
    view: { spec },
    init: (rng) => conform(spec, init(rng), 'The fresh parameters'),
    apply,
  };
}

function bindNodes(
  nodes: readonly LayerNode[],
  input: readonly number[],
  layerOf: (node: LayerNode) => Layer,
): readonly BoundNode[] {
  const shapes = new Map([[INPUT, input]]);
  return nodes.map((node) => {
    const bound = bindNode(
      node,
      layerOf(node),
      node.inputs.map((id) => shapes.get(id)!),
    );
    shapes.set(node.id, bound.outputShape);
    return bound;
  });
}

function bindNode(
  node: LayerNode,
  layer: Layer,
  inputShapes: readonly (readonly number[])[],
): BoundNode {
  const outputShape = naming(node, () => layer.outputShape(inputShapes));
  checkSizes(node, 'output', outputShape);
  const leaves = layer.parameters(inputShapes);
  for (const leaf of leaves) checkSizes(node, leaf.name, leaf.shape);
  const names = leaves.map(({ name }) => [name, `${node.id}.${name}`] as const);
  return { ...node, layer, inputShapes, outputShape, leaves: Object.fromEntries(names) };
}

/** Runs a step of a layer; what it throws comes back with the node's name in front. */
function naming<T>(node: LayerNode, step: () => T): T {
  try {
    return step();
  } catch (cause) {
    throw new IsthmusError(
      'network/unfit-layer',
      `Node "${node.id}" (${node.use}): ${messageOf(cause)}`,
      { node: node.id },
      { cause },
    );
  }
}

const areSizes = (shape: readonly number[]) =>
  shape.every((size) => Number.isSafeInteger(size) && size > 0);

function checkLeaf(name: string, shape: readonly number[]): void {
  if (!areSizes(shape))
    throw new IsthmusError(
      'network/bad-shape',
      `The shape of the parameter "${name}" is [${shape.join(', ')}]; every size must be a whole number above 0.`,
      { name, shape },
    );
}

function checkSizes(node: LayerNode, what: string, shape: readonly number[]): void {
  if (!areSizes(shape))
    throw new IsthmusError(
      'network/bad-shape',
      `Node "${node.id}" (${node.use}): the shape of its ${what} is [${shape.join(', ')}]; every size must be a whole number above 0.`,
      { node: node.id, what, shape },
    );
}

function checkOutputShape(node: BoundNode, expected: readonly number[]): void {
  const shape = node.outputShape;
  if (shape.length !== expected.length || !shape.every((size, i) => size === expected[i]))
    throw new IsthmusError(
      'network/output-mismatch',
      `Node "${node.id}" (${node.use}) is the output and has shape [${shape.join(', ')}]; the task's targets have [${expected.join(', ')}].`,
      { node: node.id, shape, expected },
    );
}

function checkLeafNames(spec: ParamSpec): void {
  const seen = new Set<string>();
  for (const { name } of spec.leaves) {
    if (seen.has(name))
      throw new IsthmusError(
        'network/duplicate-parameter',
        `Two parameters are called "${name}"; names are unique in a network.`,
        { name },
      );
    seen.add(name);
  }
}

function leafSpecs(node: BoundNode): LeafSpec[] {
  return node.layer.parameters(node.inputShapes).map(({ name, shape, role }) => ({
    name: `${node.id}.${name}`,
    shape,
    axes: shape.map(() => null),
    ...(role === undefined ? {} : { role }),
  }));
}

function summaryOf(node: BoundNode): LayerSummary {
  const parameters = node.layer
    .parameters(node.inputShapes)
    .reduce((sum, leaf) => sum + sizeOf(leaf.shape), 0);
  return { id: node.id, layer: node.use, output: node.outputShape, parameters };
}

/** Every node draws from a fork of its own, so that a further node moves no other's parameters. */
function freshParams(nodes: readonly BoundNode[], rng: Rng): Params {
  const entries = nodes.flatMap((node) =>
    Object.entries(node.layer.init(node.inputShapes, rng.fork(node.id))).map(
      ([name, leaf]): [string, Leaf] => [`${node.id}.${name}`, leaf],
    ),
  );
  return Object.fromEntries(entries);
}

function layerOfId(nodes: readonly BoundNode[], id: string): Layer {
  const node = nodes.find((candidate) => candidate.id === id);
  if (node === undefined)
    throw new IsthmusError(
      'network/unknown-node',
      `No node is called "${id}". There are: ${nodes.map((each) => each.id).join(', ')}.`,
      { node: id },
    );
  return node.layer;
}
