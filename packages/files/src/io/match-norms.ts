import { quote } from './formats/data-error.js';
import { compareNumbers } from './match-layers.js';
import type { LayerMatch } from './match-layers.js';
import { modelError } from './model-error.js';
import type { NormGroup } from './norm-groups.js';
import type { NormLayer } from './weight-layers.js';

/** A normalization of the network and what the file has for it. */
export type NormMatch = readonly [layer: NormLayer, group: NormGroup];

/**
 * Finds for every normalization of the network its tensors in the file: where all names are ids of
 * nodes, by name; else by its number of channels, and among those of one number by the name of the
 * layer whose output it takes (`conv1` and `bn1`, `downsample.0` and `downsample.1`), or by the numbers
 * in the names, as `matchLayers` does.
 *
 * @param weights what was found for the layers with kernels
 * @throws `model/mismatch` when the file has others, `model/ambiguous` when several could be taken for
 * one another
 */
export function matchNorms(
  layers: readonly NormLayer[],
  groups: readonly NormGroup[],
  weights: readonly LayerMatch[],
  source: string,
): readonly NormMatch[] {
  if (signatures(layers.map(ofLayer)) !== signatures(groups.map(ofGroup)))
    throw mismatch(layers, groups, source);
  const byId = new Map(groups.map((group) => [group.prefix, group]));
  if (layers.every((layer) => isFor(layer, byId.get(layer.id))))
    return layers.map((layer) => [layer, byId.get(layer.id)!]);
  const prefixes = new Map(weights.map(([layer, { prefix }]) => [layer.id, prefix]));
  return [...new Set(layers.map(ofLayer))].flatMap((kind) =>
    matchAlike(
      layers.filter((layer) => ofLayer(layer) === kind),
      groups.filter((group) => ofGroup(group) === kind),
      prefixes,
      source,
    ),
  );
}

function isFor(layer: NormLayer, group: NormGroup | undefined): boolean {
  return group !== undefined && ofGroup(group) === ofLayer(layer);
}

function matchAlike(
  layers: readonly NormLayer[],
  groups: readonly NormGroup[],
  prefixes: ReadonlyMap<string, string>,
  source: string,
): readonly NormMatch[] {
  if (layers.length === 1) return [[layers[0]!, groups[0]!]];
  return byNeighbour(layers, groups, prefixes) ?? byNumbers(layers, groups) ?? ambiguous(layers, groups, source); // prettier-ignore
}

/** Every layer by the name of the one before it; null unless that leaves exactly one for each. */
function byNeighbour(
  layers: readonly NormLayer[],
  groups: readonly NormGroup[],
  prefixes: ReadonlyMap<string, string>,
): readonly NormMatch[] | null {
  const found = layers.map((layer) => {
    const before = layer.after === null ? undefined : prefixes.get(layer.after);
    return groups.filter(({ prefix }) => before !== undefined && areNeighbours(before, prefix));
  });
  const single = found.every(({ length }) => length === 1);
  const different = new Set(found.flat()).size === layers.length;
  return single && different ? layers.map((layer, i) => [layer, found[i]![0]!]) : null;
}

/** In one module, as `conv1` and `bn1`; or one behind the other in a sequence, as `0` and `1`. */
function areNeighbours(kernel: string, norm: string): boolean {
  const [parent, last] = split(kernel);
  const [otherParent, otherLast] = split(norm);
  if (parent !== otherParent) return false;
  if (/^\d+$/.test(last) && /^\d+$/.test(otherLast)) return Number(otherLast) === Number(last) + 1;
  return String(last.match(/\d+/g)) === String(otherLast.match(/\d+/g));
}

function split(prefix: string): readonly [parent: string, last: string] {
  const dot = prefix.lastIndexOf('.');
  return [prefix.slice(0, Math.max(dot, 0)), prefix.slice(dot + 1)];
}

/** In the order of the numbers in their names; null where anything else tells these apart. */
function byNumbers(
  layers: readonly NormLayer[],
  groups: readonly NormGroup[],
): readonly NormMatch[] | null {
  const skeletons = new Set(groups.map(({ prefix }) => prefix.replace(/\d+/g, '#')));
  const sorted = groups.toSorted((a, b) => compareNumbers(a.prefix, b.prefix));
  const tied = sorted.some(
    ({ prefix }, i) => i > 0 && compareNumbers(sorted[i - 1]!.prefix, prefix) === 0,
  );
  return skeletons.size > 1 || tied ? null : layers.map((layer, i) => [layer, sorted[i]!]);
}

function ofLayer({ scale, statistics }: NormLayer): string {
  return signature(scale.shape, statistics !== null);
}

function ofGroup({ scale, statistics }: NormGroup): string {
  return signature(scale.shape, statistics !== null);
}

function signature(shape: readonly number[], hasStatistics: boolean): string {
  return `[${shape.join(', ')}] ${hasStatistics ? 'with' : 'without'} statistics`;
}

function signatures(all: readonly string[]): string {
  return all.toSorted().join('|');
}

function mismatch(
  layers: readonly NormLayer[],
  groups: readonly NormGroup[],
  source: string,
): Error {
  const wanted = layers.map((layer) => `${layer.id} ${ofLayer(layer)}`);
  const given = groups.map((group) => `${quote(group.prefix)} ${ofGroup(group)}`);
  const advice =
    groups.length === 0
      ? 'If they were folded into the layers before, take the architecture without norms.'
      : 'Check the sizes in the architecture, and whether it has batch norm (with statistics) or layer norm as the file has.';
  return modelError(
    'mismatch',
    source,
    `its normalizations do not fit the network. The network has: ${wanted.join('; ')}. The file has: ${given.join('; ') || 'none'}. ${advice}`,
    { expected: wanted, came: given },
  );
}

function ambiguous(
  layers: readonly NormLayer[],
  groups: readonly NormGroup[],
  source: string,
): never {
  const ids = layers.map(({ id }) => id);
  const candidates = groups.map(({ prefix }) => prefix);
  throw modelError(
    'ambiguous',
    source,
    `${candidates.map(quote).join(', ')} all fit the normalizations ${ids.join(', ')}, and their names do not say which is which: neither by the layers before them nor by numbers alone. Rename all layers of the file to the ids of the nodes (such as "${ids[0]}").`,
    { layers: ids, candidates },
  );
}
