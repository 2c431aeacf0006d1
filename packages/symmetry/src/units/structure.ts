import { IsthmusError } from '@isthmus/core';
import type { NetworkView } from '@isthmus/core/contract';

/** What a network says of its layers. */
export type Structure = NonNullable<NetworkView['structure']>;

/** @throws `symmetry/no-graph` for a network given as code */
export function structureOf({ structure }: NetworkView): Structure {
  if (structure !== undefined) return structure;
  throw new IsthmusError(
    'symmetry/no-graph',
    'The network is given as code, so its units cannot be looked at. Give it as a layer graph.',
  );
}
