import type { Dataset, PredictionLoss, ReferenceLoss } from '@isthmus/contract';
import type { Products } from './rules.js';
import { fractionRight, isRightBy, type IsRight } from '../network/accuracy.js';
import type { GraphNetwork } from '../network/network.js';
import { predictionsAlong } from './along.js';
import { checkBatch, inputBlock, readValues } from './arguments.js';
import type { LeafSums } from './backward.js';
import { between } from './between.js';
import { backward } from './backward.js';
import type { BlockMode } from './forward.js';
import { EVALUATION, forward } from './forward.js';
import type { Plan } from './plan.js';
import { planReference } from './plan.js';
import { PLAIN_PRODUCTS } from './products.js';
import type {
  Inputs,
  Reference,
  ReferenceGradient,
  ReferenceNoise,
  ReferenceValues,
  ReferenceVector,
} from './reference.js';
import type { Workspace } from './scratch.js';
import { createWorkspace } from './scratch.js';
import { compensatedSum } from './summation.js';
import { backwardTangents, forwardTangents } from './tangent.js';

/**
 * What one pass may hold of a block of rows: small enough to stay near the processor, large enough
 * that the work on a block outweighs its overhead.
 */
const BLOCK_BYTES = 2 ** 21;

interface Machine {
  readonly plan: Plan;
  readonly loss: ReferenceLoss;
  readonly isRight: IsRight;
  readonly space: Workspace;
}

/**
 * Makes the float64 reference of a network and a loss.
 *
 * @param products what multiplies matrices; it decides the speed, never a bit of a result
 * @throws `network/no-reference` naming a node whose layer has no float64 arithmetic
 * @example
 * const reference = createReference(network, loss);
 * reference.loss(a, data.splits.probe) > 0; // true
 * reference.gradient(a, data.splits.probe).gradient['dense1.kernel'].length; // 4
 */
export function createReference(
  network: GraphNetwork,
  loss: PredictionLoss,
  products: Products = PLAIN_PRODUCTS,
): Reference {
  const machine = {
    plan: planReference(network, products),
    loss: loss.reference,
    isRight: isRightBy(loss),
    space: createWorkspace(),
  };
  return {
    predict: (values, data) => predict(machine, values, data),
    loss: (values, data) => meanLoss(machine, values, data),
    lossAlong: (from, to, data) => lossAlong(machine, from, to, data),
    accuracy: (values, data) => accuracy(machine, values, data),
    gradient: (values, data, noise) => gradient(machine, values, data, noise),
    hessianVector: (values, direction, data) => hessianVector(machine, values, direction, data),
  };
}

function predict({ plan, space }: Machine, values: ReferenceValues, data: Inputs): Float64Array {
  checkBatch(plan, data, null);
  const weights = readValues(plan, values, space.weights);
  const size = plan.sizes[plan.output]!;
  const all = new Float64Array(data.size * size);
  const step = blockRows(plan, 1);
  for (let from = 0; from < data.size; from += step) {
    const rows = Math.min(step, data.size - from);
    const x = inputBlock(plan, data, from, rows, space.values);
    all.set(forward(plan, weights, x, rows, EVALUATION, space).values[plan.output]!, from * size);
  }
  return all;
}

function meanLoss(machine: Machine, values: ReferenceValues, data: Dataset): number {
  checkBatch(machine.plan, data, data.y);
  return meanLossOf(machine, predict(machine, values, data), data);
}

function lossAlong(
  machine: Machine,
  from: ReferenceValues,
  to: ReferenceValues,
  data: Dataset,
): (t: number) => number {
  const { plan, space } = machine;
  checkBatch(plan, data, data.y);
  const rows = blockRows(plan, 1);
  const predictAt = predictionsAlong(plan, from, to, data, space, rows);
  if (predictAt === null) return (t) => meanLoss(machine, between(from, to, t), data);
  return (t) => meanLossOf(machine, predictAt(t), data);
}

function meanLossOf({ plan, loss }: Machine, z: Float64Array, data: Dataset): number {
  const size = plan.sizes[plan.output]!;
  const losses = new Float64Array(data.size);
  for (let row = 0; row < data.size; row++) losses[row] = loss.value(z, data.y, row * size, size);
  return compensatedSum(losses) / data.size;
}

function accuracy(machine: Machine, values: ReferenceValues, data: Dataset): number {
  checkBatch(machine.plan, data, data.y);
  return fractionRight(machine.isRight, predict(machine, values, data), data);
}

