import { quote } from './formats/data-error.js';
import { kernelShapeIn } from './axis-order.js';
import { modelError } from './model-error.js';
import type { TensorGroup } from './tensor-groups.js';
import type { AxisOrder, WeightLayer } from './weight-layers.js';

/** A layer of the network and what the file has for it. */
export type LayerMatch = readonly [layer: WeightLayer, group: TensorGroup];

/**
 * Finds for every layer of the network its tensors in the file: where all names are the ids of the
 * nodes, by name; else by shape, and among layers of one shape by the numbers in the names
 * (`conv2` before `conv10`), provided that nothing but the numbers tells these names apart.
 *
 * Words never decide an order: `decoder` would come before `encoder`, and between layers of one shape
 * nobody would notice.
 *
 * @throws `model/mismatch` when names or shapes do not fit, `model/ambiguous` when several layers
 * could be taken for one another
 */
export function matchLayers(
  layers: readonly WeightLayer[],
  groups: readonly TensorGroup[],
  layout: AxisOrder,
  source: string,
): readonly LayerMatch[] {
  const byId = new Map(groups.map((group) => [group.prefix, group]));
  const named = groups.length === layers.length && layers.every(({ id }) => byId.has(id));
  const pairs = named ? layers.map((layer): LayerMatch => [layer, byId.get(layer.id)!]) : null;
  if (pairs?.every(([layer, group]) => fits(layer, group, layout)) === true) return pairs;
  if (pairs !== null || !sameShapes(layers, groups, layout))
    throw mismatch(layers, groups, layout, source);
  const kinds = new Set(layers.map((layer) => layerSignature(layer, layout)));
  return [...kinds].flatMap((kind) =>
    matchAlike(
      layers.filter((layer) => layerSignature(layer, layout) === kind),
      groups.filter((group) => groupSignature(group) === kind),
      source,
    ),
  );
}

/** Whether file and network have the same shapes, each as often, whatever the order. */
export function sameShapes(
  layers: readonly WeightLayer[],
  groups: readonly TensorGroup[],
  layout: AxisOrder,
): boolean {
  const wanted = layers.map((layer) => layerSignature(layer, layout)).sort();
  const given = groups.map(groupSignature).sort();
  return wanted.join('|') === given.join('|');
}

/** Layers of one shape and as many groups of that shape. */
function matchAlike(
  layers: readonly WeightLayer[],
  groups: readonly TensorGroup[],
  source: string,
): readonly LayerMatch[] {
  const skeletons = new Set(groups.map(({ prefix }) => prefix.replace(/\d+/g, '#')));
  const sorted = [...groups].sort((a, b) => compareNumbers(a.prefix, b.prefix));
  const tied = sorted.some(
    (group, i) => i > 0 && compareNumbers(sorted[i - 1]!.prefix, group.prefix) === 0,
  );
  if (groups.length > 1 && (skeletons.size > 1 || tied)) throw ambiguous(layers, groups, source);
  return layers.map((layer, i) => [layer, sorted[i]!]);
}

/** By the first number that differs. */
export function compareNumbers(a: string, b: string): number {
  const left = a.match(/\d+/g) ?? [];
  const right = b.match(/\d+/g) ?? [];
  for (const [i, digits] of left.entries()) {
    const difference = Number(digits) - Number(right[i]);
    if (difference !== 0) return difference;
  }
  return 0;
}

function fits(layer: WeightLayer, group: TensorGroup, layout: AxisOrder): boolean {
  return layerSignature(layer, layout) === groupSignature(group);
}

function layerSignature(layer: WeightLayer, layout: AxisOrder): string {
  return signature(kernelShapeIn(layout, layer), layer.bias?.shape ?? null);
}

function groupSignature({ kernel, bias }: TensorGroup): string {
  return signature(kernel.shape, bias?.shape ?? null);
}

function signature(kernel: readonly number[], bias: readonly number[] | null): string {
  const shape = `[${kernel.join(', ')}]`;
  return bias === null ? `${shape} without bias` : `${shape} with bias [${bias.join(', ')}]`;
}

function ambiguous(
  layers: readonly WeightLayer[],
  groups: readonly TensorGroup[],
  source: string,
): Error {
  const ids = layers.map(({ id }) => id);
  const prefixes = groups.map(({ prefix }) => prefix);
  return modelError(
    'ambiguous',
    source,
    `${prefixes.map(quote).join(', ')} all have the shape of the layers ${ids.join(', ')}, and their names do not say which is which. Rename all layers of the file to the ids of the nodes (such as "${ids[0]}").`,
    { layers: ids, candidates: prefixes },
  );
}

function mismatch(
  layers: readonly WeightLayer[],
  groups: readonly TensorGroup[],
  layout: AxisOrder,
  source: string,
): Error {
  const wanted = layers.map((layer) => `${layer.id} ${layerSignature(layer, layout)}`);
  const given = groups.map((group) => `${quote(group.prefix)} ${groupSignature(group)}`);
  return modelError(
    'mismatch',
    source,
    `its layers do not fit the network. The network has, in ${layout === 'pytorch' ? "PyTorch's" : 'our'} axis order: ${wanted.join('; ')}. The file has: ${given.join('; ') || 'none'}.${advice(layers, groups, layout)}`,
    { expected: wanted, came: given },
  );
}

function advice(
  layers: readonly WeightLayer[],
  groups: readonly TensorGroup[],
  layout: AxisOrder,
): string {
  if (layers.length !== groups.length)
    return ` The network has ${layers.length} layers with weights, the file has ${groups.length}: check the architecture${groups.length > 0 && groups.length < layers.length ? ', and whether two layers share weights that were saved once (then save them under both names)' : ''}.`;
  const other = layout === 'pytorch' ? 'isthmus' : 'pytorch';
  if (sameShapes(layers, groups, other))
    return ` It fits in the other axis order: say "layout": "${other}".`;
  if (sameShapes(layers.map(withoutBias), groups.map(withoutBias), layout))
    return ' Only biases differ: set the option "bias" of the architecture as the file has it.';
  if (isOneLogit(layers, groups, layout))
    return ` The last layer of the file has 1 output, that of the network 2: for a classifier of two classes with one logit leave "classes" out of the task, so that its targets are 0 and 1, and take the loss "core/binary-cross-entropy".`;
  return ' Check the sizes in the architecture against the file.';
}

/** Whether only the last layer differs, which makes two outputs here and one there. */
function isOneLogit(
  layers: readonly WeightLayer[],
  groups: readonly TensorGroup[],
  layout: AxisOrder,
): boolean {
  const wanted = layers.map((layer) => layerSignature(layer, layout));
  const given = groups.map(groupSignature);
  const here = wanted.filter((each) => !given.includes(each));
  const there = given.filter((each) => !wanted.includes(each));
  const last = layers.find((layer) => here.includes(layerSignature(layer, layout)));
  const group = groups.find((each) => there.includes(groupSignature(each)));
  if (here.length !== 1 || there.length !== 1 || last === undefined || group === undefined)
    return false;
  const outputs = layout === 'isthmus' ? group.kernel.shape.at(-1) : group.kernel.shape[0];
  return last.kernel.shape.at(-1) === 2 && outputs === 1;
}

function withoutBias<T extends { readonly bias: unknown }>(layer: T): T & { readonly bias: null } {
  return { ...layer, bias: null };
}
