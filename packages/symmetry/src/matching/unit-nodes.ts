import type { UnitSpace } from '@isthmus/core';
import type { NetworkView } from '@isthmus/core/contract';

/** Where the values of units are looked at: where a layer makes them, or where one reads them. */
export type ValuePlace = 'made' | 'read';

/**
 * The nodes of a layer graph at which the units of a space stand along the last axis: those that make
 * them (before an activation that follows), or those whose values some layer reads (behind it).
 *
 * @returns ids, each once; none for a network given as code
 */
export function unitNodes(
  { structure }: NetworkView,
  space: UnitSpace,
  place: ValuePlace,
): readonly string[] {
  const nodes = structure?.graph.nodes ?? [];
  const role = place === 'made' ? 'makes' : 'reads';
  const leaves = space.bindings.filter((binding) => binding.role === role);
  const found = leaves.flatMap(({ leaf }) => {
    const node = nodes.find(({ id }) => leaf.startsWith(`${id}.`) && !leaf.slice(id.length + 1).includes('.')); // prettier-ignore
    if (node === undefined) return [];
    return place === 'made' ? [node.id] : node.inputs.slice(0, 1);
  });
  return [...new Set(found)];
}
