import type { PredictionLoss } from '../../contract/loss.js';
import type { Dataset } from '../../contract/task.js';
import type { GraphNetwork } from '../network.js';
import { backward } from './backward.js';
import { checkBatch, readValues } from './arguments.js';
import { forward } from './forward.js';
import type { BlockNoise } from './forward.js';
import type { Plan } from './plan.js';
import { planReference } from './plan.js';
import type {
  Inputs,
  Reference,
  ReferenceGradient,
  ReferenceNoise,
  ReferenceValues,
  ReferenceVector,
} from './reference.js';
import { compensatedSum } from './summation.js';
import { backwardTangents, forwardTangents } from './tangent.js';

/**
 * What the blocks of one pass may take together: small enough to stay in the caches of a processor,
 * large enough that the work per block outweighs its overhead.
 */
const BLOCK_BYTES = 2 ** 21;

/** The float64 interpreter of layer graphs: everything follows from the rules of the layers. */
interface Machine {
  readonly plan: Plan;
  readonly loss: PredictionLoss['reference'];
}

/**
 * Makes the float64 reference of a network and a loss.
 *
 * @throws `network/no-reference` naming a node whose layer has no float64 arithmetic
 * @example
 * createReference(network, loss).loss(params, data.splits.probe); // the number that decides
 */
export function createReference(network: GraphNetwork, loss: PredictionLoss): Reference {
  const machine: Machine = { plan: planReference(network), loss: loss.reference };
  return {
    predict: (values, data) => predict(machine, values, data),
    loss: (values, data) => meanLoss(machine, values, data),
    accuracy: (values, data) => accuracy(machine, values, data),
    gradient: (values, data, noise) => gradient(machine, values, data, noise),
    hessianVector: (values, direction, data) => hessianVector(machine, values, direction, data),
  };
}

function predict({ plan }: Machine, values: ReferenceValues, data: Inputs): Float64Array {
  checkBatch(plan, data, null);
  const weights = readValues(plan, values);
  const size = plan.sizes[plan.output]!;
  const all = new Float64Array(data.size * size);
  for (const { from, rows } of blocks(plan, data.size, 1)) {
    const { values: slots } = forward(plan, weights, inputBlock(plan, data, from, rows), rows, []);
    all.set(slots[plan.output]!, from * size);
  }
  return all;
}

function meanLoss(machine: Machine, values: ReferenceValues, data: Dataset): number {
  const { plan, loss } = machine;
  checkBatch(plan, data, data.y);
  const size = plan.sizes[plan.output]!;
  const z = predict(machine, values, data);
  const losses = new Float64Array(data.size);
  for (let row = 0; row < data.size; row++)
    losses[row] = loss.value(z, data.y, row * size, size);
  return compensatedSum(losses) / data.size;
}

function accuracy(machine: Machine, values: ReferenceValues, data: Dataset): number {
  const { plan } = machine;
  checkBatch(plan, data, data.y);
  const size = plan.sizes[plan.output]!;
  const z = predict(machine, values, data);
  let right = 0;
  for (let row = 0; row < data.size; row++)
    if (indexOfLargest(data.y, row * size, size) === indexOfLargest(z, row * size, size)) right++;
  return right / data.size;
}

function gradient(
  { plan, loss }: Machine,
  values: ReferenceValues,
  data: Dataset,
  noise: ReferenceNoise | undefined,
): ReferenceGradient {
  checkBatch(plan, data, data.y);
  const weights = readValues(plan, values);
  const uniforms = noise === undefined ? [] : drawNoise(plan, data.size, noise);
  const sums = plan.leaves.map((leaf) => new Float64Array(leaf.size));
  const losses = new Float64Array(data.size);
  for (const { from, rows } of blocks(plan, data.size, 2)) {
    const x = inputBlock(plan, data, from, rows);
    const tape = forward(plan, weights, x, rows, noiseBlock(plan, uniforms, from, rows));
    const z = tape.values[plan.output]!;
    const y = targetBlock(plan, data, from, rows);
    const size = plan.sizes[plan.output]!;
    const dz = new Float64Array(z.length);
    for (let row = 0; row < rows; row++) {
      losses[from + row] = loss.value(z, y, row * size, size);
      loss.gradient(z, y, row * size, size, dz);
    }
    backward(plan, weights, tape, dz, rows, sums);
  }
  return { value: compensatedSum(losses) / data.size, gradient: means(plan, sums, data.size) };
}

