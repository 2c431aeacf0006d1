import type { WarningRecord } from '@isthmus/contract';
import type { GraphNetwork, Network } from '@isthmus/engine';
import type { Params } from '@isthmus/contract/parameters';
import { conform } from '@isthmus/contract/parameters';
import { channelsFrom, kernelFrom } from './axis-order.js';
import { weightsOf } from './bystanders.js';
import { quote } from './formats/data-error.js';
import type { LayerMatch } from './match-layers.js';
import { matchLayers, sameShapes } from './match-layers.js';
import { modelError } from './model-error.js';
import { parseHeader } from './safetensors-header.js';
import type { TensorFile } from './safetensors.js';
import { readTensorFile } from './safetensors.js';
import { matchNorms } from './match-norms.js';
import { leavesOfNorm, splitNorms } from './norm-groups.js';
import type { GroupedTensors, KnownNorms } from './tensor-groups.js';
import { groupTensors, refuseForeign } from './tensor-groups.js';
import { untied } from './tied-weights.js';
import type { AxisOrder, OrderBefore, WeightLayer } from './weight-layers.js';
import { ordersOf, weightLayersOf, withFlattened } from './weight-layers.js';

/** The parameters that a file has for a network, and what is to be known about them. */
export interface ImportedModel {
  readonly params: Params;
  readonly warnings: readonly WarningRecord[];
}

/**
 * Reads the parameters of a network from a safetensors file of ours or of PyTorch (a state dict),
 * brought into our axis order and under our names.
 *
 * `X.kernel` is our name for a weight (dense `[in, out]`, convolution `[h, w, in, out]`), `X.weight`
 * PyTorch's (dense `[out, in]`, convolution `[out, in, h, w]`; after a flattening its inputs run
 * channel by channel). Layers are matched as `matchLayers` says.
 *
 * @param source the file's name, for messages
 * @param layout the axis order, whatever the names say
 * What stands beside the weights and is no part of the function is passed over and said: counters,
 * whole numbers, the state of an optimizer.
 *
 * @throws `model/…` saying what does not fit and what to do
 * @example
 * // Else of `readFile('a.safetensors')`.
 * const bytes = encodeModel(a);
 * sameBits(importModel(bytes, 'a.safetensors', network).params, a); // true
 */
export function importModel(
  bytes: Uint8Array,
  source: string,
  network: Network,
  layout?: AxisOrder,
): ImportedModel {
  const names = parseHeader(bytes, source).entries.map(({ name }) => name);
  const known = new Set(network.spec.leaves.map(({ name }) => name));
  const norms = normsOf(network);
  refuseForeign(names, known, source, norms);
  const file = readTensorFile(bytes, source);
  const weights = untied(weightsOf(file, known, source, norms), file.metadata, source);
  const kept = { ...file, tensors: weights.tensors };
  const params =
    network.kind === 'code'
      ? ownNames(kept, source, layout)
      : paramsOfGraph(kept, source, network, layout);
  checkFinite(params, source);
  return { params: conform(network.spec, params, source), warnings: weights.warnings };
}

/** Which normalizations a network has a place for. */
function normsOf(network: Network): KnownNorms {
  const layers = network.kind === 'code' ? null : weightLayersOf(network);
  const norms = layers === null || 'unknown' in layers ? [] : layers.norms;
  return {
    batch: norms.some(({ statistics }) => statistics !== null),
    sample: norms.some(({ statistics }) => statistics === null),
  };
}

/** Without a graph nobody knows which axes are which: only our names and our order will do. */
function ownNames(file: TensorFile, source: string, layout: AxisOrder | undefined): Params {
  if (layout === 'pytorch')
    throw modelError(
      'unsupported',
      source,
      `the architecture is given as code, so PyTorch's axis order cannot be turned into its own. Save the file with its parameters' names and shapes.`,
    );
  return Object.fromEntries(file.tensors);
}

function paramsOfGraph(
  file: TensorFile,
  source: string,
  network: GraphNetwork,
  layout: AxisOrder | undefined,
): Params {
  const layers = weightLayersOf(network);
  if ('unknown' in layers) {
    if (layout !== 'pytorch') return Object.fromEntries(file.tensors);
    const { id, use } = layers.unknown;
    throw modelError(
      'unsupported',
      source,
      `node "${id}" (${use}) has parameters that are neither a kernel and a bias nor those of a normalization, so PyTorch's names and axis order cannot be matched to it. Save the file in our layout and say "layout": "isthmus".`,
      { node: id },
    );
  }
  const { weights, norms } = layers;
  const split =
    norms.length === 0 ? { norms: [], others: file.tensors } : splitNorms(file.tensors, source);
  const grouped = groupTensors(split.others, source);
  const order = layout ?? layoutOf(file, grouped, weights, source);
  const matches = matchLayers(weights, grouped.groups, order, source);
  const normed = matchNorms(norms, split.norms, matches, source);
  const orderBefore: OrderBefore = order === 'isthmus' ? () => null : ordersOf(network, source);
  return Object.fromEntries([
    ...placed(matches, orderBefore).flatMap((match) => leavesOf(match, order)),
    ...normed.flatMap(([layer, group]) =>
      leavesOfNorm(layer, group, (leaf) => channelsFrom(leaf, orderBefore(layer.id))),
    ),
  ]);
}

/** Names decide. Where they contradict one another or the file's writer, shapes do, or nothing. */
function layoutOf(
  file: TensorFile,
  { names, groups }: GroupedTensors,
  layers: readonly WeightLayer[],
  source: string,
): AxisOrder {
  if (names === 'weight') return 'pytorch';
  if (names === 'both')
    throw modelError(
      'mixed-names',
      source,
      'some weights are called "kernel" (our name) and some "weight" (PyTorch\'s). Say "layout": "isthmus" or "pytorch", whichever axis order all of them have.',
    );
  // PyTorch's writer marks its files so; a module of its user's may well call its weight a kernel.
  if (file.metadata.get('format') !== 'pt') return 'isthmus';
  const ours = sameShapes(layers, groups, 'isthmus');
  if (ours && sameShapes(layers, groups, 'pytorch'))
    throw modelError(
      'ambiguous',
      source,
      'its kernels have our names, PyTorch wrote the file, and their shapes are the same in both axis orders. Say "layout": "isthmus" (dense [in, out]) or "pytorch" (dense [out, in]).',
      { candidates: ['isthmus', 'pytorch'] },
    );
  return ours ? 'isthmus' : 'pytorch';
}

function placed(matches: readonly LayerMatch[], orderBefore: OrderBefore): readonly LayerMatch[] {
  const layers = withFlattened(
    matches.map(([layer]) => layer),
    orderBefore,
  );
  return matches.map(([, group], i) => [layers[i]!, group]);
}

function leavesOf([layer, group]: LayerMatch, layout: AxisOrder) {
  const kernel = [layer.kernel.name, kernelFrom(layout, layer, group.kernel)] as const;
  return layer.bias === null || group.bias === null
    ? [kernel]
    : [kernel, [layer.bias.name, group.bias] as const];
}

/** A network with such a parameter has no loss, so it can be no endpoint. */
function checkFinite(params: Params, source: string): void {
  for (const [name, { data }] of Object.entries(params)) {
    const at = data.findIndex((value) => !Number.isFinite(value));
    if (at >= 0)
      throw modelError(
        'nonfinite',
        source,
        `the parameter ${quote(name)} is ${data[at]} at entry ${at}; the training that made the file diverged. Save an earlier state.`,
        { parameter: name, entry: at },
      );
  }
}
