import type { LayerNode } from '@isthmus/contract';

/** The nodes of a network so far; a part is a function that appends to them. */
export interface NodeChain {
  readonly nodes: readonly LayerNode[];
  /** The id of the node that comes last, or `input`. */
  readonly last: string;
}

/** Nothing but the network's input. */
export const emptyChain: NodeChain = { nodes: [], last: 'input' };

/** Appends nodes, of which the last is read on; without nodes the chain stays as it is. */
export function append(chain: NodeChain, nodes: readonly LayerNode[]): NodeChain {
  return { nodes: [...chain.nodes, ...nodes], last: nodes.at(-1)?.id ?? chain.last };
}

/** Appends a node that reads the last one. */
export function appendLayer(
  chain: NodeChain,
  id: string,
  use: LayerNode['use'],
  options: LayerNode['options'] = {},
): NodeChain {
  return append(chain, [{ id, use, options, inputs: [chain.last] }]);
}
