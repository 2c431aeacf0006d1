import type { WarningRecord } from '@isthmus/contract';
import type { Leaf } from '@isthmus/contract/parameters';
import type { ChainGroup } from './chain-axes.js';
import { chainOrders } from './chain-order.js';
import { weightsOf } from './bystanders.js';
import { quote } from './formats/data-error.js';
import { modelError } from './model-error.js';
import { refuseUnchained } from './unchained.js';
import { parseHeader } from './safetensors-header.js';
import { readTensorFile, writeSafetensors, type TensorFile } from './safetensors.js';
import { groupTensors, refuseForeign, type TensorGroup } from './tensor-groups.js';
import { untied } from './tied-weights.js';
import type { AxisOrder } from './weight-layers.js';

/** A layer of a chain, as names and shapes tell it. */
export interface ChainLayer {
  /** What stands before the last dot of its names in the file; empty for a single bare layer. */
  readonly prefix: string;
  /** A name that a node of a graph may have. */
  readonly id: string;
  readonly kind: 'dense' | 'conv2d';
  /** Of its units, or channels. */
  readonly inputs: number;
  readonly outputs: number;
  /** Height and width of the kernel; 1 for a dense layer. */
  readonly kernelSize: number;
  readonly bias: boolean;
}

/** Layers one behind the other, with their weights. */
export interface LayerChain {
  readonly layers: readonly ChainLayer[];
  /** Numbers that a flattening lines up for each channel of the last convolution; 1 where it comes to nothing. */
  readonly places: number;
  readonly layout: AxisOrder;
  /** The same weights under the layers' ids, as a file that `importModel` takes. */
  readonly bytes: Uint8Array;
  /** Tensors that stand beside the layers that were asked for. */
  readonly leftOut: readonly string[];
  readonly warnings: readonly WarningRecord[];
}

/** What a file does not say of its layers. */
export interface ChainChoices {
  /** The layers by their names, first to last; others are left out. Absent: all that there are. */
  readonly layers?: readonly string[];
  /** Absent: by names, or else by shapes. */
  readonly layout?: AxisOrder;
}

/**
 * Reads a model file without a network: which dense layers and convolutions it has, and in which order they can
 * be one chain. Each layer reads what the one before it makes, after the last convolution lined up channel by
 * channel. Where shapes allow one order alone, or numbers in the names decide, that is it; nothing is guessed.
 *
 * A file says nothing of activations, pooling, and sums: that there is nothing but one chain is taken as given, and
 * names that speak of something else are refused.
 *
 * @param source the file's name, for messages
 * @throws `model/…` naming what is no layer of a chain, or which layers do not follow one another
 * @example
 * const chain = readLayerChain(encodeModel(a), 'a.safetensors');
 * chain.layers.map(({ id }) => id); // ['dense1', 'dense2', 'dense3']
 */
export function readLayerChain(
  bytes: Uint8Array,
  source: string,
  choices: ChainChoices = {},
): LayerChain {
  const names = parseHeader(bytes, source).entries.map(({ name }) => name);
  const chosen = choices.layers ?? null;
  const isChosen = (name: string) => chosen === null || chosen.includes(prefixOf(name));
  refuseUnchained(names.filter(isChosen), source);
  refuseForeign(names.filter(isChosen), new Set(), source);
  const file = chosenTensors(readTensorFile(bytes, source), isChosen);
  const kept = untied(weightsOf(file, new Set(), source), file.metadata, source);
  const { names: called, groups } = groupTensors(kept.tensors, source);
  if (called === 'both' && choices.layout === undefined)
    throw modelError(
      'mixed-names',
      source,
      'some weights are called "kernel" (our name) and some "weight" (PyTorch\'s). Say which axis order all of them have: --layout isthmus or --layout pytorch.',
    );
  const taken = chosen === null ? groups : inChosenOrder(groups, chosen, source);
  const layouts = layoutsOf(choices.layout, called === 'weight', file.metadata.get('format'));
  const found = chainOrders(taken, layouts, source, chosen !== null);
  const ids = idsOf(found.order.map(({ group }) => group.prefix));
  return {
    ...{ layout: found.layout, places: found.places, warnings: kept.warnings },
    leftOut: names.filter((name) => !isChosen(name)),
    layers: found.order.map((each, i) => layerOf(each, ids[i]!)),
    bytes: renamed(found.order.map(({ group }) => group), ids), // prettier-ignore
  };
}

function prefixOf(name: string): string {
  return name.slice(0, Math.max(name.lastIndexOf('.'), 0));
}

function chosenTensors(file: TensorFile, isChosen: (name: string) => boolean): TensorFile {
  return {
    ...file,
    tensors: new Map([...file.tensors].filter(([name]) => isChosen(name))),
    others: file.others.filter(({ name }) => isChosen(name)),
  };
}

function inChosenOrder(
  groups: readonly TensorGroup[],
  chosen: readonly string[],
  source: string,
): readonly TensorGroup[] {
  return chosen.map((name) => {
    const group = groups.find(({ prefix }) => prefix === name);
    if (group !== undefined) return group;
    throw modelError(
      'mismatch',
      source,
      `there is no layer ${quote(name)} with a weight in it. A layer's name is what stands before the last dot of its tensors' names (net.0 of net.0.weight).`,
      { layer: name },
    );
  });
}

/** What the importer would take them for, the likeliest first. */
function layoutsOf(
  given: AxisOrder | undefined,
  isWeight: boolean,
  format: string | undefined,
): readonly AxisOrder[] {
  if (given !== undefined) return [given];
  if (isWeight) return ['pytorch'];
  return format === 'pt' ? ['isthmus', 'pytorch'] : ['isthmus'];
}

function layerOf({ group, axes }: ChainGroup, id: string): ChainLayer {
  const { kind, inputs, outputs, kernelSize } = axes;
  return { prefix: group.prefix, id, kind, inputs, outputs, kernelSize, bias: group.bias !== null };
}

/** A small letter, then letters, digits and `_`. */
function idOf(prefix: string): string {
  const plain = prefix.replace(/[^A-Za-z0-9_]/g, '_');
  if (plain === '') return 'layer';
  const small = plain[0]!.toLowerCase() + plain.slice(1);
  return /^[a-z]/.test(small) && small !== 'input' ? small : `layer_${small}`;
}

/** Without dots, which stand between a node and its parameters, and each but once. */
function idsOf(prefixes: readonly string[]): readonly string[] {
  const ids: string[] = [];
  for (const prefix of prefixes) {
    const start = idOf(prefix);
    let id = start;
    for (let i = 2; ids.includes(id); i++) id = `${start}_${i}`;
    ids.push(id);
  }
  return ids;
}

function renamed(groups: readonly TensorGroup[], ids: readonly string[]): Uint8Array {
  const tensors = groups.flatMap(({ kernel, bias }, i): (readonly [string, Leaf])[] => [
    [`${ids[i]!}.kernel`, kernel],
    ...(bias === null ? [] : [[`${ids[i]!}.bias`, bias] as const]),
  ]);
  return writeSafetensors(new Map(tensors));
}
