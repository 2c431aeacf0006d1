import { tiedAxes, type UnitSpace } from '@isthmus/core';
import type { NetworkView } from '@isthmus/core/contract';

/** Why a symmetry that looks at the values of units says nothing of a network given as code. */
export function refusalOfCode({ structure }: NetworkView): string | null {
  return structure === undefined
    ? 'it looks at the units of a layer graph, and this network is given as code'
    : null;
}

/** Why one assignment is not exact for a network: it has no hidden units, or several layers of them. */
export function refusalOfDepth(network: NetworkView): string | null {
  const { spaces } = tiedAxes(network);
  const [space, ...more] = spaces;
  if (space === undefined) return 'it pairs hidden units, and none are known of this network';
  const names = spaces.map(({ name }) => name).join(', ');
  if (more.length > 0)
    return `it is exact for one hidden layer, and this network has ${spaces.length} (${names})`;
  return bindsTwice(space)
    ? `it is exact where each array reads or makes the units of "${space.name}", and one does both`
    : null;
}

function bindsTwice({ bindings }: UnitSpace): boolean {
  return new Set(bindings.map(({ leaf }) => leaf)).size < bindings.length;
}
