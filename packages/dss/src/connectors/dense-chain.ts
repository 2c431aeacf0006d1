import type { LayerNode, LeafAxis, NetworkView } from '@isthmus/core/contract';

/** A dense layer of a chain, by the full names of its parameters. */
export interface DenseLink {
  readonly kernel: string;
  readonly bias: string | null;
  readonly inputs: number;
  readonly units: number;
}

/**
 * The dense layers of a network that is a chain of them, with functions of single entries between
 * them and none after the last; null for any other network. Its prediction is then linear in the last
 * layer, and a unit that the next layer reads with weight 0 does nothing.
 */
export function denseChainOf(
  network: NetworkView | null,
  between: ReadonlySet<string> = KEEPS_UNITS,
): readonly DenseLink[] | null {
  const structure = network?.structure;
  if (structure === undefined) return null;
  const links: DenseLink[] = [];
  let [last, shape]: [string, readonly number[]] = ['input', structure.input];
  for (const node of structure.graph.nodes) {
    if (node.inputs.join() !== last) return null;
    const layer = structure.layerOf(node.id);
    const rule = layer.interpreters.fast?.([shape]);
    if (rule?.kind === 'dense') links.push(linkOf(node, rule, shape[0]!));
    else if (rule === undefined || !between.has(rule.kind)) return null;
    shape = layer.outputShape([shape]);
    last = node.id;
  }
  const { graph, layerOf } = structure;
  const output = graph.nodes.at(-1);
  const endsDense =
    output?.id === graph.output && layerOf(output.id).interpreters.symmetry?.kind === 'mix';
  return endsDense ? links : null;
}

/**
 * The dense layers of a deep linear network: a chain without activations; null for any other network.
 */
export function linearChainOf(network: NetworkView | null): readonly DenseLink[] | null {
  return denseChainOf(network, KEEPS_NUMBERS);
}

/** Where the units of a dense layer are made: the columns of its kernel, and its bias. */
export function axesThatMake({ kernel, bias }: DenseLink): readonly LeafAxis[] {
  const own = { leaf: kernel, axis: 1 };
  return bias === null ? [own] : [own, { leaf: bias, axis: 0 }];
}

/** What changes no number where losses are evaluated. */
const KEEPS_NUMBERS = new Set(['dropout', 'reshape']);
/** What may stand between dense layers. */
const KEEPS_UNITS = new Set([...KEEPS_NUMBERS, 'activation']);

function linkOf(
  { id }: LayerNode,
  { kernel, bias, units }: { kernel: string; bias: string | null; units: number },
  inputs: number,
): DenseLink {
  const full = (name: string) => `${id}.${name}`;
  return { kernel: full(kernel), bias: bias === null ? null : full(bias), inputs, units };
}
