import type { NetworkView } from '@isthmus/contract';
import { sizeOf, type ParamSpec } from '@isthmus/contract/parameters';
import type { OutputLayer } from './unit-spaces.js';

/** The layer that gives the network's output, if it mixes and gives a row of numbers. */
export function outputLayerOf(
  spec: ParamSpec,
  { graph, layerOf }: NonNullable<NetworkView['structure']>,
): OutputLayer | null {
  const node = graph.output;
  const rule = layerOf(node).interpreters.symmetry;
  if (rule?.kind !== 'mix') return null;
  const kernel = spec.leaves.find(({ name }) => name === `${node}.${rule.kernel}`);
  // A kernel of two axes reads a row and gives a row; a wider one gives its numbers at many places.
  if (kernel?.shape.length !== 2) return null;
  const outputAxis = rule.outputAxis < 0 ? 2 + rule.outputAxis : rule.outputAxis;
  const outputs = kernel.shape[outputAxis]!;
  const bias = rule.bias === null ? null : `${node}.${rule.bias}`;
  const inputs = sizeOf(kernel.shape) / outputs;
  return { node, kernel: kernel.name, bias, outputAxis, outputs, inputs };
}
