import type { NetworkView } from '@isthmus/contract';
import { graphSpaces } from './graph-spaces.js';
import { labelSpaces } from './label-spaces.js';
import type { TiedAxes } from './unit-spaces.js';

/**
 * Finds the spaces of units that may change places without changing the network's function: read
 * off the layer graph, or off the axis labels for an architecture given as code. The network's own
 * inputs and outputs are never among them: their order is the data's.
 *
 * @throws `network/misfit` when a layer's rule does not fit its arrays, or equal labels stand on
 * axes of different sizes
 * @example
 * // Of 1-4-4-1; its input and output are not among them.
 * tiedAxes(network.view).spaces.map(({ name, size }) => [name, size]); // [['dense1', 4], ['dense2', 4]]
 */
export function tiedAxes(network: NetworkView): TiedAxes {
  return network.structure === undefined
    ? { spaces: labelSpaces(network.spec), output: null, unclaimed: [] }
    : graphSpaces(network.spec, network.structure);
}
