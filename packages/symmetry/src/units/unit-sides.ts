import type { AxisBinding, UnitSpace } from '@isthmus/core';
import type { NetworkView, SymmetryRule } from '@isthmus/core/contract';
import { structureOf } from './structure.js';

/** The arrays of a space by what they do, whatever of them a scaling multiplies. */
export interface UnitSides {
  /** What makes the units and scales with them. */
  readonly makes: readonly AxisBinding[];
  /** What makes them too, with a normalization in between: it keeps its size whatever theirs. */
  readonly behindNorm: readonly AxisBinding[];
  readonly reads: readonly AxisBinding[];
  /** Whether a layer normalizes the units anywhere: then they may reach others than those that read them. */
  readonly normalized: boolean;
}

/**
 * Tells by the graph which arrays of a space make its units, and which read them.
 *
 * @throws `symmetry/no-graph` for a network given as code
 */
export function sidesOf(network: NetworkView, space: UnitSpace): UnitSides {
  const { graph, layerOf } = structureOf(network);
  const ruleOf = (node: string) => layerOf(node).interpreters.symmetry;
  const isRead = (binding: AxisBinding) => readsBy(network, ruleOf(ownerOf(binding)), binding);
  const own = new Set(space.nodes.map(({ node }) => node));
  const making = space.bindings.filter((binding) => !isRead(binding));
  return {
    makes: making.filter(({ role }) => role !== 'tied'),
    behindNorm: making.filter(({ role }) => role === 'tied'),
    reads: space.bindings.filter(isRead),
    normalized: graph.nodes.some(
      ({ id, inputs }) =>
        ruleOf(id)?.kind === 'normalize' && inputs.some((input) => own.has(input)),
    ),
  };
}

/** The node whose parameter an array is. */
export function ownerOf({ leaf }: Pick<AxisBinding, 'leaf'>): string {
  return leaf.slice(0, leaf.indexOf('.'));
}

function readsBy(
  { spec }: NetworkView,
  rule: SymmetryRule | undefined,
  { leaf, axis }: AxisBinding,
): boolean {
  if (rule?.kind !== 'mix' || !leaf.endsWith(`.${rule.kernel}`)) return false;
  const axes = spec.leaves.find(({ name }) => name === leaf)!.shape.length;
  return axis === (rule.inputAxis < 0 ? axes + rule.inputAxis : rule.inputAxis);
}