function hessianVector(
  { plan, loss }: Machine,
  values: ReferenceValues,
  direction: ReferenceValues,
  data: Dataset,
): ReferenceVector {
  checkBatch(plan, data, data.y);
  const weights = readValues(plan, values);
  const along = readValues(plan, direction);
  const sums = plan.leaves.map((leaf) => new Float64Array(leaf.size));
  const size = plan.sizes[plan.output]!;
  for (const { from, rows } of blocks(plan, data.size, 4)) {
    const tape = forward(plan, weights, inputBlock(plan, data, from, rows), rows, []);
    const tangents = forwardTangents(plan, weights, along, tape, rows);
    const z = tape.values[plan.output]!;
    const moving = tangents[plan.output];
    if (moving === undefined) break;
    const y = targetBlock(plan, data, from, rows);
    const d = new Float64Array(z.length);
    const rate = new Float64Array(z.length);
    for (let row = 0; row < rows; row++) {
      loss.gradient(z, y, row * size, size, d);
      loss.hessianVector(z, y, row * size, size, moving, rate);
    }
    backwardTangents(plan, weights, along, tape, tangents, { d, rate }, rows, sums);
  }
  return means(plan, sums, data.size);
}

/** Cuts N rows into blocks of bounded memory; `copies` counts the arrays that a pass holds per slot. */
function blocks(
  plan: Plan,
  size: number,
  copies: number,
): readonly { readonly from: number; readonly rows: number }[] {
  const entries = plan.sizes.reduce((sum, each) => sum + each, 0);
  const most = Math.max(1, Math.floor(BLOCK_BYTES / (8 * entries * copies)));
  return Array.from({ length: Math.ceil(size / most) }, (_, i) => ({
    from: i * most,
    rows: Math.min(most, size - i * most),
  }));
}

function inputBlock(plan: Plan, data: Inputs, from: number, rows: number): Float64Array {
  const size = plan.sizes[0]!;
  return new Float64Array(data.x.subarray(from * size, (from + rows) * size));
}

function targetBlock(plan: Plan, data: Dataset, from: number, rows: number): Float32Array {
  const size = plan.sizes[plan.output]!;
  return data.y.subarray(from * size, (from + rows) * size);
}

function drawNoise(plan: Plan, rows: number, noise: ReferenceNoise): BlockNoise {
  const uniforms: (Float32Array | undefined)[] = [];
  for (const step of plan.steps)
    if (step.kind === 'noise')
      uniforms[step.slot] = noise(step.id, rows * plan.sizes[step.slot]!);
  return uniforms;
}

function noiseBlock(plan: Plan, uniforms: BlockNoise, from: number, rows: number): BlockNoise {
  return uniforms.map((uniform, slot) => {
    const size = plan.sizes[slot]!;
    return uniform?.subarray(from * size, (from + rows) * size);
  });
}

function means(plan: Plan, sums: readonly Float64Array[], size: number): ReferenceVector {
  const entries = plan.leaves.map(({ name }, i): [string, Float64Array] => {
    const sum = sums[i]!;
    for (let at = 0; at < sum.length; at++) sum[at]! /= size;
    return [name, sum];
  });
  return Object.fromEntries(entries);
}

/** The first of the largest; -1 where a number is NaN, which is then never right. */
function indexOfLargest(values: ArrayLike<number>, at: number, size: number): number {
  let best = 0;
  for (let i = 0; i < size; i++) {
    if (Number.isNaN(values[at + i])) return -1;
    if (values[at + i]! > values[at + best]!) best = i;
  }
  return best;
}
