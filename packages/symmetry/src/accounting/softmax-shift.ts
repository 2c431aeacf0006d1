import type { NetworkView, Params } from '@isthmus/core/contract';

/**
 * The last layer's weights and biases with the mean over the classes of a in place of that of b. It adds the same
 * number to all outputs of a sample, which leaves a loss of softmax probabilities as it is (not the outputs).
 *
 * @returns null where the output is not made by one layer with a kernel whose last axis it is
 */
export function shiftedTo(a: Params, b: Params, network: NetworkView): Params | null {
  const { structure, spec } = network;
  if (structure === undefined) return null;
  const { output } = structure.graph;
  const own = spec.leaves.filter(({ name }) => name.startsWith(`${output}.`));
  const isMaker = structure.layerOf(output).interpreters.symmetry?.kind === 'mix';
  if (!isMaker || own.length === 0) return null;
  const shifted = own.map(({ name, shape }) => {
    const classes = shape.at(-1)!;
    return [name, { shape, data: withMeansOf(a[name]!.data, b[name]!.data, classes) }] as const;
  });
  return { ...b, ...Object.fromEntries(shifted) };
}

function withMeansOf(a: Float32Array, b: Float32Array, classes: number): Float32Array {
  const shifted = Float32Array.from(b);
  for (let row = 0; row < b.length; row += classes) {
    let difference = 0;
    for (let at = row; at < row + classes; at++) difference += a[at]! - b[at]!;
    for (let at = row; at < row + classes; at++) shifted[at] = b[at]! + difference / classes;
  }
  return shifted;
}