function gradient(
  { plan, loss, space }: Machine,
  values: ReferenceValues,
  data: Dataset,
  noise: ReferenceNoise | undefined,
): ReferenceGradient {
  checkBatch(plan, data, data.y);
  const weights = readValues(plan, values, space.weights);
  const mode = noise === undefined ? EVALUATION : trainingMode(plan, data.size, noise);
  const size = plan.sizes[plan.output]!;
  const sums: LeafSums = [];
  const losses = new Float64Array(data.size);
  const step = mode.training && plan.wholeBatches ? data.size : blockRows(plan, 2);
  for (let from = 0; from < data.size; from += step) {
    const rows = Math.min(step, data.size - from);
    const x = inputBlock(plan, data, from, rows, space.values);
    const tape = forward(plan, weights, x, rows, blockMode(plan, mode, from, rows), space);
    const z = tape.values[plan.output]!;
    const y = targetBlock(plan, data, from, rows);
    const slope = space.slopes.take(0, z.length);
    for (let row = 0; row < rows; row++) {
      losses[from + row] = loss.value(z, y, row * size, size);
      loss.gradient(z, y, row * size, size, slope);
    }
    backward(plan, tape, slope, sums, space);
  }
  return { value: compensatedSum(losses) / data.size, gradient: means(plan, sums, data.size) };
}

function hessianVector(
  { plan, loss, space }: Machine,
  values: ReferenceValues,
  direction: ReferenceValues,
  data: Dataset,
): ReferenceVector {
  checkBatch(plan, data, data.y);
  const weights = readValues(plan, values, space.weights);
  const along = readValues(plan, direction, space.direction);
  const size = plan.sizes[plan.output]!;
  const sums: LeafSums = [];
  const step = blockRows(plan, 5);
  for (let from = 0; from < data.size; from += step) {
    const rows = Math.min(step, data.size - from);
    const x = inputBlock(plan, data, from, rows, space.values);
    const tape = forward(plan, weights, x, rows, EVALUATION, space);
    const motion = forwardTangents(plan, along, tape, space);
    const z = tape.values[plan.output]!;
    const v = motion.tangents[plan.output];
    if (v === undefined) break;
    const y = targetBlock(plan, data, from, rows);
    const slope = space.slopes.take(0, z.length);
    const rate = space.rates.take(0, z.length);
    for (let at = 0; at < z.length; at += size) {
      loss.gradient(z, y, at, size, slope);
      loss.hessianVector(z, y, at, size, v, rate);
    }
    backwardTangents(plan, tape, motion, { slope, rate }, sums, space);
  }
  return means(plan, sums, data.size);
}

/** How many rows a block holds at most; `copies` counts the arrays that a pass has per slot. */
function blockRows(plan: Plan, copies: number): number {
  return Math.max(1, Math.floor(BLOCK_BYTES / (8 * plan.entries * copies)));
}

function targetBlock(plan: Plan, { y }: Dataset, from: number, rows: number): Float32Array {
  const size = plan.sizes[plan.output]!;
  return y.subarray(from * size, (from + rows) * size);
}

/** Drawn for the whole batch at once, so that the noise does not depend on the blocks. */
function trainingMode(plan: Plan, rows: number, noise: ReferenceNoise): BlockMode {
  const uniforms: (Float32Array | undefined)[] = [];
  for (const step of plan.steps)
    if (step.kind === 'noise') uniforms[step.slot] = noise(step.id, rows * plan.sizes[step.slot]!);
  return { training: true, noise: uniforms };
}

function blockMode(plan: Plan, mode: BlockMode, from: number, rows: number): BlockMode {
  const noise = mode.noise.map((uniform, slot) => {
    const size = plan.sizes[slot]!;
    return uniform?.subarray(from * size, (from + rows) * size);
  });
  return { training: mode.training, noise };
}

/** Parameters that reach no prediction have the gradient 0. */
function means(plan: Plan, sums: LeafSums, count: number): ReferenceVector {
  const vector: Record<string, Float64Array> = {};
  plan.leaves.forEach(({ name, size }, leaf) => {
    const sum = sums[leaf] ?? new Float64Array(size);
    for (let i = 0; i < sum.length; i++) sum[i]! /= count;
    vector[name] = sum;
  });
  return vector;
}
