import type {
  Dataset,
  ElementwiseRule,
  GeneralRule,
  PredictionLoss,
  ReferenceLoss,
  ReferenceRule,
} from '@isthmus/contract';
import type { WidePoint } from '@isthmus/contract/parameters';
import type { BoundNode, GraphNetwork } from '@isthmus/engine';
import { sizeOf } from '@isthmus/contract/parameters';

/** The unit roundoff of float64. */
const UNIT = 2 ** -53;

/** Units in the last place by which exp, tanh and the like may be off; the best known are within 2. */
const FUNCTION_ULPS = 8;

/** On top of everything: for the rounding of the bound itself and for terms of second order. */
const SAFETY = 2;

/** Rows that go through the network at once. */
const BLOCK_ENTRIES = 2 ** 16;

/** Computed values `[rows, ...shape]` with a bound of the error of each. */
interface Bounded {
  readonly value: Float64Array;
  readonly error: Float64Array;
}

/**
 * A bound of the rounding error of the mean loss in float64, by carrying a bound of the error of every
 * entry through the network: sums of n terms err by at most n u / (1 - n u) of the sum of their sizes
 * (Higham, Accuracy and Stability of Numerical Algorithms, section 3.1), functions by 8 units in the
 * last place and by their slope times the error of what they are given. Linear layers without
 * parameters are taken to have no negative coefficients, as those of Isthmus have none.
 *
 * @param slack how far each parameter may be from the exact point
 * @example
 * const slack = Object.fromEntries(
 *   Object.entries(a).map(([name, { shape, data }]) => [
 *     name,
 *     { shape, data: new Float64Array(data.length) },
 *   ]),
 * );
 * const point = Object.fromEntries(
 *   Object.entries(a).map(([name, { shape, data }]) => [
 *     name,
 *     { shape, data: Float64Array.from(data) },
 *   ]),
 * );
 * lossRounding(network, loss, data.splits.probe, point, slack) < 1e-12; // true
 */
export function lossRounding(
  network: GraphNetwork,
  loss: PredictionLoss,
  data: Dataset,
  point: WidePoint,
  slack: WidePoint,
): number {
  const width = sizeOf(network.output);
  const widest = Math.max(
    sizeOf(network.input),
    ...network.nodes.map((n) => sizeOf(n.outputShape)),
  );
  const step = Math.max(1, Math.floor(BLOCK_ENTRIES / widest));
  let sum = 0;
  for (let from = 0; from < data.size; from += step) {
    const rows = Math.min(step, data.size - from);
    const z = predictions(network, data, { from, rows }, { point, slack });
    const y = data.y.subarray(from * width, (from + rows) * width);
    for (let row = 0; row < rows; row++)
      sum += sampleBound(loss.reference, z, y, row * width, width);
  }
  return (SAFETY * sum) / data.size;
}

interface Weights {
  readonly point: WidePoint;
  readonly slack: WidePoint;
}

function predictions(
  network: GraphNetwork,
  data: Dataset,
  { from, rows }: { readonly from: number; readonly rows: number },
  weights: Weights,
): Bounded {
  const size = sizeOf(network.input);
  const x = Float64Array.from(data.x.subarray(from * size, (from + rows) * size));
  const known = new Map<string, Bounded>([['input', exact(x)]]);
  for (const node of network.nodes) {
    const inputs = node.inputs.map((id) => known.get(id)!);
    // A reference of this network exists, so every layer of it has a rule.
    const rule = node.layer.interpreters.reference!(node.inputShapes);
    known.set(node.id, through(node, rule, inputs, rows, weights));
  }
  return known.get(network.outputNode)!;
}

function through(
  node: BoundNode,
  rule: ReferenceRule,
  inputs: readonly Bounded[],
  rows: number,
  weights: Weights,
): Bounded {
  const [first] = inputs;
  switch (rule.kind) {
    case 'bilinear':
      return bilinear(node, rule, first!, rows, weights);
    case 'elementwise':
      return elementwise(rule, first!);
    case 'linear': {
      const apply = (of: (bounded: Bounded) => Float64Array) => rule.apply(inputs.map(of), rows);
      const terms = inputs.reduce((sum, { value }) => sum + value.length / rows, 0);
      const size = apply(({ value }) => value.map(Math.abs));
      const error = apply((bounded) => bounded.error);
      return { value: apply(({ value }) => value), error: plus(error, size, gamma(terms)) };
    }
    case 'selection': {
      const chosen = rule.choose(first!.value, rows);
      const value = Float64Array.from(chosen, (at) => first!.value[at]!);
      // Another entry may be the one to choose: no choice errs by more than the worst of its row.
      return { value, error: rowwise(first!.error, rows, value.length / rows) };
    }
    case 'noise':
      return first!;
    case 'general':
      return general(node, rule, first!, rows, weights);
  }
}

