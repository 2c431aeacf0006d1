import { tiedAxes, type UnitSpace } from '@isthmus/core';
import type { LayerNode, NetworkView } from '@isthmus/core/contract';
import { functionOf, shapesOf, type Slopes } from '../units/unit-activations.js';

type Structure = NonNullable<NetworkView['structure']>;

/** Units that one layer makes, as a walk along their biases sees them. */
export interface HiddenLayer {
  /** The node that makes them: its values are the sums before the activation. */
  readonly node: string;
  /** The node that has their values: its activation, or itself where there is none. */
  readonly values: string;
  readonly units: number;
  /** Of the activation to either side of 0; null where it bends elsewhere. */
  readonly slopes: Slopes | null;
  readonly kernel: string;
  /** Null for a layer without biases. */
  readonly bias: string | null;
  /** Layers that read the units, however far down. */
  readonly readers: readonly UnitReader[];
  /** What may be done to the units together with all that share their places. */
  readonly space: UnitSpace;
}

/** A layer that reads units. */
export interface UnitReader {
  readonly node: string;
  readonly kernel: string;
  /** Of the kernel. */
  readonly inputAxis: number;
  readonly outputAxis: number;
  /** Null for a layer without biases. */
  readonly bias: string | null;
  /** Whether the kernel has one row for each unit, as between dense layers. */
  readonly isPlain: boolean;
  /** Whether its values are the network's predictions. */
  readonly isOutput: boolean;
}

/**
 * The hidden layers whose units are known: what makes them, what they become, and everything that reads
 * them. A layer is left out where some reader is not understood, or its activation does not follow it.
 */
export function hiddenLayers(network: NetworkView): readonly HiddenLayer[] {
  const { structure } = network;
  if (structure === undefined) return [];
  const { spaces } = tiedAxes(network);
  return structure.graph.nodes.flatMap((node) => layerAt(network, structure, spaces, node) ?? []);
}

function layerAt(
  { spec }: NetworkView,
  structure: Structure,
  spaces: readonly UnitSpace[],
  node: LayerNode,
): HiddenLayer | null {
  const rule = ruleOf(structure, node);
  if (rule?.kind !== 'mix') return null;
  const kernel = `${node.id}.${rule.kernel}`;
  const space = spaces.find(({ bindings }) =>
    bindings.some(({ leaf, role }) => leaf === kernel && role === 'makes'),
  );
  const units = spec.leaves.find(({ name }) => name === kernel)?.shape.at(rule.outputAxis);
  const values = activationOf(structure, node);
  if (space === undefined || units !== space.size || values === null) return null;
  const readers = readersOf(structure, values, { spec, units, output: structure.graph.output });
  if (readers === null || readers.length === 0) return null;
  const bias = rule.bias === null ? null : `${node.id}.${rule.bias}`;
  const slopes = slopesOf(structure, node, values);
  return { node: node.id, values, units, slopes, kernel, bias, readers, space };
}

function ruleOf({ layerOf }: Structure, { id }: LayerNode) {
  return layerOf(id).interpreters.symmetry;
}

function consumersOf({ graph }: Structure, id: string): readonly LayerNode[] {
  return graph.nodes.filter(({ inputs }) => inputs.includes(id));
}

/** Null where the values change their shape before anything acts on them one by one. */
function activationOf(structure: Structure, node: LayerNode): string | null {
  const [next, ...others] = consumersOf(structure, node.id);
  if (next === undefined) return null;
  if (others.length > 0 || ruleOf(structure, next)?.kind !== 'channelwise') return node.id;
  const shape = [3, 3, 3];
  try {
    return structure.layerOf(next.id).outputShape([shape]).join() === shape.join() ? next.id : null;
  } catch {
    return null;
  }
}

/** Sums that nothing bends, as of dropout where nothing is trained, pass unchanged. */
const UNCHANGED: Slopes = { above: 1, below: 1 };

function slopesOf(structure: Structure, node: LayerNode, values: string): Slopes | null {
  if (values === node.id) return UNCHANGED;
  const rule = structure.layerOf(values).interpreters.symmetry;
  if (rule?.kind === 'channelwise' && rule.averages === true) return UNCHANGED;
  return functionOf(structure, values, shapesOf(structure).get(node.id)!).slopes;
}

/** What is known of a layer whose readers are sought. */
interface ReadLayer {
  readonly spec: NetworkView['spec'];
  readonly units: number;
  /** The node of the predictions. */
  readonly output: string;
}

/** Null where the units reach a layer of unknown behaviour, or the output itself. */
function readersOf(
  structure: Structure,
  values: string,
  layer: ReadLayer,
): readonly UnitReader[] | null {
  const found: UnitReader[] = [];
  const open = [values];
  const seen = new Set(open);
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (id === structure.graph.output) return null;
    for (const node of consumersOf(structure, id)) {
      if (seen.has(node.id)) continue;
      seen.add(node.id);
      const rule = ruleOf(structure, node);
      if (rule === undefined) return null;
      if (rule.kind !== 'mix') open.push(node.id);
      else found.push(readerOf(node, rule, layer));
    }
  }
  return found;
}

function readerOf(
  { id }: LayerNode,
  rule: Extract<ReturnType<typeof ruleOf>, { kind: 'mix' }>,
  { spec, units, output }: ReadLayer,
): UnitReader {
  const kernel = `${id}.${rule.kernel}`;
  const { shape } = spec.leaves.find(({ name }) => name === kernel)!;
  const from = (axis: number) => (axis < 0 ? shape.length + axis : axis);
  const inputAxis = from(rule.inputAxis);
  return {
    node: id,
    kernel,
    inputAxis,
    outputAxis: from(rule.outputAxis),
    bias: rule.bias === null ? null : `${id}.${rule.bias}`,
    isPlain: shape.length === 2 && shape[inputAxis] === units,
    isOutput: id === output,
  };
}
