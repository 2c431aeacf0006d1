import { tiedAxes, type OutputLayer } from '@isthmus/core';
import type { NetworkView, Params } from '@isthmus/core/contract';
import { roundParams, widenParams } from '../group/float64.js';
import { shifted, type Shift } from '../group/shift.js';

/**
 * b with the shift of all its outputs that brings it nearest to a: the mean over the classes of a in place of that of
 * b, in the last layer's weights and biases. It adds the same number to all outputs of a sample, which leaves a loss
 * of softmax probabilities as it is (not the outputs).
 *
 * @returns null where the output is not made by one layer with a kernel whose axis it is
 */
export function shiftedTo(a: Params, b: Params, network: NetworkView): Params | null {
  const { output } = tiedAxes(network);
  return output === null
    ? null
    : roundParams(shifted(output, nearestShift(output, a, b), widenParams(b)), b);
}

function nearestShift(
  { kernel, bias, outputAxis, outputs, inputs }: OutputLayer,
  a: Params,
  b: Params,
): Shift {
  // Where outputs run along the first axis, the entries of one input lie as far apart as there are inputs.
  const [first, step] = outputAxis === 0 ? [1, inputs] : [outputs, 1];
  const meanAt = (leaf: string, from: number, by: number) => {
    const [to, own] = [a[leaf]!.data, b[leaf]!.data];
    let difference = 0;
    for (let i = 0; i < outputs; i++) difference += to[from + i * by]! - own[from + i * by]!;
    return difference / outputs;
  };
  return {
    weights: Float64Array.from({ length: inputs }, (_, input) =>
      meanAt(kernel, input * first, step),
    ),
    bias: bias === null ? 0 : meanAt(bias, 0, 1),
  };
}