function bilinear(
  node: BoundNode,
  rule: Extract<ReferenceRule, { kind: 'bilinear' }>,
  x: Bounded,
  rows: number,
  { point, slack }: Weights,
): Bounded {
  const leaf = (name: string) => node.leaves[name]!;
  const kernel = point[leaf(rule.kernel)]!.data;
  const moved = slack[leaf(rule.kernel)]!.data;
  const reach = x.value.map((entry, i) => Math.abs(entry) + x.error[i]!);
  const size = rule.apply(kernel.map(Math.abs), reach, rows);
  const terms = rule.apply(new Float64Array(kernel.length).fill(1), new Float64Array(x.value.length / rows).fill(1), 1); // prettier-ignore
  const value = rule.apply(kernel, x.value, rows);
  const error = rule.apply(kernel.map(Math.abs), x.error, rows);
  const shifted = rule.apply(moved, reach, rows);
  const sums = gamma(terms.reduce((most, n) => Math.max(most, n), 0) + 2);
  const bias = rule.bias === null ? null : leaf(rule.bias);
  const channels = bias === null ? 1 : point[bias]!.data.length;
  for (let i = 0; i < value.length; i++) {
    const b = bias === null ? 0 : point[bias]!.data[i % channels]!;
    const db = bias === null ? 0 : slack[bias]!.data[i % channels]!;
    value[i]! += b;
    error[i]! += shifted[i]! + db + sums * (size[i]! + Math.abs(b));
  }
  return { value, error };
}

/** A rule that bounds no error has one without a bound, by which nothing is proved of its network. */
function general(
  node: BoundNode,
  rule: GeneralRule,
  x: Bounded,
  rows: number,
  { point, slack }: Weights,
): Bounded {
  const of = (all: WidePoint) => rule.parameters.map((name) => all[node.leaves[name]!]!.data);
  const at = { x: x.value, own: of(point) };
  const value = rule.apply(at, rows);
  const error =
    rule.error?.(at, { x: x.error, own: of(slack) }, rows) ??
    new Float64Array(value.length).fill(Infinity);
  return { value, error };
}

function elementwise(rule: ElementwiseRule, { value, error }: Bounded): Bounded {
  const slope = (x: number) => Math.abs(rule.derivative(x));
  const ulps = FUNCTION_ULPS * UNIT;
  const of = (x: number, e: number) =>
    Math.max(slope(x - e), slope(x), slope(x + e)) * e +
    ulps * (Math.abs(rule.value(x)) + slope(x) * Math.abs(x));
  return { value: value.map(rule.value), error: value.map((x, i) => of(x, error[i]!)) };
}

/** How far the loss of one sample may be off: by its slope in the prediction, and by its own sums. */
function sampleBound(
  loss: ReferenceLoss,
  { value, error }: Bounded,
  y: Float32Array,
  at: number,
  size: number,
): number {
  const z = value.subarray(at, at + size);
  const off = error.subarray(at, at + size);
  const target = y.subarray(at, at + size);
  const slopes = [-1, 0, 1].map((side) => {
    const out = new Float64Array(size);
    const shifted = z.map((entry, i) => entry + side * off[i]!);
    loss.gradient(shifted, target, 0, size, out);
    return out;
  });
  let bound = 0;
  let largest = 0;
  for (let i = 0; i < size; i++) {
    bound += Math.max(...slopes.map((slope) => Math.abs(slope[i]!))) * off[i]!;
    largest = Math.max(largest, Math.abs(z[i]!), Math.abs(target[i]!));
  }
  const own = (size + FUNCTION_ULPS) * FUNCTION_ULPS * UNIT;
  return bound + own * (1 + largest + Math.abs(loss.value(z, target, 0, size)));
}

function exact(value: Float64Array): Bounded {
  return { value, error: new Float64Array(value.length) };
}

function gamma(terms: number): number {
  return (terms * UNIT) / (1 - terms * UNIT);
}

function plus(error: Float64Array, size: Float64Array, factor: number): Float64Array {
  return error.map((entry, i) => entry + factor * size[i]!);
}

/** The largest entry of each row, `size` times. */
function rowwise(entries: Float64Array, rows: number, size: number): Float64Array {
  const width = entries.length / rows;
  const worst = new Float64Array(rows * size);
  for (let row = 0; row < rows; row++) {
    const largest = entries
      .subarray(row * width, (row + 1) * width)
      .reduce((a, b) => Math.max(a, b), 0);
    worst.fill(largest, row * size, (row + 1) * size);
  }
  return worst;
}
