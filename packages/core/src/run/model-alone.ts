import { isIsthmusError, IsthmusError } from '@isthmus/contract/base';
import type { Layer, LayerNode, PluginName, WarningRecord } from '@isthmus/contract';
import type { Params } from '@isthmus/contract/parameters';
import { buildNetwork, type GraphNetwork } from '@isthmus/engine';
import { importModel, readLayerChain, type ChainChoices, type LayerChain } from '@isthmus/files';
import type { Registry } from '../registry/registry.js';
import { layersOf } from './open-network.js';

/** What a model file does not say of its network. */
export interface ModelChoices extends ChainChoices {
  /**
   * What every hidden layer goes through, such as `core/relu`; `none`: nothing. Absent: some function of each number
   * alone, of which nothing is taken as known.
   */
  readonly activation?: PluginName | 'none';
}

/** A model file as a network, as far as its layers say enough. */
export interface ModelAlone {
  readonly network: GraphNetwork;
  readonly params: Params;
  readonly chain: LayerChain;
  readonly warnings: readonly WarningRecord[];
}

/**
 * Reads a model file without an experiment: its layers as one chain (`readLayerChain`), with an activation between
 * them. Sizes of pictures are not known and not needed: the network stands for what its weights say, and computes
 * nothing.
 *
 * @param source the file's name, for messages
 * @throws `model/…` saying which layers are no chain, `model/unfit-activation` for what is no activation
 * @example
 * const { chain } = modelAlone(encodeModel(a), 'a.safetensors', registry, { activation: 'core/tanh' });
 * chain.layers.length; // 3
 */
export function modelAlone(
  bytes: Uint8Array,
  source: string,
  registry: Registry,
  choices: ModelChoices = {},
): ModelAlone {
  const activation = activationOf(registry, choices.activation);
  const chain = readLayerChain(bytes, source, choices);
  const network = networkOf(chain, activation, layersOf(registry));
  const { params, warnings } = importModel(chain.bytes, source, network, chain.layout);
  return { network, params, chain, warnings: [...chain.warnings, ...warnings] };
}

/** Acts on every number alone, and that is all that is known of it. */
const UNKNOWN: Layer = standIn({ scaling: false, sign: false });

/** Between convolutions there may be pooling, which may take the largest: no sign goes through it. */
const BETWEEN: Layer = standIn({ scaling: true, sign: false });

function standIn(claims: { readonly scaling: boolean; readonly sign: boolean }): Layer {
  return {
    outputShape: ([shape]) => shape!,
    parameters: () => [],
    init: () => ({}),
    interpreters: {
      tfjs: () => {
        throw new IsthmusError(
          'network/no-reference',
          'A model file alone says nothing of what its network computes: give it by an experiment.',
        );
      },
      symmetry: { kind: 'channelwise', ...claims },
    },
  };
}

/** Null: none between layers. */
function activationOf(registry: Registry, name: ModelChoices['activation']): Layer | null {
  if (name === undefined) return UNKNOWN;
  if (name === 'none') return null;
  const layer = actingAlone(registry, name);
  if (layer !== null) return layer;
  const known = registry.list('layer').map((each) => each.name);
  const acting = known.filter((each) => actingAlone(registry, each) !== null);
  throw new IsthmusError(
    'model/unfit-activation',
    `"${name}" is no activation that is known: expected one of ${acting.join(', ')}, or none.`,
    { name, known: acting },
  );
}

/** Null for what is no layer, takes options that have no default, has parameters, or looks at several numbers. */
function actingAlone(registry: Registry, name: PluginName): Layer | null {
  try {
    const { plugin } = registry.resolve('layer', name, 'the activation');
    const { symmetry, reference } = plugin.interpreters;
    return symmetry?.kind === 'channelwise' && reference?.([[2]]).kind === 'elementwise'
      ? plugin
      : null;
  } catch (thrown) {
    if (isIsthmusError(thrown)) return null;
    throw thrown;
  }
}

/** Nodes one behind the other. Pictures are drawn out to one row of as many places as are lined up. */
function networkOf(
  { layers, places }: LayerChain,
  activation: Layer | null,
  resolve: (node: LayerNode) => Layer,
): GraphNetwork {
  const own = new Map<string, Layer>();
  const nodes: LayerNode[] = [];
  const ids = new Set(layers.map(({ id }) => id));
  const append = (id: string, use: PluginName, options: LayerNode['options']) =>
    nodes.push({ id, use, options, inputs: [nodes.at(-1)?.id ?? 'input'] });
  const stand = (id: string, layer: Layer | null) => {
    if (layer === null) return;
    own.set(freeId(id, ids), layer);
    append(freeId(id, ids), 'model/stand-in', {});
  };
  layers.forEach(({ id, kind, outputs, kernelSize, bias }, i) => {
    const isConv = kind === 'conv2d';
    if (!isConv && layers[i - 1]?.kind === 'conv2d')
      append(freeId('flatten', ids), 'core/flatten', {});
    if (isConv) append(id, 'core/conv2d', { filters: outputs, kernelSize, padding: 'same', bias });
    else append(id, 'core/dense', { units: outputs, bias });
    if (i === layers.length - 1) return;
    stand(`${id}_activation`, activation);
    if (isConv && isFeltByPooling(activation)) stand(`${id}_between`, BETWEEN);
  });
  const shapeOf = (channels: number, kind: string) =>
    kind === 'conv2d' ? [places, 1, channels] : [channels];
  const [first, last] = [layers[0]!, layers.at(-1)!];
  const shapes = {
    input: shapeOf(first.inputs, first.kind),
    output: shapeOf(last.outputs, last.kind),
  };
  const graph = { nodes, output: nodes.at(-1)!.id };
  const network = buildNetwork({ graph }, shapes, (node) => own.get(node.id) ?? resolve(node));
  if (network.kind !== 'graph') throw new Error('a graph makes a graph network');
  return network;
}

/** Whether taking the largest keeps less than the activation does; factors above 0 it keeps. */
function isFeltByPooling(activation: Layer | null): boolean {
  const rule = activation?.interpreters.symmetry;
  return rule?.kind !== 'channelwise' || rule.sign || rule.reflection !== undefined;
}

/** A layer of the file may be called as one of ours. */
function freeId(id: string, taken: ReadonlySet<string>): string {
  let free = id;
  for (let i = 2; taken.has(free); i++) free = `${id}_${i}`;
  return free;
}
