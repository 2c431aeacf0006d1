import { IsthmusError } from '@isthmus/contract/base';
import type { Layer, LayerNode, SymmetryRule } from '@isthmus/contract';
import type { LeafSpec, ParamSpec } from '@isthmus/contract/parameters';
import type { ConstantReader } from './unit-spaces.js';

/** What a layer that mixes channels says of its axes. */
export type MixRule = Extract<SymmetryRule, { kind: 'mix' }>;

/** What a layer that normalizes its channels says of them. */
export type NormalizeRule = Extract<SymmetryRule, { kind: 'normalize' }>;

/**
 * A layer's rule, if it speaks for all of the layer's parameters and inputs. A parameter that it
 * does not name (a factor per channel, say) would have to move with the channels, and only `add`
 * says how several inputs hang together; where the rule leaves such a gap nothing is claimed.
 */
export function usableRule(
  layer: Layer,
  shapes: readonly (readonly number[])[],
): SymmetryRule | undefined {
  const rule = layer.interpreters.symmetry;
  const named = namedBy(rule);
  const silent = layer.parameters(shapes).some(({ name }) => !named.includes(name));
  return silent || (rule?.kind !== 'add' && shapes.length !== 1) ? undefined : rule;
}

function namedBy(rule: SymmetryRule | undefined): readonly (string | null)[] {
  if (rule?.kind === 'mix') return [rule.kernel, rule.bias];
  return rule?.kind === 'normalize' ? [rule.scale, rule.shift, ...rule.statistics] : [];
}

/** A parameter of a node by its layer's name for it. @throws `network/misfit` */
export function leafOfNode(spec: ParamSpec, node: LayerNode, name: string): LeafSpec {
  return (
    spec.leaves.find((candidate) => candidate.name === `${node.id}.${name}`) ??
    misfit(node, `its rule names "${name}", which is not one of its parameters`)
  );
}

/** The layer as what takes up a constant of a unit that it reads; null where it cannot. */
export function constantReader(
  leaf: (name: string) => LeafSpec,
  rule: MixRule,
  blocks: number,
): ConstantReader | null {
  if (rule.uniform !== true || rule.bias === null) return null;
  const [kernel, bias] = [leaf(rule.kernel), leaf(rule.bias)];
  return {
    kernel: kernel.name,
    inputAxis: axisOf(kernel, rule.inputAxis),
    blocks,
    outputAxis: axisOf(kernel, rule.outputAxis),
    bias: bias.name,
  };
}

/** An axis counted from 0. */
export function axisOf(leaf: LeafSpec, axis: number): number {
  return axis < 0 ? leaf.shape.length + axis : axis;
}

/** @throws `network/misfit` */
export function misfit(node: LayerNode, what: string): never {
  throw new IsthmusError(
    'network/misfit',
    `Layer "${node.id}" (${node.use}): ${what}. Its symmetry rule and its parameters must agree.`,
    { node: node.id, layer: node.use },
  );
}
