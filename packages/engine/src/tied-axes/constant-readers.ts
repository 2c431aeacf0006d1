import type { NetworkView, SymmetryRule } from '@isthmus/contract';
import { sizeOf } from '@isthmus/contract/parameters';
import { constantReader, leafOfNode, usableRule } from './rules.js';
import type { ConstantReader, UnitNode } from './unit-spaces.js';

/**
 * What takes up a number by which one unit is raised at a node, the same for all rows and places: the
 * layers that read it, each by its bias. Null where something on the way cannot pass it on or take it
 * up: another activation, a padded convolution, a layer without a bias, the output.
 *
 * @param from where the unit is raised
 * @example
 * const [hidden] = tiedAxes(network.view).spaces;
 * constantReaders(network.view, hidden.nodes[1])?.map(({ bias }) => bias); // ['dense2.bias']
 */
export function constantReaders(
  network: NetworkView,
  from: Pick<UnitNode, 'node' | 'blocks'>,
): readonly ConstantReader[] | null {
  if (network.structure === undefined) return null;
  const { graph, input, layerOf } = network.structure;
  const shapes = new Map([['input', input]]);
  /** Nodes where the unit is raised, with the runs of units there. */
  const raised = new Map([[from.node, from.blocks]]);
  const readers: ConstantReader[] = [];
  for (const node of graph.nodes) {
    const layer = layerOf(node.id);
    const inputs = node.inputs.map((id) => shapes.get(id)!);
    shapes.set(node.id, layer.outputShape(inputs));
    const [source, ...others] = node.inputs.filter((id) => raised.has(id));
    if (source === undefined) continue;
    // Raised on two ways at once it would be raised by twice as much.
    if (others.length > 0) return null;
    const rule = usableRule(layer, inputs);
    const blocks = raised.get(source)!;
    const passed = blocksBehind(rule, blocks, shapes.get(source)!);
    const reads =
      rule?.kind === 'mix'
        ? constantReader((name) => leafOfNode(network.spec, node, name), rule, blocks)
        : null;
    if (passed === null && reads === null) return null;
    if (passed !== null) raised.set(node.id, passed);
    if (reads !== null) readers.push(reads);
  }
  return raised.has(graph.output) ? null : readers;
}

/** The runs of units behind a layer that passes on by how much they are raised; null if it does not. */
function blocksBehind(
  rule: SymmetryRule | undefined,
  blocks: number,
  shape: readonly number[],
): number | null {
  if (rule?.kind === 'flatten') return blocks * sizeOf(shape.slice(0, -1));
  if (rule?.kind === 'add') return blocks;
  const passes = rule?.kind === 'channelwise' && (rule.averages === true || rule.shifts === true);
  return passes ? blocks : null;
}
