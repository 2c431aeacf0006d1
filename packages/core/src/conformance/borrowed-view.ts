import type { NetworkView } from '@isthmus/contract';
import { copyPlain } from './plain-data.js';

/** A copy of all that can be written into, so that what one check lets a plugin spoil is whole for the next. */
export function borrowedView({ spec, structure }: NetworkView): NetworkView {
  if (structure === undefined) return { spec: copyPlain(spec) };
  const { graph, input } = copyPlain({ graph: structure.graph, input: structure.input });
  const layerOf = (id: string) => structure.layerOf(id);
  return { spec: copyPlain(spec), structure: { graph, input, layerOf } };
}

/** The plain data of a view, to compare before and after. */
export function plainOfView(view: NetworkView): unknown {
  return { spec: view.spec, graph: view.structure?.graph, input: view.structure?.input };
}
