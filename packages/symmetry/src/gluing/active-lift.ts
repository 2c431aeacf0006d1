import type { WideParams } from '../group/float64.js';
import type { HiddenLayer } from '../tracks/hidden-layers.js';
import { readingWeights } from '../tracks/reading-weights.js';
import type { Lift } from './gluing-walk.js';

/**
 * Raises the biases of always active units by one amount, and takes what that does off the biases of what
 * reads them: the function stays while the units stay active. It commutes with rotations among them
 * that keep their sum.
 */
export function activeLift(layer: HiddenLayer, units: readonly number[], amount: number): Lift {
  return (params) => {
    const lifted: Record<string, WideParams[string]> = { ...params };
    const add = (leaf: string, change: (at: number) => number) => {
      const { shape, data } = lifted[leaf]!;
      lifted[leaf] = { shape, data: data.map((entry, at) => entry + change(at)) };
    };
    add(layer.bias!, (at) => (units.includes(at) ? amount : 0));
    for (const reader of layer.readers) {
      const weights = units.map((unit) => readingWeights(reader, params, unit, layer.units));
      if (reader.bias !== null)
        add(reader.bias, (at) => -amount * weights.reduce((sum, own) => sum + own[at]!, 0));
    }
    return lifted;
  };
}
