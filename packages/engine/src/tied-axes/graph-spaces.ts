import { IsthmusError } from '@isthmus/contract/base';
import type { Layer, LayerNode, NetworkView, SymmetryRule } from '@isthmus/contract';
import type { LeafSpec, ParamSpec } from '@isthmus/contract/parameters';
import { sizeOf } from '@isthmus/contract/parameters';
import { createSpaceForest, type SpaceForest } from './space-forest.js';
import type { AxisBinding, TiedAxes } from './unit-spaces.js';

type Structure = NonNullable<NetworkView['structure']>;
type MixRule = Extract<SymmetryRule, { kind: 'mix' }>;
type NormalizeRule = Extract<SymmetryRule, { kind: 'normalize' }>;

/** The value of a node: its shape, and whose units stand along its last axis, in how many runs. */
interface Value {
  readonly shape: readonly number[];
  /** Null where the channels are claimed by no space, as at the network's input. */
  readonly channels: { readonly space: number; readonly blocks: number } | null;
}

/** What the rules of one node work on. */
interface Step {
  readonly forest: SpaceForest;
  readonly node: LayerNode;
  readonly inputs: readonly Value[];
  readonly shape: readonly number[];
  leaf(name: string): LeafSpec;
}

/** Follows the channels through the layers of a graph. @throws `network/misfit` */
export function graphSpaces(spec: ParamSpec, structure: Structure): TiedAxes {
  const forest = createSpaceForest();
  const values = new Map<string, Value>([['input', { shape: structure.input, channels: null }]]);
  const unclaimed: TiedAxes['unclaimed'][number][] = [];
  for (const node of structure.graph.nodes) {
    const layer = structure.layerOf(node.id);
    const inputs = node.inputs.map((id) => values.get(id)!);
    const shapes = inputs.map((value) => value.shape);
    const step = stepOf(spec, forest, node, inputs, layer.outputShape(shapes));
    const rule = usableRule(layer, shapes);
    if (rule === undefined) unclaimed.push({ node: node.id, layer: node.use });
    values.set(node.id, { shape: step.shape, channels: follow(step, rule) });
  }
  fixAll(forest, [values.get(structure.graph.output)!]);
  return { spaces: forest.spaces(), unclaimed };
}

function stepOf(
  spec: ParamSpec,
  forest: SpaceForest,
  node: LayerNode,
  inputs: readonly Value[],
  shape: readonly number[],
): Step {
  const leaf = (name: string) =>
    spec.leaves.find((candidate) => candidate.name === `${node.id}.${name}`) ??
    misfit(node, `its rule names "${name}", which is not one of its parameters`);
  return { forest, node, inputs, shape, leaf };
}

/**
 * A layer's rule, if it speaks for all of the layer's parameters and inputs. A parameter that it
 * does not name (a factor per channel, say) would have to move with the channels, and only `add`
 * says how several inputs hang together; where the rule leaves such a gap nothing is claimed.
 */
function usableRule(
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

function follow(step: Step, rule: SymmetryRule | undefined): Value['channels'] {
  switch (rule?.kind) {
    case 'mix':
      return mix(step, rule);
    case 'channelwise':
      return channelwise(step, rule);
    case 'normalize':
      return normalize(step, rule);
    case 'flatten':
      return flatten(step);
    case 'add':
      return add(step);
    case undefined:
      return fixAll(step.forest, step.inputs);
  }
}

function mix(step: Step, rule: MixRule): Value['channels'] {
  const { forest, node, shape } = step;
  const kernel = step.leaf(rule.kernel);
  read(step, kernel, axisOf(kernel, rule.inputAxis));
  const axis = axisOf(kernel, rule.outputAxis);
  const size = kernel.shape[axis];
  if (size === undefined || size !== shape.at(-1))
    return misfit(node, `its kernel makes ${size} channels, its output has ${shape.at(-1)}`);
  const space = forest.grow(node.id, size);
  forest.bind(space, { leaf: kernel.name, axis, blocks: 1, role: 'makes' });
  if (rule.bias !== null) {
    const bias = step.leaf(rule.bias);
    forest.bind(space, { leaf: bias.name, axis: axisOf(bias, -1), blocks: 1, role: 'makes' });
  }
  return { space, blocks: 1 };
}

function read({ forest, node, inputs }: Step, kernel: LeafSpec, axis: number): void {
  const channels = inputs[0]!.channels;
  if (channels === null) return;
  const { space, blocks } = channels;
  const expected = blocks * forest.sizeOf(space);
  if (kernel.shape[axis] !== expected)
    misfit(node, `its kernel reads ${kernel.shape[axis]} channels, its input has ${expected}`);
  forest.bind(space, { leaf: kernel.name, axis, blocks, role: 'reads' });
}

function channelwise(
  { forest, inputs }: Step,
  rule: Extract<SymmetryRule, { kind: 'channelwise' }>,
): Value['channels'] {
  const channels = inputs[0]!.channels;
  if (channels !== null) forest.restrict(channels.space, rule);
  return channels;
}

/** What comes out has the order of what went in, and a size of its own: that of scale and shift. */
function normalize(step: Step, rule: NormalizeRule): Value['channels'] {
  const { forest, inputs, shape } = step;
  const channels = inputs[0]!.channels;
  if (channels === null) return null;
  const { blocks } = channels;
  const bind = (units: number, name: string, role: AxisBinding['role']) => {
    const leaf = step.leaf(name);
    const axis = axisOf(leaf, -1);
    if (leaf.shape[axis] !== shape.at(-1))
      misfit(step.node, `its "${name}" has ${leaf.shape[axis]} entries, its output has ${shape.at(-1)} channels`); // prettier-ignore
    forest.bind(units, { leaf: leaf.name, axis, blocks, role });
  };
  for (const name of rule.statistics) bind(channels.space, name, 'tied');
  const space = forest.normalize(channels.space);
  for (const name of [rule.scale, rule.shift]) if (name !== null) bind(space, name, 'makes');
  if (rule.scale === null) forest.restrict(space, { scaling: false, sign: false });
  return { space, blocks };
}

function flatten({ inputs }: Step): Value['channels'] {
  const { shape, channels } = inputs[0]!;
  if (channels === null) return null;
  return { space: channels.space, blocks: channels.blocks * sizeOf(shape.slice(0, -1)) };
}

/** What is added unit by unit moves together; where one summand is claimed by no space, none is. */
function add({ forest, inputs }: Step): Value['channels'] {
  const first = inputs[0]!.channels;
  const alike = inputs.every((value) => value.channels?.blocks === first?.blocks);
  if (first === null || !alike) return fixAll(forest, inputs);
  for (const { channels } of inputs) forest.tie(first.space, channels!.space);
  return first;
}

function fixAll(forest: SpaceForest, values: readonly Value[]): null {
  for (const { channels } of values) if (channels !== null) forest.fix(channels.space);
  return null;
}

function axisOf(leaf: LeafSpec, axis: number): number {
  return axis < 0 ? leaf.shape.length + axis : axis;
}

function misfit(node: LayerNode, what: string): never {
  throw new IsthmusError(
    'network/misfit',
    `Layer "${node.id}" (${node.use}): ${what}. Its symmetry rule and its parameters must agree.`,
    { node: node.id, layer: node.use },
  );
}
