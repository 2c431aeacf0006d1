import { tiedAxes, type UnitSpace } from '@isthmus/core';
import type { LayerNode, NetworkView, SymmetryRule } from '@isthmus/core/contract';
import { structureOf, type Structure } from './structure.js';

/** An activation that the units of a space go through. */
export interface UnitActivation {
  readonly space: UnitSpace;
  /** The node of the activation, and that whose output goes into it: z. */
  readonly node: string;
  readonly input: string;
  /** Runs of the units along the last axis of both. */
  readonly blocks: number;
  /** What it gives for one z; null where it does not take every entry by itself. */
  readonly value: ((z: number) => number) | null;
  readonly slopes: Slopes | null;
  readonly maker: UnitMaker | null;
}

/** Of an activation that is `above · z` for z >= 0 and `below · z` for z <= 0. */
export interface Slopes {
  readonly above: number;
  readonly below: number;
}

/** The layer whose bias (of a normalization, whose shift) raises z by one number everywhere, and nothing else. */
export interface UnitMaker {
  readonly node: string;
  /** The full name of its kernel (of a normalization, its scale), and the axis of what it makes. */
  readonly kernel: string;
  readonly outputAxis: number;
  /** The full name of its bias; null: it has none. */
  readonly bias: string | null;
}

/**
 * The activations that hidden units go through, in the order of the graph.
 *
 * @throws `symmetry/no-graph` for a network given as code
 * @example
 * const [first] = unitActivations(network.view);
 * [first.node, first.slopes]; // ['act1', { above: 1, below: 0 }]
 */
export function unitActivations(network: NetworkView): readonly UnitActivation[] {
  const structure = structureOf(network);
  const shapes = shapesOf(structure);
  const found = tiedAxes(network).spaces.flatMap((space) =>
    space.nodes.flatMap(({ node, blocks, activates }): UnitActivation[] => {
      if (activates === null) return [];
      const { value, slopes } = functionOf(structure, node, shapes.get(activates)!);
      const maker = makerOf(network, structure, activates);
      return [{ space, node, input: activates, blocks, value, slopes, maker }];
    }),
  );
  const order = structure.graph.nodes.map(({ id }) => id);
  return found.sort((a, b) => order.indexOf(a.node) - order.indexOf(b.node));
}

/** What every node gives for one sample, and the input. */
export function shapesOf({
  graph,
  input,
  layerOf,
}: Structure): ReadonlyMap<string, readonly number[]> {
  const shapes = new Map([['input', input]]);
  for (const node of graph.nodes)
    shapes.set(node.id, layerOf(node.id).outputShape(node.inputs.map((id) => shapes.get(id)!)));
  return shapes;
}

/** What is known of an activation as a function of one number. */
export function functionOf(
  { layerOf }: Structure,
  node: string,
  shape: readonly number[],
): Pick<UnitActivation, 'value' | 'slopes'> {
  const { reference, symmetry } = layerOf(node).interpreters;
  const rule = reference?.([shape]);
  if (rule?.kind !== 'elementwise') return { value: null, slopes: null };
  const value = (z: number) => rule.value(z);
  // One that commutes with factors above 0 is a line on either side of 0.
  const homogeneous = symmetry?.kind === 'channelwise' && symmetry.scaling;
  return { value, slopes: homogeneous ? { above: value(1), below: 0 - value(-1) } : null };
}

/** Back over what passes constants on, as long as nothing else reads it. */
function makerOf(network: NetworkView, structure: Structure, from: string): UnitMaker | null {
  const { graph, layerOf } = structure;
  let node = graph.nodes.find(({ id }) => id === from);
  while (node !== undefined && readersOf(graph.nodes, node.id) === 1) {
    const rule = layerOf(node.id).interpreters.symmetry;
    if (rule?.kind === 'mix') return makerBy(network, node, rule);
    if (rule?.kind === 'normalize') return scaledMaker(node, rule);
    if (!passesConstants(rule)) return null;
    const [source] = node.inputs;
    node = graph.nodes.find(({ id }) => id === source);
  }
  return null;
}

function readersOf(nodes: readonly LayerNode[], id: string): number {
  return nodes.reduce(
    (count, { inputs }) => count + inputs.filter((input) => input === id).length,
    0,
  );
}

function passesConstants(rule: SymmetryRule | undefined): boolean {
  if (rule?.kind === 'channelwise') return rule.averages === true || rule.shifts === true;
  return rule?.kind === 'flatten';
}

function makerBy(
  { spec }: NetworkView,
  { id }: LayerNode,
  rule: Extract<SymmetryRule, { kind: 'mix' }>,
): UnitMaker {
  const kernel = spec.leaves.find(({ name }) => name === `${id}.${rule.kernel}`)!;
  const { outputAxis } = rule;
  return {
    node: id,
    kernel: kernel.name,
    outputAxis: outputAxis < 0 ? kernel.shape.length + outputAxis : outputAxis,
    bias: rule.bias === null ? null : `${id}.${rule.bias}`,
  };
}

/** What comes out of a normalization moves with its scale and its shift. */
function scaledMaker(
  { id }: LayerNode,
  { scale, shift }: Extract<SymmetryRule, { kind: 'normalize' }>,
): UnitMaker | null {
  if (scale === null) return null;
  const bias = shift === null ? null : `${id}.${shift}`;
  return { node: id, kernel: `${id}.${scale}`, outputAxis: 0, bias };
}
