import type { ChannelwiseRule, LayerNode, NetworkView, SymmetryRule } from '@isthmus/contract';
import type { LeafSpec, ParamSpec } from '@isthmus/contract/parameters';
import { sizeOf } from '@isthmus/contract/parameters';
import { createSpaceForest, NOTHING_FREE, type SpaceForest } from './space-forest.js';
import { outputLayerOf } from './output-layer.js';
import {
  axisOf,
  constantReader,
  leafOfNode,
  misfit,
  usableRule,
  type MixRule,
  type NormalizeRule,
} from './rules.js';
import type { AxisBinding, TiedAxes } from './unit-spaces.js';

type Structure = NonNullable<NetworkView['structure']>;

/** The value of a node: its shape, and whose units stand along its last axis, in how many runs. */
interface Value {
  readonly shape: readonly number[];
  /** Null where the channels are claimed by no space, as at the network's input. */
  readonly channels: Channels | null;
}

interface Channels {
  readonly space: number;
  readonly blocks: number;
  /** Whether an activation was passed on any way here. */
  readonly active: boolean;
  /** A unit h that is reflected comes here as this minus h. */
  readonly sum: number;
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
    const channels = follow(step, rule);
    if (channels !== null) show(step, rule, channels);
    values.set(node.id, { shape: step.shape, channels });
  }
  fixAll(forest, [values.get(structure.graph.output)!]);
  return { spaces: forest.spaces(), output: outputLayerOf(spec, structure), unclaimed };
}

function stepOf(
  spec: ParamSpec,
  forest: SpaceForest,
  node: LayerNode,
  inputs: readonly Value[],
  shape: readonly number[],
): Step {
  const leaf = (name: string) => leafOfNode(spec, node, name);
  return { forest, node, inputs, shape, leaf };
}

function show(
  { forest, node }: Step,
  rule: SymmetryRule | undefined,
  { space, blocks, active }: Channels,
): void {
  const activates = rule?.kind === 'channelwise' && bends(rule) ? node.inputs[0]! : null;
  forest.show(space, { node: node.id, blocks, stage: active ? 'after' : 'before', activates });
}

/** Whether it is an activation: what passes on a constant, as pooling does, is none. */
function bends({ averages, shifts }: ChannelwiseRule): boolean {
  return averages !== true && shifts !== true;
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
  read(step, kernel, rule);
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
  return { space, blocks: 1, active: false, sum: 0 };
}

function read(step: Step, kernel: LeafSpec, rule: MixRule): void {
  const { forest, node, inputs } = step;
  const channels = inputs[0]!.channels;
  if (channels === null) return;
  const axis = axisOf(kernel, rule.inputAxis);
  const { space, blocks, sum } = channels;
  const expected = blocks * forest.sizeOf(space);
  if (kernel.shape[axis] !== expected)
    misfit(node, `its kernel reads ${kernel.shape[axis]} channels, its input has ${expected}`);
  forest.bind(space, { leaf: kernel.name, axis, blocks, role: 'reads' });
  if (sum === 0) return;
  const reads = constantReader(step.leaf, rule, blocks);
  forest.reflect(space, reads && { ...reads, sum });
}

function channelwise({ forest, inputs }: Step, rule: ChannelwiseRule): Value['channels'] {
  const channels = inputs[0]!.channels;
  if (channels === null) return null;
  const linear = rule.averages === true;
  forest.restrict(channels.space, { ...rule, linear });
  if (linear) return channels;
  const sum = reflected(rule, channels.sum);
  if (sum === null) forest.reflect(channels.space, null);
  return { ...channels, active: channels.active || bends(rule), sum: sum ?? 0 };
}

/** What f(c - x) and f(x) add up to, if that is one number; null if it is not known to be. */
function reflected({ sign, reflection }: ChannelwiseRule, sum: number): number | null {
  if (sum !== 0) return null;
  return sign ? 0 : (reflection ?? null);
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
  if (rule.scale === null) forest.restrict(space, NOTHING_FREE);
  return { space, blocks, active: false, sum: 0 };
}

function flatten({ inputs }: Step): Value['channels'] {
  const { shape, channels } = inputs[0]!;
  if (channels === null) return null;
  return { ...channels, blocks: channels.blocks * sizeOf(shape.slice(0, -1)) };
}

/** What is added unit by unit moves together; where one summand is claimed by no space, none is. */
function add({ forest, inputs }: Step): Value['channels'] {
  const first = inputs[0]!.channels;
  const alike = inputs.every((value) => value.channels?.blocks === first?.blocks);
  if (first === null || !alike) return fixAll(forest, inputs);
  const all = inputs.map(({ channels }) => channels!);
  for (const { space } of all) forest.tie(first.space, space);
  const sum = all.reduce((total, channels) => total + channels.sum, 0);
  return { ...first, active: all.some(({ active }) => active), sum };
}

function fixAll(forest: SpaceForest, values: readonly Value[]): null {
  for (const { channels } of values) if (channels !== null) forest.fix(channels.space);
  return null;
}
