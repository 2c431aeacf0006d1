import { IsthmusError } from '@isthmus/contract/base';
import type { LayerGraph, LayerNode } from '@isthmus/contract';

/** What a node calls the network's input. */
export const INPUT = 'input';

/** Deeper networks have not been seen; every node is resolved and checked by itself. */
const MAX_NODES = 10_000;

const NODE_ID = /^[a-z][a-zA-Z0-9_]*$/;

/**
 * Checks the wiring of a layer graph; shapes are checked where they are inferred.
 *
 * @throws `network/too-many-nodes`, `network/bad-id`, `network/duplicate-id`, `network/no-inputs`, `network/unknown-input`,
 * `network/order`, `network/unknown-output` or `network/unused-node`, naming the node
 */
export function checkGraph(graph: LayerGraph): void {
  checkCount(graph);
  const ids = graph.nodes.map((node) => node.id);
  const seen = new Set([INPUT]);
  for (const node of graph.nodes) {
    checkId(node, seen);
    checkInputs(node, seen, ids);
    seen.add(node.id);
  }
  checkOutput(graph, ids);
  checkAllUsed(graph);
}

function checkCount({ nodes }: LayerGraph): void {
  if (nodes.length > MAX_NODES)
    throw new IsthmusError(
      'network/too-many-nodes',
      `The graph has ${nodes.length} nodes; at most ${MAX_NODES} are computed. Use fewer layers.`,
      { nodes: nodes.length },
    );
}

function checkId(node: LayerNode, seen: ReadonlySet<string>): void {
  if (!NODE_ID.test(node.id))
    throw new IsthmusError(
      'network/bad-id',
      `Node "${node.id}" (${node.use}): an id begins with a small letter and holds letters, digits and _ only, such as "dense1".`,
      { node: node.id },
    );
  if (seen.has(node.id))
    throw new IsthmusError(
      'network/duplicate-id',
      node.id === INPUT
        ? `Node "${INPUT}" (${node.use}): this id means the network's input; give the node another.`
        : `Node "${node.id}" (${node.use}): another node has this id; ids are unique in a graph.`,
      { node: node.id },
    );
}

function checkInputs(node: LayerNode, seen: ReadonlySet<string>, ids: readonly string[]): void {
  if (node.inputs.length === 0)
    throw new IsthmusError(
      'network/no-inputs',
      `Node "${node.id}" (${node.use}) has no inputs; name the nodes that feed it, or "${INPUT}".`,
      { node: node.id },
    );
  for (const input of node.inputs) if (!seen.has(input)) throw badInput(node, input, seen, ids);
}

function badInput(
  node: LayerNode,
  input: string,
  seen: ReadonlySet<string>,
  ids: readonly string[],
): IsthmusError {
  const data = { node: node.id, input };
  return ids.includes(input)
    ? new IsthmusError(
        'network/order',
        `Node "${node.id}" (${node.use}) reads "${input}", which stands at or after it; put nodes in an order in which they can be computed.`,
        data,
      )
    : new IsthmusError(
        'network/unknown-input',
        `Node "${node.id}" (${node.use}) reads "${input}", which is no node. Before it there are: ${[...seen].join(', ')}.`,
        data,
      );
}

function checkOutput(graph: LayerGraph, ids: readonly string[]): void {
  if (!ids.includes(graph.output))
    throw new IsthmusError(
      'network/unknown-output',
      `The graph's output is "${graph.output}", which is no node. There are: ${ids.join(', ')}.`,
      { output: graph.output },
    );
}

/** A node that feeds nothing would have parameters that count in distances and in no prediction. */
function checkAllUsed(graph: LayerGraph): void {
  const read = new Set([graph.output, ...graph.nodes.flatMap((node) => node.inputs)]);
  const unused = graph.nodes.find((node) => !read.has(node.id));
  if (unused !== undefined)
    throw new IsthmusError(
      'network/unused-node',
      `Node "${unused.id}" (${unused.use}) feeds no other node and is not the output "${graph.output}"; remove it or read it.`,
      { node: unused.id },
    );
}
