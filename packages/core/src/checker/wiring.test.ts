import { layers, losses } from '@isthmus/engine/operations';
import type { PluginName } from '@isthmus/contract';
import { buildNetwork, createReference, type GraphNetwork } from '@isthmus/engine';
import { describe, expect, it } from 'vitest';
import { Registry } from '../registry/registry.js';
import { layersOf } from '../run/open-network.js';
import { boundsOn } from './bounds.js';
import { standing } from './segment.js';
import { LOSSES, NETWORKS, segmentFor, subjectFor } from './testing/networks.js';

const registry = Registry.of(layers, losses);

const cases = Object.entries(NETWORKS).flatMap(([name, network]) =>
  LOSSES.map((loss) => ({ name, loss, network })),
);

describe.each(cases)('$name, $loss', ({ loss, network }) => {
  it('means here what the product means by it: windows, padding, names, layouts', () => {
    const { plugin } = registry.resolve('loss', loss as PluginName, '/loss');
    if (plugin.on !== 'prediction') throw new Error('a loss of predictions');
    const subject = subjectFor(network, loss, 5, 7);
    // The initializer is no part of what a layer computes.
    const nodes = network.nodes.map(
      ({ id, use, options: { initializer: _, ...options }, inputs }) => {
        return { id, use: use as PluginName, options, inputs };
      },
    );
    const graph = { nodes, output: network.outputNode };
    const built = buildNetwork({ graph }, network, layersOf(registry)) as GraphNetwork;
    const { from } = segmentFor(subject.network, 1, 7);
    const params = Object.fromEntries(
      built.spec.leaves.map(({ name, shape }) => [
        name,
        { shape, data: Float32Array.from(from.get(name)!) },
      ]),
    );
    const data = { size: 5, x: Float32Array.from(subject.x), y: Float32Array.from(subject.y) };
    const value = createReference(built, plugin).loss(params, data);
    const { upper, lower } = boundsOn(subject, standing(from), [{ mid: 0, half: 0 }]);
    // Two sums of some hundred terms of size 10 at most, in float64.
    expect(Math.abs(value - (upper[0]! + lower[0]!) / 2)).toBeLessThan(1e-11 * (1 + value));
  });
});
