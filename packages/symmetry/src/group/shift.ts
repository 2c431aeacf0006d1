import { IsthmusError, type OutputLayer, type UnitSpace } from '@isthmus/core';
import type { GroupFactor } from '@isthmus/core/contract';
import { actWide, type NormalForms } from './act-wide.js';
import type { WideLeaf, WideParams } from './float64.js';

/** By how much all outputs are raised: so many times what the last layer reads, plus a number. */
export type Shift = Omit<Extract<GroupFactor, { readonly kind: 'shift' }>, 'kind'>;

/** `first`, then `second`. */
export function addShifts(second: Shift, first: Shift): Shift {
  return {
    weights: second.weights.map((weight, i) => weight + first.weights[i]!),
    bias: second.bias + first.bias,
  };
}

/** The shift back. */
export function negatedShift({ weights, bias }: Shift): Shift {
  return { weights: weights.map((weight) => -weight), bias: -bias };
}

/** A shift before unit factors, as the shift after them that does the same. */
export function carriedShift(
  spaces: readonly UnitSpace[],
  output: OutputLayer,
  forms: NormalForms,
  shift: Shift,
): Shift {
  const { kernel, outputAxis } = output;
  const bias = output.bias ?? 'bias';
  // Carried as the weights of one more output would be: by whatever changes how the layer reads.
  const shape = outputAxis === 0 ? [1, output.inputs] : [output.inputs, 1];
  const readers = spaces.map((space) => ({
    ...space,
    bindings: space.bindings.filter(({ leaf, role }) => leaf === kernel && role === 'reads'),
    reflection: space.reflection?.filter((reads) => reads.kernel === kernel) ?? null,
  }));
  const column: WideParams = {
    [kernel]: { shape, data: shift.weights },
    [bias]: { shape: [1], data: Float64Array.of(shift.bias) },
  };
  const moved = actWide(readers, forms, column);
  return { weights: moved[kernel]!.data, bias: moved[bias]!.data[0]! };
}

/** Parameters with all outputs raised. */
export function shifted(
  { kernel, bias, outputAxis, outputs }: OutputLayer,
  shift: Shift,
  params: WideParams,
): WideParams {
  const leaf = params[kernel]!;
  const inputOf = (at: number) => (outputAxis === 0 ? at % (leaf.data.length / outputs) : Math.floor(at / outputs)); // prettier-ignore
  const weights = raised(leaf, (at) => shift.weights[inputOf(at)]!);
  const moved = { ...params, [kernel]: weights };
  return bias === null ? moved : { ...moved, [bias]: raised(params[bias]!, () => shift.bias) };
}

function raised(leaf: WideLeaf, by: (at: number) => number): WideLeaf {
  return { shape: leaf.shape, data: leaf.data.map((value, at) => value + by(at)) };
}

/**
 * Checks that a shift is one of a network.
 *
 * @throws `symmetry/misfit` for another number of weights; `symmetry/not-a-symmetry` for numbers that
 * are not finite, or a bias where the layer has none
 */
export function checkShift({ weights, bias }: Shift, output: OutputLayer): void {
  if (weights.length !== output.inputs)
    throw new IsthmusError(
      'symmetry/misfit',
      `Each output of layer "${output.node}" has ${output.inputs} weights; the shift given for it is about ${weights.length}.`,
      { space: output.node, size: output.inputs, given: weights.length },
    );
  const place = weights.findIndex((weight) => !Number.isFinite(weight));
  if (place >= 0 || !Number.isFinite(bias))
    throw refusal(output, `${place >= 0 ? `weight ${place}` : 'the bias'} of the shift is ${place >= 0 ? weights[place] : bias}; it takes finite numbers`); // prettier-ignore
  if (output.bias === null && bias !== 0)
    throw refusal(output, `it has no bias, so the bias of a shift is 0; it is ${bias}`);
}

function refusal(output: OutputLayer, why: string): IsthmusError {
  return new IsthmusError('symmetry/not-a-symmetry', `Layer "${output.node}": ${why}.`, {
    space: output.node,
  });
}
