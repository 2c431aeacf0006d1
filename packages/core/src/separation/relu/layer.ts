import type { ChainForm, ChainLayer, LossForm } from '@isthmus/contract';
import { leafOf, type Params } from '@isthmus/contract/parameters';
import { MOST_ENTRIES } from './arrangement.js';
import type { ReluProblem } from './cells.js';
import type { StoredUnit } from './cut-proof.js';
import type { ReluPoint } from './landscape.js';

/** A network of one hidden ReLU layer and one output, as the exact solver takes it. */
export interface ReluLayer {
  readonly problem: ReluProblem;
  readonly hidden: ChainLayer;
  readonly output: ChainLayer;
}

/** Data points at most: cells grow with their square at least. */
const MOST_SAMPLES = 100;

/**
 * The network of a form.
 *
 * @returns why it is none, in words such as "it has 2 hidden layers"
 */
export function reluLayerOf(form: LossForm | null | undefined): ReluLayer | string {
  if (form === null || form === undefined)
    return 'the loss is not known as a formula (a small chain of dense layers under the squared error)';
  if (form.kind !== 'chain') return 'the loss is no network';
  const { layers, inputs } = form;
  const [hidden, output] = layers;
  if (hidden === undefined || output === undefined || layers.length !== 2)
    return `it has ${layers.length - 1} hidden layers`;
  if (hidden.activation !== 'relu') return `the activation of its hidden layer is ${hidden.activation}`; // prettier-ignore
  if (output.activation !== 'none') return `its output has the activation ${output.activation}`;
  if (output.units !== 1) return `it has ${output.units} outputs`;
  if (inputs.length > MOST_SAMPLES) return `there are ${inputs.length} samples, more than ${MOST_SAMPLES}`; // prettier-ignore
  const entries = hidden.inputs + (hidden.bias === null ? 0 : 1);
  if (entries > MOST_ENTRIES)
    return `its hidden units have ${entries} numbers each, their bias included, more than ${MOST_ENTRIES}`;
  return { hidden, output, problem: problemOf(form, hidden, output) };
}

function problemOf(
  { inputs, targets }: ChainForm,
  hidden: ChainLayer,
  output: ChainLayer,
): ReluProblem {
  return {
    inputs: hidden.bias === null ? inputs : inputs.map((x) => [...x, 1]),
    targets: targets.map(([y]) => y!),
    hidden: hidden.units,
    outputBias: output.bias !== null,
  };
}

/** The hidden units of a stored network. */
export function unitsOf({ hidden, output }: ReluLayer, params: Params): readonly StoredUnit[] {
  const kernel = leafOf(params, hidden.kernel).data;
  const bias = hidden.bias === null ? null : leafOf(params, hidden.bias).data;
  const reads = leafOf(params, output.kernel).data;
  return Array.from({ length: hidden.units }, (_, j) => ({
    w: [
      ...Array.from({ length: hidden.inputs }, (__, i) => kernel[i * hidden.units + j]!),
      ...(bias === null ? [] : [bias[j]!]),
    ],
    v: reads[j]!,
  }));
}

/** The same up to scaling, with the output bias. */
export function pointOf(layer: ReluLayer, params: Params): ReluPoint {
  const { bias } = layer.output;
  return {
    units: unitsOf(layer, params).map(({ w, v }) => ({
      sign: v < 0 ? -1 : 1,
      u: w.map((entry) => Math.abs(v) * entry),
    })),
    outputBias: bias === null ? 0 : leafOf(params, bias).data[0]!,
  };
}
